// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace flawscope::ui {

/// How far a step of a project is.
enum class StepState { Empty, Ready, Running, Done, Attention };

/// A button of the rail, with a mark for the state of its step: told by shape, not by colour alone, and by the accessible
/// description.
class StepButton final : public QToolButton {
    Q_OBJECT
public:
    explicit StepButton(QAction *action, QWidget *parent = nullptr);

    [[nodiscard]] StepState state() const { return m_state; }
    void setState(StepState state);
    [[nodiscard]] static QString stateText(StepState state);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QAction *m_action;
    StepState m_state = StepState::Empty;
};

} // namespace flawscope::ui
