// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/imagefilter.h"

#include "ui/base/format.h"
#include "ui/models/naturalorder.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace flawscope::ui {

namespace {

bool holds(const QList<int> &wanted, int value) { return wanted.isEmpty() || wanted.contains(value); }

template <typename Key, typename KeyOf, typename Less>
void sortBy(std::vector<int> &rows, Qt::SortOrder order, const KeyOf &keyOf, const Less &less)
{
    std::vector<std::pair<Key, int>> keyed;
    keyed.reserve(rows.size());
    for (const int row : rows)
        keyed.emplace_back(keyOf(row), row);
    const bool descending = order == Qt::DescendingOrder;
    std::stable_sort(keyed.begin(), keyed.end(),
                     [&](const auto &a, const auto &b) { return descending ? less(b.first, a.first) : less(a.first, b.first); });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const auto &pair) { return pair.second; });
}

} // namespace

ImageFilter::ImageFilter(ImageTableModel &table, QObject *parent) : QAbstractProxyModel(parent), m_table(table)
{
    setSourceModel(&table);
    connect(&table, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(&table, &QAbstractItemModel::modelReset, this, [this] {
        m_texts.clear();
        take(shownRows());
        endResetModel();
    });
    connect(&table, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &topLeft, const QModelIndex &bottomRight) {
        followRows(topLeft.row(), bottomRight.row(), topLeft.column(), bottomRight.column());
    });
    connect(&table.project(), &Project::decisionChanged, this, &ImageFilter::followDecision);
    connect(&table.project(), &Project::scoresChanged, this, &ImageFilter::rebuild);
    connect(&table.project(), &Project::analysisChanged, this, &ImageFilter::rebuild);
    take(shownRows());
}

void ImageFilter::setState(const FilterState &state)
{
    if (state == m_state)
        return;
    m_state = state;
    m_words.clear();
    for (const QString &word : state.text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        m_words.push_back(toUtf8(word.toCaseFolded()));
    m_only = QSet<ImageId>(state.only.begin(), state.only.end());
    rebuild();
    Q_EMIT stateChanged();
}

void ImageFilter::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    rebuild();
    Q_EMIT sortChanged();
}

void ImageFilter::followDecision()
{
    if (!m_state.calls.isEmpty() || m_state.errorsOnly || m_sortColumn == ImageTableModel::CallColumn)
        rebuild();
}

void ImageFilter::followRows(int first, int last, int firstColumn, int lastColumn)
{
    bool same = m_sortColumn < firstColumn || m_sortColumn > lastColumn;
    for (int row = first; row <= last; ++row) {
        if (static_cast<std::size_t>(row) < m_texts.size())
            m_texts[static_cast<std::size_t>(row)].clear();
        same = same && accepts(row) == (m_place[static_cast<std::size_t>(row)] >= 0);
    }
    if (!same)
        rebuild();
    int low = std::numeric_limits<int>::max();
    int high = -1;
    for (int row = first; row <= last; ++row) {
        if (const int place = m_place[static_cast<std::size_t>(row)]; place >= 0) {
            low = std::min(low, place);
            high = std::max(high, place);
        }
    }
    if (high >= 0)
        Q_EMIT dataChanged(index(low, firstColumn), index(high, lastColumn));
}

void ImageFilter::rebuild()
{
    std::vector<int> shown = shownRows();
    if (shown == m_shown)
        return;
    beginResetModel();
    take(std::move(shown));
    endResetModel();
}

void ImageFilter::take(std::vector<int> shown)
{
    m_shown = std::move(shown);
    m_place.assign(m_table.project().images().size(), -1);
    for (std::size_t place = 0; place < m_shown.size(); ++place)
        m_place[static_cast<std::size_t>(m_shown[place])] = static_cast<int>(place);
}

std::vector<int> ImageFilter::shownRows() const
{
    const int count = static_cast<int>(m_table.project().images().size());
    std::vector<int> rows;
    if (m_state == FilterState{}) {
        rows.resize(static_cast<std::size_t>(count));
        std::iota(rows.begin(), rows.end(), 0);
    } else {
        for (int row = 0; row < count; ++row) {
            if (accepts(row))
                rows.push_back(row);
        }
    }
    sortRows(rows);
    return rows;
}

