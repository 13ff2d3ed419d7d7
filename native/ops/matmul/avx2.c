// SPDX-License-Identifier: Apache-2.0
// Products of panels in two halves of 8 rows, each the 8 lanes of a register. Every sum runs in the
// order of matmul.h, so that results equal those of avx512vnni.c and avx512.c to the bit.
#include <immintrin.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../quantize/quantize.h"
#include "matmul.h"

#define INLINE static inline __attribute__((always_inline))

void matmul_install_avx2(rh_kernel_table *table);

typedef enum format { Q4, Q4K, Q8, Q8M, Q8K, Q8KM, F32, F16, BF16 } format;

// 32 columns of half a panel: codes, and for each half of 16 columns (or for both together) a scale
// and, in some formats, what is added for the activations' sum.
typedef struct group {
  __m256i code_8x32[8];
  __m256 scale[2];
  __m256 add[2];
} group;

INLINE int halves(format f) { return f == Q8K || f == Q8KM ? 2 : 1; }
INLINE int has_add(format f) { return f == Q4 || f == Q4K || f == Q8M || f == Q8KM; }

INLINE size_t panel_bytes(format f, uint32_t cols) {
  switch (f) {
    case Q4:
      return cols / 32 * sizeof(packed_q4);
    case Q4K:
      return cols / 256 * sizeof(packed_q4k);
    case Q8:
      return cols / 32 * sizeof(packed_q8);
    case Q8M:
      return cols / 32 * sizeof(packed_q8m);
    case Q8K:
      return cols / 256 * sizeof(packed_q8k);
    case Q8KM:
      return cols / 256 * sizeof(packed_q8km);
    case F32:
      return (size_t)cols * 64;
    default:
      return (size_t)cols * 32;
  }
}

INLINE __m256 f16x8(const uint16_t *p) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
}

INLINE __m256 u8x8(const uint8_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

INLINE __m256 i8x8(const int8_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

INLINE __m256 negated(__m256 x) { return _mm256_xor_ps(x, _mm256_set1_ps(-0.0f)); }

INLINE void load_nibbles(group *g, const uint8_t (*codes)[64], int side) {
  const __m256i low = _mm256_set1_epi8(15);
  for (int q = 0; q < 4; q++) {
    __m256i both = _mm256_loadu_si256((const __m256i *)(codes[q] + 32 * side));
    g->code_8x32[q] = _mm256_and_si256(both, low);
    g->code_8x32[q + 4] = _mm256_and_si256(_mm256_srli_epi16(both, 4), low);
  }
}

INLINE void load_bytes(group *g, const int8_t *codes, int side) {
  for (int q = 0; q < 8; q++) {
    g->code_8x32[q] = _mm256_loadu_si256((const __m256i *)(codes + 64 * q + 32 * side));
  }
}

// Group b of a panel, counted in 32 columns; side 0 has rows 0-7, side 1 rows 8-15.
INLINE void load(group *g, format f, const char *panel, uint32_t b, int side) {
  int row = 8 * side;
  switch (f) {
    case Q4: {
      const packed_q4 *w = (const packed_q4 *)panel + b;
      load_nibbles(g, w->codes, side);
      g->scale[0] = f16x8(w->d + row);
      g->add[0] = f16x8(w->m + row);
      break;
    }
    case Q4K: {
      const packed_q4k *w = (const packed_q4k *)panel + b / 8;
      load_nibbles(g, w->codes[b % 8], side);
      g->scale[0] = _mm256_mul_ps(f16x8(w->d + row), u8x8(w->scale[b % 8] + row));
      g->add[0] = negated(_mm256_mul_ps(f16x8(w->dmin + row), u8x8(w->min[b % 8] + row)));
      break;
    }
    case Q8: {
      const packed_q8 *w = (const packed_q8 *)panel + b;
      load_bytes(g, w->codes[0], side);
      g->scale[0] = f16x8(w->d + row);
      break;
    }
    case Q8M: {
      const packed_q8m *w = (const packed_q8m *)panel + b;
      load_bytes(g, w->codes[0], side);
      g->scale[0] = _mm256_loadu_ps(w->d + row);
      g->add[0] = _mm256_loadu_ps(w->m + row);
      break;
    }
    case Q8K: {
      const packed_q8k *w = (const packed_q8k *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0], side);
      __m256 d = _mm256_loadu_ps(w->d + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = _mm256_mul_ps(d, i8x8(w->scale[b % 8 * 2 + h] + row));
      }
      break;
    }
    default: {
      const packed_q8km *w = (const packed_q8km *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0], side);
      __m256 d = _mm256_loadu_ps(w->d + row), dmin = _mm256_loadu_ps(w->dmin + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = _mm256_mul_ps(d, u8x8(w->scale[b % 8 * 2 + h] + row));
        g->add[h] = negated(_mm256_mul_ps(dmin, u8x8(w->min[b % 8 * 2 + h] + row)));
      }
      break;
    }
  }
}

