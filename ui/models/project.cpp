// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/project.h"

#include "core/base/error.h"
#include "ui/base/format.h"
#include "ui/jobs/joblist.h"
#include "ui/models/editcommands.h"

#include <QPointer>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace flawscope::ui {

namespace {

bool sameDecision(const Decision &a, const Decision &b)
{
    const auto value = [](const std::optional<Threshold> &t) {
        return t ? std::optional(std::tuple(t->value, t->rule, t->falseAlarmRate, t->confidence, t->goodCount)) : std::nullopt; // What is told of it, too.
    };
    return value(a.image) == value(b.image) && value(a.pixel) == value(b.pixel) && a.unsureFrom == b.unsureFrom
           && a.mask.openingRadiusPx == b.mask.openingRadiusPx && a.mask.minimumAreaPx == b.mask.minimumAreaPx;
}

/// As Workspace::apply() does: a new label without a class gets the class "good", or loses it.
void followLabel(const ImageEdit &edit, Sample &sample)
{
    const Label label = edit.label.value_or(sample.label);
    if (edit.defectClass)
        sample.defectClass = *edit.defectClass;
    else if (label == Label::Good && label != sample.label)
        sample.defectClass = "good";
    else if (label != sample.label && sample.defectClass == "good")
        sample.defectClass.clear();
    sample.label = label;
}

} // namespace

Project::Project(std::shared_ptr<Workspace> workspace, JobList &jobs, QObject *parent)
    : QObject(parent), m_workspace(std::move(workspace)), m_jobs(jobs), m_imageIndex(std::make_shared<ImageThresholdIndex>())
{
    m_analysisTimer.setSingleShot(true);
    m_analysisTimer.setInterval(200);
    connect(&m_analysisTimer, &QTimer::timeout, this, &Project::startAnalysis);
    m_roi = m_workspace->regionsOfInterest();
    readImages(); // Throws: what cannot be read is not opened.
    m_runs = m_workspace->runs();
    chooseRun();
    if (!m_images.empty())
        setCurrentImage(m_images.front().id);
}

Project::~Project()
{
    for (Job *job : m_jobs.jobs()) {
        if (job->isActive() && job->property("analysis").toBool())
            job->cancel();
    }
    m_undo.clear();
}

QString Project::name() const { return toQString(m_workspace->name()); }
bool Project::readOnly() const { return m_workspace->readOnly(); }

bool Project::report(const std::function<void()> &change)
{
    try {
        change();
        return true;
    } catch (const Error &error) {
        Q_EMIT failed(error.code(), toQString(std::string(error.what())));
        return false;
    }
}

void Project::rename(const QString &name)
{
    report([&] { m_workspace->rename(toUtf8(name)); });
    Q_EMIT nameChanged();
    Q_EMIT historyChanged();
}

const ImageRecord *Project::image(ImageId image) const
{
    const int row = rowOf(image);
    return row < 0 ? nullptr : &m_images[static_cast<std::size_t>(row)];
}

QStringList Project::defectClasses() const
{
    QStringList classes;
    std::string last;
    for (const ImageRecord &image : m_images) {
        if (image.sample.label != Label::Defect || image.sample.defectClass.empty() || image.sample.defectClass == last)
            continue;
        last = image.sample.defectClass;
        if (const QString name = toQString(last); !classes.contains(name))
            classes << name;
    }
    classes.sort(Qt::CaseInsensitive);
    return classes;
}

void Project::readImages()
{
    std::vector<ImageRecord> images = m_workspace->images();
    m_findings = m_workspace->findings();
    m_images = std::move(images);
    m_rows.clear();
    m_rows.reserve(static_cast<qsizetype>(m_images.size()));
    for (std::size_t row = 0; row < m_images.size(); ++row)
        m_rows.insert(m_images[row].id, static_cast<int>(row));
    fillRowScores();
    rebuildImageIndex();
}

void Project::reloadImages()
{
    if (!report([this] { readImages(); }))
        return;
    Q_EMIT imagesReset();
    QList<ImageId> selection = m_selection;
    selection.removeIf([this](ImageId image) { return !m_rows.contains(image); });
    setSelection(selection);
    if (!m_rows.contains(m_currentImage))
        setCurrentImage(m_images.empty() ? 0 : m_images.front().id);
    Q_EMIT historyChanged();
    if (m_analysis.scores)
        startAnalysis();
}

void Project::edit(const std::vector<ImageEdit> &edits, const QString &text)
{
    if (edits.empty() || readOnly())
        return;
    m_undo.push(new ImageEditCommand(*this, edits, text));
}

std::optional<std::vector<ImageEdit>> Project::applyEdits(const std::vector<ImageEdit> &edits)
{
    std::vector<ImageEdit> inverse;
    if (!report([&] { inverse = m_workspace->apply(edits); }))
        return std::nullopt;
    report([&] { followEdits(edits); });
    return inverse;
}

