// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCursor>
#include <QObject>
#include <QPointF>

class QKeyEvent;
class QPainter;

namespace flawscope::ui {

class ViewTransform;

/// Where the mouse is on a canvas.
struct ToolEvent {
    QPointF image; ///< In pixels of the picture; may lie outside.
    double scale = 1; ///< Logical pixels of the screen for each pixel of the picture.
    Qt::MouseButtons buttons;
    Qt::KeyboardModifiers modifiers;
};

/// Something that draws on the canvas with the left button. The canvas keeps zooming and panning by wheel and middle button.
class CanvasTool : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void press(const ToolEvent &event) = 0;
    virtual void move(const ToolEvent &event) = 0; ///< With or without a button.
    virtual void release(const ToolEvent &event) = 0;
    virtual void doubleClick(const ToolEvent &) {}
    virtual void leave() {}                                 ///< The mouse has left the canvas.
    virtual bool key(const QKeyEvent &) { return false; }   ///< @return whether the tool has used it
    virtual bool wantsKey(const QKeyEvent &) const { return false; } ///< Takes it from a shortcut.
    /// Forgets what is half done. @return whether there was anything
    virtual bool escape() { return false; }
    /// @param painter  in the pane's logical pixels
    virtual void paint(QPainter &painter, const ViewTransform &view) const = 0;
    [[nodiscard]] virtual QCursor cursor() const { return Qt::CrossCursor; }
    [[nodiscard]] virtual QString hint() const = 0; ///< One line: what a click does.

Q_SIGNALS:
    void changed();     ///< Paint again.
    void hintChanged();
};

} // namespace flawscope::ui
