// SPDX-License-Identifier: Apache-2.0
// What the operands of an op hold, as float32, and how far two outputs lie apart: what the checks
// of kernels (check.h) and the comparison of two devices (compare.c) share.
#ifndef RH_CORE_VALUES_H
#define RH_CORE_VALUES_H

#include "bind.h"

// The operands of one op on one device. An operand is read when it is first asked for: before the
// op runs, where it is one that the op overwrites.
typedef struct rh_values {
  const rh_op *op;
  rh_view views[RH_MAX_OPERANDS];  // data is null where the operand is absent
  float *made[RH_MAX_OPERANDS];
} rh_values;

// Fails when an operand does not lie within its buffer.
rh_status rh_values_open(const rh_device *device, const rh_op *op, rh_values *values);
void rh_values_close(rh_values *values);
// The values of operand `index`, dequantized, (rows, cols) dense; NULL when it is absent or there
// is no memory.
const float *rh_values_of(rh_values *values, uint32_t index);

// What an output may be off by from the reference: absolute[i] + relative * |value i|.
typedef struct rh_tolerance {
  float *absolute;  // (rows, cols) of operand 0
  double relative;
} rh_tolerance;

// Each ops/<op>/check.c defines double <op>_tolerance(rh_values *before, float *absolute): from the
// operands before the op ran it writes the absolute part over zeros and returns the relative one.
typedef double rh_tolerance_rule(rh_values *before, float *absolute);

// Asks the op's rule; `absolute` is the caller's to free.
rh_status rh_tolerance_of(rh_values *before, rh_tolerance *tolerance);

typedef struct rh_distance {
  double absolute;  // largest |difference|; infinite where a NaN or an infinity meets anything else
  double relative;  // the same over the largest finite |value| that was wanted
  double worst;     // largest difference in units of its tolerance; infinite where that is 0
  size_t place;     // where that one is
} rh_distance;

// tolerance: NULL where the values must be equal. A NaN equals a NaN.
rh_distance rh_distance_between(const float *wanted, const float *got, size_t count,
                                const rh_tolerance *tolerance);

#endif
