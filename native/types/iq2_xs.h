// SPDX-License-Identifier: Apache-2.0
// IQ2_XS: 16 groups of 16 values, each two points of a codebook with signs;
// value = (d/8 (2 scale[g] + 1)) (+-coordinate).
#ifndef RH_TYPES_IQ2_XS_H
#define RH_TYPES_IQ2_XS_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq2.h"
#include "codes.h"
#include "f16.h"
#include "iq_signs.h"

typedef struct iq2_xs_block {
  uint16_t d;         // f16
  uint16_t qs[32];    // by 8 values: index in bits 0-8, signs in bits 9-15
  uint8_t scales[8];  // group 2k in the low half of byte k, 2k + 1 in the high half
} iq2_xs_block;

static_assert(sizeof(iq2_xs_block) == 74, "iq2_xs_block");

static inline void iq2_xs_decode(const iq2_xs_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d) / 8, 16);
  for (int g = 0; g < 16; g++) {
    codes->scale[g] = (int16_t)(2 * (block->scales[g / 2] >> g % 2 * 4 & 15) + 1);
  }
  for (int k = 0; k < 32; k++) {
    uint16_t q = block->qs[k];
    iq2_point(iq2_xs_codebook[q & 511], iq_signs(q >> 9), codes->code + 8 * k);
  }
}

#endif
