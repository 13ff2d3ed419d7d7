// SPDX-License-Identifier: Apache-2.0
// Activations to 12 bits, once per row, for every integer matmul that reads them.
//
// By block of 32 values: d = max|x| / 2047; q = round_to_even(x * (1 / d)), 0 where d is 0, so that
// q lies in -2047 .. 2047; sum[h] = the sum of q over the halves of 16; total = d * (float)(the sum
// of all q). Two planes of bytes hold q = 16 high + low, with low 0 .. 15 and high -128 .. 127, so
// that products of bytes suffice. A block with a NaN or an infinity gets d = total = NaN and q = 0,
// so that the fault stays visible in every output of its row; a block so small that 1 / d overflows
// counts as zero.
//
// Why 12 bits: docs/decisions/activations-of-12-bits.md.
//
// operand 0  y  ACTIVATION_Q12 (n, cols)
// operand 1  x  F32 (n, cols), cols a multiple of 32
// unit: a row.
#ifndef RH_OPS_QUANTIZE_H
#define RH_OPS_QUANTIZE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

// 16 columns: half a block.
typedef struct activation_half {
  int8_t high[16];
  int8_t low[16];
} activation_half;

// The codes of a block fill a cache line.
typedef struct activation_codes {
  activation_half half[2];
} activation_codes;

typedef struct activation_scale {
  float d;
  float total;
  int32_t sum[2];
} activation_scale;

// A row: the codes of all blocks, then the scales of all blocks, then up to 63 bytes that say
// nothing, so that every row starts a cache line.
static_assert(sizeof(activation_codes) == 64, "activation_codes");
static_assert(sizeof(activation_scale) == 16, "activation_scale");

enum { ACTIVATION_LARGEST = 2047, ACTIVATION_LOW_BITS = 4 };

static inline activation_codes *activation_codes_of(void *row) { return row; }

static inline activation_scale *activation_scales_of(void *row, uint32_t cols) {
  return (activation_scale *)((activation_codes *)row + cols / 32);
}

static inline int32_t activation_code(const activation_codes *block, uint32_t column) {
  const activation_half *half = &block->half[column / 16];
  return half->high[column % 16] * (1 << ACTIVATION_LOW_BITS) + half->low[column % 16];
}

// The value of column k.
static inline float activation_value(const void *row, uint32_t cols, uint32_t k) {
  void *place = (void *)(uintptr_t)row;
  float d = activation_scales_of(place, cols)[k / 32].d;
  return d * (float)activation_code(&activation_codes_of(place)[k / 32], k % 32);
}

typedef struct quantize_args {
  void *y;  // (n, cols)
  size_t y_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  uint32_t cols;
} quantize_args;

#endif
