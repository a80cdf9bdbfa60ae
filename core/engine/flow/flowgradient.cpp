// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/flowgradient_p.h"

#include "core/base/error.h"
#include "core/engine/flow/positionalencoding_p.h"
#include "core/engine/flow/rowproduct_p.h"
#include "core/engine/torchteam_p.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace flawscope {

namespace {

/// Fibers that a worker takes through the flow at once: enough for efficient products, few enough to stay in cache.
constexpr int kTile = 1024;

/// One block's parameters in the forms that the products want; shared by the workers, renewed for each step.
struct PreparedBlock {
    torch::Tensor w1, w1Transposed;       ///< x1's half of the first layer
    torch::Tensor w2, w2Transposed, b2;
    torch::Tensor mixFirst, mixSecond;    ///< rows of R that make x1 and x2 of the next block
    torch::Tensor mixTransposed;
    torch::Tensor gain, offset;
    torch::Tensor columns, rows;          ///< condition tables [W,H], [H,H]
};

/// What a block remembers between the way forward and the way back.
struct BlockTape {
    torch::Tensor x1, x2; ///< [n,c1], [n,c2]
    torch::Tensor h;      ///< [n,hidden], after the relu
    torch::Tensor a;      ///< [n,2·c2]; the first half holds tanh(0.1·a1)
};

/// A worker's own sums of gradients of one block.
struct BlockSums {
    torch::Tensor w1, w2, b2, gain, offset, columns, rows;

    void zero()
    {
        w1 = torch::Tensor(); // the first tile's gradient is taken as it is
        w2 = torch::Tensor();
        for (torch::Tensor *t : {&b2, &gain, &offset, &columns, &rows})
            t->zero_();
    }
};

struct Worker {
    std::vector<BlockTape> tape;
    std::vector<BlockSums> sums;
    double loss = 0;
    double slope = 0; ///< Σ ∂/∂ logDet, which is each Σ ln g's gradient
};

struct Slice {
    const float *fibers;
    kernels::Positions positions;
    int n;
};

void addTo(torch::Tensor &sum, torch::Tensor term)
{
    if (sum.defined())
        sum.add_(term);
    else if (term.defined())
        sum = std::move(term);
}

double lossOf(float logLikelihood, Loss loss)
{
    if (loss == Loss::LogLikelihood)
        return -static_cast<double>(logLikelihood);
    const double l = logLikelihood;
    return l > 0 ? std::log1p(std::exp(-l)) : std::log1p(std::exp(l)) - l;
}

float lossSlope(float logLikelihood, Loss loss)
{
    return loss == Loss::LogLikelihood ? -1.F : -1.F / (1.F + std::exp(logLikelihood));
}

} // namespace

struct FlowGradient::Private {
    const Flow &flow;
    FlowShape shape;
    torch::Tensor columnEncoding, rowEncoding; ///< [W,D/2], [H,D/2]
    std::vector<PreparedBlock> blocks;
    std::vector<Worker> workers;
    std::unique_ptr<WorkerTeam> team;
    torch::Tensor gradient;
    double logGain = 0; ///< Σ ln g over all blocks

    Private(const Flow &f, int mapHeight, int mapWidth) : flow(f), shape(f.shape())
    {
        const bool conditional = shape.conditionChannels > 0;
        columnEncoding = axisEncoding(shape.conditionChannels, conditional ? mapWidth : 1);
        rowEncoding = axisEncoding(shape.conditionChannels, conditional ? mapHeight : 1);
        gradient = torch::zeros_like(flow.parameters());
        blocks.resize(shape.blocks);
        team = makeTorchTeam();
        workers.resize(team->size());
    }

    [[nodiscard]] int tableStride() const { return shape.conditionChannels > 0 ? shape.hidden() : 0; }

    void prepare();
    void prepareBlock(int k);
    void makeSums(Worker &worker) const;
    void forward(Worker &worker, const Slice &slice, torch::Tensor &z, torch::Tensor &logDet) const;
    void backward(Worker &worker, const Slice &slice, torch::Tensor dOut, const torch::Tensor &dLogDet) const;
    void runSlice(Worker &worker, const Slice &slice, std::int64_t total, Loss loss, bool withGradient) const;
    double run(const FiberBatch &batch, Loss loss, bool withGradient);
    void collect(int k);
};

