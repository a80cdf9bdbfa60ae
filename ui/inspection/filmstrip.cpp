// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/filmstrip.h"

#include "ui/base/theme.h"
#include "ui/inspection/filmstripdelegate.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"

#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QWheelEvent>

namespace flawscope::ui {

FilmStrip::FilmStrip(const ViewContext &context, QWidget *parent) : QListView(parent), m_context(context)
{
    setFlow(LeftToRight);
    setWrapping(false);
    setUniformItemSizes(true);
    setSelectionMode(SingleSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::TabFocus);
    setItemDelegate(new FilmStripDelegate(context.thumbnails, this));
    setModel(&context.filter);
    setFixedHeight(FilmStripDelegate::kHeightPx + 2 + horizontalScrollBar()->sizeHint().height());
    setAccessibleName(tr("Film strip"));
    setAccessibleDescription(tr("The pictures that the filter shows, in its order"));
    connect(&context.thumbnails, &ThumbnailCache::ready, viewport(), qOverload<>(&QWidget::update));
    connect(&context.project, &Project::decisionChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&context.project, &Project::currentImageChanged, this, &FilmStrip::follow);
    for (const auto &changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&context.filter, changed, this, &FilmStrip::follow);
    connect(&context.filter, &QAbstractItemModel::layoutChanged, this, &FilmStrip::follow);
    connect(&context.filter, &QAbstractItemModel::modelReset, this, [this] { QTimer::singleShot(0, this, &FilmStrip::follow); });
    follow();
}

void FilmStrip::follow()
{
    const Project &project = m_context.project;
    const int row = project.rowOf(project.currentImage());
    const QModelIndex shown = row < 0 ? QModelIndex() : m_context.filter.mapFromSource(m_context.filter.table().index(row, 0));
    m_following = true;
    setCurrentIndex(shown);
    if (!shown.isValid())
        clearSelection();
    m_following = false;
    if (!shown.isValid())
        return;
    // In the middle, so that what comes before and after is seen; known without a layout, as all are of one width.
    horizontalScrollBar()->setValue(shown.row() * FilmStripDelegate::kWidthPx - (viewport()->width() - FilmStripDelegate::kWidthPx) / 2);
}

void FilmStrip::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (!m_following && current.isValid())
        m_context.project.setCurrentImage(static_cast<ImageId>(current.data(ImageTableModel::IdRole).toLongLong()));
}

void FilmStrip::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(colorsFor(palette()).textMuted);
    painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No picture passes the filter"));
}

void FilmStrip::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    QTimer::singleShot(0, this, &FilmStrip::follow); // after the layout of the items
}

void FilmStrip::wheelEvent(QWheelEvent *event)
{
    const int delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta);
    event->accept();
}

} // namespace flawscope::ui
