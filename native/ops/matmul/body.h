// SPDX-License-Identifier: Apache-2.0
// The matmul kernels, written once for every instruction set. A register holds ROWS of a panel's 16
// rows, a "strip"; sums run in the order of matmul.h. Before it the including file defines
//
//   ROWS                      16, 8 or 4
//   bytes, ints, floats       registers of 4 codes, one sum, one value for each row
//   load_bytes(p), low_half(x), high_half(x)
//   with_bits(code, plane, shift, mask)   code | (plane << shift) & mask; right when shift < 0
//   load_floats(p), load_f16(p), load_bf16(p), load_u8(p), load_i8(p)     ROWS values as floats
//   set(v), set_int(v), product(a, b), negate(x), multiply_add(a, b, c), to_floats(ints)
//   store_rows(y, acc, rows, bias, accumulate)     the first `rows` rows, as matmul.h ends
//   WIDE, NARROW_STRIPS, NARROW, SINGLE_STRIPS     shapes of tiles: see multiply
//
// and for codes
//
//   signed_codes(x), SIGNED_OFFSET   codes -128 .. 127 in the form that dot wants, and by how much
//                                    each then exceeds the code
//   dot(sum, code, largest, x, from, to, tokens)
//                             adds to sum[i], row by row, the products of quads from .. to - 1 with
//                             the 32 activations at x[i]; codes are 0 .. largest, or signed where
//                             that is 127
#ifndef RH_OPS_MATMUL_BODY_H
#define RH_OPS_MATMUL_BODY_H

#include "../../core/kernels.h"
#include "../quantize/quantize.h"
#include "matmul.h"

enum { STRIPS = RH_PANEL_ROWS / ROWS, MAX_SUMS = 8 };

// How far ahead of their use weights are fetched for few tokens: they come from memory then, and
// what the processor fetches ahead by itself ends at each page.
enum { AHEAD = 2048 };

// ---- Formats: all that a packed type contributes ------------------------------------------------

typedef enum format {
  F32,
  F16,
  BF16,
  Q4_0,
  Q4_1,
  Q4S,
  Q4K,
  Q5_0,
  Q5_1,
  Q5K,
  Q6K,
  Q8,
  Q8F,
  Q8K,
} format;

INLINE int by_column(format f) { return f == F32 || f == F16 || f == BF16; }
// Codes are 0 .. largest, or -128 .. 127.
INLINE int largest(format f) {
  switch (f) {
    case Q4_0:
    case Q4_1:
    case Q4S:
    case Q4K:
      return 15;
    case Q5_0:
    case Q5_1:
    case Q5K:
      return 31;
    case Q6K:
      return 63;
    default:
      return 127;
  }
}
INLINE int is_signed(format f) { return largest(f) == 127; }
INLINE int halves(format f) { return f == Q4S || f == Q6K || f == Q8K ? 2 : 1; }
INLINE int has_add(format f) { return f == Q4_1 || f == Q4S || f == Q4K || f == Q5_1 || f == Q5K; }
// What the codes that dot sees exceed the codes of the contract by.
INLINE int offset(format f) {
  return is_signed(f) ? SIGNED_OFFSET : has_add(f) ? 0 : (largest(f) + 1) / 2;
}

INLINE size_t panel_bytes(format f, size_t cols) {
  switch (f) {
    case F32:
      return cols * 64;
    case F16:
    case BF16:
      return cols * 32;
    case Q4_0:
      return cols / 32 * sizeof(packed_q4_0);
    case Q4_1:
      return cols / 32 * sizeof(packed_q4_1);
    case Q4S:
      return cols / 256 * sizeof(packed_q4s);
    case Q4K:
      return cols / 256 * sizeof(packed_q4k);
    case Q5_0:
      return cols / 32 * sizeof(packed_q5_0);
    case Q5_1:
      return cols / 32 * sizeof(packed_q5_1);
    case Q5K:
      return cols / 256 * sizeof(packed_q5k);
    case Q6K:
      return cols / 256 * sizeof(packed_q6k);
    case Q8:
      return cols / 32 * sizeof(packed_q8);
    case Q8F:
      return cols / 32 * sizeof(packed_q8f);
    default:
      return cols / 256 * sizeof(packed_q8k);
  }
}

