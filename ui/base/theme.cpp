// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/theme.h"

#include <QApplication>
#include <QFile>
#include <QStyle>
#include <QStyleFactory>

namespace flawscope::ui {

namespace {

Colors lightColors()
{
    return {.good = QColor("#2F6FC9"), .defect = QColor("#C76A00"), .unsure = QColor("#6E747C"), .accent = QColor("#2563A8"),
            .surface = QColor("#F4F5F7"), .raised = QColor("#FFFFFF"), .border = QColor("#D3D7DD"), .text = QColor("#1B1F24"),
            .textMuted = QColor("#59616B"), .canvas = QColor("#C9CCD0"), .truth = QColor("#00A3A3"), .contour = QColor("#FFFFFF"),
            .warning = QColor("#9A5B00"), .dark = false};
}

Colors darkColors()
{
    return {.good = QColor("#6EA8F0"), .defect = QColor("#F0973A"), .unsure = QColor("#A3A9B2"), .accent = QColor("#6FB1FF"),
            .surface = QColor("#1E2125"), .raised = QColor("#272B30"), .border = QColor("#3A4047"), .text = QColor("#E8EAED"),
            .textMuted = QColor("#A5ACB5"), .canvas = QColor("#101214"), .truth = QColor("#3FD0D0"), .contour = QColor("#FFFFFF"),
            .warning = QColor("#F0B45A"), .dark = true};
}

QPalette paletteOf(const Colors &c)
{
    QPalette p;
    p.setColor(QPalette::Window, c.surface);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.raised);
    p.setColor(QPalette::AlternateBase, c.surface);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, c.raised);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.defect);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::PlaceholderText, c.textMuted);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.dark ? QColor("#10151B") : QColor("#FFFFFF"));
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Light, c.raised);
    p.setColor(QPalette::Midlight, c.border);
    p.setColor(QPalette::Mid, c.border);
    p.setColor(QPalette::Dark, c.dark ? QColor("#0E1012") : QColor("#AEB4BC"));
    p.setColor(QPalette::Shadow, QColor("#000000"));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, c.dark ? QColor("#6B727B") : QColor("#9097A0"));
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return p;
}

bool systemIsDark(const QApplication &application)
{
    const QPalette palette = application.style()->standardPalette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

} // namespace

Colors colorsFor(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkColors() : lightColors();
}

void applyTheme(QApplication &application, ThemeMode mode)
{
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && systemIsDark(application));
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const Colors colors = dark ? darkColors() : lightColors();
    application.setPalette(paletteOf(colors));
    QFile file(QStringLiteral(":/flawscope/style.qss"));
    QString sheet = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    const std::pair<const char *, QColor> names[] = {
        {"@surface", colors.surface}, {"@raised", colors.raised}, {"@border", colors.border}, {"@textMuted", colors.textMuted},
        {"@text", colors.text}, {"@accent", colors.accent}, {"@good", colors.good}, {"@defect", colors.defect}, {"@canvas", colors.canvas}, {"@warning", colors.warning},
        {"@onAccent", dark ? QColor("#10151B") : QColor("#FFFFFF")}};
    for (const auto &[name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    application.setStyleSheet(sheet);
}

} // namespace flawscope::ui
