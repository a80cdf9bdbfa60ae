// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/textfield.h"

#include "ui/base/icons.h"
#include "ui/training/optiontext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>

namespace flawscope::ui {

namespace {

constexpr int kActionRole = Qt::UserRole + 1;

} // namespace

TextField::TextField(const OptionSpec &spec, Kind kind, QWidget *parent)
    : OptionField(spec, parent), m_kind(kind), m_layout(new QHBoxLayout(this)), m_edit(new QLineEdit(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    m_layout->addWidget(m_edit, 1);
    adopt(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString &text) { take(text); });
    if (kind != Kind::Path)
        return;
    auto *button = new QToolButton(this);
    button->setIcon(themedIcon(QStringLiteral("folder")));
    button->setToolTip(tr("Look for a file"));
    button->setAccessibleName(tr("Look for a file for %1").arg(optionLabel(spec.name)));
    connect(button, &QToolButton::clicked, this, &TextField::browse);
    m_layout->addWidget(button);
}

void TextField::makeBox(bool only)
{
    m_only = only;
    if (m_box != nullptr)
        return;
    m_box = new QComboBox(this);
    m_box->setEditable(!only);
    m_box->setInsertPolicy(QComboBox::NoInsert);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(8);
    setFocusProxy(nullptr);
    adopt(m_box);
    m_layout->insertWidget(0, m_box, 1);
    m_edit->hide();
    connect(m_box, &QComboBox::activated, this, &TextField::takeIndex);
    if (!only)
        connect(m_box, &QComboBox::editTextChanged, this, [this](const QString &text) {
            const int index = m_box->findText(text);
            take(index >= 0 ? m_box->itemData(index) : QVariant(text));
        });
}

void TextField::offer(const QList<OptionOffer> &offers, bool only)
{
    makeBox(only);
    const QSignalBlocker blocker(m_box);
    m_box->clear();
    for (const OptionOffer &offer : offers) {
        m_box->addItem(offer.text, offer.value);
        const int row = m_box->count() - 1;
        m_box->setItemData(row, offer.tip, Qt::ToolTipRole);
        m_box->setItemData(row, offer.isAction, kActionRole);
        if (!offer.enabled)
            qobject_cast<QStandardItemModel *>(m_box->model())->item(row)->setEnabled(false);
    }
    setValue(value());
}

void TextField::takeIndex(int index)
{
    if (m_box->itemData(index, kActionRole).toBool())
        pick(m_box->itemData(index));
    else
        take(m_box->itemData(index));
}

QString TextField::textOf(const QVariant &value) const
{
    return m_kind == Kind::Path && m_only ? QFileInfo(value.toString()).fileName() : value.toString();
}

void TextField::display(const QVariant &value)
{
    if (m_box == nullptr) {
        if (m_edit->text() != value.toString()) // Else the cursor would jump.
            m_edit->setText(value.toString());
        return;
    }
    int index = m_box->findData(value);
    if (index < 0 && m_only && !value.toString().isEmpty()) {
        m_box->insertItem(0, textOf(value), value);
        m_box->setItemData(0, value, Qt::ToolTipRole);
        index = 0;
    }
    m_box->setCurrentIndex(index);
    if (index < 0)
        m_box->setEditText(value.toString());
}

void TextField::browse()
{
    auto *dialog = new QFileDialog(this, optionLabel(spec().name), QFileInfo(value().toString()).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        take(file);
        setValue(file);
    });
    dialog->open();
}

} // namespace flawscope::ui
