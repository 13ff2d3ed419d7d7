// SPDX-License-Identifier: Apache-2.0
// The attention kernels of every instruction set: one body over the vectors of simd/vector.h. The
// including file defines first
//
//   x16_largest                   the largest lane
//   x16_columns(rows, columns)    4 columns, each a vector, of 16 rows that lie 16 values apart
//   x16_f16, x16_i8               16 values widened to float
//   PANEL_ROWS, PANEL_WIDTH       how many rows by vectors of keys, or of v, keep their sums in
//                                 registers; rows more than 4, width 1 or 2
//
// A "row" is one query head of one query. Rows of neighbouring queries that read the same kv head
// go through a chunk of keys together, so that a key is loaded once for several rows.
#ifndef RH_OPS_ATTENTION_BODY_H
#define RH_OPS_ATTENTION_BODY_H

#include "../../core/kernels.h"
#include "scores.h"
#include "values.h"

// ---- Blocks -------------------------------------------------------------------------------------

// Rows from which on values are worth a panel.
enum { MANY_ROWS = 12 };

INLINE void sum_values(cache_type type, block *b, int32_t low, int32_t high) {
  if (b->rows >= MANY_ROWS) {
    value_in_panels(type, b, low, high);
    return;
  }
  for (uint32_t r = 0, rows; r < b->rows; r += rows) {
    rows = b->rows - r < 4 ? b->rows - r : 4;
    switch (rows) {
      case 4:
        value_directly(type, b, r, 4);
        break;
      case 3:
        value_directly(type, b, r, 3);
        break;
      case 2:
        value_directly(type, b, r, 2);
        break;
      default:
        value_directly(type, b, r, 1);
    }
  }
}

// Takes the keys that the rows see, all of kv head g, into their running sums.
INLINE void attend_block(cache_type type, block *b, uint32_t g) {
  int32_t first = INT32_MAX, last = 0;
  for (uint32_t r = 0; r < b->rows; r++) {
    if (b->row[r].first >= b->row[r].last) continue;
    first = least(first, b->row[r].first);
    last = most(last, b->row[r].last);
  }
  // Whole vectors of these are computed with.
  for (uint32_t r = b->rows; r % 16 != 0; r++) b->largest[r] = -INFINITY, b->sum[r] = 0;
  b->query_column = UINT32_MAX;  // none yet
  for (int32_t base = first / ATTENTION_CHUNK * ATTENTION_CHUNK; base < last;
       base += ATTENTION_CHUNK) {
    int32_t low, high;
    if (!cut_spans(b, base, &low, &high)) continue;
    find_keys(type, b, g, base, low, high);
    score_rows(type, b, low, high);
    weigh(b);
    sum_values(type, b, low, high);
    for (uint32_t r = 0; r < b->rows; r++) b->row[r].fresh &= b->row[r].low >= b->row[r].high;
  }
}

// ---- Units --------------------------------------------------------------------------------------

static inline float *output_of(const attention_args *a, uint32_t t, uint32_t h) {
  return (float *)((unsigned char *)a->y + t * a->y_stride) + h * a->value_dim;
}

// Has a row go on with the keys of a span.
static inline void begin_span(const attention_args *a, query_row *row, attention_span span) {
  size_t query = (size_t)span.form * a->n + row->query;
  const unsigned char *q = (const unsigned char *)a->q + query * a->q_stride;
  row->q = (const float *)q + row->head * a->head_dim;
  row->first = span.first;
  row->last = span.last;
}

// Head h of query t, which has seen nothing yet.
static inline void add_row(block *b, uint32_t t, uint32_t h, float *y) {
  const attention_args *a = b->args;
  b->largest[b->rows] = -INFINITY;
  b->sum[b->rows] = 0;
  query_row *row = &b->row[b->rows++];
  row->y = y;
  row->query = t;
  row->head = h;
  row->bias = NULL;
  if (a->bias) {
    row->bias = (const float *)((const unsigned char *)a->bias + h * a->bias_stride);
    row->position = a->query_positions[t];
  }
  row->fresh = true;
}

