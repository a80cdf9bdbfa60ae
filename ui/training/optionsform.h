// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/training/optionfield.h"
#include "ui/training/optionvalue.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

class QFormLayout;
class QLabel;
class QToolButton;

namespace flawscope::ui {

/// How a form arranges what an Options struct declares.
struct OptionsArrangement {
    QStringList first;  ///< These come before the others.
    QStringList hidden; ///< These keep their value.
};

/// A form made from an Options struct: one row for each OptionSpec that its visit() declares, with an editor that fits the type,
/// the help as tool tip, and the advanced ones folded away. What validation says of a value stands below its field. No option is
/// written a second time.
class OptionsForm final : public QWidget {
    Q_OBJECT
public:
    explicit OptionsForm(QWidget *parent = nullptr);

    /// Makes the rows, once.
    template <typename Options>
    void build(const Options &options, const OptionsArrangement &arrangement = {});
    /// Shows other values; emits nothing. @param except  rows that stay as they are
    template <typename Options>
    void setOptions(const Options &options, const QStringList &except = {});
    /// What the form says; members without a row are those of @p base.
    template <typename Options>
    [[nodiscard]] Options read(Options base = {}) const;
    /// Marks the rows whose value differs from @p options, and says in their tool tip what it would be.
    template <typename Options>
    void setReference(const Options &options);
    /// Names of the rows that differ from the reference.
    [[nodiscard]] QStringList changedRows() const;

    /// A row above all others that is no option.
    void addRow(const QString &label, QWidget *field);
    [[nodiscard]] OptionField *field(const QString &name) const; ///< Null where there is none.
    void offer(const QString &name, const QList<OptionOffer> &offers, bool only);
    /// More than the limits of the spec: a sentence, or empty where the value is right.
    using Check = std::function<QString(const QVariant &)>;
    void addCheck(const QString &name, Check check);
    /// A remark below a field that is no fault; empty: none. @param role  "muted" or "warning"
    void setNote(const QString &name, const QString &note, const char *role = "muted");

    [[nodiscard]] bool isValid() const { return problem().isEmpty(); }
    [[nodiscard]] QString problem() const; ///< The first one's sentence.
    [[nodiscard]] bool advancedShown() const;
    void showAdvanced(bool shown);

Q_SIGNALS:
    void changed();                                            ///< By a person.
    void picked(const QString &name, const QVariant &value); ///< An offer that is an action.

private:
    struct Row {
        OptionField *field = nullptr;
        QLabel *label = nullptr;
        QLabel *below = nullptr;
        Check limits;
        Check check;
        QString note;
        QByteArray noteRole;
        QString problem;
        QVariant reference;
        bool hasReference = false;
    };
    template <typename T>
    [[nodiscard]] static OptionField *makeField(const OptionSpec &spec);
    template <typename T>
    [[nodiscard]] static Check limitsOf(const OptionSpec &spec);
    template <typename Options>
    [[nodiscard]] static QHash<QString, QVariant> valuesOf(const Options &options);

    void addField(OptionField *field, Check limits);
    void arrange(const QStringList &first);
    void placeRow(Row &row, QFormLayout *layout);
    void followEdit(Row &row);
    void validate(Row &row);
    void mark(Row &row);
    void setValues(const QHash<QString, QVariant> &values);
    void setReferences(const QHash<QString, QVariant> &values);

    QFormLayout *m_plain;
    QFormLayout *m_folded;
    QWidget *m_fold;
    QToolButton *m_more;
    std::vector<std::unique_ptr<Row>> m_rows;
    QHash<QString, Row *> m_byName;
};

// What follows turns types into fields; everything else is in the source.

[[nodiscard]] OptionField *makeNumberField(const OptionSpec &spec, bool whole);
[[nodiscard]] OptionField *makeFlagField(const OptionSpec &spec);
[[nodiscard]] OptionField *makeChoiceField(const OptionSpec &spec, bool byPlace);
[[nodiscard]] OptionField *makeTextField(const OptionSpec &spec, bool path);
[[nodiscard]] OptionField *makeListField(const OptionSpec &spec);
[[nodiscard]] OptionField *makeOptionalField(const OptionSpec &spec);

template <typename T>
OptionField *OptionsForm::makeField(const OptionSpec &spec)
{
    if constexpr (std::is_same_v<T, bool>)
        return makeFlagField(spec);
    else if constexpr (std::is_enum_v<T>)
        return makeChoiceField(spec, true);
    else if constexpr (std::is_arithmetic_v<T>)
        return makeNumberField(spec, std::is_integral_v<T>);
    else if constexpr (std::is_same_v<T, std::string>)
        return spec.choices.empty() ? makeTextField(spec, false) : makeChoiceField(spec, false);
    else if constexpr (std::is_same_v<T, std::filesystem::path>)
        return makeTextField(spec, true);
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return makeListField(spec);
    else {
        static_assert(std::is_same_v<T, std::optional<double>>, "no field for this type");
        return makeOptionalField(spec);
    }
}

template <typename T>
OptionsForm::Check OptionsForm::limitsOf(const OptionSpec &spec)
{
    return [spec](const QVariant &variant) {
        T value{};
        fromVariant(variant, value);
        try {
            detail::ValidatingVisitor{}(spec, value);
        } catch (const Error &error) {
            return toQString(std::string(error.what()));
        }
        return QString();
    };
}

template <typename Options>
QHash<QString, QVariant> OptionsForm::valuesOf(const Options &options)
{
    QHash<QString, QVariant> values;
    Options::visit(options, [&](const OptionSpec &spec, const auto &value) { values.insert(QLatin1String(spec.name), toVariant(value)); });
    return values;
}

template <typename Options>
void OptionsForm::build(const Options &options, const OptionsArrangement &arrangement)
{
    Options::visit(options, [&]<typename T>(const OptionSpec &spec, const T &) {
        if (!arrangement.hidden.contains(QLatin1String(spec.name)))
            addField(makeField<T>(spec), limitsOf<T>(spec));
    });
    arrange(arrangement.first);
    setOptions(options);
}

template <typename Options>
void OptionsForm::setOptions(const Options &options, const QStringList &except)
{
    QHash<QString, QVariant> values = valuesOf(options);
    for (const QString &name : except)
        values.remove(name);
    setValues(values);
}

template <typename Options>
Options OptionsForm::read(Options base) const
{
    Options::visit(base, [this](const OptionSpec &spec, auto &value) {
        if (const OptionField *row = field(QLatin1String(spec.name)))
            fromVariant(row->value(), value);
    });
    return base;
}

template <typename Options>
void OptionsForm::setReference(const Options &options)
{
    setReferences(valuesOf(options));
}

/// The names that an Options struct declares, e.g. to hide them.
template <typename Options>
[[nodiscard]] QStringList optionNames()
{
    QStringList names;
    const Options options{};
    Options::visit(options, [&](const OptionSpec &spec, const auto &) { names << QLatin1String(spec.name); });
    return names;
}

} // namespace flawscope::ui
