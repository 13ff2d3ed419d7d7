// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

// The contract names every rounding: there is nothing to differ in.
double store_tolerance(rh_values *before, float *absolute);

double store_tolerance(rh_values *before, float *absolute) {
  (void)before;
  (void)absolute;
  return 0;
}

enum { MAX_COLS = 600, MAX_ROWS = 33 };

static void check_case(rh_check *check, uint32_t type, rh_fill fill) {
  rh_type_info info;
  if (rh_type_describe(type, &info) != RH_OK) return;
  rh_check_begin(check, RH_OP_STORE, info.name);
  uint32_t cols = rh_check_size(check, MAX_COLS, info.block_values);
  uint32_t n = rh_check_size(check, MAX_ROWS, 1);
  uint32_t capacity = n + rh_check_below(check, 5);
  // Every cache row once, in random order; the first n of them are written.
  int32_t rows[MAX_ROWS + 5];
  for (uint32_t t = 0; t < capacity; t++) {
    uint32_t other = rh_check_below(check, t + 1);
    rows[t] = (int32_t)t;
    int32_t swapped = rows[other];
    rows[other] = rows[t];
    rows[t] = swapped;
  }
  rh_check_operand(check, 0, type, cols, capacity, RH_FILL_ZERO);
  rh_check_operand(check, 1, RH_TYPE_F32, cols, n, fill);
  rh_check_integers(check, 2, n, 1, rows);
  rh_check_compare(check);
}

void store_check(rh_check *check);

void store_check(rh_check *check) {
  static const uint32_t types[] = {RH_TYPE_F32, RH_TYPE_F16, RH_TYPE_Q8_0};
  for (uint32_t type = 0; type < 3; type++) {
    for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
      for (int repeat = 0; repeat < 4; repeat++) check_case(check, types[type], fill);
    }
  }
}
