// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QLineEdit;

namespace flawscope::ui {

class Actions;
class AppSettings;

/// The few things that hold for all projects. Not modal; every change is kept at once.
class PreferencesDialog final : public QDialog {
    Q_OBJECT
public:
    PreferencesDialog(Actions &actions, AppSettings &settings, QWidget *parent = nullptr);

private:
    void addText(class QFormLayout &form, const QString &label, const QString &help, const QString &value, const QString &placeholder,
                 const std::function<void(const QString &)> &store);
};

} // namespace flawscope::ui
