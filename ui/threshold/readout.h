// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/metrichelp.h"

#include <QWidget>

namespace flawscope::ui {

/// A figure with its name above it, of a fixed size: changing it moves nothing. Explains itself in its tool tip.
class ReadOut final : public QWidget {
    Q_OBJECT
public:
    explicit ReadOut(Metric metric, QWidget *parent = nullptr);

    void setMetric(Metric metric, const QString &title);
    void setValue(const QString &value, bool quiet = false);
    [[nodiscard]] const QString &value() const { return m_value; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_value;
    bool m_quiet = false;
};

} // namespace flawscope::ui
