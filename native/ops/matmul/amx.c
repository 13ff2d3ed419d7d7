// SPDX-License-Identifier: Apache-2.0
// Prompts on AMX: a tile multiplies 16 tokens by the 16 rows of a panel over a group of 32 columns,
// or over half of one where a format's scales change there (a "step"). Few tokens go the way of
// avx512vnni.c.
//
// Tiles and vectors take turns, many steps at a time: while products of tiles are under way,
// vectors have only half of their multiply-adds.
#include "vnni_dot.h"
// The body is written in what stands above.
#include "body.h"

void matmul_install_amx(rh_kernel_table *table);

enum {
  TILE_TOKENS = 16,
  FEWEST = 9,  // tokens that are worth a tile
  TILES = 8,   // tiles of tokens that share one unpacking of weights
  PANELS = 2,  // panels that share one reading of activations
  STEPS = 2,   // steps between turns: their sums and codes stay in the first-level cache
};

// Tiles: sums and codes of two panels, and activations.
#define SUM_0 0
#define SUM_1 1
#define CODES_0 2
#define CODES_1 3
#define X 4

typedef struct tile_config {
  uint8_t palette;
  uint8_t start_row;
  uint8_t reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_config;

static void configure(int tokens, int columns) {
  tile_config config = {.palette = 1};
  for (int tile = SUM_0; tile <= X; tile++) {
    bool codes = tile == CODES_0 || tile == CODES_1;
    config.rows[tile] = (uint8_t)(codes ? columns / 4 : tokens);
    config.row_bytes[tile] = (uint16_t)(tile == X ? columns : 64);
  }
  _tile_loadconfig(&config);
}

// Sums that start from here are floats already: as bits, MAGIC + S is the float 12582912 + S while
// |S| < 2^22. A multiply-add takes the 12582912 away again, exactly, where scales are products of
// an f16 and a byte; those of some formats are float32.
enum { MAGIC = 0x4b400000 };
INLINE int is_magic(format f) { return f != Q8F && f != Q8K; }

static const struct {
  _Alignas(64) int32_t magic[TILE_TOKENS][16];
  int32_t zero[TILE_TOKENS][16];
} INITIAL = {.magic = {
#define ROW                                                \
  {MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, \
   MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC, MAGIC}
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
                 ROW,
#undef ROW
             }};

// A group of a panel, with signed codes.
typedef struct unpacked {
  bytes code[8];
  floats scale[2];
  floats magic[2];  // what takes the 12582912 away
  floats add[2];
} unpacked;

INLINE void unpack(unpacked *to, format f, const char *panel, uint32_t b) {
  group g;
  load(&g, f, panel, b, 0);
  for (int q = 0; q < 8; q++) {
    to->code[q] =
        offset(f) ? _mm512_sub_epi8(g.code[q], _mm512_set1_epi8((char)offset(f))) : g.code[q];
  }
  for (int h = 0; h < halves(f); h++) {
    to->scale[h] = g.scale[h];
    to->magic[h] = product(g.scale[h], set(-12582912.0f));
    if (has_add(f)) to->add[h] = g.add[h];
  }
}

// Sums of the steps between two turns, by token, then row.
typedef struct step_sums {
  _Alignas(64) int32_t sum[TILE_TOKENS][16];
} step_sums;

// One step of one panel: p is 0 or 1.
#define STEP(p, f, s, g, h)                                               \
  do {                                                                    \
    _tile_loadd(SUM_##p, is_magic(f) ? INITIAL.magic : INITIAL.zero, 64); \
    _tile_loadd(CODES_##p, (g)->code + 4 * (h), 64);                      \
    _tile_dpbssd(SUM_##p, X, CODES_##p);                                  \
    _tile_stored(SUM_##p, (s)->sum, 64);                                  \
  } while (0)

// A tile of tokens. Rows beyond the last repeat it: their sums are never stored.
typedef struct token_tile {
  const char *x;
  size_t stride;
  int last;
} token_tile;

INLINE const char *row_of(const token_tile *x, int i) {
  return x->x + (size_t)(i < x->last ? i : x->last) * x->stride;
}

// acc[i] + what add_group of body.h adds for the steps whose sums are ready; `scale` is that of
// group `from` in the tile's first row.
INLINE void add_steps(float (*acc)[16], format f, const unpacked *groups, const step_sums *sums,
                      uint32_t steps, const token_tile *x, size_t scale) {
  floats value[TILE_TOKENS];
  for (int i = 0; i < TILE_TOKENS; i++) value[i] = load_floats(acc[i]);
  for (uint32_t step = 0; step < steps; step++) {
    const uint32_t b = step / (uint32_t)halves(f);
    const int h = (int)(step % (uint32_t)halves(f));
    const unpacked *g = groups + b;
    // Unrolled, all accumulators stay in registers.
#pragma GCC unroll 16
    for (int i = 0; i < TILE_TOKENS; i++) {
      const activation_scale *block = (const activation_scale *)(row_of(x, i) + scale) + b;
      bytes sum = load_bytes(sums[step].sum[i]);
      floats scaled = is_magic(f) ? multiply_add(_mm512_castsi512_ps(sum), g->scale[h], g->magic[h])
                                  : product(g->scale[h], to_floats(sum));
      value[i] = multiply_add(set(block->d), scaled, value[i]);
      if (has_add(f)) value[i] = multiply_add(g->add[h], set(total_of(f, block, h)), value[i]);
    }
  }
  for (int i = 0; i < TILE_TOKENS; i++) _mm512_store_ps(acc[i], value[i]);
}

// One or two panels by `tiles` tiles of tokens from t on, of which the last has `rest` tokens.
INLINE void panels_by_tiles(const matmul_args *a, format f, uint32_t panel, int panels, uint32_t t,
                            uint32_t tiles, int tokens) {
  _Alignas(64) float acc[PANELS][TILES][TILE_TOKENS][16];
  unpacked groups[PANELS][STEPS];
  step_sums sums[PANELS][STEPS];
  memset(acc, 0, sizeof acc);
  const uint32_t all = a->cols / 32, turn = STEPS / (uint32_t)halves(f);
  for (uint32_t from = 0; from < all; from += turn) {
    const uint32_t count = all - from < turn ? all - from : turn;
    const uint32_t steps = count * (uint32_t)halves(f);
    for (int p = 0; p < panels; p++) {
      const char *w = (const char *)a->w + (panel + (uint32_t)p) * panel_bytes(f, a->cols);
      for (uint32_t b = 0; b < count; b++) unpack(&groups[p][b], f, w, from + b);
    }
    for (uint32_t i = 0; i < tiles; i++) {
      const char *row = (const char *)a->x + (t + i * TILE_TOKENS) * a->x_stride;
      const token_tile x = {row, a->x_stride, tokens - 1};
      const int8_t *codes = (const int8_t *)row + 32 * (size_t)from;
      for (uint32_t step = 0; step < steps; step++) {
        const uint32_t b = step / (uint32_t)halves(f);
        const int h = (int)(step % (uint32_t)halves(f));
        _tile_loadd(X, codes + 32 * b + 16 * h, a->x_stride);
        STEP(0, f, &sums[0][step], &groups[0][b], h);
        if (panels > 1) STEP(1, f, &sums[1][step], &groups[1][b], h);
      }
      for (int p = 0; p < panels; p++) {
        add_steps(acc[p][i], f, groups[p], sums[p], steps, &x,
                  a->cols + from * sizeof(activation_scale));
      }
    }
  }
  for (int p = 0; p < panels; p++) {
    const uint32_t row = (panel + (uint32_t)p) * RH_PANEL_ROWS;
    for (uint32_t i = 0; i < tiles * (uint32_t)tokens; i++) {
      float *y = (float *)((char *)a->y + (t + i) * a->y_stride) + row;
      store_rows(y, load_floats(acc[p][i / TILE_TOKENS][i % TILE_TOKENS]), a->rows - row,
                 a->bias ? a->bias + row : NULL, a->accumulate);
    }
  }
}

INLINE void panels_from(const matmul_args *a, format f, uint32_t first, uint32_t last, uint32_t t,
                        uint32_t tiles, int tokens) {
  uint32_t panel = first;
  for (; panel + PANELS <= last; panel += PANELS) {
    panels_by_tiles(a, f, panel, PANELS, t, tiles, tokens);
  }
  for (; panel < last; panel++) panels_by_tiles(a, f, panel, 1, t, tiles, tokens);
}

INLINE void multiply_by_tiles(const matmul_args *a, format f, uint32_t first, uint32_t last) {
  uint32_t t = 0;
  const int columns = 32 / halves(f);
  if (a->n >= TILE_TOKENS) configure(TILE_TOKENS, columns);
  while (t + TILE_TOKENS <= a->n) {
    uint32_t tiles = (a->n - t) / TILE_TOKENS;
    if (tiles > TILES) tiles = TILES;
    panels_from(a, f, first, last, t, tiles, TILE_TOKENS);
    t += tiles * TILE_TOKENS;
  }
  const int rest = (int)(a->n - t);
  if (rest >= FEWEST) {
    configure(rest, columns);
    panels_from(a, f, first, last, t, 1, rest);
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
