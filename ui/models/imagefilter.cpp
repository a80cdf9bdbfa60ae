// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/imagefilter.h"

#include "ui/base/format.h"

namespace flawscope::ui {

ImageFilter::ImageFilter(ImageTableModel &table, QObject *parent) : QSortFilterProxyModel(parent), m_table(table)
{
    setSourceModel(&table);
    setSortRole(ImageTableModel::SortRole);
    setDynamicSortFilter(true);
    connect(&table.project(), &Project::decisionChanged, this, &ImageFilter::followDecision);
    connect(&table.project(), &Project::scoresChanged, this, [this] { invalidate(); });
}

void ImageFilter::setState(const FilterState &state)
{
    if (state == m_state)
        return;
    m_state = state;
    m_words = state.text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_only = QSet<ImageId>(state.only.begin(), state.only.end());
    invalidateFilter();
    Q_EMIT stateChanged();
}

void ImageFilter::followDecision()
{
    if (!m_state.calls.isEmpty() || m_state.errorsOnly)
        invalidateFilter();
}

QList<ImageId> ImageFilter::shownImages() const
{
    QList<ImageId> images;
    images.reserve(rowCount());
    for (int row = 0; row < rowCount(); ++row)
        images << m_table.idAt(mapToSource(index(row, 0)).row());
    return images;
}

ImageId ImageFilter::neighbour(ImageId from, int step, Want want) const
{
    const int count = rowCount();
    if (count == 0)
        return 0;
    const Project &project = m_table.project();
    const int sourceRow = project.rowOf(from);
    const QModelIndex here = sourceRow < 0 ? QModelIndex() : mapFromSource(m_table.index(sourceRow, 0));
    int row = here.isValid() ? here.row() : step > 0 ? -1 : count;
    for (int tried = 0; tried < count; ++tried) {
        row = (row + step + count) % count;
        const int source = mapToSource(index(row, 0)).row();
        const bool wanted = want == Want::Any || (want == Want::Error && project.isError(source))
                            || (want == Want::Undecided && project.images()[static_cast<std::size_t>(source)].verdict == OperatorVerdict::None);
        if (wanted)
            return m_table.idAt(source);
    }
    return 0;
}

bool ImageFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const Project &project = m_table.project();
    const ImageRecord &image = project.images()[static_cast<std::size_t>(row)];
    const auto in = [](const QList<int> &wanted, auto value) { return wanted.isEmpty() || wanted.contains(static_cast<int>(value)); };
    if (!in(m_state.splits, image.sample.split) || !in(m_state.labels, image.sample.label) || !in(m_state.verdicts, image.verdict))
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
    if (m_words.isEmpty())
        return true;
    const QString text = toQString(image.sample.name) + QLatin1Char('\n') + toQString(image.sample.defectClass) + QLatin1Char('\n') + toQString(image.comment);
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool ImageFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(ImageTableModel::SortRole);
    const QVariant b = right.data(ImageTableModel::SortRole);
    if (!a.isValid() || !b.isValid()) {
        if (a.isValid() != b.isValid())
            return b.isValid(); // pictures without a score come first, ascending
        return left.row() < right.row();
    }
    const QPartialOrdering order = QVariant::compare(a, b);
    if (order == QPartialOrdering::Equivalent || order == QPartialOrdering::Unordered)
        return left.row() < right.row();
    return order == QPartialOrdering::Less;
}

} // namespace flawscope::ui
