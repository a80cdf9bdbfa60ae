// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"
#include "ui/models/viewcontext.h"

#include <QWidget>

#include <vector>

class QListWidget;
class QTimer;
class QToolButton;

namespace flawscope::ui {

/// What was done to the picture that is looked at, the latest first; folded away until somebody asks.
class PictureHistory final : public QWidget {
    Q_OBJECT
public:
    explicit PictureHistory(const ViewContext &context, QWidget *parent = nullptr);

private:
    void read();
    void show();

    ViewContext m_context;
    QToolButton *m_title;
    QListWidget *m_list;
    QTimer *m_timer;
    std::vector<HistoryRow> m_rows; ///< Of all pictures, as last read.
    bool m_stale = true;
};

} // namespace flawscope::ui
