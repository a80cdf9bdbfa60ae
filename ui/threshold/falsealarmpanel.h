// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdcontroller.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace flawscope::ui {

/// Asks for a false-alarm rate, and tells what the good pictures at hand can promise before the threshold is set. Beside the work, not over it.
class FalseAlarmPanel final : public QFrame {
    Q_OBJECT
public:
    explicit FalseAlarmPanel(ThresholdController &controller, QWidget *parent = nullptr);

    /// Looks at the good pictures again and shows itself.
    void open();
    [[nodiscard]] LabelFreeOptions options() const;
    [[nodiscard]] GoodSource source() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void makeFields();
    void refreshSources();
    void refreshPromise();

    ThresholdController &m_controller;
    QDoubleSpinBox *m_rate;
    QComboBox *m_source;
    QCheckBox *m_prove;
    QDoubleSpinBox *m_confidence;
    QLabel *m_promise;
    QPushButton *m_use;
};

} // namespace flawscope::ui
