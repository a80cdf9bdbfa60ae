// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/scan.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/dataset/checks.h"
#include "core/dataset/filelist.h"
#include "core/dataset/layout.h"
#include "core/dataset/shanghaitech.h"
#include "core/imaging/videoreader.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace flawscope {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFormats = "(PNG, JPEG, BMP, TIFF, WebP)";

void requireFolder(const fs::path &root)
{
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (status.type() == fs::file_type::not_found)
        throw Error(ErrorCode::BadInput, "The folder " + displayPath(root) + " does not exist.");
    if (error)
        throw Error(ErrorCode::Unreadable, "Cannot read the folder " + displayPath(root) + ": " + error.message() + ".");
    if (status.type() != fs::file_type::directory)
        throw Error(ErrorCode::BadInput, displayPath(root) + " is a file, not a folder. Choose a folder of pictures.");
}

/// The first thing that went wrong, as a sentence to go on with.
std::string firstProblem(const std::vector<Finding> &findings)
{
    const auto problem = std::find_if(findings.begin(), findings.end(), [](const Finding &f) { return f.severity == Severity::Problem; });
    return problem == findings.end() ? std::string() : ' ' + problem->message;
}

void requirePictures(const fs::path &root, const FileList &list, bool withVideos)
{
    const auto counts = [&](const FoundFile &file) {
        return file.kind == FileKind::Picture || (withVideos && file.kind == FileKind::Video);
    };
    if (std::any_of(list.files.begin(), list.files.end(), counts))
        return;
    std::error_code error;
    if (fs::is_empty(root, error) && !error)
        throw Error(ErrorCode::BadInput, "The folder " + displayPath(root) + " is empty. Put pictures of good parts into it " + kFormats + ".");
    throw Error(ErrorCode::BadInput, "The folder " + displayPath(root) + " has no pictures " + kFormats + " in it or below it." + firstProblem(list.findings));
}

Layout layoutOf(LayoutHint hint)
{
    return static_cast<Layout>(static_cast<int>(hint) - 1);
}

/// Keeps the files below @p prefix and renames them as seen from there.
void descend(std::vector<FoundFile> &files, const std::string &prefix)
{
    std::erase_if(files, [&](const FoundFile &file) { return !file.name.starts_with(prefix); });
    for (FoundFile &file : files)
        file.name.erase(0, prefix.size());
}

void takeOver(Dataset &dataset, Draft draft)
{
    std::move(draft.samples.begin(), draft.samples.end(), std::back_inserter(dataset.samples));
    std::move(draft.findings.begin(), draft.findings.end(), std::back_inserter(dataset.findings));
}

void sortSamples(Dataset &dataset)
{
    std::sort(dataset.samples.begin(), dataset.samples.end(),
              [](const Sample &a, const Sample &b) { return std::tie(a.split, a.name) < std::tie(b.split, b.name); });
}

std::size_t trainingCount(const Dataset &dataset)
{
    return static_cast<std::size_t>(std::count_if(dataset.samples.begin(), dataset.samples.end(),
                                                  [](const Sample &s) { return s.split == Split::Train; }));
}

/// @param training  whether test pictures alone will not do
/// @param before  how many pictures, for training where they must be, there were before any was opened.
void requireSamples(const Dataset &dataset, bool training, std::size_t before)
{
    if ((training ? trainingCount(dataset) : dataset.samples.size()) > 0)
        return;
    const std::string where = displayPath(dataset.root);
    const std::string problem = firstProblem(dataset.findings);
    if (before == 0 && training)
        throw Error(ErrorCode::BadInput, where + " has pictures to test on, but none to train on."
                                             + (problem.empty() ? " Put good parts into " + displayPath(dataset.root / "train" / "good") + '.' : problem));
    throw Error(ErrorCode::BadInput, "None of the " + std::to_string(before) + (training ? " training" : "") + " pictures in " + where + " can be used." + problem);
}

} // namespace

Dataset scanDataset(const fs::path &root, const ScanOptions &options, const RunContext &context)
{
    validateOptions(options);
    requireFolder(root);
    FileList list = listFiles(root, options.recursive, options.skip, context);
    DetectedLayout detected;
    if (options.layout == LayoutHint::Auto)
        detected = detectLayout(root, list.files);
    else
        detected.layout = layoutOf(options.layout);
    requirePictures(root, list, detected.layout == Layout::ShanghaiTech);

    Dataset dataset;
    dataset.root = detected.prefix.empty() ? root : root / detected.prefix.substr(0, detected.prefix.size() - 1);
    dataset.layout = detected.layout;
    dataset.findings = std::move(list.findings);
    descend(list.files, detected.prefix);
    takeOver(dataset, detected.layout == Layout::ShanghaiTech
                          ? draftShanghaiTech(list.files, options.frameStep, options.checkMasks, context)
                          : draftPictures(list.files, detected.layout));
    const std::size_t before = options.requireTraining ? trainingCount(dataset) : dataset.samples.size();
    requireSamples(dataset, options.requireTraining, before);
    checkPictures(dataset, context);
    requireSamples(dataset, options.requireTraining, before);
    checkMasks(dataset, options.checkMasks, context);
    requireSamples(dataset, options.requireTraining, before);
    sortSamples(dataset);
    if (options.checkDuplicates)
        checkDuplicates(dataset, context);
    checkCounts(dataset, options.requireTraining ? options.batchSize : 0);
    context.throwIfStopped();
    return dataset;
}

Dataset scanPictures(const fs::path &fileOrFolder, const ScanOptions &options, const RunContext &context)
{
    validateOptions(options);
    Dataset dataset;
    std::error_code error;
    if (fs::is_regular_file(fileOrFolder, error)) {
        dataset.root = fileOrFolder.parent_path();
        const std::string name = fileOrFolder.filename().native();
        if (hasVideoSuffix(fileOrFolder)) {
            takeOver(dataset, draftVideos({{fileOrFolder, name, FileKind::Video}}, options.frameStep, context));
        } else {
            Sample &sample = dataset.samples.emplace_back();
            sample.image = fileOrFolder;
            sample.name = utf8Name(name);
        }
    } else {
        requireFolder(fileOrFolder);
        FileList list = listFiles(fileOrFolder, options.recursive, options.skip, context);
        requirePictures(fileOrFolder, list, true);
        dataset.root = fileOrFolder;
        dataset.findings = std::move(list.findings);
        takeOver(dataset, draftPictures(list.files, Layout::PlainFolder));
        takeOver(dataset, draftVideos(list.files, options.frameStep, context));
    }
    for (Sample &sample : dataset.samples) {
        sample.split = Split::Test;
        sample.label = Label::Unknown;
        sample.defectClass.clear();
        sample.mask.clear();
    }
    checkPictures(dataset, context);
    if (dataset.samples.empty())
        throw Error(ErrorCode::BadInput, displayPath(fileOrFolder) + " has no picture that can be read."
                                             + (dataset.findings.empty() ? "" : " " + dataset.findings.front().message));
    sortSamples(dataset);
    return dataset;
}

} // namespace flawscope
