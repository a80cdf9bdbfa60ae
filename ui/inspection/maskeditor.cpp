// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/maskeditor.h"

#include "core/imaging/resize.h"
#include "ui/base/format.h"
#include "ui/inspection/foundregions.h"
#include "ui/inspection/inspectionstate.h"
#include "ui/inspection/maskpainting.h"
#include "ui/jobs/joblist.h"
#include "ui/models/project.h"

#include <QPointer>
#include <QTimer>
#include <QUndoCommand>

#include <algorithm>

namespace flawscope::ui {

/// One stroke that is not saved yet. Where its drawing is over it takes itself off the stack and lets the next step have its turn.
class MaskStrokeCommand final : public QUndoCommand {
public:
    MaskStrokeCommand(MaskEditor &editor, ImageId image, quint64 session, const QRect &box, std::vector<std::uint8_t> before, std::vector<std::uint8_t> after, const QString &text)
        : QUndoCommand(text), m_editor(&editor), m_image(image), m_session(session), m_box(box), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void redo() override
    {
        if (std::exchange(m_fresh, false))
            return; // It is drawn already.
        step(m_after, 1, &QUndoStack::redo);
    }
    void undo() override { step(m_before, -1, &QUndoStack::undo); }
    [[nodiscard]] bool isAlive() const
    {
        const auto draft = m_editor ? m_editor->m_drafts.value(m_image) : nullptr;
        return draft && draft->session == m_session;
    }

private:
    void step(const std::vector<std::uint8_t> &pixels, int step, void (QUndoStack::*next)())
    {
        if (m_editor && m_editor->apply(m_image, m_session, m_box, pixels, step))
            return;
        setObsolete(true);
        if (!m_editor || m_editor->m_dropping)
            return;
        QUndoStack *stack = &m_editor->m_project.undoStack();
        QTimer::singleShot(0, stack, [stack, next] { (stack->*next)(); });
    }

