// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporting/outputnames.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace flawscope {

namespace {

/// FNV-1a, 64 bits: names must not change between runs, builds or machines.
std::string hashOf(std::string_view text)
{
    std::uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (const char character : text)
        hash = (hash ^ static_cast<unsigned char>(character)) * UINT64_C(0x100000001B3);
    std::string digits(16, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, hash >>= 4)
        *digit = "0123456789abcdef"[hash & 15];
    return digits;
}

/// The first bytes of a text, without cutting a UTF-8 character in two.
std::string_view firstBytes(std::string_view text, std::size_t count)
{
    if (text.size() <= count)
        return text;
    while (count > 0 && (static_cast<unsigned char>(text[count]) & 0xC0) == 0x80)
        --count;
    return text.substr(0, count);
}

std::string shortened(std::string_view text, std::size_t maxBytes)
{
    if (text.size() <= maxBytes)
        return std::string(text);
    return std::string(firstBytes(text, maxBytes - 17)) + '~' + hashOf(text);
}

std::string safeComponent(std::string_view component)
{
    if (component == "..")
        return "__";
    std::string safe(component);
    std::replace(safe.begin(), safe.end(), '\0', '_');
    return safe;
}

std::string_view withoutEnding(std::string_view component)
{
    const std::size_t dot = component.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? component : component.substr(0, dot);
}

std::string safePath(std::string_view name, bool keepEnding, std::size_t maxBytes)
{
    std::vector<std::string> components;
    while (!name.empty()) {
        const std::string_view component = name.substr(0, name.find('/'));
        name.remove_prefix(std::min(name.size(), component.size() + 1));
        if (!component.empty() && component != ".")
            components.push_back(safeComponent(component));
    }
    if (components.empty())
        components.emplace_back("_");
    if (!keepEnding)
        components.back().resize(withoutEnding(components.back()).size());
    std::string path;
    for (const std::string &component : components) {
        if (!path.empty())
            path += '/';
        path += shortened(component, kMaxComponentBytes);
    }
    if (path.size() > maxBytes)
        path = std::string(firstBytes(components.back(), 100)) + '~' + hashOf(path);
    return path;
}

/// Remembers which files and folders the results need.
class TakenNames final {
public:
    explicit TakenNames(std::span<const std::string> candidates)
    {
        for (const std::string &candidate : candidates) {
            for (std::size_t slash = candidate.find('/'); slash != std::string::npos; slash = candidate.find('/', slash + 1))
                m_folders.insert(candidate.substr(0, slash));
        }
    }

    bool take(const std::string &stem)
    {
        for (const char *ending : {".png", ".tiff"}) {
            if (m_folders.contains(stem + ending))
                return false;
        }
        return m_stems.insert(stem).second;
    }

private:
    std::unordered_set<std::string> m_folders;
    std::unordered_set<std::string> m_stems;
};

} // namespace

std::vector<std::string> outputStems(std::span<const std::string> names, std::size_t maxBytes)
{
    require(maxBytes >= 256, "output names may have at least 256 bytes");
    const std::size_t roomForSuffix = maxBytes - 40;
    std::vector<std::string> stems;
    std::unordered_map<std::string, int> uses;
    for (const std::string &name : names) {
        stems.push_back(safePath(name, false, roomForSuffix));
        ++uses[stems.back()];
    }
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (uses[stems[index]] > 1)
            stems[index] = safePath(names[index], true, roomForSuffix);
    }
    TakenNames taken(stems);
    for (std::size_t index = 0; index < names.size(); ++index) {
        std::string &stem = stems[index];
        if (taken.take(stem))
            continue;
        const std::size_t folderBytes = stem.rfind('/') + 1;
        const std::string distinct = stem.substr(0, folderBytes) + shortened(stem.substr(folderBytes), kMaxComponentBytes - 40) + '~' + hashOf(names[index]);
        stem = distinct;
        for (int attempt = 1; !taken.take(stem); ++attempt)
            stem = distinct + '~' + std::to_string(attempt);
    }
    return stems;
}

} // namespace flawscope
