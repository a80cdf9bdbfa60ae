// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/maskmatch.h"

#include "core/dataset/layout.h"

#include <algorithm>

namespace flawscope {

namespace {

std::string keyOf(std::string_view folder, std::string_view stem)
{
    std::string key(folder);
    key += '/';
    key += stem;
    return key;
}

/// The stem without its ending for masks; the whole stem where it has none.
std::string_view withoutMaskEnding(std::string_view stem)
{
    for (const std::string_view ending : {std::string_view("_mask"), std::string_view("_gt")}) {
        if (stem.size() > ending.size() && isOneOf(stem.substr(stem.size() - ending.size()), {ending}))
            return stem.substr(0, stem.size() - ending.size());
    }
    return stem;
}

bool isInTruthFolder(std::string_view name)
{
    const auto components = pathComponents(name);
    return std::any_of(components.begin(), components.end() - 1, isTruthFolder);
}

std::string joined(std::string_view a, std::string_view b, std::string_view c = {})
{
    std::string folder;
    for (const std::string_view part : {a, b, c}) {
        if (!part.empty() && !folder.empty())
            folder += '/';
        folder += part;
    }
    return folder;
}

/// The folders in which the picture of a mask below a ground-truth folder may lie, likeliest first.
std::vector<std::string> pictureFolders(std::string_view maskName)
{
    const auto components = pathComponents(maskName);
    const auto truth = std::find_if(components.begin(), components.end(), isTruthFolder);
    const std::size_t prefixLength = static_cast<std::size_t>(truth->data() - maskName.data());
    const std::string_view prefix = maskName.substr(0, prefixLength > 0 ? prefixLength - 1 : 0);
    const std::string_view folder = folderOf(maskName);
    const std::size_t behind = prefixLength + truth->size() + 1;
    const std::string_view suffix = folder.size() > behind ? folder.substr(behind) : std::string_view();
    std::vector<std::string> folders = {joined(prefix, "test", suffix), joined(prefix, suffix)};
    for (const std::string_view between : {"testing", "images", "test/images"})
        folders.push_back(joined(prefix, between, suffix));
    return folders;
}

} // namespace

MaskMatcher::MaskMatcher(const std::vector<FoundFile> &files) : m_files(files)
{
    for (const FoundFile &file : files) {
        if (file.kind == FileKind::Picture && !isInTruthFolder(file.name))
            m_keys.insert(keyOf(folderOf(file.name), fileStem(file.name)));
    }
}

bool MaskMatcher::isMask(std::string_view name) const
{
    if (isInTruthFolder(name))
        return true;
    const std::string_view stem = fileStem(name);
    const std::string_view picture = withoutMaskEnding(stem);
    if (picture.size() == stem.size())
        return false;
    // "weight_gt.png" may be a picture of anything; "_mask" leaves no doubt even where its picture is gone.
    return isOneOf(stem.substr(picture.size()), {"_mask"}) || m_keys.contains(keyOf(folderOf(name), picture));
}

void MaskMatcher::addPicture(std::string_view name, std::size_t sample)
{
    m_byKey[keyOf(folderOf(name), fileStem(name))].push_back(sample);
    m_byStem[fileStem(name)].push_back(sample);
}

MaskMatcher::Samples MaskMatcher::lookUp(const std::vector<std::string> &folders, std::string_view stem) const
{
    for (const std::string &folder : folders) {
        const auto found = m_byKey.find(keyOf(folder, stem));
        if (found != m_byKey.end())
            return found->second;
    }
    return {};
}

MaskMatcher::Samples MaskMatcher::samplesOf(std::string_view maskName, const std::vector<Sample> &samples, bool hasTest) const
{
    const std::string_view stem = fileStem(maskName);
    const std::string_view bare = withoutMaskEnding(stem);
    if (!isInTruthFolder(maskName))
        return lookUp({std::string(folderOf(maskName))}, bare);
    const std::vector<std::string> folders = pictureFolders(maskName);
    for (const std::string_view candidate : {stem, bare}) {
        Samples found = lookUp(folders, candidate);
        if (!found.empty())
            return found;
    }
    // One flat ground-truth folder for pictures in class folders: the name alone must be unmistakable.
    if (!isTruthFolder(pathComponents(maskName).rbegin()[1]))
        return {};
    for (const std::string_view candidate : {stem, bare}) {
        const auto found = m_byStem.find(candidate);
        if (found == m_byStem.end())
            continue;
        Samples fitting = found->second;
        std::erase_if(fitting, [&](std::size_t i) { return i != kIgnored && hasTest && samples[i].split != Split::Test; });
        if (fitting.size() == 1)
            return fitting;
    }
    return {};
}

void MaskMatcher::match(std::vector<Sample> &samples, std::vector<Finding> &findings) const
{
    const bool hasTest = std::any_of(samples.begin(), samples.end(), [](const Sample &s) { return s.split == Split::Test; });
    for (const FoundFile &file : m_files) {
        if (file.kind != FileKind::Picture || !isMask(file.name))
            continue;
        const Samples found = samplesOf(file.name, samples, hasTest);
        if (found.empty())
            findings.push_back({Severity::Warning, "mask-without-image",
                                "The mask " + utf8Name(file.name) + " belongs to no picture and is not used.", {file.path}});
        for (const std::size_t index : found) {
            if (index == kIgnored)
                continue;
            Sample &sample = samples[index];
            if (sample.mask.empty())
                sample.mask = file.path;
            else
                findings.push_back({Severity::Warning, "second-mask",
                                    sample.name + " has two masks; " + utf8Name(file.name) + " is not used.", {sample.mask, file.path}});
        }
    }
}

} // namespace flawscope
