// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"
#include "ui/models/viewcontext.h"

#include <QListView>

namespace flawscope::ui {

/// The pictures that the filter shows, in its order, in one row; the one that is looked at is marked and kept in view.
class FilmStrip final : public QListView {
    Q_OBJECT
public:
    explicit FilmStrip(const ViewContext &context, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void follow();

    ViewContext m_context;
    bool m_following = false;
};

} // namespace flawscope::ui
