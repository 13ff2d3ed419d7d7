// SPDX-License-Identifier: Apache-2.0
// Q4_1: 32 values of 4 bits, a scale and an offset; value = d q + m.
#ifndef RH_TYPES_Q4_1_H
#define RH_TYPES_Q4_1_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q4_1_block {
  uint16_t d;      // f16
  uint16_t m;      // f16
  uint8_t qs[16];  // value i in the low half of byte i, value i + 16 in the high half
} q4_1_block;

static_assert(sizeof(q4_1_block) == 20, "q4_1_block");

static inline void q4_1_decode(const q4_1_block *restrict block, rh_codes *restrict codes) {
  rh_codes_offset(codes, rh_f16_to_f32(block->d), rh_f16_to_f32(block->m));
  for (int i = 0; i < 16; i++) {
    codes->code[i] = (int8_t)(block->qs[i] & 15);
    codes->code[i + 16] = (int8_t)(block->qs[i] >> 4);
  }
}

#endif
