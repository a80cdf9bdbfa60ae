// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"

class QComboBox;

namespace flawscope::ui {

/// One of OptionSpec::choices: of an enum its place among them, of a string the word itself.
class ChoiceField final : public OptionField {
    Q_OBJECT
public:
    enum class Value { Place, Word };
    ChoiceField(const OptionSpec &spec, Value kind, QWidget *parent = nullptr);

    /// Names some of the choices better, e.g. networks by their titles; what is not offered keeps its word.
    void offer(const QList<OptionOffer> &offers, bool only) override;

protected:
    void display(const QVariant &value) override;

private:
    QComboBox *m_box;
};

} // namespace flawscope::ui
