// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/thumbnaildelegate.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/marks.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/thumbnailcache.h"

#include <QApplication>
#include <QPainter>

namespace flawscope::ui {

namespace {

constexpr int kMarkPx = 10;

void paintBadge(QPainter &painter, const QPoint &at, const QString &text, const QColor &fill, const QColor &ink)
{
    const QFontMetrics metrics(painter.font());
    const QRect box(at, QSize(metrics.horizontalAdvance(text) + 12, metrics.height() + 2));
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(ink);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace

ThumbnailDelegate::ThumbnailDelegate(ThumbnailCache &thumbnails, QObject *parent) : QStyledItemDelegate(parent), m_thumbnails(thumbnails) {}

QSize ThumbnailDelegate::cellSize(const QFontMetrics &metrics) const
{
    return {m_thumbnailPx + 3 * kPaddingPx, m_thumbnailPx + 4 * kPaddingPx + 2 * metrics.height()};
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return m_cell.isEmpty() ? cellSize(option.fontMetrics) : m_cell;
}

void ThumbnailDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors colors = colorsFor(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect card = option.rect.adjusted(kPaddingPx / 2, kPaddingPx / 2, -kPaddingPx / 2, -kPaddingPx / 2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QColor fill = colors.raised;
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        fill = colors.accent;
        fill.setAlphaF(selected ? 0.22F : 0.08F);
    }
    painter->setPen(selected ? QPen(colors.accent, 2) : QPen(colors.border, 1));
    painter->setBrush(fill);
    painter->drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(colors.text, 1, Qt::DotLine));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(card).adjusted(2.5, 2.5, -2.5, -2.5), 4, 4);
    }
    const QRect picture(card.left() + kPaddingPx, card.top() + kPaddingPx, card.width() - 2 * kPaddingPx, m_thumbnailPx);
    paintPicture(*painter, picture, index, colors);
    const int line = option.fontMetrics.height();
    const QRect text(card.left() + kPaddingPx, picture.bottom() + 1 + kPaddingPx / 2, card.width() - 2 * kPaddingPx, line);
    painter->setPen(colors.text);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, option.fontMetrics.elidedText(index.data().toString(), Qt::ElideLeft, text.width()));
    paintFacts(*painter, text.translated(0, line + 2), index, colors);
    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter->setFont(small);
    paintBadges(*painter, picture, index, colors);
    painter->restore();
}

void ThumbnailDelegate::paintPicture(QPainter &painter, const QRect &box, const QModelIndex &index, const Colors &colors) const
{
    const ImageId image = index.data(ImageTableModel::IdRole).toLongLong();
    const QPixmap pixmap = m_thumbnails.thumbnail(image);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.canvas);
    painter.drawRoundedRect(box, 3, 3);
    if (!pixmap.isNull()) {
        const QSizeF size = QSizeF(pixmap.size()).scaled(box.size(), Qt::KeepAspectRatio);
        const QRectF target(box.center().x() + 0.5 - size.width() / 2, box.center().y() + 0.5 - size.height() / 2, size.width(), size.height());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()));
        return;
    }
    const bool missing = index.data(ImageTableModel::MissingRole).toBool();
    if (!missing && !m_thumbnails.failed(image))
        return; // It comes.
    painter.setPen(colors.text);
    const QRect icon(box.center().x() - 12, box.center().y() - 24, 24, 24);
    themedIcon(QStringLiteral("warning")).paint(&painter, icon);
    painter.drawText(box.adjusted(4, box.height() / 2 + 4, -4, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, missing ? tr("missing") : tr("unreadable"));
}

void ThumbnailDelegate::paintBadges(QPainter &painter, const QRect &box, const QModelIndex &index, const Colors &colors) const
{
    const QPoint corner = box.topLeft() + QPoint(4, 4);
    const QColor ink = colors.dark ? QColor(0x10, 0x15, 0x1B) : QColor(Qt::white);
    if (index.data(ImageTableModel::ErrorRole).toBool()) {
        const bool escape = index.data(ImageTableModel::LabelRole).toInt() == static_cast<int>(Label::Defect);
        paintBadge(painter, corner, escape ? tr("escape") : tr("overkill"), colors.warning, ink);
    }
    const QIcon verdict = verdictIcon(static_cast<OperatorVerdict>(index.data(ImageTableModel::VerdictRole).toInt()));
    if (verdict.isNull())
        return;
    const QRect disc(box.right() - 26, box.top() + 4, 22, 22);
    painter.setPen(QPen(colors.border, 1));
    painter.setBrush(colors.raised);
    painter.drawEllipse(disc);
    verdict.paint(&painter, disc.adjusted(3, 3, -3, -3));
}

void ThumbnailDelegate::paintFacts(QPainter &painter, const QRect &line, const QModelIndex &index, const Colors &colors) const
{
    const auto label = static_cast<Label>(index.data(ImageTableModel::LabelRole).toInt());
    const auto call = static_cast<Call>(index.data(ImageTableModel::CallRole).toInt());
    const QFontMetrics metrics(painter.font());
    int right = line.right() + 1;
    if (const QVariant score = index.data(ImageTableModel::ScoreRole); score.isValid()) {
        const QString text = scoreText(score.toDouble());
        right -= metrics.horizontalAdvance(text);
        painter.setPen(call == Call::None ? colors.text : markColor(call, colors));
        painter.drawText(QRect(right, line.top(), line.right() + 1 - right, line.height()), Qt::AlignRight | Qt::AlignVCenter, text);
        right -= kMarkPx + 4;
        paintMark(painter, QRectF(right, line.center().y() + 0.5 - kMarkPx / 2.0, kMarkPx, kMarkPx), call, colors);
        right -= 4;
    }
    paintMark(painter, QRectF(line.left(), line.center().y() + 0.5 - kMarkPx / 2.0, kMarkPx, kMarkPx), label, colors);
    QString text = label == Label::Defect ? index.siblingAtColumn(ImageTableModel::ClassColumn).data().toString() : QString();
    if (text.isEmpty())
        text = ImageTableModel::labelText(label);
    if (index.data(ImageTableModel::SplitRole).toInt() == static_cast<int>(Split::Train))
        text = ImageTableModel::splitText(Split::Train);
    const QRect room(line.left() + kMarkPx + 5, line.top(), right - line.left() - kMarkPx - 5, line.height());
    painter.setPen(colors.textMuted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, room.width()));
}

} // namespace flawscope::ui
