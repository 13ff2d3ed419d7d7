// SPDX-License-Identifier: Apache-2.0
#include "neon_body.h"

void matmul_install_neon(rh_kernel_table *table);

// Two rows by 4 quads. Two products of codes -128..127 by activations -127..127 stay within 16 bits
// (128 * 127 * 2 = 32512). Lanes: (row, row, next row, next row).
INLINE int32x4_t dot_two_rows(const int8x8_t *code, const int8x8_t *x) {
  int16x8_t first = vmlal_s8(vmull_s8(code[0], x[0]), code[1], x[1]);
  int16x8_t second = vmlal_s8(vmull_s8(code[2], x[2]), code[3], x[3]);
  return vpadalq_s16(vpaddlq_s16(first), second);
}

INLINE void dot_half(int32x4_t *dot, const int8x16_t *code, const activation_q8 *const *x, int h,
                     int tokens) {
  int8x8_t low[4], high[4];
  for (int q = 0; q < 4; q++) {
    low[q] = vget_low_s8(code[q]);
    high[q] = vget_high_s8(code[q]);
  }
  for (int i = 0; i < tokens; i++) {
    int8x8_t quad[4];
    for (int q = 0; q < 4; q++) {
      quad[q] = vreinterpret_s8_u32(vdup_n_u32((uint32_t)four_bytes(x[i]->q + 16 * h + 4 * q)));
    }
    int32x4_t rows = vpaddq_s32(dot_two_rows(low, quad), dot_two_rows(high, quad));
    dot[i] = vaddq_s32(dot[i], rows);
  }
}

MATMUL_INTEGER_KERNELS(neon)
MATMUL_KERNEL(f32, F32, neon)
MATMUL_KERNEL(f16, F16, neon)
MATMUL_KERNEL(bf16, BF16, neon)

void matmul_install_neon(rh_kernel_table *table) {
  MATMUL_INSTALL_INTEGERS(table, neon);
  RH_INSTALL_KERNEL(table, matmul, f32, neon);
  RH_INSTALL_KERNEL(table, matmul, f16, neon);
  RH_INSTALL_KERNEL(table, matmul, bf16, neon);
}
