// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/demostarter.h"

#include "core/dataset/scan.h"
#include "core/demo/demodataset.h"
#include "core/workspace/workspace.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"

#include <algorithm>

namespace flawscope::ui {

DemoStarter::DemoStarter(JobList &jobs, AppSettings &settings, QObject *parent) : QObject(parent), m_jobs(jobs), m_settings(settings) {}

void DemoStarter::setCounts(int train, int testGood, int testDefect, int sizePx)
{
    m_train = train;
    m_testGood = testGood;
    m_testDefect = testDefect;
    m_sizePx = sizePx;
}

void DemoStarter::start(const QString &category)
{
    if (m_running)
        return;
    m_running = true;
    const auto &all = demoCategories();
    const auto found = std::find_if(all.begin(), all.end(), [&](const DemoCategory &c) { return toQString(c.name) == category; });
    const QString title = found == all.end() ? category : toQString(found->title);
    const QString folder = m_settings.freeProjectFolder(tr("Demo %1").arg(title.toLower()));
    DemoOptions options;
    options.category = toUtf8(category);
    if (m_sizePx > 0) {
        options.trainCount = m_train;
        options.testGoodCount = m_testGood;
        options.testDefectCount = m_testDefect;
        options.size = m_sizePx;
    }
    Job *job = m_jobs.run(tr("Drawing demo parts"), [this, folder, options, name = tr("Demo: %1").arg(title), user = m_settings.operatorName()](const RunContext &context) -> Job::Deliver {
        const auto path = toPath(folder);
        {
            const auto workspace = Workspace::create(path, toUtf8(name), toUtf8(user));
            writeDemoDataset(path / "pictures", options, context);
            workspace->importDataset(scanDataset(path / "pictures", {}, context), context);
        }
        return [this, folder] { Q_EMIT ready(folder); };
    });
    connect(job, &Job::finished, this, [this] { m_running = false; });
}

} // namespace flawscope::ui
