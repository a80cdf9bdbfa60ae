// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/trainpage.h"

#include "core/base/error.h"
#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/messagebar.h"
#include "ui/encoders/encoderlibrarymodel.h"
#include "ui/encoders/encodersdialog.h"
#include "ui/models/project.h"
#include "ui/training/runform.h"
#include "ui/training/runmonitor.h"
#include "ui/training/runtablemodel.h"
#include "ui/training/trainingqueue.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace flawscope::ui {

TrainPage::TrainPage(const ViewContext &context, TrainingQueue &queue, QWidget *parent)
    : QWidget(parent), m_context(context), m_queue(queue),
      m_library(new EncoderLibraryModel(context.project.jobs(), context.settings, EncoderLibrary(), this)), m_runs(new RunTableModel(context.project, queue, this)),
      m_form(new RunForm(context, queue, *m_library, this)), m_monitor(new RunMonitor(context, queue, *m_runs, this)), m_banner(new MessageBar(this)),
      m_stack(new QStackedWidget(this))
{
    auto *nothing = new EmptyState(QStringLiteral("step-train"), tr("No good pictures to learn from"),
                                   tr("Import a folder with pictures of good parts, or move pictures that are labelled as good to training."), this);
    nothing->setAction(context.actions["data.import"]);
    auto *work = new QWidget(this);
    auto *columns = new QHBoxLayout(work);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    auto *line = new QFrame(work);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    columns->addWidget(m_form);
    columns->addWidget(line);
    columns->addWidget(m_monitor, 1);
    m_stack->addWidget(nothing);
    m_stack->addWidget(work);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_form);
    connect(context.actions["train.encoders"], &QAction::triggered, this, &TrainPage::showEncoders);
    connect(&context.project, &Project::imagesReset, this, &TrainPage::followData);
    connect(&context.project, &Project::imagesChanged, this, &TrainPage::followData);
    connect(&context.project, &Project::runsChanged, this, &TrainPage::followData);
    context.actions["train.encoders"]->setEnabled(true);
    m_library->reload();
    followData();
    offerInterrupted();
}

TrainPage::~TrainPage() { delete m_encoders; } // The window is its parent, but its model is ours.

EncodersDialog *TrainPage::encodersDialog() const { return m_encoders; }

void TrainPage::showEncoders()
{
    if (!m_encoders)
        m_encoders = new EncodersDialog(*m_library, window());
    m_encoders->show();
    m_encoders->raise();
    m_encoders->activateWindow();
}

void TrainPage::followData() { m_stack->setCurrentIndex(m_form->goodPictures() == 0 && m_context.project.runs().empty() ? 0 : 1); }

/// After a crash, a kill or a closed window: the latest run that was left in the middle.
void TrainPage::offerInterrupted()
{
    const RunRecord *left = nullptr;
    for (const RunRecord &run : m_context.project.runs()) {
        if (run.state == RunState::Interrupted)
            left = &run;
    }
    if (left == nullptr || m_context.project.readOnly() || m_queue.runningRun() != 0)
        return;
    int epoch = 0;
    try {
        for (const EpochReport &report : m_context.project.workspace().epochs(left->id))
            epoch = report.epoch;
    } catch (const Error &) {
        return; // Damaged; whoever selects the run is told.
    }
    m_monitor->select(left->id);
    const QString name = toQString(left->name);
    m_banner->show(MessageBar::Kind::Info, {},
                   epoch > 0 ? tr("The run %1 was interrupted after epoch %2 of %3.").arg(name).arg(epoch).arg(left->options.training.epochs)
                             : tr("The run %1 was interrupted before its first epoch was done.").arg(name));
    m_banner->offer(m_context.actions["train.resume"]);
    connect(&m_queue, &TrainingQueue::changed, m_banner, [this] {
        if (m_queue.runningRun() != 0)
            m_banner->hide();
    });
    connect(m_context.actions["train.resume"], &QAction::triggered, m_banner, &QWidget::hide);
}

} // namespace flawscope::ui
