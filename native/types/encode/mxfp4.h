// SPDX-License-Identifier: Apache-2.0
// MXFP4 of values: of the powers of two near the one that makes the largest value the largest
// float4, the one of least error.
#ifndef RH_ENCODE_MXFP4_H
#define RH_ENCODE_MXFP4_H

#include "../mxfp4.h"
#include "levels.h"

static inline void mxfp4_encode(const float *x, const float *w, mxfp4_block *block) {
  static const int8_t twice[15] = {-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12};
  static const rh_levels levels = {0, 14, 1, twice};
  float largest = 0;
  for (int i = 0; i < 32; i++) largest = fmaxf(largest, fabsf(x[i]));
  // The largest float4 is 1.5 * 2^2; the values of the smallest exponents would be subnormal.
  int exponent;
  frexpf(largest, &exponent);
  int middle = largest > 0 ? exponent - 3 + 127 : 0;
  float least = INFINITY;
  block->e = 0;
  for (int e = middle - 1; e <= middle + 1; e++) {
    if (e < 2 || e > 254) continue;
    float error = level_error(&levels, x, w, 32, ldexpf(1, e - 128));
    if (error < least) {
      least = error;
      block->e = (uint8_t)e;
    }
  }
  int code[32];
  level_codes(&levels, x, 32, block->e == 0 ? 0 : ldexpf(1, block->e - 128), code);
  // The sign is bit 3: levels 0 .. 6 are the floats 15 .. 9, levels 7 .. 14 the floats 0 .. 7.
  for (int i = 0; i < 32; i++) code[i] = code[i] < 7 ? 15 - code[i] : code[i] - 7;
  for (int i = 0; i < 16; i++) block->qs[i] = (uint8_t)(code[i] | code[i + 16] << 4);
}

#endif
