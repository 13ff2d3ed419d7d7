// SPDX-License-Identifier: Apache-2.0
// Activation of one half times the other: Shazeer 2020, arXiv 2002.05202, eq. 6; or the activation
// alone.
//
//   y = activation(gate) * up, or of CLAMPED, activation(gate) * (1 + up within -7 .. 7)
//
// operand 0  y     F32 (n, cols); may be gate or up
// operand 1  gate  F32 (n, cols)
// operand 2  up    F32 (n, cols), or absent for y = activation(gate)
// i[0]       rh_activation, not NONE; the kernels are named for it
// unit: a row.
// A NaN stays NaN. Minus infinity gives NaN, but 0 from relu, relu_squared and sigmoid.
#ifndef RH_OPS_GATE_H
#define RH_OPS_GATE_H

#include <stddef.h>
#include <stdint.h>

typedef struct gate_args {
  float *y;  // (n, cols)
  size_t y_stride;
  const float *gate;  // (n, cols)
  size_t gate_stride;
  const float *up;  // (n, cols) or null
  size_t up_stride;
  uint32_t cols;
} gate_args;

#endif
