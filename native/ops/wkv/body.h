// SPDX-License-Identifier: Apache-2.0
// The wkv kernel of every instruction set: 16 values at once, their states in the output's rows.
#ifndef RH_OPS_WKV_BODY_H
#define RH_OPS_WKV_BODY_H

#include "../../core/kernels.h"
#include "../../simd/math.h"
#include "wkv.h"

#define INLINE static inline __attribute__((always_inline))

// The channels of a unit and the first of its head.
typedef struct wkv_unit {
  const wkv_args *args;
  uint32_t head, first, count;
} wkv_unit;

INLINE f32x16 load_some(const float *values, uint32_t count) {
  return count >= WKV_CHANNELS ? x16_load(values) : x16_load_first(values, count);
}

INLINE f32x16 load(const wkv_unit *u, const float *row) {
  return load_some(row + u->first, u->count);
}

INLINE void store(const wkv_unit *u, float *row, f32x16 value) {
  if (u->count == WKV_CHANNELS) {
    x16_store(row + u->first, value);
  } else {
    x16_store_first(row + u->first, value, u->count);
  }
}

INLINE f32x16 kept_of(const wkv_unit *u, const float *a) {
  f32x16 kept = x16_zero();
  for (uint32_t i = 0; i < u->args->size; i++) {
    kept = x16_fma(x16_set(a[i]), load(u, wkv_out(u->args, i)), kept);
  }
  return kept;
}

INLINE f32x16 own_of(const wkv_unit *u, const float *r, const float *k, f32x16 v) {
  const float *bonus = u->args->u + u->head;
  f32x16 sums = x16_zero();
  for (uint32_t i = 0; i < u->args->size; i += 16) {
    uint32_t left = u->args->size - i;
    f32x16 weight = x16_multiply(load_some(r + i, left), load_some(bonus + i, left));
    sums = x16_fma(weight, load_some(k + i, left), sums);
  }
  return x16_multiply(x16_set(lane_sum(sums)), v);
}

INLINE void take_token(const wkv_unit *u, uint32_t t) {
  const wkv_args *a = u->args;
  const float *r = wkv_row(a->r, a->r_stride, t) + u->head;
  const float *w = wkv_row(a->w, a->w_stride, t) + u->head;
  const float *k = wkv_row(a->k, a->k_stride, t) + u->head;
  const float *b = a->b ? wkv_row(a->b, a->b_stride, t) + u->head : 0;
  f32x16 v = load(u, wkv_row(a->v, a->v_stride, t));
  float decay[WKV_MAX_SIZE];
  for (uint32_t i = 0; i < a->size; i += 16) {
    x16_store(decay + i, x16_exp_weight(x16_min(x16_zero(), load_some(w + i, a->size - i))));
  }
  f32x16 kept = a->a ? kept_of(u, wkv_row(a->a, a->a_stride, t) + u->head) : x16_zero();
  f32x16 y = x16_zero();
  for (uint32_t i = 0; i < a->size; i++) {
    float *row = wkv_out(a, i);
    f32x16 before = load(u, row);
    f32x16 after = x16_fma(x16_set(decay[i]), before, x16_multiply(x16_set(k[i]), v));
    if (b) after = x16_fma(x16_set(b[i]), kept, after);
    store(u, row, after);
    y = x16_fma(x16_set(r[i]), a->reads_before ? before : after, y);
  }
  store(u, wkv_out(a, a->size + t), y);
  if (a->u) store(u, wkv_out(a, a->size + a->n + t), own_of(u, r, k, v));
}

INLINE void wkv_channels(const wkv_args *a, uint32_t first, uint32_t last) {
  uint32_t per_head = (a->size + WKV_CHANNELS - 1) / WKV_CHANNELS;
  for (uint32_t unit = first; unit < last; unit++) {
    uint32_t head = unit / per_head * a->size, within = unit % per_head * WKV_CHANNELS;
    uint32_t left = a->size - within;
    wkv_unit u = {a, head, head + within, left < WKV_CHANNELS ? left : WKV_CHANNELS};
    for (uint32_t i = 0; i < a->size; i++) {
      store(&u, wkv_out(a, i), load(&u, wkv_row(a->state, a->state_stride, i)));
    }
    for (uint32_t t = 0; t < a->n; t++) take_token(&u, t);
  }
}

#define WKV_KERNELS(isa)                                                            \
  static void wkv_channels_##isa(const void *args, uint32_t first, uint32_t last) { \
    wkv_channels(args, first, last);                                                \
  }                                                                                 \
  void wkv_install_##isa(rh_kernel_table *table);                                   \
  void wkv_install_##isa(rh_kernel_table *table) { RH_INSTALL_KERNEL(table, wkv, channels, isa); }

#endif
