// SPDX-License-Identifier: Apache-2.0
// The commonest types into the order of packed.h without decoding: where 32 values fill 16 bytes,
// value i in the low half of byte i and value i + 16 in the high half, they already are in the
// order of the quads. Each writes one block as row r of its packed block.
#ifndef RH_TYPES_REPACK_H
#define RH_TYPES_REPACK_H

#include <stdint.h>
#include <string.h>

#include "packed.h"
#include "type.h"
#define RH_TYPE_HEADERS
#include "types.inc"
#undef RH_TYPE_HEADERS

static inline uint32_t repack_word(const void *bytes, uint32_t index) {
  uint32_t word;
  memcpy(&word, (const unsigned char *)bytes + 4 * index, 4);
  return word;
}

static inline void repack_put(uint8_t to[64], uint32_t r, uint32_t word) {
  memcpy(to + 4 * r, &word, 4);
}

static inline void repack_halves(const uint8_t qs[16], uint8_t to[4][64], uint32_t r) {
  for (uint32_t quad = 0; quad < 4; quad++) repack_put(to[quad], r, repack_word(qs, quad));
}

// Bits column + 4 quad of a word, for quads 0 .. 7, side by side.
static inline uint32_t repack_every_fourth(uint32_t bits, uint32_t column) {
  uint32_t x = bits >> column & 0x11111111u;
  x = (x | x >> 3) & 0x03030303u;
  x = (x | x >> 6) & 0x000f000fu;
  return (x | x >> 12) & 0xffu;
}

// The fifth bits: value i in bit i of 4 little-endian bytes.
static inline void repack_fifth_bits(const uint8_t qh[4], uint8_t high[64], uint32_t r) {
  uint32_t bits = qh[0] | (uint32_t)qh[1] << 8 | (uint32_t)qh[2] << 16 | (uint32_t)qh[3] << 24;
  for (uint32_t c = 0; c < 4; c++) high[4 * r + c] = (uint8_t)repack_every_fourth(bits, c);
}

static inline void repack_q4_0(const void *block, void *packed, uint32_t r) {
  const q4_0_block *from = block;
  packed_q4_0 *to = packed;
  to->d[r] = from->d;
  repack_halves(from->qs, to->codes, r);
}

static inline void repack_q4_1(const void *block, void *packed, uint32_t r) {
  const q4_1_block *from = block;
  packed_q4_1 *to = packed;
  to->d[r] = from->d;
  to->m[r] = from->m;
  repack_halves(from->qs, to->codes, r);
}

static inline void repack_q5_0(const void *block, void *packed, uint32_t r) {
  const q5_0_block *from = block;
  packed_q5_0 *to = packed;
  to->d[r] = from->d;
  repack_halves(from->qs, to->codes, r);
  repack_fifth_bits(from->qh, to->high, r);
}

static inline void repack_q5_1(const void *block, void *packed, uint32_t r) {
  const q5_1_block *from = block;
  packed_q5_1 *to = packed;
  to->d[r] = from->d;
  to->m[r] = from->m;
  repack_halves(from->qs, to->codes, r);
  repack_fifth_bits(from->qh, to->high, r);
}

static inline void repack_q8_0(const void *block, void *packed, uint32_t r) {
  const q8_0_block *from = block;
  packed_q8 *to = packed;
  to->d[r] = from->d;
  for (uint32_t quad = 0; quad < 8; quad++) memcpy(to->codes[quad] + 4 * r, from->qs + 4 * quad, 4);
}

// 64 values in 32 bytes, the first 32 in the low halves: two groups of quads.
static inline void repack_q4_k(const void *block, void *packed, uint32_t r) {
  const q4_k_block *from = block;
  packed_q4k *to = packed;
  rh_codes scales;
  k_scales_decode(from->d, from->dmin, from->scales, &scales);
  to->d[r] = from->d;
  to->dmin[r] = from->dmin;
  for (uint32_t g = 0; g < 8; g++) {
    to->scale[g][r] = (uint8_t)scales.scale[2 * g];
    to->min[g][r] = scales.min[2 * g];
  }
  for (uint32_t pair = 0; pair < 4; pair++) {
    for (uint32_t quad = 0; quad < 4; quad++) {
      uint32_t first = repack_word(from->qs + 32 * pair, quad);
      uint32_t second = repack_word(from->qs + 32 * pair, quad + 4);
      repack_put(to->codes[2 * pair][quad], r, (first & 0x0f0f0f0fu) | (second & 0x0f0f0f0fu) << 4);
      repack_put(to->codes[2 * pair + 1][quad], r,
                 (first >> 4 & 0x0f0f0f0fu) | (second & 0xf0f0f0f0u));
    }
  }
}

#endif
