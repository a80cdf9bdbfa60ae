// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/roc.h"
#include "ui/base/plot.h"

#include <optional>
#include <vector>

namespace flawscope::ui {

/// A curve of one run among others.
struct NamedCurve {
    QString name;
    std::vector<CurvePoint> points;
    std::optional<double> area;
};

/// The same curve of several runs over one another: ROC, precision-recall or PRO.
class ComparisonPlot final : public QCustomPlot {
    Q_OBJECT
public:
    enum class Kind { Roc, PrecisionRecall, Pro };
    explicit ComparisonPlot(Kind kind, QWidget *parent = nullptr);

    void setCurves(const std::vector<NamedCurve> &curves);
    [[nodiscard]] int curveCount() const { return static_cast<int>(m_curves.size()); }
    [[nodiscard]] QSize sizeHint() const override { return {300, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, 150}; }

    /// The colour and the line of the n-th run, the same in every plot and list.
    [[nodiscard]] static QPen penOf(int place, bool dark);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void restyle();

    Kind m_kind;
    QList<QCPCurve *> m_curves;
};

} // namespace flawscope::ui
