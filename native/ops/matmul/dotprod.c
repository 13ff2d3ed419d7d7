// SPDX-License-Identifier: Apache-2.0
// SDOT multiplies what one quad of a strip holds: 4 rows by 4 columns.
#include "neon_lanes.h"

INLINE void dot_16(ints *sum, const bytes *code, const int8_t *const *x, int tokens) {
  for (int i = 0; i < tokens; i++) {
    int8x16_t columns = vld1q_s8(x[i]);
    sum[i] = vdotq_laneq_s32(sum[i], code[0], columns, 0);
    sum[i] = vdotq_laneq_s32(sum[i], code[1], columns, 1);
    sum[i] = vdotq_laneq_s32(sum[i], code[2], columns, 2);
    sum[i] = vdotq_laneq_s32(sum[i], code[3], columns, 3);
  }
}

// The body is written in what stands above.
#include "body.h"

void matmul_install_dotprod(rh_kernel_table *table);

MATMUL_CODES(MATMUL_KERNEL, dotprod)

void matmul_install_dotprod(rh_kernel_table *table) { MATMUL_CODES(MATMUL_INSTALL, dotprod) }
