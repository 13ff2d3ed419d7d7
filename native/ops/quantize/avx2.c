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

// Of q = 256 high + low, with low from -128 to 127, as 16 bits.
static __m256i low_bytes(__m256i q) { return _mm256_and_si256(q, _mm256_set1_epi16(255)); }

static __m256i high_bytes(__m256i q) {
  return _mm256_srai_epi16(_mm256_add_epi16(q, _mm256_set1_epi16(128)), 8);
}

static void quantize_block(activation_q16 *y, const float *x) {
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
    if (faulty) y->d = y->total = NAN;
    return;
  }
  __m256i code[4];
  for (int i = 0; i < 4; i++) {
    code[i] = _mm256_cvtps_epi32(_mm256_mul_ps(value[i], _mm256_set1_ps(inverse)));
  }
  // Packing works within halves of a register; the permutation puts groups of four back in order.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  __m256i first = _mm256_packs_epi32(code[0], code[1]);
  __m256i second = _mm256_packs_epi32(code[2], code[3]);
  __m256i low = _mm256_packus_epi16(low_bytes(first), low_bytes(second));
  __m256i high = _mm256_packs_epi16(high_bytes(first), high_bytes(second));
  _mm256_storeu_si256((__m256i *)y->low, _mm256_permutevar8x32_epi32(low, order));
  _mm256_storeu_si256((__m256i *)y->high, _mm256_permutevar8x32_epi32(high, order));
  y->d = d;
  y->sum[0] = sum_of(_mm256_add_epi32(code[0], code[1]));
  y->sum[1] = sum_of(_mm256_add_epi32(code[2], code[3]));
  y->total = d * (float)(y->sum[0] + y->sum[1]);
}

static void quantize_q16_avx2(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    activation_q16 *y = (activation_q16 *)((char *)a->y + t * a->y_stride);
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) quantize_block(&y[b], x + 32 * b);
  }
}

void quantize_install_avx2(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q16, avx2);
}
