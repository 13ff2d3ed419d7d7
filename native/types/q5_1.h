// SPDX-License-Identifier: Apache-2.0
// Q5_1: 32 values of 5 bits, a scale and an offset; value = d q + m.
#ifndef RH_TYPES_Q5_1_H
#define RH_TYPES_Q5_1_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q5_1_block {
  uint16_t d;      // f16
  uint16_t m;      // f16
  uint8_t qh[4];   // bit 4 of value i in bit i, little endian
  uint8_t qs[16];  // low bits: value i in the low half of byte i, value i + 16 in the high half
} q5_1_block;

static_assert(sizeof(q5_1_block) == 24, "q5_1_block");

static inline void q5_1_decode(const q5_1_block *restrict block, rh_codes *restrict codes) {
  rh_codes_offset(codes, rh_f16_to_f32(block->d), rh_f16_to_f32(block->m));
  for (int i = 0; i < 16; i++) {
    int low_half = block->qh[i / 8] >> i % 8 & 1;
    int high_half = block->qh[i / 8 + 2] >> i % 8 & 1;
    codes->code[i] = (int8_t)((block->qs[i] & 15) + 16 * low_half);
    codes->code[i + 16] = (int8_t)((block->qs[i] >> 4) + 16 * high_half);
  }
}

#endif
