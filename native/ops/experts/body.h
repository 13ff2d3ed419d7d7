// SPDX-License-Identifier: Apache-2.0
// Taking the experts' results together, for every instruction set.
#ifndef RH_OPS_EXPERTS_BODY_H
#define RH_OPS_EXPERTS_BODY_H

#include "../../simd/vector.h"
#include "experts.h"

#define INLINE static inline __attribute__((always_inline))

// 16 columns from c on, or the first `left` of them where that is not 0.
INLINE f32x16 weighted_sum(const combine_args *a, const float *weights, const int32_t *rows,
                           uint32_t c, uint32_t left) {
  f32x16 sum = x16_zero();
  for (uint32_t i = 0; i < a->used; i++) {
    if (rows[i] < 0 || (uint32_t)rows[i] >= a->m) continue;
    const float *x = (const float *)((const char *)a->x + (uint32_t)rows[i] * a->x_stride) + c;
    sum = x16_fma(x16_set(weights[i]), left ? x16_load_first(x, left) : x16_load(x), sum);
  }
  return sum;
}

INLINE void combine_rows(const combine_args *a, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) {
    float *y = (float *)((char *)a->y + t * a->y_stride);
    const float *weights = (const float *)((const char *)a->weights + t * a->weights_stride);
    const int32_t *rows = a->rows + (size_t)t * a->used;
    uint32_t c = 0, left = a->cols % 16;
    for (; c + 16 <= a->cols; c += 16) {
      f32x16 sum = weighted_sum(a, weights, rows, c, 0);
      x16_store(y + c, a->accumulate ? x16_add(sum, x16_load(y + c)) : sum);
    }
    if (left > 0) {
      f32x16 sum = weighted_sum(a, weights, rows, c, left);
      if (a->accumulate) sum = x16_add(sum, x16_load_first(y + c, left));
      x16_store_first(y + c, sum, left);
    }
  }
}

#define EXPERTS_KERNELS(isa)                                                           \
  static void experts_combine_##isa(const void *args, uint32_t first, uint32_t last) { \
    combine_rows(args, first, last);                                                   \
  }                                                                                    \
  void experts_install_##isa(rh_kernel_table *table);                                  \
  void experts_install_##isa(rh_kernel_table *table) {                                 \
    RH_INSTALL_KERNEL(table, experts, combine, isa);                                   \
  }

#endif
