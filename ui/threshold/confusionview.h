// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdcontroller.h"

#include <QList>
#include <QWidget>

class QLabel;

namespace flawscope::ui {

class MatrixCell;

/// What the threshold makes of the labelled test pictures, or of their pixels: two rows of truth, two columns of calls, and one for
/// the unsure ones while there is a band. A click on a cell shows its pictures.
class ConfusionView final : public QWidget {
    Q_OBJECT
public:
    explicit ConfusionView(ThresholdController &controller, QWidget *parent = nullptr);

    /// @param truth  Good or Defect
    /// @param call   Good, Unsure or Defect
    [[nodiscard]] MatrixCell *cell(Label truth, Call call) const;
    [[nodiscard]] std::uint64_t count(Label truth, Call call) const;

private:
    void makeCell(Label truth, Call call, int row, int column);
    void refreshHeaders();
    void refresh();
    void refreshCell(Label truth, Call call);
    void refreshUnknown();
    [[nodiscard]] QString explanation(Label truth, Call call, std::uint64_t count, std::uint64_t all) const;

    ThresholdController &m_controller;
    MatrixCell *m_cells[2][3] = {};
    QList<QLabel *> m_headers; ///< Called good, called defect; good, defect.
    QLabel *m_unsureHeader = nullptr;
    QLabel *m_unknown = nullptr;
};

} // namespace flawscope::ui
