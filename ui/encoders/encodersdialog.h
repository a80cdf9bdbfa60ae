// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace flawscope::ui {

class EncoderLibraryModel;
class MessageBar;

/// The library of encoder weights beside the work: what is there, what can be added by file, and what can be downloaded. Not modal.
class EncodersDialog final : public QDialog {
    Q_OBJECT
public:
    explicit EncodersDialog(EncoderLibraryModel &model, QWidget *parent = nullptr);

private:
    void makeTable();
    void makeButtons();
    void updateSelected();
    void askForFile();
    void askToRemove();
    void keepRow();
    [[nodiscard]] int row() const; ///< −1: none.

    EncoderLibraryModel &m_model;
    QTableView *m_table;
    MessageBar *m_messages;
    QPushButton *m_download;
    QPushButton *m_cancel;
    QPushButton *m_add;
    QPushButton *m_remove;
    QProgressBar *m_progress;
    QLabel *m_detail;
    QString m_selected; ///< File name, kept while the model is read again.
    bool m_sure = false; ///< Remove was pressed once.
};

} // namespace flawscope::ui
