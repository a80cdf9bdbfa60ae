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

constexpr int kMarkPx = 10;
constexpr int kThumbnailPx = 28;

bool hasOrnament(int column)
{
    return column == ImageTableModel::NameColumn || column == ImageTableModel::LabelColumn || column == ImageTableModel::CallColumn
           || column == ImageTableModel::VerdictColumn;
}

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
    if (!hasOrnament(index.column())) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    item.text.clear();
    const QWidget *widget = option.widget;
    (widget != nullptr ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
    const Colors colors = colorsFor(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    QRect room = option.rect.adjusted(6, 0, -6, 0);
    int used = kMarkPx + 6;
    const QRectF mark(room.left(), room.center().y() + 0.5 - kMarkPx / 2.0, kMarkPx, kMarkPx);
    painter->save();
    if (selected && index.column() != ImageTableModel::NameColumn) { // Marks keep their colours: on a plate where the row is selected.
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.raised);
        if (!text.isEmpty())
            painter->drawEllipse(mark.center(), kMarkPx * 0.8, kMarkPx * 0.8);
    }
    switch (index.column()) {
    case ImageTableModel::NameColumn: {
        const QRect box(room.left(), room.center().y() - kThumbnailPx / 2, kThumbnailPx, kThumbnailPx);
        const QPixmap pixmap = m_thumbnails.thumbnail(index.data(ImageTableModel::IdRole).toLongLong());
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->fillRect(box, colors.canvas);
        if (!pixmap.isNull()) {
            QSize size = pixmap.size().scaled(box.size(), Qt::KeepAspectRatio);
            painter->drawPixmap(QRect(QPoint(box.center().x() + 1 - size.width() / 2, box.center().y() + 1 - size.height() / 2), size), pixmap);
        }
        used = kThumbnailPx + 8;
        break;
    }
    case ImageTableModel::LabelColumn: paintMark(*painter, mark, static_cast<Label>(index.data(ImageTableModel::LabelRole).toInt()), colors); break;
    case ImageTableModel::CallColumn: paintMark(*painter, mark, static_cast<Call>(index.data(ImageTableModel::CallRole).toInt()), colors); break;
    default:
        verdictIcon(static_cast<OperatorVerdict>(index.data(ImageTableModel::VerdictRole).toInt())).paint(painter, mark.toRect().adjusted(-2, -2, 2, 2));
    }
    painter->restore();
    room.setLeft(room.left() + used);
    painter->save();
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->setFont(option.font);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(text, item.textElideMode, room.width()));
    painter->restore();
}

} // namespace flawscope::ui
