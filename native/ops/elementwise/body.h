// SPDX-License-Identifier: Apache-2.0
// The elementwise kernels of every instruction set.
#ifndef RH_OPS_ELEMENTWISE_BODY_H
#define RH_OPS_ELEMENTWISE_BODY_H

#include <stddef.h>

#include "../../core/kernels.h"
#include "../../simd/math.h"
#include "elementwise.h"

#define INLINE static inline __attribute__((always_inline))

typedef f32x16 operation(f32x16 a, f32x16 b, f32x16 factor);

INLINE f32x16 add(f32x16 a, f32x16 b, f32x16 factor) { return (void)factor, x16_add(a, b); }
INLINE f32x16 multiply(f32x16 a, f32x16 b, f32x16 factor) {
  return (void)factor, x16_multiply(a, b);
}
INLINE f32x16 scale(f32x16 a, f32x16 b, f32x16 factor) { return (void)b, x16_multiply(a, factor); }
INLINE f32x16 softcap(f32x16 a, f32x16 b, f32x16 factor) {
  return (void)b, x16_multiply(factor, x16_tanh(x16_divide(a, factor)));
}
INLINE f32x16 copy(f32x16 a, f32x16 b, f32x16 factor) { return (void)b, (void)factor, a; }

INLINE f32x16 clamp(f32x16 a, f32x16 b, f32x16 factor) {
  return (void)b, x16_min(factor, x16_max(x16_negate(factor), a));
}

INLINE f32x16 exponential(f32x16 a, f32x16 b, f32x16 factor) {
  return (void)b, (void)factor, x16_exp(a);
}

INLINE void each_value(const elementwise_args *e, operation *apply, uint32_t first, uint32_t last) {
  f32x16 factor = x16_set(e->factor);
  for (uint32_t t = first; t < last; t++) {
    const float *a = (const float *)((const char *)e->a + t * e->a_stride);
    const float *b = e->b ? (const float *)((const char *)e->b + t * e->b_stride) : NULL;
    float *y = (float *)((char *)e->y + t * e->y_stride);
    uint32_t c = 0;
    for (; c + 16 <= e->cols; c += 16) {
      x16_store(y + c, apply(x16_load(a + c), b ? x16_load(b + c) : x16_zero(), factor));
    }
    if (c < e->cols) {
      uint32_t left = e->cols - c;
      f32x16 other = b ? x16_load_first(b + c, left) : x16_zero();
      x16_store_first(y + c, apply(x16_load_first(a + c, left), other, factor), left);
    }
  }
}

#define ELEMENTWISE_KERNEL(variant, operation, isa)                                            \
  static void elementwise_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    each_value(args, operation, first, last);                                                  \
  }

#define ELEMENTWISE_KERNELS(isa)                           \
  ELEMENTWISE_KERNEL(add, add, isa)                        \
  ELEMENTWISE_KERNEL(multiply, multiply, isa)              \
  ELEMENTWISE_KERNEL(scale, scale, isa)                    \
  ELEMENTWISE_KERNEL(softcap, softcap, isa)                \
  ELEMENTWISE_KERNEL(copy, copy, isa)                      \
  ELEMENTWISE_KERNEL(clamp, clamp, isa)                    \
  ELEMENTWISE_KERNEL(exp, exponential, isa)                \
  void elementwise_install_##isa(rh_kernel_table *table);  \
  void elementwise_install_##isa(rh_kernel_table *table) { \
    RH_INSTALL_KERNEL(table, elementwise, add, isa);       \
    RH_INSTALL_KERNEL(table, elementwise, multiply, isa);  \
    RH_INSTALL_KERNEL(table, elementwise, scale, isa);     \
    RH_INSTALL_KERNEL(table, elementwise, softcap, isa);   \
    RH_INSTALL_KERNEL(table, elementwise, copy, isa);      \
    RH_INSTALL_KERNEL(table, elementwise, clamp, isa);     \
    RH_INSTALL_KERNEL(table, elementwise, exp, isa);       \
  }

#endif
