// SPDX-License-Identifier: Apache-2.0
// IQ3_S: 8 groups of 32 values, each eight points of a codebook with signs;
// value = (d (2 scale[g] + 1)) (+-coordinate).
#ifndef RH_TYPES_IQ3_S_H
#define RH_TYPES_IQ3_S_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq3.h"
#include "codes.h"
#include "f16.h"

typedef struct iq3_s_block {
  uint16_t d;         // f16
  uint8_t qs[64];     // by 4 values: low 8 bits of the index
  uint8_t qh[8];      // bit 8 of indices 8g .. 8g + 7 in byte g
  uint8_t signs[32];  // by 8 values: bit j for value j
  uint8_t scales[4];  // group 2k in the low half of byte k, 2k + 1 in the high half
} iq3_s_block;

static_assert(sizeof(iq3_s_block) == 110, "iq3_s_block");

static inline void iq3_s_decode(const iq3_s_block *restrict block, rh_codes *restrict codes) {
  static const int8_t levels[8] = {1, 3, 5, 7, 9, 11, 13, 15};
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 16);
  for (int g = 0; g < 8; g++) {
    int scale = 2 * (block->scales[g / 2] >> g % 2 * 4 & 15) + 1;
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)scale;
  }
  for (int k = 0; k < 64; k++) {
    int index = block->qs[k] | (block->qh[k / 8] >> k % 8 & 1) << 8;
    uint32_t signs = (uint32_t)block->signs[k / 2] >> k % 2 * 4;
    iq3_point(levels, iq3_s_codebook[index], signs, codes->code + 4 * k);
  }
}

#endif
