// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"

enum { MAX_HEAD = 140, MAX_HEADS = 5, MAX_ROWS = 9 };

static double largest(const float *values, uint32_t count) {
  float most = 0;
  for (uint32_t c = 0; c < count; c++) most = fmaxf(most, fabsf(values[c]));
  return (double)most;
}

// Two products, each at most `size`: one is rounded, then their sum, and so is the reference's sum.
static void compare(rh_check *check, uint32_t n, uint32_t heads, uint32_t head_dim, uint32_t rot) {
  static float bounds[MAX_ROWS * MAX_HEADS * MAX_HEAD];
  const float *x = rh_check_values(check, 1), *table = rh_check_values(check, 2);
  for (uint32_t h = 0; x && table && h < n * heads; h++) {
    double size = largest(x + h * head_dim, head_dim) * largest(table + h / heads * rot, rot);
    for (uint32_t c = 0; c < head_dim; c++) {
      bounds[h * head_dim + c] = c < rot ? (float)(5 * size * 0x1p-24) : 0;
    }
  }
  rh_check_compare(check, bounds, 0, 0);
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
  compare(check, n, heads, head_dim, rot);
}

void rope_check(rh_check *check);

void rope_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill <= RH_FILL_ZERO; fill++) {
    for (int repeat = 0; repeat < 8; repeat++) {
      check_case(check, fill, RH_PAIRING_ADJACENT);
      check_case(check, fill, RH_PAIRING_HALVES);
    }
  }
}
