// SPDX-License-Identifier: Apache-2.0
// Weighted sums of the values of a chunk. Where rows are many, values become floats once for all of
// them.
#ifndef RH_OPS_ATTENTION_VALUES_H
#define RH_OPS_ATTENTION_VALUES_H

#include "rows.h"

enum { MOST_WIDTH = 2 * PANEL_WIDTH, PANEL_COLUMNS = 16 * PANEL_WIDTH };

// Where the values of a chunk's keys lie.
typedef const unsigned char *const *value_rows;

// sum[r][c] += weight[r][j] v[j][c0 + c] in order of j, for `rows` rows and `width` vectors of
// columns; of the last one only `tail` columns exist where that is not 0.
INLINE void add_values(cache_type type, value_rows v, const float (*weight)[ATTENTION_CHUNK],
                       uint32_t rows, int32_t low, int32_t high, uint32_t c0, uint32_t width,
                       uint32_t tail, float (*sums)[MOST_WIDTH * 16]) {
  if (low >= high) return;
  f32x16 sum[PANEL_ROWS][MOST_WIDTH], value[MOST_WIDTH];
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < width; i++) sum[r][i] = x16_load(sums[r] + 16 * i);
  }
  for (int32_t j = low; j < high; j++) {
    for (uint32_t i = 0; i < width; i++) {
      value[i] = tail ? type.tail(v[j], c0 + 16 * i, tail) : type.load(v[j], c0 + 16 * i);
    }
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 w = x16_set(weight[r][j]);
      for (uint32_t i = 0; i < width; i++) sum[r][i] = x16_fma(w, value[i], sum[r][i]);
    }
  }
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < width; i++) x16_store(sums[r] + 16 * i, sum[r][i]);
  }
}

// Running sums `old`, which are none as yet where they are fresh, with those of a chunk.
static inline f32x16 take_sums(bool fresh, f32x16 old, f32x16 keep, f32x16 sums, f32x16 take) {
  if (fresh) return x16_multiply(sums, take);
  return x16_fma(sums, take, x16_multiply(old, keep));
}

// Takes the chunk's weighted sums of row r into its running ones.
INLINE void merge(const block *b, uint32_t r, uint32_t c0, const float *sums, uint32_t width,
                  uint32_t tail) {
  f32x16 keep = x16_set(b->keep[r]), take = x16_set(b->take[r]);
  for (uint32_t i = 0; i < width; i++) {
    float *y = b->row[r].y + c0 + 16 * i;
    f32x16 old = x16_zero();
    bool fresh = b->row[r].fresh;
    if (!fresh) old = tail ? x16_load_first(y, tail) : x16_load(y);
    f32x16 merged = take_sums(fresh, old, keep, x16_load(sums + 16 * i), take);
    if (tail) {
      x16_store_first(y, merged, tail);
    } else {
      x16_store(y, merged);
    }
  }
}

// The weighted sums of a tile of rows for the columns of v from `at` on, which are those of y from
// c0 on. Keys that all rows see go into all at once; a key that a row does not see must not touch
// it, be its weight 0: 0 * infinity is NaN.
INLINE void value_tile(cache_type type, const block *b, value_rows v, uint32_t at, uint32_t r0,
                       uint32_t rows, uint32_t c0, uint32_t width, uint32_t tail, bool padded) {
  _Alignas(64) float sums[PANEL_ROWS][MOST_WIDTH * 16];
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t i = 0; i < width; i++) x16_store(sums[r] + 16 * i, x16_zero());
  }
  int32_t low = 0, high = ATTENTION_CHUNK;
  for (uint32_t r = 0; r < rows; r++) {
    low = most(low, b->row[r0 + r].low);
    high = least(high, b->row[r0 + r].high);
  }
  if (low > high) low = high = ATTENTION_CHUNK;
  const float (*weight)[ATTENTION_CHUNK] = b->score + r0;
  uint32_t partly = padded ? 0 : tail;
  for (uint32_t r = 0; r < rows; r++) {
    const query_row *row = &b->row[r0 + r];
    int32_t end = least(low, row->high);
    add_values(type, v, weight + r, 1, row->low, end, at, width, partly, sums + r);
  }
  add_values(type, v, weight, rows, low, high, at, width, partly, sums);
  for (uint32_t r = 0; r < rows; r++) {
    const query_row *row = &b->row[r0 + r];
    int32_t start = most(high, row->low);
    add_values(type, v, weight + r, 1, start, row->high, at, width, partly, sums + r);
    if (row->low < row->high) merge(b, r0 + r, c0, sums[r], width, tail);
  }
}

