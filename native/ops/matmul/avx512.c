// SPDX-License-Identifier: Apache-2.0
// Products of float panels: the 16 rows of a panel are the 16 lanes of a register.
#include <immintrin.h>

#include "../../core/kernels.h"
#include "matmul.h"

#define INLINE static inline __attribute__((always_inline))

void matmul_install_avx512(rh_kernel_table *table);

typedef enum format { F32, F16, BF16 } format;

INLINE size_t column_bytes(format f) { return f == F32 ? 64 : 32; }

INLINE __m512 load(format f, const char *column) {
  if (f == F32) return _mm512_loadu_ps((const float *)column);
  __m256i half = _mm256_loadu_si256((const __m256i *)column);
  if (f == F16) return _mm512_cvtph_ps(half);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
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

// `panels` panels by `tokens` tokens, as in avx512vnni.c.
INLINE void tile(const matmul_args *a, format f, uint32_t panel, uint32_t t, int panels,
                 int tokens) {
  const size_t bytes = a->cols * column_bytes(f);
  const char *w = (const char *)a->w + panel * bytes;
  const char *x = (const char *)a->x + t * a->x_stride;
  __m512 acc[8];
  for (int i = 0; i < panels * tokens; i++) acc[i] = _mm512_setzero_ps();
  for (uint32_t k = 0; k < a->cols; k++) {
    for (int p = 0; p < panels; p++) {
      __m512 weights = load(f, w + p * bytes + k * column_bytes(f));
      for (int i = 0; i < tokens; i++) {
        __m512 value = _mm512_set1_ps(((const float *)(x + i * a->x_stride))[k]);
        acc[p * tokens + i] = _mm512_fmadd_ps(weights, value, acc[p * tokens + i]);
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
  for (; t < a->n; t++) {
    uint32_t panel = first;
    for (; panel + 8 <= last; panel += 8) tile(a, f, panel, t, 8, 1);
    for (; panel < last; panel++) tile(a, f, panel, t, 1, 1);
  }
}

#define KERNEL(variant, FORMAT)                                                            \
  static void matmul_##variant##_avx512(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, FORMAT, first, last);                                                   \
  }
KERNEL(f32, F32)
KERNEL(f16, F16)
KERNEL(bf16, BF16)
#undef KERNEL

void matmul_install_avx512(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, matmul, f32, avx512);
  RH_INSTALL_KERNEL(table, matmul, f16, avx512);
  RH_INSTALL_KERNEL(table, matmul, bf16, avx512);
}
