// SPDX-License-Identifier: Apache-2.0
#include "../../simd/vector.h"

static inline float x16_largest(f32x16 x) {
  return vmaxvq_f32(vmaxq_f32(vmaxq_f32(x.val[0], x.val[1]), vmaxq_f32(x.val[2], x.val[3])));
}

static inline f32x16 x16_f16(const uint16_t *x) {
  f32x16 y;
  for (int i = 0; i < 4; i++) y.val[i] = vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(x + 4 * i)));
  return y;
}

static inline f32x16 x16_i8(const int8_t *x) {
  int8x16_t q = vld1q_s8(x);
  int16x8_t low = vmovl_s8(vget_low_s8(q)), high = vmovl_s8(vget_high_s8(q));
  return (f32x16){{vcvtq_f32_s32(vmovl_s16(vget_low_s16(low))),
                   vcvtq_f32_s32(vmovl_s16(vget_high_s16(low))),
                   vcvtq_f32_s32(vmovl_s16(vget_low_s16(high))),
                   vcvtq_f32_s32(vmovl_s16(vget_high_s16(high)))}};
}

// Two sums of 4, then of 2 partial sums, in one register: lanes (a, a, b, b).
static inline float32x4_t halves_of_two(const float *partial) {
  float32x4_t quarter[2];
  for (int i = 0; i < 2; i++) {
    f32x16 x = x16_load(partial + 16 * i);
    quarter[i] = vaddq_f32(vaddq_f32(x.val[0], x.val[2]), vaddq_f32(x.val[1], x.val[3]));
  }
  float64x2_t a = vreinterpretq_f64_f32(quarter[0]), b = vreinterpretq_f64_f32(quarter[1]);
  return vaddq_f32(vreinterpretq_f32_f64(vzip1q_f64(a, b)),
                   vreinterpretq_f32_f64(vzip2q_f64(a, b)));
}

static inline f32x16 x16_sums(const float *partial) {
  f32x16 sums;
  for (int i = 0; i < 4; i++, partial += 64) {
    sums.val[i] = vpaddq_f32(halves_of_two(partial), halves_of_two(partial + 32));
  }
  return sums;
}

enum { TILE_ROWS = 2, TILE_WIDTH = 2 };

#include "body.h"

ATTENTION_KERNELS(neon)
