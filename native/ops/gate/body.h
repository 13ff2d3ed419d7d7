// SPDX-License-Identifier: Apache-2.0
// The gate kernels of every instruction set.
#ifndef RH_OPS_GATE_BODY_H
#define RH_OPS_GATE_BODY_H

#include "../../core/kernels.h"
#include "../../simd/math.h"
#include "gate.h"

#define INLINE static inline __attribute__((always_inline))

// x sigmoid(s)
INLINE f32x16 sigmoid_times(f32x16 x, f32x16 s) {
  return x16_divide(x, x16_add(x16_set(1), x16_exp(x16_negate(s))));
}

INLINE f32x16 sigmoid(f32x16 x) { return sigmoid_times(x16_set(1), x); }

INLINE f32x16 silu(f32x16 x) { return sigmoid_times(x, x); }

// x times the normal distribution below x: Hendrycks & Gimpel 2016, arXiv 1606.08415, sec. 2.
INLINE f32x16 gelu(f32x16 x) {
  f32x16 tail = x16_normal_tail(x16_absolute(x));
  f32x16 body = x16_subtract(x16_set(1), tail);
  return x16_multiply(x, x16_if_less(x, x16_zero(), tail, body));
}

// (1 + tanh(u)) / 2 = sigmoid(2 u), which loses nothing where tanh is close to -1.
INLINE f32x16 gelu_tanh(f32x16 x) {
  f32x16 slope = x16_fma(x16_multiply(x, x), x16_set(0.044715f), x16_set(1));
  f32x16 twice_u = x16_multiply(x16_multiply(x, x16_set(1.59576912f)), slope);  // 2 sqrt(2 / pi)
  return sigmoid_times(x, twice_u);
}

INLINE f32x16 relu(f32x16 x) { return x16_if_less(x, x16_zero(), x16_zero(), x); }
INLINE f32x16 relu_squared(f32x16 x) { return x16_multiply(relu(x), relu(x)); }

INLINE f32x16 gelu_quick(f32x16 x) { return sigmoid_times(x, x16_multiply(x, x16_set(1.702f))); }

INLINE f32x16 clamped(f32x16 x) { return gelu_quick(x16_min(x16_set(7), x)); }

INLINE f32x16 same(f32x16 x) { return x; }
INLINE f32x16 clamped_and_raised(f32x16 x) {
  return x16_add(x16_set(1), x16_max(x16_set(-7), x16_min(x16_set(7), x)));
}

INLINE void gate_rows(const gate_args *a, f32x16 (*activation)(f32x16), f32x16 (*other)(f32x16),
                      uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) {
    const float *gate = (const float *)((const char *)a->gate + t * a->gate_stride);
    const float *up = a->up ? (const float *)((const char *)a->up + t * a->up_stride) : 0;
    float *y = (float *)((char *)a->y + t * a->y_stride);
    uint32_t c = 0;
    for (; c + 16 <= a->cols; c += 16) {
      f32x16 value = activation(x16_load(gate + c));
      x16_store(y + c, up ? x16_multiply(value, other(x16_load(up + c))) : value);
    }
    if (c < a->cols) {
      uint32_t left = a->cols - c;
      f32x16 value = activation(x16_load_first(gate + c, left));
      if (up) value = x16_multiply(value, other(x16_load_first(up + c, left)));
      x16_store_first(y + c, value, left);
    }
  }
}

#define GATE_KERNEL(variant, other, isa)                                                \
  static void gate_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    gate_rows(args, variant, other, first, last);                                       \
  }

#define GATE_KERNELS(isa)                              \
  GATE_KERNEL(silu, same, isa)                         \
  GATE_KERNEL(gelu, same, isa)                         \
  GATE_KERNEL(gelu_tanh, same, isa)                    \
  GATE_KERNEL(relu, same, isa)                         \
  GATE_KERNEL(relu_squared, same, isa)                 \
  GATE_KERNEL(gelu_quick, same, isa)                   \
  GATE_KERNEL(clamped, clamped_and_raised, isa)        \
  GATE_KERNEL(sigmoid, same, isa)                      \
  void gate_install_##isa(rh_kernel_table *table);     \
  void gate_install_##isa(rh_kernel_table *table) {    \
    RH_INSTALL_KERNEL(table, gate, silu, isa);         \
    RH_INSTALL_KERNEL(table, gate, gelu, isa);         \
    RH_INSTALL_KERNEL(table, gate, gelu_tanh, isa);    \
    RH_INSTALL_KERNEL(table, gate, relu, isa);         \
    RH_INSTALL_KERNEL(table, gate, relu_squared, isa); \
    RH_INSTALL_KERNEL(table, gate, gelu_quick, isa);   \
    RH_INSTALL_KERNEL(table, gate, clamped, isa);      \
    RH_INSTALL_KERNEL(table, gate, sigmoid, isa);      \
  }

#endif
