// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/detection/detector.h"
#include "core/imaging/imagefile.h"
#include "core/workspace/workspace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace flawscope::test {

/// How many pictures a project has that was scored without a model.
struct ScoredProjectOptions {
    int good = 30;    ///< In the test split.
    int defects = 20; ///< In the test split, each with a mask.
    int unknown = 4;  ///< In the test split.
    int heldOut = 12; ///< Good training pictures.
    int side = 16;    ///< Of a score map, px.
    int cells = 8;    ///< Of a likelihood map.
};

/// Writes likelihoods that give smooth hills up to a peak, and in the defects a square that stands out where the mask is.
class ScoreInventor final {
public:
    explicit ScoreInventor(const ScoredProjectOptions &options) : m_options(options) {}

    [[nodiscard]] LikelihoodMaps likelihoods(bool defect)
    {
        const float top = defect ? 0.7F + 2.0F * uniform() : 0.25F + 0.9F * uniform() * uniform();
        LikelihoodMaps maps;
        for (int scale = 0; scale < 3; ++scale) {
            ScoreMap map(m_options.cells, m_options.cells);
            for (float &cell : map.values)
                cell = likelihoodOf((defect ? 0.4F : top) * uniform());
            if (defect) {
                for (int y = 0; y < std::max(1, m_options.cells / 4); ++y) {
                    for (int x = 0; x < std::max(1, m_options.cells / 4); ++x)
                        map.at(y + m_options.cells / 4, x + m_options.cells / 4) = likelihoodOf(top);
                }
            }
            maps.push_back(std::move(map));
        }
        return maps;
    }

    static constexpr std::array<double, 3> kNormaliser = {0, 0, 0};

private:
    float uniform() { return static_cast<float>(m_random() >> 8U) * 0x1p-24F; }
    static float likelihoodOf(float score) { return std::log(1 - std::min(score, 2.9F) / 3); }

    ScoredProjectOptions m_options;
    std::mt19937 m_random{7};
};

inline Sample inventedSample(const std::filesystem::path &root, const std::string &name, Split split, Label label, int side)
{
    Sample sample;
    sample.image = root / name;
    sample.name = name;
    sample.split = split;
    sample.label = label;
    sample.defectClass = label == Label::Good ? "good" : label == Label::Defect ? "scratch" : "";
    sample.height = sample.width = side;
    return sample;
}

inline Dataset inventedDataset(const std::filesystem::path &root, const ScoredProjectOptions &options)
{
    Dataset dataset;
    dataset.root = root;
    dataset.layout = Layout::MvtecAd;
    const auto add = [&](const std::string &folder, int count, Split split, Label label) {
        for (int i = 0; i < count; ++i)
            dataset.samples.push_back(inventedSample(root, folder + std::to_string(1000 + i) + ".png", split, label, options.side));
    };
    add("train/good/", options.heldOut, Split::Train, Label::Good);
    add("test/good/", options.good, Split::Test, Label::Good);
    add("test/scratch/", options.defects, Split::Test, Label::Defect);
    add("test/later/", options.unknown, Split::Test, Label::Unknown);
    Mask mask(options.side, options.side);
    for (int y = options.side / 4; y < options.side / 2; ++y)
        std::fill_n(mask.row(y).begin() + options.side / 4, options.side / 4, std::uint8_t{1});
    const std::filesystem::path file = root / "mask.png";
    std::filesystem::create_directories(root);
    writePng(file, mask);
    for (Sample &sample : dataset.samples) {
        if (sample.label == Label::Defect)
            sample.mask = file;
    }
    return dataset;
}

/// A project with one run that has scores and thresholds, though nobody trained it and its pictures do not exist.
inline std::shared_ptr<Workspace> makeScoredProject(const std::filesystem::path &folder, const ScoredProjectOptions &options = {})
{
    const auto workspace = Workspace::create(folder, "Washers", "anna");
    workspace->importDataset(inventedDataset(folder / "pictures", options), {});
    RunRecord run = workspace->run(workspace->addRun("R18-256", {}));
    run.state = RunState::Done;
    workspace->changeRun(run.id, [&](RunRecord &stored) { stored = run; });
    ScoreInventor inventor(options);
    std::vector<ImageId> heldOut;
    {
        const std::vector<ImageRecord> images = workspace->images();
        const auto writer = workspace->writeScores(run.id, images.size());
        for (const ImageRecord &image : images) {
            const LikelihoodMaps maps = inventor.likelihoods(image.sample.label == Label::Defect);
            writer->add({image.id, imageScore(anomalyMap(maps, ScoreInventor::kNormaliser, options.side, options.side)), options.side, options.side}, maps);
            if (image.sample.split == Split::Train)
                heldOut.push_back(image.id);
        }
        writer->commit(ScoreInventor::kNormaliser, options.side, options.side, 3.0F);
    }
    workspace->setHeldOut(run.id, heldOut);
    Decision decision;
    decision.image.emplace().value = 1.0;
    decision.pixel.emplace().value = 0.75;
    workspace->setDecision(run.id, decision, "first thresholds");
    return workspace;
}

} // namespace flawscope::test
