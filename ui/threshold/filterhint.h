// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QToolButton;

namespace flawscope::ui {

class ElidedLabel;

/// One line that says that pictures are hidden by a filter, and takes it away. Hidden itself without a filter.
class FilterHint final : public QWidget {
    Q_OBJECT
public:
    explicit FilterHint(const ViewContext &context, QWidget *parent = nullptr);

private:
    void refresh();

    ViewContext m_context;
    ElidedLabel *m_text;
    QToolButton *m_clear;
};

} // namespace flawscope::ui
