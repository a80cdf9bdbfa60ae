// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/tablelook.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTableView>

namespace flawscope::ui {

namespace {

constexpr int kPaddingPx = 6;

class PaddedDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem whole = option;
        initStyleOption(&whole, index);
        whole.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &whole, painter, whole.widget);
        QStyleOptionViewItem inner = option;
        inner.rect.adjust(kPaddingPx, 0, -kPaddingPx, 0);
        inner.state &= ~QStyle::State_HasFocus;
        QStyledItemDelegate::paint(painter, inner, index);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * kPaddingPx, 0);
    }
};

} // namespace

void styleTable(QTableView &table, int rowPx)
{
    table.setProperty("role", "list");
    table.setItemDelegate(new PaddedDelegate(&table));
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setTabKeyNavigation(false);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(rowPx);
    QHeaderView *header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->style()->unpolish(header); // Its look depends on the role above.
    header->style()->polish(header);
}

} // namespace flawscope::ui
