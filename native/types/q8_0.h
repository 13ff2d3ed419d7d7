// SPDX-License-Identifier: Apache-2.0
// Q8_0: 32 values of 8 bits and one scale; value = d q.
#ifndef RH_TYPES_Q8_0_H
#define RH_TYPES_Q8_0_H

#include <assert.h>
#include <stdint.h>

#include "codes.h"
#include "f16.h"

typedef struct q8_0_block {
  uint16_t d;  // f16
  int8_t qs[32];
} q8_0_block;

static_assert(sizeof(q8_0_block) == 34, "q8_0_block");

static inline void q8_0_decode(const q8_0_block *restrict block, rh_codes *restrict codes) {
  rh_codes_plain(codes, rh_f16_to_f32(block->d), 2);
  memcpy(codes->code, block->qs, 32);
}

#endif
