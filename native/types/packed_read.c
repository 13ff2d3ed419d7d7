// SPDX-License-Identifier: Apache-2.0
// One weight of a packed matrix: the plain reading of packed.h, for references and checks.
#include "f16.h"
#include "packed.h"
#include "type.h"

static int nibble(const uint8_t codes[4][64], uint32_t r, uint32_t col) {
  uint8_t both = codes[col / 4 % 4][4 * r + col % 4];
  return col < 16 ? both & 15 : both >> 4;
}

static float value_of_q4(const packed_q4 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * (float)nibble(block->codes, r, col) +
         rh_f16_to_f32(block->m[r]);
}

static float value_of_q4k(const packed_q4k *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 32;
  return rh_f16_to_f32(block->d[r]) * block->scale[g][r] *
             (float)nibble(block->codes[g], r, col % 32) -
         rh_f16_to_f32(block->dmin[r]) * block->min[g][r];
}

static float value_of_q8(const packed_q8 *block, uint32_t r, uint32_t col) {
  return rh_f16_to_f32(block->d[r]) * block->codes[col / 4][4 * r + col % 4];
}

static float value_of_q8m(const packed_q8m *block, uint32_t r, uint32_t col) {
  return block->d[r] * block->codes[col / 4][4 * r + col % 4] + block->m[r];
}

static float value_of_q8k(const packed_q8k *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 16;
  return block->d[r] * block->scale[g][r] * block->codes[g][col / 4 % 4][4 * r + col % 4];
}

static float value_of_q8km(const packed_q8km *block, uint32_t r, uint32_t col) {
  uint32_t g = col / 16;
  return block->d[r] * block->scale[g][r] * block->codes[g][col / 4 % 4][4 * r + col % 4] -
         block->dmin[r] * block->min[g][r];
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
    case RH_TYPE_PACKED_Q4:
      return value_of_q4((const packed_q4 *)block, r, c);
    case RH_TYPE_PACKED_Q4K:
      return value_of_q4k((const packed_q4k *)block, r, c);
    case RH_TYPE_PACKED_Q8:
      return value_of_q8((const packed_q8 *)block, r, c);
    case RH_TYPE_PACKED_Q8M:
      return value_of_q8m((const packed_q8m *)block, r, c);
    case RH_TYPE_PACKED_Q8K:
      return value_of_q8k((const packed_q8k *)block, r, c);
    case RH_TYPE_PACKED_Q8KM:
      return value_of_q8km((const packed_q8km *)block, r, c);
    default:
      return ((const float *)block)[r];
  }
}
