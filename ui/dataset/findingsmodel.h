// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

#include <QAbstractItemModel>

#include <vector>

namespace flawscope::ui {

/// What a scan found, in two levels: kinds with their counts, the gravest first, and below them the sentences.
class FindingsModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role {
        FindingRole = Qt::UserRole + 1, ///< int: place in findings(), −1 for a kind
        KindRole,                       ///< QString: "duplicate", …
        SeverityRole                    ///< int of Severity
    };

    explicit FindingsModel(QObject *parent = nullptr);

    void setFindings(std::vector<Finding> findings);
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }
    /// Those of a kind's row, or the one of a sentence's row.
    [[nodiscard]] std::vector<const Finding *> findingsOf(const QModelIndex &index) const;

    [[nodiscard]] static QString kindText(const QString &kind);    ///< "Duplicates"
    [[nodiscard]] static QString kindMeaning(const QString &kind); ///< What it means and what to do, a sentence or two.
    [[nodiscard]] static QString severityIcon(Severity severity);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Kind {
        QString kind;
        Severity severity = Severity::Info;
        std::vector<int> findings;
    };

    std::vector<Finding> m_findings;
    std::vector<Kind> m_kinds;
};

} // namespace flawscope::ui
