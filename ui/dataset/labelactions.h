// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include "core/workspace/records.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

class QWidget;

namespace flawscope::ui {

/// The actions that say what pictures show and what they are for: label.*, split.*, data.remove. They act on the project's selection, in
/// every step where pictures are looked at, and each is one undoable edit.
///
/// Nothing but good parts is trained on: a defect that is labelled in the training pictures moves to the test pictures, and one of the
/// test pictures is refused by "move to training".
class LabelActions final : public QObject {
    Q_OBJECT
public:
    explicit LabelActions(const ViewContext &context, QWidget *window);

    /// Off in the steps where no picture is looked at: a key that is hit there changes nothing unseen.
    void setActive(bool active);
    /// The selected pictures; the current one where it is not among them.
    [[nodiscard]] QList<ImageId> targets() const;

    void label(Label label);
    void setClass(const QString &defectClass);
    void moveToTraining();
    void moveToTest();
    void remove();

Q_SIGNALS:
    /// What was not done, or done beside what was asked for, and why.
    void said(const QString &sentence);

private:
    using Edit = std::function<void(const ImageRecord &, ImageEdit &)>;

    void askClass();
    /// Gathers what @p edit changes and applies it as one step.
    void apply(const QString &text, const Edit &edit);
    void updateEnabled();

    ViewContext m_context;
    QWidget *m_window;
    QTimer m_update;
    bool m_active = true;
};

} // namespace flawscope::ui
