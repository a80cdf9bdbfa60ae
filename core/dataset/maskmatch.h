// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/filelist.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace flawscope {

/// Tells masks from pictures by their names and gives each mask to its picture.
///
/// A mask lies in a ground-truth folder, or beside its picture with the ending _mask or _gt. Keeps references into the
/// list of files, which must outlive it.
class MaskMatcher final {
public:
    /// Index of a picture that is no sample; its mask is not missed.
    static constexpr std::size_t kIgnored = SIZE_MAX;

    explicit MaskMatcher(const std::vector<FoundFile> &files);

    [[nodiscard]] bool isMask(std::string_view name) const;
    void addPicture(std::string_view name, std::size_t sample);

    /// Sets Sample::mask. Findings: "mask-without-image", "second-mask".
    void match(std::vector<Sample> &samples, std::vector<Finding> &findings) const;

private:
    using Samples = std::vector<std::size_t>;

    [[nodiscard]] Samples samplesOf(std::string_view maskName, const std::vector<Sample> &samples, bool hasTest) const;
    [[nodiscard]] Samples lookUp(const std::vector<std::string> &folders, std::string_view stem) const;

    const std::vector<FoundFile> &m_files;
    std::unordered_set<std::string> m_keys;                 ///< Folder and stem of each file outside ground truth.
    std::unordered_map<std::string, Samples> m_byKey;       ///< Samples by folder and stem.
    std::unordered_map<std::string_view, Samples> m_byStem; ///< Samples by stem alone.
};

} // namespace flawscope
