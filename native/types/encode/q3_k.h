// SPDX-License-Identifier: Apache-2.0
// Q3_K of values: signed scales of 6 bits for 16 groups.
#ifndef RH_ENCODE_Q3_K_H
#define RH_ENCODE_Q3_K_H

#include "../q3_k.h"
#include "grouped.h"

static inline void q3_k_encode(const float *x, const float *w, q3_k_block *block) {
  static const rh_grouping shape = {16, 16, {-4, 3, 2, NULL}, {-32, 31, 1.1f, NULL}};
  rh_grouped made;
  grouped_encode(&shape, x, w, &made);
  memset(block, 0, sizeof *block);
  block->d = made.d;
  for (int g = 0; g < 16; g++) {
    int scale = made.scale[g] + 32;
    block->scales[g % 8] |= (uint8_t)((scale & 15) << g / 8 * 4);
    block->scales[8 + g % 4] |= (uint8_t)((scale >> 4) << g / 4 * 2);
  }
  for (int i = 0; i < 256; i++) {
    int code = made.code[i] + 4;
    block->qs[i / 128 * 32 + i % 32] |= (uint8_t)((code & 3) << i % 128 / 32 * 2);
    block->hmask[i % 32] |= (uint8_t)((code >> 2) << i / 32);
  }
}

#endif