void FlowGradient::Private::prepareBlock(int k)
{
    const CouplingBlock b = flow.block(k);
    const int c1 = shape.c1();
    const int half = shape.conditionChannels / 2;
    PreparedBlock &p = blocks[k];
    p.w1 = b.w1.narrow(1, 0, c1).contiguous();
    p.w1Transposed = p.w1.t().contiguous();
    p.w2 = b.w2;
    p.w2Transposed = b.w2.t().contiguous();
    p.b2 = b.b2;
    p.gain = b.gain();
    p.offset = b.offset;
    p.columns = at::mm(columnEncoding, b.w1.narrow(1, c1, half).t());
    p.rows = at::mm(rowEncoding, b.w1.narrow(1, c1 + half, half).t()).add_(b.b1);
    if (!p.mixTransposed.defined()) {
        p.mixFirst = b.mixing.narrow(0, 0, c1).contiguous();
        p.mixSecond = b.mixing.narrow(0, c1, shape.c2()).contiguous();
        p.mixTransposed = b.mixing.t().contiguous();
    }
}

void FlowGradient::Private::prepare()
{
    team->run([this](int worker) {
        const torch::NoGradGuard noGrad;
        for (int k = worker; k < shape.blocks; k += team->size())
            prepareBlock(k);
    });
    logGain = 0;
    for (const PreparedBlock &p : blocks) {
        for (int c = 0; c < shape.channels; ++c)
            logGain += std::log(static_cast<double>(p.gain.data_ptr<float>()[c]));
    }
}

void FlowGradient::Private::makeSums(Worker &worker) const
{
    worker.tape.resize(shape.blocks);
    if (worker.sums.empty()) {
        const int h = shape.hidden();
        for (int k = 0; k < shape.blocks; ++k) {
            BlockSums s;
            s.b2 = torch::empty({2 * shape.c2()});
            s.gain = torch::empty({shape.channels});
            s.offset = torch::empty({shape.channels});
            s.columns = torch::empty({columnEncoding.size(0), h});
            s.rows = torch::empty({rowEncoding.size(0), h});
            worker.sums.push_back(std::move(s));
        }
    }
    for (BlockSums &s : worker.sums)
        s.zero();
}

/// @param z  out: [n,C], the last block's output before its rotation, which changes no norm.
void FlowGradient::Private::forward(Worker &worker, const Slice &slice, torch::Tensor &z, torch::Tensor &logDet) const
{
    const kernels::CouplingSizes sizes{slice.n, shape.c1(), shape.c2()};
    z = torch::empty({slice.n, shape.channels});
    logDet = torch::zeros({slice.n});
    for (int k = 0; k < shape.blocks; ++k) {
        const PreparedBlock &p = blocks[k];
        BlockTape &t = worker.tape[k];
        if (k == 0) {
            t.x1 = torch::empty({slice.n, sizes.c1});
            t.x2 = torch::empty({slice.n, sizes.c2});
            kernels::split(sizes, slice.fibers, t.x1.data_ptr<float>(), t.x2.data_ptr<float>());
        } else {
            t.x1 = rowProduct(z, blocks[k - 1].mixFirst);
            t.x2 = rowProduct(z, blocks[k - 1].mixSecond);
        }
        t.h = rowProduct(t.x1, p.w1);
        kernels::addConditionAndRelu(t.h.data_ptr<float>(), slice.n, shape.hidden(),
                                     {p.columns.data_ptr<float>(), p.rows.data_ptr<float>(), tableStride()}, slice.positions);
        t.a = rowProduct(t.h, p.w2, p.b2);
        kernels::coupleForTraining(sizes, t.x1.data_ptr<float>(), t.x2.data_ptr<float>(), t.a.data_ptr<float>(),
                                   p.gain.data_ptr<float>(), p.offset.data_ptr<float>(), z.data_ptr<float>(),
                                   logDet.data_ptr<float>());
    }
}

