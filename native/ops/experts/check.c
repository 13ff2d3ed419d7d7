// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"
#include "../../types/packed.h"
#include "../../types/type.h"

enum {
  MAX_COLS = 600,
  MAX_OUTPUTS = 70,
  MAX_EXPERTS = 5,
  MAX_TOKENS = 12,
  MAX_USED = 4,
  CASES = 6
};

void experts_check(rh_check *check);
double experts_tolerance(rh_values *before, float *absolute);

// Half a unit in the last place of float32.
static const double EPSILON = 0x1p-24;

// ---- Tolerances ---------------------------------------------------------------------------------

// The expert of row r, or -1.
static int64_t expert_of(const rh_values *before, const float *starts, size_t r) {
  size_t experts = (size_t)before->op->i[1];
  if (!starts) return (int64_t)(r % experts);
  for (size_t e = 0; e < experts; e++) {
    if ((double)starts[e] <= (double)r && (double)r < (double)starts[e + 1]) return (int64_t)e;
  }
  return -1;
}

// As matmul's, of the row's own expert.
static double tolerance_of_products(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *w = rh_values_of(before, 2);
  const float *starts = rh_values_of(before, 3), *bias = rh_values_of(before, 4);
  size_t outputs = before->views[0].cols, cols = before->views[1].cols;
  size_t rows_of_one = before->views[2].rows / (size_t)before->op->i[1];
  for (size_t r = 0; x && w && r < before->views[0].rows; r++) {
    int64_t e = expert_of(before, starts, r);
    for (size_t o = 0; e >= 0 && o < outputs; o++) {
      const float *row = w + ((size_t)e * rows_of_one + o) * cols;
      double sum = bias ? fabs((double)bias[(size_t)e * outputs + o]) : 0;
      for (size_t k = 0; k < cols; k++) sum += fabs((double)row[k] * (double)x[r * cols + k]);
      absolute[r * outputs + o] = (float)(sum * EPSILON * (8 + 4 * sqrt((double)cols)) + 1e-30);
    }
  }
  return 0;
}

static double tolerance_of_sums(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *weights = rh_values_of(before, 2);
  const float *rows = rh_values_of(before, 3);
  const float *y = before->op->i[1] ? rh_values_of(before, 0) : NULL;
  size_t cols = before->views[0].cols, used = before->views[2].cols, m = before->views[1].rows;
  for (size_t t = 0; x && weights && rows && t < before->views[0].rows; t++) {
    for (size_t c = 0; c < cols; c++) {
      double sum = y ? fabs((double)y[t * cols + c]) : 0;
      for (size_t i = 0; i < used; i++) {
        double row = (double)rows[t * used + i];
        if (row < 0 || row >= (double)m) continue;
        sum += fabs((double)weights[t * used + i] * (double)x[(size_t)row * cols + c]);
      }
      absolute[t * cols + c] = (float)(sum * EPSILON * (4 + (double)used) + 1e-30);
    }
  }
  return 0;
}

double experts_tolerance(rh_values *before, float *absolute) {
  switch (before->op->i[0]) {
    case RH_EXPERTS_MULTIPLY:
      return tolerance_of_products(before, absolute);
    case RH_EXPERTS_COMBINE:
      return tolerance_of_sums(before, absolute);
    default:
      return 0;  // copies
  }
}

// ---- Cases --------------------------------------------------------------------------------------

// Indices below `bound`, some of them outside.
static void random_indices(rh_check *check, uint32_t index, uint32_t count, uint32_t bound) {
  int32_t indices[MAX_TOKENS * MAX_USED];
  for (uint32_t i = 0; i < count; i++) indices[i] = (int32_t)rh_check_below(check, bound + 2) - 1;
  rh_check_integers(check, index, count, 1, indices);
}

static void check_dispatch(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_EXPERTS, "dispatch");
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), n = rh_check_size(check, MAX_TOKENS, 1);
  uint32_t m = n * (1 + rh_check_below(check, MAX_USED));
  op->i[0] = RH_EXPERTS_DISPATCH;
  rh_check_operand(check, 0, RH_TYPE_F32, cols, m, RH_FILL_FAULTY);
  rh_check_operand(check, 1, RH_TYPE_F32, cols, n, fill);
  random_indices(check, 2, m, n);
  rh_check_compare(check);
}

static void check_combine(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_EXPERTS, "combine");
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), n = rh_check_size(check, MAX_TOKENS, 1);
  uint32_t used = 1 + rh_check_below(check, MAX_USED);
  op->i[0] = RH_EXPERTS_COMBINE;
  op->i[1] = (int32_t)rh_check_below(check, 2);
  rh_check_operand(check, 0, RH_TYPE_F32, cols, n, op->i[1] ? RH_FILL_NORMAL : RH_FILL_FAULTY);
  rh_check_operand(check, 1, RH_TYPE_F32, cols, n * used, fill);
  rh_check_operand(check, 2, RH_TYPE_F32, used, n, RH_FILL_NORMAL);
  random_indices(check, 3, n * used, n * used);
  rh_check_compare(check);
}

// Ascending starts from 0 to at most m; experts without rows and rows without an expert among them.
static void random_starts(rh_check *check, uint32_t experts, uint32_t m) {
  int32_t starts[MAX_EXPERTS + 1] = {0};
  for (uint32_t e = 0; e < experts; e++) {
    uint32_t left = m - (uint32_t)starts[e];
    starts[e + 1] = starts[e] + (int32_t)rh_check_below(check, left + 1);
  }
  rh_check_integers(check, 3, experts + 1, 1, starts);
}

static void check_multiply(rh_check *check, const rh_type_row *packed, int i) {
  rh_op *op = rh_check_begin(check, RH_OP_EXPERTS, packed->name);
  rh_type_info info;
  if (rh_type_describe(packed->id, &info) != RH_OK) return;
  uint32_t cols = rh_check_size(check, MAX_COLS, packed->block_values);
  uint32_t outputs = rh_check_size(check, MAX_OUTPUTS, 1);
  uint32_t experts = 1 + rh_check_below(check, MAX_EXPERTS);
  uint32_t m = experts * rh_check_size(check, MAX_TOKENS, 1);
  uint32_t rows_of_one = (outputs + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS * RH_PANEL_ROWS;
  op->i[0] = RH_EXPERTS_MULTIPLY;
  op->i[1] = (int32_t)experts;
  rh_check_operand(check, 0, RH_TYPE_F32, outputs, m, RH_FILL_NORMAL);
  rh_check_operand(check, 1, info.activation, cols, m, RH_FILL_NORMAL);
  rh_check_operand(check, 2, packed->id, cols, experts * rows_of_one, RH_FILL_NORMAL);
  if (i % 3 != 2) random_starts(check, experts, m);
  if (i % 2) rh_check_operand(check, 4, RH_TYPE_F32, outputs, experts, RH_FILL_NORMAL);
  rh_check_compare(check);
}

void experts_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int i = 0; i < CASES; i++) {
      check_dispatch(check, fill);
      check_combine(check, fill);
    }
  }
  for (uint32_t id = RH_TYPE_PACKED_F32; rh_type_row_of(id); id++) {
    for (int i = 0; i < CASES; i++) check_multiply(check, rh_type_row_of(id), i);
  }
}
