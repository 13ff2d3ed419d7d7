// SPDX-License-Identifier: Apache-2.0
// SMMLA multiplies 2 rows by 2 tokens over 8 columns, twice what SDOT does; a token alone takes
// SDOT.
#include "neon_lanes.h"

INLINE int32x4_t dot_one(int32x4_t dot, const int8x16_t *code, int8x16_t columns) {
  dot = vdotq_laneq_s32(dot, code[0], columns, 0);
  dot = vdotq_laneq_s32(dot, code[1], columns, 1);
  dot = vdotq_laneq_s32(dot, code[2], columns, 2);
  return vdotq_laneq_s32(dot, code[3], columns, 3);
}

// Two quads as 8 columns of 2 rows: of the lower two, or of the upper two.
INLINE int8x16_t lower_rows(int8x16_t a, int8x16_t b) {
  return vreinterpretq_s8_s32(vzip1q_s32(vreinterpretq_s32_s8(a), vreinterpretq_s32_s8(b)));
}

INLINE int8x16_t upper_rows(int8x16_t a, int8x16_t b) {
  return vreinterpretq_s8_s32(vzip2q_s32(vreinterpretq_s32_s8(a), vreinterpretq_s32_s8(b)));
}

INLINE int8x16_t two_tokens(const int8_t *a, const int8_t *b) {
  return vcombine_s8(vld1_s8(a), vld1_s8(b));
}

INLINE void dot_16(ints *sum, const bytes *code, const int8_t *const *x, int tokens) {
  if (tokens == 1) {
    sum[0] = dot_one(sum[0], code, vld1q_s8(x[0]));
    return;
  }
  int8x16_t lower[2], upper[2];
  for (int e = 0; e < 2; e++) {
    lower[e] = lower_rows(code[2 * e], code[2 * e + 1]);
    upper[e] = upper_rows(code[2 * e], code[2 * e + 1]);
  }
  for (int i = 0; i < tokens; i += 2) {
    // Lanes: (row, token i), (row, token i + 1), (next row, token i), (next row, token i + 1).
    int32x4_t low = vdupq_n_s32(0), high = low;
    for (int e = 0; e < 2; e++) {
      int8x16_t columns = two_tokens(x[i] + 8 * e, x[i + 1] + 8 * e);
      low = vmmlaq_s32(low, lower[e], columns);
      high = vmmlaq_s32(high, upper[e], columns);
    }
    sum[i] = vaddq_s32(sum[i], vuzp1q_s32(low, high));
    sum[i + 1] = vaddq_s32(sum[i + 1], vuzp2q_s32(low, high));
  }
}

// The body is written in what stands above.
#include "body.h"

void matmul_install_i8mm(rh_kernel_table *table);

MATMUL_CODES(MATMUL_KERNEL, i8mm)

void matmul_install_i8mm(rh_kernel_table *table) { MATMUL_CODES(MATMUL_INSTALL, i8mm) }
