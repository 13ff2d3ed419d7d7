// SPDX-License-Identifier: Apache-2.0
#include "../../simd/vector.h"

static inline float x16_largest(f32x16 x) { return _mm512_reduce_max_ps(x); }

static inline f32x16 x16_f16(const uint16_t *x) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)x));
}

static inline f32x16 x16_i8(const int8_t *x) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)x)));
}

// 4 values of 4 rows lie in one register, whose parts of 128 bits are then transposed.
static inline void x16_columns(const float *rows, f32x16 *columns) {
  __m512 row[4];
  for (int m = 0; m < 4; m++) {
    __m512 x = _mm512_castps128_ps512(_mm_load_ps(rows + 16 * m));
    x = _mm512_insertf32x4(x, _mm_load_ps(rows + 16 * (m + 4)), 1);
    x = _mm512_insertf32x4(x, _mm_load_ps(rows + 16 * (m + 8)), 2);
    row[m] = _mm512_insertf32x4(x, _mm_load_ps(rows + 16 * (m + 12)), 3);
  }
  __m512d low01 = _mm512_castps_pd(_mm512_unpacklo_ps(row[0], row[1]));
  __m512d high01 = _mm512_castps_pd(_mm512_unpackhi_ps(row[0], row[1]));
  __m512d low23 = _mm512_castps_pd(_mm512_unpacklo_ps(row[2], row[3]));
  __m512d high23 = _mm512_castps_pd(_mm512_unpackhi_ps(row[2], row[3]));
  columns[0] = _mm512_castpd_ps(_mm512_unpacklo_pd(low01, low23));
  columns[1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low01, low23));
  columns[2] = _mm512_castpd_ps(_mm512_unpacklo_pd(high01, high23));
  columns[3] = _mm512_castpd_ps(_mm512_unpackhi_pd(high01, high23));
}

enum { PANEL_ROWS = 12, PANEL_WIDTH = 2 };

#include "body.h"

ATTENTION_KERNELS(avx512)
