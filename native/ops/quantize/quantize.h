// SPDX-License-Identifier: Apache-2.0
// Activations to 8 bits, once per row, for every integer matmul that reads them.
//
// By block of 32 values (q8) or 256 (q8k): d = max|x| / 127; q = round_to_even(x * (1 / d)), 0
// where d is 0, so that q lies in -127 .. 127. By 32 values there are d, sum[h], the sum of q over
// the halves of 16, and total = d * (float)(the sum of all q). A block with a NaN or an infinity
// gets d = total = NaN and q = 0, so that the fault stays visible in every output of its row; a
// block so small that 1 / d overflows counts as zero.
//
// Why 8 bits: docs/decisions/activations-of-8-bits.md.
//
// operand 0  y  ACTIVATION_Q8 (n, cols), cols a multiple of 32, or ACTIVATION_Q8K, of 256
// operand 1  x  F32 (n, cols)
// unit: a row.
#ifndef RH_OPS_QUANTIZE_H
#define RH_OPS_QUANTIZE_H

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef struct activation_scale {
  float d;
  float total;
  int32_t sum[2];
} activation_scale;

static_assert(sizeof(activation_scale) == 16, "activation_scale");

enum { ACTIVATION_LARGEST = 127 };

// A row: the codes of all columns, then the scales of all blocks, then up to 63 bytes that say
// nothing, so that every row starts a cache line.
static inline int8_t *activation_codes_of(void *row) { return row; }

static inline activation_scale *activation_scales_of(void *row, uint32_t cols) {
  return (activation_scale *)((char *)row + cols);
}

// The value of column k.
static inline float activation_value(const void *row, uint32_t cols, uint32_t k) {
  void *place = (void *)(uintptr_t)row;
  return activation_scales_of(place, cols)[k / 32].d * (float)activation_codes_of(place)[k];
}

typedef struct activation_step {
  float d;
  float inverse;  // 0 where all codes are 0
} activation_step;

// `largest` is max|x| of a block, not finite where one of its values is not.
static inline activation_step activation_step_of(float largest) {
  if (!isfinite(largest)) return (activation_step){NAN, 0};
  float d = largest / ACTIVATION_LARGEST;
  float inverse = 1 / d;
  return d > 0 && isfinite(inverse) ? (activation_step){d, inverse} : (activation_step){0, 0};
}

typedef struct quantize_args {
  void *y;  // (n, cols)
  size_t y_stride;
  const float *x;  // (n, cols)
  size_t x_stride;
  uint32_t cols;
} quantize_args;

#endif
