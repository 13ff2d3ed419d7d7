// SPDX-License-Identifier: Apache-2.0
// All that a type of cache contributes to the attention kernels: how 16 values are loaded as
// floats.
#ifndef RH_OPS_ATTENTION_CACHE_TYPE_H
#define RH_OPS_ATTENTION_CACHE_TYPE_H

#include <string.h>

#include "../../simd/vector.h"
#include "../../types/q8_0.h"

#define INLINE static inline __attribute__((always_inline))

// 16 values from column c of a head; the second form reads n of them and sets the rest to 0.
typedef f32x16 load_values(const unsigned char *head, uint32_t c);
typedef f32x16 load_tail(const unsigned char *head, uint32_t c, uint32_t n);

typedef struct cache_type {
  load_values *load;
  load_tail *tail;
  uint32_t block_values, block_bytes;
} cache_type;

INLINE f32x16 load_f32(const unsigned char *head, uint32_t c) {
  return x16_load((const float *)head + c);
}

INLINE f32x16 tail_f32(const unsigned char *head, uint32_t c, uint32_t n) {
  return x16_load_first((const float *)head + c, n);
}

INLINE f32x16 load_f16(const unsigned char *head, uint32_t c) {
  return x16_f16((const uint16_t *)head + c);
}

INLINE f32x16 tail_f16(const unsigned char *head, uint32_t c, uint32_t n) {
  uint16_t values[16] = {0};
  memcpy(values, (const uint16_t *)head + c, n * sizeof *values);
  return x16_f16(values);
}

INLINE f32x16 load_q8_0(const unsigned char *head, uint32_t c) {
  const q8_0_block *block = (const q8_0_block *)head + c / 32;
  return x16_multiply(x16_set(rh_f16_to_f32(block->d)), x16_i8(block->qs + c % 32));
}

// Heads of a Q8_0 cache are whole blocks: they have no tail.
INLINE f32x16 tail_q8_0(const unsigned char *head, uint32_t c, uint32_t n) {
  (void)n;
  return load_q8_0(head, c);
}

#endif
