// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/importpreview.h"

#include "ui/base/format.h"
#include "ui/models/imagetablemodel.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace flawscope::ui {

namespace {

constexpr std::size_t kNames = 3;

/// What is said of a group of samples.
struct Group {
    int pictures = 0;
    int masks = 0;
    std::set<std::pair<int, int>> sizes;
    QStringList names;

    void add(const Sample &sample)
    {
        ++pictures;
        masks += !sample.mask.empty();
        sizes.emplace(sample.width, sample.height);
        if (names.size() < static_cast<qsizetype>(kNames))
            names << toQString(sample.name).section(QLatin1Char('/'), -1);
    }
};

QList<QStandardItem *> rowOf(const QString &title, const Group &group)
{
    QString size;
    if (group.sizes.size() == 1)
        size = QStringLiteral("%1 × %2").arg(group.sizes.begin()->first).arg(group.sizes.begin()->second);
    else
        size = ImportPreview::tr("%n sizes", nullptr, static_cast<int>(group.sizes.size()));
    const QString more = group.pictures > group.names.size() ? QStringLiteral(", …") : QString();
    const QStringList texts = {title, countText(group.pictures), group.masks > 0 ? countText(group.masks) : QStringLiteral("–"), size,
                               group.names.join(QStringLiteral(", ")) + more};
    QList<QStandardItem *> row;
    for (const QString &text : texts) {
        auto *item = new QStandardItem(text);
        item->setEditable(false);
        item->setToolTip(text);
        if (row.size() >= ImportPreview::PicturesColumn && row.size() <= ImportPreview::SizeColumn)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        row << item;
    }
    return row;
}

} // namespace

ImportPreview::ImportPreview(QObject *parent) : QStandardItemModel(0, ColumnCount, parent) { setDatasets({}); }

QString ImportPreview::layoutText(Layout layout)
{
    switch (layout) {
    case Layout::PlainFolder: return tr("plain folder of good parts");
    case Layout::GoodAndTest: return tr("good and test folders");
    case Layout::MvtecAd: return tr("MVTec AD");
    case Layout::ShanghaiTech: return tr("ShanghaiTech scenes");
    }
    return {};
}

void ImportPreview::setDatasets(const std::vector<Dataset> &datasets)
{
    clear();
    setHorizontalHeaderLabels({tr("Pictures for"), tr("Pictures"), tr("With mask"), tr("Size, px"), tr("First names")});
    for (const int column : {PicturesColumn, MasksColumn, SizeColumn})
        setHeaderData(column, Qt::Horizontal, QVariant(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
    m_pictures = 0;
    for (const Dataset &dataset : datasets) {
        m_pictures += static_cast<int>(dataset.samples.size());
        QStandardItem *parent = invisibleRootItem();
        if (datasets.size() > 1) {
            Group all;
            for (const Sample &sample : dataset.samples)
                all.add(sample);
            const QList<QStandardItem *> row = rowOf(toQString(dataset.root), all);
            parent->appendRow(row);
            parent = row.first();
        }
        addDataset(parent, dataset);
    }
}

void ImportPreview::addDataset(QStandardItem *parent, const Dataset &dataset)
{
    std::map<Split, Group> splits;
    std::map<std::tuple<Split, Label, std::string>, Group> classes;
    for (const Sample &sample : dataset.samples) {
        splits[sample.split].add(sample);
        classes[{sample.split, sample.label, sample.defectClass}].add(sample);
    }
    for (const auto &[split, group] : splits) {
        const QList<QStandardItem *> row = rowOf(split == Split::Train ? tr("Training") : tr("Test"), group);
        parent->appendRow(row);
        for (const auto &[key, members] : classes) {
            const auto &[own, label, name] = key;
            if (own != split)
                continue;
            const QString word = ImageTableModel::labelText(label);
            const QString title = label == Label::Defect && !name.empty() && name != "defect" ? QStringLiteral("%1: %2").arg(word, toQString(name)) : word;
            const QList<QStandardItem *> child = rowOf(title, members);
            child.first()->setData(static_cast<int>(label), ImageTableModel::LabelRole);
            row.first()->appendRow(child);
        }
    }
}

} // namespace flawscope::ui