void FlowGradient::Private::backward(Worker &worker, const Slice &slice, torch::Tensor dOut, const torch::Tensor &dLogDet) const
{
    const kernels::CouplingSizes sizes{slice.n, shape.c1(), shape.c2()};
    torch::Tensor dInput = torch::empty({slice.n, shape.channels});
    torch::Tensor da = torch::empty({slice.n, 2 * sizes.c2});
    for (int k = shape.blocks - 1; k >= 0; --k) {
        const PreparedBlock &p = blocks[k];
        const BlockTape &t = worker.tape[k];
        BlockSums &s = worker.sums[k];
        kernels::coupleBackward(sizes, t.x1.data_ptr<float>(), t.x2.data_ptr<float>(), t.a.data_ptr<float>(),
                                p.gain.data_ptr<float>(), dOut.data_ptr<float>(), dLogDet.data_ptr<float>(),
                                {dInput.data_ptr<float>(), da.data_ptr<float>(), s.gain.data_ptr<float>(),
                                 s.offset.data_ptr<float>(), s.b2.data_ptr<float>()});
        addTo(s.w2, rowProductGradient(t.h, da, p.w2));
        torch::Tensor dh = rowProduct(da, p.w2Transposed);
        kernels::reluBackward(dh.data_ptr<float>(), t.h.data_ptr<float>(), slice.n, shape.hidden(), s.columns.data_ptr<float>(),
                              s.rows.data_ptr<float>(), tableStride(), slice.positions);
        addTo(s.w1, rowProductGradient(t.x1, dh, p.w1));
        if (k == 0)
            break;
        kernels::addToFirst(sizes, dInput.data_ptr<float>(), rowProduct(dh, p.w1Transposed).data_ptr<float>());
        dOut = rowProduct(dInput, blocks[k - 1].mixTransposed);
    }
}

void FlowGradient::Private::runSlice(Worker &worker, const Slice &slice, std::int64_t total, Loss loss, bool withGradient) const
{
    torch::Tensor z;
    torch::Tensor logDet;
    forward(worker, slice, z, logDet);
    torch::Tensor slope = torch::empty({slice.n});
    float *l = slope.data_ptr<float>();
    kernels::logLikelihood(slice.n, shape.channels, z.data_ptr<float>(), logDet.data_ptr<float>(), static_cast<float>(logGain), l);
    const auto c = static_cast<float>(shape.channels);
    for (int i = 0; i < slice.n; ++i) {
        worker.loss += lossOf(l[i], loss);
        l[i] = lossSlope(l[i], loss) / (static_cast<float>(total) * c); // ∂/∂ logDet; ∂/∂z is −z times that
        worker.slope += l[i];
    }
    if (withGradient)
        backward(worker, slice, z.mul_(slope.unsqueeze(1)).neg_(), slope);
}

double FlowGradient::Private::run(const FiberBatch &batch, Loss loss, bool withGradient)
{
    const torch::NoGradGuard noGrad;
    const std::int64_t total = batch.fibers.size(0);
    require(total > 0 && batch.fibers.size(1) == shape.channels && batch.fibers.is_contiguous()
                && static_cast<std::int64_t>(batch.columns.size()) == total && batch.rows.size() == batch.columns.size(),
            "a batch holds contiguous fibers of the flow's channels and a position for each");
    prepare();
    team->run([&](int w) {
        const torch::NoGradGuard guard;
        Worker &worker = workers[w];
        worker.loss = 0;
        worker.slope = 0;
        makeSums(worker);
        const std::int64_t first = total * w / team->size();
        const std::int64_t last = total * (w + 1) / team->size();
        for (std::int64_t at = first; at < last; at += kTile) {
            const Slice slice{batch.fibers.data_ptr<float>() + at * shape.channels,
                              {batch.columns.data() + at, batch.rows.data() + at},
                              static_cast<int>(std::min<std::int64_t>(kTile, last - at))};
            runSlice(worker, slice, total, loss, withGradient);
        }
    });
    double sum = 0;
    for (const Worker &worker : workers)
        sum += worker.loss;
    return sum / static_cast<double>(total);
}

