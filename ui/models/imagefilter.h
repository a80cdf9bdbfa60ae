// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/imagetablemodel.h"

#include <QSortFilterProxyModel>

#include <optional>

namespace flawscope::ui {

/// Which pictures are shown; what is empty or absent lets everything through.
struct FilterState {
    QString text;                 ///< In name, class or comment; all words must occur.
    QList<int> splits, labels, calls, verdicts; ///< ints of the enums
    QStringList classes;
    bool errorsOnly = false;      ///< Called wrong.
    bool missingOnly = false;
    std::optional<double> scoreFrom, scoreTo; ///< [from, to)
    QList<ImageId> only;          ///< Just these, e.g. of a finding; empty: all.
    bool operator==(const FilterState &) const = default;
};

/// The pictures that are shown, in the order in which they are shown, shared by grid, table, film strip, stepping and export: one
/// filter for the whole window. Follows the threshold while it moves, if it filters by it.
class ImageFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit ImageFilter(ImageTableModel &table, QObject *parent = nullptr);

    [[nodiscard]] const FilterState &state() const { return m_state; }
    void setState(const FilterState &state);
    [[nodiscard]] QList<ImageId> shownImages() const;
    [[nodiscard]] ImageTableModel &table() const { return m_table; }

    enum class Want { Any, Error, Undecided };
    /// The next (step 1) or previous (−1) shown picture from @p from on that is wanted, around the end; 0 where there is none.
    [[nodiscard]] ImageId neighbour(ImageId from, int step, Want want = Want::Any) const;

Q_SIGNALS:
    void stateChanged();

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void followDecision();

    ImageTableModel &m_table;
    FilterState m_state;
    QStringList m_words;
    QSet<ImageId> m_only;
};

} // namespace flawscope::ui
