// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoders/frozenencoder_p.h"

#include "core/engine/encoders/encoder_p.h"
#include "core/engine/encoders/interpreter_p.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace flawscope {

namespace {

/// Images that go through the network together on the CPU: enough to read the deep layers' weights seldom, few enough for the
/// maps to stay in the cache.
int imagesAtOnce(std::int64_t height, std::int64_t width)
{
    constexpr std::int64_t kPixels = 4 * 256 * 256;
    return static_cast<int>(std::clamp<std::int64_t>(kPixels / (height * width), 1, 8));
}

/// A norm as scale · x + shift, in float64.
struct Affine {
    at::Tensor scale; ///< float64 [C]
    at::Tensor shift; ///< float64 [C]
};

Affine affineOf(const Encoder::UnitTensors &tensors, double epsilon)
{
    const at::Tensor scale = tensors.normWeight.cpu().to(at::kDouble) / at::sqrt(tensors.runningVar.cpu().to(at::kDouble) + epsilon);
    return {scale, tensors.normBias.cpu().to(at::kDouble) - tensors.runningMean.cpu().to(at::kDouble) * scale};
}

std::int64_t ceilDivide(std::int64_t a, std::int64_t b)
{
    return (a + b - 1) / b;
}

/// Reflection padding that keeps channels_last and knows bfloat16, which at::reflection_pad2d does not everywhere.
at::Tensor mirrored(const at::Tensor &in, int pad)
{
    const std::int64_t height = in.size(2);
    const std::int64_t width = in.size(3);
    at::Tensor out = at::empty({in.size(0), in.size(1), height + 2 * pad, width + 2 * pad}, in.options().memory_format(at::MemoryFormat::ChannelsLast));
    at::Tensor middle = out.narrow(2, pad, height);
    middle.narrow(3, pad, width).copy_(in);
    for (const auto &[dimension, size] : {std::pair{3, width}, std::pair{2, height}}) {
        at::Tensor &target = dimension == 3 ? middle : out;
        const std::int64_t last = pad + size - 1;
        for (std::int64_t k = 1; k <= pad; ++k) {
            target.select(dimension, pad - k).copy_(target.select(dimension, pad + k));
            target.select(dimension, last + k).copy_(target.select(dimension, last - k));
        }
    }
    return out;
}

[[noreturn]] void throwUnusable(const at::Device &device, const std::string &reason)
{
    const bool isMemory = reason.find("out of memory") != std::string::npos;
    throw Error(isMemory ? ErrorCode::OutOfMemory : ErrorCode::NoDevice,
                "The encoder cannot be placed on device " + device.str() + ": " + reason.substr(0, reason.find('\n')));
}

/// oneDNN says only while it packs or computes what this processor lacks, and not as a c10::Error.
[[noreturn]] void throwNoBfloat16()
{
    throw Error(ErrorCode::NoDevice, "This processor cannot compute in bfloat16; choose float32.");
}

} // namespace

FrozenEncoder::FrozenEncoder(const Encoder &encoder, const at::Device &device, at::ScalarType dtype)
    : m_architecture(encoder.architecture()), m_device(device), m_dtype(dtype)
{
    require(dtype == at::kFloat || dtype == at::kBFloat16, "an encoder computes in float32 or bfloat16");
    const bool needsBfloat16 = device.is_cpu() && dtype == at::kBFloat16;
    const torch::NoGradGuard noGradients;
    m_units.resize(m_architecture.unitCount);
    m_squeezes.resize(m_architecture.squeezeCount);
    try {
        for (const Block &block : m_architecture.blocks) {
            for (std::size_t i = 0; i < block.units.size(); ++i) {
                // Between two convolutions of which the second needs no border, nothing is left to do but the relu.
                const bool isBare = i + 1 < block.units.size() && block.units[i + 1].pad() == 0;
                freezeUnit(encoder, block.units[i], usesMaps() && isBare);
            }
            if (block.shortcut)
                freezeUnit(encoder, *block.shortcut, false);
            if (block.squeeze)
                freezeSqueeze(encoder, *block.squeeze);
        }
    } catch (const c10::Error &error) {
        throwUnusable(device, error.what_without_backtrace());
    } catch (const Error &) {
        throw;
    } catch (const std::exception &) {
        if (needsBfloat16)
            throwNoBfloat16();
        throw;
    }
    if (needsBfloat16)
        requireBfloat16();
}

