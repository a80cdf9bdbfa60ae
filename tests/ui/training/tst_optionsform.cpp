// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/optionsjson.h"
#include "core/pipeline/projectoptions.h"
#include "ui/base/englishplurals.h"
#include "ui/training/numberbox.h"
#include "ui/training/optionsform.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace flawscope;
using namespace flawscope::ui;

namespace {

/// One option of every type that a form knows.
struct AllTypes {
    enum class Colour : std::uint8_t { Red, Green };
    bool flag = false;
    int whole = 3;
    std::uint64_t large = 9007199254740991ULL;
    double number = 1.0 / 3;
    Colour colour = Colour::Green;
    std::string word = "b";
    std::string text = "free";
    std::filesystem::path path = "/a/b.pth";
    std::vector<std::string> list = {"x", "y"};
    std::optional<double> maybe;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "flag", .help = "A flag"}, self.flag);
        v(OptionSpec{.name = "whole", .help = "A whole number", .min = 1, .max = 10, .unit = "px"}, self.whole);
        v(OptionSpec{.name = "large", .help = "A large number", .min = 0, .max = 9007199254740991.0}, self.large);
        v(OptionSpec{.name = "number", .help = "A number", .min = 0, .max = 1}, self.number);
        v(OptionSpec{.name = "colour", .help = "A colour", .choices = {"red", "green"}}, self.colour);
        v(OptionSpec{.name = "word", .help = "A word", .choices = {"a", "b", "c"}}, self.word);
        v(OptionSpec{.name = "text", .help = "A text"}, self.text);
        v(OptionSpec{.name = "path", .help = "A path", .advanced = true}, self.path);
        v(OptionSpec{.name = "list", .help = "A list", .advanced = true}, self.list);
        v(OptionSpec{.name = "maybe", .help = "A number, or none", .min = 0, .max = 5}, self.maybe);
    }
};

template <typename Widget>
Widget *editorOf(const OptionsForm &form, const char *name)
{
    return form.field(QLatin1String(name))->findChild<Widget *>();
}

} // namespace

class OptionsFormTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryOptionOfTraining();
    void keepsWhatNobodyEdits();
    void editors();
    void typedNumber();
    void keepsToItsLimits();
    void saysWhatIsWrong();
    void marksChanges();
    void foldsTheAdvanced();
    void offersBecomeBoxes();
    void actionsChangeNothing();
    void wheelScrollsThePage();
    void namesEveryControl();
    void countsInEnglish();
};

void OptionsFormTest::keepsEveryOptionOfTraining()
{
    TrainJobOptions options;
    options.encoder = {"wide_resnet50_2", {"layer1", "layer3"}, Padding::Zeros};
    options.weights = "/weights/a b.pth";
    options.preprocessing = {"192x320", 4095};
    options.flow = {4, 64, Permutation::Hard};
    options.training = TrainingOptions::preset(Preset::Paper);
    options.training.learningRate = 1.0 / 7e3;
    options.training.seed = 9007199254740991ULL;
    options.trainingSet = {0.25, 2, 7.5};
    options.labelFree = {0.002, 0.99, LabelFreeRule::Bound};
    options.detector = {"cuda:1", Precision::BFloat16};
    options.scan.recursive = false;
    OptionsForm form;
    form.build(options);
    QCOMPARE(QString::fromStdString(toJson(form.read<TrainJobOptions>()).dump()), QString::fromStdString(toJson(options).dump()));
    form.setOptions(TrainJobOptions{});
    QCOMPARE(QString::fromStdString(toJson(form.read<TrainJobOptions>()).dump()), QString::fromStdString(toJson(TrainJobOptions{}).dump()));
    form.setOptions(fromJson<TrainingOptions>(toJson(options.training)));
    QCOMPARE(form.read<TrainJobOptions>().training, options.training);
}

void OptionsFormTest::keepsWhatNobodyEdits()
{
    OptionsForm form;
    const AllTypes options;
    form.build(options);
    const auto read = form.read<AllTypes>();
    QCOMPARE(read.number, 1.0 / 3); // Bit for bit, although the box shows nine digits.
    QCOMPARE(read.large, 9007199254740991ULL);
    QCOMPARE(read.path, std::filesystem::path("/a/b.pth"));
    QVERIFY(!read.maybe);
}

