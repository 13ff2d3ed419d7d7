// SPDX-License-Identifier: Apache-2.0
// IQ2_XXS: 8 groups of 32 values, each four points of a codebook with signs;
// value = (d/8 (2 scale[g] + 1)) (+-coordinate).
#ifndef RH_TYPES_IQ2_XXS_H
#define RH_TYPES_IQ2_XXS_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq2.h"
#include "codes.h"
#include "f16.h"
#include "iq_signs.h"

typedef struct iq2_xxs_block {
  uint16_t d;      // f16
  uint8_t qs[64];  // by group: 4 indices of a byte, then a word: 4 sign sets of 7 bits, scale in
                   // bits 28-31
} iq2_xxs_block;

static_assert(sizeof(iq2_xxs_block) == 66, "iq2_xxs_block");

static inline void iq2_xxs_decode(const iq2_xxs_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d) / 8, 16);
  for (int g = 0; g < 8; g++) {
    const uint8_t *index = block->qs + 8 * g;
    uint32_t word = iq_word(index + 4);
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)(2 * (word >> 28) + 1);
    for (int k = 0; k < 4; k++) {
      iq2_point(iq2_xxs_codebook[index[k]], iq_signs(word >> 7 * k), codes->code + 32 * g + 8 * k);
    }
  }
}

#endif
