// SPDX-License-Identifier: Apache-2.0
// Prompts on AMX: a tile multiplies 16 tokens by the 16 rows of a panel over 32 columns. What a
// panel holds as codes is already the order of a tile. Few tokens go the way of avx512vnni.c.
#include "vnni_dot.h"
// The body is written in what stands above.
#include "body.h"

void matmul_install_amx(rh_kernel_table *table);

enum {
  TILE_TOKENS = 16,
  FEWEST = 4,   // tokens that are worth a tile
  TILES = 8,    // tiles of tokens that share one unpacking of weights
  GROUPS = 32,  // groups of 32 columns unpacked at a time: they stay in the first-level cache
};

// Tiles: the sums of both planes, twice so that one pair is computed while the other is read; the
// planes of activations; the codes.
#define SUM_HIGH_0 0
#define SUM_LOW_0 1
#define SUM_HIGH_1 2
#define SUM_LOW_1 3
#define X_HIGH 4
#define X_LOW 5
#define CODES 6

typedef struct tile_config {
  uint8_t palette;
  uint8_t start_row;
  uint8_t reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_config;

static void configure(int tokens, int columns) {
  tile_config config = {.palette = 1};
  for (int i = SUM_HIGH_0; i <= SUM_LOW_1; i++) {
    config.rows[i] = (uint8_t)tokens;
    config.row_bytes[i] = 64;
  }
  config.rows[X_HIGH] = config.rows[X_LOW] = (uint8_t)tokens;
  config.row_bytes[X_HIGH] = config.row_bytes[X_LOW] = (uint16_t)columns;
  config.rows[CODES] = (uint8_t)(columns / 4);
  config.row_bytes[CODES] = 64;
  _tile_loadconfig(&config);
}

// Sums of one half of 16 columns, or of a group of 32: by token, then row.
typedef struct sums {
  _Alignas(64) int32_t high[TILE_TOKENS][16];
  _Alignas(64) int32_t low[TILE_TOKENS][16];
} sums;

#define ISSUE(slot, s, g, block, stride, h)                \
  do {                                                     \
    _tile_loadd(CODES, (g)->code + 4 * (h), 64);           \
    _tile_loadd(X_HIGH, (block)->high + 16 * (h), stride); \
    _tile_loadd(X_LOW, (block)->low + 16 * (h), stride);   \
    _tile_zero(SUM_HIGH_##slot);                           \
    _tile_zero(SUM_LOW_##slot);                            \
    _tile_dpbsud(SUM_HIGH_##slot, X_HIGH, CODES);          \
    _tile_dpbsud(SUM_LOW_##slot, X_LOW, CODES);            \
    _tile_stored(SUM_HIGH_##slot, (s)->high, 64);          \
    _tile_stored(SUM_LOW_##slot, (s)->low, 64);            \
  } while (0)

// acc[i] + what add_group of body.h adds, from sums made by a tile.
INLINE void add_sums(floats *acc, format f, const group *g, const sums *s, const char *x,
                     size_t stride, int h, int tokens) {
  // Unrolled, all 16 accumulators stay in registers.
#pragma GCC unroll 16
  for (int i = 0; i < tokens; i++) {
    const activation_q16 *block = (const activation_q16 *)(x + (size_t)i * stride);
    ints sum =
        _mm512_add_epi32(_mm512_slli_epi32(load_bytes(s->high[i]), 8), load_bytes(s->low[i]));
    if (offset(f)) sum = _mm512_add_epi32(sum, set_int(-offset(f) * sum_of(f, block, h)));
    acc[i] = multiply_add(product(g->scale[h], set(block->d)), to_floats(sum), acc[i]);
    if (has_add(f)) acc[i] = multiply_add(g->add[h], set(total_of(f, block, h)), acc[i]);
  }
}

// acc += groups 0 .. count - 1 by the tokens whose first blocks stand `stride` apart at x.
INLINE void add_groups(floats *acc, format f, const group *groups, uint32_t count, const char *x,
                       size_t stride, int tokens) {
  sums even, odd;
  const uint32_t steps = count * (uint32_t)halves(f);
#define GROUP(step) (groups + (step) / (uint32_t)halves(f))
#define BLOCK(step) ((const activation_q16 *)x + (step) / (uint32_t)halves(f))
#define HALF(step) ((int)((step) % (uint32_t)halves(f)))
  ISSUE(0, &even, GROUP(0), BLOCK(0), stride, HALF(0));
  for (uint32_t step = 0; step < steps; step += 2) {
    const bool second = step + 1 < steps;
    if (second) ISSUE(1, &odd, GROUP(step + 1), BLOCK(step + 1), stride, HALF(step + 1));
    add_sums(acc, f, GROUP(step), &even, (const char *)BLOCK(step), stride, HALF(step), tokens);
    if (step + 2 < steps) ISSUE(0, &even, GROUP(step + 2), BLOCK(step + 2), stride, HALF(step + 2));
    if (second) {
      add_sums(acc, f, GROUP(step + 1), &odd, (const char *)BLOCK(step + 1), stride, HALF(step + 1),
               tokens);
    }
  }
#undef GROUP
#undef BLOCK
#undef HALF
}

// One panel by `tiles` tiles of `tokens` tokens from t on.
INLINE void panel_by_tiles(const matmul_args *a, format f, uint32_t panel, uint32_t t,
                           uint32_t tiles, int tokens) {
  floats acc[TILES][TILE_TOKENS];
  group groups[GROUPS];
  const char *w = (const char *)a->w + panel * panel_bytes(f, a->cols);
  const uint32_t all = a->cols / 32;
  for (uint32_t from = 0; from < all; from += GROUPS) {
    const uint32_t count = all - from < GROUPS ? all - from : GROUPS;
    for (uint32_t b = 0; b < count; b++) load(&groups[b], f, w, from + b, 0);
    for (uint32_t i = 0; i < tiles; i++) {
      const uint32_t token = t + i * TILE_TOKENS;
      const char *x = (const char *)a->x + token * a->x_stride + from * sizeof(activation_q16);
      floats sum[TILE_TOKENS];
      for (int k = 0; k < tokens; k++) sum[k] = from ? acc[i][k] : set(0);
      add_groups(sum, f, groups, count, x, a->x_stride, tokens);
      for (int k = 0; k < tokens; k++) acc[i][k] = sum[k];
    }
  }
  const uint32_t row = panel * RH_PANEL_ROWS;
  for (uint32_t i = 0; i < tiles; i++) {
    for (int k = 0; k < tokens; k++) {
      float *y = (float *)((char *)a->y + (t + i * TILE_TOKENS + (uint32_t)k) * a->y_stride) + row;
      store_rows(y, acc[i][k], a->rows - row, a->bias ? a->bias + row : NULL, a->accumulate);
    }
  }
}

INLINE void multiply_by_tiles(const matmul_args *a, format f, uint32_t first, uint32_t last) {
  uint32_t t = 0;
  const int columns = 32 / halves(f);
  if (a->n >= TILE_TOKENS) configure(TILE_TOKENS, columns);
  while (t + TILE_TOKENS <= a->n) {
    uint32_t tiles = (a->n - t) / TILE_TOKENS;
    if (tiles > TILES) tiles = TILES;
    for (uint32_t panel = first; panel < last; panel++) {
      panel_by_tiles(a, f, panel, t, tiles, TILE_TOKENS);
    }
    t += tiles * TILE_TOKENS;
  }
  const int rest = (int)(a->n - t);
  if (rest >= FEWEST) {
    configure(rest, columns);
    for (uint32_t panel = first; panel < last; panel++) panel_by_tiles(a, f, panel, t, 1, rest);
    t = a->n;
  }
  if (t > 0) _tile_release();
  multiply(a, f, t, first, last);
}

#define TILE_KERNEL(variant, FORMAT, isa)                                                 \
  static void matmul_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    multiply_by_tiles(args, FORMAT, first, last);                                         \
  }

MATMUL_CODES(TILE_KERNEL, amx)

void matmul_install_amx(rh_kernel_table *table) { MATMUL_CODES(MATMUL_INSTALL, amx) }
