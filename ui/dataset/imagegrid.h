// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QListView>

namespace flawscope::ui {

class ThumbnailDelegate;

/// The shown pictures as thumbnails in rows that fill the width. All are of one size, so that 100,000 scroll as lightly as ten.
class ImageGrid final : public QListView {
    Q_OBJECT
public:
    explicit ImageGrid(const ViewContext &context, QWidget *parent = nullptr);

    void setThumbnailSize(int px);
    [[nodiscard]] int thumbnailSize() const;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitCells();

    ViewContext m_context;
    ThumbnailDelegate *m_delegate;
};

/// Whether a list wants this key for moving around in it, although an action of the window has it as its shortcut.
[[nodiscard]] bool isListKey(const QEvent &shortcutOverride);

} // namespace flawscope::ui
