// SPDX-License-Identifier: Apache-2.0
// A register is half the rows of a panel.
#include <immintrin.h>
#include <string.h>

#include "../quantize/quantize.h"

#define INLINE static inline __attribute__((always_inline))

enum { ROWS = 8, WIDE = 4, NARROW = 2, NARROW_STRIPS = 2, SINGLE_STRIPS = 4, SIGNED_OFFSET = 0 };

typedef __m256i bytes;
typedef __m256i ints;
typedef __m256 floats;

INLINE bytes load_bytes(const void *p) { return _mm256_loadu_si256(p); }
INLINE bytes low_half(bytes x) { return _mm256_and_si256(x, _mm256_set1_epi8(15)); }
INLINE bytes high_half(bytes x) { return low_half(_mm256_srli_epi16(x, 4)); }

INLINE bytes with_bits(bytes code, bytes plane, int shift, int mask) {
  bytes moved = shift < 0 ? _mm256_srli_epi16(plane, -shift) : _mm256_slli_epi16(plane, shift);
  return _mm256_or_si256(code, _mm256_and_si256(moved, _mm256_set1_epi8((char)mask)));
}

INLINE bytes signed_codes(bytes x) { return x; }

INLINE floats load_floats(const float *p) { return _mm256_loadu_ps(p); }
INLINE floats load_f16(const uint16_t *p) {
  return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
}

INLINE floats load_bf16(const uint16_t *p) {
  __m128i half = _mm_loadu_si128((const __m128i *)p);
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(half), 16));
}

INLINE floats load_u8(const uint8_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

INLINE floats load_i8(const int8_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

INLINE floats set(float v) { return _mm256_set1_ps(v); }
INLINE ints set_int(int32_t v) { return _mm256_set1_epi32(v); }
INLINE floats product(floats a, floats b) { return _mm256_mul_ps(a, b); }
INLINE floats negate(floats x) { return _mm256_xor_ps(x, _mm256_set1_ps(-0.0f)); }
INLINE floats multiply_add(floats a, floats b, floats c) { return _mm256_fmadd_ps(a, b, c); }
INLINE floats to_floats(ints x) { return _mm256_cvtepi32_ps(x); }

INLINE void store_rows(float *y, floats acc, uint32_t rows, const float *bias,
                       uint32_t accumulate) {
  float values[8];
  _mm256_storeu_ps(values, acc);
  for (uint32_t i = 0; i < 8 && i < rows; i++) {
    if (bias) values[i] += bias[i];
    y[i] = accumulate ? values[i] + y[i] : values[i];
  }
}

INLINE bytes quad_to_all(const int8_t *quad) {
  int32_t four;
  memcpy(&four, quad, sizeof four);
  return _mm256_set1_epi32(four);
}

INLINE bytes pairs_of_bytes(bytes a, bytes b) { return _mm256_maddubs_epi16(a, b); }
INLINE ints pairs_of_words(bytes a, bytes b) { return _mm256_madd_epi16(a, b); }
INLINE bytes add16(bytes a, bytes b) { return _mm256_add_epi16(a, b); }
INLINE ints add32(ints a, ints b) { return _mm256_add_epi32(a, b); }
INLINE bytes magnitude(bytes x) { return _mm256_abs_epi8(x); }
INLINE bytes with_sign_of(bytes x, bytes y) { return _mm256_sign_epi8(x, y); }

// These are written in what stands above.
#include "madd_dot.h"
//
#include "body.h"

void matmul_install_avx2(rh_kernel_table *table);

MATMUL_FLOATS(MATMUL_KERNEL, avx2)
MATMUL_CODES(MATMUL_KERNEL, avx2)

void matmul_install_avx2(rh_kernel_table *table) {
  MATMUL_FLOATS(MATMUL_INSTALL, avx2)
  MATMUL_CODES(MATMUL_INSTALL, avx2)
}
