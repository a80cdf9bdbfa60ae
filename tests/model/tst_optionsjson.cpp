// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/encoderinfo.h"
#include "core/engine/training/trainingoptions.h"
#include "core/model/optionsjson.h"

#include <QTest>

using namespace flawscope;
using nlohmann::json;

class TestOptionsJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrips();
    void keepsWhatIsMissing();
    void refuses_data();
    void refuses();
};

void TestOptionsJson::roundTrips()
{
    TrainingOptions training;
    training.epochs = 7;
    training.learningRate = 0.1 + 0.2;
    training.seed = (UINT64_C(1) << 53) - 1;
    training.loss = Loss::LogLikelihood;
    const json written = toJson(training);
    QCOMPARE(written.at("loss").get<std::string>(), "log-likelihood");
    QVERIFY(fromJson<TrainingOptions>(json::parse(written.dump())) == training);

    const EncoderOptions encoder{"mobilenet_v3_large", {"stride8", "stride16"}, Padding::Zeros};
    QCOMPARE(toJson(encoder).dump(), R"({"encoder":"mobilenet_v3_large","padding":"zeros","taps":["stride8","stride16"]})");
    QVERIFY(fromJson<EncoderOptions>(toJson(encoder)) == encoder);
}

void TestOptionsJson::keepsWhatIsMissing()
{
    TrainingOptions base;
    base.patience = 9;
    TrainingOptions expected = base;
    expected.epochs = 3;
    QVERIFY(fromJson<TrainingOptions>(json::parse(R"({"epochs": 3, "of-a-later-version": [1, {}]})"), base) == expected);
}

void TestOptionsJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("named");
    QTest::addColumn<int>("code");
    const auto row = [](const char *text, const char *named, ErrorCode code = ErrorCode::BadFormat) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(named) << static_cast<int>(code);
    };
    row(R"({"epochs": "3"})", "epochs");
    row(R"({"epochs": 3.5})", "epochs");
    row(R"({"epochs": true})", "epochs");
    row(R"({"epochs": 2147483648})", "epochs");
    row(R"({"seed": -1})", "seed");
    row(R"({"learning-rate": null})", "learning-rate");
    row(R"({"learning-rate": [1]})", "learning-rate");
    row(R"({"loss": 1})", "loss");
    row(R"({"loss": "hinge"})", "hinge", ErrorCode::BadOption);
    row(R"([])", "object");
}

void TestOptionsJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, named);
    QFETCH(int, code);
    try {
        static_cast<void>(fromJson<TrainingOptions>(json::parse(text.toStdString())));
    } catch (const Error &error) {
        QVERIFY2(QByteArray(error.what()).contains(named), error.what());
        QCOMPARE(static_cast<int>(error.code()), code);
        return;
    }
    QFAIL("nothing thrown");
}

QTEST_GUILESS_MAIN(TestOptionsJson)
#include "tst_optionsjson.moc"
