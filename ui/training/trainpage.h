// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QPointer>
#include <QWidget>

class QStackedWidget;

namespace flawscope::ui {

class EncoderLibraryModel;
class EncodersDialog;
class MessageBar;
class RunForm;
class RunMonitor;
class RunTableModel;
class TrainingQueue;

/// The form of a run, and the run that is training: live curves and the live map.
class TrainPage final : public QWidget {
    Q_OBJECT
public:
    TrainPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent = nullptr);
    ~TrainPage() override;

    [[nodiscard]] RunForm &form() const { return *m_form; }
    [[nodiscard]] RunMonitor &monitor() const { return *m_monitor; }
    [[nodiscard]] RunTableModel &runs() const { return *m_runs; }
    [[nodiscard]] EncoderLibraryModel &library() const { return *m_library; }
    [[nodiscard]] EncodersDialog *encodersDialog() const;

private:
    void showEncoders();
    void offerInterrupted();
    void followData();

    ViewContext m_context;
    TrainingQueue &m_queue;
    EncoderLibraryModel *m_library;
    RunTableModel *m_runs;
    RunForm *m_form;
    RunMonitor *m_monitor;
    MessageBar *m_banner;
    QStackedWidget *m_stack;
    QPointer<EncodersDialog> m_encoders;
};

} // namespace flawscope::ui
