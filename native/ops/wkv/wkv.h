// SPDX-License-Identifier: Apache-2.0
// A matrix of state for each head, which decays and takes up a key with its value for each token:
// RWKV-6 (Peng et al. 2024, arXiv 2404.05892, eq. 19), and with the generalized delta rule RWKV-7
// (Peng et al. 2025, arXiv 2503.14456, eq. 17). Heads of `size` channels lie side by side; S is a
// head's state before the token. For each token in order, i over its keys and c over its values:
//
//   kept[c] = sum_i a[t][i] S[i][c]
//   S'[i][c] = e^min(0, w[t][i]) S[i][c] + k[t][i] v[t][c] + b[t][i] kept[c]
//   y[t][c] = sum_i r[t][i] S'[i][c], or of S
//   own[t][c] = (sum_i r[t][i] u[i] k[t][i]) v[t][c]
//
// operand 0  out    F32 (size + n, channels): S after the last token, then y; with u
//                   (size + 2 n, channels), and own follows
// operand 1  r      F32 (n, channels)
// operand 2  w      F32 (n, channels), logarithms of the decay
// operand 3  k      F32 (n, channels)
// operand 4  v      F32 (n, channels)
// operand 5  state  F32 (size, channels)
// operand 6  u      F32 (1, channels), or absent
// operand 7  a      F32 (n, channels), or absent with b: nothing is kept
// operand 8  b      F32 (n, channels)
// i[0]  size, 1 .. 256; divides channels
// i[1]  0 y reads the state after the token, 1 the one before it
// unit: 16 channels of a head, fewer in its last.
// Sums over i go by fma in order from 0; S' = fma(b, kept, fma(decay, S, k v)); that of `own` has
// 16 partial sums, partial j over i = j, j + 16, ... by fma of (r u) and k, then lane_sum. decay is
// x16_exp_weight. Tokens of n steps of one or of one step of n have the same bits.
#ifndef RH_OPS_WKV_H
#define RH_OPS_WKV_H

#include <stddef.h>
#include <stdint.h>

enum { WKV_CHANNELS = 16, WKV_MAX_SIZE = 256 };

typedef struct wkv_args {
  float *out;  // (size + n or 2 n, channels)
  size_t out_stride;
  const float *r;  // (n, channels)
  size_t r_stride;
  const float *w;  // (n, channels)
  size_t w_stride;
  const float *k;  // (n, channels)
  size_t k_stride;
  const float *v;  // (n, channels)
  size_t v_stride;
  const float *state;  // (size, channels)
  size_t state_stride;
  const float *u;  // (channels) or null
  const float *a;  // (n, channels) or null
  size_t a_stride;
  const float *b;  // (n, channels) or null
  size_t b_stride;
  uint32_t n, channels, size;
  uint32_t reads_before;  // 0 or 1
} wkv_args;

static inline const float *wkv_row(const float *rows, size_t stride, uint32_t index) {
  return (const float *)((const char *)rows + index * stride);
}

static inline float *wkv_out(const wkv_args *a, uint32_t index) {
  return (float *)((char *)a->out + index * a->out_stride);
}

#endif
