// SPDX-License-Identifier: Apache-2.0
// IQ1_S: 8 groups of 32 values, each four points of a codebook, all moved by the same eighth;
// value = (d (2 scale[g] + 1)) (coordinate +- 1/8).
#ifndef RH_TYPES_IQ1_S_H
#define RH_TYPES_IQ1_S_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq1.h"
#include "codes.h"
#include "f16.h"

typedef struct iq1_s_block {
  uint16_t d;      // f16
  uint8_t qs[32];  // by 8 values: low 8 bits of the index
  uint16_t qh[8];  // by group: high 3 bits of its 4 indices in bits 0-11, scale in bits 12-14, move
                   // down in bit 15
} iq1_s_block;

static_assert(sizeof(iq1_s_block) == 50, "iq1_s_block");

static inline void iq1_s_decode(const iq1_s_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d) / 8, 16);
  for (int g = 0; g < 8; g++) {
    int high = block->qh[g];
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)(2 * (high >> 12 & 7) + 1);
    for (int k = 0; k < 4; k++) {
      int index = block->qs[4 * g + k] | (high >> 3 * k & 7) << 8;
      iq1_point(iq1_codebook[index], high >> 15, codes->code + 32 * g + 8 * k);
    }
  }
}

#endif
