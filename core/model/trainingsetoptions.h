// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace flawscope {

/// Which training pictures are learned from, and how often.
struct TrainingSetOptions {
    double holdOut = 0.1;
    int rotatedCopies = -1; ///< −1: as many as bring few pictures to about 800, at most 3.
    double rotationDegrees = 5;

    template <typename Self, typename V>
    static void visit(Self &self, V &&v)
    {
        v(OptionSpec{.name = "hold-out", .help = "Share of the good training pictures kept for early stop and for thresholds; none of fewer than 10", .min = 0, .max = 0.9}, self.holdOut);
        v(OptionSpec{.name = "rotated-copies", .help = "Copies of each training picture, turned at random; -1: more of them the fewer pictures there are", .min = -1, .max = 64}, self.rotatedCopies);
        v(OptionSpec{.name = "rotation", .help = "Largest angle by which copies are turned", .min = 0, .max = 180, .unit = "degrees", .advanced = true}, self.rotationDegrees);
    }

    bool operator==(const TrainingSetOptions &) const = default;
};

} // namespace flawscope