/// Adds the workers' sums of block k up, in a fixed order, into the flat gradient.
void FlowGradient::Private::collect(int k)
{
    double slopeSum = 0;
    for (const Worker &worker : workers)
        slopeSum += worker.slope;
    BlockSums &s = workers[0].sums[k];
    for (std::size_t w = 1; w < workers.size(); ++w) {
        const BlockSums &other = workers[w].sums[k];
        addTo(s.w1, other.w1);
        addTo(s.w2, other.w2);
        s.b2.add_(other.b2);
        s.gain.add_(other.gain);
        s.offset.add_(other.offset);
        s.columns.add_(other.columns);
        s.rows.add_(other.rows);
    }
    const CouplingBlock out = flow.blockOf(gradient, k);
    const CouplingBlock parameters = flow.block(k);
    const int c1 = shape.c1();
    const int half = shape.conditionChannels / 2;
    out.w1.narrow(1, 0, c1).copy_(s.w1);
    if (half > 0) {
        out.w1.narrow(1, c1, half).copy_(at::mm(s.columns.t(), columnEncoding));
        out.w1.narrow(1, c1 + half, half).copy_(at::mm(s.rows.t(), rowEncoding));
    }
    out.b1.copy_(s.rows.sum(0));
    out.w2.copy_(s.w2);
    out.b2.copy_(s.b2);
    out.offset.copy_(s.offset);
    const torch::Tensor slope = kSubnetScale * at::sigmoid(0.5 * parameters.scale); // dg/dγ
    out.scale.copy_((s.gain + slopeSum / blocks[k].gain) * slope);
}

FlowGradient::FlowGradient(const Flow &flow, int mapHeight, int mapWidth)
    : d(std::make_unique<Private>(flow, mapHeight, mapWidth))
{
}

FlowGradient::~FlowGradient() = default;

double FlowGradient::compute(const FiberBatch &batch, Loss loss)
{
    const double mean = d->run(batch, loss, true);
    d->team->run([this](int worker) {
        const torch::NoGradGuard noGrad;
        for (int k = worker; k < d->shape.blocks; k += d->team->size())
            d->collect(k);
    });
    return mean;
}

double FlowGradient::evaluate(const FiberBatch &batch, Loss loss)
{
    return d->run(batch, loss, false);
}

const torch::Tensor &FlowGradient::gradient() const
{
    return d->gradient;
}

WorkerTeam &FlowGradient::team() const
{
    return *d->team;
}

FlatAdam::FlatAdam(std::int64_t parameters) : moment1(torch::zeros({parameters})), moment2(torch::zeros({parameters})) {}

void FlatAdam::step(torch::Tensor &parameters, const torch::Tensor &gradients, double learningRate, WorkerTeam *team)
{
    ++steps;
    const auto t = static_cast<double>(steps);
    const kernels::AdamStep options{.learningRate = static_cast<float>(learningRate),
                                    .correction1 = 1 - std::pow(0.9, t),
                                    .correction2 = 1 - std::pow(0.999, t)};
    if (!parameters.device().is_cpu()) {
        moment1.mul_(options.beta1).add_(gradients, 1 - options.beta1);
        moment2.mul_(options.beta2).addcmul_(gradients, gradients, 1 - options.beta2);
        parameters.addcdiv_(moment1, moment2.sqrt().mul_(1 / std::sqrt(options.correction2)).add_(options.epsilon),
                            -learningRate / options.correction1);
        return;
    }
    const auto update = [&](std::int64_t first, std::int64_t last) {
        kernels::adam(options, last - first, parameters.data_ptr<float>() + first, gradients.data_ptr<float>() + first,
                      moment1.data_ptr<float>() + first, moment2.data_ptr<float>() + first);
    };
    const std::int64_t count = parameters.numel();
    if (team)
        team->run([&](int worker) { update(count * worker / team->size(), count * (worker + 1) / team->size()); });
    else
        update(0, count);
}

} // namespace flawscope
