// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace flawscope::ui {

class ThumbnailCache;

/// Paints one picture of the film strip: thumbnail, framed as it is called; below it the mark of its label and its score. What is
/// called wrong has a badge.
class FilmStripDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit FilmStripDelegate(ThumbnailCache &thumbnails, QObject *parent = nullptr) : QStyledItemDelegate(parent), m_thumbnails(thumbnails) {}

    static constexpr int kWidthPx = 96;
    static constexpr int kHeightPx = 92;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {kWidthPx, kHeightPx}; }
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    ThumbnailCache &m_thumbnails;
};

} // namespace flawscope::ui
