// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/labelactions.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/dataset/classpopup.h"
#include "ui/models/imagefilter.h"

#include <QSet>
#include <QWidget>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr const char *kIds[] = {"label.good", "label.defect", "label.unknown", "label.class", "split.train", "split.test", "data.remove"};

/// Drops what would change nothing, so that no empty step is undone later.
bool changes(const ImageRecord &image, const ImageEdit &edit)
{
    return (edit.split && *edit.split != image.sample.split) || (edit.label && *edit.label != image.sample.label)
           || (edit.defectClass && *edit.defectClass != image.sample.defectClass);
}

bool hasClass(const ImageRecord &image) { return !image.sample.defectClass.empty() && image.sample.defectClass != "good"; }

} // namespace

LabelActions::LabelActions(const ViewContext &context, QWidget *window) : QObject(window), m_context(context), m_window(window)
{
    Actions &actions = context.actions;
    const auto on = [&](const char *id, auto slot) { connect(actions[id], &QAction::triggered, this, slot); };
    on("label.good", [this] { label(Label::Good); });
    on("label.defect", [this] { label(Label::Defect); });
    on("label.unknown", [this] { label(Label::Unknown); });
    on("label.class", [this] { askClass(); });
    on("split.train", [this] { moveToTraining(); });
    on("split.test", [this] { moveToTest(); });
    on("data.remove", [this] { remove(); });
    m_update.setSingleShot(true);
    m_update.setInterval(0); // Once for all signals of a change.
    connect(&m_update, &QTimer::timeout, this, &LabelActions::updateEnabled);
    const auto later = [this] { m_update.start(); };
    connect(&context.project, &Project::selectionChanged, this, later);
    connect(&context.project, &Project::currentImageChanged, this, later);
    connect(&context.project, &Project::imagesChanged, this, later);
    connect(&context.project, &Project::imagesReset, this, later);
    updateEnabled();
}

void LabelActions::setActive(bool active)
{
    m_active = active;
    m_update.start();
}

QList<ImageId> LabelActions::targets() const
{
    const QList<ImageId> &selection = m_context.project.selection();
    const ImageId current = m_context.project.currentImage();
    if (current == 0 || selection.contains(current))
        return selection;
    return {current};
}

void LabelActions::apply(const QString &text, const Edit &edit)
{
    std::vector<ImageEdit> edits;
    for (const ImageId id : targets()) {
        const ImageRecord *image = m_context.project.image(id);
        if (image == nullptr)
            continue;
        ImageEdit one{.id = id};
        edit(*image, one);
        if (changes(*image, one))
            edits.push_back(std::move(one));
    }
    m_context.project.edit(edits, text);
}

void LabelActions::label(Label label)
{
    int moved = 0;
    const QString text = label == Label::Good ? tr("label as good") : label == Label::Defect ? tr("label as defect") : tr("label as unknown");
    apply(text, [&](const ImageRecord &image, ImageEdit &edit) {
        edit.label = label;
        if (label == Label::Good)
            edit.defectClass = "good";
        else if (label == Label::Unknown)
            edit.defectClass = "";
        else if (!hasClass(image))
            edit.defectClass = "defect";
        if (label != Label::Good && image.sample.split == Split::Train) {
            edit.split = Split::Test;
            ++moved;
        }
    });
    if (moved > 0)
        Q_EMIT said(tr("Training uses good parts alone: %n picture(s) moved to the test pictures.", nullptr, moved));
}

void LabelActions::setClass(const QString &defectClass)
{
    const std::string name = toUtf8(defectClass.trimmed());
    if (name.empty())
        return;
    int moved = 0;
    apply(tr("set class %1").arg(defectClass.trimmed()), [&](const ImageRecord &image, ImageEdit &edit) {
        edit.label = Label::Defect;
        edit.defectClass = name;
        if (image.sample.split == Split::Train) {
            edit.split = Split::Test;
            ++moved;
        }
    });
    if (moved > 0)
        Q_EMIT said(tr("Training uses good parts alone: %n picture(s) moved to the test pictures.", nullptr, moved));
}

