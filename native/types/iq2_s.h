// SPDX-License-Identifier: Apache-2.0
// IQ2_S: 16 groups of 16 values, each two points of a codebook with signs;
// value = (d/8 (2 scale[g] + 1)) (+-coordinate).
#ifndef RH_TYPES_IQ2_S_H
#define RH_TYPES_IQ2_S_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq2.h"
#include "codes.h"
#include "f16.h"

typedef struct iq2_s_block {
  uint16_t d;         // f16
  uint8_t qs[32];     // by 8 values: low 8 bits of the index
  uint8_t signs[32];  // by 8 values: bit j for value j
  uint8_t qh[8];      // high 2 bits of indices 4k .. 4k + 3 in byte k
  uint8_t scales[8];  // group 2k in the low half of byte k, 2k + 1 in the high half
} iq2_s_block;

static_assert(sizeof(iq2_s_block) == 82, "iq2_s_block");

static inline void iq2_s_decode(const iq2_s_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d) / 8, 16);
  for (int g = 0; g < 16; g++) {
    codes->scale[g] = (int16_t)(2 * (block->scales[g / 2] >> g % 2 * 4 & 15) + 1);
  }
  for (int k = 0; k < 32; k++) {
    int index = block->qs[k] | (block->qh[k / 4] >> k % 4 * 2 & 3) << 8;
    iq2_point(iq2_s_codebook[index], block->signs[k], codes->code + 8 * k);
  }
}

#endif
