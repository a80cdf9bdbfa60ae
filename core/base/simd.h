// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Compiles a function for several x86-64 levels and picks the best one when the program starts. The vector width is the
/// compiler's business: loops inside stay plain C++. Sanitizers start too late for the picking, so they get one version.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FLAWSCOPE_SIMD_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FLAWSCOPE_SIMD_CLONES
#endif
