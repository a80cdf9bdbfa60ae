// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/metrichelp.h"
#include "ui/threshold/thresholdcontroller.h"

#include <QList>
#include <QWidget>

class QSlider;
class QToolButton;

namespace flawscope::ui {

class ElidedLabel;
class FalseAlarmPanel;
class FilterHint;
class HistogramView;
class ReadOut;
class ThresholdField;

/// The small histogram with its line, and the figures at the threshold: there whenever pictures are looked at. Folds to one line.
class ThresholdStrip final : public QWidget {
    Q_OBJECT
public:
    explicit ThresholdStrip(ThresholdController &controller, QWidget *parent = nullptr);

    [[nodiscard]] bool isFolded() const;
    void setFolded(bool folded);
    [[nodiscard]] HistogramView &histogram() const { return *m_histogram; }
    [[nodiscard]] FalseAlarmPanel &falseAlarmPanel() const { return *m_panel; }
    [[nodiscard]] ThresholdField &field() const { return *m_field; }

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeControls();
    QWidget *makePlot();
    QWidget *makeReadOuts();
    QWidget *makeFolded();
    QToolButton *makeFoldButton(bool fold);
    void connectSlider();
    void refreshRules();
    void refreshFigures();
    void refreshProvenance();
    void refreshSlider();
    [[nodiscard]] QString countAndRate(std::uint64_t count, const std::optional<double> &rate) const;
    [[nodiscard]] Confusion counts() const;

    ThresholdController &m_controller;
    FalseAlarmPanel *m_panel;
    HistogramView *m_histogram;
    QSlider *m_slider;
    ThresholdField *m_field;
    ElidedLabel *m_origin;
    FilterHint *m_filterHint;
    QList<QToolButton *> m_labelRules; ///< They need labelled defects.
    QList<ReadOut *> m_readOuts;
    ElidedLabel *m_summary = nullptr; ///< Made with m_folded: before it.
    QWidget *m_full;
    QWidget *m_folded;
};

} // namespace flawscope::ui
