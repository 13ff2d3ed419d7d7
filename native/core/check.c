// SPDX-License-Identifier: Apache-2.0
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../types/f16.h"
#include "../types/type.h"
#include "device.h"
#include "error.h"

enum {
  REFERENCE,    // the specification
  TESTED,       // the kernels under test, alone
  TESTED_TEAM,  // the same, shared out among a team
  DEVICES,
  TEAM = 3,
  GUARD = 0xA5,  // what memory around the rows holds
  GUARD_BYTES = 64,
};

typedef struct operand {
  bool present, alias;
  uint32_t type, cols, rows;
  uint64_t offset, stride, row_bytes, bytes;
  uint32_t buffer[DEVICES];
  unsigned char *image;  // what the buffer held before the run
  float *values;         // (rows, cols), made when asked for
} operand;

struct rh_check {
  rh_device *devices[DEVICES];
  rh_check_result *result;
  uint64_t random;
  bool plant_fault;
  rh_op op;
  const char *what;
  operand operands[RH_MAX_OPERANDS];
  bool broken;  // memory or a device failed: the case counts as a failure
};

// installers.inc lists the folders that hold a check, as RH_CHECK(NAME, op). An op without one
// reports no case, which whoever asks counts as a failure.
#define RH_INSTALL(op, isa)
#define RH_CHECK(NAME, op) rh_check_run op##_check;
#include "installers.inc"
#undef RH_CHECK

static rh_check_run *const checks[RH_OP_COUNT] = {
#define RH_CHECK(NAME, op) [RH_OP_##NAME] = op##_check,
#include "installers.inc"
#undef RH_CHECK
#undef RH_INSTALL
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
      return (float)(rh_check_below(check, 64) ? normal : 10 * normal);
    case RH_FILL_SMALL:
      return (float)(normal * 0x1p-20);
    case RH_FILL_EXTREME:
      return rh_check_below(check, 2) ? 30000 : -30000;
    default:
      return 0;
  }
}

// ---- Operands -----------------------------------------------------------------------------------

rh_op *rh_check_begin(rh_check *check, uint32_t kind, const char *what) {
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    operand *o = &check->operands[i];
    for (int d = 0; o->present && !o->alias && d < DEVICES; d++) {
      if (o->buffer[d]) rh_buffer_free(check->devices[d], o->buffer[d]);
    }
    if (!o->alias) free(o->image);
    free(o->values);
  }
  memset(check->operands, 0, sizeof check->operands);
  memset(&check->op, 0, sizeof check->op);
  check->broken = false;
  check->op.kind = kind;
  check->what = what;
  return &check->op;
}

// Lays an operand out on all devices and fills its memory with guard bytes.
static operand *lay_out(rh_check *check, uint32_t index, uint32_t type, uint32_t cols,
                        uint32_t rows) {
  operand *o = &check->operands[index];
  const rh_type_row *row = rh_type_row_of(type);
  bool packed = rh_type_is_packed(type);
  o->present = true;
  o->type = type;
  o->cols = cols;
  o->rows = rows;
  o->row_bytes = packed ? rh_packed_matrix_bytes(row, cols, rows)
                        : (uint64_t)cols / row->block_values * row->block_bytes;
  uint64_t align = row->alignment;
  o->offset = GUARD_BYTES + align * rh_check_below(check, 4);
  // A single row needs no stride, and with 0 it is one row for all.
  uint64_t dense = (o->row_bytes + align - 1) / align * align;
  o->stride = packed || rows == 1 ? 0 : dense + align * rh_check_below(check, 4);
  uint64_t span = packed ? o->row_bytes : o->stride * (rows - 1) + o->row_bytes;
  o->bytes = o->offset + span + GUARD_BYTES;
  o->image = malloc(o->bytes);
  for (int d = 0; d < DEVICES; d++) {
    if (rh_buffer_allocate(check->devices[d], o->bytes, &o->buffer[d]) != RH_OK)
      check->broken = true;
  }
  if (!o->image) check->broken = true;
  if (!check->broken) memset(o->image, GUARD, o->bytes);
  return o;
}

