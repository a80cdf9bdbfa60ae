// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/project.h"

#include <QUndoCommand>

#include <utility>

namespace flawscope::ui {

/// A change that the workspace may refuse (a full disk). Refused at first, it leaves no step behind; an undo that is refused can be
/// tried again after a redo, which then has nothing to do.
class WorkspaceCommand : public QUndoCommand {
public:
    WorkspaceCommand(Project &project, const QString &text) : QUndoCommand(text), m_project(project) {}
    void redo() final
    {
        if (!std::exchange(m_undoRefused, false))
            setObsolete(!change(true));
    }
    void undo() final { m_undoRefused = !change(false); }

protected:
    /// @return whether the workspace took it
    virtual bool change(bool forward) = 0;

    Project &m_project;

private:
    bool m_undoRefused = false;
};

/// A change of pictures' labels, splits, classes, masks, verdicts or comments.
class ImageEditCommand final : public WorkspaceCommand {
public:
    ImageEditCommand(Project &project, std::vector<ImageEdit> edits, const QString &text) : WorkspaceCommand(project, text), m_edits(std::move(edits)) {}

protected:
    bool change(bool forward) override
    {
        auto opposite = m_project.applyEdits(forward ? m_edits : m_inverse);
        if (opposite)
            (forward ? m_inverse : m_edits) = std::move(*opposite);
        return opposite.has_value();
    }

private:
    std::vector<ImageEdit> m_edits;
    std::vector<ImageEdit> m_inverse;
};

/// Pictures taken out of the project.
class RemoveCommand final : public WorkspaceCommand {
public:
    RemoveCommand(Project &project, QList<ImageId> images, const QString &text) : WorkspaceCommand(project, text), m_images(std::move(images)) {}

protected:
    bool change(bool forward) override { return m_project.applyRemoved(m_images, forward); }

private:
    QList<ImageId> m_images;
};

/// A change of thresholds, of the unsure band, or of how masks are cleaned.
class DecisionCommand final : public WorkspaceCommand {
public:
    DecisionCommand(Project &project, RunId run, Decision from, Decision to, const QString &text)
        : WorkspaceCommand(project, text), m_run(run), m_from(std::move(from)), m_to(std::move(to))
    {
    }

protected:
    bool change(bool forward) override { return m_project.applyDecision(m_run, forward ? m_to : m_from, text()); }

private:
    RunId m_run;
    Decision m_from;
    Decision m_to;
};

/// A change of the regions of interest.
class RoiCommand final : public WorkspaceCommand {
public:
    RoiCommand(Project &project, std::vector<RoiShape> shapes, const QString &text) : WorkspaceCommand(project, text), m_shapes(std::move(shapes)) {}

protected:
    bool change(bool) override { return m_project.applyRoi(m_shapes); }

private:
    std::vector<RoiShape> m_shapes;
};

} // namespace flawscope::ui
