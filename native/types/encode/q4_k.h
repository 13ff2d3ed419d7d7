// SPDX-License-Identifier: Apache-2.0
// Q4_K of values: scales and minima of 6 bits for 8 groups.
#ifndef RH_ENCODE_Q4_K_H
#define RH_ENCODE_Q4_K_H

#include "../q4_k.h"
#include "affine_grouped.h"
#include "k_scales.h"

static inline void q4_k_encode(const float *x, const float *w, q4_k_block *block) {
  static const rh_affine_grouping shape = {8, 32, 15, 63};
  rh_affine_grouped made;
  affine_grouped_encode(&shape, x, w, &made);
  block->d = made.d;
  block->dmin = made.dmin;
  k_scales_encode(made.scale, made.min, block->scales);
  memset(block->qs, 0, sizeof block->qs);
  for (int i = 0; i < 256; i++) {
    block->qs[i / 64 * 32 + i % 32] |= (uint8_t)((made.code[i] & 15) << i % 64 / 32 * 4);
  }
}

#endif
