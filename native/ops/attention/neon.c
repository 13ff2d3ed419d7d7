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

static inline void x16_columns(const float *rows, f32x16 *columns) {
  for (int i = 0; i < 4; i++, rows += 64) {
    float32x4_t a = vld1q_f32(rows), b = vld1q_f32(rows + 16);
    float32x4_t c = vld1q_f32(rows + 32), d = vld1q_f32(rows + 48);
    float64x2_t low_ab = vreinterpretq_f64_f32(vzip1q_f32(a, b));
    float64x2_t high_ab = vreinterpretq_f64_f32(vzip2q_f32(a, b));
    float64x2_t low_cd = vreinterpretq_f64_f32(vzip1q_f32(c, d));
    float64x2_t high_cd = vreinterpretq_f64_f32(vzip2q_f32(c, d));
    columns[0].val[i] = vreinterpretq_f32_f64(vzip1q_f64(low_ab, low_cd));
    columns[1].val[i] = vreinterpretq_f32_f64(vzip2q_f64(low_ab, low_cd));
    columns[2].val[i] = vreinterpretq_f32_f64(vzip1q_f64(high_ab, high_cd));
    columns[3].val[i] = vreinterpretq_f32_f64(vzip2q_f64(high_ab, high_cd));
  }
}

enum { PANEL_ROWS = 6, PANEL_WIDTH = 1 };

#include "body.h"

ATTENTION_KERNELS(neon)