    QPointer<MaskEditor> m_editor;
    ImageId m_image;
    quint64 m_session;
    QRect m_box;
    std::vector<std::uint8_t> m_before;
    std::vector<std::uint8_t> m_after;
    bool m_fresh = true;
};

MaskEditor::MaskEditor(InspectionState &state, QObject *parent) : QObject(parent), m_state(state), m_project(state.project())
{
    connect(&state, &InspectionState::pictureChanged, this, &MaskEditor::refresh);
    connect(&state, &InspectionState::layersChanged, this, &MaskEditor::refresh);
}

MaskEditor::Draft *MaskEditor::current()
{
    const auto found = m_drafts.find(m_state.image());
    return found == m_drafts.end() ? nullptr : found->get();
}

const Mask *MaskEditor::mask() const
{
    const auto found = m_drafts.find(m_state.image());
    return found == m_drafts.end() ? nullptr : &(*found)->mask;
}

bool MaskEditor::isDirty() const
{
    const auto draft = m_drafts.value(m_state.image());
    return draft && draft->strokes != 0;
}

bool MaskEditor::isBusy() const
{
    const auto draft = m_drafts.value(m_state.image());
    return draft && draft->saving;
}

QList<ImageId> MaskEditor::dirtyImages() const
{
    QList<ImageId> images;
    for (auto draft = m_drafts.begin(); draft != m_drafts.end(); ++draft) {
        if ((*draft)->strokes != 0)
            images << draft.key();
    }
    return images;
}

bool MaskEditor::open()
{
    if (m_drafts.contains(m_state.image()))
        return true;
    const ImageRecord *record = m_project.image(m_state.image());
    const QSize size = m_state.pictureSize();
    if (record == nullptr || size.isEmpty() || !m_state.picture() || m_state.picture()->isNull())
        return false;
    const bool hasTruth = !record->sample.mask.empty();
    if (hasTruth && !m_state.truth())
        return false; // still being read
    auto draft = std::make_shared<Draft>();
    draft->mask = Mask(size.height(), size.width());
    if (hasTruth && !m_state.truth()->mask.empty())
        draft->mask = resizeNearest(m_state.truth()->mask, size.height(), size.width());
    draft->clean = draft->mask;
    draft->session = ++m_sessions;
    m_drafts.insert(m_state.image(), draft);
    Q_EMIT changed({});
    Q_EMIT stateChanged();
    return true;
}

void MaskEditor::refresh()
{
    if (m_before && m_strokeImage != m_state.image()) { // Stepping on in the middle of a stroke: it belongs to the picture that was left.
        m_drafts.value(m_strokeImage)->mask = *m_before;
        m_before.reset();
    }
    m_drafts.removeIf([this](auto draft) { return draft.key() != m_state.image() && (*draft)->strokes == 0 && !(*draft)->saving; });
    // A drawing without strokes follows the stored mask, which an undo or another edit may have changed.
    if (const Draft *draft = current(); draft != nullptr && draft->strokes == 0 && !draft->saving && !m_before) {
        m_drafts.remove(m_state.image());
        if (!open())
            Q_EMIT changed({});
    } else {
        Q_EMIT changed({});
    }
    Q_EMIT stateChanged();
}

void MaskEditor::beginStroke()
{
    if (Draft *draft = current(); draft != nullptr && !draft->saving && !m_project.readOnly()) {
        m_before = std::make_unique<Mask>(draft->mask);
        m_strokeImage = m_state.image();
        m_strokeBox = {};
    }
}

void MaskEditor::paint(const std::function<QRect(Mask &)> &paint)
{
    Draft *draft = current();
    if (!m_before || draft == nullptr)
        return;
    const QRect box = paint(draft->mask);
    m_strokeBox |= box;
    Q_EMIT changed(box);
}

void MaskEditor::endStroke(const QString &text)
{
    const std::unique_ptr<Mask> before = std::move(m_before);
    Draft *draft = current();
    if (!before || draft == nullptr || m_strokeBox.isEmpty())
        return;
    std::vector<std::uint8_t> was = cutOut(*before, m_strokeBox);
    std::vector<std::uint8_t> is = cutOut(draft->mask, m_strokeBox);
    if (was == is)
        return;
    ++draft->strokes;
    m_project.undoStack().push(new MaskStrokeCommand(*this, m_state.image(), draft->session, m_strokeBox, std::move(was), std::move(is), text));
    Q_EMIT stateChanged();
}

void MaskEditor::cancelStroke()
{
    const std::unique_ptr<Mask> before = std::move(m_before);
    if (Draft *draft = current(); before && draft != nullptr)
        draft->mask = *before;
    Q_EMIT changed({});
}

bool MaskEditor::apply(ImageId image, quint64 session, const QRect &box, const std::vector<std::uint8_t> &pixels, int step)
{
    const auto draft = m_drafts.value(image);
    if (!draft || draft->session != session || draft->saving)
        return false;
    if (m_before)
        cancelStroke(); // What is half drawn was begun on what is undone.
    pasteInto(draft->mask, box, pixels);
    draft->strokes += step;
    if (image != m_state.image())
        m_project.setCurrentImage(image); // What is undone is seen.
    Q_EMIT changed(box);
    Q_EMIT stateChanged();
    return true;
}

void MaskEditor::takeFromThreshold()
{
    if (!open() || !m_state.map() || m_state.map()->map.empty() || !m_project.decision().pixel || m_project.readOnly())
        return;
    const ImageId image = m_state.image();
    m_project.jobs().run(tr("Mask from threshold"), [self = QPointer(this), image, layer = m_state.map(), ignored = m_project.analysis().ignored, decision = m_project.decision(),
                                                     size = m_state.pictureSize()](const RunContext &) {
        auto mask = std::make_shared<Mask>(fullSizeMask(layer->map, ignored, decision, size));
        return [self, image, mask] {
            if (!self || self->m_state.image() != image)
                return;
            self->beginStroke();
            self->paint([&](Mask &target) {
                target = *mask;
                return QRect(0, 0, target.width, target.height);
            });
            self->endStroke(tr("mask from threshold"));
        };
    });
}

void MaskEditor::save()
{
    const auto draft = m_drafts.value(m_state.image());
    if (!draft || draft->saving || draft->strokes == 0 || m_before || m_project.readOnly())
        return;
    draft->saving = true;
    Q_EMIT stateChanged();
    const ImageId image = m_state.image();
    Job *job = m_project.jobs().run(tr("Save mask"), [self = QPointer(this), image, mask = draft->mask, workspace = m_project.sharedWorkspace()](const RunContext &) {
        const std::string name = workspace->storeMask(image, mask);
        return [self, image, name] {
            if (self)
                self->saved(image, name);
        };
    });
    connect(job, &Job::finished, this, [this, draft] {
        draft->saving = false;
        Q_EMIT stateChanged();
    });
}

void MaskEditor::saved(ImageId image, const std::string &name)
{
    const auto draft = m_drafts.value(image);
    const ImageRecord *record = m_project.image(image);
    if (!draft || record == nullptr)
        return;
    draft->clean = draft->mask;
    endSession(image);
    ImageEdit edit{.id = image, .drawnMask = name};
    const bool defect = std::any_of(draft->mask.values.begin(), draft->mask.values.end(), [](std::uint8_t pixel) { return pixel != 0; });
    if (defect && record->sample.label != Label::Defect)
        edit.label = Label::Defect;
    m_project.edit({edit}, tr("draw mask"));
    Q_EMIT stateChanged();
}

void MaskEditor::discard()
{
    const auto draft = m_drafts.value(m_state.image());
    m_before.reset();
    if (!draft || draft->saving || draft->strokes == 0)
        return;
    draft->mask = draft->clean;
    endSession(m_state.image());
    Q_EMIT changed({});
    Q_EMIT stateChanged();
}

void MaskEditor::endSession(ImageId image)
{
    const auto draft = m_drafts.value(image);
    draft->session = ++m_sessions;
    draft->strokes = 0;
    dropStrokes();
}

void MaskEditor::dropStrokes()
{
    QUndoStack &stack = m_project.undoStack();
    m_dropping = true;
    while (stack.canUndo()) {
        const auto *stroke = dynamic_cast<const MaskStrokeCommand *>(stack.command(stack.index() - 1));
        if (stroke == nullptr || stroke->isAlive())
            break;
        stack.undo(); // It takes itself off.
    }
    m_dropping = false;
}

void MaskEditor::removeDrawn()
{
    const ImageRecord *record = m_project.image(m_state.image());
    if (record == nullptr || m_project.readOnly())
        return;
    discard();
    if (!record->drawnMask.empty())
        m_project.edit({ImageEdit{.id = record->id, .drawnMask = std::string()}}, tr("remove drawn mask"));
}

} // namespace flawscope::ui
