// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/tabledelegate.h"

#include "ui/base/theme.h"
#include "ui/dataset/marks.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/thumbnailcache.h"

#include <QApplication>
#include <QPainter>

namespace flawscope::ui {

namespace {

constexpr int kMarkSidePx = 10;
constexpr int kThumbnailPx = 28;
constexpr int kMarginPx = 5; ///< About that of the header.

} // namespace

TableDelegate::TableDelegate(ThumbnailCache &thumbnails, QObject *parent) : QStyledItemDelegate(parent), m_thumbnails(thumbnails) {}

void TableDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == ImageTableModel::NameColumn)
        option->textElideMode = Qt::ElideLeft; // The end of a path tells pictures apart.
}

void TableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    item.text.clear();
    item.state &= ~QStyle::State_Selected; // The view has painted the whole row so.
    const QWidget *widget = option.widget;
    (widget != nullptr ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
    QRect room = option.rect.adjusted(kMarginPx, 0, -kMarginPx, 0);
    painter->save();
    room.setLeft(room.left() + paintOrnament(*painter, room, index, colorsFor(option.palette)));
    painter->setPen(option.palette.color(QPalette::Text));
    painter->setFont(option.font);
    painter->drawText(room, static_cast<int>(item.displayAlignment), option.fontMetrics.elidedText(text, item.textElideMode, room.width()));
    painter->restore();
}

int TableDelegate::paintOrnament(QPainter &painter, const QRect &room, const QModelIndex &index, const Colors &colors) const
{
    const QRectF mark(room.left(), room.center().y() + 0.5 - kMarkSidePx / 2.0, kMarkSidePx, kMarkSidePx);
    switch (index.column()) {
    case ImageTableModel::NameColumn: {
        const QRect box(room.left(), room.center().y() - kThumbnailPx / 2, kThumbnailPx, kThumbnailPx);
        const QPixmap pixmap = m_thumbnails.thumbnail(index.data(ImageTableModel::IdRole).toLongLong());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.fillRect(box, colors.canvas);
        if (!pixmap.isNull()) {
            const QSize size = pixmap.size().scaled(box.size(), Qt::KeepAspectRatio);
            painter.drawPixmap(QRect(QPoint(box.center().x() + 1 - size.width() / 2, box.center().y() + 1 - size.height() / 2), size), pixmap);
        }
        return kThumbnailPx + kGridPx;
    }
    case ImageTableModel::LabelColumn:
        paintMark(painter, mark, static_cast<Label>(index.data(ImageTableModel::LabelRole).toInt()), colors);
        return kMarkSidePx + 6;
    case ImageTableModel::CallColumn:
        paintMark(painter, mark, static_cast<Call>(index.data(ImageTableModel::CallRole).toInt()), colors);
        return kMarkSidePx + 6;
    case ImageTableModel::VerdictColumn:
        verdictIcon(static_cast<OperatorVerdict>(index.data(ImageTableModel::VerdictRole).toInt())).paint(&painter, mark.toRect().adjusted(-2, -2, 2, 2));
        return kMarkSidePx + 6;
    default: return 0;
    }
}

} // namespace flawscope::ui
