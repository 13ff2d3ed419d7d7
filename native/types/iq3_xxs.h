// SPDX-License-Identifier: Apache-2.0
// IQ3_XXS: 8 groups of 32 values, each eight points of a codebook with signs;
// value = (d/4 (2 scale[g] + 1)) (+-coordinate).
#ifndef RH_TYPES_IQ3_XXS_H
#define RH_TYPES_IQ3_XXS_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq3.h"
#include "codes.h"
#include "f16.h"
#include "iq_signs.h"

typedef struct iq3_xxs_block {
  uint16_t d;         // f16
  uint8_t qs[64];     // by 4 values: index
  uint8_t words[32];  // by group a word: 4 sign sets of 7 bits, scale in bits 28-31
} iq3_xxs_block;

static_assert(sizeof(iq3_xxs_block) == 98, "iq3_xxs_block");

static inline void iq3_xxs_decode(const iq3_xxs_block *restrict block, rh_codes *restrict codes) {
  static const int8_t levels[8] = {4, 12, 20, 28, 36, 44, 52, 62};
  rh_codes_plain(codes, rh_f16_to_f32(block->d) / 4, 16);
  for (int g = 0; g < 8; g++) {
    uint32_t word = iq_word(block->words + 4 * g);
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)(2 * (word >> 28) + 1);
    for (int k = 0; k < 8; k++) {
      uint32_t signs = iq_signs(word >> k / 2 * 7) >> k % 2 * 4;
      int8_t *code = codes->code + 32 * g + 4 * k;
      iq3_point(levels, iq3_xxs_codebook[block->qs[8 * g + k]], signs, code);
    }
  }
}

#endif
