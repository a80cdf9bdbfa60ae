// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QCheckBox;
class QDoubleSpinBox;
class QSlider;

namespace flawscope::ui {

class InspectionState;

/// Brightness, contrast and dark parts of the picture, and the range of the score colours; pops up below its button.
class AdjustPanel final : public QFrame {
    Q_OBJECT
public:
    explicit AdjustPanel(InspectionState &state, QWidget *parent = nullptr);

    void popUpBelow(const QWidget &button);

private:
    void refresh();
    void apply();

    InspectionState &m_state;
    QSlider *m_brightness;
    QSlider *m_contrast;
    QSlider *m_shadows;
    QCheckBox *m_byHand;
    QDoubleSpinBox *m_rangeHi;
};

} // namespace flawscope::ui
