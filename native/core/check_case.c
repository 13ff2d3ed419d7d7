// SPDX-License-Identifier: Apache-2.0
// Builds the cases of the checks: sizes, values and operands by chance, each operand on all devices
// and surrounded by guard bytes.
#include "check_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../types/f16.h"
#include "../types/q8_0.h"
#include "../types/type.h"
#include "device.h"

enum {
  GUARD = 0xA5,  // what memory around the rows holds
  GUARD_BYTES = 64,
};

// ---- Random values ------------------------------------------------------------------------------

// SplitMix64: Steele et al. 2014.
uint64_t rh_check_random(rh_check *check) {
  uint64_t z = check->random += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

uint32_t rh_check_below(rh_check *check, uint32_t bound) {
  return (uint32_t)(rh_check_random(check) % bound);
}

uint32_t rh_check_size(rh_check *check, uint32_t max, uint32_t of) {
  uint32_t largest = max / of;
  uint32_t power = 1u << rh_check_below(check, 14);
  uint32_t size = power + rh_check_below(check, 3) - 1;
  while (size > largest) size = size / 2 + rh_check_below(check, 2);
  return (size == 0 ? 1 : size > largest ? largest : size) * of;
}

static double uniform(rh_check *check) { return (double)(rh_check_random(check) >> 11) * 0x1p-53; }

static float draw(rh_check *check, rh_fill fill) {
  // Box and Muller 1958.
  double normal =
      sqrt(-2 * log(uniform(check) + 0x1p-60)) * cos(6.283185307179586 * uniform(check));
  switch (fill) {
    case RH_FILL_NORMAL:
    case RH_FILL_FAULTY:
      return (float)(rh_check_below(check, 64) ? normal : 10 * normal);
    case RH_FILL_SMALL:
      return (float)(normal * 0x1p-20);
    case RH_FILL_EXTREME:
      return rh_check_below(check, 2) ? 30000 : -30000;
    case RH_FILL_ZERO:
    default:
      return 0;
  }
}

// ---- Operands -----------------------------------------------------------------------------------

rh_op *rh_check_begin(rh_check *check, uint32_t kind, const char *what) {
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    rh_check_memory *o = &check->operands[i];
    for (int d = 0; o->present && !o->alias && d < RH_CHECK_DEVICES; d++) {
      if (o->buffer[d]) rh_buffer_free(check->devices[d], o->buffer[d]);
    }
    if (!o->alias) free(o->image);
  }
  memset(check->operands, 0, sizeof check->operands);
  memset(&check->op, 0, sizeof check->op);
  check->broken = false;
  check->op.kind = kind;
  check->what = what;
  return &check->op;
}

// Lays an operand out on all devices and fills its memory with guard bytes.
static rh_check_memory *lay_out(rh_check *check, uint32_t index, uint32_t type, uint32_t cols,
                                uint32_t rows) {
  rh_check_memory *o = &check->operands[index];
  const rh_type_row *row = rh_type_row_of(type);
  bool packed = rh_type_is_packed(type);
  o->present = true;
  o->row_bytes = packed ? rh_packed_matrix_bytes(row, cols, rows)
                        : (uint64_t)cols / row->block_values * row->block_bytes;
  uint64_t align = row->alignment;
  // A single row needs no stride, and with 0 it is one row for all.
  uint64_t dense = (o->row_bytes + align - 1) / align * align;
  uint64_t offset = GUARD_BYTES + align * rh_check_below(check, 4);
  uint64_t stride = packed || rows == 1 ? 0 : dense + align * rh_check_below(check, 4);
  o->tensor = (rh_tensor){offset, stride, 0, type, cols, rows};
  o->bytes = offset + stride * (rows - 1) + o->row_bytes + GUARD_BYTES;
  o->image = malloc(o->bytes);
  for (int d = 0; d < RH_CHECK_DEVICES; d++) {
    if (rh_buffer_allocate(check->devices[d], o->bytes, &o->buffer[d]) != RH_OK) {
      check->broken = true;
    }
  }
  if (!o->image) check->broken = true;
  if (!check->broken) memset(o->image, GUARD, o->bytes);
  return o;
}

static void publish(rh_check *check, rh_check_memory *o) {
  for (int d = 0; d < RH_CHECK_DEVICES && !check->broken; d++) {
    memcpy(rh_buffer_host(check->devices[d], o->buffer[d]), o->image, o->bytes);
  }
}

// Random blocks of a quantized type whose values are finite and of a sane size.
static void fill_blocks(rh_check *check, const rh_type_row *type, unsigned char *row, uint32_t cols,
                        rh_fill fill) {
  float values[256];
  for (uint32_t b = 0; b < cols / type->block_values; b++) {
    unsigned char *block = row + (size_t)b * type->block_bytes;
    bool sane = fill == RH_FILL_ZERO;
    memset(block, 0, type->block_bytes);
    for (int tries = 0; !sane && tries < 1000; tries++) {
      for (uint32_t i = 0; i < type->block_bytes; i++) {
        block[i] = (unsigned char)rh_check_random(check);
      }
      rh_unpack_row(type, block, values, type->block_values);
      sane = true;
      for (uint32_t i = 0; i < type->block_values; i++) sane = sane && fabsf(values[i]) < 1e4f;
    }
    if (!sane) memset(block, 0, type->block_bytes);
  }
}

