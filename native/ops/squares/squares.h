// SPDX-License-Identifier: Apache-2.0
// Adds the squares of rows column by column: how strongly each input of a linear layer is driven.
// The rows are those of one matrix or of several, experts or heads; E matrices.
//
//   sums[e][c] += sum of x[r][c]^2 over the rows r of matrix e
//   sums[e][K] += how many rows these are
//
// operand 0  sums    F32 (E, K + 1)
// operand 1  x       F32 (m, K)
// operand 2  starts  I32 (1, E + 1): matrix e has the rows starts[e] .. starts[e + 1] - 1, as far as
//                    they are rows of x; or absent, and row r is matrix r % E's
// unit: a column of sums. Squares are added in the order of the rows in double, the result is rounded
// to float32 and then added.
#ifndef RH_OPS_SQUARES_H
#define RH_OPS_SQUARES_H

#include <stddef.h>
#include <stdint.h>

typedef struct squares_args {
  float *sums;  // (matrices, cols + 1)
  size_t sums_stride;
  const float *x;  // (m, cols)
  size_t x_stride;
  const int32_t *starts;  // (matrices + 1), or null
  uint32_t m, cols, matrices;
} squares_args;

#endif
