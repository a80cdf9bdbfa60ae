// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/filterhint.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/threshold/actionbutton.h"
#include "ui/threshold/elidedlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

namespace flawscope::ui {

FilterHint::FilterHint(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_text(new ElidedLabel(this)),
      m_clear(actionButton(context.actions["data.clear-filter"], tr("Clear filter"), this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_clear);
    const ImageFilter &filter = context.filter;
    connect(&filter, &ImageFilter::stateChanged, this, &FilterHint::refresh);
    connect(&filter, &QAbstractItemModel::rowsInserted, this, &FilterHint::refresh);
    connect(&filter, &QAbstractItemModel::rowsRemoved, this, &FilterHint::refresh);
    connect(&filter, &QAbstractItemModel::modelReset, this, &FilterHint::refresh);
    refresh();
}

void FilterHint::refresh()
{
    const FilterState &state = m_context.filter.state();
    const bool filtered = state != FilterState();
    setVisible(filtered);
    if (!filtered)
        return;
    const QString shown = countText(m_context.filter.rowCount());
    const QString all = countText(static_cast<std::int64_t>(m_context.project.images().size()));
    if (state.scoreFrom && state.scoreTo)
        m_text->setText(tr("Only the %1 test pictures with scores %2 to %3 are shown").arg(shown, scoreText(*state.scoreFrom), scoreText(*state.scoreTo)));
    else if (state.scoreFrom)
        m_text->setText(tr("Only the %1 test pictures that reach score %2 are shown").arg(shown, scoreText(*state.scoreFrom)));
    else
        m_text->setText(tr("Filtered: %1 of %2 pictures are shown").arg(shown, all));
}

} // namespace flawscope::ui
