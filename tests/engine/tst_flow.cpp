// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/flow_p.h"
#include "core/engine/flow/flowgradient_p.h"
#include "core/engine/flow/flowinference_p.h"
#include "core/engine/flow/positionalencoding_p.h"
#include "core/engine/weights/statedict_p.h"
#include "tests/support/shared.h"

#include <torch/torch.h>

#include <QTest>

using namespace flawscope;

namespace {

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

/// max |a − b| / max(1, |b|)
double relativeDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    const torch::Tensor wide = b.to(torch::kFloat64);
    return ((a.to(torch::kFloat64) - wide).abs() / wide.abs().clamp_min(1)).max().item<double>();
}

Flow storedFlow(const StateDict &decoders, int level)
{
    const std::string prefix = "decoder" + std::to_string(level) + ".";
    return {Flow::shapeOf(decoders, prefix, "decoders"), decoders, prefix, "decoders"};
}

/// NCHW maps as fibers [B·H·W, C].
torch::Tensor asFibers(const torch::Tensor &maps)
{
    return maps.permute({0, 2, 3, 1}).reshape({-1, maps.size(1)}).contiguous();
}

FiberBatch randomBatch(int n, int channels, int height, int width, std::uint64_t seed)
{
    torch::manual_seed(seed);
    FiberBatch batch{torch::randn({n, channels}), std::vector<std::int32_t>(n), std::vector<std::int32_t>(n)};
    for (int i = 0; i < n; ++i) {
        batch.columns[i] = (i * 7) % width;
        batch.rows[i] = (i * 3) % height;
    }
    return batch;
}

torch::Tensor conditionsOf(const FiberBatch &batch, int conditionChannels, int height, int width)
{
    const torch::Tensor map = positionalEncoding(conditionChannels, height, width);
    std::vector<torch::Tensor> rows;
    for (std::size_t i = 0; i < batch.rows.size(); ++i)
        rows.push_back(map.select(1, batch.rows[i]).select(1, batch.columns[i]));
    return torch::stack(rows);
}

torch::Tensor meanLoss(const Flow &flow, const torch::Tensor &fibers, const torch::Tensor &conditions, Loss loss)
{
    const torch::Tensor l = flow.logLikelihood(fibers, conditions);
    return loss == Loss::LogSigmoid ? -torch::log_sigmoid(l).mean() : -l.mean();
}

} // namespace

class tst_Flow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionMatchesTheAuthors();
    void traceMatchesTheAuthors_data();
    void traceMatchesTheAuthors();
    void likelihoodMatchesTheAuthors_data();
    void likelihoodMatchesTheAuthors();
    void fiveStepsMatchTheAuthors();
    void gradientMatchesAutograd_data();
    void gradientMatchesAutograd();
    void logDetMatchesTheJacobian();
    void inferenceMatchesTheReference_data();
    void inferenceMatchesTheReference();
    void mixingIsSpecialOrthogonal();
    void savesAndLoads();
    void refusesForeignTensors();
};

void tst_Flow::conditionMatchesTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(file, "fixtures/resnet18-256/expected.safetensors");
    const StateDict expected = readSafetensors(file).tensors;
    for (int level = 0; level < 3; ++level) {
        const torch::Tensor stored = expected.at("condition" + std::to_string(level));
        const torch::Tensor ours = positionalEncoding(128, static_cast<int>(stored.size(1)), static_cast<int>(stored.size(2)));
        QVERIFY2(largestDifference(ours, stored) < 1e-6, qPrintable(QString::number(largestDifference(ours, stored))));
    }
}

void tst_Flow::traceMatchesTheAuthors_data()
{
    QTest::addColumn<int>("level");
    for (int level = 0; level < 3; ++level)
        QTest::addRow("scale %d", level) << level;
}

void tst_Flow::traceMatchesTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(file, "fixtures/resnet18-256/expected.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(decoders, "fixtures/resnet18-256/decoders.safetensors");
    QFETCH(int, level);
    const StateDict expected = readSafetensors(file).tensors;
    const Flow flow = storedFlow(readSafetensors(decoders).tensors, level);
    const std::string trace = "trace" + std::to_string(level) + ".";
    torch::Tensor x = expected.at(trace + "in");
    for (int k = 0; k < flow.shape().blocks; ++k) {
        const std::string block = trace + "block" + std::to_string(k) + ".";
        const Flow::Output out = flow.forwardBlock(k, x, expected.at(trace + "condition"));
        QVERIFY(relativeDifference(out.z, expected.at(block + "out")) < 1e-4);
        QVERIFY(relativeDifference(out.logDet, expected.at(block + "logdet")) < 1e-4);
        x = out.z;
    }
}

