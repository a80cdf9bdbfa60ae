// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/runcontext.h"
#include "core/dataset/dataset.h"

namespace flawscope {

/// Reads the header of each picture (not of video frames): sets the sizes, and moves what cannot be read from
/// the samples to the findings ("unreadable").
void checkPictures(Dataset &dataset, const RunContext &context);

/// Compares each picture mask's size with its picture's, and with @p decode looks whether it has a defect pixel.
///
/// A mask that cannot be read or has another size is taken off its sample. Labels follow masks where folders say nothing: a training
/// picture with a defect becomes a test picture, a picture of unknown label becomes a defect or good. Findings: "unreadable", "mask-size",
/// "empty-mask", "defect-in-good". Of .npy stacks only the size is compared: their labels come with the layout.
void checkMasks(Dataset &dataset, bool decode, const RunContext &context);

/// Sets Sample::contentGroup. Findings: "duplicate", "leak".
void checkDuplicates(Dataset &dataset, const RunContext &context);

/// Findings "mixed-sizes" and "few-images".
void checkCounts(Dataset &dataset, int batchSize);

} // namespace flawscope
