// SPDX-License-Identifier: Apache-2.0
// Q2_K: 16 groups of 16 values of 2 bits; group g: value = (d scale[g]) q - dmin min[g].
#ifndef RH_TYPES_Q2_K_H
#define RH_TYPES_Q2_K_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q2_k_block {
  uint8_t scales[16];  // scale in the low half, min in the high half
  uint8_t qs[64];      // by halves of 128 values: byte i holds values i, i+32, i+64, i+96
  uint16_t d;          // f16
  uint16_t dmin;       // f16
} q2_k_block;

static_assert(sizeof(q2_k_block) == 84, "q2_k_block");

static inline void q2_k_decode(const q2_k_block *restrict block, rh_codes *restrict codes) {
  codes->d = rh_f16_to_f32(block->d);
  codes->dmin = rh_f16_to_f32(block->dmin);
  for (int g = 0; g < 16; g++) {
    codes->scale[g] = block->scales[g] & 15;
    codes->min[g] = block->scales[g] >> 4;
  }
  for (int half = 0; half < 2; half++) {
    for (int quarter = 0; quarter < 4; quarter++) {
      int8_t *code = codes->code + 128 * half + 32 * quarter;
      for (int i = 0; i < 32; i++) {
        code[i] = (int8_t)(block->qs[32 * half + i] >> 2 * quarter & 3);
      }
    }
  }
}

#endif
