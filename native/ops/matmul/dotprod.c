// SPDX-License-Identifier: Apache-2.0
// SDOT multiplies what one quad of a quarter holds: 4 rows by 4 columns.
#include "neon_body.h"

void matmul_install_dotprod(rh_kernel_table *table);

INLINE void dot_half(int32x4_t *dot, const int8x16_t *code, const activation_q8 *const *x, int h,
                     int tokens) {
  for (int i = 0; i < tokens; i++) {
    int8x16_t columns = vld1q_s8(x[i]->q + 16 * h);
    dot[i] = vdotq_laneq_s32(dot[i], code[0], columns, 0);
    dot[i] = vdotq_laneq_s32(dot[i], code[1], columns, 1);
    dot[i] = vdotq_laneq_s32(dot[i], code[2], columns, 2);
    dot[i] = vdotq_laneq_s32(dot[i], code[3], columns, 3);
  }
}

MATMUL_INTEGER_KERNELS(dotprod)

void matmul_install_dotprod(rh_kernel_table *table) { MATMUL_INSTALL_INTEGERS(table, dotprod); }
