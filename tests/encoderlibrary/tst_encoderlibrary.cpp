// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/encoderlibrary.h"
#include "core/encoderlibrary/sha256.h"
#include "tests/encoderlibrary/testweights.h"

#include <QTemporaryDir>
#include <QTest>

using namespace flawscope;
using namespace flawscope::test;
namespace fs = std::filesystem;

class EncoderLibraryTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_mine = root() / "my weights.safetensors";
        writeTo(m_mine, tinyWeights());
    }

    void hash_data();
    void hash();
    void catalogueIsSound();
    void folderByEnvironment();
    void emptyLibrary();
    void addAndRemove();
    void sameAgain();
    void another();
    void addIsPicky_data();
    void addIsPicky();
    void publishedNames();
    void cancelledAddLeavesNothing();
    void handMadeFiles();
    void damagedNotes_data();
    void damagedNotes();
    void findsTheNewest();
    void builtIn();
    void changedFilesAreNoticed();
    void unreadableFolder();

private:
    [[nodiscard]] fs::path root() const { return m_folder->path().toStdString(); }
    [[nodiscard]] EncoderLibrary library(const fs::path &builtIn = {}) const { return EncoderLibrary(root() / "library", {}, builtIn); }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_mine;
};

void EncoderLibraryTest::hash_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 63, 64, 65, 1 << 20, (1 << 20) + 1, 3000000})
        QTest::addRow("%d", size) << size;
}

