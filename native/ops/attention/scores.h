// SPDX-License-Identifier: Apache-2.0
// Scores of a block of rows with the keys of a chunk. Keys become floats once for all rows and are
// transposed into panels that stay in the first cache: a lane is a key, and no sum goes across
// lanes.
#ifndef RH_OPS_ATTENTION_SCORES_H
#define RH_OPS_ATTENTION_SCORES_H

#include "rows.h"

typedef float key_panel[PANEL_KEYS];
typedef float score_row[ATTENTION_CHUNK];

// Columns c0 .. c0 + dim - 1 of the queries, scaled, unless they are there from the chunk before.
static inline void fill_queries(block *b, uint32_t c0, uint32_t dim) {
  if (b->query_column == c0) return;
  b->query_column = c0;
  for (uint32_t r = 0; r < b->rows; r++) {
    const float *q = b->row[r].q + c0;
    f32x16 scale = x16_set(b->args->scale);
    const float *ahead = b->row[r + 8 < b->rows ? r + 8 : r].q + c0;
    for (uint32_t at = 0; at < dim; at += 16) __builtin_prefetch(ahead + at);
    uint32_t c = 0;
    for (; c + 16 <= dim; c += 16) x16_store(b->query[r] + c, x16_multiply(scale, x16_load(q + c)));
    if (c < dim) {
      x16_store(b->query[r] + c, x16_multiply(scale, x16_load_first(q + c, dim - c)));
    }
  }
}

// The same columns of the keys of PANEL_KEYS places from `place` on: keys[c][j].
INLINE void fill_keys(cache_type type, const block *b, uint32_t place, uint32_t c0, uint32_t dim,
                      key_panel *keys) {
  for (uint32_t j = 0; j < PANEL_KEYS; j += 16, place += 16) {
    const unsigned char *const *k = b->k + place;
    for (uint32_t c = 0; c < dim; c += 16) {
      _Alignas(64) float rows[16][16];
      for (uint32_t i = 0; i < 16; i++) {
        fetch_ahead(type, b, place + i, c0 + c);
        x16_store(rows[i],
                  c + 16 <= dim ? type.load(k[i], c0 + c) : type.tail(k[i], c0 + c, dim - c));
      }
      for (uint32_t i = 0; i < 16; i += 4) {
        f32x16 columns[4];
        x16_columns(rows[0] + i, columns);
        for (uint32_t m = 0; m < 4; m++) x16_store(keys[c + i + m] + j, columns[m]);
      }
    }
  }
}

// score[r][j] += query[r] . keys[.][j] in order of the columns, for `rows` rows and `width` vectors
// of keys; where `more` is false the scores start from 0.
INLINE void add_dots(const query_panel *query, const key_panel *keys, uint32_t dim, bool more,
                     uint32_t rows, uint32_t width, score_row *score) {
  f32x16 sum[PANEL_ROWS][2], key[2];
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t w = 0; w < width; w++)
      sum[r][w] = more ? x16_load(score[r] + 16 * w) : x16_zero();
  }
  for (uint32_t c = 0; c < dim; c++) {
    for (uint32_t w = 0; w < width; w++) key[w] = x16_load(keys[c] + 16 * w);
    for (uint32_t r = 0; r < rows; r++) {
      f32x16 q = x16_set(query[r][c]);
      for (uint32_t w = 0; w < width; w++) sum[r][w] = x16_fma(q, key[w], sum[r][w]);
    }
  }
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t w = 0; w < width; w++) x16_store(score[r] + 16 * w, sum[r][w]);
  }
}

// A tile of `rows` rows with the whole panel.
INLINE void score_tile(const query_panel *query, const key_panel *keys, uint32_t dim, bool more,
                       uint32_t rows, score_row *score) {
  uint32_t width = rows <= 2 ? 2 : PANEL_WIDTH;
  for (uint32_t w = 0; w < PANEL_KEYS / 16; w += width) {
    add_dots(query, (const key_panel *)(keys[0] + 16 * w), dim, more, rows, width,
             (score_row *)(score[0] + 16 * w));
  }
}

// All rows with the panel of the keys from `place` on.
static __attribute__((noinline)) void score_panel(block *b, const key_panel *keys, uint32_t dim,
                                                  bool more, int32_t place) {
  for (uint32_t r = 0, rows; r < b->rows; r += rows) {
    rows = tile_rows(b->rows - r);
    if (!tile_sees(b, r, rows, place, place + PANEL_KEYS)) continue;
    const query_panel *query = b->query + r;
    score_row *score = (score_row *)(b->score[r] + place);
    switch (rows) {
      case PANEL_ROWS:
        score_tile(query, keys, dim, more, PANEL_ROWS, score);
        break;
      case 4:
        score_tile(query, keys, dim, more, 4, score);
        break;
      case 3:
        score_tile(query, keys, dim, more, 3, score);
        break;
      case 2:
        score_tile(query, keys, dim, more, 2, score);
        break;
      default:
        score_tile(query, keys, dim, more, 1, score);
    }
  }
}

INLINE void score_rows(cache_type type, block *b, int32_t low, int32_t high) {
  _Alignas(64) key_panel keys[PANEL_DIM];
  for (uint32_t c0 = 0; c0 < b->args->head_dim; c0 += PANEL_DIM) {
    uint32_t dim = least(PANEL_DIM, (int32_t)(b->args->head_dim - c0));
    fill_queries(b, c0, dim);
    for (int32_t j = low / PANEL_KEYS * PANEL_KEYS; j < high; j += PANEL_KEYS) {
      fill_keys(type, b, (uint32_t)j, c0, dim, keys);
      score_panel(b, keys, dim, c0 > 0, j);
    }
  }
}

#endif
