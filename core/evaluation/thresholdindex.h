// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What follows a threshold while a person drags it: the figures of all images and of all pixels, without counting anew.
#include "core/evaluation/imagethresholdindex.h"
#include "core/evaluation/pixelthresholdindex.h"
