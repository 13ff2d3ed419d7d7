// SPDX-License-Identifier: Apache-2.0
// Vectors of 16 floats on AVX2 and FMA: two registers each. See vector.h for what each means.
#ifndef RH_SIMD_AVX2_H
#define RH_SIMD_AVX2_H

#include <immintrin.h>
#include <stdint.h>

typedef struct f32x16 {
  __m256 low, high;
} f32x16;

static inline f32x16 x16_set(float value) {
  return (f32x16){_mm256_set1_ps(value), _mm256_set1_ps(value)};
}

static inline f32x16 x16_zero(void) { return x16_set(0); }

static inline f32x16 x16_load(const float *x) {
  return (f32x16){_mm256_loadu_ps(x), _mm256_loadu_ps(x + 8)};
}

static inline void x16_store(float *y, f32x16 x) {
  _mm256_storeu_ps(y, x.low);
  _mm256_storeu_ps(y + 8, x.high);
}

#define EACH(name, operation)                                            \
  static inline f32x16 name(f32x16 a, f32x16 b) {                        \
    return (f32x16){operation(a.low, b.low), operation(a.high, b.high)}; \
  }
EACH(x16_add, _mm256_add_ps)
EACH(x16_subtract, _mm256_sub_ps)
EACH(x16_multiply, _mm256_mul_ps)
EACH(x16_divide, _mm256_div_ps)
EACH(x16_max, _mm256_max_ps)
EACH(x16_min, _mm256_min_ps)
#undef EACH

static inline f32x16 x16_fma(f32x16 a, f32x16 b, f32x16 c) {
  return (f32x16){_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}

static inline f32x16 x16_round(f32x16 x) {
  return (f32x16){_mm256_round_ps(x.low, _MM_FROUND_TO_NEAREST_INT),
                  _mm256_round_ps(x.high, _MM_FROUND_TO_NEAREST_INT)};
}

static inline __m256 power_of_two(__m256 n) {
  __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
  return _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
}

static inline f32x16 x16_power_of_two(f32x16 n) {
  return (f32x16){power_of_two(n.low), power_of_two(n.high)};
}

static inline f32x16 x16_low_exponent(f32x16 x) {
  return (f32x16){_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x.low), 23)),
                  _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x.high), 23))};
}

// ---- Parts of vectors ---------------------------------------------------------------------------

typedef struct lanes {
  __m256i low, high;
} lanes;

static inline lanes first_lanes(uint32_t n) {
  __m256i count = _mm256_set1_epi32((int32_t)n), lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return (lanes){_mm256_cmpgt_epi32(count, lane),
                 _mm256_cmpgt_epi32(count, _mm256_add_epi32(lane, _mm256_set1_epi32(8)))};
}

static inline f32x16 x16_load_first(const float *x, uint32_t n) {
  lanes mask = first_lanes(n);
  return (f32x16){_mm256_maskload_ps(x, mask.low), _mm256_maskload_ps(x + 8, mask.high)};
}

static inline void x16_store_first(float *y, f32x16 x, uint32_t n) {
  lanes mask = first_lanes(n);
  _mm256_maskstore_ps(y, mask.low, x.low);
  _mm256_maskstore_ps(y + 8, mask.high, x.high);
}

static inline f32x16 x16_keep_first(f32x16 x, uint32_t n) {
  lanes mask = first_lanes(n);
  return (f32x16){_mm256_and_ps(x.low, _mm256_castsi256_ps(mask.low)),
                  _mm256_and_ps(x.high, _mm256_castsi256_ps(mask.high))};
}

// ---- Signs and choices --------------------------------------------------------------------------

static inline f32x16 x16_negate(f32x16 x) {
  __m256 bit = _mm256_set1_ps(-0.0f);
  return (f32x16){_mm256_xor_ps(x.low, bit), _mm256_xor_ps(x.high, bit)};
}

static inline f32x16 x16_absolute(f32x16 x) {
  __m256 bit = _mm256_set1_ps(-0.0f);
  return (f32x16){_mm256_andnot_ps(bit, x.low), _mm256_andnot_ps(bit, x.high)};
}

static inline __m256 copy_sign(__m256 size, __m256 sign) {
  __m256 bit = _mm256_set1_ps(-0.0f);
  return _mm256_or_ps(_mm256_andnot_ps(bit, size), _mm256_and_ps(bit, sign));
}

static inline f32x16 x16_copy_sign(f32x16 size, f32x16 sign) {
  return (f32x16){copy_sign(size.low, sign.low), copy_sign(size.high, sign.high)};
}

static inline f32x16 x16_if_less(f32x16 a, f32x16 b, f32x16 then, f32x16 otherwise) {
  return (f32x16){
      _mm256_blendv_ps(otherwise.low, then.low, _mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ)),
      _mm256_blendv_ps(otherwise.high, then.high, _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ))};
}

// ---- Across lanes -------------------------------------------------------------------------------

static inline float lane_sum(f32x16 x) {
  __m256 s8 = _mm256_add_ps(x.low, x.high);
  __m128 s4 = _mm_add_ps(_mm256_castps256_ps128(s8), _mm256_extractf128_ps(s8, 1));
  __m128 s2 = _mm_add_ps(s4, _mm_movehl_ps(s4, s4));
  return _mm_cvtss_f32(_mm_add_ss(s2, _mm_movehdup_ps(s2)));
}

// Even and odd lanes of 16 in a row; shuffles stay inside 128 bits, so pairs of lanes move first.
static inline void split_8(f32x16 x, __m256 *even, __m256 *odd) {
  __m256 outer = _mm256_permute2f128_ps(x.low, x.high, 0x20);
  __m256 inner = _mm256_permute2f128_ps(x.low, x.high, 0x31);
  *even = _mm256_shuffle_ps(outer, inner, 0x88);
  *odd = _mm256_shuffle_ps(outer, inner, 0xdd);
}

static inline void x16_split(f32x16 low, f32x16 high, f32x16 *even, f32x16 *odd) {
  split_8(low, &even->low, &odd->low);
  split_8(high, &even->high, &odd->high);
}

static inline f32x16 join_8(__m256 even, __m256 odd) {
  __m256 outer = _mm256_unpacklo_ps(even, odd), inner = _mm256_unpackhi_ps(even, odd);
  return (f32x16){_mm256_permute2f128_ps(outer, inner, 0x20),
                  _mm256_permute2f128_ps(outer, inner, 0x31)};
}

static inline void x16_join(f32x16 even, f32x16 odd, f32x16 *low, f32x16 *high) {
  *low = join_8(even.low, odd.low);
  *high = join_8(even.high, odd.high);
}

#endif
