// SPDX-License-Identifier: Apache-2.0
// F32 rows are copied, which the reference does as well as can be.
#include <arm_neon.h>
#include <math.h>

#include "../../core/kernels.h"
#include "../../types/q8_0.h"
#include "store.h"

typedef void store_row(const float *x, void *y, uint32_t cols);

static inline void to_f16(const float *x, void *y, uint32_t cols) {
  uint16_t *half = y;
  uint32_t c = 0;
  for (; c + 4 <= cols; c += 4) {
    vst1_u16(half + c, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(x + c))));
  }
  for (; c < cols; c++) half[c] = rh_f32_to_f16(x[c]);
}

static inline void to_q8_0_block(const float *x, q8_0_block *block) {
  // The largest of the integers that absolute floats are as bits: NaN above infinity above the
  // rest.
  uint32x4_t size = vdupq_n_u32(0);
  for (int i = 0; i < 8; i++) {
    size = vmaxq_u32(size, vreinterpretq_u32_f32(vabsq_f32(vld1q_f32(x + 4 * i))));
  }
  float largest = rh_bits_to_f32(vmaxvq_u32(size));
  float d = isfinite(largest) ? largest / 127.0f : NAN;
  block->d = rh_f32_to_f16(d);
  if (!isfinite(largest) || block->d == 0) {
    memset(block->qs, 0, sizeof block->qs);
    return;
  }
  float inverse = 1.0f / d;
  for (int i = 0; i < 32; i += 8) {
    int32x4_t low = vcvtaq_s32_f32(vmulq_n_f32(vld1q_f32(x + i), inverse));
    int32x4_t high = vcvtaq_s32_f32(vmulq_n_f32(vld1q_f32(x + i + 4), inverse));
    vst1_s8(block->qs + i, vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high))));
  }
}

static inline void to_q8_0(const float *x, void *y, uint32_t cols) {
  for (uint32_t b = 0; b < cols / 32; b++) to_q8_0_block(x + 32 * b, (q8_0_block *)y + b);
}

static inline void store_rows(const store_args *a, uint32_t first, uint32_t last,
                              store_row *store) {
  for (uint32_t t = first; t < last; t++) {
    const float *x = (const float *)((const unsigned char *)a->x + t * a->x_stride);
    store(x, a->cache + (size_t)a->rows[t] * a->cache_stride, a->cols);
  }
}

static void store_f16_neon(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_f16);
}

static void store_q8_0_neon(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_q8_0);
}

void store_install_neon(rh_kernel_table *table);

void store_install_neon(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, store, f16, neon);
  RH_INSTALL_KERNEL(table, store, q8_0, neon);
}
