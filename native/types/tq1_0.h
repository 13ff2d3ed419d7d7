// SPDX-License-Identifier: Apache-2.0
// TQ1_0: 256 values -1, 0, 1, five to a byte, and one scale; value = d (trit - 1).
//
// A byte is ceil(256 t / 243) for the number t of five trits, so that trit n is the carry out of 8
// bits when the byte, already multiplied by 3^n modulo 256, is multiplied by 3 once more.
#ifndef RH_TYPES_TQ1_0_H
#define RH_TYPES_TQ1_0_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct tq1_0_block {
  uint8_t qs[48];  // trit n of byte i < 32 is value 32n + i; of byte 32 + i value 160 + 16n + i
  uint8_t qh[4];   // trit n < 4 of byte i is value 240 + 4n + i
  uint16_t d;      // f16
} tq1_0_block;

static_assert(sizeof(tq1_0_block) == 54, "tq1_0_block");

static inline void tq1_0_trits(const uint8_t *bytes, int count, int power, int8_t *code) {
  for (int i = 0; i < count; i++) {
    code[i] = (int8_t)(((uint8_t)(bytes[i] * power) * 3 >> 8) - 1);
  }
}

static inline void tq1_0_decode(const tq1_0_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 16);
  int power = 1;
  for (int n = 0; n < 5; n++, power *= 3) {
    tq1_0_trits(block->qs, 32, power, codes->code + 32 * n);
    tq1_0_trits(block->qs + 32, 16, power, codes->code + 160 + 16 * n);
    if (n < 4) tq1_0_trits(block->qh, 4, power, codes->code + 240 + 4 * n);
  }
}

#endif
