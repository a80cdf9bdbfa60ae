// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/importpanel.h"

#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/findingsmodel.h"
#include "ui/dataset/importfolderrow.h"
#include "ui/dataset/importpreview.h"
#include "ui/dataset/softselection.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

constexpr int kRowGapPx = 6;
constexpr int kShownRows = 5; ///< More folders scroll.
const QString kFolderKey = QStringLiteral("import/lastFolder");

/// Words of ScanOptions for people, in the order of LayoutHint.
QString layoutChoiceText(const QString &word)
{
    if (word == QLatin1String("auto"))
        return ImportPanel::tr("Recognise the layout");
    if (word == QLatin1String("plain"))
        return ImportPanel::tr("Plain folder of good parts");
    if (word == QLatin1String("good-and-test"))
        return ImportPanel::tr("Good and test folders");
    if (word == QLatin1String("mvtec"))
        return ImportPanel::tr("MVTec AD");
    if (word == QLatin1String("shanghaitech"))
        return ImportPanel::tr("ShanghaiTech scenes and videos");
    return word;
}

QLabel *labelOf(const QString &text, const char *role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", role);
    return label;
}

} // namespace

ImportPanel::ImportPanel(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_noFolders(labelOf(tr("No folder yet: drop folders here, or add one."), "muted", this)), m_layout(new QComboBox(this)),
      m_layoutLabel(new QLabel(tr("&Layout"), this)), m_recursive(new QCheckBox(tr("Search &subfolders"), this)), m_frameStep(new QSpinBox(this)),
      m_frameStepLabel(new QLabel(tr("Each n-th &frame"), this)), m_headline(labelOf(tr("Preview"), "strong", this)), m_preview(new ImportPreview(this)),
      m_tree(new QTreeView(this)), m_findings(new FindingsModel(this)), m_findingsTree(new QTreeView(this)), m_findingsTitle(labelOf({}, "strong", this)),
      m_problem(new QLabel(this)), m_result(new QStackedWidget(this)), m_bar(new QProgressBar(this)), m_progress(labelOf({}, "muted", this)),
      m_import(new QPushButton(this)), m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(QStringLiteral("importPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * kGridPx, 2 * kGridPx, 3 * kGridPx, 2 * kGridPx);
    layout->setSpacing(2 * kGridPx);
    layout->addWidget(makeFolders());
    layout->addWidget(makePreview(), 1);
    layout->addWidget(makeFooter());
    m_soon.setSingleShot(true);
    m_soon.setInterval(150); // Several folders come one by one.
    connect(&m_soon, &QTimer::timeout, this, &ImportPanel::scan);
    updateButtons();
}

ImportPanel::~ImportPanel() { cancelJob(); }

QWidget *ImportPanel::makeFolders()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    auto *top = new QHBoxLayout;
    top->addWidget(labelOf(tr("Import pictures"), "heading", box));
    top->addStretch(1);
    auto *add = new QPushButton(themedIcon(QStringLiteral("add")), tr("&Add folder…"), box);
    add->setObjectName(QStringLiteral("addFolder"));
    add->setToolTip(tr("Choose a folder of pictures; folders can be dropped here, too"));
    connect(add, &QPushButton::clicked, this, &ImportPanel::askForFolder);
    top->addWidget(add);
    layout->addLayout(top);
    layout->addWidget(m_noFolders);
    auto *list = new QWidget(box);
    m_folders = new QVBoxLayout(list);
    m_folders->setContentsMargins(0, 0, kGridPx, 0);
    m_folders->setSpacing(kRowGapPx);
    m_area = new QScrollArea(box);
    m_area->setWidget(list);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_area);
    fillLayouts();
    auto *options = new QHBoxLayout;
    options->setSpacing(kGridPx);
    m_layoutLabel->setBuddy(m_layout);
    m_frameStepLabel->setBuddy(m_frameStep);
    options->addWidget(m_layoutLabel);
    options->addWidget(m_layout);
    options->addWidget(m_frameStepLabel);
    options->addWidget(m_frameStep);
    options->addWidget(m_recursive);
    options->addStretch(1);
    layout->addLayout(options);
    return box;
}

