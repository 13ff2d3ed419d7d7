// SPDX-License-Identifier: Apache-2.0
// Which experts a token goes to, how much each counts, and which tokens each expert gets: Shazeer
// et al. 2017, arXiv 1701.06538, eq. 2-5; groups and correction as in DeepSeek-V3, arXiv
// 2412.19437, sec. 2.1.2. n tokens, E experts, k of them for a token.
//
// i[0]  rh_route
// CHOOSE
//   operand 0  y        I32 (n, k): a token's experts, best first
//   operand 1  logits   F32 (n, E), E at most 1024
//   operand 2  correction  F32 (1, E), added to the scores for the choice alone; or absent
//   i[1] rh_expert_score   i[2] groups (divides E; 1 for none)   i[3] groups that a token may use
//   With one group and no correction the logits themselves are compared: scores rise with them.
//   A group is worth the sum of its two best scores (SIGMOID) or its best one. A NaN counts as more
//   than any number; of equals the first is chosen.
//   unit: a token.
// WEIGH
//   operand 0  y        F32 (n, k)
//   operand 1  logits   F32 (n, E)
//   operand 2  chosen   I32 (n, k); an expert outside 0 .. E - 1 gets a NaN
//   i[1] rh_expert_score   i[2] 1 divides the weights of a token by their sum
//   f[0] factor of all weights
//   SPARSE_MIXER (Liu et al. 2024, arXiv 2409.12136, as Phi-3.5-MoE computes it): the softmax of the
//   chosen expert's logit s among those s_e of the experts not chosen before it for which
//   (s - s_e) / max(|s_e|, s) <= 0.02
//   unit: a token.
// GROUP
//   operand 0  y        I32 (1, E + 1 + 2 n k): where each expert's rows begin, and where the last
//                       one's end; then the token of each row, -1 beyond the last; then, for each
//                       token and choice, its row, or -1 where it has none
//   operand 1  chosen   I32 (n, k)
//   i[1] E   i[2] most rows of an expert, 0 for any number
//   An expert takes first choices before second ones, and each in the order of the tokens (Lepikhin
//   et al. 2020, arXiv 2006.16668, alg. 1); whom it has no row for gets none from it.
//   unit: all.
#ifndef RH_OPS_ROUTE_H
#define RH_OPS_ROUTE_H

#include <stddef.h>
#include <stdint.h>

enum { ROUTE_MAX_EXPERTS = 1024 };

typedef struct route_args {
  void *y;
  size_t y_stride;
  const float *logits;  // (n, E)
  size_t logits_stride;
  const float *correction;  // (E) or null
  const int32_t *chosen;    // (n, k)
  size_t chosen_stride;
  uint32_t n, experts, used;
  uint32_t score;  // rh_expert_score
  uint32_t groups, groups_used;
  uint32_t normalize;
  uint32_t capacity;
  float factor;
} route_args;

#endif
