// SPDX-License-Identifier: Apache-2.0
#include "../../simd/vector.h"

static inline float x16_largest(f32x16 x) {
  __m256 m8 = _mm256_max_ps(x.low, x.high);
  __m128 m4 = _mm_max_ps(_mm256_castps256_ps128(m8), _mm256_extractf128_ps(m8, 1));
  __m128 m2 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
  return _mm_cvtss_f32(_mm_max_ss(m2, _mm_movehdup_ps(m2)));
}

static inline f32x16 x16_f16(const uint16_t *x) {
  return (f32x16){_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)x)),
                  _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(x + 8)))};
}

static inline __m256 widen_i8(const int8_t *x) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)x)));
}

static inline f32x16 x16_i8(const int8_t *x) { return (f32x16){widen_i8(x), widen_i8(x + 8)}; }

// 4 values of 2 rows lie in one register, whose parts of 128 bits are then transposed.
static inline void columns_of_8(const float *rows, __m256 column[4]) {
  __m256 row[4];
  for (int m = 0; m < 4; m++) {
    __m256 x = _mm256_castps128_ps256(_mm_load_ps(rows + 16 * m));
    row[m] = _mm256_insertf128_ps(x, _mm_load_ps(rows + 16 * (m + 4)), 1);
  }
  __m256d low01 = _mm256_castps_pd(_mm256_unpacklo_ps(row[0], row[1]));
  __m256d high01 = _mm256_castps_pd(_mm256_unpackhi_ps(row[0], row[1]));
  __m256d low23 = _mm256_castps_pd(_mm256_unpacklo_ps(row[2], row[3]));
  __m256d high23 = _mm256_castps_pd(_mm256_unpackhi_ps(row[2], row[3]));
  column[0] = _mm256_castpd_ps(_mm256_unpacklo_pd(low01, low23));
  column[1] = _mm256_castpd_ps(_mm256_unpackhi_pd(low01, low23));
  column[2] = _mm256_castpd_ps(_mm256_unpacklo_pd(high01, high23));
  column[3] = _mm256_castpd_ps(_mm256_unpackhi_pd(high01, high23));
}

static inline void x16_columns(const float *rows, f32x16 *columns) {
  __m256 low[4], high[4];
  columns_of_8(rows, low);
  columns_of_8(rows + 8 * 16, high);
  for (int i = 0; i < 4; i++) columns[i] = (f32x16){low[i], high[i]};
}

enum { PANEL_ROWS = 6, PANEL_WIDTH = 1 };

#include "body.h"

ATTENTION_KERNELS(avx2)
