// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;

namespace flawscope::ui {

class FilterChip;
class ScoreRange;
struct FilterState;

/// What is shown and in which order: text, chips, "n of m pictures", sort, grid or table, size of the thumbnails.
class FilterBar final : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(const ViewContext &context, QWidget *parent = nullptr);

    void focusText();
    [[nodiscard]] QSlider *sizeSlider() const { return m_size; }

Q_SIGNALS:
    void leaveText(); ///< Enter or Down in the text: on to the pictures.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeChips();
    void makeViewControls();
    void connectAll();
    void change(const std::function<void(FilterState &)> &edit);
    void chooseInts(FilterChip *chip, QList<int> FilterState::*member);
    void showState();
    void showCounts();
    void showSort();

    ViewContext m_context;
    QLineEdit *m_text;
    FilterChip *m_split = nullptr, *m_label = nullptr, *m_class = nullptr, *m_call = nullptr, *m_verdict = nullptr, *m_more = nullptr, *m_score = nullptr;
    ScoreRange *m_range;
    QToolButton *m_only;
    QLabel *m_count;
    QToolButton *m_clear;
    QComboBox *m_sort;
    QToolButton *m_order;
    QSlider *m_size;
};

} // namespace flawscope::ui
