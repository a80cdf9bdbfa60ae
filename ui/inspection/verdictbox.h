// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QToolButton;

namespace flawscope::ui {

/// What the operator says of the picture that is looked at: OK, not OK or unsure, and a comment.
class VerdictBox final : public QWidget {
    Q_OBJECT
public:
    explicit VerdictBox(const ViewContext &context, QWidget *parent = nullptr);

    /// Puts the cursor into the comment.
    void editComment();

private:
    void connectActions();
    void refresh();
    void storeComment();

    ViewContext m_context;
    QList<QToolButton *> m_buttons; ///< OK, not OK, unsure.
    QLineEdit *m_comment;
    qint64 m_image = 0; ///< Whose comment is in the field.
};

} // namespace flawscope::ui
