// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The element-by-element half of a coupling block on the CPU, each as one pass over rows that are in cache. All arrays
/// are row-major float32, one fiber a row; the matrix products between them are LibTorch's. Single-threaded by design:
/// the callers give each worker its own fibers.
namespace flawscope::kernels {

/// The condition's share of the first layer for each column and each row of a map. Both are [length, hidden]; the rows'
/// includes the bias. The strides are 0 where the flow has no condition.
struct ConditionTables {
    const float *columns;
    const float *rows;
    int stride;
};

/// Where the fibers of a batch lie in their maps.
struct Positions {
    const std::int32_t *columns; ///< [n]
    const std::int32_t *rows;    ///< [n]
};

/// h ← relu(h + table.columns[column] + table.rows[row]).
/// @param h  [n, hidden]
void addConditionAndRelu(float *h, int n, int hidden, const ConditionTables &tables, const Positions &positions);

/// u ← dh where h > 0, else 0; the same added into the gradients of the two tables.
void reluBackward(float *dh, const float *h, int n, int hidden, float *columnGradient, float *rowGradient, int stride,
                  const Positions &positions);

struct CouplingSizes {
    int n;
    int c1;
    int c2;
};

/// out ← [x1, x2·exp(s) + t], s = α·tanh(a1), t = a2; logDet[i] += Σ s. For folded weights: the 0.1 is already in a.
/// @param a  [n, 2·c2] = [a1, a2]   @param out  [n, c1 + c2]
void couple(const CouplingSizes &sizes, const float *x1, const float *x2, const float *a, float *out, float *logDet);

/// The same for training: a is unscaled, the gain and offset are applied, and a1 is replaced by tanh(0.1·a1), which
/// coupleBackward needs.
void coupleForTraining(const CouplingSizes &sizes, const float *x1, const float *x2, float *a, const float *gain,
                       const float *offset, float *out, float *logDet);

/// Gradients of coupleForTraining.
struct CouplingGradients {
    float *dInput;  ///< [n, c1 + c2], written: x1's share that by-passes the subnet, and x2's.
    float *da;      ///< [n, 2·c2], written.
    float *dGain;   ///< [c1 + c2], added to; without the share of Σ ln g.
    float *dOffset; ///< [c1 + c2], added to.
    float *db2;     ///< [2·c2], added to.
};
/// @param dOut  [n, c1 + c2]   @param dLogDet  [n]
void coupleBackward(const CouplingSizes &sizes, const float *x1, const float *x2, const float *a, const float *gain,
                    const float *dOut, const float *dLogDet, const CouplingGradients &gradients);

/// target[i, 0 … c1) += source[i, 0 … c1), for a target with c1 + c2 columns.
void addToFirst(const CouplingSizes &sizes, float *target, const float *source);

/// Splits rows [n, c1 + c2] into x1 [n,c1] and x2 [n,c2].
void split(const CouplingSizes &sizes, const float *rows, float *x1, float *x2);

/// ℓ[i] = (−½(‖z‖² + C·ln 2π) + logDet[i] + constant)/C. @param z [n,C]
void logLikelihood(int n, int channels, const float *z, const float *logDet, float constant, float *out);

/// p ← adam(p): the fused update of torch.optim.Adam, no weight decay. METHOD.md section 4.
struct AdamStep {
    float learningRate;
    float beta1 = 0.9F;
    float beta2 = 0.999F;
    float epsilon = 1e-8F;
    double correction1; ///< 1 − β1^t
    double correction2; ///< 1 − β2^t
};
void adam(const AdamStep &step, std::int64_t count, float *parameters, const float *gradients, float *moment1, float *moment2);

} // namespace flawscope::kernels