void tst_Flow::likelihoodMatchesTheAuthors_data()
{
    traceMatchesTheAuthors_data();
}

void tst_Flow::likelihoodMatchesTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(file, "fixtures/resnet18-256/expected.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(decoders, "fixtures/resnet18-256/decoders.safetensors");
    QFETCH(int, level);
    const std::string l = std::to_string(level);
    const StateDict expected = readSafetensors(file).tensors;
    const Flow flow = storedFlow(readSafetensors(decoders).tensors, level);
    const torch::Tensor features = expected.at("features" + l);
    const torch::Tensor stored = expected.at("loglik" + l);
    const torch::Tensor exact = expected.at("loglik" + l + "_float64");
    const torch::Tensor fibers = asFibers(features);
    const torch::Tensor conditions =
        asFibers(expected.at("condition" + l).unsqueeze(0).expand({features.size(0), -1, -1, -1}));

    const torch::NoGradGuard noGrad;
    const FlowInference fast(flow, static_cast<int>(features.size(2)), static_cast<int>(features.size(3)), torch::kCPU, torch::kFloat32);
    const torch::Tensor theirs = stored.sub(exact).abs();
    const Flow::Output reference = flow.forward(fibers, conditions);
    QVERIFY(relativeDifference(reference.logDet.view_as(stored), expected.at("logdet" + l)) < 1e-4);
    for (const torch::Tensor &ours : {flow.logLikelihood(fibers, conditions).view_as(stored), fast.logLikelihood(fibers).view_as(stored)}) {
        const double toStored = relativeDifference(ours, stored);
        const double toExact = largestDifference(ours, exact);
        qInfo("scale %d: to the authors %.2e (relative), to float64 %.2e; the authors to float64 %.2e", level, toStored, toExact,
              theirs.max().item<double>());
        QVERIFY(toStored < 1e-4);
        QVERIFY(toExact <= 2 * theirs.max().item<double>());
    }
}

void tst_Flow::fiveStepsMatchTheAuthors()
{
    FLAWSCOPE_REQUIRE_SHARED(file, "fixtures/resnet18-256/training.safetensors");
    FLAWSCOPE_REQUIRE_SHARED(decoders, "fixtures/resnet18-256/decoders.safetensors");
    const StateDict expected = readSafetensors(file).tensors;
    Flow flow = storedFlow(readSafetensors(decoders).tensors, 1);
    constexpr int kSide = 32;
    const torch::Tensor places = positionalEncoding(128, kSide, kSide).view({128, -1}).t().contiguous();
    FlowGradient gradient(flow, kSide, kSide);
    FlatAdam adam(flow.parameters().numel());
    for (int step = 0; step < 5; ++step) {
        // The fixture stores condition vectors; the fast gradient wants the places they belong to.
        const torch::Tensor place = at::cdist(expected.at("conditions")[step], places).argmin(1);
        FiberBatch batch{expected.at("fibers")[step].contiguous(), {}, {}};
        for (std::int64_t i = 0; i < place.numel(); ++i) {
            const auto p = static_cast<std::int32_t>(place[i].item<std::int64_t>());
            batch.columns.push_back(p % kSide);
            batch.rows.push_back(p / kSide);
        }
        const double loss = gradient.compute(batch, Loss::LogSigmoid);
        const double stored = expected.at("loss")[step].item<double>();
        qInfo("step %d: loss %.8f, the authors %.8f", step, loss, stored);
        QVERIFY(std::abs(loss - stored) < 1e-5);
        if (step == 0) {
            for (const int k : {0, 7}) {
                const CouplingBlock g = flow.blockOf(gradient.gradient(), k);
                const std::string name = "grad_step0.module_list." + std::to_string(k) + ".";
                const auto close = [&](const torch::Tensor &ours, const char *key) {
                    const torch::Tensor theirs = expected.at(name + key).reshape(ours.sizes());
                    return largestDifference(ours, theirs) < 1e-4 * theirs.abs().max().item<double>() + 1e-9;
                };
                QVERIFY(close(g.scale, "global_scale"));
                QVERIFY(close(g.offset, "global_offset"));
                QVERIFY(close(g.w1, "subnet.0.weight"));
                QVERIFY(close(g.b1, "subnet.0.bias"));
                QVERIFY(close(g.w2, "subnet.2.weight"));
                QVERIFY(close(g.b2, "subnet.2.bias"));
            }
        }
        adam.step(flow.parameters(), gradient.gradient(), 2e-4);
    }
    for (const int k : {0, 7}) {
        const std::string name = "after5.module_list." + std::to_string(k) + ".subnet.0.weight";
        // Adam divides tiny gradients by themselves: a parameter whose gradient is rounding noise may step either way.
        const torch::Tensor difference = (flow.block(k).w1 - expected.at(name)).abs();
        QVERIFY(difference.mean().item<double>() < 2e-6);
        QVERIFY(difference.max().item<double>() < 5 * 2e-4 * 1.01);
    }
}

