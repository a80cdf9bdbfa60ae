// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/exporttab.h"

#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/jobs/joblist.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"
#include "ui/training/optionsform.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QStyle>
#include <QUrl>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

constexpr int kColumnPx = 440;
constexpr int kShownFindings = 8;

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", "heading");
    return label;
}

} // namespace

ExportTab::ExportTab(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_form(new OptionsForm(this)), m_scores(new QCheckBox(this)), m_model(new QCheckBox(this)), m_which(new QButtonGroup(this)),
      m_run(new QLabel(this)), m_folder(new QLineEdit(this)), m_overwrite(new QCheckBox(this)), m_start(new QPushButton(this)), m_cancel(new QPushButton(this)),
      m_hint(new QLabel(this)), m_progress(new QProgressBar(this)), m_result(new QLabel(this)), m_open(new QPushButton(this))
{
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(2 * kGridPx, 2 * kGridPx, 2 * kGridPx, 2 * kGridPx);
    columns->setSpacing(4 * kGridPx);
    columns->addWidget(makeWhat());
    auto *right = new QVBoxLayout;
    right->setSpacing(kGridPx);
    right->addWidget(makeWhere());
    right->addWidget(makeResult());
    right->addStretch(1);
    columns->addLayout(right);
    columns->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    const Project &project = context.project;
    for (const auto signal : {&Project::imagesReset, &Project::selectionChanged, &Project::currentRunChanged, &Project::runsChanged, &Project::scoresChanged, &Project::decisionCommitted})
        connect(&project, signal, this, &ExportTab::refresh);
    connect(&context.filter, &QAbstractItemModel::modelReset, this, &ExportTab::refresh);
    refresh();
}

QWidget *ExportTab::makeWhat()
{
    auto *column = new QWidget(this);
    column->setMinimumWidth(300);
    column->setMaximumWidth(kColumnPx);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(heading(tr("What"), column));
    m_run->setWordWrap(true);
    m_run->setProperty("role", "muted");
    layout->addWidget(m_run);
    OptionsArrangement arrangement;
    arrangement.hidden = {QStringLiteral("opening-radius"), QStringLiteral("minimum-area")}; // They belong to the decision.
    m_form->build(ExportOptions{}, arrangement);
    m_scores->setChecked(true);
    m_scores->setAccessibleName(tr("Scores"));
    m_scores->setToolTip(tr("Write scores.csv: every picture's score, verdict and regions."));
    m_model->setAccessibleName(tr("Model"));
    m_model->setToolTip(tr("Write model.safetensors: the model with the thresholds that you chose."));
    m_form->addRow(tr("Scores"), m_scores);
    m_form->addRow(tr("Model"), m_model);
    connect(m_form, &OptionsForm::changed, this, &ExportTab::refresh);
    layout->addWidget(m_form);
    layout->addStretch(1);
    return column;
}

QWidget *ExportTab::makeWhere()
{
    auto *column = new QWidget(this);
    column->setMinimumWidth(360);
    column->setMaximumWidth(kColumnPx + 80);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addWidget(heading(tr("Which pictures"), column));
    for (const char *name : {"all", "filtered", "selected"}) {
        auto *button = new QRadioButton(column);
        button->setObjectName(QLatin1String(name));
        m_which->addButton(button, static_cast<int>(m_which->buttons().size()));
        layout->addWidget(button);
    }
    m_which->button(0)->setToolTip(tr("Every picture of the project that this run has scored"));
    m_which->button(1)->setToolTip(tr("The pictures that the filter of the Data step shows now"));
    m_which->button(2)->setToolTip(tr("The pictures that are selected in the Data step"));
    m_which->button(0)->setChecked(true);
    connect(m_which, &QButtonGroup::idToggled, this, &ExportTab::refresh);
    layout->addSpacing(kGridPx);
    layout->addWidget(heading(tr("Where to"), column));
    auto *row = new QHBoxLayout;
    m_folder->setPlaceholderText(tr("Choose a folder"));
    m_folder->setAccessibleName(tr("Folder of the export"));
    m_folder->setObjectName(QStringLiteral("exportFolder"));
    connect(m_folder, &QLineEdit::textChanged, this, &ExportTab::refresh);
    auto *browseButton = new QPushButton(themedIcon(QStringLiteral("folder")), tr("Browse…"), column);
    connect(browseButton, &QPushButton::clicked, this, &ExportTab::browse);
    row->addWidget(m_folder, 1);
    row->addWidget(browseButton);
    layout->addLayout(row);
    m_overwrite->setText(tr("Replace an earlier export in this folder"));
    m_overwrite->setToolTip(tr("Unless this is ticked, nothing that exists is touched"));
    m_overwrite->setObjectName(QStringLiteral("overwrite"));
    layout->addWidget(m_overwrite);
    layout->addSpacing(kGridPx);
    auto *buttons = new QHBoxLayout;
    m_start->setText(tr("Export"));
    m_start->setProperty("role", "primary");
    m_start->setMinimumHeight(36);
    m_start->setObjectName(QStringLiteral("startExport"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setMinimumHeight(36);
    connect(m_start, &QPushButton::clicked, this, &ExportTab::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    buttons->addWidget(m_start);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_hint->setProperty("role", "muted");
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
    return column;
}

QWidget *ExportTab::makeResult()
{
    auto *column = new QWidget(this);
    column->setMaximumWidth(kColumnPx + 80);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Progress of the export"));
    m_progress->hide();
    layout->addWidget(m_progress);
    m_result->setWordWrap(true);
    m_result->setObjectName(QStringLiteral("exportResult"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_result);
    m_open->setText(tr("Open folder"));
    m_open->setIcon(themedIcon(QStringLiteral("folder")));
    m_open->setObjectName(QStringLiteral("openFolder"));
    m_open->hide();
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_resultFolder)); });
    layout->addWidget(m_open, 0, Qt::AlignLeft);
    return column;
}

QList<ImageId> ExportTab::images(Which which) const
{
    switch (which) {
    case Which::Filtered: return m_context.filter.shownImages();
    case Which::Selected: return m_context.project.selection();
    case Which::All: break;
    }
    QList<ImageId> all;
    for (const ImageRecord &image : m_context.project.images())
        all << image.id;
    return all;
}

ExportTab::Which ExportTab::which() const { return static_cast<Which>(m_which->checkedId()); }
void ExportTab::setWhich(Which which) { m_which->button(static_cast<int>(which))->setChecked(true); }
void ExportTab::setFolder(const QString &folder) { m_folder->setText(folder); }
QString ExportTab::resultText() const { return m_result->text(); }
bool ExportTab::isRunning() const { return m_job && m_job->isActive(); }

ProjectExport ExportTab::request() const
{
    ProjectExport what;
    what.folder = toPath(QDir::cleanPath(m_folder->text().trimmed()));
    what.overwrite = m_overwrite->isChecked();
    what.options = m_form->read<ExportOptions>();
    what.scores = m_scores->isChecked();
    what.model = m_model->isChecked();
    const QList<ImageId> chosen = images(which());
    what.images.assign(chosen.begin(), chosen.end());
    return what;
}

QString ExportTab::whyNot() const
{
    if (m_context.project.scores() == nullptr)
        return tr("There is no run with scores yet. Train one first.");
    if (!m_form->isValid())
        return m_form->problem();
    if (which() == Which::Selected && m_context.project.selection().isEmpty())
        return tr("No picture is selected.");
    if (which() == Which::Filtered && m_context.filter.rowCount() == 0) // With leave to replace, an earlier export would go for nothing.
        return tr("The filter shows no picture.");
    if (m_context.project.images().empty())
        return tr("The project has no pictures.");
    if (m_folder->text().trimmed().isEmpty())
        return tr("Choose a folder to write to.");
    if (QDir::isRelativePath(m_folder->text().trimmed()))
        return tr("Choose a folder by its whole path.");
    return {};
}

void ExportTab::refresh()
{
    const RunRecord *run = m_context.project.run(m_context.project.currentRun());
    const MaskOptions &mask = m_context.project.decision().mask;
    m_run->setText(run == nullptr ? tr("No run is chosen.")
                                  : tr("Of the run %1, with its thresholds as decided. Masks are opened by %2 px and keep regions from %3 px on.")
                                        .arg(toQString(run->name)).arg(mask.openingRadiusPx).arg(mask.minimumAreaPx));
    const int shown = m_context.filter.rowCount();
    m_which->button(0)->setText(tr("All %1").arg(countText(static_cast<std::int64_t>(m_context.project.images().size()))));
    m_which->button(1)->setText(tr("Filtered: %1").arg(countText(shown)));
    m_which->button(2)->setText(tr("Selected: %1").arg(countText(m_context.project.selection().size())));
    const QString why = whyNot();
    m_start->setEnabled(why.isEmpty() && !isRunning());
    m_cancel->setVisible(isRunning());
    m_hint->setText(why);
    m_hint->setVisible(!why.isEmpty());
}

void ExportTab::browse()
{
    const QString key = QStringLiteral("export/folder");
    auto *dialog = new QFileDialog(this, tr("Folder of the export"), m_context.settings.value(key, m_context.settings.projectsFolder()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, key](const QString &folder) {
        m_context.settings.setValue(key, folder);
        setFolder(folder);
    });
    dialog->open();
}

void ExportTab::start()
{
    if (!whyNot().isEmpty() || isRunning())
        return;
    Project &project = m_context.project;
    m_job = project.jobs().run(tr("Export"), [guard = QPointer<ExportTab>(this), workspace = project.sharedWorkspace(), analysis = project.analysis(), analysing = project.analysing(), run = project.currentRun(),
                                              images = project.images(), roi = project.regionsOfInterest(), decision = project.decision(),
                                              what = request()](const RunContext &context) -> Job::Deliver {
        const RunAnalysis settled = analysing ? analyseRun(analysis.scores, run, images, roi, context) : analysis; // Regions of interest count.
        const ProjectExportSummary summary = exportRun(*workspace, settled, decision, what, context);
        return [guard, summary] {
            if (guard)
                guard->showSummary(summary);
        };
    });
    m_open->hide();
    showResult(tr("Exporting…"), false);
    m_progress->show();
    connect(m_job, &Job::progressChanged, this, &ExportTab::followJob);
    connect(m_job, &Job::finished, this, [this, job = m_job.data()] {
        m_progress->hide();
        if (job->state() == Job::State::Failed)
            showResult(job->error(), true);
        else if (job->state() == Job::State::Cancelled)
            showResult(tr("Cancelled. What had been written already stays in the folder."), false);
        refresh();
        Q_EMIT m_context.project.historyChanged();
    });
    refresh();
}

void ExportTab::followJob()
{
    if (!m_job)
        return;
    const JobProgress &progress = m_job->progress();
    m_progress->setRange(0, progress.total > 0 ? 1000 : 0);
    if (progress.total > 0)
        m_progress->setValue(static_cast<int>(1000 * progress.done / progress.total));
    if (m_job->state() != Job::State::Running || progress.total <= 0)
        return;
    const QString left = timeLeftText(progress.secondsLeft);
    const QString done = tr("%1 of %2").arg(countText(static_cast<qint64>(progress.done)), countText(static_cast<qint64>(progress.total)));
    showResult(left.isEmpty() ? done : tr("%1, %2").arg(done, left), false);
}

void ExportTab::showSummary(const ProjectExportSummary &summary)
{
    m_resultFolder = toQString(summary.folder);
    QStringList lines{tr("%n picture(s) exported", nullptr, static_cast<int>(summary.images)) + tr(", %n file(s) in %1", nullptr, static_cast<int>(summary.files)).arg(m_resultFolder)};
    if (!summary.findings.empty())
        lines << tr("%n picture(s) could not be exported:", nullptr, static_cast<int>(summary.findings.size()));
    for (std::size_t i = 0; i < summary.findings.size() && i < kShownFindings; ++i)
        lines << toQString(summary.findings[i].message);
    if (summary.findings.size() > kShownFindings)
        lines << tr("… and %1 more").arg(summary.findings.size() - kShownFindings);
    showResult(lines.join(QLatin1Char('\n')), !summary.findings.empty());
    m_open->show();
}

void ExportTab::showResult(const QString &text, bool warning)
{
    m_result->setText(text);
    m_result->setProperty("role", warning ? "warning" : "");
    m_result->style()->unpolish(m_result);
    m_result->style()->polish(m_result);
}

} // namespace flawscope::ui
