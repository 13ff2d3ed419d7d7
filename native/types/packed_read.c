// SPDX-License-Identifier: Apache-2.0
// One weight of a packed matrix: the plain reading of packed.h, for references and checks.
#include "f16.h"
#include "packed.h"
#include "type.h"

static int nibble(const uint8_t codes[4][64], uint32_t r, uint32_t col) {
  uint8_t both = codes[col / 4 % 4][4 * r + col % 4];
  return col < 16 ? both & 15 : both >> 4;
}

static int code_of_5_bits(const uint8_t codes[4][64], const uint8_t high[64], uint32_t r,
                          uint32_t col) {
  return nibble(codes, r, col) | (high[4 * r + col % 4] >> col / 4 & 1) << 4;
}

static int code_of_6_bits(const uint8_t codes[4][64], const uint8_t upper[2][64], uint32_t r,
                          uint32_t col) {
  return nibble(codes, r, col) | (upper[col / 16][4 * r + col % 4] >> col / 4 % 4 * 2 & 3) << 4;
}

static float value_of_q4_0(const packed_q4_0 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * (float)(nibble(block->codes, r, col) - 8);
}

static float value_of_q4_1(const packed_q4_1 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * (float)nibble(block->codes, r, col) +
         rh_f16_to_f32(block->m[r]);
}

static float value_of_q4s(const packed_q4s *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 16;
  return rh_f16_to_f32(block->d[r]) * block->scale[g][r] *
             (float)nibble(block->codes[g / 2], r, col % 32) -
         rh_f16_to_f32(block->dmin[r]) * block->min[g][r];
}

static float value_of_q4k(const packed_q4k *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 32;
  return rh_f16_to_f32(block->d[r]) * block->scale[g][r] *
             (float)nibble(block->codes[g], r, col % 32) -
         rh_f16_to_f32(block->dmin[r]) * block->min[g][r];
}

static float value_of_q5_0(const packed_q5_0 *block, uint32_t r, uint32_t col) {
  int code = code_of_5_bits(block->codes, block->high, r, col);
  return rh_f16_to_f32(block->d[r]) * (float)(code - 16);
}

static float value_of_q5_1(const packed_q5_1 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * (float)code_of_5_bits(block->codes, block->high, r, col) +
         rh_f16_to_f32(block->m[r]);
}

static float value_of_q5k(const packed_q5k *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 32;
  return rh_f16_to_f32(block->d[r]) * block->scale[g][r] *
             (float)code_of_5_bits(block->codes[g], block->high[g], r, col % 32) -
         rh_f16_to_f32(block->dmin[r]) * block->min[g][r];
}

static float value_of_q6k(const packed_q6k *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 32;
  return rh_f16_to_f32(block->d[r]) * block->scale[col / 16][r] *
         (float)(code_of_6_bits(block->codes[g], block->upper[g], r, col % 32) - 32);
}

static float value_of_q8(const packed_q8 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * block->codes[col / 4][4 * r + col % 4];
}

static float value_of_q8f(const packed_q8f *block, uint32_t r, uint32_t col) {
  return block->d[r] * block->codes[col / 4][4 * r + col % 4];
}

static float value_of_q8k(const packed_q8k *block, uint32_t r, uint32_t col) {
  return block->d[r] * block->scale[col / 16][r] *
         block->codes[col / 32][col / 4 % 8][4 * r + col % 4];
}

float rh_packed_value(const rh_type_row *type, const void *packed, uint32_t cols, uint32_t row,
                      uint32_t col) {
  size_t blocks = cols / type->block_values;
  const unsigned char *block =
      (const unsigned char *)packed +
      (row / RH_PANEL_ROWS * blocks + col / type->block_values) * type->block_bytes;
  uint32_t r = row % RH_PANEL_ROWS;
  uint32_t c = col % type->block_values;
  switch (type->id) {
    case RH_TYPE_PACKED_F16:
      return rh_f16_to_f32(((const uint16_t *)block)[r]);
    case RH_TYPE_PACKED_BF16:
      return rh_bf16_to_f32(((const uint16_t *)block)[r]);
#define CASE(TYPE, type)      \
  case RH_TYPE_PACKED_##TYPE: \
    return value_of_##type((const packed_##type *)block, r, c);
      CASE(Q4_0, q4_0)
      CASE(Q4_1, q4_1)
      CASE(Q4S, q4s)
      CASE(Q4K, q4k)
      CASE(Q5_0, q5_0)
      CASE(Q5_1, q5_1)
      CASE(Q5K, q5k)
      CASE(Q6K, q6k)
      CASE(Q8, q8)
      CASE(Q8F, q8f)
      CASE(Q8K, q8k)
#undef CASE
    default:
      return ((const float *)block)[r];
  }
}
