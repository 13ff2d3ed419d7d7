// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_HEAD = 140, MAX_HEADS = 5, MAX_ROWS = 9 };

// The largest of the finite values: what meets a NaN or an infinity must be equal.
static double largest(const float *values, uint32_t count) {
  float most = 0;
  for (uint32_t c = 0; c < count; c++) {
    if (isfinite(values[c])) most = fmaxf(most, fabsf(values[c]));
  }
  return (double)most;
}

double rope_tolerance(rh_values *before, float *absolute);

// Two products, each at most `size`: one is rounded, then their sum, and so is the reference's sum.
double rope_tolerance(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *table = rh_values_of(before, 2);
  uint32_t head_dim = (uint32_t)before->op->i[0], rot = before->views[2].cols;
  uint32_t heads = before->views[0].cols / head_dim;
  for (uint32_t h = 0; x && table && h < before->views[0].rows * heads; h++) {
    double size = largest(x + (size_t)h * head_dim, head_dim) *
                  largest(table + (size_t)(h / heads) * rot, rot);
    for (uint32_t c = 0; c < rot; c++) {
      absolute[(size_t)h * head_dim + c] = (float)(5 * size * 0x1p-24);
    }
  }
  return 0;
}

static void check_case(rh_check *check, rh_fill fill, int32_t pairing) {
  rh_op *op =
      rh_check_begin(check, RH_OP_ROPE, pairing == RH_PAIRING_HALVES ? "halves" : "adjacent");
  uint32_t rot = rh_check_size(check, MAX_HEAD, 2), heads = 1 + rh_check_below(check, MAX_HEADS);
  uint32_t head_dim =
      rh_check_below(check, 2) ? rot : rot + rh_check_below(check, MAX_HEAD - rot + 1);
  uint32_t n = rh_check_size(check, MAX_ROWS, 1);
  op->i[0] = (int32_t)head_dim;
  op->i[1] = pairing;
  rh_check_operand(check, 0, RH_TYPE_F32, heads * head_dim, n, fill);
  if (rh_check_below(check, 2)) {
    rh_check_alias(check, 1, 0);
  } else {
    rh_check_operand(check, 1, RH_TYPE_F32, heads * head_dim, n, fill);
  }
  rh_check_operand(check, 2, RH_TYPE_F32, rot, n, RH_FILL_NORMAL);
  rh_check_compare_rows(check);
}

void rope_check(rh_check *check);

void rope_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 8; repeat++) {
      check_case(check, fill, RH_PAIRING_ADJACENT);
      check_case(check, fill, RH_PAIRING_HALVES);
    }
  }
}
