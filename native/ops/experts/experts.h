// SPDX-License-Identifier: Apache-2.0
// Several matrices of one shape, each for some rows: the experts of a feed-forward layer (Shazeer
// et al. 2017, arXiv 1701.06538, eq. 1), or a matrix for each head. Which rows an expert gets is
// known only while the tape runs: route/route.h writes it. n tokens, k experts for each, m = n k
// rows.
//
// i[0]  rh_experts
// DISPATCH: y[r] = x[tokens[r]], the rows that experts work on, expert by expert
//   operand 0  y       F32 (m, K)
//   operand 1  x       F32 (n, K)
//   operand 2  tokens  I32 (1, m); a row of one outside 0 .. n - 1 becomes 0
//   unit: a row of y.
// MULTIPLY: y[r] = x[r] W_e^T (+ bias_e) for each row r of each expert e
//   operand 0  y       F32 (m, N)
//   operand 1  x       (m, K) of the type that matmul/matmul.h reads with such weights
//   operand 2  w       a packed type (E N', K), N' being N rounded up to 16: each expert's N rows
//                      begin a panel
//   operand 3  starts  I32 (1, E + 1): expert e has the rows starts[e] .. starts[e + 1] - 1; or
//                      absent, and row r is expert r % E's
//   operand 4  bias    F32 (E, N), or absent
//   i[1] E
//   Rows of no expert stay as they are. unit: a panel of 16 of the N rows of every expert. The sums
//   are matmul's, whose kernel is called: a row's result depends on nothing but the row.
// COMBINE: y[t] += sum_i weights[t][i] * x[rows[t][i]]
//   operand 0  y        F32 (n, K)
//   operand 1  x        F32 (m, K)
//   operand 2  weights  F32 (n, k)
//   operand 3  rows     I32 (1, m); one outside 0 .. m - 1 adds nothing
//   i[1] 1 adds to what y holds, 0 overwrites
//   The sum starts from 0 and goes by fma in the order of i; what y held is added last.
//   unit: a token.
#ifndef RH_OPS_EXPERTS_H
#define RH_OPS_EXPERTS_H

#include "../../core/kernels.h"
#include "../matmul/matmul.h"

typedef struct dispatch_args {
  float *y;  // (m, K)
  size_t y_stride;
  const float *x;  // (n, K)
  size_t x_stride;
  const int32_t *tokens;  // (m)
  uint32_t n, cols;
} dispatch_args;

typedef struct experts_args {
  matmul_args all;  // the product of all rows with the first expert, without bias
  rh_kernel *multiply;
  const int32_t *starts;  // (E + 1), or null
  const float *bias;      // (E, N), or null
  size_t bias_stride;
  size_t matrix_bytes;  // of an expert
  uint32_t experts;
} experts_args;

typedef struct combine_args {
  float *y;  // (n, K)
  size_t y_stride;
  const float *x;  // (m, K)
  size_t x_stride;
  const float *weights;  // (n, k)
  size_t weights_stride;
  const int32_t *rows;  // (n, k), dense
  uint32_t m, used, cols, accumulate;
} combine_args;

#endif
