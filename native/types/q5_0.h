// SPDX-License-Identifier: Apache-2.0
// Q5_0: 32 values of 5 bits and one scale; value = d (q - 16).
#ifndef RH_TYPES_Q5_0_H
#define RH_TYPES_Q5_0_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q5_0_block {
  uint16_t d;      // f16
  uint8_t qh[4];   // bit 4 of value i in bit i, little endian
  uint8_t qs[16];  // low bits: value i in the low half of byte i, value i + 16 in the high half
} q5_0_block;

static_assert(sizeof(q5_0_block) == 22, "q5_0_block");

static inline void q5_0_decode(const q5_0_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 2);
  for (int i = 0; i < 16; i++) {
    int low_half = block->qh[i / 8] >> i % 8 & 1;
    int high_half = block->qh[i / 8 + 2] >> i % 8 & 1;
    codes->code[i] = (int8_t)((block->qs[i] & 15) + 16 * low_half - 16);
    codes->code[i + 16] = (int8_t)((block->qs[i] >> 4) + 16 * high_half - 16);
  }
}

#endif