void FrozenEncoder::requireBfloat16() const
{
    const int size = smallestInput(m_architecture.options);
    try {
        static_cast<void>(forward(at::zeros({1, 3, size, size})));
    } catch (const std::exception &) {
        throwNoBfloat16();
    }
}

bool FrozenEncoder::usesMaps() const
{
    return m_device.is_cpu() && m_squeezes.empty();
}

/// Zeros that the convolution adds itself.
int FrozenEncoder::convPad(const ConvUnit &unit) const
{
    return usesMaps() || m_architecture.options.padding == Padding::Reflect ? 0 : unit.pad();
}

void FrozenEncoder::freezeUnit(const Encoder &encoder, const ConvUnit &unit, bool fusesRelu)
{
    const Encoder::UnitTensors &tensors = encoder.tensors(unit);
    at::Tensor weight = tensors.weight.cpu().to(at::kDouble);
    at::Tensor bias;
    Unit &frozen = m_units[unit.index];
    if (!unit.norm.empty()) {
        const Affine norm = affineOf(tensors, m_architecture.normEpsilon);
        if (unit.convTap < 0) {
            weight = weight * norm.scale.view({-1, 1, 1, 1});
            bias = norm.shift.to(m_device, m_dtype);
        } else {
            frozen.scale = norm.scale.view({1, -1, 1, 1}).to(m_device, m_dtype);
            frozen.shift = norm.shift.view({1, -1, 1, 1}).to(m_device, m_dtype);
        }
    }
    // MapRunner hands every second position to a 1×1 convolution of stride 2.
    const int stride = usesMaps() && unit.kernel == 1 ? 1 : unit.stride;
    frozen.conv = PackedConv(weight.to(m_device, m_dtype), bias,
                             {.stride = stride, .pad = convPad(unit), .groups = unit.groups, .relu = fusesRelu});
}

void FrozenEncoder::freezeSqueeze(const Encoder &encoder, const SqueezeUnit &unit)
{
    const Encoder::SqueezeTensors &tensors = encoder.tensors(unit);
    const auto matrix = [&](const at::Tensor &weight) { return weight.flatten(1).to(m_device, m_dtype); };
    m_squeezes[unit.index] = {matrix(tensors.weight1), tensors.bias1.to(m_device, m_dtype), matrix(tensors.weight2),
                              tensors.bias2.to(m_device, m_dtype)};
}

// Any device, any network -------------------------------------------------------------------------------------------

at::Tensor FrozenEncoder::runUnit(const ConvUnit &unit, const at::Tensor &in, at::Tensor *convTap) const
{
    const Unit &frozen = m_units[unit.index];
    const int pad = unit.pad() - convPad(unit);
    at::Tensor y = frozen.conv.run(pad > 0 ? mirrored(in, pad) : in);
    if (convTap)
        *convTap = y;
    if (frozen.scale.defined())
        y = at::addcmul(frozen.shift, y, frozen.scale);
    return activated(y, unit.activation);
}

at::Tensor FrozenEncoder::runSqueeze(const SqueezeUnit &unit, const at::Tensor &in) const
{
    const Squeeze &t = m_squeezes[unit.index];
    const at::Tensor inner = activated(at::linear(in.mean({2, 3}), t.weight1, t.bias1), unit.inner);
    const at::Tensor outer = at::linear(inner, t.weight2, t.bias2);
    return in * (unit.hardGate ? at::hardsigmoid(outer) : at::sigmoid(outer)).unsqueeze(2).unsqueeze(3);
}