static void publish(rh_check *check, operand *o) {
  for (int d = 0; d < DEVICES && !check->broken; d++) {
    memcpy(rh_buffer_host(check->devices[d], o->buffer[d]), o->image, o->bytes);
  }
}

static unsigned char *row_of(const operand *o, unsigned char *memory, uint32_t row) {
  return memory + o->offset + row * o->stride;
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
      for (uint32_t i = 0; i < type->block_bytes; i++)
        block[i] = (unsigned char)rh_check_random(check);
      rh_unpack_row(type, block, values, type->block_values);
      sane = true;
      for (uint32_t i = 0; i < type->block_values; i++) sane = sane && fabsf(values[i]) < 1e4f;
    }
    if (!sane) memset(block, 0, type->block_bytes);
  }
}

static void fill_row(rh_check *check, const rh_type_row *type, unsigned char *row, uint32_t cols,
                     rh_fill fill) {
  if (type->decode) {
    fill_blocks(check, type, row, cols, fill);
    return;
  }
  for (uint32_t c = 0; c < cols; c++) {
    float value = draw(check, fill);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint16_t half = type->id == RH_TYPE_F16 ? rh_f32_to_f16(value) : (uint16_t)(bits >> 16);
    if (type->id == RH_TYPE_F32) {
      memcpy(row + 4 * (size_t)c, &value, sizeof value);
    } else {
      memcpy(row + 2 * (size_t)c, &half, sizeof half);
    }
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

// Runs `op`-like work on the reference device to make an operand: packing or quantizing `source`.
static void derive(rh_check *check, operand *o, const rh_type_row *type, rh_fill fill) {
  rh_device *device = check->devices[REFERENCE];
  uint64_t stride = (uint64_t)o->cols / type->block_values * type->block_bytes;
  uint32_t buffer;
  if (rh_buffer_allocate(device, stride * o->rows, &buffer) != RH_OK) {
    check->broken = true;
    return;
  }
  unsigned char *memory = rh_buffer_host(device, buffer);
  for (uint32_t r = 0; r < o->rows; r++) fill_row(check, type, memory + r * stride, o->cols, fill);
  rh_op op = {.kind = RH_OP_QUANTIZE,
              .operand = {{o->offset, o->stride, o->buffer[REFERENCE], o->type, o->cols, o->rows},
                          {0, stride, buffer, type->id, o->cols, o->rows}}};
  unsigned char *target = rh_buffer_host(device, o->buffer[REFERENCE]);
  memset(target, GUARD, o->bytes);
  rh_status status = o->type == RH_TYPE_ACTIVATION_Q8
                         ? rh_tape_run(device, &op, 1, NULL)
                         : rh_pack(device, &op.operand[1], &op.operand[0]);
  if (status != RH_OK) check->broken = true;
  memcpy(o->image, target, o->bytes);
  rh_buffer_free(device, buffer);
}

void rh_check_operand(rh_check *check, uint32_t index, uint32_t type, uint32_t cols, uint32_t rows,
                      rh_fill fill) {
  operand *o = lay_out(check, index, type, cols, rows);
  if (check->broken) return;
  const rh_type_row *row = rh_type_row_of(type);
  if (type == RH_TYPE_ACTIVATION_Q8) {
    derive(check, o, rh_type_row_of(RH_TYPE_F32), fill);
  } else if (rh_type_is_packed(type)) {
    derive(check, o, source_of(check, type), fill);
  } else {
    for (uint32_t r = 0; r < rows; r++) fill_row(check, row, row_of(o, o->image, r), cols, fill);
  }
  publish(check, o);
}

void rh_check_integers(rh_check *check, uint32_t index, uint32_t cols, uint32_t rows,
                       const int32_t *values) {
  operand *o = lay_out(check, index, RH_TYPE_I32, cols, rows);
  if (check->broken) return;
  for (uint32_t r = 0; r < rows; r++) {
    memcpy(row_of(o, o->image, r), values + (size_t)r * cols, 4 * (size_t)cols);
  }
  publish(check, o);
}

void rh_check_alias(rh_check *check, uint32_t index, uint32_t of) {
  check->operands[index] = check->operands[of];
  check->operands[index].alias = true;
  check->operands[index].values = NULL;
}

// ---- Values -------------------------------------------------------------------------------------

typedef struct activation_block {  // ops/quantize/quantize.h
  int8_t q[32];
  float d;
  int16_t sum[2];
} activation_block;

// The values of an operand as `memory` holds them, (rows, cols).
static float *values_in(const operand *o, unsigned char *memory) {
  float *values = malloc((size_t)o->rows * o->cols * sizeof *values);
  const rh_type_row *type = rh_type_row_of(o->type);
  for (uint32_t r = 0; values && r < o->rows; r++) {
    float *row = values + (size_t)r * o->cols;
    if (rh_type_is_packed(o->type)) {
      for (uint32_t c = 0; c < o->cols; c++) {
        row[c] = rh_packed_value(type, memory + o->offset, o->cols, r, c);
      }
    } else if (o->type == RH_TYPE_ACTIVATION_Q8) {
      const activation_block *blocks = (const activation_block *)row_of(o, memory, r);
      for (uint32_t c = 0; c < o->cols; c++) row[c] = blocks[c / 32].d * blocks[c / 32].q[c % 32];
    } else if (o->type == RH_TYPE_I32) {
      const int32_t *integers = (const int32_t *)row_of(o, memory, r);
      for (uint32_t c = 0; c < o->cols; c++) row[c] = (float)integers[c];
    } else {
      rh_unpack_row(type, row_of(o, memory, r), row, o->cols);
    }
  }
  return values;
}

const float *rh_check_values(rh_check *check, uint32_t index) {
  operand *o = &check->operands[index];
  if (!o->values && !check->broken) o->values = values_in(o, o->image);
  return o->values;
}

// ---- Comparing ----------------------------------------------------------------------------------

static void fail(rh_check *check, const char *why) {
  rh_check_result *result = check->result;
  if (result->failures++ > 0) return;
  int used = snprintf(result->first_failure, sizeof result->first_failure,
                      "%s %s:", rh_op_name(check->op.kind), check->what);
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    const operand *o = &check->operands[i];
    if (!o->present || used >= (int)sizeof result->first_failure) continue;
    used +=
        snprintf(result->first_failure + used, sizeof result->first_failure - (size_t)used,
                 " (%u, %u) %s%s", o->rows, o->cols, rh_type_row_of(o->type)->name, i ? "" : " <-");
  }
  if (used < (int)sizeof result->first_failure) {
    snprintf(result->first_failure + used, sizeof result->first_failure - (size_t)used, ": %s",
             why);
  }
}

static bool run_on(rh_check *check, int device) {
  rh_op op = check->op;
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    const operand *o = &check->operands[i];
    if (o->present) {
      op.operand[i] =
          (rh_tensor){o->offset, o->stride, o->buffer[device], o->type, o->cols, o->rows};
    }
  }
  return rh_tape_run(check->devices[device], &op, 1, NULL) == RH_OK;
}

