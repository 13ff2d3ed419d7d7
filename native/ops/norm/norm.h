// SPDX-License-Identifier: Apache-2.0
// Root-mean-square and layer normalization over the columns of each row.
//
//   rms    y = x / sqrt(mean(x^2) + eps) * w        Zhang & Sennrich 2019, arXiv 1910.07467, eq. 4
//   layer  y = (x - mean) / sqrt(var + eps) * w + b Ba et al. 2016, arXiv 1607.06450, eq. 4
//
// operand 0  y  F32 (n, cols); may be x
// operand 1  x  F32 (n, cols)
// operand 2  w  F32 (1, cols), or absent for all ones
// operand 3  b  F32 (1, cols), or absent for zeros; layer only
// f[0]       eps, finite and >= 0
// i[0]       0 rms, 1 layer
// unit: a row.
// Sums: 16 partial float32 sums, partial j over columns j, j + 16, ... by fma (squares) or
// addition, then pairwise ((0+8)+(4+12)) ... as lane_sum in simd/; variance from the centred
// values. Then inv = 1 / sqrt(..), y = (x * inv) * w for rms, y = fma((x - mean) * inv, w, b) for
// layer.
// A NaN in a row makes all of it NaN. So does an infinity in layer; in rms it becomes NaN and the
// rest of its row 0.
#ifndef RH_OPS_NORM_H
#define RH_OPS_NORM_H

#include <stddef.h>
#include <stdint.h>

typedef struct norm_args {
  float *y;  // (n, cols)
  size_t y_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  const float *w;  // (cols) or null
  const float *b;  // (cols) or null
  uint32_t cols;
  float eps;
} norm_args;

#endif
