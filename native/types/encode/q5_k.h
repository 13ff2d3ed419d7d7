// SPDX-License-Identifier: Apache-2.0
// Q5_K of values: scales and minima of 6 bits for 8 groups.
#ifndef RH_ENCODE_Q5_K_H
#define RH_ENCODE_Q5_K_H

#include "../q5_k.h"
#include "affine_grouped.h"
#include "k_scales.h"

static inline void q5_k_encode(const float *x, const float *w, q5_k_block *block) {
  static const rh_affine_grouping shape = {8, 32, 31, 63};
  rh_affine_grouped made;
  affine_grouped_encode(&shape, x, w, &made);
  block->d = made.d;
  block->dmin = made.dmin;
  k_scales_encode(made.scale, made.min, block->scales);
  memset(block->qs, 0, sizeof block->qs);
  for (int i = 0; i < 256; i++) {
    block->qs[i / 64 * 32 + i % 32] |= (uint8_t)((made.code[i] & 15) << i % 64 / 32 * 4);
  }
  memset(block->qh, 0, sizeof block->qh);
  for (int i = 0; i < 256; i++) block->qh[i % 32] |= (uint8_t)((made.code[i] >> 4) << i / 32);
}

#endif
