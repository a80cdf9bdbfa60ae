// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

namespace flawscope::ui {

/// The small histogram with its line, and the figures at the threshold: there whenever pictures are looked at.
class ThresholdStrip final : public QWidget {
    Q_OBJECT
public:
    explicit ThresholdStrip(const ViewContext &context, QWidget *parent = nullptr);

private:
    ViewContext m_context;
};

} // namespace flawscope::ui
