// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/evaluation.h"
#include "core/evaluation/thresholdindex.h"
#include "tests/support/shared.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

using namespace flawscope;
using nlohmann::json;

namespace {

/// Enough of safetensors for a file that is known to be whole.
class TensorFile {
public:
    explicit TensorFile(const std::filesystem::path &path) : m_bytes(readFile(path))
    {
        std::uint64_t size = 0;
        std::memcpy(&size, m_bytes.data(), sizeof size);
        m_header = json::parse(m_bytes.begin() + 8, m_bytes.begin() + 8 + static_cast<std::ptrdiff_t>(size));
        m_data = 8 + size;
    }

    template <typename T>
    std::vector<T> values(const std::string &name) const
    {
        const auto &offsets = m_header.at(name).at("data_offsets");
        const auto begin = offsets.at(0).get<std::size_t>();
        const auto end = offsets.at(1).get<std::size_t>();
        std::vector<T> values((end - begin) / sizeof(T));
        std::memcpy(values.data(), m_bytes.data() + m_data + begin, end - begin);
        return values;
    }

    std::vector<int> shape(const std::string &name) const { return m_header.at(name).at("shape").get<std::vector<int>>(); }

private:
    std::vector<std::uint8_t> m_bytes;
    json m_header;
    std::size_t m_data = 0;
};

constexpr int kSize = 256;

/// Bilinear with align_corners = true, as METHOD.md section 5 says.
void addUpsampled(const double *small, int size, std::vector<double> &sum)
{
    const double scale = static_cast<double>(size - 1) / (kSize - 1);
    for (int y = 0; y < kSize; ++y) {
        const int y0 = std::min(static_cast<int>(y * scale), size - 2);
        const double fy = y * scale - y0;
        for (int x = 0; x < kSize; ++x) {
            const int x0 = std::min(static_cast<int>(x * scale), size - 2);
            const double fx = x * scale - x0;
            const double *p = small + y0 * size + x0;
            sum[static_cast<std::size_t>(y) * kSize + x] += (1 - fy) * ((1 - fx) * p[0] + fx * p[1])
                                                            + fy * ((1 - fx) * p[size] + fx * p[size + 1]);
        }
    }
}

/// The reference's anomaly maps: S = Σ upsampled exp(ℓ − max ℓ), max S − S, both maxima over the test set.
std::vector<std::vector<double>> anomalyMaps(const TensorFile &file, std::size_t count)
{
    std::vector<std::vector<double>> maps(count, std::vector<double>(kSize * kSize));
    for (const char *name : {"loglik0", "loglik1", "loglik2"}) {
        const auto values = file.values<float>(name);
        const int size = file.shape(name).at(2);
        std::vector<double> p(values.begin(), values.end());
        const double top = *std::max_element(p.begin(), p.end());
        for (double &value : p)
            value = std::exp(value - top);
        for (std::size_t i = 0; i < count; ++i)
            addUpsampled(p.data() + i * static_cast<std::size_t>(size * size), size, maps[i]);
    }
    double top = -1e30;
    for (const auto &map : maps)
        top = std::max(top, *std::max_element(map.begin(), map.end()));
    for (auto &map : maps) {
        for (double &value : map)
            value = top - value;
    }
    return maps;
}

Mask unpack(const std::uint8_t *bits)
{
    Mask mask(kSize, kSize);
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask.values[i] = (bits[i / 8] >> (7 - i % 8)) & 1;
    return mask;
}

void near(const char *what, double found, double expected, double tolerance)
{
    qInfo("%-20s %.9f  expected %.9f  difference %.1e", what, found, expected, found - expected);
    QVERIFY2(std::abs(found - expected) <= tolerance, what);
}

} // namespace

