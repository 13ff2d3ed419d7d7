// SPDX-License-Identifier: Apache-2.0
// Causal convolution of each channel by itself over the last rows, of which those before the step
// are remembered: the short convolution of state-space models (Fu et al. 2023, arXiv 2212.14052,
// section 3.1; Gu & Dao 2023, arXiv 2312.00752, section 3.4).
//
//   in = memory, then x
//   y[t][c] = bias[c] + sum_k w[k][c] in[t + k][c],  k = 0 .. kernel - 1
//
// operand 0  out     F32 (kernel - 1 + n, channels): the last kernel - 1 rows of `in`, to be
//                    remembered, then y
// operand 1  x       F32 (n, channels)
// operand 2  memory  F32 (kernel - 1, channels)
// operand 3  w       F32 (kernel, channels), kernel >= 2
// operand 4  bias    F32 (1, channels), or absent for zeros
// unit: a row of out.  By fma in order of k, from the bias on. Rows come of n steps of one row or
// of one step of n rows with the same bits.
#ifndef RH_OPS_CONVOLVE_H
#define RH_OPS_CONVOLVE_H

#include <stddef.h>
#include <stdint.h>

typedef struct convolve_args {
  float *out;  // (kernel - 1 + n, channels)
  size_t out_stride;
  const float *x;  // (n, channels)
  size_t x_stride;
  const float *memory;  // (kernel - 1, channels)
  size_t memory_stride;
  const float *w;  // (kernel, channels)
  size_t w_stride;
  const float *bias;  // (channels) or null
  uint32_t n, kernel, channels;
} convolve_args;

// Row `index` of memory and x one after the other.
static inline const float *convolve_input(const convolve_args *a, uint32_t index) {
  uint32_t remembered = a->kernel - 1;
  return index < remembered
             ? (const float *)((const char *)a->memory + index * a->memory_stride)
             : (const float *)((const char *)a->x + (index - remembered) * a->x_stride);
}

#endif
