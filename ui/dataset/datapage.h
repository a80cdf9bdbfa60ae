// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QStackedWidget;

namespace flawscope::ui {

class FilterBar;
class ImageGrid;
class ImageTable;
class ImportPanel;
class LabelActions;
class MessageBar;
class RelocateBar;
class SourceActions;
class SummaryStrip;

/// The pictures of a project: import, grid and table, filter, labels.
class DataPage final : public QWidget {
    Q_OBJECT
public:
    explicit DataPage(const ViewContext &context, QWidget *parent = nullptr);
    ~DataPage() override;

    /// Whether label.*, split.* and data.remove work: only where pictures are looked at.
    void setLabelling(bool active);

public Q_SLOTS:
    /// Shows what these folders would bring; nothing is imported before a person says so.
    void importFolders(const QStringList &folders);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeEmptyState();
    QWidget *makeBrowser();
    void connectActions();
    void askImport();
    void showContent();
    void chooseView(bool table);
    void showView(bool table);
    void say(const QString &sentence);
    void openImage();
    [[nodiscard]] QWidget *view() const;

    ViewContext m_context;
    LabelActions *m_labels;
    SourceActions *m_sources;
    MessageBar *m_messages;
    RelocateBar *m_relocate;
    SummaryStrip *m_summary = nullptr;
    FilterBar *m_filterBar = nullptr;
    ImageGrid *m_grid = nullptr;
    ImageTable *m_table = nullptr;
    QStackedWidget *m_views = nullptr;
    QWidget *m_nothingShown = nullptr;
    ImportPanel *m_import;
    QWidget *m_empty;
    QWidget *m_browser;
    QStackedWidget *m_content;
    bool m_importing = false;
};

} // namespace flawscope::ui
