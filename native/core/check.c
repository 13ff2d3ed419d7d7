// SPDX-License-Identifier: Apache-2.0
// Runs the cases that check_case.c builds and holds what they give against the reference.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../types/type.h"
#include "check_case.h"
#include "values.h"

enum { TEAM = 3 };

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

static void fail(rh_check *check, const char *why) {
  rh_check_result *result = check->result;
  if (result->failures++ > 0) return;
  char *text = result->first_failure;
  size_t size = sizeof result->first_failure;
  size_t used = (size_t)snprintf(text, size, "%s %s:", rh_op_name(check->op.kind), check->what);
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    const rh_tensor *tensor = &check->operands[i].tensor;
    if (!check->operands[i].present || used >= size) continue;
    used += (size_t)snprintf(text + used, size - used, " (%u, %u) %s%s", tensor->rows, tensor->cols,
                             rh_type_row_of(tensor->type)->name, i ? "" : " <-");
  }
  if (used < size) snprintf(text + used, size - used, ": %s", why);
}

// ---- What a run must leave as it was ------------------------------------------------------------

static unsigned char *memory_on(const rh_check *check, int operand, int device) {
  return rh_buffer_host(check->devices[device], check->operands[operand].buffer[device]);
}

// Whether everything but the rows of operand 0 is as it was.
static bool untouched(const rh_check *check, int device) {
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    const rh_check_memory *o = &check->operands[i];
    if (!o->present || o->alias) continue;
    const unsigned char *memory = memory_on(check, i, device);
    if (i > 0 && memcmp(memory, o->image, o->bytes) != 0) return false;
    uint64_t at = 0;
    for (uint32_t r = 0; i == 0 && r < o->tensor.rows; r++) {
      uint64_t row = o->tensor.offset + r * o->tensor.stride;
      if (memcmp(memory + at, o->image + at, row - at) != 0) return false;
      at = row + o->row_bytes;
    }
    if (i == 0 && memcmp(memory + at, o->image + at, o->bytes - at) != 0) return false;
  }
  return true;
}

static bool same_bits(const rh_check *check, int device, int other) {
  return memcmp(memory_on(check, 0, device), memory_on(check, 0, other),
                check->operands[0].bytes) == 0;
}

// ---- Comparing ----------------------------------------------------------------------------------

static rh_op op_on(const rh_check *check, int device) {
  rh_op op = check->op;
  for (int i = 0; i < RH_MAX_OPERANDS; i++) {
    if (!check->operands[i].present) continue;
    op.operand[i] = check->operands[i].tensor;
    op.operand[i].buffer = check->operands[i].buffer[device];
  }
  return op;
}

static void spoil(const rh_tensor *tensor, unsigned char *memory) {
  unsigned char *row = memory + tensor->offset + (tensor->rows - 1) * tensor->stride;
  // The top byte of the first value or scale: no tolerance is as wide as what this changes.
  size_t top = 1;
  if (rh_type_is_activation(tensor->type)) top = tensor->cols + 3;
  if (tensor->type == RH_TYPE_F32) top = 3;
  row[top] ^= 0x41;
}

static void compare_values(rh_check *check, const float *wanted, const float *got,
                           const rh_tolerance *tolerance) {
  const rh_tensor *output = &check->operands[0].tensor;
  size_t count = (size_t)output->rows * output->cols;
  rh_distance distance = rh_distance_between(wanted, got, count, tolerance);
  check->result->worst = fmax(check->result->worst, distance.worst);
  if (distance.worst > 1) {
    char why[120];
    snprintf(why, sizeof why, "value %zu is %.9g, wanted %.9g: %.3g times the tolerance",
             distance.place, (double)got[distance.place], (double)wanted[distance.place],
             distance.worst);
    fail(check, why);
  }
}

static bool has_nan(const float *values, uint32_t count) {
  for (uint32_t c = 0; c < count; c++) {
    if (isnan(values[c])) return true;
  }
  return false;
}

