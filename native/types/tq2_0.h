// SPDX-License-Identifier: Apache-2.0
// TQ2_0: 256 values -1, 0, 1 of 2 bits, and one scale; value = d (q - 1).
#ifndef RH_TYPES_TQ2_0_H
#define RH_TYPES_TQ2_0_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct tq2_0_block {
  uint8_t qs[64];  // by halves of 128 values: byte i holds values i, i+32, i+64, i+96
  uint16_t d;      // f16
} tq2_0_block;

static_assert(sizeof(tq2_0_block) == 66, "tq2_0_block");

static inline void tq2_0_decode(const tq2_0_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 16);
  for (int part = 0; part < 8; part++) {
    for (int i = 0; i < 32; i++) {
      int q = block->qs[part / 4 * 32 + i] >> part % 4 * 2 & 3;
      codes->code[32 * part + i] = (int8_t)(q - 1);
    }
  }
}

#endif
