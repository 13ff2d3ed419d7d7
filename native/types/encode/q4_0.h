// SPDX-License-Identifier: Apache-2.0
// Q4_0 of values: the best scale of 32.
#ifndef RH_ENCODE_Q4_0_H
#define RH_ENCODE_Q4_0_H

#include "../q4_0.h"
#include "sweep.h"

static inline void q4_0_encode(const float *x, const float *w, q4_0_block *block) {
  static const rh_levels levels = {-8, 7, 1.5f, NULL};
  int code[32];
  block->d = rh_f32_to_f16(sweep_scale(&levels, x, w, 32));
  level_codes(&levels, x, 32, rh_f16_to_f32(block->d), code);
  for (int i = 0; i < 16; i++) block->qs[i] = (uint8_t)((code[i] + 8) | (code[i + 16] + 8) << 4);
}

#endif
