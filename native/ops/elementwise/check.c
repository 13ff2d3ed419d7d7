// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_COLS = 600, MAX_ROWS = 9 };

typedef struct variant {
  int32_t id;
  const char *name;
  bool two;         // it reads b
  double relative;  // error; one IEEE operation has none
} variant;

static const variant OPERATIONS[] = {
    {RH_ELEMENTWISE_ADD, "add", true, 0},
    {RH_ELEMENTWISE_MULTIPLY, "multiply", true, 0},
    {RH_ELEMENTWISE_SCALE, "scale", false, 0},
    {RH_ELEMENTWISE_SOFTCAP, "softcap", false, 0x1p-21},
    {RH_ELEMENTWISE_COPY, "copy", false, 0},
    {RH_ELEMENTWISE_CLAMP, "clamp", false, 0},
    {RH_ELEMENTWISE_EXP, "exp", false, 0x1p-21},
};

double elementwise_tolerance(rh_values *before, float *absolute);

double elementwise_tolerance(rh_values *before, float *absolute) {
  (void)absolute;
  return OPERATIONS[before->op->i[0]].relative;
}

static void check_case(rh_check *check, const variant *kernel, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_ELEMENTWISE, kernel->name);
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), n = rh_check_size(check, MAX_ROWS, 1);
  // y is memory of its own, a's or b's.
  uint32_t place = rh_check_below(check, kernel->two ? 3 : 2);
  op->i[0] = kernel->id;
  op->f[0] = kernel->id == RH_ELEMENTWISE_CLAMP ? 1 : 30;
  rh_check_operand(check, 0, RH_TYPE_F32, cols, n, fill);
  for (uint32_t index = 1; index <= (kernel->two ? 2 : 1); index++) {
    if (place == index) {
      rh_check_alias(check, index, 0);
    } else {
      // A single row of b serves all of a's.
      bool one = index == 2 && rh_check_below(check, 2);
      rh_check_operand(check, index, RH_TYPE_F32, cols, one ? 1 : n, fill);
    }
  }
  rh_check_compare_rows(check);
}

void elementwise_check(rh_check *check);

void elementwise_check(rh_check *check) {
  for (uint32_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
    for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
      for (int repeat = 0; repeat < 4; repeat++) check_case(check, &OPERATIONS[i], fill);
    }
  }
}
