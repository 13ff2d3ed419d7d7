// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_neon(rh_kernel_table *table);

static void quantize_block(activation_q16 *y, const float *x) {
  float32x4_t value[8];
  // The largest of the integers that absolute floats are as bits: NaN above infinity above the
  // rest.
  uint32x4_t size = vdupq_n_u32(0);
  for (int i = 0; i < 8; i++) {
    value[i] = vld1q_f32(x + 4 * i);
    size = vmaxq_u32(size, vreinterpretq_u32_f32(vabsq_f32(value[i])));
  }
  uint32_t bits = vmaxvq_u32(size);
  float largest;
  memcpy(&largest, &bits, sizeof largest);
  float d = largest / ACTIVATION_LARGEST;
  float inverse = d > 0 ? 1 / d : 0;
  if (!isfinite(largest) || !isfinite(inverse)) {
    // quantize.h: a fault stays visible; a block too small to have an inverse counts as zero.
    memset(y, 0, sizeof *y);
    if (!isfinite(largest)) y->d = y->total = NAN;
    return;
  }
  for (int h = 0; h < 2; h++) {
    int32x4_t code[4];
    for (int i = 0; i < 4; i++) code[i] = vcvtnq_s32_f32(vmulq_n_f32(value[4 * h + i], inverse));
    int16x8_t first = vcombine_s16(vmovn_s32(code[0]), vmovn_s32(code[1]));
    int16x8_t second = vcombine_s16(vmovn_s32(code[2]), vmovn_s32(code[3]));
    // q = 256 high + low, with low from -128 to 127: high is q / 256 rounded.
    vst1q_s8(y->low + 16 * h, vcombine_s8(vmovn_s16(first), vmovn_s16(second)));
    vst1q_s8(y->high + 16 * h, vcombine_s8(vrshrn_n_s16(first, 8), vrshrn_n_s16(second, 8)));
    y->sum[h] = vaddlvq_s16(first) + vaddlvq_s16(second);
  }
  y->d = d;
  y->total = d * (float)(y->sum[0] + y->sum[1]);
}

static void quantize_q16_neon(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    activation_q16 *y = (activation_q16 *)((char *)a->y + t * a->y_stride);
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) quantize_block(&y[b], x + 32 * b);
  }
}

void quantize_install_neon(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q16, neon);
}
