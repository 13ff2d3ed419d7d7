// SPDX-License-Identifier: Apache-2.0
// The norm kernels of every instruction set.
#ifndef RH_OPS_NORM_BODY_H
#define RH_OPS_NORM_BODY_H

#include <math.h>

#include "../../core/kernels.h"
#include "../../simd/vector.h"
#include "norm.h"

// Of the squares of x - mean.
static inline float sum_of_squares(const float *x, uint32_t cols, float mean) {
  f32x16 sum = x16_zero(), shift = x16_set(mean);
  uint32_t c = 0;
  for (; c + 16 <= cols; c += 16) {
    f32x16 value = x16_subtract(x16_load(x + c), shift);
    sum = x16_fma(value, value, sum);
  }
  if (c < cols) {
    f32x16 value = x16_subtract(x16_load_first(x + c, cols - c), shift);
    value = x16_keep_first(value, cols - c);
    sum = x16_fma(value, value, sum);
  }
  return lane_sum(sum);
}

static inline float mean_of(const float *x, uint32_t cols) {
  f32x16 sum = x16_zero();
  uint32_t c = 0;
  for (; c + 16 <= cols; c += 16) sum = x16_add(sum, x16_load(x + c));
  if (c < cols) sum = x16_add(sum, x16_load_first(x + c, cols - c));
  return lane_sum(sum) / (float)cols;
}

// y = (x - mean) * inverse * w + b, for whichever of w and b there are.
static inline void apply(const norm_args *a, float *y, const float *x, float mean, float inverse) {
  f32x16 shift = x16_set(mean), factor = x16_set(inverse);
  uint32_t c = 0;
  for (; c + 16 <= a->cols; c += 16) {
    f32x16 value = x16_multiply(x16_subtract(x16_load(x + c), shift), factor);
    f32x16 w = a->w ? x16_load(a->w + c) : x16_set(1);
    value = a->b ? x16_fma(value, w, x16_load(a->b + c)) : x16_multiply(value, w);
    x16_store(y + c, value);
  }
  if (c < a->cols) {
    uint32_t left = a->cols - c;
    f32x16 value = x16_multiply(x16_subtract(x16_load_first(x + c, left), shift), factor);
    f32x16 w = a->w ? x16_load_first(a->w + c, left) : x16_set(1);
    value = a->b ? x16_fma(value, w, x16_load_first(a->b + c, left)) : x16_multiply(value, w);
    x16_store_first(y + c, value, left);
  }
}

static inline void normalize(const norm_args *a, uint32_t t, _Bool centre) {
  const float *x = (const float *)((const char *)a->x + t * a->x_stride);
  float *y = (float *)((char *)a->y + t * a->y_stride);
  float mean = centre ? mean_of(x, a->cols) : 0;
  float mean_square = sum_of_squares(x, a->cols, mean) / (float)a->cols;
  apply(a, y, x, mean, 1 / sqrtf(mean_square + a->eps));
}

#define NORM_KERNEL(variant, isa, centre)                                               \
  static void norm_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    for (uint32_t t = first; t < last; t++) normalize(args, t, centre);                 \
  }

#define NORM_KERNELS(isa)                           \
  NORM_KERNEL(rms, isa, 0)                          \
  NORM_KERNEL(layer, isa, 1)                        \
  void norm_install_##isa(rh_kernel_table *table);  \
  void norm_install_##isa(rh_kernel_table *table) { \
    RH_INSTALL_KERNEL(table, norm, rms, isa);       \
    RH_INSTALL_KERNEL(table, norm, layer, isa);     \
  }

#endif