void ImportPanel::fillLayouts()
{
    const ScanOptions defaults;
    ScanOptions::visit(defaults, [this](const OptionSpec &spec, const auto &value) {
        const QString name = QLatin1String(spec.name);
        const QString help = QString::fromUtf8(spec.help);
        if (name == QLatin1String("layout")) {
            for (const char *choice : spec.choices)
                m_layout->addItem(layoutChoiceText(QLatin1String(choice)));
            m_layout->setToolTip(help);
        } else if (name == QLatin1String("recursive")) {
            m_recursive->setToolTip(help);
        } else if (name == QLatin1String("frame-step")) {
            m_frameStep->setRange(static_cast<int>(spec.min), static_cast<int>(spec.max));
            m_frameStep->setToolTip(help);
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int>)
                m_frameStep->setValue(value);
        }
    });
    m_layout->setObjectName(QStringLiteral("layoutBox"));
    m_layout->setAccessibleName(tr("Layout of the data set"));
    m_recursive->setChecked(true);
    m_frameStep->setAccessibleName(tr("Train on each n-th frame of a scene or video"));
    connect(m_layout, &QComboBox::currentIndexChanged, this, &ImportPanel::planChanged);
    connect(m_recursive, &QCheckBox::toggled, this, &ImportPanel::planChanged);
    connect(m_frameStep, &QSpinBox::valueChanged, this, &ImportPanel::planChanged);
}

QWidget *ImportPanel::makePreview()
{
    m_tree->setModel(m_preview);
    m_tree->setObjectName(QStringLiteral("previewTree"));
    m_tree->setAccessibleName(tr("Preview of the import"));
    m_findingsTree->setModel(m_findings);
    m_findingsTree->setObjectName(QStringLiteral("importFindings"));
    m_findingsTree->setAccessibleName(tr("What the scan found"));
    m_findingsTree->setHeaderHidden(true);
    for (QTreeView *tree : {m_tree, m_findingsTree}) {
        new SoftSelection(*tree);
        tree->setUniformRowHeights(true);
        tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
        tree->setTextElideMode(Qt::ElideRight);
    }
    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addWidget(m_headline);
    leftLayout->addWidget(m_tree, 1);
    auto *right = new QWidget(this);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_findingsTitle, 0, Qt::AlignTop);
    rightLayout->addWidget(m_findingsTree, 1);
    auto *splitter = new QSplitter(this);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(2 * kGridPx);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignCenter);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_problem->setObjectName(QStringLiteral("importProblem"));
    m_result->addWidget(splitter);
    m_result->addWidget(m_problem);
    return m_result;
}

QWidget *ImportPanel::makeFooter()
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    m_bar->setFixedWidth(200);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the scan"));
    m_progress->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_import->setObjectName(QStringLiteral("importButton"));
    m_import->setProperty("role", "primary");
    m_import->setToolTip(tr("Take these pictures into the project; the files stay where they are"));
    m_cancel->setObjectName(QStringLiteral("cancelImport"));
    m_cancel->setToolTip(tr("Leave without importing"));
    layout->addWidget(m_bar);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_import);
    connect(m_import, &QPushButton::clicked, this, &ImportPanel::import);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        clear();
        Q_EMIT closed();
    });
    return box;
}

void ImportPanel::askForFolder()
{
    const QString start = m_context.settings.value(kFolderKey, QDir::homePath()).toString();
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of pictures"), start);
    if (folder.isEmpty())
        return;
    m_context.settings.setValue(kFolderKey, QFileInfo(folder).path());
    addFolders({folder});
}

