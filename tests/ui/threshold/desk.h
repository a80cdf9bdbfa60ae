// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/actions.h"
#include "ui/base/keyguard.h"
#include "ui/base/appsettings.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"
#include "ui/models/thumbnailcache.h"
#include "ui/models/viewcontext.h"
#include "ui/threshold/decidepage.h"
#include "ui/threshold/thresholdcontroller.h"
#include "ui/threshold/thresholdstrip.h"

#include <QVBoxLayout>
#include <QWidget>

#include <memory>

namespace flawscope::test {

/// Page and strip over a project, as ProjectView puts them together.
class Desk final {
public:
    Desk(std::shared_ptr<Workspace> workspace, const QString &settingsFile)
        : settings(settingsFile), project(std::move(workspace), jobs), table(project), filter(table), thumbnails(project),
          context{project, filter, actions, settings, thumbnails}, controller(context), page(new ui::DecidePage(controller)), strip(new ui::ThresholdStrip(controller))
    {
        QObject::connect(actions["edit.undo"], &QAction::triggered, &project.undoStack(), &QUndoStack::undo);
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addWidget(page, 1);
        layout->addWidget(strip);
        for (const ui::Actions::Entry &entry : actions.entries())
            window.addAction(entry.action);
        qApp->installEventFilter(&guard);
    }

    [[nodiscard]] bool idle() const { return !project.analysing() && !jobs.anyActive(); }

    ui::AppSettings settings;
    ui::JobList jobs;
    ui::Actions actions;
    ui::KeyGuard guard;
    ui::Project project;
    ui::ImageTableModel table;
    ui::ImageFilter filter;
    ui::ThumbnailCache thumbnails;
    ui::ViewContext context;
    ui::ThresholdController controller;
    QWidget window;
    ui::DecidePage *page;
    ui::ThresholdStrip *strip;
};

} // namespace flawscope::test
