// SPDX-License-Identifier: Apache-2.0
// Q5_K: 8 groups of 32 values of 5 bits; group g: value = (d scale[g]) q - dmin min[g].
#ifndef RH_TYPES_Q5_K_H
#define RH_TYPES_Q5_K_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"
#include "k_scales.h"

typedef struct q5_k_block {
  uint16_t d;          // f16
  uint16_t dmin;       // f16
  uint8_t scales[12];  // 8 scales and 8 minima of 6 bits: k_scales.h
  uint8_t qh[32];      // bit 4: value i of group g in bit g of byte i
  uint8_t qs[128];     // by 32 bytes: group 2k in the low halves, group 2k + 1 in the high halves
} q5_k_block;

static_assert(sizeof(q5_k_block) == 176, "q5_k_block");

static inline void q5_k_decode(const q5_k_block *restrict block, rh_codes *restrict codes) {
  k_scales_decode(block->d, block->dmin, block->scales, codes);
  for (int pair = 0; pair < 4; pair++) {
    for (int i = 0; i < 32; i++) {
      uint8_t q = block->qs[32 * pair + i];
      uint8_t high = (uint8_t)(block->qh[i] >> 2 * pair);
      codes->code[64 * pair + i] = (int8_t)((q & 15) | (high & 1) << 4);
      codes->code[64 * pair + 32 + i] = (int8_t)(q >> 4 | (high & 2) << 3);
    }
  }
}

#endif
