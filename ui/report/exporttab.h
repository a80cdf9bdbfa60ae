// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/projectjobs.h"
#include "ui/models/viewcontext.h"

#include <QList>
#include <QPointer>
#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace flawscope::ui {

class Job;
class OptionsForm;

/// What is exported of the current run, for which pictures, and where to; in the background, with a summary.
class ExportTab final : public QWidget {
    Q_OBJECT
public:
    enum class Which { All, Filtered, Selected };

    explicit ExportTab(const ViewContext &context, QWidget *parent = nullptr);

    [[nodiscard]] ProjectExport request() const; ///< What the form says.
    void setFolder(const QString &folder);
    void setWhich(Which which);
    [[nodiscard]] OptionsForm &form() const { return *m_form; }
    [[nodiscard]] QString resultText() const;
    [[nodiscard]] bool isRunning() const;

public Q_SLOTS:
    void start();

private:
    QWidget *makeWhat();
    QWidget *makeWhere();
    QWidget *makeResult();
    void browse();
    void refresh();
    void followJob();
    void showSummary(const ProjectExportSummary &summary);
    void showResult(const QString &text, bool warning);
    [[nodiscard]] QList<ImageId> images(Which which) const;
    [[nodiscard]] Which which() const;
    [[nodiscard]] QString whyNot() const; ///< Empty where it can start.

    ViewContext m_context;
    OptionsForm *m_form;
    QCheckBox *m_scores;
    QCheckBox *m_model;
    QButtonGroup *m_which;
    QLabel *m_run;
    QLineEdit *m_folder;
    QCheckBox *m_overwrite;
    QPushButton *m_start;
    QPushButton *m_cancel;
    QLabel *m_hint;
    QProgressBar *m_progress;
    QLabel *m_result;
    QPushButton *m_open;
    QString m_resultFolder;
    QPointer<Job> m_job;
};

} // namespace flawscope::ui
