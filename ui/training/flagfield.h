// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

class QCheckBox;

namespace flawscope::ui {

/// Yes or no.
class FlagField final : public OptionField {
    Q_OBJECT
public:
    explicit FlagField(const OptionSpec &spec, QWidget *parent = nullptr);

protected:
    void display(const QVariant &value) override;

private:
    QCheckBox *m_box;
};

} // namespace flawscope::ui
