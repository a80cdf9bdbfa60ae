// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace flawscope::ui {

class RegionTable;
class VerdictBox;

/// What is selected: properties, regions, verdict, comment, history.
class InspectorPanel final : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPanel(const ViewContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {296, 600}; }

private:
    void refresh();
    void showComment();

    ViewContext m_context;
    QStackedWidget *m_stack;
    VerdictBox *m_verdict;
    QLabel *m_regionsTitle;
    RegionTable *m_regions;
};

} // namespace flawscope::ui
