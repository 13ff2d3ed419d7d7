// SPDX-License-Identifier: Apache-2.0
// The attention kernels of every instruction set: one body over the vectors of simd/vector.h. The
// including file defines first
//
//   x16_largest           the largest lane
//   x16_sums(partial)     the lane_sum of 16 vectors that lie one after the other
//   x16_f16, x16_i8       16 values widened to float
//   TILE_ROWS, TILE_WIDTH how many rows by keys (or by vectors of v) keep their sums in registers
//
// A "row" is one query head of one query. Rows of neighbouring queries that read the same kv head
// go through a chunk of keys together, so that a key is loaded once for several rows.
#ifndef RH_OPS_ATTENTION_BODY_H
#define RH_OPS_ATTENTION_BODY_H

#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../../simd/math.h"
#include "attention.h"
#include "cache_type.h"

enum { BLOCK_ROWS = 16, KEYS = 16 };

// ---- A block of rows ----------------------------------------------------------------------------

typedef struct query_row {
  const float *q;       // (head_dim)
  float *y;             // (value_dim): the running weighted sum, divided at the end
  const float *bias;    // (n_bias), or null
  int32_t position;     // of the query, with bias
  int32_t first, last;  // the places it sees
  int32_t low, high;    // of those, the ones in the current chunk, counted from its base
  float largest, sum;   // running m and l
  float keep, take;     // what the running sums and the chunk's are multiplied by
} query_row;

typedef struct block {
  const attention_args *args;
  uint32_t rows;
  query_row row[BLOCK_ROWS];
  const unsigned char *k[ATTENTION_CHUNK];  // of the current chunk: where the head's values start
  const unsigned char *v[ATTENTION_CHUNK];
  int32_t key_position[ATTENTION_CHUNK];
  _Alignas(64) float score[BLOCK_ROWS][ATTENTION_CHUNK];  // then exp(score - m)
} block;

static inline int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }
// What to subtract from scores whose largest is m.
static inline float shift_of(float m) { return m == -INFINITY ? 0 : m; }

// A cache is larger than what the processor guesses ahead on its own: its rows lie apart.
enum { AHEAD = 32, LINE = 64 };

INLINE void prefetch_head(cache_type type, const unsigned char *const *heads, int32_t j,
                          int32_t high, uint32_t dim) {
  if (j >= high) return;
  for (uint32_t at = 0; at < dim / type.block_values * type.block_bytes; at += LINE) {
    __builtin_prefetch(heads[j] + at);
  }
}

// ---- Scores -------------------------------------------------------------------------------------

// Dot products of `rows` rows with TILE_WIDTH keys, as 16 partial sums each.
INLINE void dot_tile(cache_type type, const query_row *row, uint32_t rows,
                     const unsigned char *const *k, uint32_t dim, float (*partial)[KEYS * 16]) {
  f32x16 sum[TILE_ROWS][TILE_WIDTH], key[TILE_WIDTH];
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t j = 0; j < TILE_WIDTH; j++) sum[r][j] = x16_zero();
  }
  uint32_t c = 0;
  for (; c + 16 <= dim; c += 16) {
    for (uint32_t j = 0; j < TILE_WIDTH; j++) key[j] = type.load(k[j], c);
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 q = x16_load(row[r].q + c);
      for (uint32_t j = 0; j < TILE_WIDTH; j++) sum[r][j] = x16_fma(q, key[j], sum[r][j]);
    }
  }
  if (c < dim) {
    for (uint32_t j = 0; j < TILE_WIDTH; j++) key[j] = type.tail(k[j], c, dim - c);
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 q = tail_f32((const unsigned char *)row[r].q, c, dim - c);
      for (uint32_t j = 0; j < TILE_WIDTH; j++) sum[r][j] = x16_fma(q, key[j], sum[r][j]);
    }
  }
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t j = 0; j < TILE_WIDTH; j++) x16_store(partial[r] + 16 * j, sum[r][j]);
  }
}

static inline float bias_at(const block *b, const query_row *row, int32_t place) {
  int64_t distance = (int64_t)row->position - b->key_position[place];
  if (distance < 0) distance = 0;
  if (distance >= b->args->n_bias) distance = (int64_t)b->args->n_bias - 1;
  return row->bias[distance];
}