void Project::followEdits(const std::vector<ImageEdit> &edits)
{
    QList<int> rows;
    bool truth = false;
    bool masks = false;
    bool imported = false;
    for (const ImageEdit &edit : edits) {
        const int row = rowOf(edit.id);
        if (row < 0)
            continue;
        ImageRecord &image = m_images[static_cast<std::size_t>(row)];
        if (edit.split)
            image.sample.split = *edit.split;
        followLabel(edit, image.sample);
        if (edit.verdict)
            image.verdict = *edit.verdict;
        if (edit.comment)
            image.comment = *edit.comment;
        truth = truth || edit.split || edit.label;
        if (edit.drawnMask) {
            masks = true;
            imported = imported || edit.drawnMask->empty();
            image.drawnMask = *edit.drawnMask;
            image.sample.mask = m_workspace->folder() / "masks" / image.drawnMask;
            image.sample.maskFrame = -1;
        }
        rows << row;
    }
    if (imported) { // The workspace knows which mask counts again.
        std::vector<ImageRecord> fresh = m_workspace->images();
        if (fresh.size() == m_images.size())
            m_images = std::move(fresh);
    }
    if (truth)
        rebuildImageIndex();
    Q_EMIT imagesChanged(rows);
    if (truth || masks) {
        analyseAfterEdits();
        Q_EMIT decisionChanged();
    }
    Q_EMIT historyChanged();
}

void Project::removeImages(const QList<ImageId> &images)
{
    if (!images.isEmpty() && !readOnly())
        m_undo.push(new RemoveCommand(*this, images, tr("remove %n picture(s)", nullptr, static_cast<int>(images.size()))));
}

bool Project::applyRemoved(const QList<ImageId> &images, bool removed)
{
    return report([&] {
        m_workspace->setRemoved(std::vector<ImageId>(images.begin(), images.end()), removed);
        reloadImages();
    });
}

void Project::setCurrentImage(ImageId image)
{
    if (image == m_currentImage)
        return;
    m_currentImage = image;
    Q_EMIT currentImageChanged(image);
    if (m_selection.size() <= 1)
        setSelection(image == 0 ? QList<ImageId>() : QList<ImageId>{image});
}

void Project::setSelection(const QList<ImageId> &images)
{
    if (images == m_selection)
        return;
    m_selection = images;
    Q_EMIT selectionChanged();
}

const RunRecord *Project::run(RunId run) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&](const RunRecord &r) { return r.id == run; });
    return found == m_runs.end() ? nullptr : &*found;
}

void Project::reloadRuns()
{
    if (!report([this] { m_runs = m_workspace->runs(); }))
        return;
    Q_EMIT runsChanged();
    chooseRun();
}

void Project::chooseRun()
{
    if (run(m_currentRun) != nullptr)
        return;
    RunId best = 0; // the released one, else the latest that is done
    for (const RunRecord &r : m_runs) {
        if (r.released)
            best = r.id;
    }
    for (auto r = m_runs.rbegin(); best == 0 && r != m_runs.rend(); ++r) {
        if (r->state == RunState::Done)
            best = r->id;
    }
    setCurrentRun(best);
}

void Project::setCurrentRun(RunId run)
{
    if (run == m_currentRun)
        return;
    m_currentRun = run;
    Q_EMIT currentRunChanged();
    reloadScores();
}

void Project::updateReleased(RunId wanted)
{
    const RunRecord *record = run(wanted);
    if (record == nullptr || !record->released)
        return;
    if (m_updatingModel != 0) {
        m_outdatedModel = wanted;
        return;
    }
    m_updatingModel = wanted;
    Job *job = m_jobs.run(tr("Writing thresholds into the released model"), [workspace = m_workspace, wanted](const RunContext &) -> Job::Deliver {
        updateModelFile(*workspace, wanted);
        return {};
    });
    connect(job, &Job::finished, this, [this] {
        m_updatingModel = 0;
        reloadRuns();
        updateReleased(std::exchange(m_outdatedModel, 0));
    });
}

void Project::reloadScores()
{
    ++m_analysisTicket;
    m_analysis = {};
    m_decision = {};
    if (m_currentRun != 0) {
        report([&] {
            m_analysis.scores = m_workspace->scores(m_currentRun);
            m_decision = m_workspace->decision(m_currentRun);
        });
        m_analysis.run = m_currentRun;
    }
    m_storedDecision = m_decision;
    if (m_analysis.scores) {
        for (const ImageScore &image : m_analysis.scores->images())
            m_analysis.imageScores.push_back(image.score);
    }
    fillRowScores();
    rebuildImageIndex();
    Q_EMIT scoresChanged();
    Q_EMIT decisionChanged();
    startAnalysis();
}

void Project::analyseAfterEdits()
{
    ++m_analysisTicket; // What runs now is outdated.
    m_analysing = m_analysis.scores != nullptr;
    if (m_analysing)
        m_analysisTimer.start();
}