/// The figures of the authors' code on the test set that it scored.
class EvaluationParityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storedTestSet()
    {
        FLAWSCOPE_REQUIRE_SHARED(tensors, "fixtures/resnet18-256/testset.safetensors");
        FLAWSCOPE_REQUIRE_SHARED(figures, "fixtures/resnet18-256/testset-metrics.json");
        const TensorFile file(tensors);
        const auto text = readFile(figures);
        const json expected = json::parse(text.begin(), text.end());
        const auto labels = file.values<std::uint8_t>("label");
        const auto scores = file.values<double>("image_score");
        const auto bits = file.values<std::uint8_t>("mask_packbits");
        const auto maps = anomalyMaps(file, labels.size());

        std::vector<EvaluatedImage> images;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const std::string name = expected.at("files").at(i);
            const double score = *std::max_element(maps[i].begin(), maps[i].end());
            QVERIFY(std::abs(score - scores[i]) < 1e-6);
            const std::string folder = name.substr(5, name.rfind('/') - 5);
            images.push_back({name, labels[i] != 0, labels[i] != 0 ? folder : "", score});
        }
        const auto mask = [&](std::size_t i) { return unpack(bits.data() + i * kSize * kSize / 8); };
        const Evaluation precise = evaluate(images, [&](std::size_t i, const PreciseMapVisitor &visit) {
            Plane<double> map(kSize, kSize);
            map.values = maps[i];
            visit(map, mask(i));
        });
        const Evaluation rounded = evaluate(images, [&](std::size_t i, const MapVisitor &visit) {
            ScoreMap map(kSize, kSize);
            std::copy(maps[i].begin(), maps[i].end(), map.values.begin());
            visit(map, mask(i));
        });
        qInfo("float64 maps, %.3f s", precise.seconds);
        compare(precise, expected, 1e-6);
        // In float32, two of their scores become one at the very top of a curve that is flat there: F1 moves by 8e-9, its place by 8e-6.
        qInfo("float32 maps, %.3f s", rounded.seconds);
        compare(rounded, expected, 1e-5);

        // What the dragged threshold shows: real scores crowd near 0 and near 3, where equal bins tell the fewest of them apart.
        PixelThresholdIndex::Builder builder(3);
        for (std::size_t i = 0; i < maps.size(); ++i) {
            ScoreMap map(kSize, kSize);
            std::copy(maps[i].begin(), maps[i].end(), map.values.begin());
            builder.add(map, mask(i), images[i].defect);
        }
        compareOnGrid(*builder.build(), rounded.overall.pixel);
    }

private:
    static void compareOnGrid(const PixelThresholdIndex &index, const PixelMetrics &exact)
    {
        const PixelMetrics &metrics = index.metrics();
        QCOMPARE(metrics.normalPixels, exact.normalPixels);
        QCOMPARE(metrics.anomalousPixels, exact.anomalousPixels);
        QCOMPARE(metrics.regions, exact.regions);
        near("grid: AUROC", metrics.auroc.value(), exact.auroc.value(), 1e-4);
        near("grid: AUPRO", metrics.aupro.value(), exact.aupro.value(), 1e-4);
        near("grid: AP", metrics.averagePrecision.value(), exact.averagePrecision.value(), 1e-4);
        near("grid: F1", metrics.f1->value, exact.f1->value, 1e-4);
        near("grid: F1 threshold", metrics.f1->threshold, exact.f1->threshold, 10 * index.binWidth());
    }

    static void compare(const Evaluation &found, const json &expected, double pixelThresholdTolerance)
    {
        const Metrics &all = found.overall;
        QCOMPARE(all.pixel.regions, expected.at("regions").get<std::uint64_t>());
        near("image AUROC", all.image.auroc.value(), expected.at("image_auroc"), 1e-6);
        near("pixel AUROC", all.pixel.auroc.value(), expected.at("pixel_auroc"), 1e-6);
        near("AUPRO", all.pixel.aupro.value(), expected.at("aupro_fpr0.3_1000steps"), 1e-3);
        near("image F1 threshold", all.image.f1->threshold, expected.at("image_f1_threshold"), 1e-6);
        near("image F1", all.image.f1->value, expected.at("image_f1"), 1e-6);
        near("pixel F1 threshold", all.pixel.f1->threshold, expected.at("pixel_f1_threshold"), pixelThresholdTolerance);
        near("pixel F1", all.pixel.f1->value, expected.at("pixel_f1"), 1e-6);
        QCOMPARE(found.classes.size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(EvaluationParityTest)
#include "tst_evaluationparity.moc"
