// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"
#include "../../types/packed.h"
#include "../../types/type.h"

enum {
  MAX_COLS = 800,
  MAX_OUTPUTS = 130,
  MAX_ROWS = 19,
  LARGE_COLS = 2600,
  LARGE_ROWS = 150,
  CASES = 24
};

void matmul_check(rh_check *check);
double matmul_tolerance(rh_values *before, float *absolute);

// Half a unit in the last place of float32.
static const double EPSILON = 0x1p-24;

// A sum of K rounded steps errs by at most about K eps of the sum of magnitudes; its typical error
// grows with the root of K. The bound lies between: a wrong term is far outside, rounding far
// inside.
double matmul_tolerance(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *w = rh_values_of(before, 2);
  const float *b = rh_values_of(before, 3);
  const float *y = before->op->i[0] ? rh_values_of(before, 0) : NULL;
  size_t outputs = before->views[0].cols, cols = before->views[1].cols;
  for (size_t t = 0; x && w && t < before->views[0].rows; t++) {
    for (size_t r = 0; r < outputs; r++) {
      double sum = (y ? fabs((double)y[t * outputs + r]) : 0) + (b ? fabs((double)b[r]) : 0);
      for (size_t k = 0; k < cols; k++) sum += fabs((double)w[r * cols + k] * x[t * cols + k]);
      absolute[t * outputs + r] = (float)(sum * EPSILON * (8 + 4 * sqrt(cols)) + 1e-30);
    }
  }
  return 0;
}

static const rh_fill FILLS[8] = {
    RH_FILL_NORMAL, RH_FILL_FAULTY, RH_FILL_NORMAL, RH_FILL_EXTREME,
    RH_FILL_NORMAL, RH_FILL_NORMAL, RH_FILL_FAULTY, RH_FILL_SMALL,
};

static void check_case(rh_check *check, const rh_type_row *packed, int i) {
  rh_op *op = rh_check_begin(check, RH_OP_MATMUL, packed->name);
  rh_type_info info;
  if (rh_type_describe(packed->id, &info) != RH_OK) return;
  uint32_t of = packed->block_values;
  // Now and then large enough for every loop of a kernel that works by tiles, with few outputs.
  bool large = i % 12 == 11;
  uint32_t cols = rh_check_size(check, large ? LARGE_COLS : MAX_COLS, of);
  uint32_t outputs = rh_check_size(check, large ? RH_PANEL_ROWS : MAX_OUTPUTS, 1);
  uint32_t n = rh_check_size(check, large ? LARGE_ROWS : MAX_ROWS, 1);
  rh_fill fill = FILLS[i % 8];
  bool bias = i % 3 == 1;
  op->i[0] = i % 4 == 2;
  // What is overwritten counts for nothing, not even a NaN.
  rh_check_operand(check, 0, RH_TYPE_F32, outputs, n, op->i[0] ? RH_FILL_NORMAL : RH_FILL_FAULTY);
  rh_check_operand(check, 1, info.activation, cols, n, fill);
  rh_check_operand(check, 2, packed->id, cols, outputs,
                   fill == RH_FILL_SMALL ? fill : RH_FILL_NORMAL);
  if (bias) rh_check_operand(check, 3, RH_TYPE_F32, outputs, 1, RH_FILL_NORMAL);
  rh_check_compare_rows(check);
}

void matmul_check(rh_check *check) {
  for (uint32_t id = RH_TYPE_PACKED_F32; rh_type_row_of(id); id++) {
    for (int i = 0; i < CASES; i++) check_case(check, rh_type_row_of(id), i);
  }
}