void tst_Flow::gradientMatchesAutograd_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("conditionChannels");
    QTest::addColumn<int>("fibers");
    QTest::addColumn<int>("loss");
    QTest::newRow("even, conditional") << 8 << 16 << 50 << 0;
    QTest::newRow("odd channels") << 7 << 8 << 33 << 0;
    QTest::newRow("unconditional") << 10 << 0 << 40 << 0;
    QTest::newRow("several tiles") << 6 << 4 << 3000 << 0;
    QTest::newRow("one fiber") << 6 << 4 << 1 << 0;
    QTest::newRow("log-likelihood loss") << 8 << 16 << 50 << 1;
}

void tst_Flow::gradientMatchesAutograd()
{
    QFETCH(int, channels);
    QFETCH(int, conditionChannels);
    QFETCH(int, fibers);
    QFETCH(int, loss);
    const auto kind = static_cast<Loss>(loss);
    const FlowShape shape{.channels = channels, .conditionChannels = conditionChannels, .blocks = 3};
    Flow flow(shape, 5);
    torch::manual_seed(1);
    flow.parameters().add_(0.3 * torch::randn_like(flow.parameters()));
    const FiberBatch batch = randomBatch(fibers, channels, 5, 9, 2);
    const torch::Tensor conditions = conditionsOf(batch, conditionChannels, 5, 9);

    // The reference runs in float64 so that a difference is the fast path's.
    Flow wide = flow.to(torch::kCPU, torch::kFloat64);
    wide.parameters().requires_grad_(true);
    const torch::Tensor value = meanLoss(wide, batch.fibers.to(torch::kFloat64), conditions.to(torch::kFloat64), kind);
    value.backward();
    FlowGradient fast(flow, 5, 9);
    const double mean = fast.compute(batch, kind);
    QVERIFY(std::abs(mean - value.item<double>()) < 1e-5 * std::max(1.0, std::abs(value.item<double>())));
    const torch::Tensor expected = wide.parameters().grad();
    const double scale = expected.abs().max().item<double>();
    QVERIFY2(largestDifference(fast.gradient(), expected) < 1e-5 * scale, qPrintable(QString::number(largestDifference(fast.gradient(), expected) / scale)));
    QCOMPARE(fast.evaluate(batch, kind), mean);
}

void tst_Flow::logDetMatchesTheJacobian()
{
    const Flow flow = Flow({.channels = 5, .conditionChannels = 8, .blocks = 4}, 3).to(torch::kCPU, torch::kFloat64);
    torch::manual_seed(4);
    const torch::Tensor x = torch::randn({1, 5}, torch::kFloat64);
    const torch::Tensor c = torch::randn({1, 8}, torch::kFloat64);
    constexpr double kStep = 1e-5;
    std::vector<torch::Tensor> columns;
    for (int j = 0; j < 5; ++j) {
        torch::Tensor dx = torch::zeros({1, 5}, torch::kFloat64);
        dx[0][j] = kStep;
        columns.push_back((flow.forward(x + dx, c).z - flow.forward(x - dx, c).z) / (2 * kStep));
    }
    const torch::Tensor jacobian = torch::cat(columns).t();
    const double expected = std::log(std::abs(at::linalg_det(jacobian).item<double>()));
    QVERIFY(std::abs(flow.forward(x, c).logDet.item<double>() - expected) < 1e-6);
}

void tst_Flow::inferenceMatchesTheReference_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("conditionChannels");
    QTest::addColumn<int>("permutation");
    QTest::newRow("conditional rotation") << 16 << 32 << int(Permutation::Rotation);
    QTest::newRow("odd channels, permutation") << 9 << 8 << int(Permutation::Hard);
    QTest::newRow("unconditional") << 12 << 0 << int(Permutation::Rotation);
}

