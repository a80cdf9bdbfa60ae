// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

class QCheckBox;

namespace flawscope::ui {

class NumberBox;

/// A number that may be absent: a check box before it.
class OptionalField final : public OptionField {
    Q_OBJECT
public:
    explicit OptionalField(const OptionSpec &spec, QWidget *parent = nullptr);

protected:
    void display(const QVariant &value) override;

private:
    void takeBoth();

    QCheckBox *m_given;
    NumberBox *m_box;
};

} // namespace flawscope::ui