std::vector<at::Tensor> FrozenEncoder::emptyTaps(std::int64_t count, std::int64_t height, std::int64_t width) const
{
    std::vector<at::Tensor> taps;
    for (const TapInfo &tap : m_architecture.taps)
        taps.push_back(at::empty({count, tap.channels, ceilDivide(height, tap.stride), ceilDivide(width, tap.stride)},
                                 at::TensorOptions().dtype(at::kFloat).device(m_device).memory_format(at::MemoryFormat::ChannelsLast)));
    return taps;
}

std::vector<at::Tensor> FrozenEncoder::runPlain(const at::Tensor &images) const
{
    std::vector<at::Tensor> taps = emptyTaps(images.size(0), images.size(2), images.size(3));
    const std::int64_t step = m_device.is_cpu() ? imagesAtOnce(images.size(2), images.size(3)) : images.size(0);
    for (std::int64_t first = 0; first < images.size(0); first += step) {
        const std::int64_t count = std::min(step, images.size(0) - first);
        const at::Tensor x = images.narrow(0, first, count).to(m_device, m_dtype).contiguous(at::MemoryFormat::ChannelsLast);
        const std::vector<at::Tensor> maps = execute(
            m_architecture, x, [this](const ConvUnit &unit, const at::Tensor &in, at::Tensor *tap) { return runUnit(unit, in, tap); },
            [this](const SqueezeUnit &unit, const at::Tensor &in) { return runSqueeze(unit, in); });
        for (std::size_t i = 0; i < taps.size(); ++i)
            taps[i].narrow(0, first, count).copy_(maps[i]);
    }
    return taps;
}

// ResNets on the CPU ------------------------------------------------------------------------------------------------

/// Carries one chunk of images through the network. Between two convolutions lies one pass that adds the residual, applies the
/// relu and writes the next convolution's input with its border.
class FrozenEncoder::MapRunner {
public:
    MapRunner(const FrozenEncoder &encoder, std::vector<at::Tensor> &taps) : m_encoder(encoder), m_net(encoder.m_architecture), m_taps(taps) {}

    /// @param input  the stem's input: images [first, first + its count)
    void run(const FeatureMap &input, std::int64_t first)
    {
        m_first = first;
        FeatureMap x = input;
        for (std::size_t i = 0; i < m_net.blocks.size(); ++i) {
            const int padAfter = i + 1 < m_net.blocks.size() ? m_net.blocks[i + 1].units.front().pad() : 0;
            x = m_net.blocks[i].maxPool ? runStem(m_net.blocks[i], x, padAfter) : runBlock(m_net.blocks[i], x, padAfter);
        }
    }

private:
    [[nodiscard]] FeatureMap convolve(const ConvUnit &unit, const FeatureMap &in) const
    {
        return asFeatureMap(m_encoder.m_units[unit.index].conv.run(in.asInput()));
    }

    FeatureMap runStem(const Block &block, const FeatureMap &in, int padAfter)
    {
        const FeatureMap y = convolve(block.units.front(), in);
        FeatureMap &out = buffer(Slot::BlockInput, {y.count(), (y.height + 1) / 2, (y.width + 1) / 2, y.channels()}, padAfter, y);
        poolAndFinish(y, out, m_net.options.padding);
        return out;
    }

    FeatureMap runBlock(const Block &block, const FeatureMap &x, int padAfter)
    {
        FeatureMap y = x;
        for (std::size_t i = 0; i < block.units.size(); ++i) {
            y = convolve(block.units[i], y);
            const int pad = i + 1 < block.units.size() ? block.units[i + 1].pad() : 0;
            if (pad > 0) {
                FeatureMap &out = buffer(Slot::Inner, {y.count(), y.height, y.width, y.channels()}, pad, y);
                finish(y, out, m_net.options.padding);
                y = out;
            }
        }
        FeatureMap residual = x;
        if (block.shortcut)
            residual = convolve(*block.shortcut, block.shortcut->stride == 2 ? subsampled(x) : x);
        FeatureMap &out = padAfter > 0 ? buffer(Slot::BlockInput, {y.count(), y.height, y.width, y.channels()}, padAfter, y) : y;
        finish(y, out, m_net.options.padding, {.residual = &residual, .tap = tapData(block.tap)});
        return out;
    }

