// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/helpwindow.h"

#include "core/base/version.h"
#include "ui/base/actions.h"
#include "ui/base/metrichelp.h"
#include "ui/base/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace flawscope::ui {

HelpWindow::HelpWindow(Actions &actions, QWidget *parent)
    : QDialog(parent), m_actions(actions), m_search(new QLineEdit(this)), m_browser(new QTextBrowser(this))
{
    setWindowTitle(tr("Help"));
    resize(760, 640);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGridPx, kGridPx, kGridPx, kGridPx);
    auto *row = new QHBoxLayout;
    const std::pair<QString, const char *> sections[] = {{tr("Steps"), "steps"}, {tr("Figures"), "metrics"}, {tr("Shortcuts"), "shortcuts"}, {tr("About"), "about"}};
    for (const auto &[text, anchor] : sections) {
        auto *button = new QPushButton(text, this);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, anchor = QString::fromLatin1(anchor)] { showSection(anchor); });
        row->addWidget(button);
    }
    row->addStretch(1);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in the help"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(220);
    row->addWidget(m_search);
    layout->addLayout(row);
    m_browser->setOpenExternalLinks(true);
    m_browser->setAccessibleName(tr("Help text"));
    layout->addWidget(m_browser, 1);
    const auto find = [this] {
        if (!m_browser->find(m_search->text())) {
            m_browser->moveCursor(QTextCursor::Start);
            m_browser->find(m_search->text());
        }
    };
    connect(m_search, &QLineEdit::textChanged, this, find);
    connect(m_search, &QLineEdit::returnPressed, this, find);
    m_browser->setHtml(html());
}

void HelpWindow::showSection(const QString &anchor)
{
    show();
    raise();
    activateWindow();
    m_browser->scrollToAnchor(anchor);
}

QString HelpWindow::shortcuts() const
{
    QString text;
    QString group;
    for (const Actions::Entry &entry : m_actions.entries()) {
        const QList<QKeySequence> keys = entry.action->shortcuts();
        if (keys.isEmpty())
            continue;
        if (const QString title = m_actions.groupTitle(*entry.spec); title != group) {
            group = title;
            text += QStringLiteral("<tr><td colspan=\"2\"><br><b>%1</b></td></tr>").arg(group.toHtmlEscaped());
        }
        QStringList names;
        for (const QKeySequence &key : keys)
            names << key.toString(QKeySequence::NativeText).toHtmlEscaped();
        text += QStringLiteral("<tr><td width=\"180\"><code>%1</code></td><td>%2</td></tr>")
                    .arg(names.join(tr(" or ")), entry.action->statusTip().toHtmlEscaped());
    }
    return QStringLiteral("<table cellspacing=\"4\">%1</table>").arg(text);
}

QString HelpWindow::html() const
{
    const auto item = [](const QString &term, const QString &text) {
        return QStringLiteral("<p><b>%1.</b> %2</p>").arg(term.toHtmlEscaped(), text.toHtmlEscaped());
    };
    const auto heading = [](const char *anchor, const QString &text) {
        return QStringLiteral("<h2><a name=\"%1\">%2</a></h2>").arg(QLatin1String(anchor), text.toHtmlEscaped());
    };
    QString page = heading("steps", tr("Five steps"));
    page += item(tr("1 Data"), tr("Drop a folder of pictures of good parts. Test pictures, with or without defects, and masks are welcome but not needed. "
                                  "Pictures stay where they are. What looks wrong (duplicates, pictures in training and test, unreadable files) stands in the findings."));
    page += item(tr("2 Train"), tr("Choose a preset and start. Training runs in the background: browse on, pause it, or stop it and keep what it has learned."));
    page += item(tr("3 Inspect"), tr("Step through the pictures with the arrow keys. The warmer the colour, the less a place resembles the good parts."));
    page += item(tr("4 Decide"), tr("Drag the line in the histogram. Pictures at or above it are called a defect; all figures follow while you drag."));
    page += item(tr("5 Report"), tr("Compare runs, release the one that the line gets, and export masks, maps, overlays, scores and the model file."));
    page += heading("metrics", tr("Figures in plain words"));
    for (const MetricHelp &metric : metricHelp())
        page += item(metricName(metric.metric), metricMeaning(metric.metric));
    page += heading("shortcuts", tr("Shortcuts")) + shortcuts();
    page += heading("about", tr("About Flawscope"));
    page += QStringLiteral("<p>Flawscope %1</p>").arg(QLatin1String(kVersion));
    page += QStringLiteral("<p>%1</p>").arg(tr("Qt %1, LibTorch, OpenCV, QCustomPlot, SQLite. The method is CFLOW-AD by D. Gudovskiy, S. Ishizaka and K. Kozuka (WACV 2022).")
                                                .arg(QLatin1String(qVersion()))
                                                .toHtmlEscaped());
    page += QStringLiteral("<p>%1</p>").arg(tr("Licence: GNU General Public License, version 3 or later.").toHtmlEscaped());
    return page;
}

} // namespace flawscope::ui
