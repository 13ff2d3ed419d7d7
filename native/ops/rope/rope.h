// SPDX-License-Identifier: Apache-2.0
// Rotary position embedding by table: Su et al. 2021, arXiv 2104.09864, eq. 15.
// The angles are the caller's: every way of scaling or stretching positions is another table.
//
// A row of x holds heads side by side, head_dim values each. In each head, for pair p of rot / 2:
//   (a, b) -> (a cos - b sin, a sin + b cos)      adjacent: a, b = values 2p, 2p + 1
//                                                 halves:   a, b = values p, p + rot / 2
// and the values from rot on stay as they are.
//
// operand 0  y      F32 (n, heads * head_dim); may be x
// operand 1  x      F32 (n, heads * head_dim)
// operand 2  table  F32 (n, rot): rot / 2 cosines, then rot / 2 sines, of the row's position (with
//                   any magnitude factor already in them); rot even, <= head_dim
// i[0]       head_dim
// i[1]       rh_pairing
// unit: a row.  a' = fma(a, cos, -(b * sin)), b' = fma(a, sin, b * cos).
#ifndef RH_OPS_ROPE_H
#define RH_OPS_ROPE_H

#include <stddef.h>
#include <stdint.h>

typedef struct rope_args {
  float *y;  // (n, heads, head_dim)
  size_t y_stride;
  const float *x;  // (n, heads, head_dim)
  size_t x_stride;
  const float *table;  // (n, rot)
  size_t table_stride;
  uint32_t heads, head_dim, rot;
} rope_args;

#endif
