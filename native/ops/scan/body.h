// SPDX-License-Identifier: Apache-2.0
// The scan kernel of every instruction set: 16 channels at once, their states in the output's rows.
#ifndef RH_OPS_SCAN_BODY_H
#define RH_OPS_SCAN_BODY_H

#include "../../core/kernels.h"
#include "../../simd/math.h"
#include "scan.h"

#define INLINE static inline __attribute__((always_inline))

// The channels of a unit.
typedef struct scan_unit {
  const scan_args *args;
  uint32_t first, count;
  uint32_t head_size, group_size;  // channels
} scan_unit;

INLINE f32x16 load(const scan_unit *u, const float *row) {
  const float *values = row + u->first;
  return u->count == SCAN_CHANNELS ? x16_load(values) : x16_load_first(values, u->count);
}

INLINE void store(const scan_unit *u, float *row, f32x16 value) {
  if (u->count == SCAN_CHANNELS) {
    x16_store(row + u->first, value);
  } else {
    x16_store_first(row + u->first, value, u->count);
  }
}

// For each channel row[c / size * step], the same for all `size` channels side by side.
INLINE f32x16 spread(const scan_unit *u, const float *row, uint32_t size, uint32_t step) {
  uint32_t from = u->first / size, to = (u->first + u->count - 1) / size;
  if (from == to) return x16_set(row[from * step]);
  if (size == 1 && step == 1) return load(u, row);
  float values[SCAN_CHANNELS] = {0};
  for (uint32_t i = 0; i < u->count; i++) values[i] = row[(u->first + i) / size * step];
  return x16_load(values);
}

// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), and with s = u / (2 + u), log(1 + u) =
// 2 atanh(s) = 2 s (1 + s^2 p(s^2)) for u = e^-|x| in 0 .. 1: relative error at most 1e-7.
INLINE f32x16 softplus(f32x16 x) {
  static const float p[] = {0.1342575f, 0.1411831f, 0.2000378f, 0.3333332f};
  f32x16 u = x16_exp_weight(x16_negate(x16_absolute(x)));
  f32x16 s = x16_divide(u, x16_add(x16_set(2), u)), z = x16_multiply(s, s), twice = x16_add(s, s);
  f32x16 log = x16_fma(x16_multiply(twice, z), x16_polynomial(z, p, 4), twice);
  return x16_add(x16_max(x16_zero(), x), log);
}

INLINE f32x16 decay(const scan_unit *u, f32x16 delta, uint32_t s) {
  const float *a = scan_row(u->args->a, u->args->a_stride, s);
  f32x16 exponent = x16_multiply(delta, spread(u, a, u->head_size, 1));
  return x16_exp_weight(x16_min(x16_zero(), exponent));
}

INLINE void scan_token(const scan_unit *u, uint32_t t) {
  const scan_args *a = u->args;
  const float *b = scan_row(a->b, a->b_stride, t), *c = scan_row(a->c, a->c_stride, t);
  f32x16 x = load(u, scan_row(a->x, a->x_stride, t));
  f32x16 delta = softplus(spread(u, scan_row(a->dt, a->dt_stride, t), u->head_size, 1));
  f32x16 input = x16_multiply(delta, x);
  f32x16 y = a->d ? x16_multiply(spread(u, a->d, u->head_size, 1), x) : x16_zero();
  f32x16 factor = decay(u, delta, 0);
  for (uint32_t s = 0; s < a->states; s++) {
    if (s > 0 && a->a_rows > 1) factor = decay(u, delta, s);
    float *row = (float *)((char *)a->out + s * a->out_stride);
    f32x16 added = x16_multiply(input, spread(u, b + s, u->group_size, a->states));
    f32x16 state = x16_fma(factor, load(u, row), added);
    store(u, row, state);
    y = x16_fma(spread(u, c + s, u->group_size, a->states), state, y);
  }
  store(u, (float *)((char *)a->out + (a->states + t) * a->out_stride), y);
}

INLINE void scan_channels(const scan_args *a, uint32_t first, uint32_t last) {
  for (uint32_t unit = first; unit < last; unit++) {
    uint32_t channel = unit * SCAN_CHANNELS, left = a->channels - channel;
    scan_unit u = {a, channel, left < SCAN_CHANNELS ? left : SCAN_CHANNELS, a->channels / a->heads,
                   a->channels / a->groups};
    for (uint32_t s = 0; s < a->states; s++) {
      float *row = (float *)((char *)a->out + s * a->out_stride);
      store(&u, row, load(&u, scan_row(a->state, a->state_stride, s)));
    }
    for (uint32_t t = 0; t < a->n; t++) scan_token(&u, t);
  }
}

#define SCAN_KERNELS(isa)                                                            \
  static void scan_channels_##isa(const void *args, uint32_t first, uint32_t last) { \
    scan_channels(args, first, last);                                                \
  }                                                                                  \
  void scan_install_##isa(rh_kernel_table *table);                                   \
  void scan_install_##isa(rh_kernel_table *table) { RH_INSTALL_KERNEL(table, scan, channels, isa); }

#endif
