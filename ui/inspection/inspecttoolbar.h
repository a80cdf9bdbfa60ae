// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace flawscope::ui {

class AdjustPanel;
class InspectionState;

/// Above the canvas: which picture, what lies over it, how it is compared, how large it is. One row from 1280 pixels of window on.
class InspectToolBar final : public QWidget {
    Q_OBJECT
public:
    InspectToolBar(const ViewContext &context, InspectionState &state, QWidget *parent = nullptr);

    void showZoom(double zoom);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildLayers(class QHBoxLayout &layout);
    void buildCompare(class QHBoxLayout &layout);
    void fillColors();
    void fillScales();
    void fillRuns();
    void refreshTitle();
    void refreshDisplay();
    QToolButton *menuButton(const QString &name, const QString &tip);

    ViewContext m_context;
    InspectionState &m_state;
    QLabel *m_name;
    QLabel *m_position;
    QSlider *m_opacity;
    QToolButton *m_colors;
    QToolButton *m_scales;
    QToolButton *m_runs;
    QToolButton *m_adjust;
    QToolButton *m_zoom;
    AdjustPanel *m_adjustPanel;
    QString m_fullName;
};

} // namespace flawscope::ui
