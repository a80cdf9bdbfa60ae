// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/project.h"

#include <QPointer>
#include <QUndoCommand>

namespace flawscope::ui {

/// A change of pictures' labels, splits, classes, masks, verdicts or comments.
class ImageEditCommand final : public QUndoCommand {
public:
    ImageEditCommand(Project &project, std::vector<ImageEdit> edits, const QString &text)
        : QUndoCommand(text), m_project(project), m_edits(std::move(edits))
    {
    }
    void redo() override { m_inverse = m_project.applyEdits(m_edits); }
    void undo() override { m_edits = m_project.applyEdits(m_inverse); }

private:
    Project &m_project;
    std::vector<ImageEdit> m_edits;
    std::vector<ImageEdit> m_inverse;
};

/// Pictures taken out of the project.
class RemoveCommand final : public QUndoCommand {
public:
    RemoveCommand(Project &project, QList<ImageId> images, const QString &text) : QUndoCommand(text), m_project(project), m_images(std::move(images)) {}
    void redo() override { m_project.applyRemoved(m_images, true); }
    void undo() override { m_project.applyRemoved(m_images, false); }

private:
    Project &m_project;
    QList<ImageId> m_images;
};

/// A change of thresholds, of the unsure band, or of how masks are cleaned.
class DecisionCommand final : public QUndoCommand {
public:
    DecisionCommand(Project &project, RunId run, Decision from, Decision to, const QString &text)
        : QUndoCommand(text), m_project(project), m_run(run), m_from(std::move(from)), m_to(std::move(to))
    {
    }
    void redo() override { m_project.applyDecision(m_run, m_to, text()); }
    void undo() override { m_project.applyDecision(m_run, m_from, text()); }

private:
    Project &m_project;
    RunId m_run;
    Decision m_from;
    Decision m_to;
};

/// A change of the regions of interest.
class RoiCommand final : public QUndoCommand {
public:
    RoiCommand(Project &project, std::vector<RoiShape> shapes, const QString &text) : QUndoCommand(text), m_project(project), m_shapes(std::move(shapes)) {}
    void redo() override { m_shapes = m_project.applyRoi(m_shapes); }
    void undo() override { m_shapes = m_project.applyRoi(m_shapes); }

private:
    Project &m_project;
    std::vector<RoiShape> m_shapes;
};

} // namespace flawscope::ui
