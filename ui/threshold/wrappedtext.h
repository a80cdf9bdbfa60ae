// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace flawscope::ui {

/// Wrapped text that is as high as it needs to be at its width, whatever stands beside it may shrink: a layout with a plain
/// word-wrapped label in it would never go below its preferred height.
class WrappedText final : public QWidget {
    Q_OBJECT
public:
    explicit WrappedText(QWidget *parent = nullptr);

    /// @param keepHeight  while a line is dragged: a line of text more would move and repaint the whole page; fits at the next call
    void setText(const QString &text, bool keepHeight = false);
    [[nodiscard]] QString text() const;
    void setMuted(bool muted);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    QLabel *m_label;
    bool m_fits = true;
};

} // namespace flawscope::ui
