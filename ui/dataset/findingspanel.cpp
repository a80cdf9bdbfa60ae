// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/findingspanel.h"

#include "core/workspace/workspace.h"
#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/dataset/findingsmodel.h"
#include "ui/dataset/softselection.h"
#include "ui/models/imagefilter.h"

#include <QDir>
#include <QHash>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr const char *kIgnoredKey = "findings.ignored";
constexpr int kShownFiles = 4;

QByteArray keyOf(const std::filesystem::path &path) { return QByteArray::fromStdString(path.native()); }
QString idOf(const Finding &finding) { return toQString(finding.kind) + QLatin1Char('|') + toQString(finding.message); }

QSet<QString> readIgnored(const Workspace &workspace)
{
    QSet<QString> ignored;
    for (const auto &entry : QJsonDocument::fromJson(QByteArray::fromStdString(workspace.setting(kIgnoredKey))).array())
        ignored << entry.toString();
    return ignored;
}

} // namespace

FindingsPanel::FindingsPanel(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new FindingsModel(this)), m_tree(new QTreeView(this)),
      m_nothing(new EmptyState(QStringLiteral("findings"), tr("No findings"), tr("The last scan found nothing wrong with the pictures."), this)), m_detail(new QWidget(this)),
      m_sentence(new QLabel(m_detail)), m_files(new QLabel(m_detail)), m_show(new QPushButton(tr("&Show pictures"), m_detail)),
      m_removeCopies(new QPushButton(tr("Remove &copies from project"), m_detail)), m_removeTraining(new QPushButton(tr("Remove from &training"), m_detail)),
      m_removeTest(new QPushButton(tr("Remove from t&est"), m_detail)), m_relocate(new QPushButton(tr("Re&locate folder…"), m_detail)),
      m_ignore(new QPushButton(tr("&Ignore"), m_detail)), m_restore(new QToolButton(this))
{
    setObjectName(QStringLiteral("findingsPanel"));
    m_tree->setModel(m_model);
    m_tree->setObjectName(QStringLiteral("findingsTree"));
    m_tree->setAccessibleName(tr("Findings by kind"));
    new SoftSelection(*m_tree);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_restore->setAutoRaise(true);
    m_restore->setFocusPolicy(Qt::TabFocus);
    makeDetail();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_detail);
    layout->addWidget(m_restore, 0, Qt::AlignRight);
    m_ignored = readIgnored(context.project.workspace());
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &FindingsPanel::refresh);
    const auto later = [this] { m_soon.start(); };
    connect(&context.project, &Project::imagesReset, this, later);
    connect(&context.project, &Project::imagesChanged, this, later); // A leak is mended by another split.
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FindingsPanel::showDetail);
    connect(m_tree, &QTreeView::activated, this, &FindingsPanel::jump);
    connect(m_restore, &QToolButton::clicked, this, &FindingsPanel::restoreIgnored);
    refresh();
}

void FindingsPanel::makeDetail()
{
    auto *layout = new QVBoxLayout(m_detail);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, kGridPx);
    layout->setSpacing(kGridPx);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_files->setWordWrap(true);
    m_files->setProperty("role", "muted");
    m_files->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_sentence, m_files, m_show, m_removeCopies, m_removeTraining, m_removeTest, m_relocate, m_ignore})
        layout->addWidget(widget);
    m_show->setToolTip(tr("Show only these pictures in the Data step"));
    m_removeCopies->setToolTip(tr("Keep the first of each, take the others out of the project; the files stay. Can be undone."));
    m_removeTraining->setToolTip(tr("Take the training copies out of the project; test with these pictures. Can be undone."));
    m_removeTest->setToolTip(tr("Take the test copies out of the project; train on these pictures. Can be undone."));
    m_relocate->setToolTip(m_context.actions["data.relocate"]->toolTip());
    m_ignore->setToolTip(tr("Do not show this again in this project"));
    connect(m_show, &QPushButton::clicked, this, &FindingsPanel::jump);
    connect(m_removeCopies, &QPushButton::clicked, this, &FindingsPanel::removeCopies);
    connect(m_removeTraining, &QPushButton::clicked, this, [this] { removeLeaks(Split::Train); });
    connect(m_removeTest, &QPushButton::clicked, this, [this] { removeLeaks(Split::Test); });
    connect(m_relocate, &QPushButton::clicked, this, [this] {
        m_context.actions["step.data"]->trigger();
        m_context.actions["data.relocate"]->trigger();
    });
    connect(m_ignore, &QPushButton::clicked, this, &FindingsPanel::ignore);
}

void FindingsPanel::refresh()
{
    QSet<QByteArray> wanted;
    for (const Finding &finding : m_context.project.findings()) {
        for (const auto &file : finding.files)
            wanted << keyOf(file);
    }
    m_byPath.clear();
    Finding missing{Severity::Problem, "missing", {}, {}};
    for (const ImageRecord &image : m_context.project.images()) {
        if (image.missing)
            missing.files.push_back(image.sample.image);
        if (wanted.isEmpty() && !image.missing)
            continue;
        const QByteArray key = keyOf(image.sample.image);
        if (image.missing || wanted.contains(key))
            m_byPath[key] << image.id;
    }
    std::vector<Finding> shown;
    if (!missing.files.empty()) {
        missing.message = toUtf8(tr("%n picture(s) are not where they were.", nullptr, static_cast<int>(missing.files.size())));
        shown.push_back(std::move(missing));
    }
    int hidden = 0;
    for (const Finding &finding : m_context.project.findings()) {
        if (isMended(finding))
            continue;
        if (m_ignored.contains(idOf(finding)))
            ++hidden;
        else
            shown.push_back(finding);
    }
    const bool nothing = shown.empty();
    m_model->setFindings(std::move(shown));
    if (m_model->findings().size() <= 50)
        m_tree->expandAll();
    m_tree->setVisible(!nothing);
    m_nothing->setVisible(nothing);
    m_restore->setVisible(hidden > 0 && !m_context.project.readOnly());
    m_restore->setText(tr("Show %n ignored", nullptr, hidden));
    showDetail();
    Q_EMIT countChanged(static_cast<int>(m_model->findings().size()));
}

