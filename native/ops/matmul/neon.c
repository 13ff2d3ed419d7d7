// SPDX-License-Identifier: Apache-2.0
#include "neon_lanes.h"

// Two rows by 4 quads, in the lanes (row, row, next row, next row). Two products of codes
// -128 .. 127 by activations -128 .. 127 fit 16 bits except for 2 * 128 * 128, and so each product
// is widened before it meets the next.
INLINE int32x4_t dot_two_rows(const int8x8_t *code, const int8x8_t *x) {
  int32x4_t sum = vpaddlq_s16(vmull_s8(code[0], x[0]));
  for (int q = 1; q < 4; q++) sum = vpadalq_s16(sum, vmull_s8(code[q], x[q]));
  return sum;
}

INLINE void dot_16(ints *sum, const bytes *code, const int8_t *const *x, int tokens) {
  int8x8_t low[4], high[4];
  for (int q = 0; q < 4; q++) {
    low[q] = vget_low_s8(code[q]);
    high[q] = vget_high_s8(code[q]);
  }
  for (int i = 0; i < tokens; i++) {
    int8x8_t quad[4];
    for (int q = 0; q < 4; q++) {
      quad[q] = vreinterpret_s8_u32(vdup_n_u32((uint32_t)four_bytes(x[i] + 4 * q)));
    }
    ints rows = vpaddq_s32(dot_two_rows(low, quad), dot_two_rows(high, quad));
    sum[i] = vaddq_s32(sum[i], rows);
  }
}

// The body is written in what stands above.
#include "body.h"

void matmul_install_neon(rh_kernel_table *table);

MATMUL_FLOATS(MATMUL_KERNEL, neon)
MATMUL_CODES(MATMUL_KERNEL, neon)

void matmul_install_neon(rh_kernel_table *table) {
  MATMUL_FLOATS(MATMUL_INSTALL, neon)
  MATMUL_CODES(MATMUL_INSTALL, neon)
}