void LabelActions::moveToTraining()
{
    const QList<ImageId> wanted = targets();
    const auto notGood = std::count_if(wanted.begin(), wanted.end(), [this](ImageId id) {
        const ImageRecord *image = m_context.project.image(id);
        return image != nullptr && image->sample.label == Label::Defect;
    });
    if (notGood == wanted.size()) {
        Q_EMIT said(tr("Training uses good parts alone: a defect stays in the test pictures. Label it good first if it is one."));
        return;
    }
    apply(tr("move to training"), [](const ImageRecord &image, ImageEdit &edit) {
        if (image.sample.label == Label::Defect)
            return;
        edit.split = Split::Train;
        edit.label = Label::Good; // What is trained on is taken to be good.
        edit.defectClass = "good";
    });
    if (notGood > 0)
        Q_EMIT said(tr("Training uses good parts alone: %n defect(s) stayed in the test pictures.", nullptr, static_cast<int>(notGood)));
}

void LabelActions::moveToTest()
{
    apply(tr("move to test"), [](const ImageRecord &, ImageEdit &edit) { edit.split = Split::Test; });
}

void LabelActions::remove()
{
    const QList<ImageId> gone = targets();
    if (gone.isEmpty())
        return;
    // What follows the last one becomes current, so that a person can go on.
    const QSet<ImageId> all(gone.begin(), gone.end());
    ImageId next = m_context.filter.neighbour(gone.last(), 1);
    for (qsizetype tried = 0; all.contains(next) && tried < gone.size(); ++tried)
        next = m_context.filter.neighbour(next, 1);
    m_context.project.setSelection({});
    m_context.project.removeImages(gone);
    if (m_context.project.rowOf(next) >= 0) {
        m_context.project.setSelection({next});
        m_context.project.setCurrentImage(next);
    }
    Q_EMIT said(tr("%n picture(s) taken out of the project; the files stay. Undo brings them back.", nullptr, static_cast<int>(gone.size())));
}

void LabelActions::askClass()
{
    const QList<ImageId> wanted = targets();
    if (wanted.isEmpty())
        return;
    const ImageRecord *first = m_context.project.image(wanted.first());
    auto *popup = new ClassPopup(m_context.project.defectClasses(), static_cast<int>(wanted.size()), m_window->window());
    if (first != nullptr && hasClass(*first))
        popup->setText(toQString(first->sample.defectClass));
    connect(popup, &ClassPopup::chosen, this, &LabelActions::setClass);
    popup->open();
}

void LabelActions::updateEnabled()
{
    const QList<ImageId> wanted = targets();
    const bool can = m_active && !m_context.project.readOnly() && !wanted.isEmpty() && m_context.project.image(wanted.first()) != nullptr;
    for (const char *id : kIds)
        m_context.actions[id]->setEnabled(can);
    if (!can || wanted.size() > 1000) // Looking at more takes longer than it helps.
        return;
    const auto all = [&](const auto &holds) {
        return std::all_of(wanted.begin(), wanted.end(), [&](ImageId id) {
            const ImageRecord *image = m_context.project.image(id);
            return image == nullptr || holds(image->sample);
        });
    };
    m_context.actions["label.good"]->setEnabled(!all([](const Sample &s) { return s.label == Label::Good; }));
    m_context.actions["label.defect"]->setEnabled(!all([](const Sample &s) { return s.label == Label::Defect; }));
    m_context.actions["label.unknown"]->setEnabled(!all([](const Sample &s) { return s.label == Label::Unknown; }));
    m_context.actions["split.train"]->setEnabled(!all([](const Sample &s) { return s.split == Split::Train; }));
    m_context.actions["split.test"]->setEnabled(!all([](const Sample &s) { return s.split == Split::Test; }));
}

} // namespace flawscope::ui
