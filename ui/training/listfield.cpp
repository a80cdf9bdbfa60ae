// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/listfield.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>

namespace flawscope::ui {

namespace {

constexpr int kColumns = 2;

} // namespace

ListField::ListField(const OptionSpec &spec, QWidget *parent) : OptionField(spec, parent), m_layout(new QGridLayout(this)), m_edit(new QLineEdit(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setVerticalSpacing(2);
    m_layout->addWidget(m_edit, 0, 0, 1, kColumns);
    adopt(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) {
        QStringList words = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
        for (QString &word : words)
            word = word.trimmed();
        words.removeAll(QString());
        take(words);
    });
}

void ListField::offer(const QList<OptionOffer> &offers, bool)
{
    qDeleteAll(m_boxes);
    m_boxes.clear();
    m_words.clear();
    m_edit->setVisible(offers.isEmpty());
    setFocusProxy(nullptr);
    for (const OptionOffer &offer : offers) {
        auto *box = new QCheckBox(offer.text, this);
        box->setToolTip(offer.tip);
        box->setAccessibleName(offer.text);
        box->setObjectName(offer.value.toString());
        adopt(box);
        const int place = static_cast<int>(m_boxes.size());
        m_layout->addWidget(box, place / kColumns, place % kColumns);
        m_boxes << box;
        m_words << offer.value.toString();
        connect(box, &QCheckBox::toggled, this, &ListField::takeBoxes);
    }
    setValue(value());
}

void ListField::setUsual(const QStringList &usual)
{
    m_usual = usual;
    setValue(value());
}

void ListField::takeBoxes()
{
    QStringList words;
    for (int i = 0; i < m_boxes.size(); ++i) {
        if (m_boxes[i]->isChecked())
            words << m_words[i];
    }
    if (words == m_usual || words.isEmpty())
        words.clear();
    take(words);
    if (words.isEmpty())
        setValue(words);
}

void ListField::display(const QVariant &value)
{
    const QStringList words = value.toStringList();
    if (m_boxes.isEmpty()) {
        if (!m_edit->hasFocus())
            m_edit->setText(words.join(QStringLiteral(", ")));
        return;
    }
    for (int i = 0; i < m_boxes.size(); ++i)
        m_boxes[i]->setChecked((words.isEmpty() ? m_usual : words).contains(m_words[i]));
}

} // namespace flawscope::ui