void OptionsFormTest::editors()
{
    OptionsForm form;
    form.build(AllTypes{});
    QSignalSpy changed(&form, &OptionsForm::changed);
    editorOf<QCheckBox>(form, "flag")->click();
    QTest::keyClick(editorOf<NumberBox>(form, "whole"), Qt::Key_Up);
    editorOf<QComboBox>(form, "colour")->setCurrentIndex(0);
    QTest::keyClick(editorOf<QComboBox>(form, "word"), Qt::Key_Down);
    QTest::keyClicks(editorOf<QLineEdit>(form, "text"), "dom");
    editorOf<QCheckBox>(form, "maybe")->click();
    editorOf<NumberBox>(form, "maybe")->setValue(2.5);
    auto *list = editorOf<QLineEdit>(form, "list");
    list->selectAll();
    QTest::keyClicks(list, "p, q,");
    const auto read = form.read<AllTypes>();
    QVERIFY(read.flag);
    QCOMPARE(read.whole, 4);
    QCOMPARE(read.colour, AllTypes::Colour::Red);
    QCOMPARE(read.word, std::string("c"));
    QCOMPARE(read.text, std::string("freedom"));
    QCOMPARE(read.maybe.value_or(0), 2.5);
    QCOMPARE(read.list, (std::vector<std::string>{"p", "q"}));
    QVERIFY(changed.count() >= 9);
    editorOf<QCheckBox>(form, "maybe")->click();
    QVERIFY(!form.read<AllTypes>().maybe);
}

void OptionsFormTest::typedNumber()
{
    OptionsForm form;
    form.build(TrainingOptions{});
    auto *box = editorOf<NumberBox>(form, "learning-rate");
    QCOMPARE(box->text(), QStringLiteral("0.0006"));
    box->selectAll();
    QTest::keyClicks(box, "2.5e-5");
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(form.read<TrainingOptions>().learningRate, 2.5e-5);
    auto *seed = editorOf<NumberBox>(form, "seed");
    seed->selectAll();
    QTest::keyClicks(seed, "9007199254740991");
    QCOMPARE(form.read<TrainingOptions>().seed, 9007199254740991ULL);
}

void OptionsFormTest::keepsToItsLimits()
{
    OptionsForm form;
    form.build(AllTypes{});
    auto *box = editorOf<NumberBox>(form, "whole");
    QCOMPARE(box->suffix(), QStringLiteral(" px"));
    QCOMPARE(box->minimum(), 1.0);
    QCOMPARE(box->maximum(), 10.0);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(box, Qt::Key_Up);
    QCOMPARE(form.read<AllTypes>().whole, 10);
    QVERIFY(form.isValid());
}

void OptionsFormTest::saysWhatIsWrong()
{
    OptionsForm form;
    AllTypes options;
    options.word = "z"; // From a file of another version.
    form.build(options);
    QVERIFY(!form.isValid());
    const auto *below = form.findChild<QLabel *>(QStringLiteral("word-note"));
    QVERIFY(below->isVisibleTo(&form));
    QVERIFY2(below->text().contains(QStringLiteral("word")) && below->text().contains(QStringLiteral("a, b, c")), qPrintable(below->text()));
    editorOf<QComboBox>(form, "word")->setCurrentIndex(0);
    QVERIFY(form.isValid());
    QVERIFY(!below->isVisibleTo(&form));

    form.addCheck(QStringLiteral("text"), [](const QVariant &value) { return value.toString().isEmpty() ? QStringLiteral("It must not be empty.") : QString(); });
    auto *line = editorOf<QLineEdit>(form, "text");
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    QCOMPARE(form.problem(), QStringLiteral("It must not be empty."));
    QTest::keyClicks(line, "a");
    QVERIFY(form.isValid());

    form.setNote(QStringLiteral("flag"), QStringLiteral("Mind this."), "warning");
    QCOMPARE(form.findChild<QLabel *>(QStringLiteral("flag-note"))->text(), QStringLiteral("Mind this."));
    QVERIFY(form.isValid());
}

