// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QLineEdit;

namespace flawscope::ui {

/// Two fields for a range of scores; an empty one is open.
class ScoreRange final : public QWidget {
    Q_OBJECT
public:
    explicit ScoreRange(QWidget *parent = nullptr);

    void setRange(const std::optional<double> &from, const std::optional<double> &to);

Q_SIGNALS:
    void edited(const std::optional<double> &from, const std::optional<double> &to);

private:
    QLineEdit *m_from;
    QLineEdit *m_to;
};

} // namespace flawscope::ui
