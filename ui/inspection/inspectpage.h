// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// The canvas with its tools, and the film strip of the pictures that the filter shows.
class InspectPage final : public QWidget {
    Q_OBJECT
public:
    explicit InspectPage(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