// Scale, cap, bias and mask of the 16 scores from place j on.
static inline f32x16 finish_scores(const block *b, const query_row *row, f32x16 score, int32_t j) {
  score = x16_multiply(score, x16_set(b->args->scale));
  if (b->args->cap > 0) {
    f32x16 cap = x16_set(b->args->cap);
    score = x16_multiply(cap, x16_tanh(x16_divide(score, cap)));
  }
  if (!row->bias && row->low <= j && j + KEYS <= row->high) return score;
  float values[KEYS];
  x16_store(values, score);
  for (int32_t i = 0; i < KEYS; i++) {
    if (j + i < row->low || j + i >= row->high) {
      values[i] = -INFINITY;
    } else if (row->bias) {
      values[i] += bias_at(b, row, j + i);
    }
  }
  return x16_load(values);
}

INLINE void score_rows(cache_type type, block *b, uint32_t r0, uint32_t rows, int32_t low,
                       int32_t high) {
  _Alignas(64) float partial[TILE_ROWS][KEYS * 16];
  for (int32_t i = low; r0 == 0 && i < low + AHEAD; i++) {
    prefetch_head(type, b->k, i, high, b->args->head_dim);
  }
  for (int32_t j = low / KEYS * KEYS; j < high; j += KEYS) {
    for (int32_t i = j; r0 == 0 && i < j + KEYS; i++) {
      prefetch_head(type, b->k, i + AHEAD, high, b->args->head_dim);
      prefetch_head(type, b->v, i, high, b->args->value_dim);
    }
    for (int32_t tile = 0; tile < KEYS; tile += TILE_WIDTH) {
      float (*into)[KEYS * 16] = (float (*)[KEYS * 16])(partial[0] + 16 * tile);
      dot_tile(type, b->row + r0, rows, b->k + j + tile, b->args->head_dim, into);
    }
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 score = finish_scores(b, &b->row[r0 + r], x16_sums(partial[r]), j);
      x16_store(b->score[r0 + r] + j, score);
    }
  }
}

// ---- Softmax ------------------------------------------------------------------------------------

// Turns a row's scores of the chunk into weights and moves its running m and l.
static inline void weigh(query_row *row, float *score) {
  int32_t start = row->low / KEYS * KEYS;
  f32x16 most16 = x16_set(-INFINITY), sum16 = x16_zero();
  for (int32_t j = start; j < row->high; j += KEYS) most16 = x16_max(x16_load(score + j), most16);
  float largest = x16_largest(most16);
  f32x16 shift16 = x16_set(shift_of(largest));
  for (int32_t j = start; j < row->high; j += KEYS) {
    f32x16 weight = x16_exp(x16_subtract(x16_load(score + j), shift16));
    x16_store(score + j, weight);
    sum16 = x16_add(sum16, weight);
  }
  float together = row->largest > largest ? row->largest : largest;
  float shift = shift_of(together), factor[16] = {row->largest - shift, largest - shift};
  x16_store(factor, x16_exp(x16_load(factor)));
  row->keep = factor[0];
  row->take = factor[1];
  row->sum = fmaf(lane_sum(sum16), row->take, row->sum * row->keep);
  row->largest = together;
}

// ---- Weighted sums ------------------------------------------------------------------------------

// sum[r][c] += weight[r][j] v[j][c0 + c] in order of j, for TILE_WIDTH vectors of columns; of the
// last one only `tail` columns exist where that is not 0.
INLINE void add_values(cache_type type, const block *b, uint32_t r0, uint32_t rows, int32_t low,
                       int32_t high, uint32_t c0, uint32_t width, uint32_t tail,
                       float (*sums)[TILE_WIDTH * 16]) {
  f32x16 sum[TILE_ROWS][TILE_WIDTH], value[TILE_WIDTH];
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < width; i++) sum[r][i] = x16_load(sums[r] + 16 * i);
  }
  for (int32_t j = low; j < high; j++) {
    for (uint32_t i = 0; i < width; i++) {
      value[i] = tail ? type.tail(b->v[j], c0 + 16 * i, tail) : type.load(b->v[j], c0 + 16 * i);
    }
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 weight = x16_set(b->score[r0 + r][j]);
      for (uint32_t i = 0; i < width; i++) sum[r][i] = x16_fma(weight, value[i], sum[r][i]);
    }
  }
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < width; i++) x16_store(sums[r] + 16 * i, sum[r][i]);
  }
}

// Takes the chunk's weighted sums into the running ones.
INLINE void merge(const query_row *row, uint32_t c0, const float *sums, uint32_t width,
                  uint32_t tail) {
  f32x16 keep = x16_set(row->keep), take = x16_set(row->take);
  for (uint32_t i = 0; i < width; i++) {
    float *y = row->y + c0 + 16 * i, values[16];
    f32x16 old = tail ? tail_f32((const unsigned char *)y, 0, tail) : x16_load(y);
    f32x16 merged = x16_fma(x16_load(sums + 16 * i), take, x16_multiply(old, keep));
    x16_store(tail ? values : y, merged);
    if (tail) memcpy(y, values, tail * sizeof *y);
  }
}

