// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/version.h"
#include "core/engine/device.h"
#include "ui/base/appsettings.h"
#include "ui/base/englishplurals.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/main_window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

namespace {

/// What a slot throws must not end the program: a disk that goes away is told in the window, and the work goes on.
class Application final : public QApplication {
public:
    using QApplication::QApplication;
    flawscope::ui::MainWindow *window = nullptr;

    bool notify(QObject *receiver, QEvent *event) override
    {
        try {
            return QApplication::notify(receiver, event);
        } catch (const flawscope::Error &error) {
            if (window == nullptr)
                throw;
            window->showError(flawscope::ui::errorHeadline(error.code()), QString::fromUtf8(error.what()));
        }
        return false;
    }
};

} // namespace

int main(int argc, char **argv)
{
    flawscope::prepareProcess(0);
    Application application(argc, argv);
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
    application.window = &window;
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openProject(parser.positionalArguments().constFirst());
    const int code = QApplication::exec();
    application.window = nullptr;
    return code;
}
