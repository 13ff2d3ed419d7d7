// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_COLS = 2080, MAX_ROWS = 9, CASES = 30 };

// Scale and rounding are exact operations: every value is the reference's.
double quantize_tolerance(rh_values *before, float *absolute);

double quantize_tolerance(rh_values *before, float *absolute) {
  (void)before;
  (void)absolute;
  return 0;
}

void quantize_check(rh_check *check);

void quantize_check(rh_check *check) {
  for (int i = 0; i < CASES; i++) {
    rh_check_begin(check, RH_OP_QUANTIZE, "q12");
    uint32_t cols = rh_check_size(check, MAX_COLS, 32), rows = rh_check_size(check, MAX_ROWS, 1);
    rh_check_operand(check, 0, RH_TYPE_ACTIVATION_Q12, cols, rows, RH_FILL_ZERO);
    rh_check_operand(check, 1, RH_TYPE_F32, cols, rows, (rh_fill)(i % RH_FILL_COUNT));
    rh_check_compare_rows(check);
  }
}
