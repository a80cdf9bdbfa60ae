// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/options.h"

#include <QtTest>

#include <functional>
#include <limits>

using namespace flawscope;

namespace {

enum class Padding { Reflect, Zeros };

struct PartOptions {
    int size = 256;
    double rate = 0.5;
    int atLeast = 1;
    double atMost = 0;
    Padding padding = Padding::Reflect;
    std::string encoder = "resnet18";
    std::string anything = "free text";
    bool flag = false;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{"size", "Side of the picture", 32, 4096, {}, "px"}, self.size);
        v(OptionSpec{"learning-rate", "Step", 0, 1}, self.rate);
        v(OptionSpec{"images", "How many", 1}, self.atLeast);
        v(OptionSpec{"offset", "Shift", -HUGE_VAL, 0}, self.atMost);
        v(OptionSpec{"padding", "Borders", -HUGE_VAL, HUGE_VAL, {"reflect", "zeros"}}, self.padding);
        v(OptionSpec{"encoder", "Network", -HUGE_VAL, HUGE_VAL, {"resnet18", "wide_resnet50_2"}}, self.encoder);
        v(OptionSpec{"note", "Words"}, self.anything);
        v(OptionSpec{"flag", "Switch"}, self.flag);
    }
};

using Change = std::function<void(PartOptions &)>;

} // namespace
Q_DECLARE_METATYPE(Change)

class TestOptions final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void limitsBelongToTheRange_data()
    {
        QTest::addColumn<Change>("change");
        QTest::newRow("defaults") << Change([](PartOptions &) {});
        QTest::newRow("smallest") << Change([](PartOptions &o) { o.size = 32; });
        QTest::newRow("largest") << Change([](PartOptions &o) { o.size = 4096; });
        QTest::newRow("open above") << Change([](PartOptions &o) { o.atLeast = std::numeric_limits<int>::max(); });
        QTest::newRow("open below") << Change([](PartOptions &o) { o.atMost = -1e300; });
        QTest::newRow("last word of an enum") << Change([](PartOptions &o) { o.padding = Padding::Zeros; });
        QTest::newRow("last word") << Change([](PartOptions &o) { o.encoder = "wide_resnet50_2"; });
        QTest::newRow("any text") << Change([](PartOptions &o) { o.anything.clear(); });
    }

    void limitsBelongToTheRange()
    {
        QFETCH(Change, change);
        PartOptions options;
        change(options);
        validateOptions(options);
    }

    void messageNamesFieldValueAndLimit_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("too small") << Change([](PartOptions &o) { o.size = 31; })
                                   << "The option size is 31 px; it must be from 32 to 4096.";
        QTest::newRow("too large") << Change([](PartOptions &o) { o.rate = 1.5; })
                                   << "The option learning-rate is 1.5; it must be from 0 to 1.";
        QTest::newRow("not a number") << Change([](PartOptions &o) { o.rate = std::nan(""); })
                                      << "The option learning-rate is nan; it must be from 0 to 1.";
        QTest::newRow("open above") << Change([](PartOptions &o) { o.atLeast = 0; })
                                    << "The option images is 0; it must be at least 1.";
        QTest::newRow("open below") << Change([](PartOptions &o) { o.atMost = 0.25; })
                                    << "The option offset is 0.25; it must be at most 0.";
        QTest::newRow("enum from a file") << Change([](PartOptions &o) { o.padding = static_cast<Padding>(7); })
                                          << "The option padding is \"7\"; it must be one of reflect, zeros.";
        QTest::newRow("negative enum") << Change([](PartOptions &o) { o.padding = static_cast<Padding>(-1); })
                                       << "The option padding is \"-1\"; it must be one of reflect, zeros.";
        QTest::newRow("unknown word") << Change([](PartOptions &o) { o.encoder = "resnet19"; })
                                      << "The option encoder is \"resnet19\"; it must be one of resnet18, wide_resnet50_2.";
        QTest::newRow("the first of two") << Change([](PartOptions &o) {
            o.encoder = "x";
            o.size = 0;
        }) << "The option size is 0 px; it must be from 32 to 4096.";
    }

    void messageNamesFieldValueAndLimit()
    {
        QFETCH(Change, change);
        QFETCH(QString, sentence);
        PartOptions options;
        change(options);
        try {
            validateOptions(options);
            QFAIL("a value outside of its limits was accepted");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::BadOption);
            QCOMPARE(QString::fromUtf8(error.what()), sentence);
        }
    }

    void aBrokenContractSaysWhere()
    {
        require(true, "unused");
        try {
            require(1 > 2, "one is more than two");
            QFAIL("a broken contract went through");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Internal);
            QVERIFY(QByteArray(error.what()).contains("one is more than two"));
            QVERIFY(QByteArray(error.what()).contains("tst_options.cpp"));
        }
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
