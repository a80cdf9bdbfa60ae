// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// flawscope-cli project …, as a person or a script would call it.
#include "core/base/files.h"
#include "core/workspace/workspace.h"
#include "tests/pipeline/tinytraining.h"
#include "tests/support/commandline.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <filesystem>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

namespace {

Outcome project(const QStringList &arguments)
{
    return cli(QStringList{"--quiet", "project"} + arguments);
}

/// tinyTraining() as flags.
QStringList tinyFlags()
{
    return {"--weights", "random", "--taps", "layer1,layer2", "--size", "64", "--blocks", "2", "--condition-channels", "16", "--epochs", "3", "--rotated-copies", "1", "--device", "cpu"};
}

} // namespace

class ProjectCliTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void createAndInfo();
    void trainExportHistory();
    void interruptedTrainingGoesOn();
    void refusals();

private:
    QTemporaryDir m_temporary;
    fs::path m_root;
    QString m_parts;
    QString m_project;
};

void ProjectCliTest::initTestCase()
{
    m_root = m_temporary.path().toStdString();
    writeDemoDataset(m_root / "parts", tinyDemo());
    m_parts = QString::fromStdString((m_root / "parts").string());
    m_project = QString::fromStdString((m_root / "my project").string());
}

void ProjectCliTest::createAndInfo()
{
    const Outcome created = project({"create", m_project, "--data", m_parts, "--name", "Washers"});
    QVERIFY2(created.code == 0, qPrintable(created.err));
    const Outcome again = project({"create", m_project, "--data", m_parts});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("holds a project already"), qPrintable(again.err));
    const Outcome shown = project({"info", m_project, "--json"});
    QVERIFY2(shown.code == 0, qPrintable(shown.err));
    const QJsonObject json = shown.json();
    QCOMPARE(json["project"].toString(), QString("Washers"));
    QCOMPARE(json["train_images"].toInt(), 12);
    QCOMPARE(json["read_only"].toBool(), false);
    QCOMPARE(json["sources"].toArray().size(), 1);
    QCOMPARE(json["sources"].toArray().first()["folder"].toString(), m_parts);
    QVERIFY(project({"info", m_project}).out.contains("Washers"));
    // As a shell completes it.
    QVERIFY2(project({"create", QString::fromStdString((m_root / "Dichtungen/").string()), "--data", m_parts}).code == 0, "a folder with a slash");
    QCOMPARE(project({"info", QString::fromStdString((m_root / "Dichtungen").string()), "--json"}).json()["project"].toString(), QString("Dichtungen"));
}

void ProjectCliTest::trainExportHistory()
{
    const Outcome trained = project(QStringList{"train", m_project, "--name", "First", "--json"} + tinyFlags());
    QVERIFY2(trained.code == 0, qPrintable(trained.err));
    QCOMPARE(trained.json()["state"].toString(), QString("done"));
    QCOMPARE(trained.json()["epochs"].toInt(), 3);
    QVERIFY(trained.json()["image_auroc"].isDouble());
    const QString out = QString::fromStdString((m_root / "out").string());
    const Outcome exported = project({"export", m_project, "--out", out, "--model", "--opening-radius", "1", "--json"});
    QVERIFY2(exported.code == 0, qPrintable(exported.err));
    const auto workspace = Workspace::open(m_root / "my project", "anna");
    const std::vector<ImageRecord> images = workspace->images();
    const auto tests = std::count_if(images.begin(), images.end(), [](const ImageRecord &image) { return image.sample.split == Split::Test; });
    QCOMPARE(exported.json()["images"].toInt(), static_cast<int>(tests));
    for (const char *file : {"scores.csv", "regions.json", "model.safetensors", "masks", "maps", "overlays"})
        QVERIFY2(fs::exists(m_root / "out" / file), file);
    const Outcome again = project({"export", m_project, "--out", out});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("nothing was overwritten"), qPrintable(again.err));
    QCOMPARE(workspace->run(1).name, std::string("First"));
    const QString csv = QString::fromStdString((m_root / "history.csv").string());
    QCOMPARE(project({"history", m_project, "--csv", csv}).code, 0);
    const std::vector<std::uint8_t> bytes = readFile(m_root / "history.csv");
    const QByteArray text(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    for (const char *action : {",import,", ",run,", ",threshold,", ",export,"})
        QVERIFY2(text.contains(action), action);
    QVERIFY(project({"history", m_project}).out.contains("first thresholds"));
}

void ProjectCliTest::interruptedTrainingGoesOn()
{
    QProcess process;
    process.start(QStringLiteral(FLAWSCOPE_CLI), QStringList{"project", "train", m_project} + tinyFlags() + QStringList{"--epochs", "60"});
    const fs::path checkpoint = m_root / "my project" / "runs" / "2" / "model.safetensors.checkpoint";
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(checkpoint), 120000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    const Outcome stopped = finished(process);
    QCOMPARE(stopped.code, 130);
    QVERIFY2(stopped.err.contains("--run 2"), qPrintable(stopped.err));
    QCOMPARE(project({"info", m_project, "--json"}).json()["runs"].toArray().last()["state"].toString(), QString("interrupted"));
    {
        const auto workspace = Workspace::open(m_root / "my project", "anna");
        QCOMPARE(workspace->run(2).options.training.epochs, 60);
    }
    const Outcome resumed = project({"train", m_project, "--run", "2", "--json"});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    QCOMPARE(resumed.json()["state"].toString(), QString("done"));
}

void ProjectCliTest::refusals()
{
    QCOMPARE(project({"info", QString::fromStdString((m_root / "nothing").string())}).code, 1);
    QCOMPARE(project({"train", m_project, "--run", "77"}).code, 1);
    QCOMPARE(project({"frobnicate"}).code, 2);
    QCOMPARE(project({}).code, 2);
    const auto held = Workspace::open(m_root / "my project", "anna");
    QVERIFY(!held->readOnly());
    const Outcome refused = project(QStringList{"train", m_project} + tinyFlags());
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("read-only") && refused.err.contains("anna"), qPrintable(refused.err));
    const QJsonObject info = project({"info", m_project, "--json"}).json();
    QCOMPARE(info["read_only"].toBool(), true);
    QVERIFY(info["read_only_reason"].toString().contains("anna"));
}

QTEST_GUILESS_MAIN(ProjectCliTest)
#include "tst_projectcli.moc"
