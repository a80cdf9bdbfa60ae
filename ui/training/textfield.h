// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QToolButton;

namespace flawscope::ui {

/// A text, or the path of a file with a button that looks for one. With offers a list of them.
class TextField final : public OptionField {
    Q_OBJECT
public:
    enum class Kind { Text, Path };
    TextField(const OptionSpec &spec, Kind kind, QWidget *parent = nullptr);

    void offer(const QList<OptionOffer> &offers, bool only) override;

protected:
    void display(const QVariant &value) override;

private:
    void makeBox(bool only);
    void takeIndex(int index);
    void browse();
    [[nodiscard]] QString textOf(const QVariant &value) const;

    Kind m_kind;
    QHBoxLayout *m_layout;
    QLineEdit *m_edit;
    QComboBox *m_box = nullptr; ///< In the place of m_edit once there are offers.
    bool m_only = false;
};

} // namespace flawscope::ui
