// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/checks.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/duplicates.h"
#include "core/dataset/filelist.h"
#include "core/dataset/parallel.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/imageheader.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <new>
#include <set>
#include <sys/stat.h>
#include <utility>

namespace flawscope {

namespace {

std::string sizeText(std::int64_t width, std::int64_t height)
{
    return std::to_string(width) + "×" + std::to_string(height) + " px";
}

std::string maskName(const Sample &sample)
{
    return "The mask " + utf8Name(sample.mask.filename().native()) + " of " + sample.name;
}

struct MaskFacts {
    std::string problem;
    int height = 0;
    int width = 0;
    bool hasDefect = false;
};

MaskFacts readMask(const Sample &sample, bool decode)
{
    const ImageHeader header = probeImage(sample.mask);
    MaskFacts facts{header.problem, header.height, header.width, true};
    if (!facts.problem.empty() || !decode)
        return facts;
    try {
        const Mask mask = decodeMask(sample.mask);
        facts.hasDefect = std::any_of(mask.values.begin(), mask.values.end(), [](std::uint8_t v) { return v != 0; });
    } catch (const Error &error) {
        facts.problem = error.what();
        if (facts.problem.ends_with('.'))
            facts.problem.pop_back();
    } catch (const std::bad_alloc &) {
        facts.problem = "there is not enough memory to decode it";
    }
    return facts;
}

/// What a mask with a defect says about its picture.
void applyDefect(Sample &sample, Layout layout, std::vector<Finding> &findings)
{
    if (sample.label == Label::Defect)
        return;
    const auto contradict = [&](const std::string &place, const std::string &verdict) {
        findings.push_back({Severity::Warning, "defect-in-good",
                            sample.name + " lies among " + place + ", but its mask marks a defect; it counts as " + verdict + ".",
                            {sample.image, sample.mask}});
    };
    if (sample.label == Label::Good && sample.split == Split::Test) {
        contradict("good pictures", "good");
        sample.mask.clear();
        return;
    }
    if (sample.split == Split::Train && layout != Layout::PlainFolder)
        contradict("the training pictures", "a test picture");
    sample.split = Split::Test;
    sample.label = Label::Defect;
    sample.defectClass = "defect";
}

/// What a mask without a defect says about its picture.
void applyEmpty(Sample &sample, std::vector<Finding> &findings)
{
    if (sample.label == Label::Defect) {
        findings.push_back({Severity::Warning, "empty-mask", maskName(sample) + " marks no defect pixel.", {sample.mask, sample.image}});
        return;
    }
    sample.label = Label::Good;
    sample.defectClass = "good";
    sample.mask.clear();
}

void applyMask(Sample &sample, const MaskFacts &facts, Layout layout, std::vector<Finding> &findings)
{
    const bool readable = facts.problem.empty();
    const bool fits = readable && facts.height == sample.height && facts.width == sample.width;
    if (!readable)
        findings.push_back({Severity::Warning, "unreadable", maskName(sample) + " is not used: " + facts.problem + ".", {sample.mask, sample.image}});
    else if (!fits)
        findings.push_back({Severity::Warning, "mask-size",
                            maskName(sample) + " is not used: it has " + sizeText(facts.width, facts.height) + ", the picture "
                                + sizeText(sample.width, sample.height) + ".",
                            {sample.mask, sample.image}});
    // An unreadable mask beside a picture in a plain folder still says that the picture is no good part.
    if (readable && !facts.hasDefect)
        applyEmpty(sample, findings);
    else if (readable || layout == Layout::PlainFolder)
        applyDefect(sample, layout, findings);
    if (!fits)
        sample.mask.clear();
}

/// Takes stacks of another picture size off the samples, with one finding for each stack.
void checkStacks(Dataset &dataset)
{
    std::map<std::filesystem::path, std::pair<std::int64_t, std::int64_t>> sizes;
    std::set<std::filesystem::path> reported;
    for (Sample &sample : dataset.samples) {
        if (sample.mask.empty() || sample.maskFrame < 0)
            continue;
        auto found = sizes.find(sample.mask);
        if (found == sizes.end()) {
            const std::vector<std::int64_t> shape = readNpyHeader(sample.mask).shape;
            found = sizes.emplace(sample.mask, std::pair(shape.at(1), shape.at(2))).first;
        }
        const auto [height, width] = found->second;
        if (height == sample.height && width == sample.width)
            continue;
        if (reported.insert(sample.mask).second)
            dataset.findings.push_back({Severity::Warning, "mask-size",
                                        maskName(sample) + " is not used: it has " + sizeText(width, height) + ", the frame "
                                            + sizeText(sample.width, sample.height) + ".",
                                        {sample.mask, sample.image}});
        sample.mask.clear();
        sample.maskFrame = -1;
    }
}

ContentFile contentFile(const std::filesystem::path &path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return {path, 0, 0, 0};
    return {path, static_cast<std::uint64_t>(status.st_size), status.st_dev, status.st_ino};
}

Finding duplicateFinding(const Dataset &dataset, const std::vector<std::size_t> &group)
{
    const auto &samples = dataset.samples;
    const auto inSplit = [&](Split split) {
        return std::find_if(group.begin(), group.end(), [&](std::size_t i) { return samples[i].split == split; });
    };
    Finding finding{Severity::Warning, "duplicate", {}, {}};
    for (const std::size_t i : group)
        finding.files.push_back(samples[i].image);
    const auto train = inSplit(Split::Train);
    const auto test = inSplit(Split::Test);
    const std::string more = group.size() > 2 ? " (" + std::to_string(group.size()) + " files in all)" : "";
    if (train != group.end() && test != group.end()) {
        finding.kind = "leak";
        finding.message = samples[*test].name + " is tested on, but the same picture is trained on as " + samples[*train].name + more
            + ": figures look better than they are.";
        return finding;
    }
    const bool contradict = std::any_of(group.begin(), group.end(), [&](std::size_t i) { return samples[i].label != samples[group[0]].label; });
    finding.message = samples[group[1]].name + " has the same content as " + samples[group[0]].name + more
        + (contradict ? ", but their labels differ." : ".");
    return finding;
}

} // namespace

void checkPictures(Dataset &dataset, const RunContext &context)
{
    std::vector<std::string> problems(dataset.samples.size());
    parallelFor(dataset.samples.size(), "scanning", "files", context, [&](std::size_t i) {
        Sample &sample = dataset.samples[i];
        if (sample.frame >= 0)
            return;
        ImageHeader header = probeImage(sample.image);
        sample.height = header.height;
        sample.width = header.width;
        problems[i] = std::move(header.problem);
        if (problems[i].empty() && (sample.height <= 0 || sample.width <= 0))
            problems[i] = "its header gives no size";
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        Sample &sample = dataset.samples[i];
        if (!problems[i].empty())
            dataset.findings.push_back({Severity::Problem, "unreadable", sample.name + " is left out: " + problems[i] + ".", {sample.image}});
        else if (kept++ != i)
            dataset.samples[kept - 1] = std::move(sample);
    }
    dataset.samples.resize(kept);
}

void checkMasks(Dataset &dataset, bool decode, const RunContext &context)
{
    checkStacks(dataset);
    std::vector<std::size_t> masked;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        if (!dataset.samples[i].mask.empty() && dataset.samples[i].maskFrame < 0)
            masked.push_back(i);
    }
    std::vector<MaskFacts> facts(masked.size());
    parallelFor(masked.size(), "reading masks", "files", context,
                [&](std::size_t k) { facts[k] = readMask(dataset.samples[masked[k]], decode); });
    for (std::size_t k = 0; k < masked.size(); ++k)
        applyMask(dataset.samples[masked[k]], facts[k], dataset.layout, dataset.findings);
}

void checkDuplicates(Dataset &dataset, const RunContext &context)
{
    std::vector<std::size_t> pictures;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        if (dataset.samples[i].frame < 0)
            pictures.push_back(i);
    }
    std::vector<ContentFile> files(pictures.size());
    parallelFor(pictures.size(), "comparing", "files", context,
                [&](std::size_t k) { files[k] = contentFile(dataset.samples[pictures[k]].image); });
    const std::vector<std::uint32_t> groups = contentGroups(files, context);
    std::map<std::uint32_t, std::vector<std::size_t>> members;
    for (std::size_t k = 0; k < pictures.size(); ++k) {
        dataset.samples[pictures[k]].contentGroup = groups[k];
        if (groups[k] != 0)
            members[groups[k]].push_back(pictures[k]);
    }
    for (const auto &[group, indices] : members)
        dataset.findings.push_back(duplicateFinding(dataset, indices));
}

