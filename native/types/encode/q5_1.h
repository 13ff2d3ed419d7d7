// SPDX-License-Identifier: Apache-2.0
// Q5_1 of values: the best scale and offset of 32.
#ifndef RH_ENCODE_Q5_1_H
#define RH_ENCODE_Q5_1_H

#include "../q5_1.h"
#include "affine.h"

static inline void q5_1_encode(const float *x, const float *w, q5_1_block *block) {
  static const rh_affine_codes codes = {31, true};
  int code[32];
  rh_affine fit = affine_fit(&codes, x, w, 32);
  block->d = rh_f32_to_f16(fit.scale);
  block->m = rh_f32_to_f16(-fit.min);
  affine_codes(codes.high, x, 32, rh_f16_to_f32(block->d), -rh_f16_to_f32(block->m), code);
  memset(block->qh, 0, sizeof block->qh);
  for (int i = 0; i < 32; i++) block->qh[i / 8] |= (uint8_t)((code[i] >> 4) << i % 8);
  for (int i = 0; i < 16; i++) block->qs[i] = (uint8_t)((code[i] & 15) | (code[i + 16] & 15) << 4);
}

#endif
