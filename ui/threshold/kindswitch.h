// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/threshold/thresholdcontroller.h"

#include <QWidget>

class QToolButton;

namespace flawscope::ui {

/// Pictures | Pixels: which of the two thresholds is worked on.
class KindSwitch final : public QWidget {
    Q_OBJECT
public:
    explicit KindSwitch(ThresholdController &controller, QWidget *parent = nullptr);

private:
    void refresh();

    ThresholdController &m_controller;
    QToolButton *m_pictures;
    QToolButton *m_pixels;
};

} // namespace flawscope::ui
