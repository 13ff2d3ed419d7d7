// SPDX-License-Identifier: Apache-2.0
// A block of rows on its way through a chunk of keys: where the keys lie, what the rows see of
// them, and the softmax. A "row" is one query head of one query.
#ifndef RH_OPS_ATTENTION_ROWS_H
#define RH_OPS_ATTENTION_ROWS_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../../simd/math.h"
#include "attention.h"
#include "cache_type.h"

enum {
  BLOCK_ROWS = 96,  // whole vectors
  KEYS = 16,
  PANEL_KEYS = 32,  // that go together
  PANEL_DIM = 64,   // longer heads go through panels part by part
};

typedef float query_panel[PANEL_DIM];

typedef struct query_row {
  const float *q;  // (head_dim)
  float *y;        // (value_dim): the running weighted sum, divided at the end
  uint32_t head;
  bool fresh;           // no chunk has gone into y yet, whatever it holds
  const float *bias;    // (n_bias), or null
  uint32_t query;       // t
  int32_t position;     // of the query, with bias
  int32_t first, last;  // the places it sees
  int32_t low, high;    // of those, the ones in the current chunk, counted from its base
} query_row;

typedef struct block {
  const attention_args *args;
  uint32_t rows;
  query_row row[BLOCK_ROWS];
  float largest[BLOCK_ROWS], sum[BLOCK_ROWS];  // running m and l, by row
  float keep[BLOCK_ROWS], take[BLOCK_ROWS];    // factors of the running sums and of the chunk's
  // Of the current chunk: where the head's values start; and of its last key, for what looks ahead.
  const unsigned char *k[ATTENTION_CHUNK + PANEL_KEYS];
  const unsigned char *v[ATTENTION_CHUNK + PANEL_KEYS];
  int32_t key_position[ATTENTION_CHUNK];
  uint32_t query_column;  // the first of the columns that `query` holds
  _Alignas(64) query_panel query[BLOCK_ROWS];
  float score[BLOCK_ROWS][ATTENTION_CHUNK];  // q . k, then exp(score - m)
} block;

static inline int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }
// What to subtract from scores whose largest is m.
static inline float shift_of(float m) { return m == -INFINITY ? 0 : m; }

// ---- Keys of a chunk ----------------------------------------------------------------------------