bool FindingsPanel::isMended(const Finding &finding) const
{
    if (finding.kind != "duplicate" && finding.kind != "leak")
        return false;
    const QList<ImageId> pictures = picturesOf(finding);
    if (finding.kind == "duplicate")
        return pictures.size() < 2;
    const auto has = [&](Split split) {
        return std::any_of(pictures.begin(), pictures.end(), [&](ImageId id) { return m_context.project.image(id)->sample.split == split; });
    };
    return !has(Split::Train) || !has(Split::Test);
}

QList<ImageId> FindingsPanel::picturesOf(const Finding &finding) const
{
    QList<ImageId> pictures;
    for (const auto &file : finding.files)
        pictures << m_byPath.value(keyOf(file));
    return pictures;
}

std::vector<const Finding *> FindingsPanel::selected() const
{
    std::vector<const Finding *> findings;
    for (const QModelIndex &index : m_tree->selectionModel()->selectedIndexes()) {
        for (const Finding *finding : m_model->findingsOf(index)) {
            if (std::find(findings.begin(), findings.end(), finding) == findings.end())
                findings.push_back(finding);
        }
    }
    return findings;
}

QList<ImageId> FindingsPanel::picturesOfSelection() const
{
    QSet<ImageId> seen;
    QList<ImageId> pictures;
    for (const Finding *finding : selected()) {
        for (const ImageId id : picturesOf(*finding)) {
            if (!seen.contains(id)) {
                seen << id;
                pictures << id;
            }
        }
    }
    return pictures;
}

void FindingsPanel::showDetail()
{
    const std::vector<const Finding *> findings = selected();
    m_detail->setVisible(!findings.empty());
    if (findings.empty())
        return;
    const Finding &first = *findings.front();
    const QString kind = toQString(first.kind);
    m_sentence->setText((findings.size() == 1 ? toQString(first.message) + QLatin1Char('\n') : QString()) + FindingsModel::kindMeaning(kind));
    QStringList files;
    for (std::size_t i = 0; i < first.files.size() && i < static_cast<std::size_t>(kShownFiles); ++i)
        files << QDir::toNativeSeparators(toQString(first.files[i]));
    if (first.files.size() > static_cast<std::size_t>(kShownFiles))
        files << tr("and %n more", nullptr, static_cast<int>(first.files.size()) - kShownFiles);
    m_files->setText(files.join(QLatin1Char('\n')));
    m_files->setVisible(findings.size() == 1 && !files.isEmpty());
    const bool one = std::all_of(findings.begin(), findings.end(), [&](const Finding *finding) { return finding->kind == first.kind; });
    const bool can = one && !m_context.project.readOnly();
    const auto pictures = picturesOfSelection().size();
    m_show->setVisible(pictures > 0);
    m_show->setText(tr("&Show %n picture(s)", nullptr, static_cast<int>(pictures)));
    m_removeCopies->setVisible(can && kind == QLatin1String("duplicate"));
    m_removeTraining->setVisible(can && kind == QLatin1String("leak"));
    m_removeTest->setVisible(can && kind == QLatin1String("leak"));
    m_relocate->setVisible(can && kind == QLatin1String("missing"));
    m_ignore->setVisible(!m_context.project.readOnly() && kind != QLatin1String("missing"));
}

void FindingsPanel::jump()
{
    const QList<ImageId> pictures = picturesOfSelection();
    if (pictures.isEmpty())
        return;
    FilterState state;
    state.only = pictures;
    m_context.filter.setState(state);
    m_context.project.setSelection({pictures.first()});
    m_context.project.setCurrentImage(pictures.first());
    m_context.actions["step.data"]->trigger();
}

void FindingsPanel::removeCopies()
{
    QList<ImageId> copies;
    for (const Finding *finding : selected())
        copies << picturesOf(*finding).mid(1);
    m_context.project.removeImages(copies);
}

void FindingsPanel::removeLeaks(Split side)
{
    QList<ImageId> gone;
    for (const Finding *finding : selected()) {
        for (const ImageId id : picturesOf(*finding)) {
            const ImageRecord *image = m_context.project.image(id);
            if (image != nullptr && image->sample.split == side)
                gone << id;
        }
    }
    m_context.project.removeImages(gone);
}

void FindingsPanel::ignore()
{
    for (const Finding *finding : selected())
        m_ignored << idOf(*finding);
    try {
        m_context.project.workspace().setSetting(kIgnoredKey, QJsonDocument(QJsonArray::fromStringList(m_ignored.values())).toJson(QJsonDocument::Compact).toStdString());
    } catch (const Error &error) {
        Q_EMIT m_context.project.failed(error.code(), toQString(std::string(error.what())));
    }
    refresh();
}

void FindingsPanel::restoreIgnored()
{
    m_ignored.clear();
    try {
        m_context.project.workspace().setSetting(kIgnoredKey, "[]");
    } catch (const Error &error) {
        Q_EMIT m_context.project.failed(error.code(), toQString(std::string(error.what())));
    }
    refresh();
}

} // namespace flawscope::ui
