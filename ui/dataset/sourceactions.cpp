// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/sourceactions.h"

#include "core/base/error.h"
#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/dataset/importplan.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"

#include <QTimer>

#include <algorithm>
#include <iterator>

namespace flawscope::ui {

namespace fs = std::filesystem;

namespace {

qint64 knownMissing(const Project &project)
{
    return std::count_if(project.images().begin(), project.images().end(), [](const ImageRecord &image) { return image.missing; });
}

/// Where @p other is now, when @p from has become @p to: their ends that agree are taken off both. Empty where it lay elsewhere.
fs::path movedAlong(const fs::path &from, const fs::path &to, const fs::path &other)
{
    std::vector<fs::path> a(from.begin(), from.end());
    std::vector<fs::path> b(to.begin(), to.end());
    while (a.size() > 1 && b.size() > 1 && a.back() == b.back()) {
        a.pop_back();
        b.pop_back();
    }
    const std::vector<fs::path> c(other.begin(), other.end());
    if (c.size() < a.size() || !std::equal(a.begin(), a.end(), c.begin()))
        return {};
    fs::path moved;
    for (const fs::path &part : b)
        moved /= part;
    for (auto part = c.begin() + static_cast<std::ptrdiff_t>(a.size()); part != c.end(); ++part)
        moved /= *part;
    return moved;
}

/// Scans one source as it was imported. What cannot be scanned now is told, and stays as it is.
qint64 rescanSource(Workspace &workspace, const SourceRecord &source, const RunContext &context)
{
    try {
        const ImportPlan plan = planOf(workspace, source.id, source.folder, source.layout);
        qint64 added = 0;
        for (const Dataset &dataset : scanPlan(plan, {workspace.folder()}, context))
            added += workspace.importDataset(dataset, context);
        return added;
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled || error.code() == ErrorCode::Unwritable)
            throw;
        context.warn(error.what());
        return 0;
    }
}

} // namespace

SourceActions::SourceActions(const ViewContext &context, QObject *parent) : QObject(parent), m_context(context)
{
    connect(context.actions["data.rescan"], &QAction::triggered, this, &SourceActions::rescan);
    connect(&context.project, &Project::imagesReset, this, &SourceActions::updateEnabled);
    updateEnabled();
    QTimer::singleShot(0, this, &SourceActions::findMissing);
}

SourceActions::~SourceActions()
{
    for (const QPointer<Job> &job : {m_looking, m_job}) {
        if (!job.isNull() && job->isActive())
            job->cancel();
    }
}

void SourceActions::updateEnabled()
{
    const bool can = !m_context.project.readOnly() && !m_context.project.images().empty();
    m_context.actions["data.rescan"]->setEnabled(can && (m_job.isNull() || !m_job->isActive()));
    m_context.actions["data.relocate"]->setEnabled(can);
}

void SourceActions::findMissing()
{
    if (m_context.project.images().empty())
        return;
    m_looking = m_context.project.jobs().run(tr("Look for missing pictures"), [this, guard = QPointer(this), workspace = m_context.project.sharedWorkspace()](const RunContext &context) {
        const qint64 missing = workspace->findMissing(context);
        return [this, guard, missing] {
            if (!guard.isNull() && !m_context.project.readOnly() && missing != knownMissing(m_context.project))
                m_context.project.reloadImages();
        };
    });
}

void SourceActions::rescan()
{
    if (!m_job.isNull() && m_job->isActive())
        return;
    m_job = m_context.project.jobs().run(tr("Rescan sources"), [this, guard = QPointer(this), workspace = m_context.project.sharedWorkspace()](const RunContext &context) {
        qint64 added = 0;
        for (const SourceRecord &source : workspace->sources())
            added += rescanSource(*workspace, source, context);
        const qint64 missing = workspace->findMissing(context);
        return [this, guard, added, missing] {
            if (guard.isNull())
                return;
            m_context.project.reloadImages();
            Q_EMIT rescanned(added, missing);
        };
    });
    connect(m_job, &Job::finished, this, [this, job = m_job.data()] {
        if (job->state() != Job::State::Done)
            m_context.project.reloadImages(); // Some sources may have been scanned already.
        updateEnabled();
    });
    updateEnabled();
}

void SourceActions::relocate(qint64 source, const QString &folder)
{
    m_job = m_context.project.jobs().run(tr("Relocate folder"), [this, guard = QPointer(this), source, folder, workspace = m_context.project.sharedWorkspace()](const RunContext &) -> Job::Deliver {
        const std::vector<SourceRecord> sources = workspace->sources();
        const auto chosen = std::find_if(sources.begin(), sources.end(), [&](const SourceRecord &s) { return s.id == source; });
        if (chosen == sources.end())
            return {};
        try {
            workspace->relocate(source, toPath(folder));
        } catch (const Error &error) {
            return [guard, sentence = toQString(std::string(error.what()))] {
                if (!guard.isNull())
                    Q_EMIT guard->relocateFailed(sentence);
            };
        }
        int moved = 1;
        for (const SourceRecord &other : sources) {
            const fs::path target = other.id == source || other.missing == 0 ? fs::path() : movedAlong(chosen->folder, toPath(folder), other.folder);
            std::error_code error;
            if (target.empty() || !fs::is_directory(target, error))
                continue;
            try {
                workspace->relocate(other.id, target);
                ++moved;
            } catch (const Error &) { // It went elsewhere: a person will say so.
            }
        }
        return [this, guard, moved] {
            if (guard.isNull())
                return;
            m_context.project.reloadImages();
            Q_EMIT relocated(moved);
        };
    });
}

} // namespace flawscope::ui
