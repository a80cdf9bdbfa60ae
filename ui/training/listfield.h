// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

class QCheckBox;
class QGridLayout;
class QLineEdit;

namespace flawscope::ui {

/// Several words: a line with commas, or check boxes once there are offers. Offers that are marked as usual are checked for the
/// empty list, which stands for them.
class ListField final : public OptionField {
    Q_OBJECT
public:
    explicit ListField(const OptionSpec &spec, QWidget *parent = nullptr);

    void offer(const QList<OptionOffer> &offers, bool only) override;
    /// The values that an empty list stands for.
    void setUsual(const QStringList &usual);

protected:
    void display(const QVariant &value) override;

private:
    void takeBoxes();

    QGridLayout *m_layout;
    QLineEdit *m_edit;
    QList<QCheckBox *> m_boxes;
    QStringList m_words;
    QStringList m_usual;
};

} // namespace flawscope::ui
