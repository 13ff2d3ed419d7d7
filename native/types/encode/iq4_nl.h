// SPDX-License-Identifier: Apache-2.0
// IQ4_NL of values: the best scale of 32 for uneven levels.
#ifndef RH_ENCODE_IQ4_NL_H
#define RH_ENCODE_IQ4_NL_H

#include "../iq4_nl.h"
#include "sweep.h"

static inline void iq4_nl_encode(const float *x, const float *w, iq4_nl_block *block) {
  static const rh_levels levels = {0, 15, 1.5f, iq4_levels};
  int code[32];
  block->d = rh_f32_to_f16(sweep_scale(&levels, x, w, 32));
  level_codes(&levels, x, 32, rh_f16_to_f32(block->d), code);
  for (int i = 0; i < 16; i++) block->qs[i] = (uint8_t)(code[i] | code[i + 16] << 4);
}

#endif