static void want_nan_in_rows(rh_check *check, const float *input, const float *output) {
  const rh_tensor *x = &check->operands[1].tensor, *y = &check->operands[0].tensor;
  for (uint32_t r = 0; r < y->rows; r++) {
    bool lost = has_nan(input + (size_t)r * x->cols, x->cols) &&
                !has_nan(output + (size_t)r * y->cols, y->cols);
    if (lost) {
      fail(check, "a NaN in a row of the input left none in the row of the output");
      return;
    }
  }
}

// The case is laid out and `before` open. x: the rows whose NaN must be seen, or NULL.
static void run_case(rh_check *check, rh_values *before, const float *x) {
  rh_tolerance tolerance = {0};
  rh_status status = rh_tolerance_of(before, &tolerance);
  rh_op ops[RH_CHECK_DEVICES];
  for (int d = 0; d < RH_CHECK_DEVICES && status == RH_OK; d++) {
    ops[d] = op_on(check, d);
    status = rh_tape_run(check->devices[d], &ops[d], 1, NULL);
  }
  if (status != RH_OK) {
    fail(check, rh_last_error());
    free(tolerance.absolute);
    return;
  }
  if (!same_bits(check, RH_CHECK_TESTED, RH_CHECK_TEAM))
    fail(check, "a team of 3 gives other bits");
  // What activations hold beside their values, their sums, shows nowhere else.
  if (rh_type_is_activation(check->operands[0].tensor.type) &&
      !same_bits(check, RH_CHECK_TESTED, RH_CHECK_REFERENCE)) {
    fail(check, "activations differ from the reference's bits");
  }
  if (check->plant_fault) {
    spoil(&check->operands[0].tensor, memory_on(check, 0, RH_CHECK_TESTED));
  }
  rh_values wanted, got;
  rh_values_open(check->devices[RH_CHECK_REFERENCE], &ops[RH_CHECK_REFERENCE], &wanted);
  rh_values_open(check->devices[RH_CHECK_TESTED], &ops[RH_CHECK_TESTED], &got);
  if (rh_values_of(&wanted, 0) && rh_values_of(&got, 0)) {
    compare_values(check, rh_values_of(&wanted, 0), rh_values_of(&got, 0), &tolerance);
    if (x) want_nan_in_rows(check, x, rh_values_of(&got, 0));
  } else {
    fail(check, "no memory for the values");
  }
  rh_values_close(&wanted);
  rh_values_close(&got);
  free(tolerance.absolute);
  if (!untouched(check, RH_CHECK_TESTED)) {
    fail(check, "an input or memory around an operand was written");
  }
}

static void compare(rh_check *check, bool by_row) {
  check->result->cases++;
  if (check->broken) {
    fail(check, "no memory for the case");
    return;
  }
  rh_op op = op_on(check, RH_CHECK_REFERENCE);
  rh_values before;
  if (rh_values_open(check->devices[RH_CHECK_REFERENCE], &op, &before) == RH_OK) {
    run_case(check, &before, by_row ? rh_values_of(&before, 1) : NULL);
  } else {
    fail(check, rh_last_error());
  }
  rh_values_close(&before);
}

void rh_check_compare(rh_check *check) { compare(check, false); }

void rh_check_compare_rows(rh_check *check) { compare(check, true); }

rh_status rh_check_op(uint32_t kind, const char *isa, uint64_t seed, uint32_t plant_fault,
                      rh_check_result *result) {
  if (kind >= RH_OP_COUNT || !result) return rh_fail(RH_INVALID, "there is no op %u", kind);
  memset(result, 0, sizeof *result);
  rh_check check = {.result = result, .random = seed, .plant_fault = plant_fault != 0};
  rh_device **devices = check.devices;
  rh_status status = rh_device_open("cpu", "reference", 1, &devices[RH_CHECK_REFERENCE]);
  if (status == RH_OK) status = rh_device_open("cpu", isa, 1, &devices[RH_CHECK_TESTED]);
  if (status == RH_OK) status = rh_device_open("cpu", isa, TEAM, &devices[RH_CHECK_TEAM]);
  if (status == RH_OK) {
    if (checks[kind]) checks[kind](&check);
    rh_check_begin(&check, kind, "");
  }
  for (int d = 0; d < RH_CHECK_DEVICES; d++) rh_device_close(devices[d]);
  return status;
}
