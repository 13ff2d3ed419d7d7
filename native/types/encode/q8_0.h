// SPDX-License-Identifier: Apache-2.0
// Q8_0 of values. With 255 levels the largest value's code is the highest, and nothing is gained by
// a search; but values that lie on a grid already, where the largest takes a lower code, are kept
// exact.
#ifndef RH_ENCODE_Q8_0_H
#define RH_ENCODE_Q8_0_H

#include "../q8_0.h"
#include "levels.h"

// Whether all values are d times a code.
static inline bool q8_0_is_grid(const float *x, float d) {
  float inverse = 1 / d;
  for (int i = 0; i < 32; i++) {
    float code = x[i] * inverse;
    if (x[i] != d * (float)(int)(code < 0 ? code - 0.5f : code + 0.5f)) return false;
  }
  return true;
}

static inline void q8_0_encode(const float *x, const float *w, q8_0_block *block) {
  static const rh_levels levels = {-127, 127, 1, NULL};
  (void)w;
  float largest = 0;
  for (int i = 0; i < 32; i++) largest = fmaxf(largest, fabsf(x[i]));
  block->d = rh_f32_to_f16(largest / 127);
  // Below 64 the codes could be doubled.
  for (int highest = 127; highest >= 64; highest--) {
    uint16_t d = rh_f32_to_f16(largest / (float)highest);
    if (rh_f16_to_f32(d) > 0 && q8_0_is_grid(x, rh_f16_to_f32(d))) {
      block->d = d;
      break;
    }
  }
  int code[32];
  level_codes(&levels, x, 32, rh_f16_to_f32(block->d), code);
  for (int i = 0; i < 32; i++) block->qs[i] = (int8_t)code[i];
}

#endif
