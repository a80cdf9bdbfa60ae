// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/workspace/runscores.h"

#include <filesystem>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace flawscope {

namespace store {

/// What the workspace's file says of a run's scores; the likelihoods lie in the folder.
struct ScoreSet {
    std::string folder; ///< Below the run's.
    std::vector<double> normaliser;
    int mapHeight = 0;
    int mapWidth = 0;
    float scaleHi = 0;
    std::vector<ImageScore> images;
};

/// One scale's likelihoods of all pictures, float32 [N,H,W], mapped.
class LikelihoodFile final {
public:
    /// Throws ErrorCode::BadFormat unless the file holds exactly @p count maps.
    LikelihoodFile(const std::filesystem::path &file, std::size_t count);

    [[nodiscard]] ScoreMap map(std::size_t index) const;

private:
    MappedFile m_file;
    std::size_t m_offset = 0;
    int m_height = 0;
    int m_width = 0;
};

[[nodiscard]] std::string likelihoodFileName(int scale);

} // namespace store

struct RunScores::Private {
    store::ScoreSet set;
    std::vector<store::LikelihoodFile> scales;
    std::unordered_map<ImageId, std::size_t> places;

    /// Maps the files of @p set. Throws ErrorCode::BadFormat, Unreadable.
    Private(store::ScoreSet set, const std::filesystem::path &folder);
};

struct ScoreWriter::Private {
    /// Notes the scores in the workspace once their folder is in place, and removes those before.
    using Commit = std::function<void(const store::ScoreSet &set)>;

    class Scale;

    Private(std::filesystem::path temporary, std::filesystem::path target, std::size_t capacity, Commit commit);
    ~Private();

    std::filesystem::path temporary;
    std::filesystem::path target;
    Commit commit;
    std::vector<ImageScore> images;
    std::vector<std::unique_ptr<Scale>> scales;
};

} // namespace flawscope