// Where the keys of places base + low .. base + high - 1 lie. Panels are read whole, and one more
// is fetched ahead: what lies beside the range points at its ends.
INLINE void find_keys(cache_type type, block *b, uint32_t g, int32_t base, int32_t low,
                      int32_t high) {
  const attention_args *a = b->args;
  size_t k_start = (size_t)g * a->head_dim / type.block_values * type.block_bytes;
  size_t v_start = (size_t)g * a->value_dim / type.block_values * type.block_bytes;
  int32_t end = (high + 2 * PANEL_KEYS - 1) / PANEL_KEYS * PANEL_KEYS;
  for (int32_t j = low / PANEL_KEYS * PANEL_KEYS; j < end; j++) {
    int32_t place = base + most(low, least(j, high - 1));
    size_t cache_row = (size_t)(a->visible ? a->visible[place] : place);
    b->k[j] = a->k + cache_row * a->k_stride + k_start;
    size_t value_row = a->value_rows ? cache_row % a->value_rows : cache_row;
    b->v[j] = a->v + value_row * a->v_stride + v_start;
    if (a->bias && j < ATTENTION_CHUNK) b->key_position[j] = a->key_positions[cache_row];
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

// A cache is larger than what the processor guesses ahead on its own: its rows lie apart. While a
// column of a key is read, the same of the key a panel further on is fetched, and of the value,
// which is read after all the keys of the chunk: a little at a time, as only some dozen lines can
// be on their way at once.
INLINE void fetch_ahead(cache_type type, const block *b, uint32_t j, uint32_t c) {
  uint32_t at = c / type.block_values * type.block_bytes;
  __builtin_prefetch(b->k[j + PANEL_KEYS] + at);
  __builtin_prefetch(b->v[j] + at, 0, 2);
}

// ---- Tiles --------------------------------------------------------------------------------------

// How many of the rows that are left go into the next tile: 1, 2, 3, 4 or PANEL_ROWS, each compiled
// for itself.
static inline uint32_t tile_rows(uint32_t left) {
  if (left >= PANEL_ROWS) return PANEL_ROWS;
  return left < 4 ? left : 4;
}

static inline bool tile_sees(const block *b, uint32_t r0, uint32_t rows, int32_t low,
                             int32_t high) {
  for (uint32_t r = r0; r < r0 + rows; r++) {
    if (b->row[r].low < high && low < b->row[r].high) return true;
  }
  return false;
}

// ---- Softmax ------------------------------------------------------------------------------------

static inline float bias_at(const block *b, const query_row *row, int32_t place) {
  int64_t distance = (int64_t)row->position - b->key_position[place];
  if (distance < 0) distance = 0;
  if (distance >= b->args->n_bias) distance = (int64_t)b->args->n_bias - 1;
  return row->bias[distance];
}

// The 16 scores from place j on, of dot products: capped, biased and masked.
static inline f32x16 finish_scores(const block *b, const query_row *row, f32x16 score, int32_t j) {
  if (b->args->cap > 0) {
    f32x16 cap = x16_set(b->args->cap);
    score = x16_multiply(cap, x16_tanh(x16_divide(score, cap)));
  }
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

// The finished scores of row r in the chunk, in place, and the largest of them.
static inline float finish_row(block *b, uint32_t r) {
  const query_row *row = &b->row[r];
  bool plain = b->args->cap == 0 && !row->bias;
  f32x16 largest = x16_set(-INFINITY);
  for (int32_t j = row->low / KEYS * KEYS; j < row->high; j += KEYS) {
    f32x16 score = x16_load(b->score[r] + j);
    if (!plain || j < row->low || j + KEYS > row->high) {
      score = finish_scores(b, row, score, j);
      x16_store(b->score[r] + j, score);
    }
    largest = x16_max(score, largest);
  }
  return x16_largest(largest);
}

// Turns the scores of row r into weights; returns their sum.
static inline float weigh_row(block *b, uint32_t r, float largest) {
  const query_row *row = &b->row[r];
  f32x16 shift = x16_set(shift_of(largest)), sum = x16_zero();
  for (int32_t j = row->low / KEYS * KEYS; j < row->high; j += KEYS) {
    f32x16 weight = x16_exp_weight(x16_subtract(x16_load(b->score[r] + j), shift));
    x16_store(b->score[r] + j, weight);
    sum = x16_add(sum, weight);
  }
  return lane_sum(sum);
}

// Turns the dot products of all rows with the chunk's keys into weights, and moves the running m
// and l. For a row that sees none of the keys nothing changes: keep is 1.
static inline void weigh(block *b) {
  for (uint32_t r = 0; r < b->rows; r += 16) {
    uint32_t count = b->rows - r < 16 ? b->rows - r : 16;
    float largest[16], sum[16] = {0}, together[16], shift[16];
    // Apart, so that no row waits for the largest score of the one before.
    for (uint32_t i = 0; i < count; i++) largest[i] = finish_row(b, r + i);
    for (uint32_t i = 0; i < count; i++) sum[i] = weigh_row(b, r + i, largest[i]);
    for (uint32_t i = 0; i < 16; i++) {
      if (i >= count) largest[i] = -INFINITY;
      together[i] = b->largest[r + i] > largest[i] ? b->largest[r + i] : largest[i];
      shift[i] = shift_of(together[i]);
    }
    f32x16 shift16 = x16_load(shift);
    f32x16 keep = x16_exp_weight(x16_subtract(x16_load(b->largest + r), shift16));
    f32x16 take = x16_exp_weight(x16_subtract(x16_load(largest), shift16));
    f32x16 running = x16_multiply(x16_load(b->sum + r), keep);
    x16_store(b->sum + r, x16_fma(x16_load(sum), take, running));
    x16_store(b->keep + r, keep);
    x16_store(b->take + r, take);
    x16_store(b->largest + r, x16_load(together));
  }
}

#endif