void OptionsFormTest::marksChanges()
{
    OptionsForm form;
    form.build(TrainJobOptions{});
    form.setReference(TrainingOptions{});
    QVERIFY(form.changedRows().isEmpty());
    QTest::keyClick(editorOf<NumberBox>(form, "epochs"), Qt::Key_Up);
    QCOMPARE(form.changedRows(), QStringList{QStringLiteral("epochs")});
    form.setOptions(TrainingOptions::preset(Preset::Paper), form.changedRows());
    form.setReference(TrainingOptions::preset(Preset::Paper));
    QCOMPARE(form.read<TrainJobOptions>().training.epochs, 6); // By hand.
    QCOMPARE(form.read<TrainJobOptions>().training.batchFibers, 256);
    QCOMPARE(form.changedRows(), QStringList{QStringLiteral("epochs")});
}

void OptionsFormTest::foldsTheAdvanced()
{
    OptionsForm form;
    form.build(AllTypes{});
    form.show();
    auto *more = form.findChild<QToolButton *>(QStringLiteral("more"));
    QVERIFY(more->isVisible());
    QVERIFY(!form.field(QStringLiteral("path"))->isVisible());
    QTest::mouseClick(more, Qt::LeftButton);
    QVERIFY(form.field(QStringLiteral("path"))->isVisible());
    QTest::keyClick(more, Qt::Key_Space);
    QVERIFY(!form.field(QStringLiteral("path"))->isVisible());
}

void OptionsFormTest::offersBecomeBoxes()
{
    OptionsForm form;
    AllTypes options;
    options.list.clear();
    form.build(options);
    form.offer(QStringLiteral("list"), {{QStringLiteral("x"), QStringLiteral("X"), {}}, {QStringLiteral("y"), QStringLiteral("Y"), {}}, {QStringLiteral("z"), QStringLiteral("Z"), {}}}, true);
    const auto boxes = form.field(QStringLiteral("list"))->findChildren<QCheckBox *>();
    QCOMPARE(boxes.size(), 3);
    boxes[2]->click();
    QCOMPARE(form.read<AllTypes>().list, std::vector<std::string>{"z"});
    form.offer(QStringLiteral("text"), {{QStringLiteral("256"), QStringLiteral("256"), {}}}, false);
    auto *box = editorOf<QComboBox>(form, "text");
    QVERIFY(box->isEditable());
    box->setEditText(QStringLiteral("320x256"));
    QCOMPARE(form.read<AllTypes>().text, std::string("320x256"));
}

void OptionsFormTest::actionsChangeNothing()
{
    OptionsForm form;
    form.build(AllTypes{});
    OptionOffer action{QStringLiteral("get"), QStringLiteral("Get it"), {}};
    action.isAction = true;
    form.offer(QStringLiteral("path"), {{QStringLiteral("/a/b.pth"), QStringLiteral("b"), {}}, action}, true);
    QSignalSpy changed(&form, &OptionsForm::changed);
    QSignalSpy picked(&form, &OptionsForm::picked);
    auto *box = editorOf<QComboBox>(form, "path");
    box->setCurrentIndex(1);
    Q_EMIT box->activated(1);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(box->currentIndex(), 0);
    QCOMPARE(form.read<AllTypes>().path, std::filesystem::path("/a/b.pth"));
}

void OptionsFormTest::wheelScrollsThePage()
{
    OptionsForm form;
    form.build(AllTypes{});
    form.show();
    auto *box = editorOf<NumberBox>(form, "whole");
    box->clearFocus();
    QWheelEvent wheel(QPointF(5, 5), box->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(box, &wheel);
    QCOMPARE(form.read<AllTypes>().whole, 3);
}

void OptionsFormTest::namesEveryControl()
{
    OptionsForm form;
    form.build(TrainJobOptions{});
    for (const QString &name : optionNames<TrainJobOptions>()) {
        const OptionField *field = form.field(name);
        QVERIFY2(field != nullptr, qPrintable(name));
        QVERIFY2(!field->toolTip().isEmpty(), qPrintable(name));
        for (const QWidget *editor : field->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
            QVERIFY2(!editor->accessibleName().isEmpty(), qPrintable(name));
    }
}

void OptionsFormTest::countsInEnglish()
{
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QCOMPARE(tr("%n picture(s) in %1", nullptr, 1).arg(3), QStringLiteral("1 picture in 3"));
    QCOMPARE(tr("%n picture(s) in %1", nullptr, 0).arg(3), QStringLiteral("0 pictures in 3"));
    QCOMPARE(tr("f(s)"), QStringLiteral("f(s)")); // Not a count.
    QCoreApplication::removeTranslator(&plurals);
}

QTEST_MAIN(OptionsFormTest)
#include "tst_optionsform.moc"
