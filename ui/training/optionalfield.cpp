// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/optionalfield.h"

#include "ui/training/numberbox.h"
#include "ui/training/optiontext.h"

#include <QCheckBox>
#include <QHBoxLayout>

#include <algorithm>

namespace flawscope::ui {

OptionalField::OptionalField(const OptionSpec &spec, QWidget *parent) : OptionField(spec, parent), m_given(new QCheckBox(this)), m_box(new NumberBox(false, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_given);
    layout->addWidget(m_box);
    layout->addStretch(1);
    m_box->setRange(std::max(spec.min, -1e16), std::min(spec.max, 1e16));
    m_box->setEnabled(false);
    if (const QString unit = optionWord(spec.unit); !unit.isEmpty())
        m_box->setSuffix(QLatin1Char(' ') + unit);
    m_given->setAccessibleName(tr("Set %1").arg(optionLabel(spec.name)));
    adopt(m_given);
    adopt(m_box);
    connect(m_given, &QCheckBox::toggled, this, [this](bool on) {
        m_box->setEnabled(on);
        takeBoth();
    });
    connect(m_box, &QDoubleSpinBox::valueChanged, this, &OptionalField::takeBoth);
}

void OptionalField::takeBoth() { take(m_given->isChecked() ? QVariant(m_box->value()) : QVariant()); }

void OptionalField::display(const QVariant &value)
{
    m_given->setChecked(value.isValid());
    if (value.isValid())
        m_box->setValue(value.toDouble());
}

} // namespace flawscope::ui
