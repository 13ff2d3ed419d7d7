// SPDX-License-Identifier: Apache-2.0
// Vectors of 16 floats on NEON: four registers each. See vector.h for what each means.
#ifndef RH_SIMD_NEON_H
#define RH_SIMD_NEON_H

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

typedef float32x4x4_t f32x16;

static inline f32x16 x16_set(float value) {
  float32x4_t x = vdupq_n_f32(value);
  return (f32x16){{x, x, x, x}};
}

static inline f32x16 x16_zero(void) { return x16_set(0); }

static inline f32x16 x16_load(const float *x) {
  return (f32x16){{vld1q_f32(x), vld1q_f32(x + 4), vld1q_f32(x + 8), vld1q_f32(x + 12)}};
}

static inline void x16_store(float *y, f32x16 x) {
  for (int i = 0; i < 4; i++) vst1q_f32(y + 4 * i, x.val[i]);
}

#define EACH(name, operation)                                             \
  static inline f32x16 name(f32x16 a, f32x16 b) {                         \
    for (int i = 0; i < 4; i++) a.val[i] = operation(a.val[i], b.val[i]); \
    return a;                                                             \
  }
EACH(x16_add, vaddq_f32)
EACH(x16_subtract, vsubq_f32)
EACH(x16_multiply, vmulq_f32)
EACH(x16_divide, vdivq_f32)
EACH(x16_max, vmaxq_f32)
EACH(x16_min, vminq_f32)
#undef EACH

static inline f32x16 x16_fma(f32x16 a, f32x16 b, f32x16 c) {
  for (int i = 0; i < 4; i++) c.val[i] = vfmaq_f32(c.val[i], a.val[i], b.val[i]);
  return c;
}

static inline f32x16 x16_round(f32x16 x) {
  for (int i = 0; i < 4; i++) x.val[i] = vrndnq_f32(x.val[i]);
  return x;
}

static inline f32x16 x16_power_of_two(f32x16 n) {
  for (int i = 0; i < 4; i++) {
    int32x4_t exponent = vaddq_s32(vcvtq_s32_f32(n.val[i]), vdupq_n_s32(127));
    n.val[i] = vreinterpretq_f32_s32(vshlq_n_s32(exponent, 23));
  }
  return n;
}

static inline f32x16 x16_low_exponent(f32x16 x) {
  for (int i = 0; i < 4; i++) {
    x.val[i] = vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_f32(x.val[i]), 23));
  }
  return x;
}

// ---- Parts of vectors ---------------------------------------------------------------------------

static inline f32x16 x16_load_first(const float *x, uint32_t n) {
  float lanes[16] = {0};
  memcpy(lanes, x, n * sizeof *x);
  return x16_load(lanes);
}

static inline void x16_store_first(float *y, f32x16 x, uint32_t n) {
  float lanes[16];
  x16_store(lanes, x);
  memcpy(y, lanes, n * sizeof *y);
}

static inline f32x16 x16_keep_first(f32x16 x, uint32_t n) {
  float lanes[16];
  x16_store(lanes, x);
  return x16_load_first(lanes, n);
}

// ---- Signs and choices --------------------------------------------------------------------------

static inline f32x16 x16_negate(f32x16 x) {
  for (int i = 0; i < 4; i++) x.val[i] = vnegq_f32(x.val[i]);
  return x;
}

static inline f32x16 x16_absolute(f32x16 x) {
  for (int i = 0; i < 4; i++) x.val[i] = vabsq_f32(x.val[i]);
  return x;
}

static inline f32x16 x16_copy_sign(f32x16 size, f32x16 sign) {
  uint32x4_t bit = vdupq_n_u32(0x80000000);
  for (int i = 0; i < 4; i++) size.val[i] = vbslq_f32(bit, sign.val[i], size.val[i]);
  return size;
}

static inline f32x16 x16_if_less(f32x16 a, f32x16 b, f32x16 then, f32x16 otherwise) {
  for (int i = 0; i < 4; i++) {
    then.val[i] = vbslq_f32(vcltq_f32(a.val[i], b.val[i]), then.val[i], otherwise.val[i]);
  }
  return then;
}

// ---- Across lanes -------------------------------------------------------------------------------

static inline float lane_sum(f32x16 x) {
  float32x4_t s4 = vaddq_f32(vaddq_f32(x.val[0], x.val[2]), vaddq_f32(x.val[1], x.val[3]));
  float32x2_t s2 = vadd_f32(vget_low_f32(s4), vget_high_f32(s4));
  return vget_lane_f32(s2, 0) + vget_lane_f32(s2, 1);
}

static inline void x16_split(f32x16 low, f32x16 high, f32x16 *even, f32x16 *odd) {
  for (int i = 0; i < 2; i++) {
    even->val[i] = vuzp1q_f32(low.val[2 * i], low.val[2 * i + 1]);
    odd->val[i] = vuzp2q_f32(low.val[2 * i], low.val[2 * i + 1]);
    even->val[i + 2] = vuzp1q_f32(high.val[2 * i], high.val[2 * i + 1]);
    odd->val[i + 2] = vuzp2q_f32(high.val[2 * i], high.val[2 * i + 1]);
  }
}

static inline void x16_join(f32x16 even, f32x16 odd, f32x16 *low, f32x16 *high) {
  for (int i = 0; i < 2; i++) {
    low->val[2 * i] = vzip1q_f32(even.val[i], odd.val[i]);
    low->val[2 * i + 1] = vzip2q_f32(even.val[i], odd.val[i]);
    high->val[2 * i] = vzip1q_f32(even.val[i + 2], odd.val[i + 2]);
    high->val[2 * i + 1] = vzip2q_f32(even.val[i + 2], odd.val[i + 2]);
  }
}

#endif
