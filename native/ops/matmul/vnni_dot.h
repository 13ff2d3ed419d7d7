// SPDX-License-Identifier: Apache-2.0
// Sums of products of bytes with AVX-512 VNNI: 64 in one instruction.
#ifndef RH_OPS_MATMUL_VNNI_DOT_H
#define RH_OPS_MATMUL_VNNI_DOT_H

#include "../quantize/quantize.h"
#include "avx512_lanes.h"

// The first operand of a product is unsigned.
enum { SIGNED_OFFSET = 128 };

INLINE bytes signed_codes(bytes x) { return _mm512_xor_si512(x, _mm512_set1_epi8((char)0x80)); }

INLINE void dot(ints *sum, const bytes *code, int largest, const int8_t *const *x, int from, int to,
                int tokens) {
  (void)largest;
  for (int q = from; q < to; q++) {
    for (int i = 0; i < tokens; i++) {
      sum[i] = _mm512_dpbusd_epi32(sum[i], code[q], quad_to_all(x[i] + 4 * q));
    }
  }
}

#endif
