// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdlib.h>

#include "../../core/check.h"
#include "../../types/type.h"

enum { MAX_COLS = 800, MAX_OUTPUTS = 130, MAX_ROWS = 19, CASES = 24 };

void matmul_check(rh_check *check);

// Half a unit in the last place of float32.
static const double EPSILON = 0x1p-24;

// A sum of K rounded steps errs by at most about K eps of the sum of magnitudes; its typical error
// grows with the root of K. The bound lies between: a wrong term is far outside, rounding far
// inside.
static void bound_sums(rh_check *check, float *bounds, uint32_t n, uint32_t outputs, uint32_t cols,
                       bool bias) {
  const float *x = rh_check_values(check, 1), *w = rh_check_values(check, 2);
  const float *b = bias ? rh_check_values(check, 3) : NULL, *y = rh_check_values(check, 0);
  if (!x || !w || !y) return;
  for (uint32_t t = 0; t < n; t++) {
    for (uint32_t r = 0; r < outputs; r++) {
      double sum = fabs(y[(size_t)t * outputs + r]) + (b ? fabs(b[r]) : 0);
      for (uint32_t k = 0; k < cols; k++) {
        sum += fabs((double)w[(size_t)r * cols + k] * x[(size_t)t * cols + k]);
      }
      bounds[(size_t)t * outputs + r] = (float)(sum * EPSILON * (8 + 4 * sqrt(cols)) + 1e-30);
    }
  }
}

static void check_case(rh_check *check, const rh_type_row *packed, int i) {
  rh_op *op = rh_check_begin(check, RH_OP_MATMUL, packed->name);
  rh_type_info info;
  if (rh_type_describe(packed->id, &info) != RH_OK) return;
  uint32_t of = packed->block_values;
  uint32_t cols = rh_check_size(check, MAX_COLS, of);
  uint32_t outputs = rh_check_size(check, MAX_OUTPUTS, 1), n = rh_check_size(check, MAX_ROWS, 1);
  rh_fill fill = i % 8 == 7 ? RH_FILL_SMALL : i % 8 == 3 ? RH_FILL_EXTREME : RH_FILL_NORMAL;
  bool bias = i % 3 == 1;
  op->i[0] = i % 4 == 2;
  rh_check_operand(check, 0, RH_TYPE_F32, outputs, n, RH_FILL_NORMAL);
  rh_check_operand(check, 1, info.activation, cols, n, fill);
  rh_check_operand(check, 2, packed->id, cols, outputs,
                   fill == RH_FILL_EXTREME ? RH_FILL_NORMAL : fill);
  if (bias) rh_check_operand(check, 3, RH_TYPE_F32, outputs, 1, RH_FILL_NORMAL);
  float *bounds = calloc((size_t)n * outputs, sizeof *bounds);
  if (!bounds) return;
  bound_sums(check, bounds, n, outputs, cols, bias);
  rh_check_compare(check, bounds, 0, 0);
  free(bounds);
}

void matmul_check(rh_check *check) {
  for (uint32_t id = RH_TYPE_PACKED_F32; rh_type_row_of(id); id++) {
    for (int i = 0; i < CASES; i++) check_case(check, rh_type_row_of(id), i);
  }
}
