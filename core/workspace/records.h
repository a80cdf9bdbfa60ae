// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/engine/training/trainer.h"
#include "core/evaluation/thresholds.h"
#include "core/imaging/regions.h"
#include "core/pipeline/projectoptions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

using ImageId = std::int64_t;  ///< Stable for the life of a workspace; from 1.
using RunId = std::int64_t;    ///< As above.
using SourceId = std::int64_t; ///< As above.

/// What the operator says of a part.
enum class OperatorVerdict : std::uint8_t { None, Ok, NotOk, Unsure };

/// A folder that pictures were imported from. The pictures stay there.
struct SourceRecord {
    SourceId id = 0;
    std::filesystem::path folder; ///< Absolute; changes when a person relocates it.
    Layout layout = Layout::PlainFolder;
    std::int64_t images = 0;
    std::int64_t missing = 0;     ///< Pictures whose file was not there when last looked for.
    std::string imported;         ///< ISO 8601, UTC.
};

/// One picture of a workspace.
struct ImageRecord {
    ImageId id = 0;
    SourceId source = 0;
    Sample sample;            ///< Its paths are absolute; its mask is the corrected one where a person drew one.
    OperatorVerdict verdict = OperatorVerdict::None;
    std::string comment;
    std::string drawnMask;    ///< Name below masks/ of the mask that a person drew; empty: the imported one, if any.
    bool missing = false;     ///< The file was not there when last looked for.
};

/// A change of one picture; what is absent stays as it is.
struct ImageEdit {
    ImageId id = 0;
    std::optional<Split> split{};
    std::optional<Label> label{};
    std::optional<std::string> defectClass{};
    std::optional<OperatorVerdict> verdict{};
    std::optional<std::string> comment{};
    std::optional<std::string> drawnMask{}; ///< As in ImageRecord; the file is there already, see Workspace::storeMask().
    bool operator==(const ImageEdit &) const = default;
};

/// Where scoring looks, or does not, in every picture of the data set.
struct RoiShape {
    enum class Kind : std::uint8_t { Include, Ignore };
    enum class Form : std::uint8_t { Rectangle, Ellipse, Polygon, Brush };
    struct Point {
        double x = 0; ///< [0,1], share of the width.
        double y = 0; ///< [0,1], share of the height.
        bool operator==(const Point &) const = default;
    };
    Kind kind = Kind::Ignore;
    Form form = Form::Rectangle;
    std::vector<Point> points; ///< Rectangle and ellipse: two opposite corners of the box. Polygon: corners. Brush: the stroke.
    double radius = 0;         ///< Of the brush, as a share of the width.
    bool operator==(const RoiShape &) const = default;
};

enum class RunState : std::uint8_t { Queued, Running, Paused, Interrupted, Done, Failed, Cancelled };

/// A training run: what was asked for, how it went, what came out.
struct RunRecord {
    RunId id = 0;
    std::string name;
    RunState state = RunState::Queued;
    TrainJobOptions options;
    std::string created, started, finished; ///< ISO 8601, UTC; empty: not yet.
    std::string device;
    std::string error;                      ///< Why it failed.
    bool released = false;                  ///< Its model is what the line gets; one run at most.
    TrainingSummary summary;
    std::optional<double> imageAuroc, pixelAuroc, aupro, imageF1, pixelF1;
    std::int64_t scoredImages = 0;
    double imagesPerSecond = 0;             ///< While scoring.
    std::uint64_t modelBytes = 0;
    std::string modelSha256;
};

/// What a run's scores become: thresholds, the band between them, and how masks are cleaned.
struct Decision {
    std::optional<Threshold> image;
    std::optional<Threshold> pixel;
    std::optional<double> unsureFrom; ///< Scores in [unsureFrom, image->value) are unsure; absent: no band.
    MaskOptions mask;                 ///< Opening in pixels of the map; area in pixels of the original picture.
};

/// One line of who did what.
struct HistoryRow {
    std::int64_t id = 0;
    std::string when;    ///< ISO 8601, UTC.
    std::string who;
    std::string action;  ///< "threshold", "label", "split", "mask", "verdict", "comment", "roi", "import", "run", "release", "export", "relocate", …
    std::string subject; ///< A picture's or a run's name, a count of pictures; may be empty.
    std::string from;
    std::string to;
};

} // namespace flawscope
