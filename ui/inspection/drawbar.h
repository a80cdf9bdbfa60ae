// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;
class QSpinBox;

namespace flawscope::ui {

class ToolController;

/// What goes with the tool at work: its forms, the brush, and what becomes of the drawing; below it the line that says what a click does.
class DrawBar final : public QWidget {
    Q_OBJECT
public:
    DrawBar(const ViewContext &context, ToolController &tools, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void refreshBrush();

    ViewContext m_context;
    ToolController &m_tools;
    QWidget *m_mask;
    QWidget *m_roi;
    QWidget *m_eraser = nullptr;
    QWidget *m_brush;
    QSpinBox *m_diameter;
    QLabel *m_hint;
    QLabel *m_unsaved;
};

} // namespace flawscope::ui
