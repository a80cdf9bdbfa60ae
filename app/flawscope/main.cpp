// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/version.h"
#include "core/engine/device.h"
#include "ui/base/appsettings.h"
#include "ui/base/englishplurals.h"
#include "ui/base/theme.h"
#include "ui/main_window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

int main(int argc, char **argv)
{
    flawscope::prepareProcess(0);
    QApplication application(argc, argv);
    flawscope::ui::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QCoreApplication::setApplicationName(QStringLiteral("flawscope"));
    QCoreApplication::setOrganizationName(QStringLiteral("flawscope"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(flawscope::kVersion));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Flawscope"));
    QGuiApplication::setDesktopFileName(QStringLiteral("flawscope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/flawscope/icons/flawscope.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Finds defects in pictures of parts after learning from good ones alone."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption settings(QStringLiteral("settings"), QCoreApplication::translate("main", "Keep settings in this file instead of the user's own."),
                                      QStringLiteral("file"));
    parser.addOption(settings);
    parser.addPositionalArgument(QStringLiteral("project"), QCoreApplication::translate("main", "Folder of the project to open."), QStringLiteral("[project]"));
    parser.process(application);

    flawscope::ui::applyTheme(application, flawscope::ui::AppSettings(parser.value(settings)).themeMode());
    flawscope::ui::MainWindow window(parser.value(settings));
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openProject(parser.positionalArguments().constFirst());
    return QApplication::exec();
}