// 32 columns of a strip: codes by quad, and for each half of 16 columns, or for both together, a
// scale and, in some formats, what is added for the activations' sum.
typedef struct group {
  bytes code[8];
  floats scale[2];
  floats add[2];
} group;

INLINE void load_nibbles(group *g, const uint8_t (*codes)[64], int row) {
  for (int q = 0; q < 4; q++) {
    bytes both = load_bytes(codes[q] + 4 * row);
    g->code[q] = low_half(both);
    g->code[q + 4] = high_half(both);
  }
}

INLINE void load_fifth_bits(group *g, const uint8_t *high, int row) {
  bytes plane = load_bytes(high + 4 * row);
  for (int q = 0; q < 8; q++) g->code[q] = with_bits(g->code[q], plane, 4 - q, 16);
}

INLINE void load_upper_bits(group *g, const uint8_t (*upper)[64], int row) {
  for (int side = 0; side < 2; side++) {
    bytes plane = load_bytes(upper[side] + 4 * row);
    for (int q = 0; q < 4; q++) {
      g->code[4 * side + q] = with_bits(g->code[4 * side + q], plane, 4 - 2 * q, 48);
    }
  }
}

INLINE void load_signed(group *g, const int8_t (*codes)[64], int row) {
  for (int q = 0; q < 8; q++) g->code[q] = signed_codes(load_bytes(codes[q] + 4 * row));
}

// Group b of a panel, counted in 32 columns, for ROWS rows from `row` on.
INLINE void load(group *g, format f, const char *panel, uint32_t b, int row) {
  const uint32_t k = b % 8;  // among the groups of a block of 256
  switch (f) {
    case Q4_0: {
      const packed_q4_0 *w = (const packed_q4_0 *)panel + b;
      load_nibbles(g, w->codes, row);
      g->scale[0] = load_f16(w->d + row);
      break;
    }
    case Q4_1: {
      const packed_q4_1 *w = (const packed_q4_1 *)panel + b;
      load_nibbles(g, w->codes, row);
      g->scale[0] = load_f16(w->d + row);
      g->add[0] = load_f16(w->m + row);
      break;
    }
    case Q5_0: {
      const packed_q5_0 *w = (const packed_q5_0 *)panel + b;
      load_nibbles(g, w->codes, row);
      load_fifth_bits(g, w->high, row);
      g->scale[0] = load_f16(w->d + row);
      break;
    }
    case Q5_1: {
      const packed_q5_1 *w = (const packed_q5_1 *)panel + b;
      load_nibbles(g, w->codes, row);
      load_fifth_bits(g, w->high, row);
      g->scale[0] = load_f16(w->d + row);
      g->add[0] = load_f16(w->m + row);
      break;
    }
    case Q4K: {
      const packed_q4k *w = (const packed_q4k *)panel + b / 8;
      load_nibbles(g, w->codes[k], row);
      g->scale[0] = product(load_f16(w->d + row), load_u8(w->scale[k] + row));
      g->add[0] = negate(product(load_f16(w->dmin + row), load_u8(w->min[k] + row)));
      break;
    }
    case Q5K: {
      const packed_q5k *w = (const packed_q5k *)panel + b / 8;
      load_nibbles(g, w->codes[k], row);
      load_fifth_bits(g, w->high[k], row);
      g->scale[0] = product(load_f16(w->d + row), load_u8(w->scale[k] + row));
      g->add[0] = negate(product(load_f16(w->dmin + row), load_u8(w->min[k] + row)));
      break;
    }
    case Q4S: {
      const packed_q4s *w = (const packed_q4s *)panel + b / 8;
      load_nibbles(g, w->codes[k], row);
      floats d = load_f16(w->d + row), dmin = load_f16(w->dmin + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = product(d, load_i8(w->scale[2 * k + h] + row));
        g->add[h] = negate(product(dmin, load_i8(w->min[2 * k + h] + row)));
      }
      break;
    }
    case Q6K: {
      const packed_q6k *w = (const packed_q6k *)panel + b / 8;
      load_nibbles(g, w->codes[k], row);
      load_upper_bits(g, w->upper[k], row);
      floats d = load_f16(w->d + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = product(d, load_i8(w->scale[2 * k + h] + row));
      }
      break;
    }
    case Q8: {
      const packed_q8 *w = (const packed_q8 *)panel + b;
      load_signed(g, w->codes, row);
      g->scale[0] = load_f16(w->d + row);
      break;
    }
    case Q8F: {
      const packed_q8f *w = (const packed_q8f *)panel + b;
      load_signed(g, w->codes, row);
      g->scale[0] = load_floats(w->d + row);
      break;
    }
    default: {
      const packed_q8k *w = (const packed_q8k *)panel + b / 8;
      load_signed(g, w->codes[k], row);
      floats d = load_floats(w->d + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = product(d, load_i8(w->scale[2 * k + h] + row));
      }
      break;
    }
  }
}

