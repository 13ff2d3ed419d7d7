// SPDX-License-Identifier: Apache-2.0
// MXFP4: 32 floats of 4 bits (1 sign, 2 exponent, 1 fraction bits) and a power of two;
// value = 2^(e - 127) float4[q]. OCP Microscaling Formats (MX) v1.0, sections 5.3.3 and 5.4.1.
// The codes are twice the floats, so d = 2^(e - 128).
#ifndef RH_TYPES_MXFP4_H
#define RH_TYPES_MXFP4_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct mxfp4_block {
  uint8_t e;       // exponent, biased by 127
  uint8_t qs[16];  // value i in the low half of byte i, value i + 16 in the high half
} mxfp4_block;

static_assert(sizeof(mxfp4_block) == 17, "mxfp4_block");

static inline void mxfp4_decode(const mxfp4_block *restrict block, rh_codes *restrict codes) {
  static const int8_t twice[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  // The two smallest are subnormal float32.
  uint32_t bits = block->e < 2 ? 0x00200000u << block->e : (uint32_t)(block->e - 1) << 23;
  rh_codes_plain(codes, rh_bits_to_f32(bits), 2);
  for (int i = 0; i < 16; i++) {
    codes->code[i] = twice[block->qs[i] & 15];
    codes->code[i + 16] = twice[block->qs[i] >> 4];
  }
}

#endif
