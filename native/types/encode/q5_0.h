// SPDX-License-Identifier: Apache-2.0
// Q5_0 of values: the best scale of 32.
#ifndef RH_ENCODE_Q5_0_H
#define RH_ENCODE_Q5_0_H

#include "../q5_0.h"
#include "sweep.h"

static inline void q5_0_encode(const float *x, const float *w, q5_0_block *block) {
  static const rh_levels levels = {-16, 15, 1.25f, NULL};
  int code[32];
  block->d = rh_f32_to_f16(sweep_scale(&levels, x, w, 32));
  level_codes(&levels, x, 32, rh_f16_to_f32(block->d), code);
  memset(block->qh, 0, sizeof block->qh);
  for (int i = 0; i < 32; i++) {
    code[i] += 16;
    block->qh[i / 8] |= (uint8_t)((code[i] >> 4) << i % 8);
  }
  for (int i = 0; i < 16; i++) block->qs[i] = (uint8_t)((code[i] & 15) | (code[i + 16] & 15) << 4);
}

#endif
