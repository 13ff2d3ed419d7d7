// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_COLS = 2304, MAX_ROWS = 9, CASES = 60 };

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
    bool large = i % 2 != 0;
    rh_check_begin(check, RH_OP_QUANTIZE, large ? "q8k" : "q8");
    uint32_t cols = rh_check_size(check, MAX_COLS, large ? 256 : 32);
    uint32_t rows = rh_check_size(check, MAX_ROWS, 1);
    rh_check_operand(check, 0, large ? RH_TYPE_ACTIVATION_Q8K : RH_TYPE_ACTIVATION_Q8, cols, rows,
                     RH_FILL_ZERO);
    rh_check_operand(check, 1, RH_TYPE_F32, cols, rows, (rh_fill)(i / 2 % RH_FILL_COUNT));
    rh_check_compare_rows(check);
  }
}
