// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/appsettings.h"

#include <QDir>
#include <QStandardPaths>

namespace flawscope::ui {

namespace {

constexpr int kMostRecent = 12;

QString loginName()
{
    for (const char *variable : {"USER", "LOGNAME", "USERNAME"}) {
        if (const QString name = qEnvironmentVariable(variable); !name.isEmpty())
            return name;
    }
    return QStringLiteral("operator");
}

} // namespace

AppSettings::AppSettings(const QString &file)
    : m_settings(file.isEmpty() ? QSettings().fileName() : file, QSettings::IniFormat)
{
}

QStringList AppSettings::recentProjects() const { return m_settings.value(QStringLiteral("recent")).toStringList(); }

void AppSettings::addRecentProject(const QString &folder)
{
    const QString path = QDir(folder).absolutePath();
    QStringList recent = recentProjects();
    recent.removeAll(path);
    recent.prepend(path);
    m_settings.setValue(QStringLiteral("recent"), recent.mid(0, kMostRecent));
}

void AppSettings::removeRecentProject(const QString &folder)
{
    QStringList recent = recentProjects();
    recent.removeAll(QDir(folder).absolutePath());
    m_settings.setValue(QStringLiteral("recent"), recent);
}

ThemeMode AppSettings::themeMode() const
{
    const QString mode = m_settings.value(QStringLiteral("theme")).toString();
    return mode == QLatin1String("light") ? ThemeMode::Light : mode == QLatin1String("dark") ? ThemeMode::Dark : ThemeMode::System;
}

void AppSettings::setThemeMode(ThemeMode mode)
{
    m_settings.setValue(QStringLiteral("theme"), mode == ThemeMode::Light ? QStringLiteral("light")
                                                 : mode == ThemeMode::Dark ? QStringLiteral("dark")
                                                                           : QStringLiteral("system"));
}

QString AppSettings::operatorName() const { return m_settings.value(QStringLiteral("operator"), loginName()).toString(); }
void AppSettings::setOperatorName(const QString &name) { m_settings.setValue(QStringLiteral("operator"), name); }
QString AppSettings::projectsFolder() const
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return m_settings.value(QStringLiteral("projectsFolder"), QDir(documents).filePath(QStringLiteral("Flawscope"))).toString();
}

void AppSettings::setProjectsFolder(const QString &folder) { m_settings.setValue(QStringLiteral("projectsFolder"), folder); }

QString AppSettings::freeProjectFolder(const QString &name) const
{
    const QDir parent(projectsFolder());
    QString folder = parent.filePath(name);
    for (int i = 2; QFileInfo::exists(folder); ++i)
        folder = parent.filePath(QStringLiteral("%1 %2").arg(name).arg(i));
    return folder;
}

QString AppSettings::weightsUrl() const { return m_settings.value(QStringLiteral("download/url")).toString(); }
void AppSettings::setWeightsUrl(const QString &url) { m_settings.setValue(QStringLiteral("download/url"), url); }
QString AppSettings::proxy() const { return m_settings.value(QStringLiteral("download/proxy")).toString(); }
void AppSettings::setProxy(const QString &proxy) { m_settings.setValue(QStringLiteral("download/proxy"), proxy); }
QByteArray AppSettings::windowGeometry() const { return m_settings.value(QStringLiteral("window/geometry")).toByteArray(); }
QByteArray AppSettings::windowLayout() const { return m_settings.value(QStringLiteral("window/layout")).toByteArray(); }

void AppSettings::setWindow(const QByteArray &geometry, const QByteArray &layout)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
    m_settings.setValue(QStringLiteral("window/layout"), layout);
}

QVariant AppSettings::value(const QString &key, const QVariant &fallback) const { return m_settings.value(key, fallback); }
void AppSettings::setValue(const QString &key, const QVariant &value) { m_settings.setValue(key, value); }

} // namespace flawscope::ui
