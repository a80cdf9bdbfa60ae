// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace flawscope::ui {

class SourceActions;

/// Says how many pictures are missing and takes the folder where they are now. Opens by itself when some are missing, and for
/// data.relocate.
class RelocateBar final : public QFrame {
    Q_OBJECT
public:
    RelocateBar(const ViewContext &context, SourceActions &sources, QWidget *parent = nullptr);

    void open();
    void openIfMissing();

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();
    void fill();
    void browse();
    void relocate();

    ViewContext m_context;
    SourceActions &m_sources;
    QLabel *m_icon;
    QLabel *m_text;
    QComboBox *m_source;
    QLineEdit *m_folder;
    QPushButton *m_browse;
    QPushButton *m_apply;
    QLabel *m_error;
    qint64 m_dismissed = -1; ///< Missing pictures when it was closed by hand; it stays closed until there are others.
};

} // namespace flawscope::ui
