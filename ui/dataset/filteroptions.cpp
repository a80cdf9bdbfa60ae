// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/filteroptions.h"

#include "ui/base/format.h"
#include "ui/models/imagetablemodel.h"

#include <QCoreApplication>
#include <QMap>

namespace flawscope::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("flawscope::ui::FilterBar", text); }

/// Counts pictures by a small enum.
template <typename Enum, typename ValueOf, typename TextOf>
QList<FilterChip::Option> enumOptions(const Project &project, std::initializer_list<Enum> order, const ValueOf &valueOf, const TextOf &textOf)
{
    qint64 counts[8] = {};
    for (std::size_t row = 0; row < project.images().size(); ++row)
        ++counts[static_cast<int>(valueOf(static_cast<int>(row), project.images()[row]))];
    QList<FilterChip::Option> options;
    for (const Enum value : order)
        options.append({textOf(value), static_cast<int>(value), counts[static_cast<int>(value)]});
    return options;
}

} // namespace

QList<FilterChip::Option> splitOptions(const Project &project)
{
    return enumOptions(project, {Split::Train, Split::Test}, [](int, const ImageRecord &image) { return image.sample.split; }, ImageTableModel::splitText);
}

QList<FilterChip::Option> labelOptions(const Project &project)
{
    return enumOptions(project, {Label::Good, Label::Defect, Label::Unknown}, [](int, const ImageRecord &image) { return image.sample.label; },
                       ImageTableModel::labelText);
}

QList<FilterChip::Option> callOptions(const Project &project)
{
    return enumOptions(project, {Call::Good, Call::Unsure, Call::Defect, Call::None}, [&](int row, const ImageRecord &) { return project.call(row); }, callOptionText);
}

QList<FilterChip::Option> verdictOptions(const Project &project)
{
    return enumOptions(project, {OperatorVerdict::Ok, OperatorVerdict::NotOk, OperatorVerdict::Unsure, OperatorVerdict::None},
                       [](int, const ImageRecord &image) { return image.verdict; }, verdictOptionText);
}

QList<FilterChip::Option> classOptions(const Project &project)
{
    QMap<QString, qint64> counts;
    for (const ImageRecord &image : project.images()) {
        if (!image.sample.defectClass.empty())
            ++counts[toQString(image.sample.defectClass)];
    }
    QList<FilterChip::Option> options;
    for (auto entry = counts.cbegin(); entry != counts.cend(); ++entry)
        options.append({entry.key(), entry.key(), entry.value()});
    return options;
}

QList<FilterChip::Option> moreOptions(const Project &project)
{
    qint64 errors = 0;
    qint64 missing = 0;
    for (std::size_t row = 0; row < project.images().size(); ++row) {
        errors += project.isError(static_cast<int>(row));
        missing += project.images()[row].missing;
    }
    return {{tr("Called wrong: overkill or escape"), kErrorsOption, errors}, {tr("File is missing"), kMissingOption, missing}};
}

QString callOptionText(Call call) { return call == Call::None ? tr("not scored") : ImageTableModel::callText(call); }

QString verdictOptionText(OperatorVerdict verdict) { return verdict == OperatorVerdict::None ? tr("none yet") : ImageTableModel::verdictText(verdict); }

QString rangeText(const std::optional<double> &from, const std::optional<double> &to)
{
    if (from && to)
        return QStringLiteral("%1 – %2").arg(scoreText(*from), scoreText(*to));
    return from ? QStringLiteral("≥ %1").arg(scoreText(*from)) : to ? QStringLiteral("< %1").arg(scoreText(*to)) : QString();
}

} // namespace flawscope::ui
