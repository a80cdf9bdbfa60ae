// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/choicefield.h"

#include "ui/training/optiontext.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace flawscope::ui {

ChoiceField::ChoiceField(const OptionSpec &spec, Value kind, QWidget *parent) : OptionField(spec, parent), m_box(new QComboBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(8);
    for (const char *word : spec.choices)
        m_box->addItem(optionChoice(word), kind == Value::Place ? QVariant(static_cast<qlonglong>(m_box->count())) : QVariant(QString::fromUtf8(word)));
    adopt(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, [this](int index) { take(m_box->itemData(index)); });
}

void ChoiceField::offer(const QList<OptionOffer> &offers, bool)
{
    for (const OptionOffer &offer : offers) {
        const int index = m_box->findData(offer.value);
        if (index < 0)
            continue;
        m_box->setItemText(index, offer.text);
        m_box->setItemData(index, offer.tip, Qt::ToolTipRole);
    }
}

void ChoiceField::display(const QVariant &value) { m_box->setCurrentIndex(m_box->findData(value)); }

} // namespace flawscope::ui
