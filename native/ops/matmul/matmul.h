// SPDX-License-Identifier: Apache-2.0
// y = x W^T (+ bias) (+ y): every linear layer.
//
// operand 0  y     F32 (n, N)
// operand 1  x     F32 (n, K) for float weights, for quantized ones ACTIVATION_Q8 (n, K), or ACTIVATION_Q8K where their
//                blocks have 256 values
// operand 2  w     a packed type (N, K), types/packed.h
// operand 3  bias  F32 (1, N), or absent
// i[0]       1 adds the product to what y holds, 0 overwrites
// unit: a panel of 16 rows of w, for all n rows of x.
//
// The order of the sum is part of the contract, so that results do not depend on tiles, threads or
// batch, and fast kernels of all instruction sets agree to the bit. With fma(a, b, c) rounded once:
//   float weights   for k = 0 .. K-1:          acc = fma(w[k], x[k], acc)
//   quantized       for each group g of 32 columns in order, with dx, sum and total of x's block:
//     Q4_0, Q5_0        acc = fma(dx, d * S, acc)
//     Q4_1, Q5_1        acc = fma(dx, d * S, acc);              acc = fma(m, total, acc)
//     Q4K, Q5K          acc = fma(dx, (d * scale) * S, acc);    acc = fma(-(dmin * min), total, acc)
//     Q8, Q8F           acc = fma(dx, d * S, acc)
//     and for each half h of 16 columns in order:
//     Q6K, Q8K          acc = fma(dx, (d * scale) * S_h, acc)
//     Q4S               acc = fma(dx, (d * scale) * S_h, acc);
//                       acc = fma(-(dmin * min), dx * (float)sum[h], acc)
//   where S is the exact integer sum of code * q (of (code - 8) * q for Q4_0, (code - 16) * q for
//   Q5_0 and (code - 32) * q for Q6K), below 2^20 and so exact as a float. At the end y = acc,
//   + bias, + old y, in this order.
#ifndef RH_OPS_MATMUL_H
#define RH_OPS_MATMUL_H

#include <stddef.h>
#include <stdint.h>

#include "../../types/packed.h"

typedef struct matmul_args {
  float *y;  // (n, N)
  size_t y_stride;
  const void *x;  // float (n, K), or rows of quantize.h
  size_t x_stride;
  const void *w;           // ceil(N / 16) panels
  const float *bias;       // (N) or null
  uint32_t n, rows, cols;  // n, N, K
  uint32_t accumulate;
} matmul_args;

// Kernels read the activations of many tokens once for two panels, if they are given two: members
// of the team take as many at a time then, and few enough that all end together.
enum { MATMUL_MANY_TOKENS = 32, MATMUL_PANELS_OF_MANY = 2 };

static inline uint32_t matmul_share(uint32_t tokens) {
  return tokens >= MATMUL_MANY_TOKENS ? MATMUL_PANELS_OF_MANY : 0;
}

#endif
