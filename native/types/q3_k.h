// SPDX-License-Identifier: Apache-2.0
// Q3_K: 16 groups of 16 values of 3 bits; group g: value = (d (scale[g] - 32)) (q - 4).
#ifndef RH_TYPES_Q3_K_H
#define RH_TYPES_Q3_K_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q3_k_block {
  uint8_t hmask[32];   // bit 2: value i of group pair g (32 values) in bit g of byte i
  uint8_t qs[64];      // low 2 bits, by halves of 128 values: byte i holds i, i+32, i+64, i+96
  uint8_t scales[12];  // 16 of 6 bits: low 4 bits of g and g + 8 in byte g, high 2 bits of
                       // g, g+4, g+8, g+12 in byte 8 + g
  uint16_t d;          // f16
} q3_k_block;

static_assert(sizeof(q3_k_block) == 110, "q3_k_block");

static inline void q3_k_decode(const q3_k_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 16);
  for (int g = 0; g < 16; g++) {
    int low = g < 8 ? block->scales[g] & 15 : block->scales[g - 8] >> 4;
    int high = block->scales[8 + g % 4] >> g / 4 * 2 & 3;
    codes->scale[g] = (int16_t)((low | high << 4) - 32);
  }
  for (int pair = 0; pair < 8; pair++) {
    const uint8_t *low = block->qs + pair / 4 * 32;
    for (int i = 0; i < 32; i++) {
      int high = block->hmask[i] >> pair & 1;
      codes->code[32 * pair + i] = (int8_t)((low[i] >> pair % 4 * 2 & 3) + 4 * high - 4);
    }
  }
}

#endif
