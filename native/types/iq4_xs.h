// SPDX-License-Identifier: Apache-2.0
// IQ4_XS: 8 groups of 32 values of 4 bits that choose from 16 uneven levels;
// group g: value = (d (scale[g] - 32)) level[q].
#ifndef RH_TYPES_IQ4_XS_H
#define RH_TYPES_IQ4_XS_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq4.h"
#include "codes.h"
#include "f16.h"

typedef struct iq4_xs_block {
  uint16_t d;           // f16
  uint16_t scales_h;    // high 2 bits of scale g in bits 2g and 2g + 1
  uint8_t scales_l[4];  // low 4 bits of scale 2k in the low half of byte k, 2k + 1 in the high half
  uint8_t qs[128];      // by group 16 bytes: value i in the low half of byte i, i + 16 in the high
} iq4_xs_block;

static_assert(sizeof(iq4_xs_block) == 136, "iq4_xs_block");

static inline void iq4_xs_decode(const iq4_xs_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 16);
  for (int g = 0; g < 8; g++) {
    int low = block->scales_l[g / 2] >> g % 2 * 4 & 15;
    int high = block->scales_h >> 2 * g & 3;
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)((low | high << 4) - 32);
    for (int i = 0; i < 16; i++) {
      codes->code[32 * g + i] = iq4_levels[block->qs[16 * g + i] & 15];
      codes->code[32 * g + 16 + i] = iq4_levels[block->qs[16 * g + i] >> 4];
    }
  }
}

#endif
