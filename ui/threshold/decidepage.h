// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/curveview.h"
#include "ui/threshold/thresholdcontroller.h"

#include <QWidget>

class QStackedLayout;
class QTabWidget;
class QTableView;

namespace flawscope::ui {

class ConfusionView;
class EmptyState;
class FiguresModel;
class FilterHint;
class HistogramView;
class MaskFields;
class WrappedText;

/// The histogram of scores, the confusion matrix, all figures and the curves, following one line.
class DecidePage final : public QWidget {
    Q_OBJECT
public:
    explicit DecidePage(ThresholdController &controller, QWidget *parent = nullptr);

    [[nodiscard]] HistogramView &histogram() const { return *m_histogram; }
    [[nodiscard]] ConfusionView &matrix() const { return *m_matrix; }
    [[nodiscard]] FiguresModel &figures() const { return *m_figures; }
    [[nodiscard]] MaskFields &maskFields() const { return *m_mask; }
    [[nodiscard]] CurveView &curve(CurveView::Curve curve) const { return *m_curves[static_cast<int>(curve)]; }

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeContent();
    QLayout *makeHeader();
    QLayout *makeLeft();
    QLayout *makeRight();
    QTabWidget *makeCurves();
    void fitTable();
    void refreshState();
    void refreshTexts();

    ThresholdController &m_controller;
    QStackedLayout *m_stack;
    EmptyState *m_empty;
    HistogramView *m_histogram = nullptr;
    FilterHint *m_filterHint = nullptr;
    WrappedText *m_note = nullptr;
    WrappedText *m_imageOrigin = nullptr;
    WrappedText *m_pixelOrigin = nullptr;
    ConfusionView *m_matrix = nullptr;
    FiguresModel *m_figures = nullptr;
    QTableView *m_table = nullptr;
    MaskFields *m_mask = nullptr;
    CurveView *m_curves[3] = {};
};

} // namespace flawscope::ui
