// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/maskfields.h"

#include "ui/base/theme.h"
#include "ui/models/project.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>

namespace flawscope::ui {

MaskFields::MaskFields(ThresholdController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_opening(new QSpinBox(this)), m_area(new QSpinBox(this))
{
    MaskOptions options;
    int next = 0;
    QSpinBox *const boxes[] = {m_opening, m_area};
    MaskOptions::visit(options, [&](const OptionSpec &spec, int &) {
        QSpinBox *box = boxes[next++];
        box->setRange(static_cast<int>(spec.min), static_cast<int>(std::min(spec.max, 1e7)));
        box->setSuffix(QStringLiteral(" %1").arg(QLatin1String(spec.unit)));
    });
    m_area->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_opening->setAccessibleName(tr("Opening radius"));
    m_opening->setToolTip(tr("Specks and threads of the mask that are thinner than a disc of this radius vanish; in pixels of the score map, 0 keeps all"));
    m_area->setAccessibleName(tr("Minimum region area"));
    m_area->setToolTip(tr("Regions of the mask with fewer pixels of the picture are dropped"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    const std::pair<QString, QSpinBox *> rows[] = {{tr("Openin&g"), m_opening}, {tr("Minimum &area"), m_area}};
    for (const auto &[text, box] : rows) {
        auto *label = new QLabel(text, this);
        label->setBuddy(box);
        label->setToolTip(box->toolTip());
        box->setKeyboardTracking(false);
        box->setAlignment(Qt::AlignRight);
        box->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("100000 px")) + 36);
        layout->addWidget(label);
        layout->addWidget(box);
        connect(box, &QSpinBox::valueChanged, this, &MaskFields::take);
    }
    connect(&controller, &ThresholdController::figuresChanged, this, &MaskFields::refresh);
    refresh();
}

void MaskFields::refresh()
{
    const MaskOptions &mask = m_controller.project().decision().mask;
    const QSignalBlocker quietOpening(m_opening);
    const QSignalBlocker quietArea(m_area);
    m_opening->setValue(mask.openingRadiusPx);
    m_area->setValue(mask.minimumAreaPx);
}

void MaskFields::take()
{
    MaskOptions mask;
    mask.openingRadiusPx = m_opening->value();
    mask.minimumAreaPx = m_area->value();
    m_controller.setMask(mask);
}

} // namespace flawscope::ui