// Whether everything but the rows of operand 0 is as it was.
static bool untouched(const rh_check *check, int device) {
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    const operand *o = &check->operands[i];
    if (!o->present || o->alias) continue;
    unsigned char *memory = rh_buffer_host(check->devices[device], o->buffer[device]);
    if (i > 0 && memcmp(memory, o->image, o->bytes) != 0) return false;
    uint64_t at = 0;
    for (uint32_t r = 0; i == 0 && r < o->rows; r++) {
      uint64_t row = o->offset + r * o->stride;
      if (memcmp(memory + at, o->image + at, row - at) != 0) return false;
      at = row + o->row_bytes;
    }
    if (i == 0 && memcmp(memory + at, o->image + at, o->bytes - at) != 0) return false;
  }
  return true;
}

static bool same_bits(const rh_check *check) {
  const operand *o = &check->operands[0];
  return memcmp(rh_buffer_host(check->devices[TESTED], o->buffer[TESTED]),
                rh_buffer_host(check->devices[TESTED_TEAM], o->buffer[TESTED_TEAM]), o->bytes) == 0;
}

// The error in units of its bound; an equal value has none whatever the bound.
static double error_of(float wanted, float got, double bound) {
  if (isnan(wanted) || isnan(got)) return isnan(wanted) && isnan(got) ? 0 : INFINITY;
  if (wanted == got) return 0;
  double difference = fabs((double)wanted - got);
  return bound > 0 && !isnan(difference) ? difference / bound : INFINITY;
}

