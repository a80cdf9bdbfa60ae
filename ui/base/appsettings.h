// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace flawscope::ui {

/// What the window remembers of a person, typed; stored by QSettings. Projects keep their own settings in their workspace.
class AppSettings final {
public:
    /// @param file  an ini file for tests; empty: the user's own.
    explicit AppSettings(const QString &file = {});

    [[nodiscard]] QStringList recentProjects() const; ///< Folders, the latest first.
    void addRecentProject(const QString &folder);
    void removeRecentProject(const QString &folder);

    [[nodiscard]] ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);

    [[nodiscard]] QString operatorName() const; ///< Whom history names; the login name at first.
    void setOperatorName(const QString &name);

    [[nodiscard]] QString projectsFolder() const; ///< Where new projects and demos are made: ~/Documents/Flawscope at first.
    void setProjectsFolder(const QString &folder);
    /// A folder there that does not exist yet: NAME, "NAME 2", …
    [[nodiscard]] QString freeProjectFolder(const QString &name) const;

    [[nodiscard]] QString weightsUrl() const; ///< Empty: the core's default.
    void setWeightsUrl(const QString &url);
    [[nodiscard]] QString proxy() const; ///< Empty: the environment's.
    void setProxy(const QString &proxy);

    [[nodiscard]] QByteArray windowGeometry() const;
    [[nodiscard]] QByteArray windowLayout() const;
    void setWindow(const QByteArray &geometry, const QByteArray &layout);

    [[nodiscard]] QVariant value(const QString &key, const QVariant &fallback = {}) const; ///< For a view's own small memory: "browser/thumbnailSize".
    void setValue(const QString &key, const QVariant &value);

private:
    mutable QSettings m_settings;
};

} // namespace flawscope::ui
