// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// The histogram of scores, the confusion matrix and the curves, all following one line.
class DecidePage final : public QWidget {
    Q_OBJECT
public:
    explicit DecidePage(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
