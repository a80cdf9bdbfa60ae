// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/roc.h"
#include "ui/models/project.h"
#include "ui/models/viewcontext.h"
#include "ui/threshold/thresholdfigures.h"
#include "ui/threshold/thresholdrules.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace flawscope::ui {

/// What strip and page share: which threshold is worked on, the moves of its lines, and the figures at them.
///
/// A move is previewed at once and stored as one undoable step when it ends: a drag at its release, keys and spin boxes after a
/// short rest. Of many mouse moves in one turn of the event loop the last one counts. In a read-only project everything follows,
/// but nothing is stored.
class ThresholdController final : public QObject {
    Q_OBJECT
public:
    enum class Line { Threshold, Unsure };
    static constexpr int kRestMs = 500; ///< So long after the last key a step is stored.

    explicit ThresholdController(const ViewContext &context, QObject *parent = nullptr);

    [[nodiscard]] const ViewContext &context() const { return m_context; }
    [[nodiscard]] Project &project() const { return m_context.project; }
    [[nodiscard]] ThresholdKind kind() const { return m_kind; }
    void setKind(ThresholdKind kind);
    [[nodiscard]] bool logScale() const { return m_log[static_cast<int>(m_kind)]; }
    void setLogScale(bool log);

    /// The scores that axis and slider span. @pre low < high
    struct Range {
        double low = 0;
        double high = 1;
    };
    [[nodiscard]] Range range() const { return m_range; }
    [[nodiscard]] const std::optional<Threshold> &threshold() const;
    [[nodiscard]] std::optional<double> value(Line line = Line::Threshold) const;
    [[nodiscard]] const ThresholdFigures &figures() const { return m_figures; }
    [[nodiscard]] const ScoreRanking &ranking() const { return m_ranking; } ///< Of the labelled test pictures.
    [[nodiscard]] const PixelThresholdIndex *pixels() const { return m_pixels.get(); }
    /// Why F1-optimal and Youden cannot be had, as a sentence; empty where they can.
    [[nodiscard]] QString whyNoLabels() const;
    [[nodiscard]] QString runName() const;

    void beginDrag(Line line);
    void dragTo(double value);
    void endDrag();
    void cancelDrag();
    [[nodiscard]] bool dragging() const { return m_dragging; }

    void setValue(double value, Line line = Line::Threshold); ///< Typed: stored at once.
    void moveTo(double value, Line line = Line::Threshold);   ///< Stored after a rest.
    /// @param direction  1 up, −1 down. Fine: the next score of a picture, or 1/500 of the range; coarse: 1/50.
    void step(int direction, bool coarse, Line line = Line::Threshold);
    void applyRule(ThresholdRule rule); ///< F1Optimal or Youden.
    void applyFalseAlarm(GoodSource source, const LabelFreeOptions &options);
    void setUnsureBand(bool on);
    void setMask(const MaskOptions &mask); ///< Stored after a rest.
    /// Stores a move that rests.
    void commitPending();

    /// Shows only the test pictures with a score in [low, high); of pixels those that reach low.
    void filterToScores(double low, double high);
    /// Shows only the test pictures of this truth that are called so, the highest score first, and goes to them.
    void filterToCell(Label label, Call call);

Q_SIGNALS:
    void kindChanged();
    void dataChanged();    ///< Scores, labels, range or scale are others: bars and curves must be made anew.
    void figuresChanged(); ///< For every move.
    void falseAlarmWanted();
    void editWanted();

private:
    void connectActions();
    void refreshData();
    void refreshRange();
    void refreshFigures();
    void updateActions();
    void preview(double value, Line line, const Decision &from);
    void previewDrag();
    void commit(const QString &text);
    void commitLater(const QString &text);
    void commitOther(const QString &text); ///< Stores what rests under another text.
    [[nodiscard]] QString lineText(Line line) const;
    [[nodiscard]] double stepped(double value, int direction, bool coarse) const;

    ViewContext m_context;
    ThresholdKind m_kind = ThresholdKind::Images;
    bool m_log[2] = {false, true};
    Range m_range;
    ThresholdFigures m_figures;
    ScoreRanking m_ranking;
    std::shared_ptr<const ImageThresholdIndex> m_images;
    std::shared_ptr<const PixelThresholdIndex> m_pixels;
    bool m_analysing = false;

    bool m_dragging = false;
    Line m_line = Line::Threshold;
    Decision m_dragStart;
    std::optional<double> m_together; ///< Where both lines were when the drag began; absent: apart.
    std::optional<double> m_dragValue; ///< Not previewed yet.
    QTimer m_dragTimer;
    QTimer m_commitTimer;
    QString m_commitText;
};

} // namespace flawscope::ui
