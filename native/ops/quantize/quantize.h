// SPDX-License-Identifier: Apache-2.0
// Activations to 16 bits, once per row, for every integer matmul that reads them.
//
// By block of 32 values: d = max|x| / 32512; q = round_to_even(x * (1 / d)), 0 where d is 0, so
// that q lies in -32512 .. 32512; sum[h] = the sum of q over the halves of 16; total = d *
// (float)(the sum of all q). Two planes of bytes hold q = 256 high + low, with low -128 .. 127 and
// high -127 .. 127, so that products of bytes suffice. A block with a NaN or an infinity gets d =
// total = NaN and q = 0, so that the fault stays visible in every output of its row; a block so
// small that 1 / d overflows counts as zero.
//
// Why 16 bits: docs/decisions/activations-of-16-bits.md.
//
// operand 0  y  ACTIVATION_Q16 (n, cols)
// operand 1  x  F32 (n, cols), cols a multiple of 32
// unit: a row.
#ifndef RH_OPS_QUANTIZE_H
#define RH_OPS_QUANTIZE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

typedef struct activation_q16 {
  int8_t high[32];
  int8_t low[32];
  float d;
  int32_t sum[2];
  float total;
} activation_q16;

static_assert(sizeof(activation_q16) == 80, "activation_q16");

// No activation is larger in magnitude: 127 of 256 each.
enum { ACTIVATION_LARGEST = 32512 };

static inline int32_t activation_code(const activation_q16 *block, uint32_t column) {
  return 256 * block->high[column] + block->low[column];
}

typedef struct quantize_args {
  activation_q16 *y;  // (n, cols / 32)
  size_t y_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  uint32_t cols;
} quantize_args;

#endif
