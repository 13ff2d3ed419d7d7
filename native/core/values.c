// SPDX-License-Identifier: Apache-2.0
#include "values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/quantize/quantize.h"
#include "../types/type.h"

#define RH_INSTALL(op, isa)
#define RH_CHECK(NAME, op) rh_tolerance_rule op##_tolerance;
#include "installers.inc"
#undef RH_CHECK

static rh_tolerance_rule *const rules[RH_OP_COUNT] = {
#define RH_CHECK(NAME, op) [RH_OP_##NAME] = op##_tolerance,
#include "installers.inc"
#undef RH_CHECK
#undef RH_INSTALL
};

// ---- Values -------------------------------------------------------------------------------------

rh_status rh_values_open(const rh_device *device, const rh_op *op, rh_values *values) {
  memset(values, 0, sizeof *values);
  values->op = op;
  for (uint32_t i = 0; i < RH_MAX_OPERANDS; i++) {
    if (!rh_present(op, i)) continue;
    rh_status status =
        rh_view_of(device, op, i, "an operand", RH_ANY_TYPE, i == 0, &values->views[i]);
    if (status != RH_OK) return status;
  }
  return RH_OK;
}

void rh_values_close(rh_values *values) {
  for (uint32_t i = 0; i < RH_MAX_OPERANDS; i++) free(values->made[i]);
  memset(values, 0, sizeof *values);
}

static void read_row(const rh_view *view, uint32_t r, float *values) {
  const rh_type_row *type = rh_type_row_of(view->type);
  const void *row = (const unsigned char *)view->data + r * view->stride;
  if (rh_type_is_packed(view->type)) {
    for (uint32_t c = 0; c < view->cols; c++) {
      values[c] = rh_packed_value(type, view->data, view->cols, r, c);
    }
  } else if (rh_type_is_activation(view->type)) {
    for (uint32_t c = 0; c < view->cols; c++) values[c] = activation_value(row, view->cols, c);
  } else if (view->type == RH_TYPE_I32) {
    for (uint32_t c = 0; c < view->cols; c++) values[c] = (float)((const int32_t *)row)[c];
  } else {
    rh_unpack_row(type, row, values, view->cols);
  }
}

const float *rh_values_of(rh_values *values, uint32_t index) {
  const rh_view *view = &values->views[index];
  if (values->made[index] || !view->data) return values->made[index];
  float *made = malloc((size_t)view->rows * view->cols * sizeof *made);
  for (uint32_t r = 0; made && r < view->rows; r++) {
    read_row(view, r, made + (size_t)r * view->cols);
  }
  values->made[index] = made;
  return made;
}

// ---- Tolerances ---------------------------------------------------------------------------------

rh_status rh_tolerance_of(rh_values *before, rh_tolerance *tolerance) {
  const rh_view *output = &before->views[0];
  uint32_t kind = before->op->kind;
  if (kind >= RH_OP_COUNT || !rules[kind]) {
    return rh_refuse(before->op, "there is no check that says what it may be off by");
  }
  *tolerance = (rh_tolerance){calloc((size_t)output->rows * output->cols, sizeof(float)), 0};
  if (!tolerance->absolute) return rh_fail(RH_NO_MEMORY, "no memory for the tolerance of an op");
  tolerance->relative = rules[kind](before, tolerance->absolute);
  return RH_OK;
}

// Equal values have no difference, two NaN are equal, and what has no finite difference has an
// infinite one.
static double difference_of(float wanted, float got) {
  if (wanted == got || (isnan(wanted) && isnan(got))) return 0;
  double difference = fabs((double)wanted - (double)got);
  return isnan(difference) ? INFINITY : difference;
}

// Where inputs hold NaN or infinities, so may the tolerance: then the values must be equal.
static double in_tolerances(double difference, double tolerance) {
  if (difference == 0) return 0;
  return tolerance > 0 && isfinite(tolerance) ? difference / tolerance : INFINITY;
}

rh_distance rh_distance_between(const float *wanted, const float *got, size_t count,
                                const rh_tolerance *tolerance) {
  rh_distance distance = {0};
  double largest = 0;
  for (size_t i = 0; i < count; i++) {
    double size = fabs((double)wanted[i]);
    if (isfinite(size)) largest = fmax(largest, size);
    double difference = difference_of(wanted[i], got[i]);
    distance.absolute = fmax(distance.absolute, difference);
    double allowed = tolerance ? (double)tolerance->absolute[i] + tolerance->relative * size : 0;
    double error = in_tolerances(difference, allowed);
    if (error > distance.worst) {
      distance.worst = error;
      distance.place = i;
    }
  }
  distance.relative = distance.absolute == 0 ? 0 : distance.absolute / largest;
  return distance;
}
