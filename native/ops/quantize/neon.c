// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_neon(rh_kernel_table *table);

// The largest of the integers that absolute floats are as bits: NaN above infinity above the rest.
static inline float largest_of(const float *x, uint32_t count) {
  uint32x4_t most = vdupq_n_u32(0);
  for (uint32_t i = 0; i < count; i += 4) {
    most = vmaxq_u32(most, vreinterpretq_u32_f32(vabsq_f32(vld1q_f32(x + i))));
  }
  uint32_t bits = vmaxvq_u32(most);
  float largest;
  memcpy(&largest, &bits, sizeof largest);
  return largest;
}

static inline void encode(int8_t *y, activation_scale *scale, const float *x, float inverse) {
  for (int h = 0; h < 2; h++) {
    int32x4_t code[4];
    for (int i = 0; i < 4; i++) {
      code[i] = vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(x + 16 * h + 4 * i), inverse));
    }
    int16x8_t first = vcombine_s16(vmovn_s32(code[0]), vmovn_s32(code[1]));
    int16x8_t second = vcombine_s16(vmovn_s32(code[2]), vmovn_s32(code[3]));
    vst1q_s8(y + 16 * h, vcombine_s8(vmovn_s16(first), vmovn_s16(second)));
    scale->sum[h] = vaddlvq_s16(first) + vaddlvq_s16(second);
  }
}

// Written in what stands above.
#include "rows.h"

QUANTIZE_KERNELS(neon)

void quantize_install_neon(rh_kernel_table *table) { QUANTIZE_INSTALL(neon); }