static void put(const rh_type_row *type, unsigned char *row, uint32_t c, float value) {
  uint32_t bits = rh_f32_to_bits(value);
  uint16_t half = type->id == RH_TYPE_F16 ? rh_f32_to_f16(value) : (uint16_t)(bits >> 16);
  if (type->id == RH_TYPE_F32) {
    memcpy(row + 4 * (size_t)c, &bits, sizeof bits);
  } else {
    memcpy(row + 2 * (size_t)c, &half, sizeof half);
  }
}

// A NaN or an infinity; in Q8_0 as store.h writes it, other blocks are left as they are.
static void put_fault(rh_check *check, const rh_type_row *type, unsigned char *row, uint32_t cols) {
  static const float faults[] = {NAN, INFINITY, -INFINITY};
  uint32_t c = rh_check_below(check, cols);
  if (!type->decode) put(type, row, c, faults[rh_check_below(check, 3)]);
  if (type->id != RH_TYPE_Q8_0) return;
  q8_0_block *block = (q8_0_block *)row + c / 32;
  *block = (q8_0_block){.d = rh_f32_to_f16(NAN)};
}

static void fill_rows(rh_check *check, const rh_type_row *type, unsigned char *first,
                      uint64_t stride, uint32_t cols, uint32_t rows, rh_fill fill) {
  for (uint32_t r = 0; r < rows; r++) {
    unsigned char *row = first + r * stride;
    if (type->decode) fill_blocks(check, type, row, cols, fill);
    for (uint32_t c = 0; !type->decode && c < cols; c++) put(type, row, c, draw(check, fill));
    bool faulty = fill == RH_FILL_FAULTY && rh_check_below(check, 2 + rows / 2) == 0;
    if (faulty) put_fault(check, type, row, cols);
  }
}

// A file type that packs to `packed`, one of several by chance.
static const rh_type_row *source_of(rh_check *check, uint32_t packed) {
  const rh_type_row *chosen = NULL;
  uint32_t met = 0;
  for (uint32_t id = 0; id < RH_TYPE_ACTIVATION_Q8; id++) {
    const rh_type_row *type = rh_type_row_of(id);
    if (type && type->packed == packed && id != packed && rh_check_below(check, ++met) == 0) {
      chosen = type;
    }
  }
  return chosen;
}

// Makes an operand of random rows of `type` on the reference device: quantizes or packs them.
static void derive(rh_check *check, rh_check_memory *o, const rh_type_row *type, rh_fill fill) {
  rh_device *device = check->devices[RH_CHECK_REFERENCE];
  uint32_t cols = o->tensor.cols, rows = o->tensor.rows, buffer;
  uint64_t stride = (uint64_t)cols / type->block_values * type->block_bytes;
  if (rh_buffer_allocate(device, stride * rows, &buffer) != RH_OK) {
    check->broken = true;
    return;
  }
  unsigned char *memory = rh_buffer_host(device, buffer);
  fill_rows(check, type, memory, stride, cols, rows, fill);
  rh_op op = {.kind = RH_OP_QUANTIZE,
              .operand = {o->tensor, {0, stride, buffer, type->id, cols, rows}}};
  op.operand[0].buffer = o->buffer[RH_CHECK_REFERENCE];
  unsigned char *target = rh_buffer_host(device, op.operand[0].buffer);
  memset(target, GUARD, o->bytes);
  rh_status status = rh_type_is_activation(o->tensor.type)
                         ? rh_tape_run(device, &op, 1, NULL)
                         : rh_pack(device, &op.operand[1], &op.operand[0]);
  if (status != RH_OK) check->broken = true;
  memcpy(o->image, target, o->bytes);
  rh_buffer_free(device, buffer);
}

void rh_check_operand(rh_check *check, uint32_t index, uint32_t type, uint32_t cols, uint32_t rows,
                      rh_fill fill) {
  rh_check_memory *o = lay_out(check, index, type, cols, rows);
  if (check->broken) return;
  const rh_type_row *row = rh_type_row_of(type);
  if (rh_type_is_activation(type)) {
    derive(check, o, rh_type_row_of(RH_TYPE_F32), fill);
  } else if (rh_type_is_packed(type)) {
    derive(check, o, source_of(check, type), fill);
  } else {
    fill_rows(check, row, o->image + o->tensor.offset, o->tensor.stride, cols, rows, fill);
  }
  publish(check, o);
}

void rh_check_integers(rh_check *check, uint32_t index, uint32_t cols, uint32_t rows,
                       const int32_t *values) {
  rh_check_memory *o = lay_out(check, index, RH_TYPE_I32, cols, rows);
  if (check->broken) return;
  for (uint32_t r = 0; r < rows; r++) {
    memcpy(o->image + o->tensor.offset + r * o->tensor.stride, values + (size_t)r * cols,
           4 * (size_t)cols);
  }
  publish(check, o);
}

void rh_check_alias(rh_check *check, uint32_t index, uint32_t of) {
  check->operands[index] = check->operands[of];
  check->operands[index].alias = true;
}
