// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/encoderlibrary/catalogue.h"

#include <QByteArray>

#include <filesystem>
#include <functional>
#include <string>

namespace flawscope::test {

/// A safetensors file for ResNet-18 up to layer1, 630 KB; another @p seed gives other numbers.
[[nodiscard]] QByteArray tinyWeights(int seed = 1);

/// The reference: Qt's SHA-256.
[[nodiscard]] std::string digits(const QByteArray &bytes);

/// The line of a catalogue for weights of ResNet-18 of that content, named after its hash as torchvision does.
[[nodiscard]] DownloadableFile publishedAs(const QByteArray &content);

[[nodiscard]] QByteArray contentOf(const std::filesystem::path &file);
void writeTo(const std::filesystem::path &file, const QByteArray &content);

/// The sentence of what @p action throws; empty where it throws nothing.
[[nodiscard]] std::string errorOf(const std::function<void()> &action, ErrorCode *code = nullptr);

} // namespace flawscope::test
