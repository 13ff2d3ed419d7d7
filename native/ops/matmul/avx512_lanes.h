// SPDX-License-Identifier: Apache-2.0
// What body.h is written in, for AVX-512: a register is the 16 rows of a panel.
#ifndef RH_OPS_MATMUL_AVX512_LANES_H
#define RH_OPS_MATMUL_AVX512_LANES_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { ROWS = 16, WIDE = 4, NARROW = 2, NARROW_STRIPS = 2, SINGLE_STRIPS = 2 };

typedef __m512i bytes;
typedef __m512i ints;
typedef __m512 floats;

INLINE bytes load_bytes(const void *p) { return _mm512_loadu_si512(p); }
INLINE bytes low_half(bytes x) { return _mm512_and_si512(x, _mm512_set1_epi8(15)); }
INLINE bytes high_half(bytes x) { return low_half(_mm512_srli_epi16(x, 4)); }

INLINE bytes with_bits(bytes code, bytes plane, int shift, int mask) {
  bytes moved = shift < 0 ? _mm512_srli_epi16(plane, (unsigned)-shift)
                          : _mm512_slli_epi16(plane, (unsigned)shift);
  const int or_and = 0xf8;  // a | b & c
  return _mm512_ternarylogic_epi64(code, moved, _mm512_set1_epi8((char)mask), or_and);
}

INLINE floats load_floats(const float *p) { return _mm512_loadu_ps(p); }

INLINE floats load_f16(const uint16_t *p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}

INLINE floats load_bf16(const uint16_t *p) {
  __m256i half = _mm256_loadu_si256((const __m256i *)p);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
}

INLINE floats load_u8(const uint8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

INLINE floats load_i8(const int8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

INLINE floats set(float v) { return _mm512_set1_ps(v); }
INLINE ints set_int(int32_t v) { return _mm512_set1_epi32(v); }
INLINE floats product(floats a, floats b) { return _mm512_mul_ps(a, b); }
INLINE floats multiply_add(floats a, floats b, floats c) { return _mm512_fmadd_ps(a, b, c); }
INLINE floats to_floats(ints x) { return _mm512_cvtepi32_ps(x); }

INLINE floats negate(floats x) {
  return _mm512_castsi512_ps(
      _mm512_xor_si512(_mm512_castps_si512(x), _mm512_set1_epi32((int)0x80000000)));
}

// The 4 bytes at `quad` to every 4.
INLINE bytes quad_to_all(const int8_t *quad) {
  int32_t four;
  memcpy(&four, quad, sizeof four);
  return _mm512_set1_epi32(four);
}

INLINE void store_rows(float *y, floats acc, uint32_t rows, const float *bias,
                       uint32_t accumulate) {
  __mmask16 mask = rows >= 16 ? 0xffff : (__mmask16)((1u << rows) - 1);
  if (bias) acc = _mm512_add_ps(acc, _mm512_maskz_loadu_ps(mask, bias));
  if (accumulate) acc = _mm512_add_ps(acc, _mm512_maskz_loadu_ps(mask, y));
  _mm512_mask_storeu_ps(y, mask, acc);
}

#endif
