// SPDX-License-Identifier: Apache-2.0
// Integer products of panels: the 16 rows of a panel are the 16 lanes of a register.
#include <immintrin.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../quantize/quantize.h"
#include "matmul.h"

#define INLINE static inline __attribute__((always_inline))

void matmul_install_avx512vnni(rh_kernel_table *table);

// 32 columns of a panel, in the one form that the tile loop knows: unsigned codes, and for each
// half of 16 columns (or for both together) a scale and, in some formats, what is added for the
// activations' sum.
typedef struct group {
  __m512i code_u8x64[8];
  __m512 scale[2];
  __m512 add[2];
} group;

typedef enum format { Q4, Q4K, Q8, Q8M, Q8K, Q8KM } format;

INLINE int halves(format f) { return f == Q8K || f == Q8KM ? 2 : 1; }
INLINE int has_add(format f) { return f == Q4 || f == Q4K || f == Q8M || f == Q8KM; }
// What the unsigned code exceeds the signed one by.
INLINE int offset(format f) { return f == Q4 || f == Q4K ? 0 : 128; }

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
    default:
      return cols / 256 * sizeof(packed_q8km);
  }
}

INLINE __m512 f16x16(const uint16_t *p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}

INLINE __m512 u8x16(const uint8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

INLINE __m512 i8x16(const int8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

INLINE __m512 negated(__m512 x) {
  return _mm512_castsi512_ps(
      _mm512_xor_si512(_mm512_castps_si512(x), _mm512_set1_epi32((int)0x80000000)));
}

INLINE void load_nibbles(group *g, const uint8_t (*codes)[64]) {
  const __m512i low = _mm512_set1_epi8(15);
  for (int q = 0; q < 4; q++) {
    __m512i both = _mm512_loadu_si512(codes[q]);
    g->code_u8x64[q] = _mm512_and_si512(both, low);
    g->code_u8x64[q + 4] = _mm512_and_si512(_mm512_srli_epi16(both, 4), low);
  }
}

INLINE void load_bytes(group *g, const int8_t *codes) {
  const __m512i top = _mm512_set1_epi8((char)0x80);
  for (int q = 0; q < 8; q++) {
    g->code_u8x64[q] = _mm512_xor_si512(_mm512_loadu_si512(codes + 64 * q), top);
  }
}

// Group b of a panel, counted in 32 columns.
INLINE void load(group *g, format f, const char *panel, uint32_t b) {
  switch (f) {
    case Q4: {
      const packed_q4 *w = (const packed_q4 *)panel + b;
      load_nibbles(g, w->codes);
      g->scale[0] = f16x16(w->d);
      g->add[0] = f16x16(w->m);
      break;
    }
    case Q4K: {
      const packed_q4k *w = (const packed_q4k *)panel + b / 8;
      load_nibbles(g, w->codes[b % 8]);
      g->scale[0] = _mm512_mul_ps(f16x16(w->d), u8x16(w->scale[b % 8]));
      g->add[0] = negated(_mm512_mul_ps(f16x16(w->dmin), u8x16(w->min[b % 8])));
      break;
    }
    case Q8: {
      const packed_q8 *w = (const packed_q8 *)panel + b;
      load_bytes(g, w->codes[0]);
      g->scale[0] = f16x16(w->d);
      break;
    }
    case Q8M: {
      const packed_q8m *w = (const packed_q8m *)panel + b;
      load_bytes(g, w->codes[0]);
      g->scale[0] = _mm512_loadu_ps(w->d);
      g->add[0] = _mm512_loadu_ps(w->m);
      break;
    }
    case Q8K: {
      const packed_q8k *w = (const packed_q8k *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0]);
      __m512 d = _mm512_loadu_ps(w->d);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = _mm512_mul_ps(d, i8x16(w->scale[b % 8 * 2 + h]));
      }
      break;
    }
    case Q8KM: {
      const packed_q8km *w = (const packed_q8km *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0]);
      __m512 d = _mm512_loadu_ps(w->d), dmin = _mm512_loadu_ps(w->dmin);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = _mm512_mul_ps(d, u8x16(w->scale[b % 8 * 2 + h]));
        g->add[h] = negated(_mm512_mul_ps(dmin, u8x16(w->min[b % 8 * 2 + h])));
      }
      break;
    }
  }
}

INLINE __m512i dot_quads(__m512i sum_i32x16, const group *g, const activation_q8 *x, int from,
                         int to) {
  for (int q = from; q < to; q++) {
    int32_t quad;
    memcpy(&quad, x->q + 4 * q, sizeof quad);
    sum_i32x16 = _mm512_dpbusd_epi32(sum_i32x16, g->code_u8x64[q], _mm512_set1_epi32(quad));
  }
  return sum_i32x16;
}

