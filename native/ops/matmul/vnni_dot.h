// SPDX-License-Identifier: Apache-2.0
// Sums of products of bytes with AVX-512 VNNI: 64 in one instruction.
#ifndef RH_OPS_MATMUL_VNNI_DOT_H
#define RH_OPS_MATMUL_VNNI_DOT_H

#include "../quantize/quantize.h"
#include "avx512_lanes.h"

// The first operand of a product is unsigned.
enum { SIGNED_OFFSET = 128 };

INLINE bytes signed_codes(bytes x) { return _mm512_xor_si512(x, _mm512_set1_epi8((char)0x80)); }

INLINE void dot(ints *sum, const bytes *code, int largest, const activation_codes *const *x,
                int from, int to, int tokens) {
  (void)largest;
  for (int i = 0; i < tokens; i++) {
    __m512i high = _mm512_setzero_si512();
    for (int q = from; q < to; q++) {
      const activation_half *half = &x[i]->half[q / 4];
      high = _mm512_dpbusd_epi32(high, code[q], quad_to_all(half->high + 4 * (q % 4)));
      sum[i] = _mm512_dpbusd_epi32(sum[i], code[q], quad_to_all(half->low + 4 * (q % 4)));
    }
    sum[i] = _mm512_add_epi32(sum[i], _mm512_slli_epi32(high, ACTIVATION_LOW_BITS));
  }
}

#endif