// The chunk's weighted sums of some columns, merged into y. Keys that all rows see are read once
// for all; a key that a row does not see must not touch it, be its weight 0: 0 * infinity is NaN.
INLINE void value_columns(cache_type type, block *b, uint32_t r0, uint32_t rows, uint32_t c0,
                          uint32_t width, uint32_t tail) {
  _Alignas(64) float sums[TILE_ROWS][TILE_WIDTH * 16] = {{0}};
  int32_t low = 0, high = ATTENTION_CHUNK;
  for (uint32_t r = 0; r < rows; r++) {
    low = most(low, b->row[r0 + r].low);
    high = least(high, b->row[r0 + r].high);
  }
  if (low > high) low = high = ATTENTION_CHUNK;
  for (uint32_t r = 0; r < rows; r++) {
    const query_row *row = &b->row[r0 + r];
    add_values(type, b, r0 + r, 1, row->low, least(low, row->high), c0, width, tail, sums + r);
  }
  add_values(type, b, r0, rows, low, high, c0, width, tail, sums);
  for (uint32_t r = 0; r < rows; r++) {
    const query_row *row = &b->row[r0 + r];
    add_values(type, b, r0 + r, 1, most(high, row->low), row->high, c0, width, tail, sums + r);
    if (row->low < row->high) merge(row, c0, sums[r], width, tail);
  }
}

INLINE void value_rows(cache_type type, block *b, uint32_t r0, uint32_t rows) {
  uint32_t dim = b->args->value_dim, c = 0;
  for (; c + 16 * TILE_WIDTH <= dim; c += 16 * TILE_WIDTH) {
    value_columns(type, b, r0, rows, c, TILE_WIDTH, 0);
  }
  for (; c + 16 <= dim; c += 16) value_columns(type, b, r0, rows, c, 1, 0);
  if (c < dim) value_columns(type, b, r0, rows, c, 1, dim - c);
}

// ---- Chunks -------------------------------------------------------------------------------------

// Where the keys of places base + low .. base + high - 1 lie. Tiles read whole groups of keys:
// those beside the range point at its ends.
INLINE void find_keys(cache_type type, block *b, uint32_t g, int32_t base, int32_t low,
                      int32_t high) {
  const attention_args *a = b->args;
  size_t k_start = (size_t)g * a->head_dim / type.block_values * type.block_bytes;
  size_t v_start = (size_t)g * a->value_dim / type.block_values * type.block_bytes;
  int32_t end = (high + KEYS - 1) / KEYS * KEYS;
  for (int32_t j = low / KEYS * KEYS; j < end; j++) {
    int32_t place = base + most(low, least(j, high - 1));
    size_t cache_row = (size_t)(a->visible ? a->visible[place] : place);
    b->k[j] = a->k + cache_row * a->k_stride + k_start;
    b->v[j] = a->v + cache_row * a->v_stride + v_start;
    if (a->bias) b->key_position[j] = a->key_positions[cache_row];
  }
}

// Cuts the rows' spans to the chunk at `base`; returns whether any row sees a key in it.
static inline bool cut_spans(block *b, int32_t base, int32_t *low, int32_t *high) {
  *low = ATTENTION_CHUNK;
  *high = 0;
  for (uint32_t r = 0; r < b->rows; r++) {
    query_row *row = &b->row[r];
    row->low = most(row->first - base, 0);
    row->high = least(row->last - base, ATTENTION_CHUNK);
    if (row->low >= row->high) {
      row->low = row->high = 0;
      continue;
    }
    *low = least(*low, row->low);
    *high = most(*high, row->high);
  }
  return *low < *high;
}

INLINE void attend_tile(cache_type type, block *b, uint32_t r0, uint32_t rows, int32_t low,
                        int32_t high) {
  score_rows(type, b, r0, rows, low, high);
  for (uint32_t r = r0; r < r0 + rows; r++) {
    if (b->row[r].low < b->row[r].high) weigh(&b->row[r], b->score[r]);
  }
  value_rows(type, b, r0, rows);
}

