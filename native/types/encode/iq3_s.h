// SPDX-License-Identifier: Apache-2.0
// IQ3_S of values: every sign is kept.
#ifndef RH_ENCODE_IQ3_S_H
#define RH_ENCODE_IQ3_S_H

#include <pthread.h>

#include "../iq3_s.h"
#include "codebook.h"

static rh_codebook iq3_s_book = {.levels = (const int8_t[8]){1, 3, 5, 7, 9, 11, 13, 15},
                                 .points = iq3_s_codebook,
                                 .n_points = 512};

static void iq3_s_fill(void) { codebook_fill(&iq3_s_book); }

static inline void iq3_s_encode(const float *x, const float *w, iq3_s_block *block) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, iq3_s_fill);
  float magnitude[256];
  memset(block, 0, sizeof *block);
  for (int i = 0; i < 256; i++) {
    magnitude[i] = fabsf(x[i]);
    if (x[i] < 0) block->signs[i / 8] |= (uint8_t)(1 << i % 8);
  }
  rh_codebook_made made;
  codebook_encode(&iq3_s_book, magnitude, w, 1, &made);
  block->d = made.d;
  for (int g = 0; g < 8; g++) block->scales[g / 2] |= (uint8_t)(made.scale[g] << g % 2 * 4);
  for (int k = 0; k < 64; k++) {
    block->qs[k] = (uint8_t)(made.point[k] & 255);
    block->qh[k / 8] |= (uint8_t)((made.point[k] >> 8) << k % 8);
  }
}

#endif
