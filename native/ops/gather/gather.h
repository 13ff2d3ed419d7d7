// SPDX-License-Identifier: Apache-2.0
// Rows of a table, as float32: token embeddings, or the hidden rows whose logits are wanted.
//
//   y[t][c] = scale * table[ids[t]][c]
//
// operand 0  y      F32 (n, cols)
// operand 1  table  any type that a file can hold (not packed) (N, cols)
// operand 2  ids    I32 (1, n), each 0 <= id < N: bind refuses others
// f[0]       scale
// unit: a row of y.  A value is dequantized to float32, then multiplied by scale.
#ifndef RH_OPS_GATHER_H
#define RH_OPS_GATHER_H

#include <stddef.h>
#include <stdint.h>

#include "../../types/type.h"

typedef struct gather_args {
  float *y;  // (n, cols)
  size_t y_stride;
  const unsigned char *table;
  size_t table_stride;
  const rh_type_row *type;
  const int32_t *ids;  // (n)
  uint32_t cols;
  float scale;
} gather_args;

#endif
