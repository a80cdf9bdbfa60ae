// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;

namespace flawscope::ui {

/// What is known of the picture that is looked at: name, path, size, split, label; its score, and what the threshold makes of it.
class PictureFacts final : public QWidget {
    Q_OBJECT
public:
    explicit PictureFacts(const ViewContext &context, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void refreshScore();
    void elide();

    ViewContext m_context;
    QLabel *m_name;
    QLabel *m_path;
    QLabel *m_size;
    QLabel *m_label;
    QLabel *m_score;
    QLabel *m_called;
    QLabel *m_margin;
    QString m_fullName;
    QString m_fullPath;
};

} // namespace flawscope::ui
