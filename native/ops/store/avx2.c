// SPDX-License-Identifier: Apache-2.0
// F32 rows are copied, which the reference does as well as can be.
#include <immintrin.h>
#include <math.h>

#include "../../core/kernels.h"
#include "../../types/q8_0.h"
#include "store.h"

typedef void store_row(const float *x, void *y, uint32_t cols);

static inline void to_f16(const float *x, void *y, uint32_t cols) {
  uint16_t *half = y;
  uint32_t c = 0;
  for (; c + 8 <= cols; c += 8) {
    __m128i half8 = _mm256_cvtps_ph(_mm256_loadu_ps(x + c), _MM_FROUND_TO_NEAREST_INT);
    _mm_storeu_si128((__m128i *)(half + c), half8);
  }
  for (; c < cols; c++) half[c] = rh_f32_to_f16(x[c]);
}

static inline float largest_lane(__m256 x) {
  __m128 m4 = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  __m128 m2 = _mm_max_ps(m4, _mm_movehl_ps(m4, m4));
  return _mm_cvtss_f32(_mm_max_ss(m2, _mm_movehdup_ps(m2)));
}

// x is rounded half away from zero: adding a full 0.5 would take its predecessor up to 1.
static inline __m256i round_away(__m256 x) {
  __m256 sign = _mm256_and_ps(x, _mm256_set1_ps(-0.0f));
  __m256 half = _mm256_or_ps(sign, _mm256_set1_ps(0x1.fffffep-2f));
  return _mm256_cvttps_epi32(_mm256_add_ps(x, half));
}

static inline void to_q8_0_block(const float *x, q8_0_block *block) {
  __m256 x8[4], size = _mm256_setzero_ps(), infinity = _mm256_set1_ps(INFINITY);
  int finite = 0xff;
  for (int i = 0; i < 4; i++) {
    x8[i] = _mm256_loadu_ps(x + 8 * i);
    __m256 absolute = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x8[i]);
    finite &= _mm256_movemask_ps(_mm256_cmp_ps(absolute, infinity, _CMP_LT_OQ));
    size = _mm256_max_ps(size, absolute);
  }
  float d = finite == 0xff ? largest_lane(size) / 127.0f : NAN;
  block->d = rh_f32_to_f16(d);
  if (finite != 0xff || block->d == 0) {
    memset(block->qs, 0, sizeof block->qs);
    return;
  }
  __m256 inverse = _mm256_set1_ps(1.0f / d);
  __m256i q[4];
  for (int i = 0; i < 4; i++) q[i] = round_away(_mm256_mul_ps(x8[i], inverse));
  // The packs work inside 128 bits: groups of 4 come out in the order 0 2 4 6 1 3 5 7.
  __m256i q8 = _mm256_packs_epi16(_mm256_packs_epi32(q[0], q[1]), _mm256_packs_epi32(q[2], q[3]));
  q8 = _mm256_permutevar8x32_epi32(q8, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  _mm256_storeu_si256((__m256i *)block->qs, q8);
}

static inline void to_q8_0(const float *x, void *y, uint32_t cols) {
  for (uint32_t b = 0; b < cols / 32; b++) to_q8_0_block(x + 32 * b, (q8_0_block *)y + b);
}

static inline void store_rows(const store_args *a, uint32_t first, uint32_t last,
                              store_row *store) {
  for (uint32_t t = first; t < last; t++) {
    const float *x = (const float *)((const unsigned char *)a->x + t * a->x_stride);
    store(x, a->cache + (size_t)a->rows[t] * a->cache_stride, a->cols);
  }
}

static void store_f16_avx2(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_f16);
}

static void store_q8_0_avx2(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_q8_0);
}

void store_install_avx2(rh_kernel_table *table);

void store_install_avx2(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, store, f16, avx2);
  RH_INSTALL_KERNEL(table, store, q8_0, avx2);
}
