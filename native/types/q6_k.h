// SPDX-License-Identifier: Apache-2.0
// Q6_K: 16 groups of 16 values of 6 bits; group g: value = (d scale[g]) (q - 32).
#ifndef RH_TYPES_Q6_K_H
#define RH_TYPES_Q6_K_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q6_k_block {
  uint8_t ql[128];  // low 4 bits, by halves of 128 values: 64 bytes hold values 0..63 in their low
                    // halves and 64..127 in their high halves
  uint8_t qh[64];   // high 2 bits: byte i of a half holds those of values i, i+32, i+64, i+96
  int8_t scales[16];
  uint16_t d;  // f16
} q6_k_block;

static_assert(sizeof(q6_k_block) == 210, "q6_k_block");

static inline void q6_k_decode(const q6_k_block *restrict block, rh_codes *restrict codes) {
  codes->d = rh_f16_to_f32(block->d);
  codes->dmin = 0;
  for (int g = 0; g < 16; g++) codes->scale[g] = block->scales[g];
  memset(codes->min, 0, sizeof codes->min);
  for (int half = 0; half < 2; half++) {
    const uint8_t *low = block->ql + 64 * half;
    const uint8_t *high = block->qh + 32 * half;
    int8_t *code = codes->code + 128 * half;
    for (int i = 0; i < 32; i++) {
      code[i] = (int8_t)(((low[i] & 15) | (high[i] & 3) << 4) - 32);
      code[i + 32] = (int8_t)(((low[i + 32] & 15) | (high[i] >> 2 & 3) << 4) - 32);
      code[i + 64] = (int8_t)((low[i] >> 4 | (high[i] >> 4 & 3) << 4) - 32);
      code[i + 96] = (int8_t)((low[i + 32] >> 4 | high[i] >> 6 << 4) - 32);
    }
  }
}

#endif