// acc + group . block, in the order that matmul.h fixes.
INLINE __m512 add_group(__m512 acc, format f, const group *g, const activation_q8 *x) {
  __m512 dx = _mm512_set1_ps(x->d);
  for (int h = 0; h < halves(f); h++) {
    int sum = halves(f) == 2 ? x->sum[h] : x->sum[0] + x->sum[1];
    __m512i start = offset(f) ? _mm512_set1_epi32(-offset(f) * sum) : _mm512_setzero_si512();
    int from = halves(f) == 2 ? 4 * h : 0;
    __m512i dot = dot_quads(start, g, x, from, from + 8 / halves(f));
    acc = _mm512_fmadd_ps(_mm512_mul_ps(g->scale[h], dx), _mm512_cvtepi32_ps(dot), acc);
    if (has_add(f)) {
      acc = _mm512_fmadd_ps(g->add[h], _mm512_set1_ps(x->d * (float)sum), acc);
    }
  }
  return acc;
}

INLINE void finish(const matmul_args *a, __m512 acc, uint32_t panel, uint32_t t) {
  uint32_t row = panel * RH_PANEL_ROWS;
  uint32_t left = a->rows - row;
  __mmask16 mask = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
  float *y = (float *)((char *)a->y + t * a->y_stride) + row;
  if (a->bias) acc = _mm512_add_ps(acc, _mm512_maskz_loadu_ps(mask, a->bias + row));
  if (a->accumulate) acc = _mm512_add_ps(acc, _mm512_maskz_loadu_ps(mask, y));
  _mm512_mask_storeu_ps(y, mask, acc);
}

// `panels` panels by `tokens` tokens: weights stay in registers over the tokens, and several panels
// at once hide the latency of a sum when there is one token alone.
INLINE void tile(const matmul_args *a, format f, uint32_t panel, uint32_t t, int panels,
                 int tokens) {
  const size_t bytes = panel_bytes(f, a->cols);
  const char *w = (const char *)a->w + panel * bytes;
  const char *x = (const char *)a->x + t * a->x_stride;
  __m512 acc[8];
  for (int i = 0; i < panels * tokens; i++) acc[i] = _mm512_setzero_ps();
  for (uint32_t b = 0; b < a->cols / 32; b++) {
    for (int p = 0; p < panels; p++) {
      group g;
      load(&g, f, w + p * bytes, b);
      for (int i = 0; i < tokens; i++) {
        const activation_q8 *block = (const activation_q8 *)(x + i * a->x_stride) + b;
        acc[p * tokens + i] = add_group(acc[p * tokens + i], f, &g, block);
      }
    }
  }
  for (int p = 0; p < panels; p++) {
    for (int i = 0; i < tokens; i++) finish(a, acc[p * tokens + i], panel + p, t + i);
  }
}

INLINE void multiply(const matmul_args *a, format f, uint32_t first, uint32_t last) {
  uint32_t t = 0;
  for (; t + 8 <= a->n; t += 8) {
    for (uint32_t panel = first; panel < last; panel++) tile(a, f, panel, t, 1, 8);
  }
  for (; t + 4 <= a->n; t += 4) {
    for (uint32_t panel = first; panel < last; panel++) tile(a, f, panel, t, 1, 4);
  }
  for (; t < a->n; t++) {
    uint32_t panel = first;
    for (; panel + 4 <= last; panel += 4) tile(a, f, panel, t, 4, 1);
    for (; panel < last; panel++) tile(a, f, panel, t, 1, 1);
  }
}

#define KERNEL(variant, FORMAT)                                                                \
  static void matmul_##variant##_avx512vnni(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, FORMAT, first, last);                                                       \
  }
KERNEL(q4, Q4)
KERNEL(q4k, Q4K)
KERNEL(q8, Q8)
KERNEL(q8m, Q8M)
KERNEL(q8k, Q8K)
KERNEL(q8km, Q8KM)
#undef KERNEL

void matmul_install_avx512vnni(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, matmul, q4, avx512vnni);
  RH_INSTALL_KERNEL(table, matmul, q4k, avx512vnni);
  RH_INSTALL_KERNEL(table, matmul, q8, avx512vnni);
  RH_INSTALL_KERNEL(table, matmul, q8m, avx512vnni);
  RH_INSTALL_KERNEL(table, matmul, q8k, avx512vnni);
  RH_INSTALL_KERNEL(table, matmul, q8km, avx512vnni);
}
