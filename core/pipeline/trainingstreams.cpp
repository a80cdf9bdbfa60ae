// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/trainingstreams.h"

#include "core/base/files.h"
#include "core/imaging/resize.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace flawscope {

namespace {

/// SplitMix64: the same numbers on every machine.
std::uint64_t mixed(std::uint64_t value)
{
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27U)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31U);
}

/// In [−degrees, degrees]; depends on seed, picture and copy alone.
double angleOf(std::uint64_t seed, std::size_t index, int copy, double degrees)
{
    const std::uint64_t bits = mixed(mixed(mixed(seed) ^ index) ^ static_cast<std::uint64_t>(copy));
    return (static_cast<double>(bits >> 11U) * 0x1p-52 - 1) * degrees;
}

/// FNV-1a
class Fingerprint final {
public:
    void add(std::string_view text)
    {
        for (const char c : text)
            m_hash = (m_hash ^ static_cast<unsigned char>(c)) * UINT64_C(0x100000001B3);
        m_hash = (m_hash ^ 0xFFU) * UINT64_C(0x100000001B3);
    }
    void add(std::int64_t value) { add(std::to_string(value)); }
    void add(double value) { add(std::to_string(value)); }
    void addFile(const std::filesystem::path &file)
    {
        std::error_code error;
        add(static_cast<std::int64_t>(std::filesystem::file_size(file, error)));
        add(static_cast<std::int64_t>(std::filesystem::last_write_time(file, error).time_since_epoch().count()));
    }
    [[nodiscard]] std::string text() const
    {
        char buffer[17];
        std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(m_hash));
        return buffer;
    }

private:
    std::uint64_t m_hash = UINT64_C(0xCBF29CE484222325);
};

} // namespace

TrainingStreams::TrainingStreams(const TrainingPlan &plan, const RunContext &context) : m_plan(plan), m_context(context) {}

TrainingInput TrainingStreams::input()
{
    TrainingInput input;
    input.training = [this] { return nextTraining(); };
    input.trainingImages = m_plan.split.training.size() * (1 + static_cast<std::size_t>(m_plan.options.trainingSet.rotatedCopies));
    if (!m_plan.split.heldOut.empty())
        input.heldOut = [this] { return nextHeldOut(); };
    input.heldOutImages = m_plan.split.heldOut.size();
    input.fingerprint = fingerprintOf(m_plan);
    return input;
}

std::optional<LoadedImage> TrainingStreams::nextReadable(std::optional<ImageLoader> &loader, const std::vector<std::size_t> &indices)
{
    if (!loader)
        loader.emplace(m_plan.dataset, m_plan.preprocessing, indices, m_context, m_plan.options.threads);
    for (;;) {
        std::optional<LoadedImage> loaded = loader->next();
        if (!loaded || loaded->failure.empty())
            return loaded;
        m_findings.push_back({Severity::Problem, "unreadable", loaded->failure + " It is left out.", {m_plan.dataset.samples[loaded->index].image}});
    }
}

std::optional<RgbImage> TrainingStreams::nextTraining()
{
    const TrainingSetOptions &options = m_plan.options.trainingSet;
    if (m_copiesLeft > 0) {
        const int copy = options.rotatedCopies - m_copiesLeft--;
        return rotateNearest(m_current.image, angleOf(m_plan.options.training.seed, m_current.index, copy, options.rotationDegrees));
    }
    std::optional<LoadedImage> loaded = nextReadable(m_training, m_plan.split.training);
    if (!loaded)
        return std::nullopt;
    if (options.rotatedCopies == 0)
        return std::move(loaded->image);
    m_current = std::move(*loaded);
    m_copiesLeft = options.rotatedCopies;
    return m_current.image;
}

std::optional<RgbImage> TrainingStreams::nextHeldOut()
{
    std::optional<LoadedImage> loaded = nextReadable(m_heldOut, m_plan.split.heldOut);
    if (!loaded)
        return std::nullopt;
    return std::move(loaded->image);
}

std::string fingerprintOf(const TrainingPlan &plan)
{
    Fingerprint print;
    for (const auto *part : {&plan.split.training, &plan.split.heldOut}) {
        print.add(static_cast<std::int64_t>(part->size()));
        for (const std::size_t index : *part) {
            print.add(static_cast<std::int64_t>(index)); // the copies' angles depend on it
            print.add(plan.dataset.samples[index].name);
            print.addFile(plan.dataset.samples[index].image);
        }
    }
    print.add(std::int64_t{plan.preprocessing.whiteLevel});
    print.add(std::int64_t{plan.options.trainingSet.rotatedCopies});
    print.add(plan.options.trainingSet.rotationDegrees);
    if (!plan.options.weights.empty())
        print.addFile(plan.options.weights);
    return print.text();
}

} // namespace flawscope
