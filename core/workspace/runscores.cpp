// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/runscores_p.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace flawscope {

namespace store {

namespace {

constexpr std::int64_t kMaxExtent = 4096;

[[noreturn]] void throwDamaged(const std::filesystem::path &file, const std::string &why)
{
    throw Error(ErrorCode::BadFormat, "The scores in " + displayPath(file) + " are damaged: " + why + ". Score the run again.");
}

} // namespace

LikelihoodFile::LikelihoodFile(const std::filesystem::path &file, std::size_t count) : m_file(file)
{
    static_assert(std::endian::native == std::endian::little, "scores are mapped as they are stored");
    const NpyHeader header = readNpyHeader(file);
    if (header.kind != 'f' || header.itemBytes != 4 || header.bigEndian || header.fortranOrder || header.shape.size() != 3)
        throwDamaged(file, "they are no float32 array of three dimensions");
    if (header.shape[0] != static_cast<std::int64_t>(count))
        throwDamaged(file, "they are of " + std::to_string(header.shape[0]) + " pictures instead of " + std::to_string(count));
    if (header.shape[1] > kMaxExtent || header.shape[2] > kMaxExtent)
        throwDamaged(file, "maps of " + std::to_string(header.shape[1]) + " × " + std::to_string(header.shape[2]) + " are too large");
    m_offset = header.dataOffset;
    m_height = static_cast<int>(header.shape[1]);
    m_width = static_cast<int>(header.shape[2]);
    const std::size_t bytes = count * static_cast<std::size_t>(m_height) * static_cast<std::size_t>(m_width) * sizeof(float);
    if (m_file.bytes().size() < m_offset + bytes)
        throwDamaged(file, "the file is cut off");
}

ScoreMap LikelihoodFile::map(std::size_t index) const
{
    ScoreMap map(m_height, m_width);
    std::memcpy(map.values.data(), m_file.bytes().data() + m_offset + index * map.size() * sizeof(float), map.size() * sizeof(float));
    return map;
}

std::string likelihoodFileName(int scale)
{
    return "likelihood" + std::to_string(scale) + ".npy";
}

} // namespace store

RunScores::Private::Private(store::ScoreSet scoreSet, const std::filesystem::path &folder) : set(std::move(scoreSet))
{
    if (set.mapHeight < 1 || set.mapHeight > store::kMaxExtent || set.mapWidth < 1 || set.mapWidth > store::kMaxExtent || set.normaliser.empty())
        store::throwDamaged(folder, "their size is " + std::to_string(set.mapHeight) + " × " + std::to_string(set.mapWidth));
    // An empty .npy array is none that readers take, and there is nothing to map.
    for (std::size_t scale = 0; scale < set.normaliser.size() && !set.images.empty(); ++scale)
        scales.emplace_back(folder / store::likelihoodFileName(static_cast<int>(scale)), set.images.size());
    for (const ImageScore &image : set.images) { // Exports have the pictures' size.
        if (image.originalHeight < 1 || image.originalWidth < 1 || static_cast<std::int64_t>(image.originalHeight) * image.originalWidth > kMaxImagePixels)
            store::throwDamaged(folder, "a picture of " + std::to_string(image.originalHeight) + " × " + std::to_string(image.originalWidth) + " pixels cannot be");
    }
    places.reserve(set.images.size());
    for (std::size_t i = 0; i < set.images.size(); ++i)
        places.emplace(set.images[i].image, i);
}

RunScores::RunScores(std::unique_ptr<Private> p) : d(std::move(p)) {}
RunScores::~RunScores() = default;

std::span<const ImageScore> RunScores::images() const
{
    return d->set.images;
}

std::optional<std::size_t> RunScores::indexOf(ImageId image) const
{
    const auto found = d->places.find(image);
    return found == d->places.end() ? std::nullopt : std::optional(found->second);
}

int RunScores::scales() const
{
    return static_cast<int>(d->set.normaliser.size());
}

int RunScores::mapHeight() const
{
    return d->set.mapHeight;
}

int RunScores::mapWidth() const
{
    return d->set.mapWidth;
}

std::span<const double> RunScores::normaliser() const
{
    return d->set.normaliser;
}

float RunScores::scaleHi() const
{
    return d->set.scaleHi;
}

ScoreMap RunScores::map(std::size_t index) const
{
    require(index < d->set.images.size(), "a score map is asked for by an index into images()");
    LikelihoodMaps likelihoods;
    for (const store::LikelihoodFile &scale : d->scales)
        likelihoods.push_back(scale.map(index));
    return anomalyMap(likelihoods, d->set.normaliser, d->set.mapHeight, d->set.mapWidth);
}

ScoreMap RunScores::scaleMap(std::size_t index, int scale) const
{
    require(index < d->set.images.size() && scale >= 0 && scale < scales(), "a scale's map is asked for by an index into images() and a scale");
    const auto place = static_cast<std::size_t>(scale);
    return anomalyMap({d->scales[place].map(index)}, std::span(d->set.normaliser).subspan(place, 1), d->set.mapHeight, d->set.mapWidth);
}

float RunScores::score(std::size_t index, const Mask &ignored) const
{
    require(index < d->set.images.size(), "a score is asked for by an index into images()");
    if (ignored.empty())
        return d->set.images[index].score;
    require(ignored.height == d->set.mapHeight && ignored.width == d->set.mapWidth, "ignored pixels have the size of the map");
    const ScoreMap scores = map(index);
    float highest = 0;
    for (std::size_t i = 0; i < scores.values.size(); ++i)
        highest = ignored.values[i] ? highest : std::max(highest, scores.values[i]);
    return highest;
}

} // namespace flawscope
