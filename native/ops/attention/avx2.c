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

// The lane_sum of 8 vectors: halves are added, two vectors in one, until one vector holds the 8
// sums. The last two rounds work inside 128 bits, so vectors i and i + 4 share a register before
// them.
static inline __m256 sums_of_8(const float *partial) {
  __m256 quarter[4], eighth[2];
  for (int i = 0; i < 4; i++) {
    const float *even = partial + 16 * i, *odd = partial + 16 * (i + 4);
    __m256 a = _mm256_add_ps(_mm256_loadu_ps(even), _mm256_loadu_ps(even + 8));
    __m256 b = _mm256_add_ps(_mm256_loadu_ps(odd), _mm256_loadu_ps(odd + 8));
    quarter[i] =
        _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
  }
  for (int i = 0; i < 2; i++) {
    __m256d a = _mm256_castps_pd(quarter[2 * i]), b = _mm256_castps_pd(quarter[2 * i + 1]);
    eighth[i] = _mm256_add_ps(_mm256_castpd_ps(_mm256_unpacklo_pd(a, b)),
                              _mm256_castpd_ps(_mm256_unpackhi_pd(a, b)));
  }
  return _mm256_add_ps(_mm256_shuffle_ps(eighth[0], eighth[1], 0x88),
                       _mm256_shuffle_ps(eighth[0], eighth[1], 0xdd));
}

static inline f32x16 x16_sums(const float *partial) {
  return (f32x16){sums_of_8(partial), sums_of_8(partial + 8 * 16)};
}

enum { TILE_ROWS = 2, TILE_WIDTH = 2 };

#include "body.h"

ATTENTION_KERNELS(avx2)
