// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layout.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/maskmatch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

namespace flawscope {

namespace {

using Components = std::span<const std::string_view>;

bool isTrainFolder(std::string_view name)
{
    return isOneOf(name, {"train", "training"});
}

bool isTestFolder(std::string_view name)
{
    return isOneOf(name, {"test", "testing"});
}

bool isUnlabelledFolder(std::string_view name)
{
    return isOneOf(name, {"images", "image", "imgs", "unlabeled", "unlabelled", "unknown", "unsorted", "all"});
}

bool isShanghaiTech(Components c)
{
    return c.size() > 2 && isOneOf(c[0], {"training", "testing"})
        && isOneOf(c[1], {"frames", "videos", "test_frame_mask", "test_pixel_mask"});
}

/// What lies at the top of a tree.
struct TreeShape {
    bool shanghai = false;
    bool loose = false;
    bool train = false;
    bool trainGood = false;
    bool test = false;
    bool testClass = false;
    bool good = false;
    bool other = false;

    void add(Components c, FileKind kind)
    {
        shanghai = shanghai || isShanghaiTech(c);
        if (kind != FileKind::Picture || std::any_of(c.begin(), c.end() - 1, isTruthFolder))
            return;
        if (c.size() == 1) {
            loose = true;
        } else if (isTrainFolder(c[0])) {
            train = true;
            trainGood = trainGood || (c.size() > 2 && isGoodFolder(c[1]));
        } else if (isTestFolder(c[0])) {
            test = true;
            testClass = testClass || c.size() > 2;
        } else if (isGoodFolder(c[0])) {
            good = true;
        } else {
            other = true;
        }
    }

    [[nodiscard]] Layout layout() const
    {
        if (shanghai)
            return Layout::ShanghaiTech;
        if (trainGood && testClass)
            return Layout::MvtecAd;
        return train || test || (good && other) ? Layout::GoodAndTest : Layout::PlainFolder;
    }

    /// Whether nobody would call this a folder of pictures in one class.
    [[nodiscard]] bool isDataset() const { return shanghai || (train && test) || (good && test); }
};

TreeShape shapeOf(const std::vector<FoundFile> &files)
{
    TreeShape shape;
    for (const FoundFile &file : files)
        shape.add(pathComponents(file.name), file.kind);
    return shape;
}

struct Place {
    Split split = Split::Train;
    Label label = Label::Good;
    std::string defectClass = "good";
};

Place testPlace(std::string_view folder)
{
    if (isGoodFolder(folder))
        return {Split::Test, Label::Good, "good"};
    if (folder.empty() || isUnlabelledFolder(folder))
        return {Split::Test, Label::Unknown, {}};
    return {Split::Test, Label::Defect, utf8Name(folder)};
}

/// Split, label and class by folder; nothing for a picture that belongs nowhere.
std::optional<Place> placeOf(Components c, const TreeShape &shape, Layout layout)
{
    if (layout == Layout::PlainFolder)
        return Place{};
    const std::string_view sub = c.size() > 2 ? c[1] : std::string_view();
    if (c.size() == 1)
        return shape.train || shape.good ? std::nullopt : std::optional(Place{});
    if (isTestFolder(c[0]))
        return testPlace(sub);
    if (isTrainFolder(c[0]))
        return shape.trainGood && !sub.empty() && !isGoodFolder(sub) ? std::nullopt : std::optional(Place{});
    if (isGoodFolder(c[0]))
        return Place{};
    if (shape.good && !shape.train && !shape.test)
        return testPlace(c[0]);
    return std::nullopt;
}

void reportIgnored(const std::map<std::string, std::vector<std::filesystem::path>> &ignored, std::vector<Finding> &findings)
{
    for (const auto &[folder, files] : ignored) {
        const std::string where = folder.empty() ? "beside the folders" : "in " + utf8Name(folder);
        findings.push_back({Severity::Info, "ignored",
                            std::to_string(files.size()) + (files.size() == 1 ? " picture " : " pictures ") + where
                                + " are not used: they belong neither to the training nor to the test folder.",
                            files});
    }
}

std::string join(const std::vector<std::string> &names)
{
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i)
        text += (i ? ", " : "") + names[i];
    return names.size() > kShown ? text + ", …" : text;
}

} // namespace

bool isGoodFolder(std::string_view name)
{
    return isOneOf(name, {"good", "ok", "normal"});
}

bool isTruthFolder(std::string_view name)
{
    return isOneOf(name, {"ground_truth", "groundtruth", "ground truth", "gt", "masks"});
}

DetectedLayout detectLayout(const std::filesystem::path &root, const std::vector<FoundFile> &files)
{
    const TreeShape shape = shapeOf(files);
    if (shape.layout() != Layout::PlainFolder || shape.loose)
        return {shape.layout(), {}};
    std::map<std::string_view, TreeShape> below;
    for (const FoundFile &file : files) {
        const auto components = pathComponents(file.name);
        if (components.size() > 1)
            below[components[0]].add(std::span(components).subspan(1), file.kind);
    }
    std::vector<std::string> datasets;
    Layout layout = Layout::PlainFolder;
    for (const auto &[folder, inner] : below) {
        if (!inner.isDataset())
            continue;
        datasets.emplace_back(folder);
        layout = inner.layout();
    }
    if (datasets.empty())
        return {};
    if (datasets.size() > 1)
        throw Error(ErrorCode::BadInput, displayPath(root) + " holds " + std::to_string(datasets.size()) + " data sets ("
                                             + utf8Name(join(datasets)) + "). Choose one of them.");
    return {layout, datasets.front() + '/'};
}

Draft draftPictures(const std::vector<FoundFile> &files, Layout layout)
{
    const TreeShape shape = shapeOf(files);
    MaskMatcher matcher(files);
    Draft draft;
    std::map<std::string, std::vector<std::filesystem::path>> ignored;
    for (const FoundFile &file : files) {
        if (file.kind != FileKind::Picture || matcher.isMask(file.name))
            continue;
        const auto components = pathComponents(file.name);
        const std::optional<Place> place = placeOf(components, shape, layout);
        matcher.addPicture(file.name, place ? draft.samples.size() : MaskMatcher::kIgnored);
        if (!place) {
            ignored[std::string(folderOf(file.name))].push_back(file.path);
            continue;
        }
        Sample sample;
        sample.image = file.path;
        sample.name = utf8Name(file.name);
        sample.split = place->split;
        sample.label = place->label;
        sample.defectClass = place->defectClass;
        draft.samples.push_back(std::move(sample));
    }
    matcher.match(draft.samples, draft.findings);
    reportIgnored(ignored, draft.findings);
    return draft;
}

} // namespace flawscope