void checkCounts(Dataset &dataset, int batchSize)
{
    std::map<std::pair<int, int>, const Sample *> sizes;
    std::size_t training = 0;
    for (const Sample &sample : dataset.samples) {
        sizes.try_emplace({sample.height, sample.width}, &sample);
        training += sample.split == Split::Train;
    }
    if (sizes.size() > 1) {
        const auto byArea = [](const auto &a, const auto &b) {
            return static_cast<double>(a.first.first) * a.first.second < static_cast<double>(b.first.first) * b.first.second;
        };
        const auto [small, large] = std::minmax_element(sizes.begin(), sizes.end(), byArea);
        dataset.findings.push_back({Severity::Info, "mixed-sizes",
                                    "The pictures have " + std::to_string(sizes.size()) + " different sizes, from "
                                        + sizeText(small->first.second, small->first.first) + " to "
                                        + sizeText(large->first.second, large->first.first) + "; all are resized to the model's input.",
                                    {small->second->image, large->second->image}});
    }
    if (training < static_cast<std::size_t>(batchSize))
        dataset.findings.push_back({Severity::Warning, "few-images",
                                    "There " + std::string(training == 1 ? "is only 1 training picture" : "are only " + std::to_string(training) + " training pictures")
                                        + ", fewer than a batch of " + std::to_string(batchSize) + "; more good parts make a better model.",
                                    {}});
}

} // namespace flawscope
