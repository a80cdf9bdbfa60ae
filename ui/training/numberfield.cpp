// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/numberfield.h"

#include "ui/training/numberbox.h"
#include "ui/training/optiontext.h"

#include <QHBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr double kBound = 1e16; ///< Spin boxes know no infinity.

} // namespace

NumberField::NumberField(const OptionSpec &spec, bool whole, QWidget *parent) : OptionField(spec, parent), m_box(new NumberBox(whole, this)), m_whole(whole)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addStretch(1);
    m_box->setRange(std::max(spec.min, -kBound), std::min(spec.max, kBound));
    if (const QString unit = optionWord(spec.unit); !unit.isEmpty())
        m_box->setSuffix(QLatin1Char(' ') + unit);
    adopt(m_box);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, [this](double value) { take(m_whole ? QVariant(static_cast<qlonglong>(value)) : QVariant(value)); });
}

void NumberField::display(const QVariant &value) { m_box->setValue(value.toDouble()); }

} // namespace flawscope::ui