INLINE void attend_chunk(cache_type type, block *b, int32_t low, int32_t high) {
  uint32_t r = 0;
  for (; r + TILE_ROWS <= b->rows; r += TILE_ROWS) attend_tile(type, b, r, TILE_ROWS, low, high);
  // The rest of 1 .. TILE_ROWS - 1 rows, each number compiled for itself.
  switch (b->rows - r) {
    case 3:
      attend_tile(type, b, r, 3 < TILE_ROWS ? 3 : 1, low, high);
      break;
    case 2:
      attend_tile(type, b, r, 2 < TILE_ROWS ? 2 : 1, low, high);
      break;
    case 1:
      attend_tile(type, b, r, 1, low, high);
      break;
    default:
      break;
  }
}

INLINE void attend_block(cache_type type, block *b, uint32_t g) {
  int32_t first = INT32_MAX, last = 0;
  for (uint32_t r = 0; r < b->rows; r++) {
    if (b->row[r].first >= b->row[r].last) continue;
    first = least(first, b->row[r].first);
    last = most(last, b->row[r].last);
  }
  for (int32_t base = first / ATTENTION_CHUNK * ATTENTION_CHUNK; base < last;
       base += ATTENTION_CHUNK) {
    int32_t low, high;
    if (!cut_spans(b, base, &low, &high)) continue;
    find_keys(type, b, g, base, low, high);
    attend_chunk(type, b, low, high);
  }
  for (uint32_t r = 0; r < b->rows; r++) {
    const query_row *row = &b->row[r];
    float *y = row->y, sum = row->sum;
    for (uint32_t c = 0; c < b->args->value_dim; c++) y[c] = sum == 0 ? 0 : y[c] / sum;
  }
}

// ---- Units --------------------------------------------------------------------------------------

static inline void add_row(block *b, uint32_t t, uint32_t h) {
  const attention_args *a = b->args;
  const int32_t *span = (const int32_t *)((const unsigned char *)a->spans + t * a->spans_stride);
  query_row *row = &b->row[b->rows++];
  row->q = (const float *)((const unsigned char *)a->q + t * a->q_stride) + h * a->head_dim;
  row->y = (float *)((unsigned char *)a->y + t * a->y_stride) + h * a->value_dim;
  row->bias = NULL;
  if (a->bias) {
    row->bias = (const float *)((const unsigned char *)a->bias + h * a->bias_stride);
    row->position = a->query_positions[t];
  }
  row->first = span[0];
  row->last = span[0] + span[1];
  row->largest = -INFINITY;
  row->sum = 0;
  memset(row->y, 0, a->value_dim * sizeof *row->y);
}

// Queries t .. end - 1 of kv head g, as many rows at a time as a block takes.
INLINE void attend_head(cache_type type, const attention_args *a, uint32_t g, uint32_t t,
                        uint32_t end) {
  uint32_t group = a->heads / a->kv_heads;
  uint32_t slice = group < BLOCK_ROWS ? group : BLOCK_ROWS;
  uint32_t queries = BLOCK_ROWS / slice;
  block b;
  b.args = a;
  for (; t < end; t += queries) {
    for (uint32_t h = 0; h < group; h += slice) {
      b.rows = 0;
      for (uint32_t i = t; i < end && i < t + queries; i++) {
        for (uint32_t s = h; s < group && s < h + slice; s++) add_row(&b, i, g * group + s);
      }
      attend_block(type, &b, g);
    }
  }
}

INLINE void attend_units(cache_type type, const attention_args *a, uint32_t first, uint32_t last) {
  for (uint32_t g = 0; g < a->kv_heads; g++) {
    // The queries whose unit t * kv_heads + g lies in first .. last - 1.
    uint32_t skip = a->kv_heads - 1 - g;
    attend_head(type, a, g, (first + skip) / a->kv_heads, (last + skip) / a->kv_heads);
  }
}

#define ATTENTION_KERNEL(variant, isa, values, bytes)                                             \
  static void attention_##variant##_##isa(const void *args, uint32_t first, uint32_t last) {      \
    attend_units((cache_type){load_##variant, tail_##variant, values, bytes}, args, first, last); \
  }

#define ATTENTION_KERNELS(isa)                           \
  ATTENTION_KERNEL(f32, isa, 1, 4)                       \
  ATTENTION_KERNEL(f16, isa, 1, 2)                       \
  ATTENTION_KERNEL(q8_0, isa, 32, sizeof(q8_0_block))    \
  void attention_install_##isa(rh_kernel_table *table);  \
  void attention_install_##isa(rh_kernel_table *table) { \
    RH_INSTALL_KERNEL(table, attention, f32, isa);       \
    RH_INSTALL_KERNEL(table, attention, f16, isa);       \
    RH_INSTALL_KERNEL(table, attention, q8_0, isa);      \
  }

#endif
