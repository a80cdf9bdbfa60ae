// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dataset/importplan.h"
#include "ui/models/viewcontext.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QStackedWidget;
class QTreeView;
class QVBoxLayout;

namespace flawscope::ui {

class FindingsModel;
class ImportFolderRow;
class ImportPreview;
class Job;

/// Beside the work, not over it: choose folders, see what they would bring and what is wrong with them, and then import or leave it. Nothing is
/// imported before the button is pressed, and pictures stay where they are.
class ImportPanel final : public QWidget {
    Q_OBJECT
public:
    explicit ImportPanel(const ViewContext &context, QWidget *parent = nullptr);
    ~ImportPanel() override;

    void addFolders(const QStringList &folders);
    void clear();
    [[nodiscard]] ImportPlan plan() const;
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }

Q_SIGNALS:
    void closed();
    void imported(qint64 added, int findings);

public Q_SLOTS:
    void askForFolder();

private:
    QWidget *makeFolders();
    QWidget *makePreview();
    QWidget *makeFooter();
    void fillLayouts();
    void addRow(const ImportFolder &folder);
    void planChanged();
    void scan();
    void showScan(const std::shared_ptr<const std::vector<Dataset>> &datasets);
    void showProblem(const QString &headline, const QString &sentence);
    void showProgress();
    void import();
    void updateButtons();
    void cancelJob();

    ViewContext m_context;
    QList<ImportFolderRow *> m_rows;
    QVBoxLayout *m_folders = nullptr;
    QScrollArea *m_area = nullptr;
    QLabel *m_noFolders;
    QComboBox *m_layout;
    QLabel *m_layoutLabel;
    QCheckBox *m_recursive;
    QSpinBox *m_frameStep;
    QLabel *m_frameStepLabel;
    QLabel *m_headline;
    ImportPreview *m_preview;
    QTreeView *m_tree;
    FindingsModel *m_findings;
    QTreeView *m_findingsTree;
    QLabel *m_findingsTitle;
    QLabel *m_problem;
    QStackedWidget *m_result;
    QProgressBar *m_bar;
    QLabel *m_progress;
    QPushButton *m_import;
    QPushButton *m_cancel;
    QTimer m_soon;
    QPointer<Job> m_job;
    ImportPlan m_scanned; ///< What m_datasets was read by.
    std::shared_ptr<const std::vector<Dataset>> m_datasets;
    quint64 m_ticket = 0;
};

} // namespace flawscope::ui
