// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/importplan.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/checks.h"
#include "core/dataset/filelist.h"
#include "core/dataset/layout.h"
#include "core/dataset/maskmatch.h"
#include "core/workspace/workspace.h"
#include "ui/base/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <set>
#include <tuple>

namespace flawscope::ui {

namespace fs = std::filesystem;

namespace {

constexpr const char *kRoleWords[] = {"whole", "train-good", "test-good", "test-defect", "test-unknown", "masks"};

QString tr(const char *text) { return QCoreApplication::translate("flawscope::ui::ImportPanel", text); }

fs::path normal(const QString &folder)
{
    std::string text = fs::absolute(toPath(folder)).lexically_normal().native();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

/// The folder that holds all of them.
fs::path commonFolder(const std::vector<fs::path> &folders)
{
    fs::path common = folders.front();
    for (const fs::path &folder : folders) {
        const auto [end, unused] = std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
        fs::path shared;
        for (auto part = common.begin(); part != end; ++part)
            shared /= *part;
        common = shared;
    }
    return common;
}

void applyRole(const ImportFolder &folder, Sample &sample)
{
    sample.split = folder.role == FolderRole::TrainGood ? Split::Train : Split::Test;
    switch (folder.role) {
    case FolderRole::TestDefect:
        sample.label = Label::Defect;
        sample.defectClass = folder.defectClass.trimmed().isEmpty() ? "defect" : toUtf8(folder.defectClass.trimmed());
        break;
    case FolderRole::TestUnknown:
        sample.label = Label::Unknown;
        sample.defectClass.clear();
        break;
    default:
        sample.label = Label::Good;
        sample.defectClass = "good";
    }
}

/// Names under which the matcher sees the folders: a folder of masks is ground truth for the folder of defects that it belongs to.
QString matcherPrefix(const QList<ImportFolder> &folders, qsizetype index)
{
    const auto own = [](qsizetype i) { return QStringLiteral("folder %1").arg(i); };
    if (folders[index].role != FolderRole::Masks)
        return own(index);
    QList<qsizetype> defects;
    for (qsizetype i = 0; i < folders.size(); ++i) {
        if (folders[i].role == FolderRole::TestDefect || folders[i].role == FolderRole::TestUnknown)
            defects << i;
    }
    const QString name = QDir(folders[index].folder).dirName();
    for (const qsizetype i : defects) {
        if (defects.size() == 1 || name.contains(QDir(folders[i].folder).dirName(), Qt::CaseInsensitive))
            return QStringLiteral("ground_truth/") + own(i);
    }
    return QStringLiteral("ground_truth");
}

/// One data set of all folders with a role.
class RoleScan final {
public:
    RoleScan(const ImportPlan &plan, QList<ImportFolder> folders, const std::vector<fs::path> &skip, const RunContext &context)
        : m_plan(plan), m_folders(std::move(folders)), m_skip(skip), m_context(context)
    {
    }

    Dataset run()
    {
        std::vector<fs::path> paths;
        for (const ImportFolder &folder : m_folders)
            paths.push_back(normal(folder.folder));
        m_dataset.root = commonFolder(paths);
        m_dataset.layout = Layout::PlainFolder;
        for (qsizetype i = 0; i < m_folders.size(); ++i)
            list(i, paths[static_cast<std::size_t>(i)]);
        const MaskMatcher matcher = draft();
        matcher.match(m_dataset.samples, m_dataset.findings);
        checkPictures(m_dataset, m_context);
        checkMasks(m_dataset, true, m_context);
        if (m_dataset.samples.empty())
            throw Error(ErrorCode::BadInput, tr("None of the pictures can be read.").toStdString());
        std::sort(m_dataset.samples.begin(), m_dataset.samples.end(),
                  [](const Sample &a, const Sample &b) { return std::tie(a.split, a.name) < std::tie(b.split, b.name); });
        checkDuplicates(m_dataset, m_context);
        return std::move(m_dataset);
    }

private:
    void list(qsizetype index, const fs::path &folder)
    {
        std::error_code error;
        if (!fs::is_directory(folder, error))
            throw Error(ErrorCode::BadInput, tr("The folder %1 does not exist.").arg(toQString(folder)).toStdString());
        FileList found = listFiles(folder, m_plan.recursive, m_skip, m_context);
        std::move(found.findings.begin(), found.findings.end(), std::back_inserter(m_dataset.findings));
        const std::string prefix = toUtf8(matcherPrefix(m_folders, index)) + '/';
        bool any = false;
        for (FoundFile &file : found.files) {
            if (file.kind != FileKind::Picture)
                continue;
            any = true;
            if (!m_seen.insert(file.path.native()).second) // A folder within another of the list.
                continue;
            file.name = prefix + file.name;
            m_files.push_back(std::move(file));
            m_owners.push_back(index);
        }
        if (!any)
            throw Error(ErrorCode::BadInput, tr("The folder %1 has no pictures (PNG, JPEG, BMP, TIFF, WebP).").arg(toQString(folder)).toStdString());
    }

    MaskMatcher draft()
    {
        MaskMatcher matcher(m_files);
        const std::string root = m_dataset.root.native() == "/" ? "/" : m_dataset.root.native() + '/';
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            if (matcher.isMask(m_files[i].name))
                continue;
            matcher.addPicture(m_files[i].name, m_dataset.samples.size());
            Sample &sample = m_dataset.samples.emplace_back();
            sample.image = m_files[i].path;
            sample.name = utf8Name(m_files[i].path.native().substr(root.size()));
            applyRole(m_folders[m_owners[i]], sample);
        }
        return matcher;
    }

    const ImportPlan &m_plan;
    QList<ImportFolder> m_folders;
    const std::vector<fs::path> &m_skip;
    const RunContext &m_context;
    Dataset m_dataset;
    std::vector<FoundFile> m_files;
    std::vector<qsizetype> m_owners; ///< Folder of each file.
    std::set<std::string> m_seen;
};

std::string keyOf(SourceId source) { return "import.source." + std::to_string(source); }

QJsonObject toJson(const ImportPlan &plan, const fs::path &root)
{
    QJsonArray folders;
    for (const ImportFolder &folder : plan.folders) {
        const QString relative = QDir(toQString(root)).relativeFilePath(toQString(normal(folder.folder)));
        folders.append(QJsonObject{{QStringLiteral("folder"), relative},
                                   {QStringLiteral("role"), QLatin1String(kRoleWords[static_cast<int>(folder.role)])},
                                   {QStringLiteral("class"), folder.defectClass}});
    }
    return {{QStringLiteral("folders"), folders}, {QStringLiteral("layout"), static_cast<int>(plan.layout)}, {QStringLiteral("recursive"), plan.recursive},
            {QStringLiteral("frameStep"), plan.frameStep}};
}

FolderRole roleOf(const QString &word)
{
    for (int i = 0; i < 6; ++i) {
        if (word == QLatin1String(kRoleWords[i]))
            return static_cast<FolderRole>(i);
    }
    return FolderRole::Whole;
}

FolderRole guessRole(const QString &folder, bool goodIsThere)
{
    const QString name = QDir(folder).dirName().toLower();
    static const QRegularExpression defect(QStringLiteral("defect|fault|anomal|bad|reject|^(ng|nok|not.?ok|nio)$"));
    if (isTruthFolder(toUtf8(name)) || name.contains(QStringLiteral("mask")))
        return FolderRole::Masks;
    if (defect.match(name).hasMatch())
        return FolderRole::TestDefect;
    if (isGoodFolder(toUtf8(name)))
        return QDir(QFileInfo(folder).path()).dirName().contains(QStringLiteral("test"), Qt::CaseInsensitive) ? FolderRole::TestGood : FolderRole::TrainGood;
    if (name.contains(QStringLiteral("test")) || name.contains(QStringLiteral("val")))
        return name.contains(QStringLiteral("good")) ? FolderRole::TestGood : FolderRole::TestUnknown;
    return !goodIsThere || name.contains(QStringLiteral("train")) || name.contains(QStringLiteral("good")) ? FolderRole::TrainGood : FolderRole::TestDefect;
}

} // namespace

QList<ImportFolder> guessRoles(const QStringList &folders)
{
    QList<ImportFolder> guessed;
    if (folders.size() == 1)
        return {{folders.first(), FolderRole::Whole, {}}};
    const bool goodIsThere = std::any_of(folders.begin(), folders.end(), [](const QString &folder) {
        const QString name = QDir(folder).dirName();
        return isGoodFolder(toUtf8(name)) || name.contains(QStringLiteral("train"), Qt::CaseInsensitive) || name.contains(QStringLiteral("good"), Qt::CaseInsensitive);
    });
    for (const QString &folder : folders) {
        const FolderRole role = guessRole(folder, goodIsThere);
        guessed.append({folder, role, role == FolderRole::TestDefect ? QDir(folder).dirName() : QString()});
    }
    return guessed;
}

std::vector<Dataset> scanPlan(const ImportPlan &plan, const std::vector<fs::path> &skip, const RunContext &context)
{
    std::vector<Dataset> datasets;
    QList<ImportFolder> roles;
    for (const ImportFolder &folder : plan.folders) {
        if (folder.role != FolderRole::Whole) {
            roles << folder;
            continue;
        }
        ScanOptions options;
        options.layout = plan.layout;
        options.recursive = plan.recursive;
        options.frameStep = plan.frameStep;
        options.skip = skip;
        datasets.push_back(scanDataset(normal(folder.folder), options, context));
    }
    if (!roles.isEmpty())
        datasets.push_back(RoleScan(plan, roles, skip, context).run());
    return datasets;
}

void rememberPlan(Workspace &workspace, const ImportPlan &plan, const std::vector<Dataset> &datasets)
{
    const std::vector<SourceRecord> sources = workspace.sources();
    QList<ImportFolder> roles = plan.folders;
    roles.removeIf([](const ImportFolder &folder) { return folder.role == FolderRole::Whole; });
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        const auto source = std::find_if(sources.begin(), sources.end(), [&](const SourceRecord &s) { return s.folder == datasets[i].root; });
        if (source == sources.end())
            continue;
        ImportPlan own = plan;
        const bool byRoles = !roles.isEmpty() && i + 1 == datasets.size(); // As scanPlan() orders them.
        own.folders = byRoles ? roles : QList<ImportFolder>{{toQString(datasets[i].root), FolderRole::Whole, {}}};
        own.layout = static_cast<LayoutHint>(static_cast<int>(datasets[i].layout) + 1);
        workspace.setSetting(keyOf(source->id), QJsonDocument(toJson(own, datasets[i].root)).toJson(QJsonDocument::Compact).toStdString());
    }
}

ImportPlan planOf(const Workspace &workspace, SourceId source, const fs::path &folder, Layout layout)
{
    const QJsonObject note = QJsonDocument::fromJson(QByteArray::fromStdString(workspace.setting(keyOf(source)))).object();
    ImportPlan plan;
    plan.layout = static_cast<LayoutHint>(static_cast<int>(layout) + 1);
    plan.recursive = note.value(QStringLiteral("recursive")).toBool(true);
    plan.frameStep = std::clamp(note.value(QStringLiteral("frameStep")).toInt(1), 1, 1000000);
    for (const auto &entry : note.value(QStringLiteral("folders")).toArray()) {
        const QJsonObject one = entry.toObject();
        plan.folders.append({QDir::cleanPath(QDir(toQString(folder)).absoluteFilePath(one.value(QStringLiteral("folder")).toString())),
                             roleOf(one.value(QStringLiteral("role")).toString()), one.value(QStringLiteral("class")).toString()});
    }
    if (plan.folders.isEmpty())
        plan.folders.append({toQString(folder), FolderRole::Whole, {}});
    return plan;
}

} // namespace flawscope::ui
