// SPDX-License-Identifier: Apache-2.0
// Q6_K of values: signed scales of 8 bits for 16 groups.
#ifndef RH_ENCODE_Q6_K_H
#define RH_ENCODE_Q6_K_H

#include "../q6_k.h"
#include "grouped.h"

static inline void q6_k_encode(const float *x, const float *w, q6_k_block *block) {
  static const rh_grouping shape = {16, 16, {-32, 31, 1.1f, NULL}, {-128, 127, 1.02f, NULL}};
  rh_grouped made;
  grouped_encode(&shape, x, w, &made);
  memset(block, 0, sizeof *block);
  block->d = made.d;
  for (int g = 0; g < 16; g++) block->scales[g] = (int8_t)made.scale[g];
  for (int i = 0; i < 256; i++) {
    int code = made.code[i] + 32, half = i / 128, place = i % 128;
    block->ql[64 * half + place % 64] |= (uint8_t)((code & 15) << place / 64 * 4);
    block->qh[32 * half + place % 32] |= (uint8_t)((code >> 4) << place / 32 * 2);
  }
}

#endif
