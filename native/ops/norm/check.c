// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_COLS = 600, MAX_ROWS = 9 };

// What a row's sums of 16 partial ones may be off by: each partial sum by a rounding a term, then
// four in the tree and a handful after it. A mean that is off shifts all values alike.
static void tolerance_of_row(float *absolute, const float *x, const float *w, const float *b,
                             uint32_t cols, double eps, bool centre) {
  double relative = 0x1p-24 * (cols / 16 + 12), mean = 0, size = 0, squares = 0;
  for (uint32_t c = 0; centre && c < cols; c++) {
    mean += (double)x[c] / cols;
    size += fabs((double)x[c]) / cols;
  }
  for (uint32_t c = 0; c < cols; c++) squares += pow(x[c] - mean, 2);
  double inverse = 1 / sqrt(squares / cols + eps);
  for (uint32_t c = 0; c < cols; c++) {
    double value = (fabs(x[c] - mean) + size) * inverse * relative;
    absolute[c] =
        (float)(value * (w ? fabs((double)w[c]) : 1) + (b ? fabs((double)b[c]) * 0x1p-23 : 0));
  }
}

double norm_tolerance(rh_values *before, float *absolute);

double norm_tolerance(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *w = rh_values_of(before, 2);
  const float *b = rh_values_of(before, 3);
  uint32_t cols = before->views[0].cols;
  for (uint32_t t = 0; x && t < before->views[0].rows; t++) {
    tolerance_of_row(absolute + (size_t)t * cols, x + (size_t)t * cols, w, b, cols,
                     (double)before->op->f[0], before->op->i[0] == 1);
  }
  return 0;
}

static void check_case(rh_check *check, rh_fill fill, bool layer) {
  rh_op *op = rh_check_begin(check, RH_OP_NORM, layer ? "layer" : "rms");
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), n = rh_check_size(check, MAX_ROWS, 1);
  op->i[0] = layer;
  op->f[0] = 1e-5f;
  rh_check_operand(check, 0, RH_TYPE_F32, cols, n, fill);
  if (rh_check_below(check, 2)) {
    rh_check_alias(check, 1, 0);
  } else {
    rh_check_operand(check, 1, RH_TYPE_F32, cols, n, fill);
  }
  bool scaled = rh_check_below(check, 3) > 0, shifted = layer && rh_check_below(check, 3) > 0;
  if (scaled) rh_check_operand(check, 2, RH_TYPE_F32, cols, 1, RH_FILL_NORMAL);
  if (shifted) rh_check_operand(check, 3, RH_TYPE_F32, cols, 1, RH_FILL_NORMAL);
  rh_check_compare_rows(check);
}

void norm_check(rh_check *check);

void norm_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 16; repeat++) check_case(check, fill, repeat % 2);
  }
}
