// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QString>

namespace flawscope::ui {

/// One cell of the confusion matrix: a word, a count and a share. Can be clicked while it has pictures to show.
class MatrixCell final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Tone { Good, Unsure, Defect };
    /// @param wrong  whether the call is an error: framed
    MatrixCell(Tone tone, bool wrong, QWidget *parent = nullptr);

    /// @param share  of the row, in [0,1]: how strongly the cell is tinted
    void show(const QString &word, const QString &count, const QString &shareText, double share);

    [[nodiscard]] QSize sizeHint() const override { return {104, 68}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 60}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Tone m_tone;
    bool m_wrong;
    QString m_word;
    QString m_shareText;
    double m_share = 0;
};

} // namespace flawscope::ui
