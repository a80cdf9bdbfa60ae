// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/optionsform.h"

#include "ui/base/theme.h"
#include "ui/training/choicefield.h"
#include "ui/training/flagfield.h"
#include "ui/training/listfield.h"
#include "ui/training/numberfield.h"
#include "ui/training/optionalfield.h"
#include "ui/training/optiontext.h"
#include "ui/training/textfield.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kRowPx = 26; ///< So that labels stand beside check boxes as beside lines.

/// A wheel that scrolls the page must not change a value under the pointer.
class WheelGuard final : public QObject {
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

QFormLayout *makeLayout()
{
    auto *layout = new QFormLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(kGridPx);
    layout->setVerticalSpacing(6);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->setLabelAlignment(Qt::AlignLeft);
    return layout;
}

void setRole(QLabel *label, const QByteArray &role)
{
    label->setProperty("role", role);
    label->style()->unpolish(label);
    label->style()->polish(label);
}

} // namespace

OptionField *makeNumberField(const OptionSpec &spec, bool whole) { return new NumberField(spec, whole); }
OptionField *makeFlagField(const OptionSpec &spec) { return new FlagField(spec); }
OptionField *makeChoiceField(const OptionSpec &spec, bool byPlace) { return new ChoiceField(spec, byPlace ? ChoiceField::Value::Place : ChoiceField::Value::Word); }
OptionField *makeTextField(const OptionSpec &spec, bool path) { return new TextField(spec, path ? TextField::Kind::Path : TextField::Kind::Text); }
OptionField *makeListField(const OptionSpec &spec) { return new ListField(spec); }
OptionField *makeOptionalField(const OptionSpec &spec) { return new OptionalField(spec); }

OptionsForm::OptionsForm(QWidget *parent)
    : QWidget(parent), m_plain(makeLayout()), m_folded(makeLayout()), m_fold(new QWidget(this)), m_more(new QToolButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addLayout(m_plain);
    layout->addWidget(m_more);
    m_fold->setLayout(m_folded);
    layout->addWidget(m_fold);
    layout->addStretch(1);
    m_fold->hide();
    m_more->hide();
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setText(tr("More options"));
    m_more->setToolTip(tr("Show or hide what rarely needs a change"));
    m_more->setAccessibleName(tr("More options"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    m_more->setAutoRaise(true);
    m_more->setCheckable(true);
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_fold->setVisible(on);
        m_more->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
    });
}

void OptionsForm::addField(OptionField *field, Check limits)
{
    auto row = std::make_unique<Row>();
    row->field = field;
    row->limits = std::move(limits);
    row->label = new QLabel(optionLabel(field->spec().name), this);
    row->label->setToolTip(field->toolTip());
    row->below = new QLabel(this);
    row->below->setWordWrap(true);
    row->below->hide();
    row->below->setObjectName(field->objectName() + QStringLiteral("-note"));
    connect(field, &OptionField::edited, this, [this, raw = row.get()] { followEdit(*raw); });
    connect(field, &OptionField::picked, this, [this, field](const QVariant &value) { Q_EMIT picked(field->objectName(), value); });
    m_byName.insert(field->objectName(), row.get());
    m_rows.push_back(std::move(row));
}

void OptionsForm::arrange(const QStringList &first)
{
    const auto place = [&first](const std::unique_ptr<Row> &row) {
        const auto at = first.indexOf(row->field->objectName());
        return at < 0 ? first.size() : at;
    };
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const auto &a, const auto &b) { return place(a) < place(b); });
    auto *guard = new WheelGuard(this);
    for (const auto &row : m_rows) {
        const bool folded = row->field->spec().advanced;
        placeRow(*row, folded ? m_folded : m_plain);
        if (folded)
            m_more->show();
        for (QWidget *editor : row->field->findChildren<QWidget *>()) {
            if (qobject_cast<QAbstractSpinBox *>(editor) == nullptr && qobject_cast<QComboBox *>(editor) == nullptr)
                continue;
            editor->setFocusPolicy(Qt::StrongFocus);
            editor->installEventFilter(guard);
        }
    }
}

