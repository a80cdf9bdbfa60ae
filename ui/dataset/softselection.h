// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace flawscope::ui {

/// Gives a view a pale selection on which text, marks and icons keep their colours, in every theme. Owned by the view.
class SoftSelection final : public QObject {
    Q_OBJECT
public:
    explicit SoftSelection(QWidget &view);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    QWidget &m_view;
};

} // namespace flawscope::ui
