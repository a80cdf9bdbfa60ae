// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QStackedWidget;

namespace flawscope::ui {

class DrawBar;
class EmptyState;
class FilmStrip;
class HintBar;
class ImageCanvas;
class InspectionState;
class InspectToolBar;
class ToolController;
struct DisplayOptions;

/// The canvas with its tools, and the film strip of the pictures that the filter shows.
class InspectPage final : public QWidget {
    Q_OBJECT
public:
    explicit InspectPage(const ViewContext &context, QWidget *parent = nullptr);
    ~InspectPage() override;

    [[nodiscard]] ImageCanvas &canvas() const { return *m_canvas; }
    [[nodiscard]] ToolController &tools() const { return *m_tools; }
    [[nodiscard]] bool hasUnsavedDrawings() const; ///< Ground truth, drawn and not yet saved, of any picture: closing the project loses it.

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void connectStepping();
    void connectDisplay();
    void connectView();
    template <typename Change>
    void changeDisplay(const Change &change);
    void showDisplay();
    void showHint();
    void showContent();
    void sayNoneLeft(const QString &sentence);

    ViewContext m_context;
    InspectionState &m_state;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_work;
    InspectToolBar *m_bar;
    HintBar *m_hint;
    ImageCanvas *m_canvas;
    ToolController *m_tools;
    DrawBar *m_drawBar;
    FilmStrip *m_strip;
};

} // namespace flawscope::ui