void OptionsForm::placeRow(Row &row, QFormLayout *layout)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    row.field->setMinimumHeight(kRowPx);
    column->addWidget(row.field);
    column->addWidget(row.below);
    row.label->setBuddy(row.field);
    row.label->setMinimumHeight(kRowPx);
    row.label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.label->setContentsMargins(0, 5, 0, 0);
    layout->addRow(row.label, column);
}

void OptionsForm::addRow(const QString &label, QWidget *field)
{
    int above = 0;
    while (above < m_plain->rowCount() && m_plain->itemAt(above, QFormLayout::LabelRole)->widget()->property("extra").toBool())
        ++above;
    auto *text = new QLabel(label, this);
    text->setProperty("extra", true);
    text->setBuddy(field);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    text->setContentsMargins(0, 5, 0, 0);
    field->setMinimumHeight(kRowPx);
    m_plain->insertRow(above, text, field);
}

OptionField *OptionsForm::field(const QString &name) const
{
    const Row *row = m_byName.value(name);
    return row == nullptr ? nullptr : row->field;
}

void OptionsForm::offer(const QString &name, const QList<OptionOffer> &offers, bool only)
{
    if (Row *row = m_byName.value(name)) {
        row->field->offer(offers, only);
        validate(*row);
    }
}

void OptionsForm::addCheck(const QString &name, Check check)
{
    if (Row *row = m_byName.value(name)) {
        row->check = std::move(check);
        validate(*row);
    }
}

void OptionsForm::setNote(const QString &name, const QString &note, const char *role)
{
    if (Row *row = m_byName.value(name)) {
        row->note = note;
        row->noteRole = role;
        validate(*row);
    }
}

QString OptionsForm::problem() const
{
    for (const auto &row : m_rows) {
        if (!row->problem.isEmpty())
            return row->problem;
    }
    return {};
}

void OptionsForm::followEdit(Row &)
{
    for (const auto &row : m_rows) { // One value may make another one right.
        validate(*row);
        mark(*row);
    }
    Q_EMIT changed();
}

void OptionsForm::validate(Row &row)
{
    row.problem = row.limits(row.field->value());
    if (row.problem.isEmpty() && row.check)
        row.problem = row.check(row.field->value());
    const bool wrong = !row.problem.isEmpty();
    const QString text = wrong ? row.problem : row.note;
    if (row.below->text() != text || row.below->property("role").toByteArray() != (wrong ? QByteArray("warning") : row.noteRole)) {
        row.below->setText(text);
        setRole(row.below, wrong ? QByteArray("warning") : row.noteRole);
    }
    row.below->setVisible(!text.isEmpty());
    if (wrong && row.field->spec().advanced)
        showAdvanced(true);
}

void OptionsForm::mark(Row &row)
{
    const bool changed = row.hasReference && row.field->value() != row.reference;
    QFont font = row.label->font();
    if (font.bold() == changed)
        return;
    font.setBold(changed);
    row.label->setFont(font);
    row.label->setToolTip(changed ? tr("%1 Changed by hand.").arg(row.field->toolTip()) : row.field->toolTip());
}

QStringList OptionsForm::changedRows() const
{
    QStringList names;
    for (const auto &row : m_rows) {
        if (row->hasReference && row->field->value() != row->reference)
            names << row->field->objectName();
    }
    return names;
}

void OptionsForm::setValues(const QHash<QString, QVariant> &values)
{
    for (const auto &row : m_rows) {
        if (const auto value = values.constFind(row->field->objectName()); value != values.constEnd())
            row->field->setValue(*value);
    }
    for (const auto &row : m_rows) {
        validate(*row);
        mark(*row);
    }
}

void OptionsForm::setReferences(const QHash<QString, QVariant> &values)
{
    for (const auto &row : m_rows) {
        if (const auto value = values.constFind(row->field->objectName()); value != values.constEnd()) {
            row->reference = *value;
            row->hasReference = true;
        }
        mark(*row);
    }
}

bool OptionsForm::advancedShown() const { return m_more->isChecked(); }
void OptionsForm::showAdvanced(bool shown) { m_more->setChecked(shown); }

} // namespace flawscope::ui