void Project::startAnalysis()
{
    m_analysisTimer.stop();
    const quint64 ticket = ++m_analysisTicket;
    m_analysing = m_analysis.scores != nullptr;
    if (!m_analysing)
        return;
    for (Job *job : m_jobs.jobs()) {
        if (job->isActive() && job->property("analysis").toBool())
            job->cancel();
    }
    const QPointer<Project> self(this); // The project may be closed before the figures come.
    Job *job = m_jobs.run(tr("Pixel figures"), [self, ticket, scores = m_analysis.scores, run = m_currentRun, images = m_images, roi = m_roi](const RunContext &context) {
        auto analysis = std::make_shared<RunAnalysis>(analyseRun(scores, run, images, roi, context));
        return [self, ticket, analysis] {
            if (self && ticket == self->m_analysisTicket)
                self->takeAnalysis(*analysis);
        };
    });
    job->setProperty("analysis", true);
}

void Project::takeAnalysis(const RunAnalysis &analysis)
{
    m_analysis = analysis;
    m_analysing = false;
    fillRowScores();
    rebuildImageIndex();
    Q_EMIT analysisChanged();
    Q_EMIT decisionChanged();
}

std::optional<float> Project::score(int row) const
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_rowScores.size() || std::isnan(m_rowScores[static_cast<std::size_t>(row)]))
        return std::nullopt;
    return m_rowScores[static_cast<std::size_t>(row)];
}

std::optional<std::size_t> Project::scoreIndex(ImageId image) const
{
    return m_analysis.scores ? m_analysis.scores->indexOf(image) : std::nullopt;
}

void Project::fillRowScores()
{
    m_rowScores.assign(m_images.size(), std::numeric_limits<float>::quiet_NaN());
    if (!m_analysis.scores)
        return;
    const auto scored = m_analysis.scores->images();
    for (std::size_t i = 0; i < scored.size() && i < m_analysis.imageScores.size(); ++i) {
        if (const int row = rowOf(scored[i].image); row >= 0)
            m_rowScores[static_cast<std::size_t>(row)] = m_analysis.imageScores[i];
    }
}

void Project::rebuildImageIndex()
{
    std::vector<RankedImage> ranked;
    for (std::size_t row = 0; row < m_images.size(); ++row) {
        const Sample &sample = m_images[row].sample;
        const auto value = score(static_cast<int>(row));
        if (!value || sample.split != Split::Test)
            continue;
        ranked.push_back({m_images[row].id, *value, sample.label == Label::Unknown ? std::nullopt : std::optional(sample.label == Label::Defect)});
    }
    m_imageIndex = std::make_shared<const ImageThresholdIndex>(ranked);
}

void Project::previewDecision(const Decision &decision)
{
    m_decision = decision;
    if (m_decision.unsureFrom && m_decision.image)
        m_decision.unsureFrom = std::min(*m_decision.unsureFrom, m_decision.image->value);
    Q_EMIT decisionChanged();
}

void Project::commitDecision(const QString &text)
{
    if (m_currentRun == 0 || sameDecision(m_decision, m_storedDecision))
        return;
    if (readOnly()) {
        previewDecision(m_storedDecision);
        return;
    }
    m_undo.push(new DecisionCommand(*this, m_currentRun, m_storedDecision, m_decision, text));
}

bool Project::applyDecision(RunId run, const Decision &decision, const QString &text)
{
    if (!report([&] { m_workspace->setDecision(run, decision, toUtf8(text)); })) {
        previewDecision(m_storedDecision); // What is shown is what is stored.
        return false;
    }
    if (run == m_currentRun) {
        m_storedDecision = decision;
        previewDecision(decision);
    } else {
        setCurrentRun(run);
    }
    updateReleased(run);
    Q_EMIT decisionCommitted();
    Q_EMIT historyChanged();
    return true;
}

Call Project::call(int row) const
{
    const auto value = score(row);
    if (!value || !m_decision.image)
        return Call::None;
    if (isDefect(*value, m_decision.image->value))
        return Call::Defect;
    return m_decision.unsureFrom && *value >= *m_decision.unsureFrom ? Call::Unsure : Call::Good;
}

bool Project::isOverkill(int row) const
{
    const Sample &sample = m_images[static_cast<std::size_t>(row)].sample;
    return sample.split == Split::Test && sample.label == Label::Good && call(row) == Call::Defect;
}

bool Project::isEscape(int row) const
{
    const Sample &sample = m_images[static_cast<std::size_t>(row)].sample;
    return sample.split == Split::Test && sample.label == Label::Defect && call(row) == Call::Good;
}

void Project::setRegionsOfInterest(const std::vector<RoiShape> &shapes)
{
    if (!readOnly() && shapes != m_roi)
        m_undo.push(new RoiCommand(*this, shapes, tr("regions of interest")));
}

bool Project::applyRoi(std::vector<RoiShape> &shapes)
{
    if (!report([&] { m_workspace->setRegionsOfInterest(shapes); }))
        return false;
    m_roi.swap(shapes);
    Q_EMIT regionsOfInterestChanged();
    Q_EMIT historyChanged();
    startAnalysis();
    return true;
}

} // namespace flawscope::ui
