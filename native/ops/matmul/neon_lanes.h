// SPDX-License-Identifier: Apache-2.0
// What body.h is written in, for the NEON family: a register is a quarter of the rows of a panel.
#ifndef RH_OPS_MATMUL_NEON_LANES_H
#define RH_OPS_MATMUL_NEON_LANES_H

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#include "../quantize/quantize.h"

#define INLINE static inline __attribute__((always_inline))

enum { ROWS = 4, WIDE = 8, NARROW = 2, NARROW_STRIPS = 4, SINGLE_STRIPS = 4, SIGNED_OFFSET = 0 };

typedef int8x16_t bytes;
typedef int32x4_t ints;
typedef float32x4_t floats;

INLINE bytes load_bytes(const void *p) { return vld1q_s8(p); }
INLINE bytes low_half(bytes x) { return vandq_s8(x, vdupq_n_s8(15)); }
INLINE bytes high_half(bytes x) {
  return vreinterpretq_s8_u8(vshrq_n_u8(vreinterpretq_u8_s8(x), 4));
}

INLINE bytes with_bits(bytes code, bytes plane, int shift, int mask) {
  uint8x16_t moved = vshlq_u8(vreinterpretq_u8_s8(plane), vdupq_n_s8((int8_t)shift));
  return vorrq_s8(code, vreinterpretq_s8_u8(vandq_u8(moved, vdupq_n_u8((uint8_t)mask))));
}

INLINE bytes signed_codes(bytes x) { return x; }

INLINE uint64_t four_bytes(const void *p) {
  uint32_t four;
  memcpy(&four, p, sizeof four);
  return four;
}

INLINE floats load_floats(const float *p) { return vld1q_f32(p); }
INLINE floats load_f16(const uint16_t *p) {
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p)));
}
INLINE floats load_bf16(const uint16_t *p) {
  return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p), 16));
}
INLINE floats load_u8(const uint8_t *p) {
  return vcvtq_f32_u32(vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four_bytes(p))))));
}
INLINE floats load_i8(const int8_t *p) {
  return vcvtq_f32_s32(vmovl_s16(vget_low_s16(vmovl_s8(vcreate_s8(four_bytes(p))))));
}

INLINE floats set(float v) { return vdupq_n_f32(v); }
INLINE ints set_int(int32_t v) { return vdupq_n_s32(v); }
INLINE floats product(floats a, floats b) { return vmulq_f32(a, b); }
INLINE floats negate(floats x) { return vnegq_f32(x); }
INLINE floats multiply_add(floats a, floats b, floats c) { return vfmaq_f32(c, a, b); }
INLINE floats to_floats(ints x) { return vcvtq_f32_s32(x); }

INLINE void store_rows(float *y, floats acc, uint32_t rows, const float *bias,
                       uint32_t accumulate) {
  float values[4];
  vst1q_f32(values, acc);
  for (uint32_t i = 0; i < 4 && i < rows; i++) {
    if (bias) values[i] += bias[i];
    y[i] = accumulate ? values[i] + y[i] : values[i];
  }
}

// dot_16(sum, code, x, tokens), which the including file has, adds to sum[i] the products of 4
// quads with the 16 activations at x[i].
INLINE void dot_16(ints *sum, const bytes *code, const int8_t *const *x, int tokens);

INLINE void dot(ints *sum, const bytes *code, int largest, const int8_t *const *x, int from, int to,
                int tokens) {
  (void)largest;
  for (int q = from; q < to; q += 4) {
    const int8_t *columns[8];
    for (int i = 0; i < tokens; i++) columns[i] = x[i] + 4 * q;
    dot_16(sum, code + q, columns, tokens);
  }
}

#endif
