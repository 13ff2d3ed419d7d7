// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_avx2(rh_kernel_table *table);

static inline int sum_of(__m256i x) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  s = _mm_add_epi32(s, _mm_unpackhi_epi64(s, s));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 1)));
}

// The largest of the integers that absolute floats are as bits: NaN above infinity above the rest.
static inline float largest_of(const float *x, uint32_t count) {
  const __m256i magnitude = _mm256_set1_epi32(0x7fffffff);
  __m256i most = _mm256_setzero_si256();
  for (uint32_t i = 0; i < count; i += 8) {
    __m256i bits = _mm256_loadu_si256((const __m256i *)(x + i));
    most = _mm256_max_epu32(most, _mm256_and_si256(bits, magnitude));
  }
  __m128i m = _mm_max_epu32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
  m = _mm_max_epu32(m, _mm_unpackhi_epi64(m, m));
  m = _mm_max_epu32(m, _mm_shuffle_epi32(m, 1));
  return _mm_cvtss_f32(_mm_castsi128_ps(m));
}

static inline void encode(int8_t *y, activation_scale *scale, const float *x, float inverse) {
  __m256i code[4];
  for (int i = 0; i < 4; i++) {
    __m256 value = _mm256_mul_ps(_mm256_loadu_ps(x + 8 * i), _mm256_set1_ps(inverse));
    code[i] = _mm256_cvtps_epi32(value);
  }
  // Packing works within halves of a register; the permutation puts groups of four back in order.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(code[0], code[1]),
                                      _mm256_packs_epi32(code[2], code[3]));
  _mm256_storeu_si256((__m256i *)y, _mm256_permutevar8x32_epi32(packed, order));
  scale->sum[0] = sum_of(_mm256_add_epi32(code[0], code[1]));
  scale->sum[1] = sum_of(_mm256_add_epi32(code[2], code[3]));
}

// Written in what stands above.
#include "rows.h"

QUANTIZE_KERNELS(avx2)

void quantize_install_avx2(rh_kernel_table *table) { QUANTIZE_INSTALL(avx2); }