// Column k of a panel of floats, for ROWS rows from `row` on.
INLINE floats load_column(format f, const char *panel, size_t k, int row) {
  if (f == F32) return load_floats((const float *)panel + 16 * k + row);
  const uint16_t *half = (const uint16_t *)panel + 16 * k + row;
  return f == F16 ? load_f16(half) : load_bf16(half);
}

// Fetches what stands AHEAD of the bytes that step b of a panel reads.
INLINE void fetch_ahead(format f, const char *panel, uint32_t b) {
  const size_t step_bytes = panel_bytes(f, 256) / (by_column(f) ? 256 : 8);
  for (size_t k = 0; k < step_bytes; k += 64)
    __builtin_prefetch(panel + b * step_bytes + AHEAD + k);
}

// ---- Sums ---------------------------------------------------------------------------------------

// The sum of the activations of half h, or of both, which what a format adds is multiplied by.
INLINE float total_of(format f, const activation_scale *x, int h) {
  return halves(f) == 2 ? x->d * (float)x->sum[h] : x->total;
}

INLINE int32_t sum_of(format f, const activation_scale *x, int h) {
  return halves(f) == 2 ? x->sum[h] : x->sum[0] + x->sum[1];
}

// acc[i] + group . block i, whose codes are at x[i].
INLINE void add_group(floats *acc, format f, const group *g, const int8_t *const *x,
                      const activation_scale *const *scale, int tokens) {
  for (int h = 0; h < halves(f); h++) {
    ints sum[MAX_SUMS];
    for (int i = 0; i < tokens; i++) sum[i] = set_int(-offset(f) * sum_of(f, scale[i], h));
    dot(sum, g->code, largest(f), x, 4 * h, halves(f) == 2 ? 4 * h + 4 : 8, tokens);
    for (int i = 0; i < tokens; i++) {
      floats scaled = product(g->scale[h], to_floats(sum[i]));
      acc[i] = multiply_add(set(scale[i]->d), scaled, acc[i]);
      if (has_add(f)) acc[i] = multiply_add(g->add[h], set(total_of(f, scale[i], h)), acc[i]);
    }
  }
}

