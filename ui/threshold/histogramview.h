// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/plot.h"
#include "ui/threshold/histogrambars.h"
#include "ui/threshold/thresholdcontroller.h"

#include <optional>

namespace flawscope::ui {

/// The histogram of scores with the lines that one drags: blue is good, orange is a defect, hatched grey is not known.
///
/// Bars are drawn when scores, labels or the scale change; a move of a line redraws only the layer that the lines are on, once in
/// each turn of the event loop. Keys: ←/→ to the next score, Shift or Page for coarse steps, Ctrl for the unsure line, Esc gives a
/// drag up. A click on a bar filters to its pictures.
class HistogramView final : public QCustomPlot {
    Q_OBJECT
public:
    enum class Detail { Small, Large };
    HistogramView(ThresholdController &controller, Detail detail, QWidget *parent = nullptr);

    [[nodiscard]] const HistogramBars &bars() const { return m_bars; }
    [[nodiscard]] QPoint pointOf(double score) const; ///< In the middle of the plot's height.
    [[nodiscard]] QString barToolTip(int bar) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    using Line = ThresholdController::Line;

    void makePlot();
    void makeLines();
    void restyle();
    void queueBars();
    void queueLines();
    void drawBars();
    void setUpCounts();
    void placeLines();
    void placeTag(double value);
    void setHovered(std::optional<int> bar);
    [[nodiscard]] std::optional<Line> lineAt(const QPointF &point) const;
    [[nodiscard]] std::optional<int> barAt(const QPointF &point) const;
    [[nodiscard]] QString placeholder() const;

    ThresholdController &m_controller;
    Detail m_detail;
    HistogramBars m_bars;
    QCPBars *m_good;
    QCPBars *m_defect;
    QCPBars *m_unknown;
    QCPItemText *m_empty;
    QCPLayer *m_lines;
    QCPItemRect *m_shade;
    QCPItemRect *m_bandShade;
    QCPItemRect *m_hover;
    QCPItemLine *m_threshold;
    QCPItemLine *m_unsure;
    QCPItemText *m_tag;
    bool m_barsQueued = false;
    bool m_linesQueued = false;
    std::optional<int> m_hovered;
    std::optional<int> m_pressed; ///< The bar that a click began on.
    double m_grabOffset = 0;      ///< px between pointer and line while dragging.
};

} // namespace flawscope::ui
