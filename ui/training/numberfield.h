// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

namespace flawscope::ui {

class NumberBox;

/// A number with unit and limits.
class NumberField final : public OptionField {
    Q_OBJECT
public:
    NumberField(const OptionSpec &spec, bool whole, QWidget *parent = nullptr);

protected:
    void display(const QVariant &value) override;

private:
    NumberBox *m_box;
    bool m_whole;
};

} // namespace flawscope::ui
