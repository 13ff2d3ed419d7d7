// SPDX-License-Identifier: Apache-2.0
// The rope kernels of every instruction set.
#ifndef RH_OPS_ROPE_BODY_H
#define RH_OPS_ROPE_BODY_H

#include <string.h>

#include "../../core/kernels.h"
#include "../../simd/vector.h"
#include "rope.h"

static inline void turn(f32x16 *a, f32x16 *b, f32x16 cosine, f32x16 sine) {
  f32x16 first = x16_fma(*a, cosine, x16_negate(x16_multiply(*b, sine)));
  *b = x16_fma(*a, sine, x16_multiply(*b, cosine));
  *a = first;
}

// One head of `pairs` pairs, values p and p + pairs.
static inline void turn_halves(float *y, const float *x, const float *cosines, uint32_t pairs) {
  const float *sines = cosines + pairs;
  uint32_t p = 0;
  for (; p + 16 <= pairs; p += 16) {
    f32x16 a = x16_load(x + p), b = x16_load(x + p + pairs);
    turn(&a, &b, x16_load(cosines + p), x16_load(sines + p));
    x16_store(y + p, a);
    x16_store(y + p + pairs, b);
  }
  if (p < pairs) {
    uint32_t left = pairs - p;
    f32x16 a = x16_load_first(x + p, left), b = x16_load_first(x + p + pairs, left);
    turn(&a, &b, x16_load_first(cosines + p, left), x16_load_first(sines + p, left));
    x16_store_first(y + p, a, left);
    x16_store_first(y + p + pairs, b, left);
  }
}

static inline void turn_adjacent_16(float *y, const float *x, f32x16 cosine, f32x16 sine) {
  f32x16 a, b, low, high;
  x16_split(x16_load(x), x16_load(x + 16), &a, &b);
  turn(&a, &b, cosine, sine);
  x16_join(a, b, &low, &high);
  x16_store(y, low);
  x16_store(y + 16, high);
}

// One head of `pairs` pairs, values 2p and 2p + 1.
static inline void turn_adjacent(float *y, const float *x, const float *cosines, uint32_t pairs) {
  const float *sines = cosines + pairs;
  uint32_t p = 0;
  for (; p + 16 <= pairs; p += 16) {
    turn_adjacent_16(y + 2 * p, x + 2 * p, x16_load(cosines + p), x16_load(sines + p));
  }
  if (p < pairs) {
    uint32_t left = pairs - p;
    float values[32] = {0};
    memcpy(values, x + 2 * p, 2 * left * sizeof *x);
    turn_adjacent_16(values, values, x16_load_first(cosines + p, left),
                     x16_load_first(sines + p, left));
    memcpy(y + 2 * p, values, 2 * left * sizeof *y);
  }
}

// All heads of each row.
#define ROPE_KERNEL(variant, isa)                                                           \
  static void rope_##variant##_##isa(const void *args, uint32_t first, uint32_t last) {     \
    const rope_args *a = args;                                                              \
    for (uint32_t t = first; t < last; t++) {                                               \
      const float *cosines = (const float *)((const char *)a->table + t * a->table_stride); \
      const float *x = (const float *)((const char *)a->x + t * a->x_stride);               \
      float *y = (float *)((char *)a->y + t * a->y_stride);                                 \
      for (uint32_t h = 0; h < a->heads; h++, x += a->head_dim, y += a->head_dim) {         \
        turn_##variant(y, x, cosines, a->rot / 2);                                          \
        memmove(y + a->rot, x + a->rot, (a->head_dim - a->rot) * sizeof *y);                \
      }                                                                                     \
    }                                                                                       \
  }

#define ROPE_KERNELS(isa)                           \
  ROPE_KERNEL(adjacent, isa)                        \
  ROPE_KERNEL(halves, isa)                          \
  void rope_install_##isa(rh_kernel_table *table);  \
  void rope_install_##isa(rh_kernel_table *table) { \
    RH_INSTALL_KERNEL(table, rope, adjacent, isa);  \
    RH_INSTALL_KERNEL(table, rope, halves, isa);    \
  }

#endif
