// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/evaluatemapsjob.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/evaluation/evaluation.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/resize.h"
#include "core/pipeline/scoring.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <set>
#include <system_error>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

std::string lowerExtension(const fs::path &path)
{
    std::string text = path.extension().string();
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Files below @p root with one of the endings, by their relative paths.
std::map<fs::path, fs::path> filesBelow(const fs::path &root, const std::set<std::string> &endings, const char *what, const RunContext &context)
{
    std::error_code error;
    if (!fs::is_directory(root, error))
        throw Error(ErrorCode::BadInput, std::string("The folder of ") + what + ", " + displayPath(root) + ", " + (fs::exists(root, error) ? "is a file." : "does not exist."));
    std::map<fs::path, fs::path> files;
    fs::recursive_directory_iterator entry(root, fs::directory_options::follow_directory_symlink | fs::directory_options::skip_permission_denied, error);
    while (!error && entry != fs::recursive_directory_iterator()) {
        context.throwIfStopped();
        if (entry.depth() > 64)
            entry.disable_recursion_pending();
        if (endings.contains(lowerExtension(entry->path())) && entry->is_regular_file(error))
            files.emplace(entry->path().lexically_relative(root), entry->path());
        entry.increment(error);
    }
    if (error)
        throw Error(ErrorCode::Unreadable, "Cannot list " + displayPath(root) + ": " + error.message() + '.');
    return files;
}

/// Masks by the relative path of their picture, without the ending.
class MaskFolder final {
public:
    explicit MaskFolder(const std::map<fs::path, fs::path> &files)
    {
        for (const auto &[relative, path] : files) {
            fs::path key = relative;
            key.replace_extension();
            m_files.emplace(key.generic_string(), path);
        }
    }

    /// Empty where there is none.
    [[nodiscard]] fs::path find(const fs::path &mapRelative)
    {
        fs::path stem = mapRelative;
        stem.replace_extension();
        const fs::path whole = stem;
        for (;;) {
            for (const char *ending : {"_mask", "_gt", ""}) {
                const auto found = m_files.find(stem.generic_string() + ending);
                if (found != m_files.end()) {
                    m_used.insert(found->first);
                    return found->second;
                }
            }
            // Drop the leading folder, but keep the one that the picture lies in.
            if (std::distance(stem.begin(), stem.end()) <= 2)
                return {};
            stem = stem.lexically_relative(*stem.begin());
        }
    }

    [[nodiscard]] std::vector<fs::path> unused() const
    {
        std::vector<fs::path> paths;
        for (const auto &[key, path] : m_files) {
            if (!m_used.contains(key))
                paths.push_back(path);
        }
        return paths;
    }

private:
    std::map<std::string, fs::path> m_files;
    std::set<std::string> m_used;
};

struct Pair {
    fs::path map;
    fs::path mask;
};

Mask readTruth(const fs::path &path, int height, int width)
{
    if (path.empty())
        return {};
    const Mask mask = lowerExtension(path) == ".npy" ? readNpyFrame(path, 0) : decodeMask(path);
    return mask.height == height && mask.width == width ? mask : resizeNearest(mask, height, width);
}

struct FirstLook {
    std::vector<fs::path> resized; ///< Masks of another size than their maps.
    bool precise = false;          ///< Some map has a score that float32 cannot hold.
};

/// Also finds the scores and labels of @p images.
FirstLook firstLook(const std::vector<Pair> &pairs, std::vector<EvaluatedImage> &images, const RunContext &context)
{
    FirstLook look;
    std::mutex mutex;
    forEachInParallel(pairs.size(), 0, "reading maps", context, [&](std::size_t i) {
        const Plane<double> map = readPreciseMap(pairs[i].map);
        images[i].score = *std::max_element(map.values.begin(), map.values.end());
        if (!std::all_of(map.values.begin(), map.values.end(), [](double v) { return static_cast<double>(static_cast<float>(v)) == v; })) {
            const std::lock_guard lock(mutex);
            look.precise = true;
        }
        if (pairs[i].mask.empty())
            return;
        const Mask mask = lowerExtension(pairs[i].mask) == ".npy" ? readNpyFrame(pairs[i].mask, 0) : decodeMask(pairs[i].mask);
        images[i].defect = std::any_of(mask.values.begin(), mask.values.end(), [](std::uint8_t v) { return v != 0; });
        if (mask.height != map.height || mask.width != map.width) {
            const std::lock_guard lock(mutex);
            look.resized.push_back(pairs[i].mask);
        }
    });
    std::sort(look.resized.begin(), look.resized.end());
    return look;
}

template <typename Score>
MapSourceOf<Score> mapSource(Plane<Score> (*read)(const fs::path &), const std::vector<Pair> &pairs, const std::vector<EvaluatedImage> &images)
{
    return [read, &pairs, &images](std::size_t i, const MapVisitorOf<Score> &visit) {
        const Plane<Score> map = read(pairs[i].map);
        visit(map, images[i].defect ? readTruth(pairs[i].mask, map.height, map.width) : Mask());
    };
}

} // namespace

Report evaluateMapsJob(const fs::path &maps, const fs::path &masks, const EvaluationOptions &options, const RunContext &context)
{
    validateOptions(options);
    const auto mapFiles = filesBelow(maps, {".tiff", ".tif", ".npy"}, "maps", context);
    if (mapFiles.empty())
        throw Error(ErrorCode::BadInput, displayPath(maps) + " holds no score maps: no .tiff, .tif or .npy file.");
    MaskFolder maskFolder(filesBelow(masks, {".png", ".npy", ".tiff", ".tif", ".bmp", ".jpg", ".jpeg", ".webp"}, "masks", context));
    std::vector<Pair> pairs;
    std::vector<EvaluatedImage> images;
    for (const auto &[relative, path] : mapFiles) {
        pairs.push_back({path, maskFolder.find(relative)});
        const std::string defectClass = displayPath(relative.parent_path().filename());
        images.push_back({displayPath(relative), false, defectClass, 0});
    }
    Report report;
    const FirstLook look = firstLook(pairs, images, context);
    // Both give the same figures of float32 maps, where float32 takes half the time and memory.
    report.evaluation = look.precise ? evaluate(images, mapSource(readPreciseMap, pairs, images), options, context)
                                     : evaluate(images, mapSource(readMap, pairs, images), options, context);
    report.job = "evaluate-maps";
    report.dataset = displayPath(maps);
    report.testImages = images.size();
    std::vector<LabelledScore> scores;
    for (const EvaluatedImage &image : images) {
        (image.defect ? report.testDefect : report.testGood)++;
        scores.push_back({image.score, image.defect});
    }
    report.imageThreshold = f1Threshold(scores);
    if (report.imageThreshold)
        report.confusion = confusionAt(scores, report.imageThreshold->value);
    if (!look.resized.empty())
        report.findings.push_back({Severity::Warning, "mask-size", std::to_string(look.resized.size()) + " masks have another size than their maps and were resized to it.", look.resized});
    if (std::vector<fs::path> unused = maskFolder.unused(); !unused.empty())
        report.findings.push_back({Severity::Warning, "mask-without-image", std::to_string(unused.size()) + " masks belong to no map.", std::move(unused)});
    return report;
}

} // namespace flawscope
