// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/plot.h"

#include "ui/base/theme.h"

namespace flawscope::ui {

void stylePlot(QCustomPlot &plot, const Colors &colors)
{
    plot.setBackground(QBrush(colors.raised));
    QColor grid = colors.border;
    grid.setAlpha(120);
    for (QCPAxis *axis : {plot.xAxis, plot.yAxis, plot.xAxis2, plot.yAxis2}) {
        axis->setBasePen(QPen(colors.border));
        axis->setTickPen(QPen(colors.border));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(colors.textMuted);
        axis->setLabelColor(colors.textMuted);
        axis->setTickLabelFont(plot.font());
        axis->setLabelFont(plot.font());
        axis->grid()->setPen(QPen(grid, 1, Qt::SolidLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setTickLengthOut(3);
        axis->setTickLengthIn(0);
    }
    if (plot.legend) {
        QColor back = colors.raised;
        back.setAlpha(220);
        plot.legend->setBrush(back);
        plot.legend->setBorderPen(Qt::NoPen);
        plot.legend->setTextColor(colors.text);
        plot.legend->setFont(plot.font());
    }
}

} // namespace flawscope::ui
