// SPDX-License-Identifier: Apache-2.0
// The read and float32 kernels of every instruction set.
#ifndef RH_PEAK_BODY_H
#define RH_PEAK_BODY_H

#include "../core/kernels.h"
#include "../simd/vector.h"
#include "peak.h"

// Sums side by side, enough to hide the latency of an add and few enough to stay in registers.
#if defined __AVX512F__
enum { PEAK_SUMS = 12 };
#else
enum { PEAK_SUMS = 6 };
#endif

static inline void peak_keep(const f32x16 *sums, int count) {
  f32x16 total = sums[0];
  for (int i = 1; i < count; i++) total = x16_add(total, sums[i]);
  volatile float kept = lane_sum(total);
  (void)kept;
}

static inline void peak_read(const peak_args *a, uint32_t first, uint32_t last) {
  enum { LINES = 4, STEP = LINES * 64 };
  f32x16 sums[LINES] = {x16_zero(), x16_zero(), x16_zero(), x16_zero()};
  const unsigned char *end = a->memory + (uint64_t)last * PEAK_READ_BYTES;
  for (const unsigned char *at = a->memory + (uint64_t)first * PEAK_READ_BYTES; at < end;
       at += STEP) {
    for (int i = 0; i < LINES; i++) {
      sums[i] = x16_add(sums[i], x16_load((const float *)(at + 64 * i)));
    }
  }
  peak_keep(sums, LINES);
}

static inline void peak_float32(const peak_args *a, uint32_t first, uint32_t last) {
  f32x16 x = x16_load(a->floats[0]), y = x16_load(a->floats[1]);
  f32x16 sums[PEAK_SUMS];
  for (int i = 0; i < PEAK_SUMS; i++) sums[i] = x16_zero();
  uint64_t steps = (uint64_t)(last - first) * (PEAK_PRODUCTS / (16 * PEAK_SUMS));
  for (uint64_t step = 0; step < steps; step++) {
    for (int i = 0; i < PEAK_SUMS; i++) sums[i] = x16_fma(x, y, sums[i]);
  }
  peak_keep(sums, PEAK_SUMS);
}

#define PEAK_FLOAT_KERNELS(isa)                                                     \
  static void peak_read_##isa(const void *args, uint32_t first, uint32_t last) {    \
    peak_read(args, first, last);                                                   \
  }                                                                                 \
  static void peak_float32_##isa(const void *args, uint32_t first, uint32_t last) { \
    peak_float32(args, first, last);                                                \
  }

#endif
