// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_neon(rh_kernel_table *table);

static void quantize_block(activation_codes *y, activation_scale *scale, const float *x) {
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
    memset(scale, 0, sizeof *scale);
    if (!isfinite(largest)) scale->d = scale->total = NAN;
    return;
  }
  for (int h = 0; h < 2; h++) {
    int32x4_t code[4];
    for (int i = 0; i < 4; i++) code[i] = vcvtnq_s32_f32(vmulq_n_f32(value[4 * h + i], inverse));
    int16x8_t first = vcombine_s16(vmovn_s32(code[0]), vmovn_s32(code[1]));
    int16x8_t second = vcombine_s16(vmovn_s32(code[2]), vmovn_s32(code[3]));
    const int16x8_t low_bits = vdupq_n_s16((1 << ACTIVATION_LOW_BITS) - 1);
    vst1q_s8(y->half[h].low, vcombine_s8(vmovn_s16(vandq_s16(first, low_bits)),
                                         vmovn_s16(vandq_s16(second, low_bits))));
    vst1q_s8(y->half[h].high, vcombine_s8(vshrn_n_s16(first, ACTIVATION_LOW_BITS),
                                          vshrn_n_s16(second, ACTIVATION_LOW_BITS)));
    scale->sum[h] = vaddlvq_s16(first) + vaddlvq_s16(second);
  }
  scale->d = d;
  scale->total = d * (float)(scale->sum[0] + scale->sum[1]);
}

static void quantize_q12_neon(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    void *y = (char *)a->y + t * a->y_stride;
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) {
      quantize_block(activation_codes_of(y) + b, activation_scales_of(y, a->cols) + b, x + 32 * b);
    }
  }
}

void quantize_install_neon(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q12, neon);
}
