// SPDX-License-Identifier: Apache-2.0
// IQ4_XS of values: signed scales of 6 bits for 8 groups of uneven levels.
#ifndef RH_ENCODE_IQ4_XS_H
#define RH_ENCODE_IQ4_XS_H

#include "../iq4_xs.h"
#include "grouped.h"

static inline void iq4_xs_encode(const float *x, const float *w, iq4_xs_block *block) {
  static const rh_grouping shape = {8, 32, {0, 15, 1.5f, iq4_levels}, {-32, 31, 1.1f, NULL}};
  rh_grouped made;
  grouped_encode(&shape, x, w, &made);
  memset(block, 0, sizeof *block);
  block->d = made.d;
  for (int g = 0; g < 8; g++) {
    int scale = made.scale[g] + 32;
    block->scales_l[g / 2] |= (uint8_t)((scale & 15) << g % 2 * 4);
    block->scales_h |= (uint16_t)((scale >> 4) << 2 * g);
  }
  for (int i = 0; i < 256; i++) {
    block->qs[i / 32 * 16 + i % 16] |= (uint8_t)(made.code[i] << i % 32 / 16 * 4);
  }
}

#endif
