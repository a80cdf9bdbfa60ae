// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace flawscope::ui {

/// The bar above the pages: the project, the run that is looked at, the device that computes, and the way to the command palette.
class TitleBar final : public QWidget {
    Q_OBJECT
public:
    explicit TitleBar(const ViewContext &context, QWidget *parent = nullptr);

private:
    void fillRuns();
    void showDevice();

    ViewContext m_context;
    QToolButton *m_project;
    QComboBox *m_runs;
    QLabel *m_readOnly;
    QLabel *m_device;
    bool m_filling = false;
};

} // namespace flawscope::ui
