// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/startpage.h"

#include "ui/base/actions.h"
#include "ui/base/emptystate.h"

#include <QVBoxLayout>

namespace flawscope::ui {

StartPage::StartPage(Actions &actions, AppSettings &settings, QWidget *parent) : QWidget(parent), m_actions(actions), m_settings(settings)
{
    auto *layout = new QVBoxLayout(this);
    auto *state = new EmptyState(QStringLiteral("demo"), tr("Flawscope"), tr("Find defects after learning from good parts alone."), this);
    state->setAction(m_actions["project.demo"]);
    layout->addWidget(state);
}

void StartPage::refresh() {}

} // namespace flawscope::ui
