// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdcontroller.h"

#include <QDoubleSpinBox>

namespace flawscope::ui {

/// The threshold as a number. Typed values are stored at once; the arrows step as the keys of the histogram do.
class ThresholdField final : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit ThresholdField(ThresholdController &controller, QWidget *parent = nullptr);

    void stepBy(int steps) override;

protected:
    void wheelEvent(QWheelEvent *event) override;
    [[nodiscard]] StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
    [[nodiscard]] QString textFromValue(double value) const override;

private:
    void refresh();

    ThresholdController &m_controller;
    bool m_absent = false;
};

} // namespace flawscope::ui
