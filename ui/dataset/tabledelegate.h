// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace flawscope::ui {

struct Colors;
class ThumbnailCache;

/// Paints a cell of the table: the name with its thumbnail, label and call with their marks, the verdict with its icon.
class TableDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TableDelegate(ThumbnailCache &thumbnails, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    /// @return the width that it took
    int paintOrnament(QPainter &painter, const QRect &room, const QModelIndex &index, const Colors &colors) const;

    ThumbnailCache &m_thumbnails;
};

} // namespace flawscope::ui