INLINE __m256i quad_x8(const activation_q8 *x, int q) {
  int32_t quad;
  memcpy(&quad, x->q + 4 * q, sizeof quad);
  return _mm256_set1_epi32(quad);
}

// Codes 0..15 by activations -127..127: eight pairs stay within 16 bits (15 * 127 * 2 * 8 = 30480).
INLINE __m256i dot_nibbles(const group *g, const activation_q8 *x) {
  __m256i sum_i16x16 = _mm256_setzero_si256();
  for (int q = 0; q < 8; q++) {
    sum_i16x16 = _mm256_add_epi16(sum_i16x16, _mm256_maddubs_epi16(g->code_8x32[q], quad_x8(x, q)));
  }
  return _mm256_madd_epi16(sum_i16x16, _mm256_set1_epi16(1));
}

// Codes -128..127: |code| as the unsigned operand, the activation with the code's sign as the
// signed one. A pair stays within 16 bits (128 * 127 * 2 = 32512).
INLINE __m256i dot_bytes(const group *g, const activation_q8 *x, int from, int to) {
  __m256i sum_i32x8 = _mm256_setzero_si256();
  for (int q = from; q < to; q++) {
    __m256i code = g->code_8x32[q];
    __m256i pairs =
        _mm256_maddubs_epi16(_mm256_abs_epi8(code), _mm256_sign_epi8(quad_x8(x, q), code));
    sum_i32x8 = _mm256_add_epi32(sum_i32x8, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  return sum_i32x8;
}

// acc + group . block, in the order that matmul.h fixes.
INLINE __m256 add_group(__m256 acc, format f, const group *g, const activation_q8 *x) {
  __m256 dx = _mm256_set1_ps(x->d);
  for (int h = 0; h < halves(f); h++) {
    int sum = halves(f) == 2 ? x->sum[h] : x->sum[0] + x->sum[1];
    int from = halves(f) == 2 ? 4 * h : 0;
    __m256i dot =
        f == Q4 || f == Q4K ? dot_nibbles(g, x) : dot_bytes(g, x, from, from + 8 / halves(f));
    acc = _mm256_fmadd_ps(_mm256_mul_ps(g->scale[h], dx), _mm256_cvtepi32_ps(dot), acc);
    if (has_add(f)) {
      acc = _mm256_fmadd_ps(g->add[h], _mm256_set1_ps(x->d * (float)sum), acc);
    }
  }
  return acc;
}

INLINE __m256 load_float(format f, const char *column, int side) {
  if (f == F32) return _mm256_loadu_ps((const float *)column + 8 * side);
  __m128i half = _mm_loadu_si128((const __m128i *)(column + 16 * side));
  if (f == F16) return _mm256_cvtph_ps(half);
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16));
}

