// SPDX-License-Identifier: Apache-2.0
// What TQ1_0 and TQ2_0 share: the best scale of 256 values that become -1, 0 or 1.
#ifndef RH_ENCODE_TERNARY_H
#define RH_ENCODE_TERNARY_H

#include "../f16.h"
#include "sweep.h"

// The f16 scale; trits are 0, 1, 2.
static inline uint16_t ternary_encode(const float *x, const float *w, int trit[256]) {
  // Where few values are large the best scale is far below them.
  static const rh_levels levels = {-1, 1, 30, NULL};
  uint16_t d = rh_f32_to_f16(sweep_scale(&levels, x, w, 256));
  level_codes(&levels, x, 256, rh_f16_to_f32(d), trit);
  for (int i = 0; i < 256; i++) trit[i]++;
  return d;
}

#endif
