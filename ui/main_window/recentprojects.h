// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QImage>
#include <QList>
#include <QString>
#include <QStyledItemDelegate>

namespace flawscope::ui {

class AppSettings;
class Project;

/// The projects that were open lately, with what they looked like when they were closed.
class RecentProjects final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { FolderRole = Qt::UserRole + 1, StateRole, ExistsRole };

    explicit RecentProjects(AppSettings &settings, QObject *parent = nullptr);

    void refresh();
    void forget(const QString &folder);
    /// Stores a thumbnail and a line about the project for the next time.
    static void remember(AppSettings &settings, const Project &project);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Entry {
        QString folder;
        QString name;
        QString state;
        QImage thumbnail;
        bool exists = false;
    };
    AppSettings &m_settings;
    QList<Entry> m_entries;
};

/// Paints a recent project: thumbnail, name, folder, state.
class RecentProjectDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace flawscope::ui
