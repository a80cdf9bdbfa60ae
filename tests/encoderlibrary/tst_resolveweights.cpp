// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/resolveweights.h"
#include "tests/encoderlibrary/testweights.h"

#include <QTemporaryDir>
#include <QTest>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

class ResolveWeightsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.encoder.taps = {"layer1"};
        m_library = std::make_unique<EncoderLibrary>(root() / "library", std::vector{publishedAs("x")}, fs::path());
    }

    void pathsStay();
    void emptyLibrary();
    void libraryIsUsed_data();
    void libraryIsUsed();
    void randomOnRequest();
    void tooShallow();
    void changedFile();
    void wrongTaps();
    void unreadableLibrary();

private:
    [[nodiscard]] fs::path root() const { return m_folder->path().toStdString(); }
    LibraryEntry add() const
    {
        writeTo(root() / "mine.safetensors", tinyWeights());
        return m_library->add(root() / "mine.safetensors", "resnet18");
    }
    [[nodiscard]] std::string failure(ErrorCode &code)
    {
        return errorOf([&] { (void)resolveWeights(m_options, *m_library); }, &code);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EncoderLibrary> m_library;
    TrainJobOptions m_options;
};

void ResolveWeightsTest::pathsStay()
{
    add();
    for (const char *path : {"/some/file.pth", "library.pth", "./library", "./random"}) {
        m_options.weights = path;
        const ResolvedWeights resolved = resolveWeights(m_options, *m_library);
        QCOMPARE(resolved.origin, WeightsOrigin::Given);
        QVERIFY(resolved.sentence.empty());
        QCOMPARE(m_options.weights, fs::path(path));
    }
}

void ResolveWeightsTest::emptyLibrary()
{
    const ResolvedWeights resolved = resolveWeights(m_options, *m_library);
    QCOMPARE(resolved.origin, WeightsOrigin::Random);
    QVERIFY(m_options.weights.empty());
    QVERIFY2(resolved.sentence.find("`flawscope-cli encoders fetch resnet18`") != std::string::npos, resolved.sentence.c_str());
    m_options.weights = "library";
    ErrorCode code{};
    const std::string sentence = failure(code);
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY2(sentence.find("encoders fetch resnet18") != std::string::npos, sentence.c_str());
}

void ResolveWeightsTest::libraryIsUsed_data()
{
    QTest::addColumn<QString>("given");
    QTest::newRow("left out") << "";
    QTest::newRow("library") << "library";
}

void ResolveWeightsTest::libraryIsUsed()
{
    QFETCH(const QString, given);
    const LibraryEntry entry = add();
    m_options.weights = given.toStdString();
    const ResolvedWeights resolved = resolveWeights(m_options, *m_library);
    QCOMPARE(resolved.origin, WeightsOrigin::Library);
    QCOMPARE(m_options.weights, entry.path);
    QVERIFY2(resolved.sentence.find("mine.safetensors") != std::string::npos, resolved.sentence.c_str());
}

void ResolveWeightsTest::randomOnRequest()
{
    add();
    m_options.weights = "random";
    QCOMPARE(resolveWeights(m_options, *m_library).origin, WeightsOrigin::Random);
    QVERIFY(m_options.weights.empty());
}

void ResolveWeightsTest::tooShallow()
{
    add();
    m_options.encoder.taps = {"layer2"};
    const ResolvedWeights resolved = resolveWeights(m_options, *m_library);
    QCOMPARE(resolved.origin, WeightsOrigin::Random);
    QVERIFY2(resolved.sentence.find("mine.safetensors ends at tap layer1") != std::string::npos, resolved.sentence.c_str());
}

void ResolveWeightsTest::changedFile()
{
    const LibraryEntry entry = add();
    writeTo(entry.path, tinyWeights(2));
    ErrorCode code{};
    QVERIFY(!failure(code).empty());
    QCOMPARE(code, ErrorCode::Mismatch);
    QVERIFY(m_options.weights.empty());
}

void ResolveWeightsTest::wrongTaps()
{
    m_options.encoder.taps = {"layer9"};
    ErrorCode code{};
    const std::string sentence = failure(code);
    QCOMPARE(code, ErrorCode::BadOption);
    QVERIFY2(sentence.find("layer9") != std::string::npos, sentence.c_str());
}

void ResolveWeightsTest::unreadableLibrary()
{
    writeTo(root() / "a file", "x");
    m_library = std::make_unique<EncoderLibrary>(root() / "a file", std::vector<DownloadableFile>(), fs::path());
    QCOMPARE(resolveWeights(m_options, *m_library).origin, WeightsOrigin::Random);
    m_options.weights = "library";
    ErrorCode code{};
    QVERIFY(!failure(code).empty());
    QCOMPARE(code, ErrorCode::Unreadable);
}

QTEST_GUILESS_MAIN(ResolveWeightsTest)
#include "tst_resolveweights.moc"
