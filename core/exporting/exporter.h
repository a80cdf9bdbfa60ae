// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"
#include "core/exporting/coco.h"
#include "core/exporting/scoretable.h"
#include "core/imaging/colormap.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace flawscope {

/// What is written for each image, and how it looks.
struct ExportOptions {
    bool masks = true;
    bool maps = true;
    bool overlays = true;
    bool regions = true;
    ColorMap colorMap = ColorMap::Inferno;
    double opacity = 0.7;
    int openingRadiusPx = 4; ///< In pixels of the score map, as in the paper; scaled to the image's size.
    int minimumAreaPx = 0;   ///< In pixels of the original image.

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "masks", .help = "Write masks/: defects white on black, PNG"}, self.masks);
        v(OptionSpec{.name = "maps", .help = "Write maps/: score maps, float32 TIFF"}, self.maps);
        v(OptionSpec{.name = "overlays", .help = "Write overlays/: heat map and outlines over the image, PNG"}, self.overlays);
        v(OptionSpec{.name = "regions", .help = "Write regions.json: outlines, areas and scores in the COCO format"}, self.regions);
        v(OptionSpec{.name = "color-map", .help = "Colours of the overlays", .choices = colorMapNames()}, self.colorMap);
        v(OptionSpec{.name = "opacity", .help = "How much of the image the strongest colour hides", .min = 0, .max = 1}, self.opacity);
        v(OptionSpec{.name = "opening-radius", .help = "Radius of the disc that opens the masks, in pixels of the model's input; finer specks vanish, 0 keeps all", .min = 0, .max = 64, .unit = "px"},
          self.openingRadiusPx);
        v(OptionSpec{.name = "minimum-area", .help = "Regions with fewer pixels of the original image are dropped", .min = 0, .max = 1e9, .unit = "px"},
          self.minimumAreaPx);
    }
};

/// What to do where a file of the wanted name exists.
enum class Existing : std::uint8_t { Refuse, Replace };

/// Where results go, and the constants that hold for a whole data set.
struct ExportTarget {
    std::filesystem::path folder;
    Existing existing = Existing::Refuse;
    double pixelThreshold = 0; ///< score ≥ threshold is a defect.
    float scaleLo = 0;         ///< Score of the colour scale's first colour; up to here an overlay shows the bare image.
    float scaleHi = 1;         ///< Score of its last colour.
};

/// The files of one image.
struct ExportPaths {
    std::filesystem::path mask;    ///< masks/….png, uint8 [H,W], 255 = defect
    std::filesystem::path map;     ///< maps/….tiff, float32 [H,W]
    std::filesystem::path overlay; ///< overlays/….png, RGB [H,W,3]. PNG, as JPEG's coarse chroma frays the outlines.
};

/// Writes the results of a data set below one folder, each at its image's original size, by atomic renames.
///
/// exportImage() may run on any number of threads at once; the write… functions on one, at the end.
class Exporter final {
public:
    /// @param names  of all samples that may be exported (Sample::name); they settle the file names, see outputStems().
    /// Throws ErrorCode::BadOption; ErrorCode::Unwritable where the folder is a file, cannot be written, or, with
    /// Existing::Refuse, holds a file that this export would write: before anything is written.
    Exporter(const ExportOptions &options, const ExportTarget &target, std::span<const std::string> names);

    /// Writes mask, map and overlay as far as the options want them, and returns what was found.
    /// @param index  of the sample in the constructor's names
    /// @param height, width  of the original image
    /// @param map    float32 [h,w] at the model's input size; upsampled bilinearly (pixel areas aligned, as the input was made)
    /// @param image  RGB [height,width,3]; may be null unless overlays are wanted
    /// @return the regions, with polygons if the options want regions, else without
    /// Throws ErrorCode::Unwritable that names the file.
    ImageRegions exportImage(std::size_t index, int height, int width, const ScoreMap &map, const RgbImage *image) const;

    /// Writes scores.csv.
    void writeScores(std::span<const ScoreRow> rows) const;
    /// Writes regions.json, if the options want it.
    void writeRegions(std::span<const ImageRegions> images) const;

    /// Where the files of a sample go, whether or not the options want them.
    [[nodiscard]] ExportPaths paths(std::size_t index) const;

private:
    void refuseExisting(const ExportPaths &files) const;
    void refuseExisting(const std::filesystem::path &path) const;

    ExportOptions m_options;
    ExportTarget m_target;
    std::vector<std::string> m_names;
    std::vector<std::string> m_stems;
};

} // namespace flawscope
