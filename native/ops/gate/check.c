// SPDX-License-Identifier: Apache-2.0
#include <float.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_COLS = 600, MAX_ROWS = 9 };

typedef struct variant {
  int32_t id;
  const char *name;
  double relative;  // error
} variant;

static const variant ACTIVATIONS[] = {
    {RH_ACTIVATION_SILU, "silu", 0x1p-21},
    {RH_ACTIVATION_GELU, "gelu", 0x1p-20},
    // The exponential makes an absolute error of its argument a relative one, and the argument is
    // up to 87 times as large as 1 before the result is 0.
    {RH_ACTIVATION_GELU_TANH, "gelu_tanh", 87 * 0x1p-22},
    {RH_ACTIVATION_RELU, "relu", 0},
    {RH_ACTIVATION_RELU_SQUARED, "relu_squared", 0x1p-22},
    {RH_ACTIVATION_GELU_QUICK, "gelu_quick", 87 * 0x1p-22},
    {RH_ACTIVATION_CLAMPED, "clamped", 87 * 0x1p-22},
    {RH_ACTIVATION_SIGMOID, "sigmoid", 0x1p-21},
};

double gate_tolerance(rh_values *before, float *absolute);

double gate_tolerance(rh_values *before, float *absolute) {
  const rh_view *y = &before->views[0];
  // An activation that is subnormal, times up.
  for (size_t i = 0; i < (size_t)y->rows * y->cols; i++) absolute[i] = 64 * FLT_MIN;
  return ACTIVATIONS[before->op->i[0] - RH_ACTIVATION_SILU].relative;
}

static void check_case(rh_check *check, const variant *kernel, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_GATE, kernel->name);
  uint32_t cols = rh_check_size(check, MAX_COLS, 1), n = rh_check_size(check, MAX_ROWS, 1);
  // y is memory of its own, the gate's or up's.
  uint32_t place = rh_check_below(check, 3);
  op->i[0] = kernel->id;
  rh_check_operand(check, 0, RH_TYPE_F32, cols, n, fill);
  for (uint32_t index = 1; index <= 2; index++) {
    if (place == index) {
      rh_check_alias(check, index, 0);
    } else if (index == 1 || rh_check_below(check, 2)) {
      rh_check_operand(check, index, RH_TYPE_F32, cols, n, fill);
    }
  }
  rh_check_compare_rows(check);
}

void gate_check(rh_check *check);

void gate_check(rh_check *check) {
  for (uint32_t i = 0; i < sizeof ACTIVATIONS / sizeof *ACTIVATIONS; i++) {
    for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
      for (int repeat = 0; repeat < 4; repeat++) check_case(check, &ACTIVATIONS[i], fill);
    }
  }
}
