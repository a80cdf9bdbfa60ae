// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/workerteam.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace flawscope;

/// Plain memory is shared on purpose, where run() is what orders it: ThreadSanitizer is the judge.
class TestWorkerTeam final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWorkerDoesItsShareEachRound_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("size");
        QTest::newRow("none asked for") << 0 << 1;
        QTest::newRow("negative") << -3 << 1;
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("three") << 3 << 3;
        QTest::newRow("more than cores") << 17 << 17;
    }

    void everyWorkerDoesItsShareEachRound()
    {
        QFETCH(const int, workers);
        QFETCH(const int, size);
        constexpr int kRounds = 200;
        WorkerTeam team(workers);
        QCOMPARE(team.size(), size);
        std::vector<int> counts(static_cast<std::size_t>(size));
        long sum = 0;
        for (int round = 0; round < kRounds; ++round) {
            team.run([&](int worker) { counts[static_cast<std::size_t>(worker)] += round; });
            sum += std::accumulate(counts.begin(), counts.end(), 0L);
            // What the caller writes between two rounds is there for the next one.
            std::fill(counts.begin(), counts.end(), 0);
        }
        QCOMPARE(sum, static_cast<long>(size) * kRounds * (kRounds - 1) / 2);
    }

    void workersAreThreadsOfTheirOwnAndStayTheSame()
    {
        std::mutex mutex;
        std::set<std::thread::id> started;
        WorkerTeam team(4, [&] {
            const std::lock_guard lock(mutex);
            started.insert(std::this_thread::get_id());
        });
        std::vector<std::thread::id> first(4);
        std::vector<std::thread::id> second(4);
        team.run([&](int worker) { first[static_cast<std::size_t>(worker)] = std::this_thread::get_id(); });
        team.run([&](int worker) { second[static_cast<std::size_t>(worker)] = std::this_thread::get_id(); });
        QVERIFY(first == second);
        // Each runs onStart before its first job.
        QCOMPARE(started, std::set<std::thread::id>(first.begin(), first.end()));
        QCOMPARE(started.size(), std::size_t{4});
        QVERIFY(!started.contains(std::this_thread::get_id()));
    }

    void workersRunAtTheSameTime()
    {
        // Each waits for the others: one after the other would never end.
        WorkerTeam team(3);
        std::atomic<int> present{0};
        team.run([&](int) {
            ++present;
            while (present < 3)
                std::this_thread::yield();
        });
        QCOMPARE(present.load(), 3);
    }

    void theFirstWorkersErrorIsThrownOnceAllAreDone()
    {
        WorkerTeam team(4);
        std::vector<int> done(4);
        const auto failing = [&](int worker) {
            done[static_cast<std::size_t>(worker)] = 1;
            if (worker == 1 || worker == 3)
                throw std::runtime_error("worker " + std::to_string(worker));
        };
        try {
            team.run(failing);
            QFAIL("nothing was thrown");
        } catch (const std::runtime_error &error) {
            QCOMPARE(std::string(error.what()), std::string("worker 1"));
        }
        QCOMPARE(done, std::vector<int>(4, 1));
        // The team goes on, and no error of that round comes up later.
        for (int round = 0; round < 3; ++round)
            team.run([&](int worker) { done[static_cast<std::size_t>(worker)] += 1; });
        QCOMPARE(done, std::vector<int>(4, 4));
    }

    void teamsComeAndGo()
    {
        for (int i = 0; i < 50; ++i) {
            WorkerTeam idle(2);
            WorkerTeam busy(2);
            std::atomic<int> calls{0};
            busy.run([&](int) { ++calls; });
            QCOMPARE(calls.load(), 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestWorkerTeam)
#include "tst_workerteam.moc"
