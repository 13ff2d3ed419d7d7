// SPDX-License-Identifier: Apache-2.0
// Q2_K of values: scales and minima of 4 bits for 16 groups.
#ifndef RH_ENCODE_Q2_K_H
#define RH_ENCODE_Q2_K_H

#include "../q2_k.h"
#include "affine_grouped.h"

static inline void q2_k_encode(const float *x, const float *w, q2_k_block *block) {
  static const rh_affine_grouping shape = {16, 16, 3, 15};
  rh_affine_grouped made;
  affine_grouped_encode(&shape, x, w, &made);
  block->d = made.d;
  block->dmin = made.dmin;
  for (int g = 0; g < 16; g++) block->scales[g] = (uint8_t)(made.scale[g] | made.min[g] << 4);
  memset(block->qs, 0, sizeof block->qs);
  for (int i = 0; i < 256; i++) {
    block->qs[i / 128 * 32 + i % 32] |= (uint8_t)(made.code[i] << i % 128 / 32 * 2);
  }
}

#endif
