// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/preferencesdialog.h"

#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace flawscope::ui {

PreferencesDialog::PreferencesDialog(Actions &actions, AppSettings &settings, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Preferences"));
    setMinimumWidth(520);
    auto *layout = new QVBoxLayout(this);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(kGridPx);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto *theme = new QComboBox(this);
    theme->addItem(tr("Of the system"));
    theme->addItem(tr("Light"));
    theme->addItem(tr("Dark"));
    theme->setCurrentIndex(static_cast<int>(settings.themeMode()));
    theme->setAccessibleName(tr("Theme"));
    connect(theme, &QComboBox::activated, this, [&actions](int index) {
        const char *ids[] = {"view.theme-system", "view.theme-light", "view.theme-dark"};
        actions[ids[index]]->trigger();
    });
    form->addRow(tr("&Theme"), theme);
    addText(*form, tr("&Operator"), tr("Whom the history names for what you do from the next opened project on."), settings.operatorName(), {},
            [&settings](const QString &text) { settings.setOperatorName(text.trimmed()); });
    addText(*form, tr("&Projects folder"), tr("Where new projects and demos are made."), settings.projectsFolder(), {},
            [&settings](const QString &text) { settings.setProjectsFolder(text.trimmed()); });
    addText(*form, tr("&Weights from"), tr("Base address of the files of encoder weights, for a mirror in your network; empty: torchvision's own."), settings.weightsUrl(),
            tr("the default address"), [&settings](const QString &text) { settings.setWeightsUrl(text.trimmed()); });
    addText(*form, tr("Pro&xy"), tr("Proxy for downloads, as http://host:port; empty: as the environment says."), settings.proxy(), tr("of the environment"),
            [&settings](const QString &text) { settings.setProxy(text.trimmed()); });
    layout->addLayout(form);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    layout->addWidget(buttons);
}

void PreferencesDialog::addText(QFormLayout &form, const QString &label, const QString &help, const QString &value, const QString &placeholder,
                                const std::function<void(const QString &)> &store)
{
    auto *field = new QLineEdit(value, this);
    field->setPlaceholderText(placeholder);
    field->setToolTip(help);
    field->setAccessibleDescription(help);
    connect(field, &QLineEdit::editingFinished, this, [field, store] { store(field->text()); });
    auto *note = new QLabel(help, this);
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    form.addRow(label, field);
    form.addRow(QString(), note);
}

} // namespace flawscope::ui