void ImageFilter::sortRows(std::vector<int> &rows) const
{
    const Project &project = m_table.project();
    const auto &images = project.images();
    const auto record = [&](int row) -> const ImageRecord & { return images[static_cast<std::size_t>(row)]; };
    const auto byNumber = [&](const auto &keyOf) { sortBy<double>(rows, m_sortOrder, keyOf, std::less<>()); };
    const auto byText = [&](const auto &keyOf) { sortBy<std::string_view>(rows, m_sortOrder, keyOf, naturalLess); };
    switch (m_sortColumn) {
    case ImageTableModel::NameColumn: return byText([&](int row) { return std::string_view(record(row).sample.name); });
    case ImageTableModel::ClassColumn:
        return byText([&](int row) { return record(row).sample.label == Label::Defect ? std::string_view(record(row).sample.defectClass) : std::string_view(); });
    case ImageTableModel::CommentColumn: return byText([&](int row) { return std::string_view(record(row).comment); });
    case ImageTableModel::SplitColumn: return byNumber([&](int row) { return static_cast<double>(record(row).sample.split); });
    case ImageTableModel::LabelColumn: return byNumber([&](int row) { return static_cast<double>(record(row).sample.label); });
    case ImageTableModel::VerdictColumn: return byNumber([&](int row) { return static_cast<double>(record(row).verdict); });
    case ImageTableModel::CallColumn: return byNumber([&](int row) { return static_cast<double>(project.call(row)); });
    case ImageTableModel::SizeColumn: return byNumber([&](int row) { return static_cast<double>(record(row).sample.width) * record(row).sample.height; });
    case ImageTableModel::ScoreColumn:
        return byNumber([&](int row) {
            const auto score = project.score(row);
            return score ? static_cast<double>(*score) : -std::numeric_limits<double>::infinity();
        });
    default:
        if (m_sortOrder == Qt::DescendingOrder)
            std::reverse(rows.begin(), rows.end());
    }
}

bool ImageFilter::accepts(int row) const
{
    const Project &project = m_table.project();
    const ImageRecord &image = project.images()[static_cast<std::size_t>(row)];
    if (!holds(m_state.splits, static_cast<int>(image.sample.split)) || !holds(m_state.labels, static_cast<int>(image.sample.label))
        || !holds(m_state.verdicts, static_cast<int>(image.verdict)))
        return false;
    if (!m_state.calls.isEmpty() && !m_state.calls.contains(static_cast<int>(project.call(row))))
        return false;
    if ((m_state.errorsOnly && !project.isError(row)) || (m_state.missingOnly && !image.missing))
        return false;
    if (!m_only.isEmpty() && !m_only.contains(image.id))
        return false;
    if (m_state.scoreFrom || m_state.scoreTo) {
        const auto score = project.score(row);
        if (!score || (m_state.scoreFrom && *score < *m_state.scoreFrom) || (m_state.scoreTo && *score >= *m_state.scoreTo))
            return false;
    }
    if (!m_state.classes.isEmpty() && !m_state.classes.contains(toQString(image.sample.defectClass)))
        return false;
    return m_words.empty() || hasWords(row);
}

bool ImageFilter::hasWords(int row) const
{
    const auto &images = m_table.project().images();
    m_texts.resize(images.size());
    std::string &text = m_texts[static_cast<std::size_t>(row)];
    if (text.empty()) {
        const ImageRecord &image = images[static_cast<std::size_t>(row)];
        text = toUtf8(toQString(image.sample.name + '\n' + image.sample.defectClass + '\n' + image.comment).toCaseFolded());
    }
    return std::all_of(m_words.begin(), m_words.end(), [&](const std::string &word) { return text.find(word) != std::string::npos; });
}

QList<ImageId> ImageFilter::shownImages() const
{
    QList<ImageId> images;
    images.reserve(rowCount());
    for (const int row : m_shown)
        images << m_table.idAt(row);
    return images;
}

int ImageFilter::rowOf(ImageId image) const
{
    const int row = m_table.project().rowOf(image);
    return row < 0 || static_cast<std::size_t>(row) >= m_place.size() ? -1 : m_place[static_cast<std::size_t>(row)];
}

ImageId ImageFilter::neighbour(ImageId from, int step, Want want) const
{
    const int count = rowCount();
    if (count == 0)
        return 0;
    const Project &project = m_table.project();
    const int here = rowOf(from);
    int row = here >= 0 ? here : step > 0 ? -1 : count;
    for (int tried = 0; tried < count; ++tried) {
        row = (row + step + count) % count;
        const int source = m_shown[static_cast<std::size_t>(row)];
        const bool wanted = want == Want::Any || (want == Want::Error && project.isError(source))
                            || (want == Want::Undecided && project.images()[static_cast<std::size_t>(source)].verdict == OperatorVerdict::None);
        if (wanted)
            return m_table.idAt(source);
    }
    return 0;
}

QModelIndex ImageFilter::mapToSource(const QModelIndex &index) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_shown.size())
        return {};
    return m_table.index(m_shown[static_cast<std::size_t>(index.row())], index.column());
}

QModelIndex ImageFilter::mapFromSource(const QModelIndex &index) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_place.size() || m_place[static_cast<std::size_t>(index.row())] < 0)
        return {};
    return createIndex(m_place[static_cast<std::size_t>(index.row())], index.column());
}

QModelIndex ImageFilter::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

int ImageFilter::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }
int ImageFilter::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ImageTableModel::ColumnCount; }

QVariant ImageFilter::headerData(int section, Qt::Orientation orientation, int role) const { return m_table.headerData(section, orientation, role); }

} // namespace flawscope::ui
