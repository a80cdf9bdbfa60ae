// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/detection/model.h"
#include "core/engine/training/trainer.h"
#include "core/evaluation/thresholds.h"
#include "core/model/trainingsetoptions.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace flawscope {

/// What a model file says beside the model itself.
struct ModelNotes {
    std::optional<Threshold> imageThreshold;
    std::optional<Threshold> pixelThreshold;
    float scaleHi = 0;               ///< Upper end of the colour scale for overlays; 0: the number of scales.
    TrainingOptions trainingOptions;
    TrainingSetOptions trainingSet;  ///< With the number of copies that was chosen.
    TrainingSummary training;
    std::string dataset;             ///< Name of the data set's folder.
    std::string softwareVersion;     ///< Of the Flawscope that wrote the file.
    std::string created;             ///< ISO 8601, UTC.
};

struct ModelFile {
    Model model;
    ModelNotes notes;
};

/// One safetensors file: tensors `encoder.…` (torchvision's names) and `decoder{l}.module_list.{k}.…` (the authors'), and the
/// rest as JSON in its metadata under "flawscope". Python: `safetensors.torch.load_file(path)`.
/// Equal input gives equal bytes. softwareVersion is always this build's; created is the present time where it is empty.
/// Atomic. Throws ErrorCode::Unwritable, also for a number that is not finite (losses may be).
void saveModel(const std::filesystem::path &path, const Model &model, const ModelNotes &notes);

/// Throws ErrorCode::Unreadable; BadFormat for a truncated or foreign file; UnsupportedVersion for one of a newer Flawscope;
/// Mismatch for an architecture that this version does not know, or a missing tensor. OutOfMemory.
[[nodiscard]] ModelFile loadModel(const std::filesystem::path &path);

} // namespace flawscope
