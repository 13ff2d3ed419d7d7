// SPDX-License-Identifier: Apache-2.0
// IQ3_XXS of values: of eight signs an even number is minus (../iq_signs.h). Where that is not so,
// the value whose wrong sign costs least has it.
#ifndef RH_ENCODE_IQ3_XXS_H
#define RH_ENCODE_IQ3_XXS_H

#include <pthread.h>

#include "../iq3_xxs.h"
#include "codebook.h"

static rh_codebook iq3_xxs_book = {.levels = (const int8_t[8]){4, 12, 20, 28, 36, 44, 52, 62},
                                   .points = iq3_xxs_codebook,
                                   .n_points = 256};

static void iq3_xxs_fill(void) { codebook_fill(&iq3_xxs_book); }

// The sign bits of 8 values, and the values without them: one may be left below 0.
static inline uint32_t iq3_xxs_signs(const float *x, const float *w, float *magnitude) {
  uint32_t signs = 0;
  int cheapest = 0;
  for (int i = 0; i < 8; i++) {
    magnitude[i] = fabsf(x[i]);
    if (x[i] < 0) signs |= 1u << i;
    if (w[i] * x[i] * x[i] < w[cheapest] * x[cheapest] * x[cheapest]) cheapest = i;
  }
  if (__builtin_parity(signs)) {
    signs ^= 1u << cheapest;
    magnitude[cheapest] = -magnitude[cheapest];
  }
  return signs;
}

static inline void iq3_xxs_encode(const float *x, const float *w, iq3_xxs_block *block) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, iq3_xxs_fill);
  float magnitude[256];
  uint32_t signs[32];
  for (int k = 0; k < 32; k++) signs[k] = iq3_xxs_signs(x + 8 * k, w + 8 * k, magnitude + 8 * k);
  rh_codebook_made made;
  codebook_encode(&iq3_xxs_book, magnitude, w, 4, &made);
  block->d = made.d;
  for (int k = 0; k < 64; k++) block->qs[k] = (uint8_t)made.point[k];
  for (int g = 0; g < 8; g++) {
    uint32_t word = (uint32_t)made.scale[g] << 28;
    for (int k = 0; k < 4; k++) word |= (signs[4 * g + k] & 127) << 7 * k;
    for (int byte = 0; byte < 4; byte++) block->words[4 * g + byte] = (uint8_t)(word >> 8 * byte);
  }
}

#endif
