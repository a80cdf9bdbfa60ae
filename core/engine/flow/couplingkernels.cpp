// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow/couplingkernels_p.h"

#include "core/base/simd.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numbers>

namespace flawscope::kernels {

namespace {

constexpr float kAlpha = 1.9F;  // the clamp α of METHOD.md section 3
constexpr float kScale = 0.1F;  // the factor on the subnet's output

/// exp to 2 ulp for |x| < 87, in a form that vectorises: 2^round(x/ln 2) times a polynomial on the rest.
inline float exponential(float x)
{
    x = x > 87.F ? 87.F : (x < -87.F ? -87.F : x);
    constexpr float kRound = 12582912.F; // 1.5·2^23: adding and subtracting it rounds to an integer
    const float shifted = x * std::numbers::log2e_v<float> + kRound;
    const float n = shifted - kRound;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.F;
    const auto power = std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
    return p * power;
}

/// tanh with an absolute error of 1e-7, which is what s = α·tanh needs.
inline float hyperbolicTangent(float x)
{
    return 1.F - 2.F / (exponential(2.F * x) + 1.F);
}

} // namespace

FLAWSCOPE_SIMD_CLONES
void addConditionAndRelu(float *h, int n, int hidden, const ConditionTables &tables, const Positions &positions)
{
    for (int i = 0; i < n; ++i) {
        float *row = h + static_cast<std::ptrdiff_t>(i) * hidden;
        const float *columns = tables.columns + static_cast<std::ptrdiff_t>(positions.columns[i]) * tables.stride;
        const float *rows = tables.rows + static_cast<std::ptrdiff_t>(positions.rows[i]) * tables.stride;
#pragma omp simd
        for (int j = 0; j < hidden; ++j) {
            const float u = row[j] + (columns[j] + rows[j]);
            row[j] = u > 0.F ? u : 0.F;
        }
    }
}

FLAWSCOPE_SIMD_CLONES
void reluBackward(float *dh, const float *h, int n, int hidden, float *columnGradient, float *rowGradient, int stride,
                  const Positions &positions)
{
    for (int i = 0; i < n; ++i) {
        float *du = dh + static_cast<std::ptrdiff_t>(i) * hidden;
        const float *active = h + static_cast<std::ptrdiff_t>(i) * hidden;
        float *columns = columnGradient + static_cast<std::ptrdiff_t>(positions.columns[i]) * stride;
        float *rows = rowGradient + static_cast<std::ptrdiff_t>(positions.rows[i]) * stride;
#pragma omp simd
        for (int j = 0; j < hidden; ++j) {
            const float u = active[j] > 0.F ? du[j] : 0.F;
            du[j] = u;
            columns[j] += u;
            rows[j] += u;
        }
    }
}

FLAWSCOPE_SIMD_CLONES
void couple(const CouplingSizes &sizes, const float *x1, const float *x2, const float *a, float *out, float *logDet)
{
    const auto [n, c1, c2] = sizes;
    for (int i = 0; i < n; ++i) {
        const float *a1 = a + static_cast<std::ptrdiff_t>(i) * 2 * c2;
        const float *a2 = a1 + c2;
        const float *in = x2 + static_cast<std::ptrdiff_t>(i) * c2;
        float *first = out + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        float *second = first + c1;
        std::memcpy(first, x1 + static_cast<std::ptrdiff_t>(i) * c1, sizeof(float) * static_cast<std::size_t>(c1));
        float sum = 0.F;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < c2; ++j) {
            const float s = kAlpha * hyperbolicTangent(a1[j]);
            sum += s;
            second[j] = in[j] * exponential(s) + a2[j];
        }
        logDet[i] += sum;
    }
}

FLAWSCOPE_SIMD_CLONES
void coupleForTraining(const CouplingSizes &sizes, const float *x1, const float *x2, float *a, const float *gain,
                       const float *offset, float *out, float *logDet)
{
    const auto [n, c1, c2] = sizes;
    for (int i = 0; i < n; ++i) {
        float *a1 = a + static_cast<std::ptrdiff_t>(i) * 2 * c2;
        const float *a2 = a1 + c2;
        const float *in1 = x1 + static_cast<std::ptrdiff_t>(i) * c1;
        const float *in2 = x2 + static_cast<std::ptrdiff_t>(i) * c2;
        float *out1 = out + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        float *out2 = out1 + c1;
#pragma omp simd
        for (int j = 0; j < c1; ++j)
            out1[j] = in1[j] * gain[j] + offset[j];
        float sum = 0.F;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < c2; ++j) {
            const float t = hyperbolicTangent(kScale * a1[j]);
            a1[j] = t;
            const float s = kAlpha * t;
            sum += s;
            out2[j] = (in2[j] * exponential(s) + kScale * a2[j]) * gain[c1 + j] + offset[c1 + j];
        }
        logDet[i] += sum;
    }
}

