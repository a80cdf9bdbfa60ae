// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/shanghaitech.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/parallel.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/videoreader.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace flawscope {

namespace {

constexpr int kMaxVideoFrames = 10'000'000;
constexpr const char *kAnomaly = "anomaly";

struct Scene {
    bool test = false;
    std::string name;
    std::vector<const FoundFile *> frames;
    const FoundFile *video = nullptr;
    const FoundFile *labels = nullptr;
    const FoundFile *masks = nullptr;
};

/// One array of a scene, mapped; one item or one mask for each frame.
class FrameArray final {
public:
    /// Throws where the file is no array with @p axes axes.
    FrameArray(const std::filesystem::path &path, std::size_t axes) : m_header(readNpyHeader(path)), m_file(path)
    {
        if (m_header.shape.size() != axes || (m_header.fortranOrder && axes > 1))
            throw Error(ErrorCode::BadFormat, displayPath(path) + " is not used: it should hold an array with " + std::to_string(axes)
                                                  + (axes == 1 ? " axis [frames]." : " axes [frames,H,W]."));
        if (m_header.kind == 'f' && axes > 1)
            throw Error(ErrorCode::BadFormat, displayPath(path) + " is not used: masks are whole numbers or bools, not floating-point numbers.");
        m_itemBytes = static_cast<std::size_t>(m_header.itemBytes);
        for (std::size_t axis = 1; axis < axes; ++axis)
            m_itemBytes *= static_cast<std::size_t>(m_header.shape[axis]);
        if (m_header.dataOffset + frames() * m_itemBytes > m_file.bytes().size())
            throw Error(ErrorCode::BadFormat, displayPath(path) + " is cut off.");
    }

    [[nodiscard]] std::size_t frames() const { return static_cast<std::size_t>(m_header.shape[0]); }
    [[nodiscard]] int height() const { return static_cast<int>(m_header.shape[1]); }
    [[nodiscard]] int width() const { return static_cast<int>(m_header.shape[2]); }

