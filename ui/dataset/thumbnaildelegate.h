// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QStyledItemDelegate>

namespace flawscope::ui {

struct Colors;
class ThumbnailCache;

/// Paints one picture of the grid: thumbnail, name, label, score and call, the operator's verdict, and whether the threshold is wrong about it.
class ThumbnailDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kPaddingPx = 8;

    explicit ThumbnailDelegate(ThumbnailCache &thumbnails, QObject *parent = nullptr);

    void setThumbnailSize(int px) { m_thumbnailPx = px; }
    [[nodiscard]] int thumbnailSize() const { return m_thumbnailPx; }
    /// Room that one picture needs at least.
    [[nodiscard]] QSize cellSize(const QFontMetrics &metrics) const;
    /// Room that each gets in the view.
    void setCell(const QSize &cell) { m_cell = cell; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintPicture(QPainter &painter, const QRect &box, const QModelIndex &index, const Colors &colors) const;
    void paintBadges(QPainter &painter, const QRect &box, const QModelIndex &index, const Colors &colors) const;
    void paintFacts(QPainter &painter, const QRect &line, const QModelIndex &index, const Colors &colors) const;

    ThumbnailCache &m_thumbnails;
    int m_thumbnailPx = 144;
    QSize m_cell;
};

} // namespace flawscope::ui
