// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/workspace.h"
#include "ui/inspection/picture.h"

#include <QHash>
#include <QObject>
#include <QPainterPath>
#include <QSet>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace flawscope::ui {

/// A run's scores of one picture.
struct MapLayer {
    ImageId image = 0;
    RunId run = 0;
    int scale = -1;                          ///< −1: all scales together.
    ScoreMap map;                            ///< Empty: the run has no score for the picture, or it cannot be read.
    QString failure;                         ///< The core's sentence, where there was one.
    std::shared_ptr<const RunScores> scores; ///< Where it comes from.
};

/// The ground truth of one picture.
struct TruthLayer {
    std::filesystem::path file;
    Mask mask;            ///< Empty: unknown.
    QPainterPath outline; ///< In pixels of the mask.
    QString failure;
};

/// What can be asked for.
struct LayerKey {
    enum class Kind { Picture, Map, Truth };
    Kind kind = Kind::Picture;
    ImageId image = 0;
    RunId run = 0;  ///< Of maps.
    int scale = -1; ///< Of maps.
    bool operator==(const LayerKey &) const = default;
};
[[nodiscard]] size_t qHash(const LayerKey &key, size_t seed = 0);

struct LayerRequest {
    LayerKey key;
    Sample sample;                           ///< Of pictures and truth.
    int whiteLevel = 0;                      ///< Of pictures.
    std::shared_ptr<const RunScores> scores; ///< Of maps; null: the workspace is asked for the run's.
    bool urgent = true;                      ///< Looked at now: it stays in memory, and is not kept waiting by others.
};

/// Decodes pictures and computes maps in threads of its own, and keeps what was used last, up to a number of bytes.
///
/// want() says all that is wanted now, the most urgent first; what was wanted before and has not begun is dropped. One thread at most
/// works ahead, and none while a person waits for what is looked at. GUI thread.
class PictureCache final : public QObject {
    Q_OBJECT
public:
    explicit PictureCache(std::shared_ptr<Workspace> workspace, QObject *parent = nullptr);
    /// Waits for what is being read.
    ~PictureCache() override;

    void want(std::vector<LayerRequest> requests);
    [[nodiscard]] std::shared_ptr<const Picture> picture(ImageId image) const;
    [[nodiscard]] std::shared_ptr<const MapLayer> map(ImageId image, RunId run, int scale) const;
    [[nodiscard]] std::shared_ptr<const TruthLayer> truth(ImageId image) const;

    void setBound(qint64 bytes);
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    [[nodiscard]] bool contains(const LayerKey &key) const { return m_entries.contains(key); }
    [[nodiscard]] bool isIdle() const;
    /// Forgets everything, what is being read included.
    void clear();
    /// Forgets the maps of a run, after it was scored again.
    void forgetMaps();
    void forgetTruth(ImageId image);

Q_SIGNALS:
    void loaded(flawscope::ImageId image);

private:
    struct Entry {
        std::shared_ptr<const Picture> picture;
        std::shared_ptr<const MapLayer> map;
        std::shared_ptr<const TruthLayer> truth;
        qint64 bytes = 0;
        quint64 used = 0;
        quint64 generation = 0;
    };

    void work(const std::stop_token &stop);
    [[nodiscard]] bool take(LayerRequest &request); ///< Under the lock.
    [[nodiscard]] Entry load(const LayerRequest &request) const;
    void insert(const LayerKey &key, const Entry &entry);
    void evict();
    template <typename Wanted>
    void forget(const Wanted &wanted);

    std::shared_ptr<Workspace> m_workspace;
    QHash<LayerKey, Entry> m_entries;
    QSet<LayerKey> m_pinned;
    qint64 m_bytes = 0;
    qint64 m_bound = 512LL << 20;
    quint64 m_clock = 0;

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable_any m_wake;
    std::deque<LayerRequest> m_requests;
    QSet<LayerKey> m_underWay;
    int m_workingAhead = 0;
    int m_workingUrgently = 0;
    quint64 m_generation = 0;
    std::vector<std::jthread> m_threads; ///< The last member: they join before the rest goes.
};

} // namespace flawscope::ui