// What the sums of head h are multiplied by at the end. A sink is one more key, whose value is 0.
static inline float share_of(const attention_args *a, uint32_t h, float largest, float sum) {
  if (!a->sinks) return 1 / sum;
  float sink = a->sinks[h], together = largest > sink ? largest : sink;
  float factor[16] = {largest - shift_of(together), sink - shift_of(together)};
  x16_store(factor, x16_exp_weight(x16_load(factor)));
  return factor[0] / fmaf(sum, factor[0], factor[1]);
}

// Ends head h of a query. What there is where nothing was seen must be 0, not what lay there.
static inline void end_row(const attention_args *a, uint32_t h, float largest, float sum,
                           float *y) {
  float share = share_of(a, h, largest, sum);
  for (uint32_t c = 0; c < a->value_dim; c++) y[c] = sum == 0 ? 0 : y[c] * share;
}

// From the first to the last key that query t sees.
static inline attention_span reach_of(const attention_args *a, uint32_t t) {
  attention_span reach = attention_span_of(a, t, 0);
  for (uint32_t i = 1; i < a->n_spans; i++) {
    attention_span span = attention_span_of(a, t, i);
    if (span.first >= span.last) continue;
    bool none = reach.first >= reach.last;
    reach.first = none ? span.first : least(reach.first, span.first);
    reach.last = none ? span.last : most(reach.last, span.last);
  }
  return reach;
}

// How many of the queries t .. end - 1, at most `most`, see much the same: each at least half of
// its reach among that of the ones before it. Sequences that share a step see nothing in common.
static inline uint32_t alike(const attention_args *a, uint32_t t, uint32_t end, uint32_t most) {
  attention_span all = reach_of(a, t);
  uint32_t n = 1;
  for (; n < most && t + n < end; n++) {
    attention_span one = reach_of(a, t + n);
    int64_t last = one.last < all.last ? one.last : all.last;
    int64_t common = last - (one.first > all.first ? one.first : all.first);
    if (common < (int64_t)one.last - one.first - common) break;
    all.first = one.first < all.first ? one.first : all.first;
    all.last = one.last > all.last ? one.last : all.last;
  }
  return n;
}

// Queries t .. end - 1 of kv head g, as many rows at a time as a block takes.
INLINE void attend_head(cache_type type, block *b, uint32_t g, uint32_t t, uint32_t end) {
  const attention_args *a = b->args;
  uint32_t group = a->heads / a->kv_heads, slice = group < BLOCK_ROWS ? group : BLOCK_ROWS;
  while (t < end) {
    uint32_t queries = alike(a, t, end, BLOCK_ROWS / slice);
    for (uint32_t s = 0; s < group; s += slice) {
      b->rows = 0;
      for (uint32_t i = t; i < t + queries; i++) {
        for (uint32_t h = g * group + s; h < (g + 1) * group && h < g * group + s + slice; h++) {
          add_row(b, i, h, output_of(a, i, h));
        }
      }
      for (uint32_t i = 0; i < a->n_spans; i++) {
        for (uint32_t r = 0; r < b->rows; r++) {
          begin_span(a, &b->row[r], attention_span_of(a, b->row[r].query, i));
        }
        attend_block(type, b, g);
      }
      for (uint32_t r = 0; r < b->rows; r++) {
        end_row(a, b->row[r].head, b->largest[r], b->sum[r], b->row[r].y);
      }
    }
    t += queries;
  }
}

// What chunk c of query t's keys, counted over all spans, holds of its span; nothing beyond the
// last.
static inline attention_span chunk_of(const attention_args *a, uint32_t t, uint32_t c) {
  for (uint32_t i = 0; i < a->n_spans; i++) {
    attention_span span = attention_span_of(a, t, i);
    uint32_t chunks = attention_chunks(span.first, span.last);
    if (c < chunks) {
      int32_t base = (span.first / ATTENTION_CHUNK + (int32_t)c) * ATTENTION_CHUNK;
      span.first = most(span.first, base);
      span.last = least(span.last, base + ATTENTION_CHUNK);
      return span;
    }
    c -= chunks;
  }
  return (attention_span){0, 0, 0};
}

