// SPDX-License-Identifier: Apache-2.0
// Activations to 8 bits, once per row, for every integer matmul that reads them.
//
// By block of 32 values: d = max|x| / 127; q = round_to_even(x * (1 / d)), 0 where d is 0;
// sum[h] = the integer sum of q over the halves of 16. Every q lies in -127 .. 127. A block with a
// NaN or an infinity gets d = NaN and q = 0, so that the fault stays visible in every output of its
// row; a block so small that 1 / d overflows counts as zero.
//
// operand 0  y  ACTIVATION_Q8 (n, cols)
// operand 1  x  F32 (n, cols), cols a multiple of 32
// unit: a row.
#ifndef RH_OPS_QUANTIZE_H
#define RH_OPS_QUANTIZE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

typedef struct activation_q8 {
  int8_t q[32];
  float d;
  int16_t sum[2];
} activation_q8;

static_assert(sizeof(activation_q8) == 40, "activation_q8");

typedef struct quantize_args {
  activation_q8 *y;  // (n, cols / 32)
  size_t y_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  uint32_t cols;
} quantize_args;

#endif
