// SPDX-License-Identifier: Apache-2.0
// Holds one op on a device against the same op on another.
#include <stdlib.h>
#include <string.h>

#include "../types/type.h"
#include "values.h"

static bool alike(const rh_op *a, const rh_op *b) {
  if (a->kind != b->kind || memcmp(a->i, b->i, sizeof a->i) != 0) return false;
  if (memcmp(a->f, b->f, sizeof a->f) != 0) return false;
  for (uint32_t i = 0; i < RH_MAX_OPERANDS; i++) {
    const rh_tensor *x = &a->operand[i], *y = &b->operand[i];
    if (rh_present(a, i) != rh_present(b, i)) return false;
    if (x->type != y->type || x->cols != y->cols || x->rows != y->rows) return false;
  }
  return true;
}

static bool by_reference(const rh_device *device, uint32_t kernel) {
  return strcmp(device->kernels.isa[kernel], "reference") == 0;
}

static void hand_on(const rh_view *from, const rh_view *to) {
  const rh_type_row *type = rh_type_row_of(from->type);
  size_t bytes = (size_t)from->cols / type->block_values * type->block_bytes;
  for (uint32_t r = 0; r < from->rows; r++) {
    memcpy((char *)to->data + r * to->stride, (const char *)from->data + r * from->stride, bytes);
  }
}

static rh_status measure(rh_values *expected, rh_values *tested, const rh_tolerance *tolerance,
                         rh_difference *difference) {
  const float *wanted = rh_values_of(expected, 0), *got = rh_values_of(tested, 0);
  if (!wanted || !got) return rh_fail(RH_NO_MEMORY, "no memory for the values of an op");
  size_t count = (size_t)expected->views[0].rows * expected->views[0].cols;
  rh_distance distance = rh_distance_between(wanted, got, count, tolerance);
  difference->absolute = distance.absolute;
  difference->relative = distance.relative;
  difference->worst = distance.worst;
  return RH_OK;
}

// The tolerance of an op that has run on the tested device and not yet on the other one.
static rh_status tolerance_before(const rh_device *device, const rh_op *op,
                                  rh_tolerance *tolerance) {
  rh_values before;
  rh_status status = rh_values_open(device, op, &before);
  if (status == RH_OK) status = rh_tolerance_of(&before, tolerance);
  rh_values_close(&before);
  return status;
}

rh_status rh_compare_op(rh_device *expected, const rh_op *expected_op, rh_device *tested,
                        const rh_op *tested_op, rh_difference *difference) {
  if (!expected || !expected_op || !tested || !tested_op || !difference) {
    return rh_fail(RH_INVALID, "no device, op or place for the difference");
  }
  if (!alike(expected_op, tested_op)) {
    return rh_refuse(expected_op, "the two devices are given different ops");
  }
  memset(difference, 0, sizeof *difference);
  rh_tolerance tolerance = {0};
  rh_values wanted = {0}, got = {0};
  // This run also checks the record, before anything is read by it.
  rh_status status = rh_tape_run(tested, tested_op, 1, &difference->tested);
  uint32_t kernel = difference->tested.kernel;
  bool same_bits = by_reference(expected, kernel) == by_reference(tested, kernel);
  if (status == RH_OK && !same_bits) {
    status = tolerance_before(expected, expected_op, &tolerance);
  }
  if (status == RH_OK) status = rh_tape_run(expected, expected_op, 1, &difference->expected);
  if (status == RH_OK) status = rh_values_open(expected, expected_op, &wanted);
  if (status == RH_OK) status = rh_values_open(tested, tested_op, &got);
  if (status == RH_OK) status = measure(&wanted, &got, same_bits ? NULL : &tolerance, difference);
  if (status == RH_OK) hand_on(&wanted.views[0], &got.views[0]);
  rh_values_close(&wanted);
  rh_values_close(&got);
  free(tolerance.absolute);
  return status;
}
