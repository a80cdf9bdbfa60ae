// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdcontroller.h"

#include <QWidget>

class QSpinBox;

namespace flawscope::ui {

/// Opening radius and minimum region area: how masks are cleaned. Names, limits and help come from the core's MaskOptions.
class MaskFields final : public QWidget {
    Q_OBJECT
public:
    explicit MaskFields(ThresholdController &controller, QWidget *parent = nullptr);

    [[nodiscard]] QSpinBox *openingRadius() const { return m_opening; }
    [[nodiscard]] QSpinBox *minimumArea() const { return m_area; }

private:
    void refresh();
    void take();

    ThresholdController &m_controller;
    QSpinBox *m_opening;
    QSpinBox *m_area;
};

} // namespace flawscope::ui
