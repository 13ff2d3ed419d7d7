// SPDX-License-Identifier: Apache-2.0
// Attention of query rows over visible cache rows, softmax online: never a full score matrix.
//
//   s_j = (scale * q) . k_j;  s_j = cap * tanh(s_j / cap) if cap > 0;  s_j += bias[h][distance]
//   y = sum_j exp(s_j - m) v_j / sum_j exp(s_j - m)
//
// operand 0  y      F32 (n, heads * value_dim)
// operand 1  q      F32 (forms * n, heads * head_dim): form f of query t is row f * n + t
// operand 2  k      F32, F16 or Q8_0 (key_forms * capacity, kv_heads * head_dim)
// operand 3  v      as k's type (capacity, kv_heads * value_dim); that of row r of k is row
//                   r % capacity
// operand 4  spans  I32 (n, 2): (first, count) of the keys that each query sees, as places in
//                   `visible`, or as rows of k where that is absent. Or (n, 3 s): up to s spans of
//                   (first, count, form), the keys of which the query meets in that form
// operand 5  visible    I32 (1, any): rows of k in the order of their positions; or absent
// operand 6  bias       F32 (heads, n_bias); distance = query position - key position, clamped to
//                       0 .. n_bias - 1; or absent
// operand 7  positions  I32 (1, n + key_forms * capacity): of the n queries, then of the rows of k;
//                       with bias only
// i[0] heads  i[1] kv_heads (divides heads; head h reads kv head h / (heads / kv_heads))
// i[2] head_dim  i[3] value_dim
// f[0] scale  f[1] cap, 0 for none
// unit: (query t, kv head g), numbered g * n + t, with all query heads of g. Or, where there are too
// few of these for the team, a part: (query t, its chunk c of keys), numbered t * parts + c, with
// all heads; each part leaves the m_c, l_c and a_c defined below in the device's work space, and a
// second kernel, whose unit is (t, head h), numbered t * heads + h, takes the parts of a head
// together. A query that sees nothing (count 0, or every score -inf) gives zeros. y overlaps no
// input.
//
// Order of the sums, the same for any cut of the prompt and any team: span after span, the keys a
// query sees are taken in chunks that end where place (index in `visible`, or cache row) is a
// multiple of 256. In a chunk: scores, m_c = max, p_j = exp(s_j - m_c), l_c = lane_sum of p
// (partial j % 16, j the place), a_c[d] = sum_j by fma in order of j. A running (m, l, a) then
// takes each chunk in order: m' = max(m, m_c), l = fma(l_c, e^(m_c - m'), l e^(m - m')), a
// likewise; at the end y = a * (1 / l). With a sink s, m' = max(m, s) is taken last of all, l' =
// fma(l, e^(m - m'), e^(s - m')) and y = a * (e^(m - m') / l'). Where m_c or m' is -inf, 0 is
// subtracted instead; exp is x16_exp_weight, 0 below -87. Dot products: (scale * q) . k by fma in
// order of the columns. Scores are float32: dot product, cap, + bias. A NaN in a head of a query,
// or in one of a key that the query sees, makes the head's output NaN; one in a value it sees, that
// value's place of the output. What a query does not see has no effect.
#ifndef RH_OPS_ATTENTION_H
#define RH_OPS_ATTENTION_H

#include <stddef.h>
#include <stdint.h>

#include "rhapsode.h"

enum { ATTENTION_CHUNK = RH_ATTENTION_CHUNK };

typedef struct attention_args {
  float *y;  // (n, heads, value_dim)
  size_t y_stride;
  const float *q;  // (n, heads, head_dim)
  size_t q_stride;
  const unsigned char *k;  // (capacity, kv_heads, head_dim)
  size_t k_stride;
  const unsigned char *v;  // (capacity, kv_heads, value_dim)
  size_t v_stride;
  const int32_t *spans;  // (n, n_spans, span_values)
  size_t spans_stride;
  uint32_t n_spans, span_values;  // 2 or 3 values
  uint32_t value_rows;            // rows of v where k has more, or 0
  const int32_t *visible;         // or null
  const float *bias;              // (heads, n_bias) or null
  size_t bias_stride;
  const float *sinks;              // (heads) or null
  const int32_t *query_positions;  // (n), with bias
  const int32_t *key_positions;    // (capacity), with bias
  uint32_t n, heads, kv_heads, head_dim, value_dim, n_bias;
  float scale, cap;
  uint32_t parts;  // of a query, some of which may be empty; or 0: units are whole
  void *const *work;
} attention_args;

// What part c of query t left of head h: a_c, then m_c and l_c.
static inline float *attention_part(const attention_args *a, uint32_t t, uint32_t h, uint32_t c) {
  size_t index = ((size_t)t * a->heads + h) * a->parts + c;
  return (float *)*a->work + index * (a->value_dim + 2);
}

// Keys that a query meets in one form: places first .. last - 1.
typedef struct attention_span {
  int32_t first, last;
  uint32_t form;
} attention_span;

static inline attention_span attention_span_of(const attention_args *a, uint32_t t, uint32_t i) {
  const int32_t *row = (const int32_t *)((const unsigned char *)a->spans + t * a->spans_stride);
  row += (size_t)i * a->span_values;
  return (attention_span){row[0], row[0] + row[1], a->span_values == 3 ? (uint32_t)row[2] : 0};
}

// The chunks that the keys first .. last - 1 lie in; none if there are no keys.
static inline uint32_t attention_chunks(int32_t first, int32_t last) {
  if (first >= last) return 0;
  return (uint32_t)((last - 1) / ATTENTION_CHUNK - first / ATTENTION_CHUNK + 1);
}

// The chunks of all spans of query t.
static inline uint32_t attention_query_chunks(const attention_args *a, uint32_t t) {
  uint32_t chunks = 0;
  for (uint32_t i = 0; i < a->n_spans; i++) {
    attention_span span = attention_span_of(a, t, i);
    chunks += attention_chunks(span.first, span.last);
  }
  return chunks;
}

#endif
