// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/exporter.h"

#include "core/base/files.h"
#include "core/exporting/outputnames.h"
#include "core/imaging/arrayfile.h"
#include "core/imaging/imagefile.h"
#include "core/imaging/resize.h"

#include <algorithm>
#include <climits>
#include <cmath>

namespace flawscope {

namespace {

constexpr const char *kScoresName = "scores.csv";
constexpr const char *kRegionsName = "regions.json";

/// What is left of the longest path for a stem: the folder, "overlays/", an ending, and the temporary name beside the file.
std::size_t longestStem(const std::filesystem::path &folder)
{
    constexpr std::size_t kReservedBytes = 96;
    const std::size_t folderBytes = displayPath(folder).size();
    if (folderBytes + kReservedBytes + 256 > PATH_MAX)
        throw Error(ErrorCode::Unwritable, "Cannot write into " + displayPath(folder) + ": the folder's path has " + std::to_string(folderBytes)
                                               + " bytes, which leaves too little room for file names. Choose a shorter one.");
    return PATH_MAX - kReservedBytes - folderBytes;
}

/// A colour that the scale does not have: outlines stand out from the heat that they enclose.
Rgb outlineColor(ColorMap colors)
{
    return colors == ColorMap::Inferno || colors == ColorMap::Grey ? Rgb{0, 229, 255} : Rgb{255, 255, 255};
}

MaskOptions maskOptionsFor(const ExportOptions &options, const ScoreMap &map, int height, int width)
{
    MaskOptions scaled{.openingRadiusPx = 0, .minimumAreaPx = options.minimumAreaPx};
    if (options.openingRadiusPx > 0) {
        const double scale = std::sqrt(static_cast<double>(height) / map.height * width / map.width);
        scaled.openingRadiusPx = static_cast<int>(std::clamp<long>(std::lround(options.openingRadiusPx * scale), 1, 1024));
    }
    return scaled;
}

} // namespace

Exporter::Exporter(const ExportOptions &options, const ExportTarget &target, std::span<const std::string> names)
    : m_options(options), m_target(target), m_names(names.begin(), names.end())
{
    validateOptions(options);
    if (!std::isfinite(target.pixelThreshold) || !std::isfinite(target.scaleLo) || !std::isfinite(target.scaleHi))
        throw Error(ErrorCode::BadOption, "The threshold and the ends of the colour scale must be finite numbers.");
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(target.folder, error);
    if (!error)
        m_target.folder = absolute;
    m_stems = outputStems(names, longestStem(m_target.folder));
    ensureWritableFolder(m_target.folder);
    refuseExisting(m_target.folder / kScoresName);
    if (m_options.regions)
        refuseExisting(m_target.folder / kRegionsName);
    for (std::size_t index = 0; index < m_stems.size(); ++index)
        refuseExisting(paths(index));
}

ExportPaths Exporter::paths(std::size_t index) const
{
    require(index < m_stems.size(), "an exported sample is one of those that the exporter was made for");
    const std::string &stem = m_stems[index];
    return {.mask = m_target.folder / pathFromUtf8("masks/" + stem + ".png"),
            .map = m_target.folder / pathFromUtf8("maps/" + stem + ".tiff"),
            .overlay = m_target.folder / pathFromUtf8("overlays/" + stem + ".png")};
}

ImageRegions Exporter::exportImage(std::size_t index, int height, int width, const ScoreMap &map, const RgbImage *image) const
{
    const ExportPaths files = paths(index);
    require(height > 0 && width > 0 && !map.empty(), "an exported image and its map have pixels");
    require(!m_options.overlays || (image && image->height == height && image->width == width), "an overlay needs the image at its original size");
    const bool sameSize = map.height == height && map.width == width;
    const ScoreMap resized = sameSize ? ScoreMap() : resizeBilinear(map, height, width, false);
    const ScoreMap &scores = sameSize ? map : resized;
    const Mask mask = thresholdMask(scores, m_target.pixelThreshold, maskOptionsFor(m_options, map, height, width));
    refuseExisting(files);
    if (m_options.maps)
        writeMapTiff(files.map, scores);
    if (m_options.masks)
        writePng(files.mask, mask);
    if (m_options.overlays) {
        RgbImage picture = overlay(*image, scores, m_target.scaleLo, m_target.scaleHi, m_options.colorMap, m_options.opacity);
        drawContours(picture, mask, outlineColor(m_options.colorMap), std::max(1, static_cast<int>(std::lround(std::min(height, width) / 450.0))));
        writePng(files.overlay, picture);
    }
    ImageRegions found{.name = m_names[index], .height = height, .width = width, .regions = findRegions(mask, scores)};
    if (!m_options.regions) {
        for (Region &region : found.regions) {
            region.outline = {};
            region.holes = {};
        }
    }
    return found;
}

void Exporter::writeScores(std::span<const ScoreRow> rows) const
{
    refuseExisting(m_target.folder / kScoresName);
    writeScoreTable(m_target.folder / kScoresName, rows);
}

void Exporter::writeRegions(std::span<const ImageRegions> images) const
{
    if (!m_options.regions)
        return;
    refuseExisting(m_target.folder / kRegionsName);
    writeCoco(m_target.folder / kRegionsName, images, m_target.pixelThreshold);
}

void Exporter::refuseExisting(const ExportPaths &files) const
{
    if (m_options.masks)
        refuseExisting(files.mask);
    if (m_options.maps)
        refuseExisting(files.map);
    if (m_options.overlays)
        refuseExisting(files.overlay);
}

void Exporter::refuseExisting(const std::filesystem::path &path) const
{
    if (m_target.existing == Existing::Replace)
        return;
    std::error_code error;
    const std::filesystem::file_type type = std::filesystem::symlink_status(path, error).type();
    if (type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::none)
        return; // Where the system will not even tell, the writer says why.
    throw Error(ErrorCode::Unwritable, displayPath(path) + " exists already, and nothing was overwritten. Choose another output folder or allow replacing.");
}

} // namespace flawscope
