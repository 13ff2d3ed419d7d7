// SPDX-License-Identifier: Apache-2.0
// The table of tensor types, made from types.inc.
#ifndef RH_TYPES_TYPE_H
#define RH_TYPES_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "codes.h"
#include "rhapsode.h"

// Decodes one block of a quantized type.
typedef void rh_decode(const void *block, rh_codes *codes);

typedef struct rh_type_row {
  const char *name;
  uint32_t id;
  uint32_t block_values;
  uint32_t block_bytes;
  uint32_t packed;     // rh_type of the packed form; the type itself when there is none
  uint32_t alignment;  // of rows in memory: 4 for F32, 2 for F16 and blocks that open with one, ...
  rh_decode *decode;   // NULL for float, integer and internal types
} rh_type_row;

// NULL when the type is unknown.
const rh_type_row *rh_type_row_of(uint32_t type);
bool rh_type_is_activation(uint32_t type);
bool rh_type_is_packed(uint32_t type);
// The bytes of a packed matrix, UINT64_MAX when they are more; cols must be whole blocks.
uint64_t rh_packed_matrix_bytes(const rh_type_row *packed, uint32_t cols, uint32_t rows);
// Dequantizes `count` values (whole blocks) from `source` to y: each value exactly as rh_codes
// says.
void rh_unpack_row(const rh_type_row *row, const void *source, float *y, uint32_t count);
// The weight (row, col) of a packed matrix: the plain, slow reading of packed.h.
float rh_packed_value(const rh_type_row *packed_type, const void *packed, uint32_t cols,
                      uint32_t row, uint32_t col);

#endif
