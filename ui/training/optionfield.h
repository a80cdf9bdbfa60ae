// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <QList>
#include <QVariant>
#include <QWidget>

namespace flawscope::ui {

/// A value that a field offers by name: a device, a size, a file of weights.
struct OptionOffer {
    QVariant value;
    QString text;
    QString tip;
    bool enabled = true;
    bool isAction = false; ///< Picking it changes nothing but emits OptionField::picked().
};

/// One option in a form: an editor that fits its type and keeps to its limits. A value that nobody edits stays bit for bit what was set.
class OptionField : public QWidget {
    Q_OBJECT
public:
    explicit OptionField(const OptionSpec &spec, QWidget *parent = nullptr);

    [[nodiscard]] const OptionSpec &spec() const { return m_spec; }
    [[nodiscard]] const QVariant &value() const { return m_value; }
    /// Shows a value; emits nothing.
    void setValue(const QVariant &value);
    /// Offers values by name. @param only  nothing else can be entered
    virtual void offer(const QList<OptionOffer> &offers, bool only);

Q_SIGNALS:
    void edited(); ///< By a person.
    void picked(const QVariant &value);

protected:
    /// Puts the value into the editor, whose signals go to take(), which ignores them meanwhile.
    virtual void display(const QVariant &value) = 0;
    void take(const QVariant &value);
    void pick(const QVariant &value);
    /// Names the editor for screen readers and gives it the focus and the help of this field.
    void adopt(QWidget *editor);

private:
    OptionSpec m_spec;
    QVariant m_value;
    bool m_showing = false;
};

} // namespace flawscope::ui
