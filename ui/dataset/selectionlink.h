// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/records.h"

#include <QList>
#include <QObject>

class QAbstractItemView;

namespace flawscope::ui {

class ImageFilter;
class Project;

/// Keeps the selection and current row of a view of the shown pictures the same as the project's, both ways, while the view can be seen.
///
/// When an edit takes the current picture out of the filter, the one that comes in its place becomes current: a person labels on
/// without looking for the next.
class SelectionLink final : public QObject {
    Q_OBJECT
public:
    SelectionLink(QAbstractItemView &view, ImageFilter &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fromView();
    void fromProject();
    void advance(const QList<int> &editedRows);

    QAbstractItemView &m_view;
    ImageFilter &m_filter;
    Project &m_project;
    bool m_busy = false;
    int m_currentRow = -1; ///< Before the last reset of the filter.
};

} // namespace flawscope::ui
