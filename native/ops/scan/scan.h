// SPDX-License-Identifier: Apache-2.0
// The selective state space: Gu & Dao 2023, arXiv 2312.00752, eq. 2 with the discretization of
// section 3.6; with one decay for all states of a head it is Dao & Gu 2024, arXiv 2405.21060,
// section 5.1. Channels lie side by side in heads; of each token in order, for channel c of head h:
//
//   delta = log(1 + e^dt[t][h])
//   state[s][c] = e^min(0, delta a[s][h]) state[s][c] + delta x[t][c] b[t][s],  s = 0 .. states - 1
//   y[t][c] = d[h] x[t][c] + sum_s c[t][s] state[s][c]
//
// operand 0  out    F32 (states + n, channels): the state after the last token, then y
// operand 1  x      F32 (n, channels)
// operand 2  dt     F32 (n, heads); heads divides channels
// operand 3  a      F32 (states, heads), or (1, heads) where it is the same for all states
// operand 4  b      F32 (n, groups * states)
// operand 5  c      F32 (n, groups * states)
// operand 6  d      F32 (1, heads), or absent for zeros
// operand 7  state  F32 (states, channels)
// i[0]  groups, divides heads; head h reads group h / (heads / groups) of b and c
// unit: 16 channels side by side, fewer in the last.
// Each value named is float32; state = fma(decay, state, (delta x) b); y by fma in order of s, from
// d x on. decay is x16_exp_weight. Tokens of n steps of one or of one step of n have the same bits.
#ifndef RH_OPS_SCAN_H
#define RH_OPS_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum { SCAN_CHANNELS = 16 };  // of a unit

typedef struct scan_args {
  float *out;  // (states + n, channels)
  size_t out_stride;
  const float *x;  // (n, channels)
  size_t x_stride;
  const float *dt;  // (n, heads)
  size_t dt_stride;
  const float *a;  // (states or 1, heads)
  size_t a_stride;
  const float *b;  // (n, groups, states)
  size_t b_stride;
  const float *c;  // (n, groups, states)
  size_t c_stride;
  const float *d;      // (heads) or null
  const float *state;  // (states, channels)
  size_t state_stride;
  uint32_t n, channels, heads, groups, states;
  uint32_t a_rows;  // states, or 1
} scan_args;

static inline const float *scan_row(const float *rows, size_t stride, uint32_t index) {
  return (const float *)((const char *)rows + index * stride);
}

#endif