static void compare_values(rh_check *check, const float *wanted, const float *got,
                           const float *bounds, double relative, double absolute) {
  const operand *o = &check->operands[0];
  double worst = 0;
  size_t place = 0;
  for (size_t i = 0; i < (size_t)o->rows * o->cols; i++) {
    double bound = bounds ? bounds[i] : relative * fabs((double)wanted[i]) + absolute;
    double error = error_of(wanted[i], got[i], bound);
    if (error > worst) {
      worst = error;
      place = i;
    }
  }
  if (worst > check->result->worst) check->result->worst = worst;
  if (worst > 1) {
    char why[120];
    snprintf(why, sizeof why, "value %zu is %.9g, wanted %.9g: %.3g times the bound", place,
             (double)got[place], (double)wanted[place], worst);
    fail(check, why);
  }
}

static void spoil(const operand *o, unsigned char *memory) {
  unsigned char *row = row_of(o, memory, o->rows - 1);
  // The top byte of the first value or scale: no bound is as wide as what this changes.
  int top = 1;
  if (o->type == RH_TYPE_ACTIVATION_Q8) top = 35;
  if (o->type == RH_TYPE_F32) top = 3;
  row[top] ^= 0x41;
}

void rh_check_compare(rh_check *check, const float *bounds, double relative, double absolute) {
  check->result->cases++;
  const operand *o = &check->operands[0];
  for (int d = 0; d < DEVICES && !check->broken; d++) {
    if (!run_on(check, d)) {
      fail(check, rh_last_error());
      return;
    }
  }
  if (check->broken) {
    fail(check, "no memory for the case");
    return;
  }
  unsigned char *tested = rh_buffer_host(check->devices[TESTED], o->buffer[TESTED]);
  if (!same_bits(check)) fail(check, "a team of 3 gives other bits");
  if (check->plant_fault) spoil(o, tested);
  float *wanted = values_in(o, rh_buffer_host(check->devices[REFERENCE], o->buffer[REFERENCE]));
  float *got = values_in(o, tested);
  if (wanted && got) {
    compare_values(check, wanted, got, bounds, relative, absolute);
  } else {
    fail(check, "no memory for the values");
  }
  free(wanted);
  free(got);
  if (!untouched(check, TESTED)) fail(check, "an input or memory around an operand was written");
}

rh_status rh_check_op(uint32_t kind, const char *isa, uint64_t seed, uint32_t plant_fault,
                      rh_check_result *result) {
  if (kind >= RH_OP_COUNT || !result) return rh_fail(RH_INVALID, "there is no op %u", kind);
  memset(result, 0, sizeof *result);
  rh_check check = {.result = result, .random = seed, .plant_fault = plant_fault != 0};
  rh_status status = rh_device_open("cpu", "reference", 1, &check.devices[REFERENCE]);
  if (status == RH_OK) status = rh_device_open("cpu", isa, 1, &check.devices[TESTED]);
  if (status == RH_OK) status = rh_device_open("cpu", isa, TEAM, &check.devices[TESTED_TEAM]);
  if (status == RH_OK) {
    if (checks[kind]) checks[kind](&check);
    rh_check_begin(&check, kind, "");
  }
  for (int d = 0; d < DEVICES; d++) rh_device_close(check.devices[d]);
  return status;
}
