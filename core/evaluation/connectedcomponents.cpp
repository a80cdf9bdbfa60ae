// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/connectedcomponents.h"

#include <algorithm>
#include <cstring>

namespace flawscope {
namespace {

/// First column at or after @p x whose pixel is (not) zero; skips eight zeros at a time.
int nextNonZero(std::span<const std::uint8_t> row, int x)
{
    const int width = static_cast<int>(row.size());
    for (std::uint64_t word = 0; x + 8 <= width; x += 8) {
        std::memcpy(&word, row.data() + x, sizeof word);
        if (word != 0)
            break;
    }
    while (x < width && row[x] == 0)
        ++x;
    return x;
}

int nextZero(std::span<const std::uint8_t> row, int x)
{
    const auto *found = static_cast<const std::uint8_t *>(std::memchr(row.data() + x, 0, row.size() - x));
    return found ? static_cast<int>(found - row.data()) : static_cast<int>(row.size());
}

/// Disjoint sets whose root is always the smallest member.
class DisjointSets {
public:
    std::uint32_t add()
    {
        m_parent.push_back(static_cast<std::uint32_t>(m_parent.size()));
        return m_parent.back();
    }

    std::uint32_t root(std::uint32_t member)
    {
        while (m_parent[member] != member) {
            m_parent[member] = m_parent[m_parent[member]];
            member = m_parent[member];
        }
        return member;
    }

    void join(std::uint32_t a, std::uint32_t b)
    {
        a = root(a);
        b = root(b);
        m_parent[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> m_parent;
};

/// Joins the runs of two neighbouring rows, [above, row) and [row, end), that touch at a side or a corner.
void joinRows(const std::vector<MaskRun> &runs, std::size_t above, std::size_t row, DisjointSets &sets)
{
    std::size_t upper = above;
    for (std::size_t lower = row; lower < runs.size(); ++lower) {
        while (upper < row && runs[upper].end < runs[lower].begin)
            ++upper;
        for (std::size_t touching = upper; touching < row && runs[touching].begin <= runs[lower].end; ++touching)
            sets.join(static_cast<std::uint32_t>(touching), static_cast<std::uint32_t>(lower));
    }
}

} // namespace

ConnectedComponents connectedComponents(const Mask &mask)
{
    ConnectedComponents result;
    DisjointSets sets;
    std::size_t above = 0;
    for (int y = 0; y < mask.height; ++y) {
        const std::size_t first = result.runs.size();
        const auto row = mask.row(y);
        for (int x = nextNonZero(row, 0); x < mask.width; x = nextNonZero(row, x)) {
            const int end = nextZero(row, x);
            result.runs.push_back({y, x, end, sets.add()});
            x = end;
        }
        joinRows(result.runs, above, first, sets);
        above = first;
    }

    // A root is the first run of its region, so it gets its number before any other run asks for it.
    std::vector<std::uint32_t> regionOfRoot(result.runs.size());
    for (std::size_t i = 0; i < result.runs.size(); ++i) {
        MaskRun &run = result.runs[i];
        const std::uint32_t root = sets.root(run.region);
        if (root == i) {
            regionOfRoot[i] = static_cast<std::uint32_t>(result.areas.size());
            result.areas.push_back(0);
        }
        run.region = regionOfRoot[root];
        result.areas[run.region] += static_cast<std::uint64_t>(run.end - run.begin);
    }
    return result;
}

Plane<std::int32_t> ConnectedComponents::labels(int height, int width) const
{
    Plane<std::int32_t> plane(height, width);
    for (const MaskRun &run : runs) {
        require(run.y < height && run.end <= width, "the label image is as large as the mask");
        const auto row = plane.row(run.y);
        std::fill(row.begin() + run.begin, row.begin() + run.end, static_cast<std::int32_t>(run.region) + 1);
    }
    return plane;
}

} // namespace flawscope
