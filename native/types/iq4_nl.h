// SPDX-License-Identifier: Apache-2.0
// IQ4_NL: 32 values of 4 bits that choose from 16 uneven levels, and one scale; value = d level[q].
#ifndef RH_TYPES_IQ4_NL_H
#define RH_TYPES_IQ4_NL_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq4.h"
#include "codes.h"
#include "f16.h"

typedef struct iq4_nl_block {
  uint16_t d;      // f16
  uint8_t qs[16];  // value i in the low half of byte i, value i + 16 in the high half
} iq4_nl_block;

static_assert(sizeof(iq4_nl_block) == 18, "iq4_nl_block");

static inline void iq4_nl_decode(const iq4_nl_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 2);
  for (int i = 0; i < 16; i++) {
    codes->code[i] = iq4_levels[block->qs[i] & 15];
    codes->code[i + 16] = iq4_levels[block->qs[i] >> 4];
  }
}

#endif