void tst_Flow::inferenceMatchesTheReference()
{
    QFETCH(int, channels);
    QFETCH(int, conditionChannels);
    QFETCH(int, permutation);
    constexpr int kHeight = 6;
    constexpr int kWidth = 11;
    Flow flow({.channels = channels, .conditionChannels = conditionChannels, .blocks = 5, .permutation = static_cast<Permutation>(permutation)}, 9);
    torch::manual_seed(8);
    flow.parameters().add_(0.2 * torch::randn_like(flow.parameters()));
    const torch::Tensor fibers = 2 * torch::randn({3 * kHeight * kWidth, channels});
    const torch::Tensor conditions =
        positionalEncoding(conditionChannels, kHeight, kWidth).reshape({conditionChannels, kHeight * kWidth}).t().repeat({3, 1});
    const torch::Tensor expected = flow.to(torch::kCPU, torch::kFloat64).logLikelihood(fibers.to(torch::kFloat64), conditions.to(torch::kFloat64));
    const FlowInference fast(flow, kHeight, kWidth, torch::kCPU, torch::kFloat32);
    QVERIFY(relativeDifference(fast.logLikelihood(fibers), expected) < 1e-5);
    // A part of a map gets the same likelihood as the whole.
    const torch::Tensor part = fast.logLikelihood(fibers.narrow(0, 20, 50).contiguous(), 20);
    QVERIFY(relativeDifference(part, expected.narrow(0, 20, 50)) < 1e-5);
    const FlowInference half(flow, kHeight, kWidth, torch::kCPU, torch::kBFloat16);
    QVERIFY(relativeDifference(half.logLikelihood(fibers), expected) < 0.1);
}

void tst_Flow::mixingIsSpecialOrthogonal()
{
    for (const Permutation permutation : {Permutation::Rotation, Permutation::Hard}) {
        const Flow flow({.channels = 33, .conditionChannels = 4, .blocks = 3, .permutation = permutation}, 12);
        for (int k = 0; k < 3; ++k) {
            const torch::Tensor r = flow.block(k).mixing.to(torch::kFloat64);
            QVERIFY(largestDifference(at::mm(r, r.t()), torch::eye(33)) < 1e-5);
            if (permutation == Permutation::Rotation)
                QVERIFY(std::abs(at::linalg_det(r).item<double>() - 1) < 1e-4);
        }
        QVERIFY(largestDifference(flow.block(0).mixing, flow.block(1).mixing) > 0.1);
    }
}

void tst_Flow::savesAndLoads()
{
    const FlowShape shape{.channels = 6, .conditionChannels = 8, .blocks = 2};
    const Flow flow(shape, 77);
    StateDict tensors;
    flow.save(tensors, "decoder0.");
    QCOMPARE(tensors.at("decoder0.module_list.1.global_scale").dim(), 2);
    const FlowShape read = Flow::shapeOf(tensors, "decoder0.", "test");
    QCOMPARE(read.conditionChannels, 8);
    const Flow back(read, tensors, "decoder0.", "test");
    QVERIFY(torch::equal(back.parameters(), flow.parameters()));
    QVERIFY(torch::equal(back.block(1).mixing, flow.block(1).mixing));
    QVERIFY(!torch::equal(Flow(shape, 78).parameters(), flow.parameters()));
    QVERIFY(torch::equal(Flow(shape, 77).parameters(), flow.parameters()));
}

void tst_Flow::refusesForeignTensors()
{
    StateDict tensors;
    Flow({.channels = 6, .conditionChannels = 8, .blocks = 2}, 1).save(tensors, "");
    const FlowShape shape = Flow::shapeOf(tensors, "", "test");
    StateDict missing = tensors;
    missing.erase("module_list.1.subnet.2.bias");
    QVERIFY_THROWS_EXCEPTION(Error, Flow(shape, missing, "", "file.pt"));
    StateDict poisoned = tensors;
    poisoned["module_list.0.subnet.2.bias"] = torch::full({6}, std::nan(""));
    QVERIFY_THROWS_EXCEPTION(Error, Flow(shape, poisoned, "", "file.pt"));
    QVERIFY_THROWS_EXCEPTION(Error, (void)Flow::shapeOf(tensors, "decoder7.", "file.pt"));
}

QTEST_GUILESS_MAIN(tst_Flow)
#include "tst_flow.moc"
