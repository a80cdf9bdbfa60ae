// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/imagetablemodel.h"

#include <QAbstractProxyModel>
#include <QSet>

#include <optional>
#include <string>
#include <vector>

namespace flawscope::ui {

/// Which pictures are shown; what is empty or absent lets everything through.
struct FilterState {
    QString text{};               ///< In name, class or comment; all words must occur.
    QList<int> splits{}, labels{}, calls{}, verdicts{}; ///< ints of the enums
    QStringList classes{};
    bool errorsOnly = false;      ///< Called wrong.
    bool missingOnly = false;
    std::optional<double> scoreFrom{}, scoreTo{}; ///< [from, to)
    QList<ImageId> only{};        ///< Just these, e.g. of a finding; empty: all.
    bool operator==(const FilterState &) const = default;
};

/// The pictures that are shown, in the order in which they are shown, shared by grid, table, film strip, stepping and export: one
/// filter for the whole window. Follows the threshold while it moves, if it filters or sorts by it.
///
/// Compares raw values of the records: 100,000 pictures are filtered or sorted between two frames. When other pictures are shown, or in
/// another order, the model is reset: views take selection and current picture from the project again.
class ImageFilter final : public QAbstractProxyModel {
    Q_OBJECT
public:
    explicit ImageFilter(ImageTableModel &table, QObject *parent = nullptr);

    [[nodiscard]] const FilterState &state() const { return m_state; }
    void setState(const FilterState &state);
    [[nodiscard]] QList<ImageId> shownImages() const;
    [[nodiscard]] ImageTableModel &table() const { return m_table; }
    [[nodiscard]] ImageId idAt(int row) const { return m_table.idAt(m_shown[static_cast<std::size_t>(row)]); }
    [[nodiscard]] int rowOf(ImageId image) const; ///< −1 where it is not shown.

    enum class Want { Any, Error, Undecided };
    /// The next (step 1) or previous (−1) shown picture from @p from on that is wanted, around the end; 0 where there is none.
    [[nodiscard]] ImageId neighbour(ImageId from, int step, Want want = Want::Any) const;

    /// @param column  of ImageTableModel, or −1: the project's order. Pictures without a score come first, ascending.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &) const override { return {}; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void stateChanged();
    void sortChanged();

private:
    void rebuild();                    ///< Resets the model if what is shown has changed.
    [[nodiscard]] std::vector<int> shownRows() const;
    [[nodiscard]] bool accepts(int row) const;
    [[nodiscard]] bool hasWords(int row) const;
    void sortRows(std::vector<int> &rows) const;
    void take(std::vector<int> shown);
    void followDecision();
    void followRows(int first, int last, int firstColumn, int lastColumn);

    ImageTableModel &m_table;
    FilterState m_state;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<int> m_shown; ///< Row of the table for each row that is shown.
    std::vector<int> m_place; ///< For each row of the table its row here, or −1.
    std::vector<std::string> m_words; ///< Case-folded UTF-8.
    mutable std::vector<std::string> m_texts; ///< Of each row, made when it is first searched; empty: not yet.
    QSet<ImageId> m_only;
};

} // namespace flawscope::ui
