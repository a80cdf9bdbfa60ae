// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace flawscope;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytesOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

std::size_t entriesOf(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

/// Runs @p job in a child process and returns its exit code; 99 for an exception.
int runInChild(const std::function<int()> &job)
{
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = job();
        } catch (...) {
        }
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

constexpr int kNotPossibleHere = 98;

/// A file system of a megabyte on @p folder, in this process's own name space.
bool mountTinyDisk(const fs::path &folder)
{
    const bool apart = ::unshare(CLONE_NEWNS) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
    return apart && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
        && ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") == 0;
}

std::string refusalOf(ErrorCode expected, const std::function<void()> &action)
{
    try {
        action();
    } catch (const Error &error) {
        return error.code() == expected ? error.what() : std::string("another code: ") + error.what();
    }
    return "nothing was refused";
}

} // namespace

class TestFiles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_path = pathFromUtf8(m_folder->path().toStdString());
    }

    void namesComeBack_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "model.safetensors";
        QTest::newRow("spaces") << " a part .txt";
        QTest::newRow("Japanese") << "良品/検査 結果.csv";
        QTest::newRow("outside the basic plane") << "🔩.png";
        QTest::newRow("new folders") << "a/b/c/d.txt";
        QTest::newRow("the longest name") << QString(255, 'x');
    }

    void namesComeBack()
    {
        QFETCH(QString, name);
        const fs::path path = m_path / pathFromUtf8(name.toStdString());
        writeFileAtomically(path, "first");
        writeFileAtomically(path, "second, longer");
        QCOMPARE(bytesOf(path), readFile(path));
        QCOMPARE(readFile(path), Bytes({'s', 'e', 'c', 'o', 'n', 'd', ',', ' ', 'l', 'o', 'n', 'g', 'e', 'r'}));
        QCOMPARE(entriesOf(path.parent_path()), std::size_t{1});
        QVERIFY(QString::fromStdString(displayPath(path)).endsWith(name));
    }

    void piecesAreWrittenInOrder()
    {
        Bytes expected;
        writeFileAtomically(m_path / "pieces", [&](const ByteSink &sink) {
            for (int i = 0; i < 1000; ++i) {
                const Bytes piece(static_cast<std::size_t>(i), static_cast<std::uint8_t>(i));
                expected.insert(expected.end(), piece.begin(), piece.end());
                sink(piece);
            }
        });
        QCOMPARE(bytesOf(m_path / "pieces"), expected);
        const MappedFile mapped(m_path / "pieces");
        QVERIFY(std::ranges::equal(mapped.bytes(), expected));
    }

    void aWriterThatFailsLeavesTheOldFile()
    {
        writeFileAtomically(m_path / "file", "old");
        QVERIFY_EXCEPTION_THROWN(writeFileAtomically(m_path / "file",
                                                     [](const ByteSink &sink) {
                                                         sink(Bytes(100000, 1));
                                                         throw std::logic_error("stop");
                                                     }),
                                 std::logic_error);
        QCOMPARE(bytesOf(m_path / "file"), Bytes({'o', 'l', 'd'}));
        QCOMPARE(entriesOf(m_path), std::size_t{1});
    }

    void whatCannotBeWrittenIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("name too long") << QString(256, 'x') << "File name too long";
        QTest::newRow("path too long") << QString("folder/").repeated(700) + "x" << "File name too long";
        QTest::newRow("a folder is in the way") << "taken" << "directory";
        QTest::newRow("a file instead of the folder") << "file/x" << "Not a directory";
        QTest::newRow("no rights") << "/proc/flawscope" << "Cannot write /proc/flawscope";
    }

    void whatCannotBeWrittenIsNamed()
    {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        fs::create_directory(m_path / "taken");
        writeFileAtomically(m_path / "file", "old");
        const fs::path path = m_path / pathFromUtf8(name.toStdString());
        const std::string sentence = refusalOf(ErrorCode::Unwritable, [&] { writeFileAtomically(path, "new"); });
        QVERIFY2(sentence.find(reason.toStdString()) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find(displayPath(path)) != std::string::npos, sentence.c_str());
        QCOMPARE(bytesOf(m_path / "file"), Bytes({'o', 'l', 'd'}));
        QVERIFY(std::none_of(fs::recursive_directory_iterator(m_path), {},
                             [](const fs::directory_entry &entry) { return entry.path().extension() == ".part"; }));
    }

    void aKillLeavesTheOldFileOrTheNew()
    {
        const std::size_t sizes[] = {3'000'000, 5'000'000};
        const fs::path path = m_path / "model";
        writeFileAtomically(path, Bytes(sizes[0], 0));
        for (int round = 0; round < 40; ++round) {
            const pid_t child = ::fork();
            if (child == 0) {
                for (std::uint8_t i = 1;; i ^= 1)
                    writeFileAtomically(path, Bytes(sizes[i], i));
            }
            std::this_thread::sleep_for(std::chrono::microseconds(500 + 733 * round));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            const Bytes found = bytesOf(path);
            QVERIFY(found.size() == sizes[0] || found.size() == sizes[1]);
            const std::uint8_t expected = found.size() == sizes[1];
            QVERIFY(std::all_of(found.begin(), found.end(), [&](std::uint8_t byte) { return byte == expected; }));
        }
    }

    void twoThreadsNeverMixTheirBytes()
    {
        const fs::path path = m_path / "shared";
        const auto writer = [&](std::uint8_t value) {
            for (int i = 0; i < 200; ++i)
                writeFileAtomically(path, [&](const ByteSink &sink) {
                    for (int piece = 0; piece < 8; ++piece)
                        sink(Bytes(value * 1000U, value));
                });
        };
        {
            const std::jthread one(writer, 1);
            const std::jthread two(writer, 2);
        }
        const Bytes found = bytesOf(path);
        QCOMPARE(found, Bytes(found.front() * 8000U, found.front()));
        QCOMPARE(entriesOf(m_path), std::size_t{1});
    }

    void aFullDiskKeepsTheOldFile()
    {
        const int code = runInChild([&] {
            if (!mountTinyDisk(m_path))
                return kNotPossibleHere;
            const fs::path path = m_path / "model";
            writeFileAtomically(path, "old");
            const std::string sentence
                = refusalOf(ErrorCode::Unwritable, [&] { writeFileAtomically(path, Bytes(2'000'000, 7)); });
            const bool told = sentence.find("No space left on device. Free some space") != std::string::npos;
            return told && bytesOf(path) == Bytes({'o', 'l', 'd'}) && entriesOf(m_path) == 1 ? 0 : 1;
        });
        if (code == kNotPossibleHere)
            QSKIP("NOT CHECKED: no small file system can be mounted here.");
        QCOMPARE(code, 0);
    }

    void aFileLimitKeepsTheOldFile()
    {
        const int code = runInChild([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{1'000'000, 1'000'000};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            writeFileAtomically(m_path / "model", "old");
            const std::string sentence
                = refusalOf(ErrorCode::Unwritable, [&] { writeFileAtomically(m_path / "model", Bytes(2'000'000, 7)); });
            const bool told = sentence.find("File too large") != std::string::npos;
            return told && bytesOf(m_path / "model") == Bytes({'o', 'l', 'd'}) && entriesOf(m_path) == 1 ? 0 : 1;
        });
        QCOMPARE(code, 0);
    }

    void unreadableFilesAreNamed()
    {
        writeFileAtomically(m_path / "ten", "0123456789");
        QCOMPARE(readFile(m_path / "ten", 10).size(), std::size_t{10});
        QCOMPARE(refusalOf(ErrorCode::OutOfMemory, [&] { (void)readFile(m_path / "ten", 9); }),
                 displayPath(m_path / "ten") + " has 10 bytes; at most 9 are read.");
        const std::string missing = std::string("Cannot read ") + displayPath(m_path / "none") + ": No such file or directory.";
        QCOMPARE(refusalOf(ErrorCode::Unreadable, [&] { (void)readFile(m_path / "none"); }), missing);
        QCOMPARE(refusalOf(ErrorCode::Unreadable, [&] { MappedFile file(m_path / "none"); }), missing);
        const std::string folder = std::string("Cannot read ") + displayPath(m_path) + ": Is a directory.";
        QCOMPARE(refusalOf(ErrorCode::Unreadable, [&] { (void)readFile(m_path); }), folder);
        QCOMPARE(refusalOf(ErrorCode::Unreadable, [&] { MappedFile file(m_path); }), folder);
    }

    void aMappingMoves()
    {
        writeFileAtomically(m_path / "a", "aaa");
        writeFileAtomically(m_path / "empty", "");
        MappedFile first(m_path / "a");
        MappedFile second(std::move(first));
        QCOMPARE(first.bytes().size(), std::size_t{0});
        QCOMPARE(second.bytes().size(), std::size_t{3});
        second = MappedFile(m_path / "empty");
        QVERIFY(second.bytes().empty());
    }

    void outputFoldersAreCheckedBeforeWork()
    {
        ensureWritableFolder(m_path / "new" / "深い");
        QVERIFY(fs::is_empty(m_path / "new" / "深い"));
        writeFileAtomically(m_path / "file", "x");
        QCOMPARE(refusalOf(ErrorCode::Unwritable, [&] { ensureWritableFolder(m_path / "file"); }),
                 std::string("Cannot write into ") + displayPath(m_path / "file")
                     + ": it is a file, not a folder. Choose another output folder.");
        for (const char *folder : {"/proc/flawscope", "/proc/self"})
            QVERIFY(refusalOf(ErrorCode::Unwritable, [&] { ensureWritableFolder(folder); }).starts_with("Cannot "));
    }

    void whatKilledWritersLeftIsRemoved()
    {
        const auto old = [](const fs::path &path) { fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::minutes(1)); };
        // A real one: killed in the middle of a write.
        const pid_t child = ::fork();
        if (child == 0) {
            writeFileAtomically(m_path / "model", [](const ByteSink &sink) {
                sink(Bytes(1000, 7));
                ::raise(SIGKILL);
            });
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        QCOMPARE(entriesOf(m_path), std::size_t{1});
        const fs::path left = fs::directory_iterator(m_path)->path().filename();
        QVERIFY(left.native().starts_with(".flawscope-" + std::to_string(child) + '-'));
        ensureWritableFolder(m_path);
        QVERIFY(fs::exists(m_path / left)); // It is young: its writer might not have locked it yet.
        old(m_path / left);
        for (const char *name : {"mine.part", ".flawscope-notes", ".part"}) {
            std::ofstream(m_path / name) << "not ours";
            old(m_path / name);
        }
        fs::create_directory(m_path / ".flawscope-1-1.part");
        fs::create_symlink("mine.part", m_path / ".flawscope-1-2.part");
        bool kept = false;
        writeFileAtomically(m_path / "living", [&](const ByteSink &sink) {
            sink(Bytes(10, 1));
            for (const fs::directory_entry &entry : fs::directory_iterator(m_path)) {
                if (entry.is_regular_file() && !entry.is_symlink() && entry.path().filename().native().starts_with(".flawscope-"))
                    old(entry.path());
            }
            ensureWritableFolder(m_path);
            kept = true;
        });
        QVERIFY(kept);
        QCOMPARE(bytesOf(m_path / "living"), Bytes(10, 1)); // Not taken from under its writer.
        QVERIFY(!fs::exists(m_path / left));
        for (const char *name : {"mine.part", ".flawscope-notes", ".part", ".flawscope-1-1.part", ".flawscope-1-2.part"})
            QVERIFY2(fs::exists(m_path / name), name);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
