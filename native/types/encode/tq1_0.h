// SPDX-License-Identifier: Apache-2.0
// TQ1_0 of values: five trits to a byte.
#ifndef RH_ENCODE_TQ1_0_H
#define RH_ENCODE_TQ1_0_H

#include "../tq1_0.h"
#include "ternary.h"

// The byte of `count` trits that lie `apart` in the block, the first one most significant.
static inline uint8_t tq1_0_byte(const int *trit, int count, int apart) {
  int number = 0;
  for (int n = 0; n < 5; n++) number = 3 * number + (n < count ? trit[n * apart] : 0);
  return (uint8_t)((256 * number + 242) / 243);
}

static inline void tq1_0_encode(const float *x, const float *w, tq1_0_block *block) {
  int trit[256];
  block->d = ternary_encode(x, w, trit);
  for (int i = 0; i < 32; i++) block->qs[i] = tq1_0_byte(trit + i, 5, 32);
  for (int i = 0; i < 16; i++) block->qs[32 + i] = tq1_0_byte(trit + 160 + i, 5, 16);
  for (int i = 0; i < 4; i++) block->qh[i] = tq1_0_byte(trit + 240 + i, 4, 4);
}

#endif