void EncoderLibraryTest::hash()
{
    QFETCH(const int, size);
    QByteArray bytes(size, '\0');
    for (int i = 0; i < size; ++i)
        bytes[i] = char(i * 7 + i / 251);
    const fs::path file = root() / "bytes";
    writeTo(file, bytes);
    QCOMPARE(sha256OfFile(file), digits(bytes));
    Sha256 known;
    known.add(std::array<std::uint8_t, 3>{'a', 'b', 'c'});
    QCOMPARE(known.digits(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-4
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)sha256OfFile(root()); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unreadable);
    QVERIFY(!errorOf([&] { (void)sha256OfFile(root() / "nowhere"); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unreadable);
}

void EncoderLibraryTest::catalogueIsSound()
{
    QCOMPARE(downloadCatalogue().size(), encoderCatalogue().size());
    for (std::size_t i = 0; i < encoderCatalogue().size(); ++i) {
        const DownloadableFile &file = downloadCatalogue()[i];
        QCOMPARE(file.encoder, encoderCatalogue()[i].name);
        const std::size_t dash = file.fileName.rfind('-');
        QCOMPARE(file.fileName.substr(dash + 1, 8), file.sha256.substr(0, 8)); // As torchvision names them.
        QCOMPARE(file.sha256.size(), 64U);
        QVERIFY(file.bytes > 20'000'000);
    }
}

void EncoderLibraryTest::folderByEnvironment()
{
    const QByteArray own = qgetenv("FLAWSCOPE_ENCODERS");
    const QByteArray data = qgetenv("XDG_DATA_HOME");
    const QByteArray home = qgetenv("HOME");
    qputenv("FLAWSCOPE_ENCODERS", "/own");
    qputenv("XDG_DATA_HOME", "/data");
    qputenv("HOME", "/home/me");
    const fs::path first = EncoderLibrary::defaultFolder();
    qunsetenv("FLAWSCOPE_ENCODERS");
    const fs::path second = EncoderLibrary::defaultFolder();
    qputenv("XDG_DATA_HOME", "relative");
    const fs::path third = EncoderLibrary::defaultFolder();
    qunsetenv("XDG_DATA_HOME");
    qunsetenv("HOME");
    const fs::path fourth = EncoderLibrary::defaultFolder();
    ErrorCode code{};
    const std::string error = errorOf([&] { EncoderLibrary(fourth, {}, {}).add(m_mine, "resnet18"); }, &code);
    const std::size_t entries = EncoderLibrary().entries().size();
    own.isNull() ? qunsetenv("FLAWSCOPE_ENCODERS") : qputenv("FLAWSCOPE_ENCODERS", own);
    data.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", data);
    qputenv("HOME", home);
    QCOMPARE(first, fs::path("/own"));
    QCOMPARE(second, fs::path("/data/flawscope/encoders"));
    QCOMPARE(third, fs::path("/home/me/.local/share/flawscope/encoders"));
    QCOMPARE(fourth, fs::path());
    QVERIFY(error.find("FLAWSCOPE_ENCODERS") != std::string::npos);
    QCOMPARE(entries, downloadCatalogue().size());
}

void EncoderLibraryTest::emptyLibrary()
{
    const EncoderLibrary library(root() / "library", downloadCatalogue(), {});
    const std::vector<LibraryEntry> entries = library.entries();
    QCOMPARE(entries.size(), 4U);
    QCOMPARE(entries.front().fileName, "resnet18-f37072fd.pth");
    for (const LibraryEntry &entry : entries)
        QVERIFY(!entry.isHere() && !entry.isUsable() && entry.licence == "BSD-3-Clause");
    QVERIFY(!library.find({}));
    QVERIFY(!fs::exists(library.folder())); // Looking makes nothing.
    QCOMPARE(library.downloadable("efficientnet_b4").fileName, "efficientnet_b4_rwightman-23ab8bcd.pth");
    QCOMPARE(library.downloadable("resnet18-f37072fd.pth").encoder, "resnet18");
    const std::string sentence = errorOf([&] { (void)library.downloadable("vgg16"); });
    QVERIFY2(sentence.find("wide_resnet50_2") != std::string::npos, sentence.c_str());
}

void EncoderLibraryTest::addAndRemove()
{
    EncoderLibrary library = this->library();
    const LibraryEntry added = library.add(m_mine, "resnet18");
    QCOMPARE(added.deepestTap, "layer1");
    const std::vector<LibraryEntry> entries = library.entries();
    QCOMPARE(entries.size(), 1U);
    const LibraryEntry &entry = entries.front();
    QVERIFY2(entry.isUsable(), entry.problem.c_str());
    QCOMPARE(entry.fileName, "my weights.safetensors");
    QCOMPARE(entry.encoder, "resnet18");
    QCOMPARE(entry.source, WeightsSource::Added);
    QCOMPARE(entry.deepestTap, "layer1");
    QCOMPARE(entry.sha256, digits(tinyWeights()));
    QCOMPARE(entry.bytes, static_cast<std::uint64_t>(tinyWeights().size()));
    QCOMPARE(entry.when, added.when);
    QVERIFY(entry.when.ends_with("Z"));
    QCOMPARE(contentOf(entry.path), tinyWeights());
    library.verify(entry);
    QCOMPARE(library.find({.taps = {"layer1"}})->path, entry.path);
    QVERIFY(!library.find({})); // The default taps are deeper.
    QVERIFY(!library.find({.name = "efficientnet_b4", .taps = {}}));
    library.remove(entry);
    QVERIFY(library.entries().empty());
    QVERIFY(fs::is_empty(library.folder()));
    ErrorCode code{};
    QVERIFY(!errorOf([&] { library.remove(entry); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(fs::exists(m_mine));
}

void EncoderLibraryTest::sameAgain()
{
    EncoderLibrary library = this->library();
    library.add(m_mine, "resnet18");
    library.add(m_mine, "resnet18");
    library.add(library.folder() / m_mine.filename(), "resnet18");
    QCOMPARE(library.entries().size(), 1U);
    QVERIFY(library.entries().front().isUsable());
}

void EncoderLibraryTest::another()
{
    EncoderLibrary library = this->library();
    library.add(m_mine, "resnet18");
    writeTo(m_mine, tinyWeights(2));
    ErrorCode code{};
    const std::string sentence = errorOf([&] { library.add(m_mine, "resnet18"); }, &code);
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY2(sentence.find("another file my weights.safetensors") != std::string::npos, sentence.c_str());
    QCOMPARE(contentOf(library.folder() / m_mine.filename()), tinyWeights());
    QCOMPARE(library.entries().front().sha256, digits(tinyWeights()));
}

void EncoderLibraryTest::addIsPicky_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("encoder");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *title, const char *name, const QByteArray &content, const char *encoder, ErrorCode code, const char *text) {
        QTest::newRow(title) << name << content << encoder << static_cast<int>(code) << text;
    };
    const QByteArray good = tinyWeights();
    row("no such encoder", "a.pth", good, "vgg16", ErrorCode::BadOption, "wide_resnet50_2");
    row("another network", "a.pth", good, "efficientnet_b4", ErrorCode::Mismatch, "EfficientNet-B4, not even up to its first tap");
    row("a wider network", "a.pth", good, "wide_resnet50_2", ErrorCode::Mismatch, "are missing");
    row("text", "a.pth", "not weights", "resnet18", ErrorCode::BadFormat, "a.pth");
    row("empty", "a.pth", "", "resnet18", ErrorCode::BadFormat, "a.pth");
    row("truncated", "a.pth", good.left(good.size() / 2), "resnet18", ErrorCode::BadFormat, "a.pth");
    row("hidden", ".a.pth", good, "resnet18", ErrorCode::BadInput, "hidden");
    row("like a note", "a.json", good, "resnet18", ErrorCode::BadInput, ".json");
    row("like a part", "a.part", good, "resnet18", ErrorCode::BadInput, ".part");
}

void EncoderLibraryTest::addIsPicky()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, encoder);
    QFETCH(const int, code);
    QFETCH(const QString, text);
    EncoderLibrary library = this->library();
    writeTo(root() / name.toStdString(), content);
    ErrorCode thrown{};
    const QString sentence = QString::fromStdString(errorOf([&] { library.add(root() / name.toStdString(), encoder.toStdString()); }, &thrown));
    QVERIFY2(sentence.contains(text), qPrintable(sentence));
    QCOMPARE(static_cast<int>(thrown), code);
    QVERIFY(!fs::exists(library.folder()));
    QVERIFY(!errorOf([&] { library.add(root() / "nowhere.pth", "resnet18"); }, &thrown).empty());
    QCOMPARE(thrown, ErrorCode::Unreadable);
    QVERIFY(!errorOf([&] { library.add(root(), "resnet18"); }, &thrown).empty());
    QCOMPARE(thrown, ErrorCode::Unreadable);
}

/// A file that a browser fetched: its name says what its hash must be.
void EncoderLibraryTest::publishedNames()
{
    const DownloadableFile file = publishedAs(tinyWeights());
    EncoderLibrary library(root() / "library", {file}, {});
    writeTo(root() / file.fileName, tinyWeights(2));
    ErrorCode code{};
    const std::string sentence = errorOf([&] { library.add(root() / file.fileName, "resnet18"); }, &code);
    QCOMPARE(code, ErrorCode::Mismatch);
    QVERIFY2(sentence.find("not the published") != std::string::npos, sentence.c_str());
    writeTo(root() / file.fileName, tinyWeights());
    QCOMPARE(library.add(root() / file.fileName, "resnet18").licence, "BSD-3-Clause");
    QCOMPARE(library.entries().size(), 1U);
    QVERIFY(library.downloadable("resnet18").isUsable());
}

void EncoderLibraryTest::cancelledAddLeavesNothing()
{
    std::stop_source source;
    source.request_stop();
    ErrorCode code{};
    EncoderLibrary library = this->library();
    (void)errorOf([&] { library.add(m_mine, "resnet18", RunContext(source.get_token())); }, &code);
    QCOMPARE(code, ErrorCode::Cancelled);
    QVERIFY(library.entries().empty());
}

void EncoderLibraryTest::handMadeFiles()
{
    EncoderLibrary library = this->library();
    writeTo(library.folder() / "stranger.pth", tinyWeights());
    writeTo(library.folder() / "readme.txt", "x");
    writeTo(library.folder() / "orphan.pth.json", "{}");
    writeTo(library.folder() / ".flawscope-1-1.part", "x");
    fs::create_directories(library.folder() / "folder.pth");
    std::vector<LibraryEntry> entries = library.entries();
    QCOMPARE(entries.size(), 1U);
    QVERIFY(!entries.front().isUsable());
    QVERIFY2(entries.front().problem.find("by hand") != std::string::npos, entries.front().problem.c_str());
    QVERIFY(!library.find({.taps = {"layer1"}}));
    library.add(library.folder() / "stranger.pth", "resnet18");
    QVERIFY(library.find({.taps = {"layer1"}}));
}

void EncoderLibraryTest::damagedNotes_data()
{
    QTest::addColumn<QByteArray>("note");
    const QByteArray hash(64, 'a');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{\"encoder\": ");
    QTest::newRow("a list") << QByteArray("[1, 2]");
    QTest::newRow("wrong types") << QByteArray("{\"encoder\": 3, \"deepest_tap\": [], \"bytes\": \"x\", \"sha256\": null}");
    QTest::newRow("unknown encoder") << "{\"encoder\": \"vgg\", \"deepest_tap\": \"layer1\", \"sha256\": \"" + hash + "\"}";
    QTest::newRow("unknown tap") << "{\"encoder\": \"resnet18\", \"deepest_tap\": \"layer9\", \"sha256\": \"" + hash + "\"}";
    QTest::newRow("no digits") << QByteArray("{\"encoder\": \"resnet18\", \"deepest_tap\": \"layer1\", \"sha256\": \"xyz\"}");
    QTest::newRow("wrong size") << "{\"encoder\": \"resnet18\", \"deepest_tap\": \"layer1\", \"bytes\": 5, \"sha256\": \"" + hash + "\"}";
    QTest::newRow("too long") << QByteArray(100000, '[');
}

void EncoderLibraryTest::damagedNotes()
{
    QFETCH(const QByteArray, note);
    EncoderLibrary library = this->library();
    const LibraryEntry added = library.add(m_mine, "resnet18");
    writeTo(added.path.string() + ".json", note);
    const LibraryEntry entry = library.entry(added.fileName);
    QVERIFY(!entry.isUsable());
    QVERIFY(!entry.problem.empty());
    QVERIFY(!library.find({.taps = {"layer1"}}));
    library.remove(entry);
    QVERIFY(library.entries().empty());
}

void EncoderLibraryTest::findsTheNewest()
{
    EncoderLibrary library = this->library();
    const std::string hash(64, 'a');
    const auto put = [&](const char *name, const char *tap, const char *when) {
        writeTo(library.folder() / name, "x");
        const std::string note = std::string("{\"encoder\": \"resnet18\", \"deepest_tap\": \"") + tap + "\", \"bytes\": 1, \"sha256\": \"" + hash + "\", \"when\": \"" + when + "\"}";
        writeTo(library.folder() / (std::string(name) + ".json"), QByteArray::fromStdString(note));
    };
    put("old.pth", "layer4", "2025-01-01T00:00:00Z");
    put("new.pth", "layer3", "2026-01-01T00:00:00Z");
    put("short.pth", "layer1", "2027-01-01T00:00:00Z");
    QCOMPARE(library.find({.taps = {"layer1"}})->fileName, "short.pth");
    QCOMPARE(library.find({.taps = {"layer1", "stride16"}})->fileName, "new.pth");
    QCOMPARE(library.find({})->fileName, "old.pth");
}

void EncoderLibraryTest::builtIn()
{
    const fs::path shipped = root() / "shipped";
    EncoderLibrary maker(shipped, {}, {});
    maker.add(m_mine, "resnet18");
    EncoderLibrary library = this->library(shipped);
    const LibraryEntry entry = library.entry("my weights.safetensors");
    QCOMPARE(entry.source, WeightsSource::BuiltIn);
    QVERIFY(entry.isUsable());
    QCOMPARE(library.find({.taps = {"layer1"}})->path, shipped / "my weights.safetensors");
    ErrorCode code{};
    QVERIFY(!errorOf([&] { library.remove(entry); }, &code).empty());
    QCOMPARE(code, ErrorCode::BadInput);
    QVERIFY(fs::exists(entry.path));
    library.add(m_mine, "resnet18"); // The user's own wins.
    QCOMPARE(library.find({.taps = {"layer1"}})->source, WeightsSource::Added);
}

void EncoderLibraryTest::changedFilesAreNoticed()
{
    EncoderLibrary library = this->library();
    const LibraryEntry entry = library.add(m_mine, "resnet18");
    writeTo(entry.path, tinyWeights(2));
    QVERIFY(library.entry(entry.fileName).isUsable()); // Of the same size: only the hash tells.
    ErrorCode code{};
    QVERIFY(!errorOf([&] { library.verify(entry); }, &code).empty());
    QCOMPARE(code, ErrorCode::Mismatch);
    writeTo(entry.path, "shorter");
    QVERIFY(!library.entry(entry.fileName).isUsable());
}

void EncoderLibraryTest::unreadableFolder()
{
    writeTo(root() / "a file", "x");
    const EncoderLibrary library(root() / "a file", {}, {});
    ErrorCode code{};
    QVERIFY(!errorOf([&] { (void)library.entries(); }, &code).empty());
    QCOMPARE(code, ErrorCode::Unreadable);
}

QTEST_GUILESS_MAIN(EncoderLibraryTest)
#include "tst_encoderlibrary.moc"
