// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/filmstripdelegate.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/thumbnailcache.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace flawscope::ui {

namespace {

QColor colorOf(Call call, const Colors &colors)
{
    switch (call) {
    case Call::Good: return colors.good;
    case Call::Defect: return colors.defect;
    case Call::Unsure: return colors.unsure;
    case Call::None: break;
    }
    return colors.border;
}

/// A dot: good. A triangle: defect. A ring: nobody knows. Shape and colour say the same.
void paintLabel(QPainter &painter, const QRectF &box, Label label, const Colors &colors)
{
    if (label == Label::Defect) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.defect);
        painter.drawPolygon(QPolygonF({QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()}));
        return;
    }
    painter.setPen(label == Label::Unknown ? QPen(colors.unsure, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(label == Label::Unknown ? QBrush(Qt::NoBrush) : QBrush(colors.good));
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

void paintBadge(QPainter &painter, const QPointF &centre, const Colors &colors)
{
    painter.setPen(QPen(colors.surface, 1.5));
    painter.setBrush(colors.warning);
    painter.drawEllipse(centre, 8, 8);
    QFont font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(colors.dark ? QColor(QStringLiteral("#10151B")) : QColor(Qt::white));
    painter.drawText(QRectF(centre - QPointF(8, 8), QSizeF(16, 16)), Qt::AlignCenter, QStringLiteral("!"));
}

} // namespace

void FilmStripDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors colors = colorsFor(option.palette);
    const auto call = static_cast<Call>(index.data(ImageTableModel::CallRole).toInt());
    const auto label = static_cast<Label>(index.data(ImageTableModel::LabelRole).toInt());
    const QRect cell = option.rect.adjusted(3, 3, -3, -3);
    const QRect frame(cell.left(), cell.top(), cell.width(), cell.height() - 22);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(QPen(colors.accent, 2));
        painter->setBrush(colors.raised);
        painter->drawRoundedRect(QRectF(cell).adjusted(-1, -1, 1, 1), 4, 4);
    }
    const QRect inside = frame.adjusted(4, 4, -4, -4);
    const QPixmap thumbnail = m_thumbnails.thumbnail(static_cast<ImageId>(index.data(ImageTableModel::IdRole).toLongLong()));
    QRectF shown(inside);
    if (!thumbnail.isNull()) {
        const QSizeF size = QSizeF(thumbnail.size()).scaled(inside.size(), Qt::KeepAspectRatio);
        shown = QRectF(QPointF(inside.center()) - QPointF(size.width() / 2 - 0.5, size.height() / 2 - 0.5), size);
        painter->drawPixmap(shown, thumbnail, QRectF(thumbnail.rect()));
    } else {
        painter->fillRect(inside, colors.border);
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colorOf(call, colors), call == Call::None ? 1 : 2, call == Call::Unsure ? Qt::DashLine : Qt::SolidLine));
    painter->drawRect(shown.adjusted(-1, -1, 1, 1));
    const QRect line(cell.left() + 6, frame.bottom() + 1, cell.width() - 12, 20);
    paintLabel(*painter, QRectF(line.left(), line.center().y() - 4, 9, 9), label, colors);
    const QVariant score = index.data(ImageTableModel::ScoreRole);
    painter->setPen(colors.text);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, score.isValid() ? scoreText(score.toDouble()) : QStringLiteral("–"));
    if (index.data(ImageTableModel::ErrorRole).toBool())
        paintBadge(*painter, shown.topRight() + QPointF(-6, 6), colors);
    painter->restore();
}

bool FilmStripDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const auto call = static_cast<Call>(index.data(ImageTableModel::CallRole).toInt());
    const auto label = static_cast<Label>(index.data(ImageTableModel::LabelRole).toInt());
    const QString name = index.siblingAtColumn(ImageTableModel::NameColumn).data().toString().toHtmlEscaped();
    const QString called = call == Call::None ? tr("not called") : tr("called %1").arg(ImageTableModel::callText(call));
    const QString wrong = index.data(ImageTableModel::ErrorRole).toBool() ? tr(" – wrong") : QString();
    QToolTip::showText(event->globalPos(), QStringLiteral("<b>%1</b><br>%2").arg(name, tr("Label: %1, %2%3").arg(ImageTableModel::labelText(label), called, wrong)));
    return true;
}

} // namespace flawscope::ui