void ImportPanel::addFolders(const QStringList &folders)
{
    QStringList wanted;
    for (const QString &path : folders) {
        const QFileInfo info(path);
        const QString folder = QDir::cleanPath(info.isDir() ? info.absoluteFilePath() : info.absolutePath());
        const bool there = std::any_of(m_rows.begin(), m_rows.end(), [&](const ImportFolderRow *row) { return row->folder().folder == folder; });
        if (!there && !wanted.contains(folder))
            wanted << folder;
    }
    QStringList all = wanted;
    for (const ImportFolderRow *row : std::as_const(m_rows))
        all.prepend(row->folder().folder); // The names of all tell what each is for.
    for (const ImportFolder &guess : guessRoles(all)) {
        if (wanted.contains(guess.folder))
            addRow(guess);
    }
    planChanged();
}

void ImportPanel::addRow(const ImportFolder &folder)
{
    auto *row = new ImportFolderRow(folder, this);
    m_rows << row;
    m_folders->addWidget(row);
    connect(row, &ImportFolderRow::changed, this, &ImportPanel::planChanged);
    connect(row, &ImportFolderRow::removed, this, [this, row] {
        m_rows.removeOne(row);
        row->hide();
        row->deleteLater();
        planChanged();
    });
}

void ImportPanel::clear()
{
    cancelJob();
    m_soon.stop();
    qDeleteAll(m_rows);
    m_rows.clear();
    m_layout->setCurrentIndex(0);
    planChanged();
}

ImportPlan ImportPanel::plan() const
{
    ImportPlan plan;
    for (const ImportFolderRow *row : m_rows)
        plan.folders << row->folder();
    plan.layout = static_cast<LayoutHint>(m_layout->currentIndex());
    plan.recursive = m_recursive->isChecked();
    plan.frameStep = m_frameStep->value();
    return plan;
}

void ImportPanel::planChanged()
{
    const ImportPlan now = plan();
    const bool whole = std::any_of(now.folders.begin(), now.folders.end(), [](const ImportFolder &f) { return f.role == FolderRole::Whole; });
    const bool scenes = whole && now.layout == LayoutHint::ShanghaiTech;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_layout, m_layoutLabel})
        widget->setVisible(whole);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_frameStep, m_frameStepLabel})
        widget->setVisible(scenes);
    m_recursive->setVisible(!now.folders.isEmpty());
    m_noFolders->setVisible(now.folders.isEmpty());
    const auto shown = qMin<qsizetype>(kShownRows, m_rows.size());
    m_area->setVisible(shown > 0);
    if (shown > 0)
        m_area->setFixedHeight(static_cast<int>(shown) * (m_rows.first()->sizeHint().height() + kRowGapPx));
    if (m_datasets != nullptr && now == m_scanned)
        return;
    cancelJob();
    m_datasets.reset();
    m_preview->setDatasets({});
    m_findings->setFindings({});
    m_result->setVisible(false);
    if (!now.folders.isEmpty())
        m_soon.start();
    updateButtons();
}

void ImportPanel::scan()
{
    const quint64 ticket = ++m_ticket;
    const ImportPlan wanted = plan();
    const std::vector<std::filesystem::path> skip = {m_context.project.workspace().folder()};
    m_job = m_context.project.jobs().run(tr("Scan folders"), [this, guard = QPointer(this), ticket, wanted, skip](const RunContext &context) -> Job::Deliver {
        try {
            auto datasets = std::make_shared<const std::vector<Dataset>>(scanPlan(wanted, skip, context));
            return [this, guard, ticket, wanted, datasets] {
                if (guard.isNull() || ticket != m_ticket)
                    return;
                m_scanned = wanted;
                showScan(datasets);
            };
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled)
                throw;
            return [this, guard, ticket, code = error.code(), sentence = toQString(std::string(error.what()))] {
                if (!guard.isNull() && ticket == m_ticket)
                    showProblem(errorHeadline(code), sentence);
            };
        }
    });
    connect(m_job, &Job::progressChanged, this, &ImportPanel::showProgress);
    connect(m_job, &Job::finished, this, &ImportPanel::updateButtons);
    updateButtons();
}

