// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/summarystrip.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/marks.h"
#include "ui/models/imagefilter.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace flawscope::ui {

namespace {

constexpr int kFewTraining = 32; ///< The trainer's batch: fewer are told by the scan, too.

QLabel *headingOf(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", "muted");
    return label;
}

QWidget *lineOf(QWidget *parent)
{
    auto *line = new QWidget(parent);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    line->setFixedSize(1, 2 * kGridPx);
    return line;
}

} // namespace

SummaryStrip::SummaryStrip(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context), m_icon(new QLabel(this)), m_hint(new QLabel(this))
{
    setObjectName(QStringLiteral("summaryStrip"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(headingOf(tr("Training"), this));
    m_train = addCount("trainCount", static_cast<int>(Split::Train), -1);
    layout->addWidget(lineOf(this));
    layout->addWidget(headingOf(tr("Test"), this));
    m_good = addCount("goodCount", static_cast<int>(Split::Test), static_cast<int>(Label::Good));
    m_defect = addCount("defectCount", static_cast<int>(Split::Test), static_cast<int>(Label::Defect));
    m_unknown = addCount("unknownCount", static_cast<int>(Split::Test), static_cast<int>(Label::Unknown));
    layout->addSpacing(kGridPx);
    layout->addWidget(m_icon);
    layout->addWidget(m_hint, 1);
    m_hint->setObjectName(QStringLiteral("summaryHint"));
    m_hint->setMinimumWidth(80);
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    connect(&context.project, &Project::imagesReset, this, &SummaryStrip::refresh);
    connect(&context.project, &Project::imagesChanged, this, &SummaryStrip::refresh);
    paintMarks();
    refresh();
}

QToolButton *SummaryStrip::addCount(const char *name, int split, int label)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(12, 12));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setCursor(Qt::PointingHandCursor);
    button->setToolTip(tr("Show only these pictures"));
    layout()->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, split, label] {
        FilterState state;
        state.splits = {split};
        if (label >= 0)
            state.labels = {label};
        m_context.filter.setState(m_context.filter.state() == state ? FilterState{} : state); // A second click shows all again.
    });
    return button;
}

SummaryStrip::Counts SummaryStrip::count() const
{
    Counts counts;
    for (const ImageRecord &image : m_context.project.images()) {
        if (image.sample.split == Split::Train) {
            ++(image.sample.label == Label::Good ? counts.train : counts.trainOther);
            continue;
        }
        switch (image.sample.label) {
        case Label::Good: ++counts.good; break;
        case Label::Unknown: ++counts.unknown; break;
        case Label::Defect:
            ++counts.defect;
            counts.masks += !image.sample.mask.empty();
            break;
        }
    }
    return counts;
}

QString SummaryStrip::hintFor(const Counts &c) const
{
    if (c.trainOther > 0)
        return tr("%n training picture(s) are not labelled good: move them to test.", nullptr, c.trainOther);
    if (c.train == 0)
        return tr("No training pictures: there is nothing to learn from yet.");
    if (c.good + c.defect + c.unknown == 0)
        return tr("No test pictures: thresholds will come from good pictures alone, and nothing tells how many defects are found.");
    if (c.defect == 0)
        return tr("No test pictures with defects: thresholds will come from good pictures alone.");
    if (c.good == 0)
        return tr("No good test pictures: nothing tells how often a good part is called a defect.");
    if (c.train < kFewTraining)
        return tr("Only %n training picture(s): more good parts make a better model.", nullptr, c.train);
    if (c.masks < c.defect)
        return tr("%1 of %2 defects have a mask: pixel figures come from these.").arg(countText(c.masks), countText(c.defect));
    return {};
}

void SummaryStrip::refresh()
{
    const Counts counts = count();
    const auto show = [](QToolButton *button, int number, const QString &text, const QString &where) {
        button->setText(text);
        button->setAccessibleName(QStringLiteral("%1: %2").arg(where, text));
        button->setEnabled(number > 0);
    };
    const int train = counts.train + counts.trainOther;
    show(m_train, train, tr("%1 good").arg(countText(train)), tr("Training"));
    show(m_good, counts.good, tr("%1 good").arg(countText(counts.good)), tr("Test"));
    show(m_defect, counts.defect, counts.defect == 1 ? tr("1 defect") : tr("%1 defects").arg(countText(counts.defect)), tr("Test"));
    show(m_unknown, counts.unknown, tr("%1 unknown").arg(countText(counts.unknown)), tr("Test"));
    m_unknown->setVisible(counts.unknown > 0);
    m_hintText = hintFor(counts);
    m_icon->setVisible(!m_hintText.isEmpty());
    elideHint();
}

QString SummaryStrip::hint() const { return m_hintText; }

void SummaryStrip::elideHint()
{
    m_hint->setText(m_hint->fontMetrics().elidedText(m_hintText, Qt::ElideRight, qMax(80, m_hint->width())));
    m_hint->setToolTip(m_hintText);
    m_hint->setAccessibleName(m_hintText);
}

void SummaryStrip::paintMarks()
{
    const Colors colors = colorsFor(palette());
    m_train->setIcon(markIcon(Label::Good, colors));
    m_good->setIcon(markIcon(Label::Good, colors));
    m_defect->setIcon(markIcon(Label::Defect, colors));
    m_unknown->setIcon(markIcon(Label::Unknown, colors));
    m_icon->setPixmap(themedIcon(QStringLiteral("info")).pixmap(QSize(16, 16), devicePixelRatioF()));
}

void SummaryStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintMarks();
}

void SummaryStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    elideHint();
}

} // namespace flawscope::ui
