// SPDX-License-Identifier: Apache-2.0
// IQ1_M: 16 groups of 16 values, each two points of a codebook, each moved by an eighth;
// value = (d (2 scale[g] + 1)) (coordinate +- 1/8).
#ifndef RH_TYPES_IQ1_M_H
#define RH_TYPES_IQ1_M_H

#include <assert.h>
#include <stdint.h>

#include "codebook_iq1.h"
#include "codes.h"
#include "f16.h"

typedef struct iq1_m_block {
  uint8_t qs[32];     // by 8 values: low 8 bits of the index
  uint8_t qh[16];     // by 8 values half a byte: high 3 bits of the index, move down in bit 3
  uint8_t scales[8];  // 4 words of 16 bits: 4 scales of 3 bits; bits 12-15 are a quarter of d (f16)
} iq1_m_block;

static_assert(sizeof(iq1_m_block) == 56, "iq1_m_block");

static inline void iq1_m_decode(const iq1_m_block *restrict block, rh_codes *restrict codes) {
  uint32_t d = 0;
  uint32_t words[4];
  for (int k = 0; k < 4; k++) {
    words[k] = block->scales[2 * k] | (uint32_t)block->scales[2 * k + 1] << 8;
    d |= words[k] >> 12 << 4 * k;
  }
  rh_codes_plain(codes, rh_f16_to_f32((uint16_t)d) / 8, 16);
  for (int g = 0; g < 16; g++) {
    codes->scale[g] = (int16_t)(2 * (words[g / 4] >> g % 4 * 3 & 7) + 1);
  }
  for (int k = 0; k < 32; k++) {
    int high = block->qh[k / 2] >> k % 2 * 4;
    iq1_point(iq1_codebook[block->qs[k] | (high & 7) << 8], high & 8, codes->code + 8 * k);
  }
}

#endif