FLAWSCOPE_SIMD_CLONES
void coupleBackward(const CouplingSizes &sizes, const float *x1, const float *x2, const float *a, const float *gain,
                    const float *dOut, const float *dLogDet, const CouplingGradients &gradients)
{
    const auto [n, c1, c2] = sizes;
    float *__restrict dGain = gradients.dGain;
    float *__restrict dOffset = gradients.dOffset;
    float *__restrict db2 = gradients.db2;
    for (int i = 0; i < n; ++i) {
        const float *tanh1 = a + static_cast<std::ptrdiff_t>(i) * 2 * c2;
        const float *a2 = tanh1 + c2;
        const float *in1 = x1 + static_cast<std::ptrdiff_t>(i) * c1;
        const float *in2 = x2 + static_cast<std::ptrdiff_t>(i) * c2;
        const float *d1 = dOut + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        const float *d2 = d1 + c1;
        float *__restrict dIn1 = gradients.dInput + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        float *__restrict dIn2 = dIn1 + c1;
        float *__restrict da1 = gradients.da + static_cast<std::ptrdiff_t>(i) * 2 * c2;
        float *__restrict da2 = da1 + c2;
        const float dj = dLogDet[i];
#pragma omp simd
        for (int j = 0; j < c1; ++j) {
            dGain[j] += d1[j] * in1[j];
            dOffset[j] += d1[j];
            dIn1[j] = d1[j] * gain[j];
        }
#pragma omp simd
        for (int j = 0; j < c2; ++j) {
            const float t = tanh1[j];
            const float stretched = in2[j] * exponential(kAlpha * t);
            dGain[c1 + j] += d2[j] * (stretched + kScale * a2[j]);
            dOffset[c1 + j] += d2[j];
            const float dMoved = d2[j] * gain[c1 + j];
            dIn2[j] = dMoved * exponential(kAlpha * t);
            const float ds = dMoved * stretched + dj;
            const float d = ds * (kAlpha * kScale) * (1.F - t * t);
            const float e = dMoved * kScale;
            da1[j] = d;
            da2[j] = e;
            db2[j] += d;
            db2[c2 + j] += e;
        }
    }
}

void addToFirst(const CouplingSizes &sizes, float *target, const float *source)
{
    const auto [n, c1, c2] = sizes;
    for (int i = 0; i < n; ++i) {
        float *to = target + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        const float *from = source + static_cast<std::ptrdiff_t>(i) * c1;
#pragma omp simd
        for (int j = 0; j < c1; ++j)
            to[j] += from[j];
    }
}

void split(const CouplingSizes &sizes, const float *rows, float *x1, float *x2)
{
    const auto [n, c1, c2] = sizes;
    for (int i = 0; i < n; ++i) {
        const float *row = rows + static_cast<std::ptrdiff_t>(i) * (c1 + c2);
        std::memcpy(x1 + static_cast<std::ptrdiff_t>(i) * c1, row, sizeof(float) * static_cast<std::size_t>(c1));
        std::memcpy(x2 + static_cast<std::ptrdiff_t>(i) * c2, row + c1, sizeof(float) * static_cast<std::size_t>(c2));
    }
}

FLAWSCOPE_SIMD_CLONES
void logLikelihood(int n, int channels, const float *z, const float *logDet, float constant, float *out)
{
    const float log2Pi = std::log(2.F * std::numbers::pi_v<float>);
    for (int i = 0; i < n; ++i) {
        const float *row = z + static_cast<std::ptrdiff_t>(i) * channels;
        float sum = 0.F;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < channels; ++j)
            sum += row[j] * row[j];
        const auto c = static_cast<float>(channels);
        out[i] = (-0.5F * (sum + c * log2Pi) + (logDet[i] + constant)) / c;
    }
}

FLAWSCOPE_SIMD_CLONES
void adam(const AdamStep &step, std::int64_t count, float *parameters, const float *gradients, float *moment1, float *moment2)
{
    const auto stepSize = static_cast<float>(step.learningRate / step.correction1);
    const auto root = static_cast<float>(1.0 / std::sqrt(step.correction2));
    const auto [rate, beta1, beta2, epsilon, c1, c2] = step;
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float g = gradients[i];
        const float m = beta1 * moment1[i] + (1.F - beta1) * g;
        const float v = beta2 * moment2[i] + (1.F - beta2) * g * g;
        moment1[i] = m;
        moment2[i] = v;
        parameters[i] -= stepSize * m / (std::sqrt(v) * root + epsilon);
    }
}

} // namespace flawscope::kernels
