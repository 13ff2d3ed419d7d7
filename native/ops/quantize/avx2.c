// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_avx2(rh_kernel_table *table);

static float max_of(__m256 x) {
  __m128 m = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  m = _mm_max_ps(m, _mm_movehl_ps(m, m));
  return _mm_cvtss_f32(_mm_max_ss(m, _mm_movehdup_ps(m)));
}

static int sum_of(__m256i x) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  s = _mm_add_epi32(s, _mm_unpackhi_epi64(s, s));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 1)));
}

static void quantize_block(activation_codes *y, activation_scale *scale, const float *x) {
  const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
  __m256 value[4], max = _mm256_setzero_ps(), unordered = _mm256_setzero_ps();
  for (int i = 0; i < 4; i++) {
    value[i] = _mm256_loadu_ps(x + 8 * i);
    max = _mm256_max_ps(max, _mm256_and_ps(value[i], magnitude));
    unordered = _mm256_or_ps(unordered, _mm256_cmp_ps(value[i], value[i], _CMP_UNORD_Q));
  }
  float largest = max_of(max);
  float d = largest / ACTIVATION_LARGEST;
  float inverse = d > 0 ? 1 / d : 0;
  int faulty = _mm256_movemask_ps(unordered) != 0 || !isfinite(largest);
  if (faulty || !isfinite(inverse)) {
    // quantize.h: a fault stays visible; a block too small to have an inverse counts as zero.
    memset(y, 0, sizeof *y);
    memset(scale, 0, sizeof *scale);
    if (faulty) scale->d = scale->total = NAN;
    return;
  }
  __m256i code[4];
  for (int i = 0; i < 4; i++) {
    code[i] = _mm256_cvtps_epi32(_mm256_mul_ps(value[i], _mm256_set1_ps(inverse)));
  }
  // Packing works within halves of a register; the permutation puts groups of four back in order.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  const __m256i low_bits = _mm256_set1_epi16((1 << ACTIVATION_LOW_BITS) - 1);
  __m256i first = _mm256_packs_epi32(code[0], code[1]);
  __m256i second = _mm256_packs_epi32(code[2], code[3]);
  __m256i low =
      _mm256_packs_epi16(_mm256_and_si256(first, low_bits), _mm256_and_si256(second, low_bits));
  __m256i high = _mm256_packs_epi16(_mm256_srai_epi16(first, ACTIVATION_LOW_BITS),
                                    _mm256_srai_epi16(second, ACTIVATION_LOW_BITS));
  low = _mm256_permutevar8x32_epi32(low, order);
  high = _mm256_permutevar8x32_epi32(high, order);
  _mm256_storeu_si256((__m256i *)&y->half[0], _mm256_permute2x128_si256(high, low, 0x20));
  _mm256_storeu_si256((__m256i *)&y->half[1], _mm256_permute2x128_si256(high, low, 0x31));
  scale->d = d;
  scale->sum[0] = sum_of(_mm256_add_epi32(code[0], code[1]));
  scale->sum[1] = sum_of(_mm256_add_epi32(code[2], code[3]));
  scale->total = d * (float)(scale->sum[0] + scale->sum[1]);
}

static void quantize_q12_avx2(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    void *y = (char *)a->y + t * a->y_stride;
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) {
      quantize_block(activation_codes_of(y) + b, activation_scales_of(y, a->cols) + b, x + 32 * b);
    }
  }
}

void quantize_install_avx2(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q12, avx2);
}
