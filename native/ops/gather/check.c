// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"
#include "gather.h"

// Every value is one dequantization and one product: there is nothing to differ in.
double gather_tolerance(rh_values *before, float *absolute);

double gather_tolerance(rh_values *before, float *absolute) {
  (void)before;
  (void)absolute;
  return 0;
}

enum { MAX_COLS = 600, MAX_ROWS = 40, MAX_IDS = 33 };

static void check_type(rh_check *check, const rh_type_row *type, rh_fill fill, float scale) {
  rh_op *op = rh_check_begin(check, RH_OP_GATHER, type->name);
  uint32_t cols = rh_check_size(check, MAX_COLS, type->block_values);
  uint32_t rows = rh_check_size(check, MAX_ROWS, 1);
  uint32_t n = rh_check_size(check, MAX_IDS, 1);
  int32_t ids[MAX_IDS];
  for (uint32_t t = 0; t < n; t++) ids[t] = (int32_t)rh_check_below(check, rows);
  op->f[0] = scale;
  rh_check_operand(check, 0, RH_TYPE_F32, cols, n, RH_FILL_ZERO);
  rh_check_operand(check, 1, type->id, cols, rows, fill);
  rh_check_integers(check, 2, n, 1, ids);
  rh_check_compare(check);
}

void gather_check(rh_check *check);

void gather_check(rh_check *check) {
  for (uint32_t id = 0; id < RH_TYPE_ACTIVATION_Q8; id++) {
    const rh_type_row *type = rh_type_row_of(id);
    if (!type || type->packed == id) continue;
    for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
      check_type(check, type, fill, fill == RH_FILL_EXTREME ? 1 : 22.627417f);
    }
  }
}
