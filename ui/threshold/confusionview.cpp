// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/confusionview.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"
#include "ui/threshold/matrixcell.h"

#include <QGridLayout>
#include <QLabel>

namespace flawscope::ui {

namespace {

constexpr Label kTruths[] = {Label::Good, Label::Defect};
constexpr Call kCalls[] = {Call::Good, Call::Unsure, Call::Defect};

int columnOf(Call call) { return call == Call::Good ? 0 : call == Call::Unsure ? 1 : 2; }
int rowOf(Label truth) { return truth == Label::Good ? 0 : 1; }
QString number(std::uint64_t value) { return countText(static_cast<std::int64_t>(value)); }

QString wordOf(Label truth, Call call, bool pixels)
{
    if (call == Call::Unsure)
        return ConfusionView::tr("Look again");
    if (truth == Label::Good)
        return call == Call::Good ? ConfusionView::tr("Right") : pixels ? ConfusionView::tr("False alarm") : ConfusionView::tr("Overkill");
    return call == Call::Defect ? ConfusionView::tr("Found") : pixels ? ConfusionView::tr("Missed") : ConfusionView::tr("Escapes");
}

} // namespace

ConfusionView::ConfusionView(ThresholdController &controller, QWidget *parent) : QWidget(parent), m_controller(controller)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(kGridPx / 2);
    const auto header = [&](const QString &text, int row, int column) {
        auto *label = new QLabel(text, this);
        label->setProperty("role", "muted");
        label->setAlignment(column == 0 ? Qt::AlignRight | Qt::AlignVCenter : Qt::Alignment(Qt::AlignCenter));
        grid->addWidget(label, row, column);
        return label;
    };
    m_headers = {header({}, 0, 1), header({}, 0, 3), header({}, 1, 0), header({}, 2, 0)};
    m_unsureHeader = header(tr("unsure"), 0, 2);
    for (const Label truth : kTruths) {
        for (const Call call : kCalls)
            makeCell(truth, call, 1 + rowOf(truth), 1 + columnOf(call));
    }
    m_unknown = header({}, 3, 1);
    m_unknown->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    grid->addWidget(m_unknown, 3, 0, 1, 4);
    setAccessibleName(tr("Confusion matrix"));
    connect(&controller, &ThresholdController::figuresChanged, this, &ConfusionView::refresh);
    connect(&controller, &ThresholdController::kindChanged, this, &ConfusionView::refreshHeaders);
    refreshHeaders();
}

void ConfusionView::makeCell(Label truth, Call call, int row, int column)
{
    const auto tone = call == Call::Good ? MatrixCell::Tone::Good : call == Call::Unsure ? MatrixCell::Tone::Unsure : MatrixCell::Tone::Defect;
    const bool wrong = (truth == Label::Good && call == Call::Defect) || (truth == Label::Defect && call == Call::Good);
    auto *cell = new MatrixCell(tone, wrong, this);
    m_cells[rowOf(truth)][columnOf(call)] = cell;
    static_cast<QGridLayout *>(layout())->addWidget(cell, row, column);
    connect(cell, &MatrixCell::clicked, this, [this, truth, call] { m_controller.filterToCell(truth, call); });
}

MatrixCell *ConfusionView::cell(Label truth, Call call) const { return m_cells[rowOf(truth)][columnOf(call)]; }

std::uint64_t ConfusionView::count(Label truth, Call call) const
{
    const ThresholdFigures &figures = m_controller.figures();
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    if (call == Call::Unsure)
        return pixels ? 0 : truth == Label::Good ? figures.pictures.unsureGood : figures.pictures.unsureDefects;
    const Confusion &counts = pixels ? (figures.pixels ? figures.pixels->pixels : Confusion()) : figures.pictures.sure;
    if (truth == Label::Good)
        return call == Call::Good ? counts.trueNegatives : counts.falsePositives;
    return call == Call::Good ? counts.falseNegatives : counts.truePositives;
}

void ConfusionView::refreshHeaders()
{
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    const QString texts[] = {pixels ? tr("not marked") : tr("called good"), pixels ? tr("marked") : tr("called defect"), pixels ? tr("normal") : tr("good"), tr("defect")};
    for (int i = 0; i < m_headers.size(); ++i)
        m_headers[i]->setText(texts[i]);
    refresh();
}

void ConfusionView::refresh()
{
    const bool band = m_controller.kind() == ThresholdKind::Images && m_controller.figures().unsureFrom.has_value();
    if (band == m_unsureHeader->isHidden()) {
        m_unsureHeader->setVisible(band);
        for (const Label truth : kTruths)
            cell(truth, Call::Unsure)->setVisible(band);
    }
    for (const Label truth : kTruths) {
        for (const Call call : kCalls)
            refreshCell(truth, call);
    }
    refreshUnknown();
}

void ConfusionView::refreshCell(Label truth, Call call)
{
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    const bool known = pixels ? m_controller.figures().pixels.has_value() : m_controller.figures().image.has_value();
    const std::uint64_t here = count(truth, call);
    const std::uint64_t all = count(truth, Call::Good) + count(truth, Call::Unsure) + count(truth, Call::Defect);
    const std::optional<double> share = all == 0 ? std::nullopt : std::optional(static_cast<double>(here) / static_cast<double>(all));
    MatrixCell *cell = this->cell(truth, call);
    cell->show(wordOf(truth, call, pixels), known ? number(here) : QStringLiteral("–"), percentText(known ? share : std::nullopt), share.value_or(0));
    cell->setEnabled(!pixels && here > 0);
    cell->setCursor(cell->isEnabled() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    cell->setToolTip(explanation(truth, call, here, all));
}

QString ConfusionView::explanation(Label truth, Call call, std::uint64_t count, std::uint64_t all) const
{
    const bool pixels = m_controller.kind() == ThresholdKind::Pixels;
    QString text;
    if (call == Call::Unsure)
        text = truth == Label::Good ? tr("%1 of %2 good parts score between the two lines: a person looks at them again.")
                                    : tr("%1 of %2 defects score between the two lines: a person looks at them again.");
    else if (truth == Label::Good && call == Call::Good)
        text = pixels ? tr("%1 of %2 normal pixels are left unmarked, as they should be.") : tr("%1 of %2 good parts pass, as they should.");
    else if (truth == Label::Good)
        text = pixels ? tr("%1 of %2 normal pixels are marked as a defect: false alarms.")
                      : tr("%1 of %2 good parts are called a defect: thrown away or inspected again for nothing.");
    else if (call == Call::Good)
        text = pixels ? tr("%1 of %2 defect pixels are not marked: missed.") : tr("%1 of %2 defects are called good: they reach the customer.");
    else
        text = pixels ? tr("%1 of %2 defect pixels are marked.") : tr("%1 of %2 defects are found.");
    text = text.arg(number(count), number(all));
    if (!pixels && count > 0)
        text += QLatin1Char(' ') + tr("Click to look at them.");
    return text;
}

void ConfusionView::refreshUnknown()
{
    const BandCounts &counts = m_controller.figures().pictures;
    const std::uint64_t all = counts.unknownGood + counts.unknownDefects + counts.unsureUnknown;
    const bool show = m_controller.kind() == ThresholdKind::Images && all > 0;
    if (show == m_unknown->isHidden())
        m_unknown->setVisible(show);
    if (!show)
        return;
    QString text = tr("Truth not known: %1 called good, %2 called defect").arg(number(counts.unknownGood), number(counts.unknownDefects));
    if (counts.unsureUnknown > 0)
        text += tr(", %1 unsure").arg(number(counts.unsureUnknown));
    m_unknown->setText(text);
}

} // namespace flawscope::ui
