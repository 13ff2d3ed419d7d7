// SPDX-License-Identifier: Apache-2.0
#include "../../simd/vector.h"

static inline float x16_largest(f32x16 x) { return _mm512_reduce_max_ps(x); }

static inline f32x16 x16_f16(const uint16_t *x) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)x));
}

static inline f32x16 x16_i8(const int8_t *x) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)x)));
}

// Adds the halves of each vector, then of what is left, always two vectors in one: after four
// rounds one vector holds the 16 sums. The last two rounds work inside 128 bits and leave vector 4
// m + b in lane 4 b + m, so that vectors are taken in that order.
static inline f32x16 x16_sums(const float *partial) {
  __m512 half[8], quarter[4], eighth[2];
  for (int i = 0; i < 8; i++) {
    int even = 2 * i, odd = 2 * i + 1;
    __m512 a = _mm512_loadu_ps(partial + 16 * (even % 4 * 4 + even / 4));
    __m512 b = _mm512_loadu_ps(partial + 16 * (odd % 4 * 4 + odd / 4));
    half[i] = _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xee));
  }
  for (int i = 0; i < 4; i++) {
    __m512 a = half[2 * i], b = half[2 * i + 1];
    quarter[i] = _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
  }
  for (int i = 0; i < 2; i++) {
    __m512d a = _mm512_castps_pd(quarter[2 * i]), b = _mm512_castps_pd(quarter[2 * i + 1]);
    eighth[i] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(a, b)),
                              _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)));
  }
  return _mm512_add_ps(_mm512_shuffle_ps(eighth[0], eighth[1], 0x88),
                       _mm512_shuffle_ps(eighth[0], eighth[1], 0xdd));
}

enum { TILE_ROWS = 4, TILE_WIDTH = 4 };

#include "body.h"

ATTENTION_KERNELS(avx512)
