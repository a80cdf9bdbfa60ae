// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/plane.h"
#include "core/workspace/records.h"

#include <QHash>
#include <QObject>
#include <QRect>
#include <QString>

#include <functional>
#include <memory>

namespace flawscope::ui {

class InspectionState;
class Project;

/// Ground truth in the making. Each picture keeps its drawing until that is saved or discarded, also while others are looked at. Every
/// stroke is a step of the project's undo stack; saving takes the strokes off it and puts one edit there.
class MaskEditor final : public QObject {
    Q_OBJECT
public:
    explicit MaskEditor(InspectionState &state, QObject *parent = nullptr);

    /// Starts from the ground truth of the current picture, where nothing is drawn yet. @return whether there is something to draw on
    bool open();
    [[nodiscard]] const Mask *mask() const; ///< Of the current picture; null where none is open.
    [[nodiscard]] bool isDirty() const;     ///< Of the current picture.
    [[nodiscard]] QList<ImageId> dirtyImages() const;
    [[nodiscard]] bool hasUnsavedDrawings() const { return !dirtyImages().isEmpty(); } ///< Of any picture; they go with the project's window.
    [[nodiscard]] bool isBusy() const; ///< Being saved.

    void beginStroke();
    /// @param paint  changes the mask and tells the box of what it changed
    void paint(const std::function<QRect(Mask &)> &paint);
    void endStroke(const QString &text);
    [[nodiscard]] bool inStroke() const { return m_before != nullptr; }
    void cancelStroke();

    /// Replaces the drawing by the mask at the pixel threshold, as it would be exported; in the background.
    void takeFromThreshold();
    /// Stores the drawing as the picture's ground truth; in the background. A picture with a mask of defects is one with a defect.
    void save();
    void discard();
    /// Back to the imported ground truth.
    void removeDrawn();

Q_SIGNALS:
    void changed(const QRect &box); ///< The current picture's drawing; an empty box: all of it.
    void stateChanged();            ///< Dirty or not, busy or not.

private:
    friend class MaskStrokeCommand;
    struct Draft {
        Mask mask;
        Mask clean;           ///< As stored.
        quint64 session = 0;  ///< Strokes of others are history.
        int strokes = 0;      ///< Since the last save.
        bool saving = false;
    };

    /// @return whether the stroke still concerns this drawing
    bool apply(ImageId image, quint64 session, const QRect &box, const std::vector<std::uint8_t> &pixels, int step);
    void saved(ImageId image, const std::string &name);
    void endSession(ImageId image);
    void dropStrokes();
    [[nodiscard]] Draft *current();
    void refresh();

    InspectionState &m_state;
    Project &m_project;
    QHash<ImageId, std::shared_ptr<Draft>> m_drafts;
    std::unique_ptr<Mask> m_before; ///< Of the stroke that is being drawn.
    ImageId m_strokeImage = 0;
    QRect m_strokeBox;
    quint64 m_sessions = 0;
    bool m_dropping = false;
};

} // namespace flawscope::ui
