// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/imagetable.h"

#include "ui/base/appsettings.h"
#include "ui/dataset/imagegrid.h"
#include "ui/dataset/softselection.h"
#include "ui/dataset/tabledelegate.h"
#include "ui/models/imagefilter.h"
#include "ui/models/thumbnailcache.h"

#include <QEvent>
#include <QHeaderView>
#include <QSignalBlocker>

namespace flawscope::ui {

namespace {

const QString kColumnsKey = QStringLiteral("browser/columns");
constexpr int kRowPx = 36;
constexpr int kWidths[ImageTableModel::ColumnCount] = {264, 84, 96, 112, 80, 96, 96, 104, 120};

} // namespace

ImageTable::ImageTable(const ViewContext &context, QWidget *parent) : QTableView(parent), m_context(context)
{
    setObjectName(QStringLiteral("imageTable"));
    setAccessibleName(tr("Pictures as a table"));
    setModel(&context.filter);
    setItemDelegate(new TableDelegate(context.thumbnails, this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(kRowPx);
    verticalHeader()->hide();
    QHeaderView *header = horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(48);
    for (int column = 0; column < ImageTableModel::ColumnCount; ++column)
        header->resizeSection(column, kWidths[column]);
    header->restoreState(context.settings.value(kColumnsKey).toByteArray());
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(context.filter.sortColumn(), context.filter.sortOrder());
    setSortingEnabled(true);
    new SoftSelection(*this);
    connect(&context.filter, &ImageFilter::sortChanged, this, &ImageTable::showSort);
    connect(&context.thumbnails, &ThumbnailCache::ready, this, [this](ImageId image) {
        if (const int row = m_context.filter.rowOf(image); row >= 0 && isVisible())
            update(m_context.filter.index(row, ImageTableModel::NameColumn));
    });
    connect(&context.project, &Project::decisionChanged, viewport(), qOverload<>(&QWidget::update));
}

ImageTable::~ImageTable() { m_context.settings.setValue(kColumnsKey, horizontalHeader()->saveState()); }

void ImageTable::showSort()
{
    const QSignalBlocker blocker(horizontalHeader()); // It is sorted already.
    horizontalHeader()->setSortIndicator(m_context.filter.sortColumn(), m_context.filter.sortOrder());
    horizontalHeader()->viewport()->update();
}

bool ImageTable::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isListKey(*event)) {
        event->accept();
        return true;
    }
    return QTableView::event(event);
}

} // namespace flawscope::ui