// ---- Few rows: values straight from the cache ---------------------------------------------------

INLINE void value_directly(cache_type type, block *b, uint32_t r, uint32_t rows) {
  uint32_t dim = b->args->value_dim, c = 0, width = rows <= 2 ? MOST_WIDTH : PANEL_WIDTH;
  for (; c + 16 * width <= dim; c += 16 * width) {
    value_tile(type, b, b->v, c, r, rows, c, width, 0, false);
  }
  for (; c + 16 <= dim; c += 16) value_tile(type, b, b->v, c, r, rows, c, 1, 0, false);
  if (c < dim) value_tile(type, b, b->v, c, r, rows, c, 1, dim - c, false);
}

// ---- Many rows ----------------------------------------------------------------------------------

typedef struct value_panel {
  const unsigned char *row[ATTENTION_CHUNK];
  _Alignas(64) float values[ATTENTION_CHUNK][PANEL_COLUMNS];
} value_panel;

// `width` vectors of columns from c0 on, zeros where there are none.
INLINE void fill_values(cache_type type, const block *b, int32_t low, int32_t high, uint32_t c0,
                        uint32_t width, uint32_t tail, value_panel *panel) {
  for (int32_t j = low; j < high; j++) {
    panel->row[j] = (const unsigned char *)panel->values[j];
    for (uint32_t i = 0; i < width; i++) {
      uint32_t c = c0 + 16 * i;
      x16_store(panel->values[j] + 16 * i,
                tail ? type.tail(b->v[j], c, tail) : type.load(b->v[j], c));
    }
  }
}

INLINE void value_panel_rows(const block *b, const value_panel *panel, int32_t low, int32_t high,
                             uint32_t c0, uint32_t width, uint32_t tail) {
  cache_type floats = {load_f32, tail_f32, 1, 4};
  for (uint32_t r = 0, rows; r < b->rows; r += rows) {
    rows = tile_rows(b->rows - r);
    if (!tile_sees(b, r, rows, low, high)) continue;
    switch (rows) {
      case PANEL_ROWS:
        value_tile(floats, b, panel->row, 0, r, PANEL_ROWS, c0, width, tail, true);
        break;
      case 4:
        value_tile(floats, b, panel->row, 0, r, 4, c0, width, tail, true);
        break;
      case 3:
        value_tile(floats, b, panel->row, 0, r, 3, c0, width, tail, true);
        break;
      case 2:
        value_tile(floats, b, panel->row, 0, r, 2, c0, width, tail, true);
        break;
      default:
        value_tile(floats, b, panel->row, 0, r, 1, c0, width, tail, true);
    }
  }
}

static __attribute__((noinline)) void value_wide(const block *b, const value_panel *panel,
                                                 int32_t low, int32_t high, uint32_t c0) {
  value_panel_rows(b, panel, low, high, c0, PANEL_WIDTH, 0);
}

static __attribute__((noinline)) void value_narrow(const block *b, const value_panel *panel,
                                                   int32_t low, int32_t high, uint32_t c0,
                                                   uint32_t tail) {
  value_panel_rows(b, panel, low, high, c0, 1, tail);
}

INLINE void value_in_panels(cache_type type, block *b, int32_t low, int32_t high) {
  uint32_t dim = b->args->value_dim, c = 0;
  value_panel panel;
  for (; c + PANEL_COLUMNS <= dim; c += PANEL_COLUMNS) {
    fill_values(type, b, low, high, c, PANEL_WIDTH, 0, &panel);
    value_wide(b, &panel, low, high, c);
  }
  for (; c < dim; c += 16) {
    uint32_t tail = dim - c < 16 ? dim - c : 0;
    fill_values(type, b, low, high, c, 1, tail, &panel);
    value_narrow(b, &panel, low, high, c, tail);
  }
}

#endif
