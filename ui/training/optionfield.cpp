// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/optionfield.h"

#include "ui/training/optiontext.h"

namespace flawscope::ui {

OptionField::OptionField(const OptionSpec &spec, QWidget *parent) : QWidget(parent), m_spec(spec)
{
    setObjectName(QLatin1String(spec.name));
    setToolTip(optionHelp(spec.help) + QLatin1Char('.'));
}

void OptionField::setValue(const QVariant &value)
{
    m_value = value;
    m_showing = true;
    display(value);
    m_showing = false;
}

void OptionField::offer(const QList<OptionOffer> &, bool) {}

void OptionField::take(const QVariant &value)
{
    if (m_showing || value == m_value)
        return;
    m_value = value;
    Q_EMIT edited();
}

void OptionField::pick(const QVariant &value)
{
    if (m_showing)
        return;
    setValue(m_value);
    Q_EMIT picked(value);
}

void OptionField::adopt(QWidget *editor)
{
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(optionLabel(m_spec.name));
    editor->setAccessibleDescription(toolTip());
    if (editor->toolTip().isEmpty())
        editor->setToolTip(toolTip());
    if (focusProxy() == nullptr)
        setFocusProxy(editor);
}

} // namespace flawscope::ui
