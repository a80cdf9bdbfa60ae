// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/thresholdfield.h"

#include <QSignalBlocker>
#include <QWheelEvent>

#include <cstdlib>

namespace flawscope::ui {

ThresholdField::ThresholdField(ThresholdController &controller, QWidget *parent) : QDoubleSpinBox(parent), m_controller(controller)
{
    setRange(-1e6, 1e6);
    setDecimals(4);
    setKeyboardTracking(false);
    setAlignment(Qt::AlignRight);
    setAccessibleName(tr("Threshold"));
    setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("00.0000")) + 40);
    connect(this, &QDoubleSpinBox::valueChanged, this, [this](double value) { m_controller.setValue(value); });
    connect(&controller, &ThresholdController::figuresChanged, this, &ThresholdField::refresh);
    connect(&controller, &ThresholdController::kindChanged, this, &ThresholdField::refresh);
    refresh();
}

void ThresholdField::stepBy(int steps) { m_controller.step(steps > 0 ? 1 : -1, std::abs(steps) > 1); }

void ThresholdField::wheelEvent(QWheelEvent *event)
{
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

QString ThresholdField::textFromValue(double value) const { return m_absent ? QStringLiteral("–") : QDoubleSpinBox::textFromValue(value); }

void ThresholdField::refresh()
{
    const QSignalBlocker quiet(this);
    const auto value = m_controller.value();
    const bool absent = !value.has_value();
    if (absent != m_absent) {
        m_absent = absent;
        setValue(value.value_or(0) + 1); // The text is made anew.
    }
    setValue(value.value_or(0));
    setToolTip(tr("Scores at or above it are called a defect%1").arg(absent ? QString() : QStringLiteral(": %1").arg(locale().toString(*value, 'g', 9))));
}

} // namespace flawscope::ui
