// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/findingsmodel.h"

#include "ui/base/format.h"
#include "ui/base/icons.h"

#include <algorithm>

namespace flawscope::ui {

FindingsModel::FindingsModel(QObject *parent) : QAbstractItemModel(parent) {}

void FindingsModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    m_kinds.clear();
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        const QString kind = toQString(m_findings[i].kind);
        auto found = std::find_if(m_kinds.begin(), m_kinds.end(), [&](const Kind &k) { return k.kind == kind && k.severity == m_findings[i].severity; });
        if (found == m_kinds.end())
            found = m_kinds.insert(m_kinds.end(), Kind{kind, m_findings[i].severity, {}});
        found->findings.push_back(static_cast<int>(i));
    }
    std::stable_sort(m_kinds.begin(), m_kinds.end(), [](const Kind &a, const Kind &b) { return a.severity > b.severity; });
    endResetModel();
}

std::vector<const Finding *> FindingsModel::findingsOf(const QModelIndex &index) const
{
    std::vector<const Finding *> found;
    if (!index.isValid())
        return found;
    if (index.internalId() > 0) {
        found.push_back(&m_findings[static_cast<std::size_t>(index.data(FindingRole).toInt())]);
        return found;
    }
    for (const int i : m_kinds[static_cast<std::size_t>(index.row())].findings)
        found.push_back(&m_findings[static_cast<std::size_t>(i)]);
    return found;
}

// The internal id is 0 for a kind, and 1 + the kind's row for a sentence.
QModelIndex FindingsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex FindingsModel::parent(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() > 0 ? createIndex(static_cast<int>(index.internalId()) - 1, 0, quintptr(0)) : QModelIndex();
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_kinds.size());
    return parent.internalId() > 0 || parent.column() > 0 ? 0 : static_cast<int>(m_kinds[static_cast<std::size_t>(parent.row())].findings.size());
}

int FindingsModel::columnCount(const QModelIndex &) const { return 1; }

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isKind = index.internalId() == 0;
    const Kind &kind = m_kinds[static_cast<std::size_t>(isKind ? index.row() : static_cast<int>(index.internalId()) - 1)];
    const int place = isKind ? -1 : kind.findings[static_cast<std::size_t>(index.row())];
    const QString text = isKind ? QStringLiteral("%1 · %2").arg(kindText(kind.kind), countText(static_cast<qint64>(kind.findings.size())))
                                : toQString(m_findings[static_cast<std::size_t>(place)].message);
    switch (role) {
    case Qt::DisplayRole: return text;
    case Qt::ToolTipRole: return isKind ? kindMeaning(kind.kind) : text;
    case Qt::DecorationRole: return isKind ? QVariant(themedIcon(severityIcon(kind.severity))) : QVariant();
    case FindingRole: return place;
    case KindRole: return kind.kind;
    case SeverityRole: return static_cast<int>(kind.severity);
    default: return {};
    }
}

QString FindingsModel::severityIcon(Severity severity)
{
    return severity == Severity::Problem ? QStringLiteral("error") : severity == Severity::Warning ? QStringLiteral("warning") : QStringLiteral("info");
}

QString FindingsModel::kindText(const QString &kind)
{
    const std::pair<const char *, QString> titles[] = {
        {"unreadable", tr("Unreadable")}, {"duplicate", tr("Duplicates")}, {"leak", tr("Leaks into test")}, {"mixed-sizes", tr("Mixed sizes")},
        {"mask-without-image", tr("Masks without picture")}, {"mask-size", tr("Masks of another size")}, {"empty-mask", tr("Empty masks")},
        {"few-images", tr("Few training pictures")}, {"second-mask", tr("Second masks")}, {"defect-in-good", tr("Defects among good parts")},
        {"ignored", tr("Not used")}, {"missing", tr("Missing files")}};
    const auto found = std::find_if(std::begin(titles), std::end(titles), [&](const auto &title) { return kind == QLatin1String(title.first); });
    return found == std::end(titles) ? kind : found->second;
}

QString FindingsModel::kindMeaning(const QString &kind)
{
    const std::pair<const char *, QString> meanings[] = {
        {"unreadable", tr("These files cannot be read as pictures and are left out. Replace them and rescan.")},
        {"duplicate", tr("These files have the same content. Each copy counts as a part of its own; one of them is enough.")},
        {"leak", tr("The same picture is trained on and tested with: figures look better than they are.")},
        {"mixed-sizes", tr("All pictures are resized to the model's input. Different sizes show parts at different scales.")},
        {"mask-without-image", tr("These masks belong to no picture and are not used. Their names should be those of the pictures.")},
        {"mask-size", tr("A mask must have the size of its picture. These are not used.")},
        {"empty-mask", tr("These pictures are labelled as defects, but their mask marks none.")},
        {"few-images", tr("More good parts make a better model.")},
        {"second-mask", tr("A picture has one mask. The others are not used.")},
        {"defect-in-good", tr("These pictures lie among good parts, but have a mask with a defect. Look at them and label them.")},
        {"ignored", tr("These pictures lie outside the folders of the layout, or belong to another source already.")},
        {"missing", tr("The files are not where they were. If their folder has moved, tell where it is now.")}};
    const auto found = std::find_if(std::begin(meanings), std::end(meanings), [&](const auto &meaning) { return kind == QLatin1String(meaning.first); });
    return found == std::end(meanings) ? QString() : found->second;
}

} // namespace flawscope::ui
