// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/recordwords.h"

#include "core/base/error.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace flawscope {

namespace {

template <std::size_t N, typename Enum>
const char *wordAt(const std::array<const char *, N> &words, Enum value)
{
    const auto index = static_cast<std::size_t>(value);
    require(index < N, "an enum holds one of its values");
    return words[index];
}

/// As many digits as give the same number back, with a decimal point in every locale.
std::string exact(double value)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    require(error == std::errc{}, "a number fits into 64 characters");
    return {text.data(), end};
}

} // namespace

const char *wordOf(Split split)
{
    return wordAt<2>({"train", "test"}, split);
}

const char *wordOf(Label label)
{
    return wordAt<3>({"good", "defect", "unknown"}, label);
}

const char *wordOf(OperatorVerdict verdict)
{
    return wordAt<4>({"none", "ok", "not ok", "unsure"}, verdict);
}

const char *wordOf(RunState state)
{
    return wordAt<7>({"queued", "running", "paused", "interrupted", "done", "failed", "cancelled"}, state);
}

const char *wordOf(Layout layout)
{
    return wordAt<4>({"plain", "good-and-test", "mvtec", "shanghaitech"}, layout);
}

std::string describeThreshold(const std::optional<Threshold> &threshold)
{
    if (!threshold)
        return "none";
    std::string text = exact(threshold->value) + " (" + thresholdRuleName(threshold->rule);
    if (threshold->falseAlarmRate)
        text += ", false-alarm rate " + exact(*threshold->falseAlarmRate);
    if (threshold->goodCount + threshold->defectCount > 0)
        text += ", " + std::to_string(threshold->goodCount) + " good, " + std::to_string(threshold->defectCount) + " defects";
    return text + ")";
}

} // namespace flawscope