    float *tapData(int tap)
    {
        return tap < 0 ? nullptr : m_taps[tap].select(0, m_first).data_ptr<float>();
    }

    enum class Slot { BlockInput, Inner };
    /// A buffer that the chunks and the blocks of one shape share. A block's output may overwrite its input.
    FeatureMap &buffer(Slot slot, const std::array<int, 4> &nhwc, int pad, const FeatureMap &like)
    {
        auto &map = m_buffers[{slot, nhwc, pad}];
        if (!map.buffer.defined())
            map = makeFeatureMap(nhwc, pad, like.buffer.scalar_type());
        return map;
    }

    const FrozenEncoder &m_encoder;
    const Architecture &m_net;
    std::vector<at::Tensor> &m_taps;
    std::int64_t m_first = 0;
    std::map<std::tuple<Slot, std::array<int, 4>, int>, FeatureMap> m_buffers;
};

template <typename Fill>
std::vector<at::Tensor> FrozenEncoder::runMaps(const std::array<int, 3> &size, Fill fill) const
{
    const auto [count, height, width] = size;
    std::vector<at::Tensor> taps = emptyTaps(count, height, width);
    MapRunner runner(*this, taps);
    const int pad = m_architecture.blocks.front().units.front().pad();
    FeatureMap input;
    const int step = imagesAtOnce(height, width);
    for (int first = 0; first < count; first += step) {
        const int chunk = std::min(step, count - first);
        if (!input.buffer.defined() || input.count() != chunk)
            input = makeFeatureMap({chunk, height, width, 3}, pad, m_dtype);
        fill(input, first, chunk);
        runner.run(input, first);
    }
    return taps;
}

// -------------------------------------------------------------------------------------------------------------------

std::vector<at::Tensor> FrozenEncoder::forward(const at::Tensor &images) const
{
    requireUsableInput(m_architecture, images);
    const torch::NoGradGuard noGradients;
    if (!usesMaps())
        return runPlain(images);
    const at::Tensor dense = images.to(at::kCPU, at::kFloat).contiguous();
    return runMaps({static_cast<int>(images.size(0)), static_cast<int>(images.size(2)), static_cast<int>(images.size(3))},
                   [&](FeatureMap &input, int first, int chunk) {
                       fillFromImages(dense.narrow(0, first, chunk), input, m_architecture.options.padding);
                   });
}

std::vector<at::Tensor> FrozenEncoder::forwardPixels(const at::Tensor &pixels, const Preprocessing &preprocessing) const
{
    require(pixels.dim() == 4 && pixels.size(3) == 3 && pixels.scalar_type() == at::kByte, "pixels are uint8 [B,H,W,3]");
    requireUsableInput(m_architecture, pixels.permute({0, 3, 1, 2}));
    const torch::NoGradGuard noGradients;
    PixelScale scale{};
    for (int c = 0; c < 3; ++c) {
        scale.scale[c] = 1.F / (255.F * preprocessing.std[c]);
        scale.offset[c] = -preprocessing.mean[c] / preprocessing.std[c];
    }
    if (!usesMaps()) {
        const auto onDevice = [&](const std::array<float, 3> &values) {
            return at::tensor(at::ArrayRef<float>(values.data(), values.size())).view({1, 3, 1, 1}).to(m_device);
        };
        const at::Tensor x = pixels.to(m_device).permute({0, 3, 1, 2}).to(at::kFloat);
        return runPlain(at::addcmul(onDevice(scale.offset), x, onDevice(scale.scale)));
    }
    const at::Tensor dense = pixels.to(at::kCPU).contiguous();
    return runMaps({static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), static_cast<int>(pixels.size(2))},
                   [&](FeatureMap &input, int first, int chunk) {
                       fillFromPixels(dense.narrow(0, first, chunk), scale, input, m_architecture.options.padding);
                   });
}

} // namespace flawscope
