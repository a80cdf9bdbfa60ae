// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QObject>
#include <QString>

namespace flawscope::ui {

class ImageCanvas;
class InspectionState;
class MaskEditor;
class MaskTool;
class RoiTool;

/// Which tool works on the canvas, and the actions that choose and steer it.
class ToolController final : public QObject {
    Q_OBJECT
public:
    enum class Work { Look, Mask, Roi };

    ToolController(const ViewContext &context, InspectionState &state, ImageCanvas &canvas, QObject *parent = nullptr);
    /// Leaves the actions switched off, with their own tool tips.
    ~ToolController() override;

    [[nodiscard]] Work work() const { return m_work; }
    void setWork(Work work);
    [[nodiscard]] MaskEditor &maskEditor() const { return *m_editor; }
    [[nodiscard]] MaskTool &maskTool() const { return *m_mask; }
    [[nodiscard]] RoiTool &roiTool() const { return *m_roi; }
    /// Whether the canvas is on the screen: elsewhere the keys of tools mean nothing.
    void setActive(bool active);
    [[nodiscard]] QString hint() const; ///< Of the tool; empty while one only looks.
    [[nodiscard]] double brushDiameter() const { return m_diameter; } ///< Pixels of the picture.
    void setBrushDiameter(double px);

Q_SIGNALS:
    void workChanged();
    void hintChanged();
    void brushChanged();

private:
    void connectActions();
    void choose(const char *id);
    void updateActions();
    void start(Work work);
    void escape();
    void scaleBrush(double factor);

    ViewContext m_context;
    InspectionState &m_state;
    ImageCanvas &m_canvas;
    MaskEditor *m_editor;
    MaskTool *m_mask;
    RoiTool *m_roi;
    Work m_work = Work::Look;
    bool m_active = false;
    double m_diameter = 16;
};

} // namespace flawscope::ui
