// SPDX-License-Identifier: Apache-2.0
// The signs that IQ2_XXS, IQ2_XS and IQ3_XXS store: 7 bits for 8 values. The number of minus signs
// is even, so the eighth follows from the seven.
#ifndef RH_TYPES_IQ_SIGNS_H
#define RH_TYPES_IQ_SIGNS_H

#include <stdint.h>

// All 8 sign bits from the low 7 of `bits`.
static inline uint32_t iq_signs(uint32_t bits) {
  bits &= 127;
  return bits | (uint32_t)__builtin_parity(bits) << 7;
}

// Four bytes as a little endian word.
static inline uint32_t iq_word(const uint8_t bytes[4]) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

#endif
