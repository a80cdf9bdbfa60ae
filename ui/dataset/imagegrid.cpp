// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/imagegrid.h"

#include "ui/base/theme.h"
#include "ui/dataset/thumbnaildelegate.h"
#include "ui/models/imagefilter.h"
#include "ui/models/thumbnailcache.h"

#include <QKeyEvent>
#include <QScrollBar>

namespace flawscope::ui {

bool isListKey(const QEvent &shortcutOverride)
{
    const auto &key = static_cast<const QKeyEvent &>(shortcutOverride);
    switch (key.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Space: return !key.modifiers().testFlag(Qt::AltModifier);
    default: return false;
    }
}

ImageGrid::ImageGrid(const ViewContext &context, QWidget *parent) : QListView(parent), m_context(context), m_delegate(new ThumbnailDelegate(context.thumbnails, this))
{
    setObjectName(QStringLiteral("imageGrid"));
    setAccessibleName(tr("Pictures as thumbnails"));
    setModel(&context.filter);
    setItemDelegate(m_delegate);
    setFlow(LeftToRight);
    setWrapping(true);
    setResizeMode(Adjust);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setSelectionMode(ExtendedSelection);
    setSelectionRectVisible(true);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // Cells fill the width; a bar that comes and goes would move them.
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    connect(&context.thumbnails, &ThumbnailCache::ready, this, [this](ImageId image) {
        if (const int row = m_context.filter.rowOf(image); row >= 0 && isVisible())
            update(m_context.filter.index(row, 0));
    });
    connect(&context.project, &Project::decisionChanged, viewport(), qOverload<>(&QWidget::update));
    fitCells();
}

int ImageGrid::thumbnailSize() const { return m_delegate->thumbnailSize(); }

void ImageGrid::setThumbnailSize(int px)
{
    m_delegate->setThumbnailSize(px);
    const int wanted = qRound(px * devicePixelRatioF());
    m_context.thumbnails.setSize(wanted <= 128 ? 128 : wanted <= 192 ? 192 : ThumbnailStore::kSidePx); // Few steps: not made again for each move of the slider.
    fitCells();
    scrollTo(currentIndex(), PositionAtCenter);
}

void ImageGrid::fitCells()
{
    const QSize least = m_delegate->cellSize(fontMetrics());
    const int room = viewport()->width() - 1; // QListView wraps a row that fills the width to the last pixel.
    const int columns = qMax(1, room / least.width());
    const QSize cell(qMax(least.width(), room / columns), least.height());
    if (cell != gridSize()) {
        m_delegate->setCell(cell);
        setGridSize(cell);
    }
    verticalScrollBar()->setSingleStep(cell.height() / 3);
}

void ImageGrid::resizeEvent(QResizeEvent *event)
{
    fitCells();
    QListView::resizeEvent(event);
}

void ImageGrid::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitCells();
}

bool ImageGrid::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isListKey(*event)) {
        event->accept();
        return true;
    }
    return QListView::event(event);
}

} // namespace flawscope::ui
