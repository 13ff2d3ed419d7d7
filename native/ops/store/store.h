// SPDX-License-Identifier: Apache-2.0
// Rows of keys or values into the cache.
//
// operand 0  cache  F32, F16 or Q8_0 (capacity, cols); Q8_0: cols a multiple of 32
// operand 1  x      F32 (n, cols)
// operand 2  rows   I32 (1, n): the cache row of each row of x, all different; bind refuses others
// unit: a row of x.
// F16 rounds to nearest even. Q8_0: d = max|x| / 127 as f16 stored, q = round_half_away(x * (1 /
// d)) with d the float32 before its rounding to f16; 0 where that rounds to 0. A block with a NaN
// or an infinity gets d = NaN and q = 0, as in quantize.h.
#ifndef RH_OPS_STORE_H
#define RH_OPS_STORE_H

#include <stddef.h>
#include <stdint.h>

typedef struct store_args {
  unsigned char *cache;  // (capacity, cols)
  size_t cache_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  const int32_t *rows;  // (n)
  uint32_t cols;
} store_args;

#endif
