// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/actions.h"

#include "core/base/error.h"
#include "ui/base/icons.h"

#include <QCoreApplication>
#include <QKeySequence>

namespace flawscope::ui {

namespace {

#define A(group, id, text, tip, icon, shortcut) \
    {id, group, QT_TRANSLATE_NOOP("Actions", text), QT_TRANSLATE_NOOP("Actions", tip), icon, shortcut, false}
#define C(group, id, text, tip, icon, shortcut) \
    {id, group, QT_TRANSLATE_NOOP("Actions", text), QT_TRANSLATE_NOOP("Actions", tip), icon, shortcut, true}

constexpr const char *kProject = QT_TRANSLATE_NOOP("Actions", "Project");
constexpr const char *kEdit = QT_TRANSLATE_NOOP("Actions", "Edit");
constexpr const char *kView = QT_TRANSLATE_NOOP("Actions", "View");
constexpr const char *kData = QT_TRANSLATE_NOOP("Actions", "Data");
constexpr const char *kTrain = QT_TRANSLATE_NOOP("Actions", "Train");
constexpr const char *kInspect = QT_TRANSLATE_NOOP("Actions", "Inspect");
constexpr const char *kTools = QT_TRANSLATE_NOOP("Actions", "Mask and regions");
constexpr const char *kDecide = QT_TRANSLATE_NOOP("Actions", "Decide");
constexpr const char *kRuns = QT_TRANSLATE_NOOP("Actions", "Runs");
constexpr const char *kHelp = QT_TRANSLATE_NOOP("Actions", "Help");

const ActionSpec kSpecs[] = {
    A(kProject, "project.new", "&New project…", "Make an empty project in a folder of your choice", "project-new", "Ctrl+N"),
    A(kProject, "project.open", "&Open project…", "Open a project from its folder", "project-open", "Ctrl+O"),
    A(kProject, "project.demo", "Try the &demo", "Draw a demo data set, open it as a project and get ready to train", "demo", "Ctrl+D"),
    A(kProject, "project.close", "&Close project", "Go back to the start page; everything is saved", "project-close", "Ctrl+W"),
    A(kProject, "project.rename", "Rename project…", "Give the project another name", "rename", ""),
    A(kProject, "project.folder", "Show project folder", "Open the project's folder in the file manager", "folder", ""),
    A(kProject, "project.export", "&Export…", "Write masks, maps, overlays, regions, scores or the model for all, filtered or selected pictures", "export", "Ctrl+E"),
    A(kProject, "app.preferences", "Preferences…", "Operator, theme, downloads and proxy", "preferences", "Ctrl+,"),
    A(kProject, "app.quit", "&Quit", "Leave Flawscope; a running training keeps its checkpoint", "quit", "Ctrl+Q"),

    A(kEdit, "edit.undo", "&Undo", "Take back the last edit of labels, masks, regions or thresholds", "undo", "Ctrl+Z"),
    A(kEdit, "edit.redo", "&Redo", "Do it again", "redo", "Ctrl+Y; Ctrl+Shift+Z"),
    A(kEdit, "edit.select-all", "Select &all", "Select every picture that the filter shows", "select-all", "Ctrl+A"),
    A(kEdit, "edit.find", "&Find", "Search pictures by name, class or comment", "search", "Ctrl+F"),

    A(kView, "step.data", "&Data", "Pictures: import, browse, label", "step-data", "1"),
    A(kView, "step.train", "&Train", "Train a model in the background and watch it learn", "step-train", "2"),
    A(kView, "step.inspect", "&Inspect", "Look at score maps over the pictures", "step-inspect", "3"),
    A(kView, "step.decide", "De&cide", "Set the threshold between good and defect", "step-decide", "4"),
    A(kView, "step.report", "&Report", "Compare runs, release one, export, history", "step-report", "5"),
    A(kView, "view.palette", "Command &palette", "Find any action by its name", "palette", "Ctrl+K"),
    C(kView, "view.inspector", "&Inspector", "Show or hide the panel about what is selected", "inspector", "Ctrl+I"),
    C(kView, "view.findings", "&Findings", "Show or hide what the scan found wrong with the data", "findings", "Ctrl+Shift+F"),
    C(kView, "view.jobs", "&Jobs", "Show or hide all running and finished jobs", "jobs", "Ctrl+J"),
    A(kView, "view.theme-light", "&Light theme", "Light surfaces", "theme-light", ""),
    A(kView, "view.theme-dark", "&Dark theme", "Dark surfaces", "theme-dark", ""),
    A(kView, "view.theme-system", "Theme of the &system", "Follow the desktop", "theme-system", ""),
    A(kView, "view.reset-layout", "&Reset layout", "Put all panels back to where they were at first", "reset", ""),
    C(kView, "view.full-screen", "F&ull screen", "Use the whole screen", "full-screen", "F11"),

    A(kData, "data.import", "&Import pictures…", "Add folders of pictures; they stay where they are", "import", "Ctrl+Shift+I"),
    A(kData, "data.rescan", "&Rescan sources", "Look for new, changed and missing files in all imported folders", "refresh", "F5"),
    A(kData, "data.relocate", "Re&locate folder…", "Tell where a folder of pictures has moved to", "relocate", ""),
    C(kData, "data.grid", "&Grid", "Browse by thumbnails", "grid", "Ctrl+1"),
    C(kData, "data.table", "&Table", "Browse as a table", "table", "Ctrl+2"),
    A(kData, "data.clear-filter", "&Clear filter", "Show every picture", "filter-clear", "Ctrl+Shift+X"),
    A(kData, "label.good", "Label as &good", "The selected pictures show good parts", "label-good", "G"),
    A(kData, "label.defect", "Label as &defect", "The selected pictures show defects", "label-defect", "D"),
    A(kData, "label.unknown", "Label as &unknown", "Nobody knows yet what the selected pictures show", "label-unknown", "U"),
    A(kData, "label.class", "Set defect &class…", "Name the kind of defect of the selected pictures", "label-class", "C"),
    A(kData, "split.train", "Move to t&raining", "Learn from the selected pictures", "split-train", "T"),
    A(kData, "split.test", "Move to t&est", "Test with the selected pictures", "split-test", "E"),
    A(kData, "data.remove", "Re&move from project", "Take the selected pictures out of the project; the files stay", "remove", "Del"),

    A(kTrain, "train.start", "&Start training", "Queue a run with the options of the form", "play", "Ctrl+R"),
    C(kTrain, "train.pause", "&Pause", "Hold the running training, or go on with it", "pause", "Ctrl+P"),
    A(kTrain, "train.keep", "Stop and &keep", "End the training now and use what it has learned", "stop-keep", ""),
    A(kTrain, "train.cancel", "&Cancel training", "Stop the training; its checkpoint stays and it can be resumed", "cancel", ""),
    A(kTrain, "train.resume", "&Resume run", "Go on with the selected interrupted run", "resume", ""),
    A(kTrain, "train.encoders", "&Encoders and weights…", "Weights that are there, that can be added by file, and that can be downloaded", "encoders", ""),

    A(kInspect, "image.next", "&Next picture", "Go to the next picture that the filter shows", "next", "Right"),
    A(kInspect, "image.previous", "&Previous picture", "Go to the previous picture that the filter shows", "previous", "Left"),
    A(kInspect, "image.next-error", "Next &error", "Go to the next picture that is called wrong", "next-error", "Shift+Right"),
    A(kInspect, "image.previous-error", "Previous e&rror", "Go to the previous picture that is called wrong", "previous-error", "Shift+Left"),
    A(kInspect, "image.next-undecided", "Next &undecided", "Go to the next picture without an operator's verdict", "next-undecided", "N"),
    C(kInspect, "view.overlay", "&Overlay", "Show or hide the score map", "overlay", "Space"),
    A(kInspect, "view.opacity-down", "Less o&pacity", "Show more of the picture", "opacity-down", "["),
    A(kInspect, "view.opacity-up", "More op&acity", "Show more of the score map", "opacity-up", "]"),
    C(kInspect, "view.contours", "&Contours", "Outline the mask at the current threshold", "contours", "K"),
    C(kInspect, "view.truth", "Ground tr&uth", "Outline the ground truth", "truth", "H"),
    A(kInspect, "view.fit", "&Fit", "Show the whole picture", "fit", "F"),
    A(kInspect, "view.actual-size", "&Actual pixels", "One pixel of the picture for each pixel of the screen", "actual-size", "Z"),
    A(kInspect, "view.zoom-in", "Zoom &in", "Enlarge", "zoom-in", "+; ="),
    A(kInspect, "view.zoom-out", "Zoom &out", "Reduce", "zoom-out", "-"),
    C(kInspect, "compare.single", "&Single view", "One picture with its overlay", "compare-single", "Ctrl+Shift+1"),
    C(kInspect, "compare.side", "Si&de by side", "Picture and overlay beside each other, zoomed together", "compare-side", "Ctrl+Shift+2"),
    C(kInspect, "compare.swipe", "S&wipe", "Overlay on one side of a line that you drag", "compare-swipe", "Ctrl+Shift+3"),
    C(kInspect, "compare.difference", "Di&fference of runs", "The score map of this run minus that of another", "compare-difference", "Ctrl+Shift+4"),
    A(kInspect, "verdict.ok", "Verdict: O&K", "The operator calls the part good", "verdict-ok", "Alt+1"),
    A(kInspect, "verdict.not-ok", "Verdict: &not OK", "The operator calls the part defective", "verdict-not-ok", "Alt+2"),
    A(kInspect, "verdict.unsure", "Verdict: un&sure", "The operator cannot tell", "verdict-unsure", "Alt+3"),
    A(kInspect, "verdict.clear", "Clear &verdict", "No verdict of the operator", "verdict-clear", "Alt+0"),
    A(kInspect, "verdict.comment", "Co&mment…", "Write a remark about the picture", "comment", "Alt+C"),

    C(kTools, "tool.pan", "&Look", "Pan and zoom; no drawing", "tool-pan", "V"),
    C(kTools, "tool.mask", "&Mask tool", "Draw or correct the ground truth of this picture", "tool-mask", "M"),
    C(kTools, "tool.brush", "&Brush", "Paint with the brush", "tool-brush", "B"),
    C(kTools, "tool.eraser", "&Eraser", "Erase with the brush", "tool-eraser", "X"),
    C(kTools, "tool.polygon", "&Polygon", "Fill a polygon: click its corners, Enter closes it", "tool-polygon", "P"),
    C(kTools, "tool.select", "Select s&hapes", "Select, move, reshape or delete regions of interest", "tool-select", "S"),
    C(kTools, "tool.rectangle", "Re&ctangle", "Draw a rectangle: drag from corner to corner", "tool-rectangle", "Q"),
    C(kTools, "tool.ellipse", "&Ellipse", "Draw an ellipse: drag from corner to corner of its box", "tool-ellipse", "O"),
    A(kTools, "tool.brush-larger", "L&arger brush", "A wider brush", "brush-larger", "Ctrl+]"),
    A(kTools, "tool.brush-smaller", "S&maller brush", "A narrower brush", "brush-smaller", "Ctrl+["),
    A(kTools, "mask.save", "&Save mask", "Make what is drawn the ground truth of this picture", "save", "Ctrl+S"),
    A(kTools, "mask.discard", "&Discard drawing", "Forget what was drawn since the last save", "discard", "Esc"),
    A(kTools, "mask.from-threshold", "Mask from &threshold", "Start from the mask at the current threshold", "mask-from-threshold", ""),
    A(kTools, "mask.clear", "Remove drawn mas&k", "Go back to the imported ground truth", "mask-clear", ""),
    C(kTools, "roi.edit", "&Regions of interest", "Draw where scoring looks and where it does not, for all pictures", "roi", "R"),
    C(kTools, "roi.include", "&Include", "Draw where scoring looks, instead of where it does not", "roi-include", "I"),
    A(kTools, "roi.delete", "Delete sh&ape", "Take the selected region of interest away", "delete", "Backspace"),
    A(kTools, "roi.clear", "Clear re&gions", "Score the whole picture again", "roi-clear", ""),

    A(kDecide, "threshold.lower", "Threshold &down", "Lower the threshold by a fine step", "threshold-down", ","),
    A(kDecide, "threshold.raise", "Threshold &up", "Raise the threshold by a fine step", "threshold-up", "."),
    A(kDecide, "threshold.lower-coarse", "Threshold down, coarse", "Lower the threshold by a coarse step", "threshold-down", "<; Shift+,"),
    A(kDecide, "threshold.raise-coarse", "Threshold up, coarse", "Raise the threshold by a coarse step", "threshold-up", ">; Shift+."),
    A(kDecide, "threshold.f1", "&F1-optimal", "The threshold with the best balance of precision and recall on the labelled test pictures", "rule-f1", ""),
    A(kDecide, "threshold.youden", "&Youden", "The threshold with the largest distance between true- and false-positive rate", "rule-youden", ""),
    A(kDecide, "threshold.false-alarm", "False-&alarm target…", "From good pictures alone: as many false alarms as you allow, with a confidence bound", "rule-false-alarm", ""),
    A(kDecide, "threshold.edit", "&Type a threshold", "Put the cursor into the field of the threshold", "edit", "Ctrl+T"),
    C(kDecide, "threshold.pixels", "&Pixel threshold", "Work on the threshold of pixels instead of that of pictures", "pixels", "Ctrl+L"),
    C(kDecide, "threshold.unsure", "Unsure &band", "A second line: scores between the two are unsure", "unsure-band", ""),
    C(kDecide, "histogram.log", "Lo&garithmic", "Counts on a logarithmic scale", "log-scale", ""),

    A(kRuns, "run.release", "&Release run", "Make this run's model the one that the line gets", "release", ""),
    A(kRuns, "run.rename", "Rename run…", "Give the run another name", "rename", ""),
    A(kRuns, "run.delete", "Delete run…", "Remove the run with its model and scores", "delete", ""),
    A(kRuns, "run.score", "Score &again", "Score all pictures with this run, e.g. after an import", "refresh", ""),
    A(kRuns, "run.export-model", "Export &model…", "Write the model file with the thresholds that you chose", "model", ""),
    A(kRuns, "history.export", "Export &history…", "Write who changed what and when as CSV", "history", ""),

    A(kHelp, "help.contents", "&Help", "Steps, metrics in plain words, and all shortcuts", "help", "F1"),
    A(kHelp, "help.shortcuts", "&Shortcuts", "All keys on one page", "keyboard", "Ctrl+/"),
    A(kHelp, "help.about", "&About Flawscope", "Version, libraries, device, licence", "about", ""),
};

#undef A
#undef C

QString plain(QString text) { return text.remove(QLatin1Char('&')).remove(QStringLiteral("…")); }

} // namespace

Actions::Actions(QObject *parent) : QObject(parent)
{
    for (const ActionSpec &spec : kSpecs) {
        auto *action = new QAction(this);
        action->setObjectName(QLatin1String(spec.id));
        action->setIcon(themedIcon(QLatin1String(spec.icon)));
        action->setCheckable(spec.checkable);
        QList<QKeySequence> keys;
        for (const QString &key : QString::fromLatin1(spec.shortcut).split(QStringLiteral("; "), Qt::SkipEmptyParts))
            keys << QKeySequence(key, QKeySequence::PortableText);
        action->setShortcuts(keys);
        m_entries.append({&spec, action});
        m_byId.insert(QLatin1String(spec.id), action);
    }
    retranslate();
}

QAction *Actions::operator[](const char *id) const
{
    QAction *action = m_byId.value(QLatin1String(id));
    require(action != nullptr, id);
    return action;
}

QString Actions::groupTitle(const ActionSpec &spec) const { return QCoreApplication::translate("Actions", spec.group); }

void Actions::retranslate()
{
    for (const Entry &entry : m_entries) {
        const QString text = QCoreApplication::translate("Actions", entry.spec->text);
        const QString tip = QCoreApplication::translate("Actions", entry.spec->tip);
        const QString key = entry.action->shortcut().toString(QKeySequence::NativeText);
        entry.action->setText(text);
        entry.action->setStatusTip(tip);
        entry.action->setToolTip(key.isEmpty() ? QStringLiteral("<b>%1</b><br>%2").arg(plain(text).toHtmlEscaped(), tip.toHtmlEscaped())
                                               : QStringLiteral("<b>%1</b> &nbsp;%3<br>%2").arg(plain(text).toHtmlEscaped(), tip.toHtmlEscaped(), key.toHtmlEscaped()));
    }
}

} // namespace flawscope::ui
