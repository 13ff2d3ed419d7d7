// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

// The order of the sum is fixed, and so are the bits.
double squares_tolerance(rh_values *before, float *absolute);

double squares_tolerance(rh_values *before, float *absolute) {
  (void)before;
  (void)absolute;
  return 0;
}

enum { MAX_COLS = 600, MAX_ROWS = 40, MAX_MATRICES = 5 };

static void check_case(rh_check *check, rh_fill fill, bool grouped) {
  rh_check_begin(check, RH_OP_SQUARES, grouped ? "grouped" : "in turn");
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), m = rh_check_size(check, MAX_ROWS, 1);
  uint32_t matrices = 1 + rh_check_below(check, MAX_MATRICES);
  rh_check_operand(check, 0, RH_TYPE_F32, cols + 1, matrices, RH_FILL_NORMAL);
  rh_check_operand(check, 1, RH_TYPE_F32, cols, m, fill);
  if (grouped) {
    int32_t starts[MAX_MATRICES + 1] = {0};
    for (uint32_t e = 1; e <= matrices; e++) {
      uint32_t left = m - (uint32_t)starts[e - 1];
      starts[e] = starts[e - 1] + (int32_t)rh_check_below(check, left + 1);
    }
    rh_check_integers(check, 2, matrices + 1, 1, starts);
  }
  rh_check_compare(check);
}

void squares_check(rh_check *check);

void squares_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 8; repeat++) check_case(check, fill, repeat % 2);
  }
}