// `strips` strips by `tokens` tokens: weights stay in registers over the tokens, and several strips
// at once hide the latency of a sum when there are few tokens.
INLINE void tile(const matmul_args *a, format f, uint32_t strip, uint32_t t, int strips,
                 int tokens) {
  const size_t bytes_of_panel = panel_bytes(f, a->cols);
  const char *x[MAX_SUMS];
  for (int i = 0; i < tokens; i++) x[i] = (const char *)a->x + (t + (uint32_t)i) * a->x_stride;
  floats acc[MAX_SUMS];
  for (int i = 0; i < strips * tokens; i++) acc[i] = set(0);
  const uint32_t steps = by_column(f) ? a->cols : a->cols / 32;
  const bool few = a->n <= WIDE;
  for (uint32_t b = 0; b < steps; b++) {
    for (int s = 0; s < strips; s++) {
      const char *panel = (const char *)a->w + (strip + (uint32_t)s) / STRIPS * bytes_of_panel;
      const int row = (int)((strip + (uint32_t)s) % STRIPS) * ROWS;
      floats *sums = acc + s * tokens;
      if (few && row == 0) fetch_ahead(f, panel, b);
      if (by_column(f)) {
        floats column = load_column(f, panel, b, row);
        for (int i = 0; i < tokens; i++) {
          sums[i] = multiply_add(column, set(((const float *)x[i])[b]), sums[i]);
        }
      } else {
        group g;
        load(&g, f, panel, b, row);
        const int8_t *codes[MAX_SUMS];
        const activation_scale *scale[MAX_SUMS];
        for (int i = 0; i < tokens; i++) {
          codes[i] = (const int8_t *)x[i] + 32 * b;
          scale[i] = (const activation_scale *)(x[i] + a->cols) + b;
        }
        add_group(sums, f, &g, codes, scale, tokens);
      }
    }
  }
  for (int s = 0; s < strips; s++) {
    const uint32_t row = (strip + (uint32_t)s) * ROWS;
    if (row >= a->rows) return;
    for (int i = 0; i < tokens; i++) {
      float *y = (float *)((char *)a->y + (t + (uint32_t)i) * a->y_stride) + row;
      store_rows(y, acc[s * tokens + i], a->rows - row, a->bias ? a->bias + row : NULL,
                 a->accumulate);
    }
  }
}

// Tokens t .. t + tokens - 1 with the strips from `strip` to `last`, `strips` at once as far as
// they go.
INLINE void sweep(const matmul_args *a, format f, uint32_t strip, uint32_t last, uint32_t t,
                  int strips, int tokens) {
  for (; strip + (uint32_t)strips <= last; strip += (uint32_t)strips) {
    tile(a, f, strip, t, strips, tokens);
  }
  for (; strip < last; strip++) tile(a, f, strip, t, 1, tokens);
}

// Tokens from t on: WIDE at a time while there are so many, then NARROW, then a single one.
INLINE void multiply(const matmul_args *a, format f, uint32_t t, uint32_t first, uint32_t last) {
  first *= STRIPS;
  last *= STRIPS;
  for (; t + WIDE <= a->n; t += WIDE) sweep(a, f, first, last, t, 1, WIDE);
  for (; t + NARROW <= a->n; t += NARROW) sweep(a, f, first, last, t, NARROW_STRIPS, NARROW);
  for (; t < a->n; t++) sweep(a, f, first, last, t, SINGLE_STRIPS, 1);
}

// ---- Kernels ------------------------------------------------------------------------------------

#define MATMUL_KERNEL(variant, FORMAT, isa)                                               \
  static void matmul_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, FORMAT, 0, first, last);                                               \
  }

// X(variant, FORMAT, isa) for each format of floats, and of codes.
#define MATMUL_FLOATS(X, isa) X(f32, F32, isa) X(f16, F16, isa) X(bf16, BF16, isa)
#define MATMUL_CODES(X, isa) \
  X(q4_0, Q4_0, isa)         \
  X(q4_1, Q4_1, isa)         \
  X(q4s, Q4S, isa)           \
  X(q4k, Q4K, isa)           \
  X(q5_0, Q5_0, isa)         \
  X(q5_1, Q5_1, isa)         \
  X(q5k, Q5K, isa)           \
  X(q6k, Q6K, isa)           \
  X(q8, Q8, isa)             \
  X(q8f, Q8F, isa)           \
  X(q8k, Q8K, isa)

// For an install function whose table is `table`.
#define MATMUL_INSTALL(variant, FORMAT, isa) RH_INSTALL_KERNEL(table, matmul, variant, isa);

#endif
