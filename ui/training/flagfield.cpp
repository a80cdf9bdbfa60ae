// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/flagfield.h"

#include <QCheckBox>
#include <QHBoxLayout>

namespace flawscope::ui {

FlagField::FlagField(const OptionSpec &spec, QWidget *parent) : OptionField(spec, parent), m_box(new QCheckBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addStretch(1);
    adopt(m_box);
    connect(m_box, &QCheckBox::toggled, this, [this](bool on) { take(on); });
}

void FlagField::display(const QVariant &value) { m_box->setChecked(value.toBool()); }

} // namespace flawscope::ui
