// SPDX-License-Identifier: Apache-2.0
// TQ2_0 of values: trits of 2 bits.
#ifndef RH_ENCODE_TQ2_0_H
#define RH_ENCODE_TQ2_0_H

#include "../tq2_0.h"
#include "ternary.h"

static inline void tq2_0_encode(const float *x, const float *w, tq2_0_block *block) {
  int trit[256];
  block->d = ternary_encode(x, w, trit);
  memset(block->qs, 0, sizeof block->qs);
  for (int i = 0; i < 256; i++) {
    block->qs[i / 128 * 32 + i % 32] |= (uint8_t)(trit[i] << i % 128 / 32 * 2);
  }
}

#endif
