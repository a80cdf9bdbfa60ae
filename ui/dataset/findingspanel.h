// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include "core/workspace/records.h"

#include <QHash>
#include <QSet>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QToolButton;
class QTreeView;

namespace flawscope::ui {

class EmptyState;
class FindingsModel;

/// What the scan found wrong with the data: a list that jumps to the pictures and offers the mend. What is mended disappears.
class FindingsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(const ViewContext &context, QWidget *parent = nullptr);

    /// Pictures of the project that the selected findings are about.
    [[nodiscard]] QList<ImageId> picturesOfSelection() const;

Q_SIGNALS:
    /// For the count in the job strip.
    void countChanged(int findings);

private:
    void makeDetail();
    void refresh();
    void showDetail();
    void jump();
    void removeCopies();
    void removeLeaks(Split side);
    void ignore();
    void restoreIgnored();
    [[nodiscard]] std::vector<const Finding *> selected() const;
    [[nodiscard]] QList<ImageId> picturesOf(const Finding &finding) const;
    [[nodiscard]] bool isMended(const Finding &finding) const;

    ViewContext m_context;
    FindingsModel *m_model;
    QTreeView *m_tree;
    EmptyState *m_nothing;
    QWidget *m_detail;
    QLabel *m_sentence;
    QLabel *m_files;
    QPushButton *m_show;
    QPushButton *m_removeCopies;
    QPushButton *m_removeTraining;
    QPushButton *m_removeTest;
    QPushButton *m_relocate;
    QPushButton *m_ignore;
    QToolButton *m_restore;
    QHash<QByteArray, QList<ImageId>> m_byPath; ///< Of the pictures that findings are about.
    QSet<QString> m_ignored;                    ///< Sentences that a person has set aside.
    QTimer m_soon;
};

} // namespace flawscope::ui
