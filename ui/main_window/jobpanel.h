// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QWidget>

class QListView;
class QToolButton;

namespace flawscope::ui {

class JobList;

/// All jobs, running and finished: what each did, how long it took, what went wrong; the selected one can be stopped.
class JobPanel final : public QWidget {
    Q_OBJECT
public:
    explicit JobPanel(JobList &jobs, QWidget *parent = nullptr);

private:
    void updateButtons();

    JobList &m_jobs;
    QListView *m_list;
    QToolButton *m_stop;
    QToolButton *m_clear;
};

/// Paints a job: title, a line of what it is doing or has done, a bar.
class JobDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace flawscope::ui
