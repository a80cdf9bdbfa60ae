// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/recentprojects.h"

#include "core/workspace/workspace.h"
#include "ui/base/appsettings.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImageReader>
#include <QPainter>

namespace flawscope::ui {

namespace {

constexpr int kThumbnailPx = 96;

QString keyOf(const QString &folder)
{
    return QStringLiteral("recentState/")
           + QString::fromLatin1(QCryptographicHash::hash(QDir(folder).absolutePath().toUtf8(), QCryptographicHash::Md5).toHex());
}

QString stateOf(const Project &project)
{
    const auto images = static_cast<int>(project.images().size());
    if (images == 0)
        return RecentProjects::tr("no pictures yet");
    int done = 0;
    bool released = false;
    for (const RunRecord &run : project.runs()) {
        done += run.state == RunState::Done ? 1 : 0;
        released = released || run.released;
    }
    const QString pictures = RecentProjects::tr("%n picture(s)", nullptr, images);
    if (done == 0)
        return pictures + RecentProjects::tr(" · not trained yet");
    return pictures + QStringLiteral(" · ") + RecentProjects::tr("%n run(s)", nullptr, done) + (released ? RecentProjects::tr(" · released") : QString());
}

QImage thumbnailOf(const Project &project)
{
    for (const ImageRecord &image : project.images()) {
        if (image.sample.frame >= 0 || image.missing)
            continue;
        QImageReader reader(toQString(image.sample.image));
        reader.setAutoTransform(true);
        const QSize size = reader.size();
        if (!size.isValid() || size.width() > 8192 || size.height() > 8192)
            return {};
        reader.setScaledSize(size.scaled(2 * kThumbnailPx, 2 * kThumbnailPx, Qt::KeepAspectRatioByExpanding));
        return reader.read();
    }
    return {};
}

} // namespace

RecentProjects::RecentProjects(AppSettings &settings, QObject *parent) : QAbstractListModel(parent), m_settings(settings) { refresh(); }

void RecentProjects::refresh()
{
    beginResetModel();
    m_entries.clear();
    for (const QString &folder : m_settings.recentProjects()) {
        const QVariantMap stored = m_settings.value(keyOf(folder)).toMap();
        Entry entry{folder, stored.value(QStringLiteral("name"), QFileInfo(folder).fileName()).toString(), stored.value(QStringLiteral("state")).toString(), {}, false};
        entry.thumbnail.loadFromData(stored.value(QStringLiteral("thumbnail")).toByteArray(), "JPG");
        entry.exists = Workspace::isWorkspace(toPath(folder));
        if (!entry.exists)
            entry.state = tr("not found: the folder was moved or its drive is not there");
        m_entries << entry;
    }
    endResetModel();
}

void RecentProjects::forget(const QString &folder)
{
    m_settings.removeRecentProject(folder);
    refresh();
}

void RecentProjects::remember(AppSettings &settings, const Project &project)
{
    QByteArray bytes;
    if (const QImage image = thumbnailOf(project); !image.isNull()) {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "JPG", 85);
    }
    settings.setValue(keyOf(toQString(project.workspace().folder())), QVariantMap{{QStringLiteral("name"), project.name()},
                                                                              {QStringLiteral("state"), stateOf(project)},
                                                                              {QStringLiteral("thumbnail"), bytes}});
}

int RecentProjects::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_entries.size()); }

QVariant RecentProjects::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole: return entry.name;
    case Qt::AccessibleTextRole: return QStringLiteral("%1, %2, %3").arg(entry.name, entry.folder, entry.state);
    case Qt::ToolTipRole: return QDir::toNativeSeparators(entry.folder);
    case Qt::DecorationRole: return entry.thumbnail;
    case FolderRole: return entry.folder;
    case StateRole: return entry.state;
    case ExistsRole: return entry.exists;
    default: return {};
    }
}

QSize RecentProjectDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {320, std::max(kThumbnailPx - 24, 4 * option.fontMetrics.height()) + 2 * kGridPx};
}

void RecentProjectDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colors colors = colorsFor(QGuiApplication::palette()); // The view's own is frozen by its style sheet.
    const bool exists = index.data(RecentProjects::ExistsRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const QRect card = option.rect.adjusted(2, 4, -2, -4);
    const bool active = option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Selected);
    painter->setPen(QPen(active ? colors.accent : colors.border, active ? 1.5 : 1));
    painter->setBrush(colors.raised);
    painter->drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const int side = card.height() - 2 * kGridPx;
    const QRect picture(card.left() + kGridPx, card.top() + kGridPx, side, side);
    const auto image = index.data(Qt::DecorationRole).value<QImage>();
    painter->fillRect(picture, colors.canvas);
    if (image.isNull()) {
        themedIcon(QStringLiteral("image")).paint(painter, picture.adjusted(side / 4, side / 4, -side / 4, -side / 4), Qt::AlignCenter, QIcon::Disabled);
    } else {
        const QSize crop = QSize(side, side).scaled(image.size(), Qt::KeepAspectRatio);
        painter->setOpacity(exists ? 1 : 0.4);
        painter->drawImage(picture, image, QRect(QPoint((image.width() - crop.width()) / 2, (image.height() - crop.height()) / 2), crop));
        painter->setOpacity(1);
    }
    const int line = option.fontMetrics.height() + 3;
    QRect text(picture.right() + kGridPx * 3 / 2, card.center().y() - 3 * line / 2, card.right() - picture.right() - 3 * kGridPx, line);
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(exists ? colors.text : colors.textMuted);
    painter->drawText(text, Qt::AlignVCenter, QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->setFont(option.font);
    painter->setPen(colors.textMuted);
    text.translate(0, line);
    painter->drawText(text, Qt::AlignVCenter, option.fontMetrics.elidedText(QDir::toNativeSeparators(index.data(RecentProjects::FolderRole).toString()), Qt::ElideMiddle, text.width()));
    text.translate(0, line);
    painter->drawText(text, Qt::AlignVCenter, option.fontMetrics.elidedText(index.data(RecentProjects::StateRole).toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

} // namespace flawscope::ui
