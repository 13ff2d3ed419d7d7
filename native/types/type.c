// SPDX-License-Identifier: Apache-2.0
#include "type.h"

#include <stddef.h>

#include "../core/error.h"
#include "packed.h"
#define RH_TYPE_HEADERS
#include "types.inc"
#undef RH_TYPE_HEADERS

enum { CACHE_LINE = 64 };

#define RH_TYPE(id, NAME, name, values, bytes, packed)
#define RH_QUANTIZED(id, NAME, name, values, bytes, packed)            \
  static_assert(sizeof(name##_block) == (bytes), "types.inc, " #NAME); \
  static void decode_##name(const void *block, rh_codes *codes) { name##_decode(block, codes); }
#include "types.inc"
#undef RH_TYPE

enum {
#define RH_TYPE(id, NAME, name, values, bytes, packed) ROW_##NAME,
#include "types.inc"
#undef RH_TYPE
};

static const rh_type_row table[] = {
#define RH_TYPE(id, NAME, name, values, bytes, packed) \
  {#NAME,                                              \
   id,                                                 \
   values,                                             \
   bytes,                                              \
   RH_TYPE_##packed,                                   \
   (id) >= RH_TYPE_ACTIVATION_Q8 ? CACHE_LINE          \
   : (bytes) < 4                 ? (bytes)             \
                                 : 4,                  \
   NULL},
#define RH_QUANTIZED(id, NAME, name, values, bytes, packed) \
  {#NAME, id, values, bytes, RH_TYPE_##packed, _Alignof(name##_block), decode_##name},
#include "types.inc"
#undef RH_TYPE
};

const rh_type_row *rh_type_row_of(uint32_t type) {
  switch (type) {
#define RH_TYPE(id, NAME, name, values, bytes, packed) \
  case id:                                             \
    return &table[ROW_##NAME];
#include "types.inc"
#undef RH_TYPE
    default:
      return NULL;
  }
}

bool rh_type_is_activation(uint32_t type) {
  return type == RH_TYPE_ACTIVATION_Q8 || type == RH_TYPE_ACTIVATION_Q8K;
}

bool rh_type_is_packed(uint32_t type) {
  const rh_type_row *row = rh_type_row_of(type);
  return row && row->id >= RH_TYPE_PACKED_F32;
}

// What the bytes of a row are rounded up to.
static uint32_t row_multiple(const rh_type_row *row) {
  return rh_type_is_activation(row->id) ? CACHE_LINE : 1;
}

// What a product with weights in blocks of `block_values` reads: as coarse as they are.
static uint32_t activation_of(uint32_t block_values) {
  if (block_values == 1) return RH_TYPE_F32;
  return block_values == 256 ? RH_TYPE_ACTIVATION_Q8K : RH_TYPE_ACTIVATION_Q8;
}

static rh_status find(uint32_t type, const rh_type_row **row) {
  *row = rh_type_row_of(type);
  return *row ? RH_OK : rh_fail(RH_UNSUPPORTED, "tensor type %u is unknown", type);
}

rh_status rh_type_describe(uint32_t type, rh_type_info *info) {
  const rh_type_row *row;
  rh_status status = find(type, &row);
  if (status != RH_OK) return status;
  *info = (rh_type_info){row->name,
                         row->block_values,
                         row->block_bytes,
                         row->packed,
                         activation_of(rh_type_row_of(row->packed)->block_values),
                         row_multiple(row)};
  return RH_OK;
}

static rh_status check_cols(const rh_type_row *row, uint32_t cols) {
  if (cols != 0 && cols % row->block_values == 0) return RH_OK;
  return rh_fail(RH_INVALID, "%u columns are not a multiple of the %u values of a %s block", cols,
                 row->block_values, row->name);
}

rh_status rh_row_bytes(uint32_t type, uint32_t cols, uint64_t *bytes) {
  const rh_type_row *row;
  rh_status status = find(type, &row);
  if (status == RH_OK) status = check_cols(row, cols);
  if (status != RH_OK) return status;
  if (rh_type_is_packed(type)) return rh_fail(RH_INVALID, "%s has no rows of its own", row->name);
  uint64_t multiple = row_multiple(row);
  uint64_t dense = (uint64_t)(cols / row->block_values) * row->block_bytes;
  *bytes = (dense + multiple - 1) / multiple * multiple;
  return RH_OK;
}

uint64_t rh_packed_matrix_bytes(const rh_type_row *packed, uint32_t cols, uint32_t rows) {
  uint64_t panels = ((uint64_t)rows + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS;
  uint64_t panel_bytes = (uint64_t)(cols / packed->block_values) * packed->block_bytes;
  uint64_t bytes;
  return __builtin_mul_overflow(panels, panel_bytes, &bytes) ? UINT64_MAX : bytes;
}

rh_status rh_packed_bytes(uint32_t packed_type, uint32_t cols, uint32_t rows, uint64_t *bytes) {
  const rh_type_row *row;
  rh_status status = find(packed_type, &row);
  if (status == RH_OK) status = check_cols(row, cols);
  if (status != RH_OK) return status;
  if (!rh_type_is_packed(packed_type)) return rh_fail(RH_INVALID, "%s is not packed", row->name);
  if (rows == 0) return rh_fail(RH_INVALID, "a packed matrix without rows");
  *bytes = rh_packed_matrix_bytes(row, cols, rows);
  return RH_OK;
}