void ImportPanel::showScan(const std::shared_ptr<const std::vector<Dataset>> &datasets)
{
    m_datasets = datasets;
    m_preview->setDatasets(*datasets);
    m_tree->expandAll();
    for (int column = 0; column < ImportPreview::ColumnCount - 1; ++column) {
        m_tree->resizeColumnToContents(column);
        m_tree->setColumnWidth(column, qMin(260, m_tree->columnWidth(column) + kGridPx));
    }
    std::vector<Finding> findings;
    QStringList layouts;
    for (const Dataset &dataset : *datasets) {
        findings.insert(findings.end(), dataset.findings.begin(), dataset.findings.end());
        layouts << ImportPreview::layoutText(dataset.layout);
    }
    const bool whole = m_scanned.folders.size() == 1 && m_scanned.folders.first().role == FolderRole::Whole;
    m_headline->setText(whole ? tr("Preview – %1").arg(layouts.value(0)) : tr("Preview"));
    m_findings->setFindings(findings);
    m_findingsTitle->setText(findings.empty() ? tr("Nothing is wrong with these pictures") : tr("%n finding(s)", nullptr, static_cast<int>(findings.size())));
    if (findings.size() <= 20)
        m_findingsTree->expandAll();
    m_findingsTree->setVisible(!findings.empty());
    m_result->setCurrentIndex(0);
    m_result->setVisible(true);
    updateButtons();
    m_import->setFocus();
}

void ImportPanel::showProblem(const QString &headline, const QString &sentence)
{
    m_datasets.reset();
    m_problem->setText(QStringLiteral("<p><b>%1</b></p><p>%2</p><p>%3</p>")
                           .arg(headline.toHtmlEscaped(), sentence.toHtmlEscaped(),
                                tr("Choose another folder, or say above what its pictures are for.").toHtmlEscaped()));
    m_result->setCurrentIndex(1);
    m_result->setVisible(true);
    updateButtons();
}

void ImportPanel::showProgress()
{
    if (m_job.isNull())
        return;
    const JobProgress &progress = m_job->progress();
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    m_bar->setValue(progress.total > 0 ? static_cast<int>(1000 * progress.done / progress.total) : 0);
    m_progress->setText(progress.total > 0 ? tr("%1: %2 of %3").arg(progress.stage, countText(static_cast<qint64>(progress.done)), countText(static_cast<qint64>(progress.total)))
                                           : progress.stage);
}

void ImportPanel::updateButtons()
{
    const bool busy = m_soon.isActive() || (!m_job.isNull() && m_job->isActive());
    m_bar->setVisible(busy);
    m_progress->setVisible(true);
    if (!busy)
        m_progress->clear();
    const int pictures = m_preview->pictures();
    m_import->setText(m_datasets == nullptr ? tr("Import") : tr("Import %1 pictures").arg(countText(pictures)));
    m_import->setEnabled(!busy && m_datasets != nullptr && pictures > 0 && !m_context.project.readOnly());
}

void ImportPanel::import()
{
    if (m_datasets == nullptr)
        return;
    auto workspace = m_context.project.sharedWorkspace();
    m_job = m_context.project.jobs().run(tr("Import pictures"), [this, guard = QPointer(this), workspace, datasets = m_datasets, plan = m_scanned](const RunContext &context) {
        qint64 added = 0;
        int findings = 0;
        for (const Dataset &dataset : *datasets) {
            added += workspace->importDataset(dataset, context);
            findings += static_cast<int>(dataset.findings.size());
        }
        rememberPlan(*workspace, plan, *datasets);
        return [this, guard, added, findings] {
            if (guard.isNull())
                return;
            m_context.project.reloadImages();
            clear();
            Q_EMIT imported(added, findings);
            Q_EMIT closed();
        };
    });
    connect(m_job, &Job::progressChanged, this, &ImportPanel::showProgress);
    connect(m_job, &Job::finished, this, [this, job = m_job.data()] {
        if (job->state() != Job::State::Done)
            m_context.project.reloadImages(); // Some folders may be in already.
        updateButtons();
    });
    updateButtons();
}

void ImportPanel::cancelJob()
{
    ++m_ticket;
    if (!m_job.isNull() && m_job->isActive())
        m_job->cancel();
    m_job.clear();
}

} // namespace flawscope::ui