    /// Whether frame @p k holds anything but zeros.
    [[nodiscard]] bool marks(std::size_t k) const
    {
        const auto item = m_file.bytes().subspan(m_header.dataOffset + k * m_itemBytes, m_itemBytes);
        return std::any_of(item.begin(), item.end(), [](std::uint8_t byte) { return byte != 0; });
    }

private:
    NpyHeader m_header;
    MappedFile m_file;
    std::size_t m_itemBytes = 0;
};

std::optional<FrameArray> openArray(const FoundFile *file, std::size_t axes, std::vector<Finding> &findings)
{
    if (!file)
        return std::nullopt;
    try {
        return FrameArray(file->path, axes);
    } catch (const Error &error) {
        findings.push_back({Severity::Warning, "unreadable", error.what(), {file->path}});
        return std::nullopt;
    }
}

/// By number where every stem is one ("2" before "10"), else by name.
void sortFrames(std::vector<const FoundFile *> &frames)
{
    const auto isNumber = [](const FoundFile *file) {
        const std::string_view stem = fileStem(file->name);
        return !stem.empty() && std::all_of(stem.begin(), stem.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto digits = [](const FoundFile *file) {
        std::string_view stem = fileStem(file->name);
        stem.remove_prefix(std::min(stem.find_first_not_of('0'), stem.size()));
        return stem;
    };
    const bool byNumber = std::all_of(frames.begin(), frames.end(), isNumber);
    std::sort(frames.begin(), frames.end(), [&](const FoundFile *a, const FoundFile *b) {
        const std::string_view x = byNumber ? digits(a) : std::string_view();
        const std::string_view y = byNumber ? digits(b) : std::string_view();
        return std::tuple(x.size(), x, std::string_view(a->name)) < std::tuple(y.size(), y, std::string_view(b->name));
    });
}

using SceneKey = std::pair<bool, std::string>;

/// The scene of a path such as testing/frames/01_0014/000.jpg, and what the file is to it.
void addToScene(const FoundFile &file, std::map<SceneKey, Scene> &scenes)
{
    const auto c = pathComponents(file.name);
    if (c.size() < 3 || !isOneOf(c[0], {"training", "testing"}))
        return;
    const std::size_t below = c[0].size() + 1 + c[1].size() + 1;
    const std::string_view rest = std::string_view(file.name).substr(below);
    const bool isFrame = file.kind == FileKind::Picture && isOneOf(c[1], {"frames"});
    const std::string_view folder = folderOf(rest);
    std::string name(folder);
    if (!isFrame)
        name += (folder.empty() ? "" : "/") + std::string(fileStem(rest));
    const auto scene = [&]() -> Scene & {
        Scene &entry = scenes[{isOneOf(c[0], {"testing"}), name}];
        entry.test = isOneOf(c[0], {"testing"});
        entry.name = name;
        return entry;
    };
    if (isFrame)
        scene().frames.push_back(&file);
    else if (file.kind == FileKind::Video && isOneOf(c[1], {"videos"}))
        scene().video = &file;
    else if (file.kind == FileKind::Array && isOneOf(c[1], {"test_frame_mask"}))
        scene().labels = &file;
    else if (file.kind == FileKind::Array && isOneOf(c[1], {"test_pixel_mask"}))
        scene().masks = &file;
}

/// One sample for each frame of the scene, k-th at index k; unlabelled.
std::vector<Sample> framesOf(const Scene &scene, std::vector<Finding> &findings)
{
    std::vector<Sample> samples;
    for (const FoundFile *file : scene.frames) {
        Sample sample;
        sample.image = file->path;
        sample.name = utf8Name(file->name);
        samples.push_back(std::move(sample));
    }
    if (!samples.empty() || !scene.video)
        return samples;
    const std::string name = utf8Name(scene.video->name);
    try {
        const VideoReader reader(scene.video->path);
        for (int frame = 0; frame < std::min(reader.frameCount(), kMaxVideoFrames); ++frame) {
            const std::string digits = std::to_string(frame);
            Sample sample;
            sample.image = scene.video->path;
            sample.frame = frame;
            sample.name = name + '/' + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
            sample.height = reader.height();
            sample.width = reader.width();
            samples.push_back(std::move(sample));
        }
    } catch (const Error &error) {
        findings.push_back({Severity::Problem, "unreadable", name + " is left out: " + error.what(), {scene.video->path}});
    }
    return samples;
}

void checkLength(const FoundFile &file, std::size_t frames, std::size_t expected, std::vector<Finding> &findings)
{
    if (frames != expected)
        findings.push_back({Severity::Warning, "mask-size",
                            utf8Name(file.name) + " is for " + std::to_string(frames) + " frames, its scene has " + std::to_string(expected)
                                + "; frames without an entry stay unlabelled.",
                            {file.path}});
}

/// Sets labels and masks of the frames of a test scene.
void labelFrames(const Scene &scene, bool checkMasks, std::vector<Sample> &samples, Draft &draft, const RunContext &context)
{
    const std::optional<FrameArray> labels = openArray(scene.labels, 1, draft.findings);
    const std::optional<FrameArray> masks = openArray(scene.masks, 3, draft.findings);
    if (labels)
        checkLength(*scene.labels, labels->frames(), samples.size(), draft.findings);
    if (masks)
        checkLength(*scene.masks, masks->frames(), samples.size(), draft.findings);
    std::vector<std::string> empty;
    for (std::size_t k = 0; k < samples.size(); ++k) {
        context.throwIfStopped();
        Sample &sample = samples[k];
        const bool hasMask = masks && k < masks->frames();
        const bool hasLabel = labels && k < labels->frames();
        if (!hasLabel && !hasMask)
            continue;
        const bool isDefect = hasLabel ? labels->marks(k) : masks->marks(k);
        sample.label = isDefect ? Label::Defect : Label::Good;
        sample.defectClass = isDefect ? kAnomaly : "good";
        if (!isDefect || !hasMask)
            continue;
        sample.mask = scene.masks->path;
        sample.maskFrame = static_cast<int>(k);
        if (checkMasks && hasLabel && !masks->marks(k))
            empty.push_back(sample.name);
    }
    if (!empty.empty())
        draft.findings.push_back({Severity::Warning, "empty-mask",
                                  utf8Name(scene.masks->name) + " marks no defect pixel in " + std::to_string(empty.size())
                                      + (empty.size() == 1 ? " frame" : " frames") + " labelled as a defect, first " + empty.front() + ".",
                                  {scene.masks->path}});
}

Draft draftScene(Scene &scene, int frameStep, bool checkMasks, const RunContext &context)
{
    Draft draft;
    sortFrames(scene.frames);
    std::vector<Sample> samples = framesOf(scene, draft.findings);
    if (samples.empty()) {
        for (const FoundFile *array : {scene.labels, scene.masks}) {
            if (array)
                draft.findings.push_back({Severity::Warning, "mask-without-image",
                                          utf8Name(array->name) + " belongs to no frames and is not used.", {array->path}});
        }
        return draft;
    }
    if (!scene.test) {
        for (std::size_t k = 0; k < samples.size(); k += static_cast<std::size_t>(frameStep)) {
            samples[k].defectClass = "good";
            draft.samples.push_back(std::move(samples[k]));
        }
        return draft;
    }
    for (Sample &sample : samples) {
        sample.split = Split::Test;
        sample.label = Label::Unknown;
    }
    labelFrames(scene, checkMasks, samples, draft, context);
    draft.samples = std::move(samples);
    return draft;
}

Draft draftScenes(std::vector<Scene> scenes, int frameStep, bool checkMasks, const RunContext &context)
{
    std::vector<Draft> drafts(scenes.size());
    parallelFor(scenes.size(), "reading scenes", "scenes", context,
                [&](std::size_t i) { drafts[i] = draftScene(scenes[i], frameStep, checkMasks, context); });
    Draft all;
    for (Draft &draft : drafts) {
        std::move(draft.samples.begin(), draft.samples.end(), std::back_inserter(all.samples));
        std::move(draft.findings.begin(), draft.findings.end(), std::back_inserter(all.findings));
    }
    return all;
}

} // namespace

Draft draftShanghaiTech(const std::vector<FoundFile> &files, int frameStep, bool checkMasks, const RunContext &context)
{
    std::map<SceneKey, Scene> byKey;
    for (const FoundFile &file : files)
        addToScene(file, byKey);
    std::vector<Scene> scenes;
    for (auto &[key, scene] : byKey)
        scenes.push_back(std::move(scene));
    return draftScenes(std::move(scenes), frameStep, checkMasks, context);
}

Draft draftVideos(const std::vector<FoundFile> &files, int step, const RunContext &context)
{
    std::vector<Scene> scenes;
    for (const FoundFile &file : files) {
        if (file.kind != FileKind::Video)
            continue;
        Scene scene;
        scene.name = file.name;
        scene.video = &file;
        scenes.push_back(std::move(scene));
    }
    return draftScenes(std::move(scenes), step, false, context);
}

} // namespace flawscope
