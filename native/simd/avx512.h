// SPDX-License-Identifier: Apache-2.0
// Vectors of 16 floats on AVX-512 F, BW, DQ, VL: one register each. See vector.h for what each
// means.
#ifndef RH_SIMD_AVX512_H
#define RH_SIMD_AVX512_H

#include <immintrin.h>
#include <stdint.h>

typedef __m512 f32x16;

static inline f32x16 x16_zero(void) { return _mm512_setzero_ps(); }
static inline f32x16 x16_set(float value) { return _mm512_set1_ps(value); }
static inline f32x16 x16_load(const float *x) { return _mm512_loadu_ps(x); }
static inline void x16_store(float *y, f32x16 x) { _mm512_storeu_ps(y, x); }
static inline f32x16 x16_add(f32x16 a, f32x16 b) { return _mm512_add_ps(a, b); }
static inline f32x16 x16_subtract(f32x16 a, f32x16 b) { return _mm512_sub_ps(a, b); }
static inline f32x16 x16_multiply(f32x16 a, f32x16 b) { return _mm512_mul_ps(a, b); }
static inline f32x16 x16_divide(f32x16 a, f32x16 b) { return _mm512_div_ps(a, b); }
static inline f32x16 x16_max(f32x16 a, f32x16 b) { return _mm512_max_ps(a, b); }
static inline f32x16 x16_min(f32x16 a, f32x16 b) { return _mm512_min_ps(a, b); }
static inline f32x16 x16_fma(f32x16 a, f32x16 b, f32x16 c) { return _mm512_fmadd_ps(a, b, c); }
static inline f32x16 x16_round(f32x16 x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT);
}

static inline f32x16 x16_power_of_two(f32x16 n) {
  __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
  return _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
}

static inline f32x16 x16_low_exponent(f32x16 x) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(x), 23));
}

// ---- Parts of vectors ---------------------------------------------------------------------------

static inline __mmask16 first_lanes(uint32_t n) { return (__mmask16)((1u << n) - 1); }

static inline f32x16 x16_load_first(const float *x, uint32_t n) {
  return _mm512_maskz_loadu_ps(first_lanes(n), x);
}

static inline void x16_store_first(float *y, f32x16 x, uint32_t n) {
  _mm512_mask_storeu_ps(y, first_lanes(n), x);
}

static inline f32x16 x16_keep_first(f32x16 x, uint32_t n) {
  return _mm512_maskz_mov_ps(first_lanes(n), x);
}

// ---- Signs and choices --------------------------------------------------------------------------

static inline f32x16 x16_negate(f32x16 x) { return _mm512_xor_ps(x, _mm512_set1_ps(-0.0f)); }
static inline f32x16 x16_absolute(f32x16 x) { return _mm512_andnot_ps(_mm512_set1_ps(-0.0f), x); }

static inline f32x16 x16_copy_sign(f32x16 size, f32x16 sign) {
  __m512 bit = _mm512_set1_ps(-0.0f);
  return _mm512_or_ps(_mm512_andnot_ps(bit, size), _mm512_and_ps(bit, sign));
}

static inline f32x16 x16_if_less(f32x16 a, f32x16 b, f32x16 then, f32x16 otherwise) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), otherwise, then);
}

// ---- Across lanes -------------------------------------------------------------------------------

static inline float lane_sum(f32x16 x) {
  __m256 s8 = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
  __m128 s4 = _mm_add_ps(_mm256_castps256_ps128(s8), _mm256_extractf128_ps(s8, 1));
  __m128 s2 = _mm_add_ps(s4, _mm_movehl_ps(s4, s4));
  return _mm_cvtss_f32(_mm_add_ss(s2, _mm_movehdup_ps(s2)));
}

static inline void x16_split(f32x16 low, f32x16 high, f32x16 *even, f32x16 *odd) {
  __m512i pick = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  *even = _mm512_permutex2var_ps(low, pick, high);
  *odd = _mm512_permutex2var_ps(low, _mm512_add_epi32(pick, _mm512_set1_epi32(1)), high);
}

static inline void x16_join(f32x16 even, f32x16 odd, f32x16 *low, f32x16 *high) {
  __m512i pick = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  *low = _mm512_permutex2var_ps(even, pick, odd);
  *high = _mm512_permutex2var_ps(even, _mm512_add_epi32(pick, _mm512_set1_epi32(8)), odd);
}

#endif
