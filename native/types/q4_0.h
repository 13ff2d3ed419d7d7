// SPDX-License-Identifier: Apache-2.0
// Q4_0: 32 values of 4 bits and one scale; value = d (q - 8).
// Layout and formula: ggml (MIT), ggml-common.h and ggml-quants.c; so for all types here.
#ifndef RH_TYPES_Q4_0_H
#define RH_TYPES_Q4_0_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q4_0_block {
  uint16_t d;      // f16
  uint8_t qs[16];  // value i in the low half of byte i, value i + 16 in the high half
} q4_0_block;

static_assert(sizeof(q4_0_block) == 18, "q4_0_block");

static inline void q4_0_decode(const q4_0_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 2);
  for (int i = 0; i < 16; i++) {
    codes->code[i] = (int8_t)((block->qs[i] & 15) - 8);
    codes->code[i + 16] = (int8_t)((block->qs[i] >> 4) - 8);
  }
}

#endif
