// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/viewcontext.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace flawscope::ui {

/// How many good, defective and unlabelled pictures there are for training and for test, and the one thing that is most worth knowing
/// about that. A count filters to its pictures.
class SummaryStrip final : public QWidget {
    Q_OBJECT
public:
    explicit SummaryStrip(const ViewContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString hint() const;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Counts {
        int train = 0, trainOther = 0, good = 0, defect = 0, unknown = 0, masks = 0;
    };

    [[nodiscard]] Counts count() const;
    [[nodiscard]] QString hintFor(const Counts &counts) const;
    QToolButton *addCount(const char *name, int split, int label);
    void refresh();
    void paintMarks();
    void elideHint();

    ViewContext m_context;
    QToolButton *m_train;
    QToolButton *m_good;
    QToolButton *m_defect;
    QToolButton *m_unknown;
    QLabel *m_icon;
    QLabel *m_hint;
    QString m_hintText;
};

} // namespace flawscope::ui
