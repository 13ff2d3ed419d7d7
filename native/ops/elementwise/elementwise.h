// SPDX-License-Identifier: Apache-2.0
// y from a, b and a factor, value by value (rh_elementwise).
//
// operand 0  y  F32 (n, cols); may be a or b
// operand 1  a  F32 (n, cols)
// operand 2  b  F32 (n, cols), or one row for all (stride 0); ADD and MULTIPLY only
// i[0]       rh_elementwise
// f[0]       the factor of SCALE, the cap (> 0) of SOFTCAP and CLAMP
// unit: a row.
// A NaN stays NaN; SOFTCAP and CLAMP take the infinities to -f and f.
#ifndef RH_OPS_ELEMENTWISE_H
#define RH_OPS_ELEMENTWISE_H

#include <stddef.h>
#include <stdint.h>

typedef struct elementwise_args {
  float *y;  // (n, cols)
  size_t y_stride;
  const float *a;  // (n, cols)
  size_t a_stride;
  const float *b;  // (n, cols) or null
  size_t b_stride;
  uint32_t cols;
  float factor;
} elementwise_args;

#endif