// Part c of query t, all heads.
INLINE void attend_part(cache_type type, block *b, uint32_t t, uint32_t c) {
  const attention_args *a = b->args;
  attention_span span = chunk_of(a, t, c);
  if (span.first >= span.last) return;
  uint32_t group = a->heads / a->kv_heads;
  for (uint32_t h = 0; h < a->heads; h += b->rows) {
    uint32_t left = group - h % group;
    b->rows = 0;
    for (uint32_t i = h; i < h + left && i < h + BLOCK_ROWS; i++) {
      add_row(b, t, i, attention_part(a, t, i, c));
      begin_span(a, &b->row[b->rows - 1], span);
    }
    attend_block(type, b, h / group);
    for (uint32_t r = 0; r < b->rows; r++) {
      b->row[r].y[a->value_dim] = b->largest[r];
      b->row[r].y[a->value_dim + 1] = b->sum[r];
    }
  }
}

INLINE void attend_units(cache_type type, const attention_args *a, uint32_t first, uint32_t last) {
  block b;
  b.args = a;
  for (; a->parts && first < last; first++) {
    attend_part(type, &b, first / a->parts, first % a->parts);
  }
  while (first < last) {
    uint32_t g = first / a->n, left = (g + 1) * a->n - first;
    uint32_t count = last - first < left ? last - first : left;
    attend_head(type, &b, g, first % a->n, first % a->n + count);
    first += count;
  }
}

// ---- Parts --------------------------------------------------------------------------------------

// Takes the `count` parts of head h of query t into y, as attend_block takes chunks.
static inline void take_parts(const attention_args *a, uint32_t t, uint32_t h, uint32_t count) {
  const float *part = attention_part(a, t, h, 0);
  float *y = output_of(a, t, h);
  uint32_t dim = a->value_dim;
  float running = -INFINITY, sum = 0;
  for (uint32_t c = 0; c < count; c++, part += dim + 2) {
    float together = running > part[dim] ? running : part[dim], shift = shift_of(together);
    float factor[16] = {running - shift, part[dim] - shift};
    x16_store(factor, x16_exp_weight(x16_load(factor)));
    sum = fmaf(part[dim + 1], factor[1], sum * factor[0]);
    running = together;
    f32x16 keep = x16_set(factor[0]), take = x16_set(factor[1]);
    uint32_t column = 0;
    for (; column + 16 <= dim; column += 16) {
      f32x16 old = c == 0 ? x16_zero() : x16_load(y + column);
      x16_store(y + column, take_sums(c == 0, old, keep, x16_load(part + column), take));
    }
    if (column < dim) {
      f32x16 old = c == 0 ? x16_zero() : x16_load_first(y + column, dim - column);
      f32x16 added = x16_load_first(part + column, dim - column);
      x16_store_first(y + column, take_sums(c == 0, old, keep, added, take), dim - column);
    }
  }
  end_row(a, h, running, sum, y);
}

static inline void finish_units(const attention_args *a, uint32_t first, uint32_t last) {
  for (; first < last; first++) {
    uint32_t t = first / a->heads, h = first % a->heads;
    take_parts(a, t, h, attention_query_chunks(a, t));
  }
}

#define ATTENTION_KERNEL(variant, isa, values, bytes)                                             \
  static void attention_##variant##_##isa(const void *args, uint32_t first, uint32_t last) {      \
    attend_units((cache_type){load_##variant, tail_##variant, values, bytes}, args, first, last); \
  }

#define ATTENTION_KERNELS(isa)                                                          \
  ATTENTION_KERNEL(f32, isa, 1, 4)                                                      \
  ATTENTION_KERNEL(f16, isa, 1, 2)                                                      \
  ATTENTION_KERNEL(q8_0, isa, 32, sizeof(q8_0_block))                                   \
  static void attention_finish_##isa(const void *args, uint32_t first, uint32_t last) { \
    finish_units(args, first, last);                                                    \
  }                                                                                     \
  void attention_install_##isa(rh_kernel_table *table);                                 \
  void attention_install_##isa(rh_kernel_table *table) {                                \
    RH_INSTALL_KERNEL(table, attention, f32, isa);                                      \
    RH_INSTALL_KERNEL(table, attention, f16, isa);                                      \
    RH_INSTALL_KERNEL(table, attention, q8_0, isa);                                     \
    RH_INSTALL_KERNEL(table, attention, finish, isa);                                   \
  }

#endif