INLINE void finish(const matmul_args *a, __m256 acc, uint32_t row, uint32_t t) {
  float *y = (float *)((char *)a->y + t * a->y_stride) + row;
  float values[8];
  _mm256_storeu_ps(values, acc);
  for (uint32_t i = 0; i < 8 && row + i < a->rows; i++) {
    if (a->bias) values[i] += a->bias[row + i];
    y[i] = a->accumulate ? values[i] + y[i] : values[i];
  }
}

// `sides` half panels by `tokens` tokens. Half panel s is side s % 2 of panel s / 2.
INLINE void tile(const matmul_args *a, format f, uint32_t half, uint32_t t, int sides, int tokens) {
  const size_t bytes = panel_bytes(f, a->cols);
  const char *x = (const char *)a->x + t * a->x_stride;
  __m256 acc[8];
  for (int i = 0; i < sides * tokens; i++) acc[i] = _mm256_setzero_ps();
  const int by_column = f == F32 || f == F16 || f == BF16;
  const uint32_t steps = by_column ? a->cols : a->cols / 32;
  for (uint32_t b = 0; b < steps; b++) {
    for (int s = 0; s < sides; s++) {
      const char *panel = (const char *)a->w + (half + s) / 2 * bytes;
      if (by_column) {
        __m256 w = load_float(f, panel + b * (bytes / a->cols), (half + s) % 2);
        for (int i = 0; i < tokens; i++) {
          __m256 value = _mm256_set1_ps(((const float *)(x + i * a->x_stride))[b]);
          acc[s * tokens + i] = _mm256_fmadd_ps(w, value, acc[s * tokens + i]);
        }
      } else {
        group g;
        load(&g, f, panel, b, (half + s) % 2);
        for (int i = 0; i < tokens; i++) {
          const activation_q8 *block = (const activation_q8 *)(x + i * a->x_stride) + b;
          acc[s * tokens + i] = add_group(acc[s * tokens + i], f, &g, block);
        }
      }
    }
  }
  for (int s = 0; s < sides; s++) {
    for (int i = 0; i < tokens; i++) finish(a, acc[s * tokens + i], (half + s) * 8, t + i);
  }
}

INLINE void multiply(const matmul_args *a, format f, uint32_t first, uint32_t last) {
  uint32_t t = 0;
  for (; t + 4 <= a->n; t += 4) {
    for (uint32_t half = 2 * first; half < 2 * last; half++) tile(a, f, half, t, 1, 4);
  }
  for (; t < a->n; t++) {
    uint32_t half = 2 * first;
    for (; half + 4 <= 2 * last; half += 4) tile(a, f, half, t, 4, 1);
    for (; half < 2 * last; half += 2) tile(a, f, half, t, 2, 1);
  }
}

#define KERNEL(variant, FORMAT)                                                          \
  static void matmul_##variant##_avx2(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, FORMAT, first, last);                                                 \
  }
KERNEL(f32, F32)
KERNEL(f16, F16)
KERNEL(bf16, BF16)
KERNEL(q4, Q4)
KERNEL(q4k, Q4K)
KERNEL(q8, Q8)
KERNEL(q8m, Q8M)
KERNEL(q8k, Q8K)
KERNEL(q8km, Q8KM)
#undef KERNEL

void matmul_install_avx2(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, matmul, f32, avx2);
  RH_INSTALL_KERNEL(table, matmul, f16, avx2);
  RH_INSTALL_KERNEL(table, matmul, bf16, avx2);
  RH_INSTALL_KERNEL(table, matmul, q4, avx2);
  RH_INSTALL_KERNEL(table, matmul, q4k, avx2);
  RH_INSTALL_KERNEL(table, matmul, q8, avx2);
  RH_INSTALL_KERNEL(table, matmul, q8m, avx2);
  RH_INSTALL_KERNEL(table, matmul, q8k, avx2);
  RH_INSTALL_KERNEL(table, matmul, q8km, avx2);
}
