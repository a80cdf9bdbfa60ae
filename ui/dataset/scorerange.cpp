// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/scorerange.h"

#include "ui/base/theme.h"

#include <QDoubleValidator>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>

namespace flawscope::ui {

namespace {

std::optional<double> valueOf(const QLineEdit &field)
{
    bool ok = false;
    const double value = field.locale().toDouble(field.text().trimmed(), &ok);
    return ok ? std::optional(value) : std::nullopt;
}

QString textOf(const std::optional<double> &value) { return value ? QLocale().toString(*value, 'g', 6) : QString(); }

} // namespace

ScoreRange::ScoreRange(QWidget *parent) : QWidget(parent), m_from(new QLineEdit(this)), m_to(new QLineEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGridPx, kGridPx, kGridPx, kGridPx);
    layout->addWidget(new QLabel(tr("Score from"), this));
    layout->addWidget(m_from);
    layout->addWidget(new QLabel(tr("to below"), this));
    layout->addWidget(m_to);
    m_from->setAccessibleName(tr("Lowest score"));
    m_to->setAccessibleName(tr("Score that is not reached"));
    for (QLineEdit *field : {m_from, m_to}) {
        field->setValidator(new QDoubleValidator(field));
        field->setPlaceholderText(tr("any"));
        field->setFixedWidth(80);
        field->setAlignment(Qt::AlignRight);
        field->setClearButtonEnabled(false);
        connect(field, &QLineEdit::textEdited, this, [this] { Q_EMIT edited(valueOf(*m_from), valueOf(*m_to)); });
    }
    setFocusProxy(m_from);
}

void ScoreRange::setRange(const std::optional<double> &from, const std::optional<double> &to)
{
    if (valueOf(*m_from) != from)
        m_from->setText(textOf(from));
    if (valueOf(*m_to) != to)
        m_to->setText(textOf(to));
}

} // namespace flawscope::ui
