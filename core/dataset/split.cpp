// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/split.h"

#include "core/base/error.h"
#include "core/dataset/filelist.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

namespace flawscope {

namespace {

/// FNV-1a with a final mix; std::hash may differ between machines.
std::uint64_t rankOf(std::string_view name, std::uint64_t seed)
{
    std::uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ (seed * UINT64_C(0x9E3779B97F4A7C15));
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * UINT64_C(0x100000001B3);
    hash = (hash ^ (hash >> 32U)) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 32U);
}

/// Pictures that must stay together.
struct Unit {
    std::uint64_t rank = 0;
    std::string name;
    std::vector<std::size_t> samples;
};

/// Sets of samples that grow together.
class Clusters final {
public:
    explicit Clusters(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }

    std::size_t find(std::size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b)
    {
        const auto [low, high] = std::minmax({find(a), find(b)});
        m_parent[high] = low;
    }

private:
    std::vector<std::size_t> m_parent;
};

std::vector<Unit> unitsOf(const Dataset &dataset, const std::vector<std::size_t> &good)
{
    const auto &samples = dataset.samples;
    Clusters clusters(good.size());
    std::map<std::uint32_t, std::size_t> firstOfContent;
    std::map<std::string_view, std::size_t> firstOfScene;
    for (std::size_t k = 0; k < good.size(); ++k) {
        if (samples[good[k]].contentGroup != 0)
            clusters.join(k, firstOfContent.try_emplace(samples[good[k]].contentGroup, k).first->second);
        if (dataset.layout == Layout::ShanghaiTech)
            firstOfScene.try_emplace(folderOf(samples[good[k]].name), k);
    }
    if (firstOfScene.size() > 1) {
        for (std::size_t k = 0; k < good.size(); ++k)
            clusters.join(k, firstOfScene.at(folderOf(samples[good[k]].name)));
    }
    std::map<std::size_t, std::size_t> unitOf;
    std::vector<Unit> units;
    for (std::size_t k = 0; k < good.size(); ++k) {
        const auto [unit, isNew] = unitOf.try_emplace(clusters.find(k), units.size());
        if (isNew)
            units.push_back({0, samples[good[k]].name, {}});
        units[unit->second].samples.push_back(good[k]);
    }
    return units;
}

/// Marks the units to hold out: in the order of their ranks all that fit, else the smallest where it leaves the larger part.
std::vector<bool> choose(const std::vector<Unit> &units, std::size_t wanted, std::size_t total)
{
    std::vector<bool> chosen(units.size());
    std::size_t count = 0;
    for (std::size_t u = 0; u < units.size(); ++u) {
        const std::size_t after = count + units[u].samples.size();
        chosen[u] = after <= wanted && after < total;
        count = chosen[u] ? after : count;
    }
    if (count > 0 || wanted == 0 || units.empty())
        return chosen;
    const auto smallest = std::min_element(units.begin(), units.end(), [](const Unit &a, const Unit &b) { return a.samples.size() < b.samples.size(); });
    if (smallest->samples.size() <= total / 2)
        chosen[static_cast<std::size_t>(smallest - units.begin())] = true;
    return chosen;
}

} // namespace

HoldOut holdOut(const Dataset &dataset, double fraction, std::uint64_t seed)
{
    if (!(fraction >= 0.0 && fraction < 1.0))
        throw Error(ErrorCode::BadOption, "The held-out fraction is " + std::to_string(fraction) + "; it must be at least 0 and below 1.");
    std::vector<std::size_t> good;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        if (dataset.samples[i].split == Split::Train && dataset.samples[i].label == Label::Good)
            good.push_back(i);
    }
    const std::size_t rounded = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(good.size())));
    const std::size_t wanted = fraction > 0.0 ? std::max<std::size_t>(1, rounded) : 0;

    std::vector<Unit> units = unitsOf(dataset, good);
    for (Unit &unit : units)
        unit.rank = rankOf(unit.name, seed);
    std::sort(units.begin(), units.end(), [](const Unit &a, const Unit &b) { return a.rank != b.rank ? a.rank < b.rank : a.name < b.name; });

    const std::vector<bool> chosen = choose(units, wanted, good.size());
    HoldOut result;
    for (std::size_t u = 0; u < units.size(); ++u) {
        auto &side = chosen[u] ? result.heldOut : result.training;
        side.insert(side.end(), units[u].samples.begin(), units[u].samples.end());
    }
    std::sort(result.training.begin(), result.training.end());
    std::sort(result.heldOut.begin(), result.heldOut.end());
    return result;
}

} // namespace flawscope
