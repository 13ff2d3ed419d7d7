// SPDX-License-Identifier: Apache-2.0
#include "../quantize/quantize.h"
#include "avx512_lanes.h"

enum { SIGNED_OFFSET = 0 };

INLINE bytes signed_codes(bytes x) { return x; }

INLINE bytes pairs_of_bytes(bytes a, bytes b) { return _mm512_maddubs_epi16(a, b); }
INLINE ints pairs_of_words(bytes a, bytes b) { return _mm512_madd_epi16(a, b); }
INLINE bytes add16(bytes a, bytes b) { return _mm512_add_epi16(a, b); }
INLINE ints add32(ints a, ints b) { return _mm512_add_epi32(a, b); }
INLINE bytes magnitude(bytes x) { return _mm512_abs_epi8(x); }
INLINE bytes with_sign_of(bytes x, bytes y) {
  return _mm512_mask_sub_epi8(x, _mm512_movepi8_mask(y), _mm512_setzero_si512(), x);
}

// These are written in what stands above.
#include "madd_dot.h"
//
#include "body.h"

void matmul_install_avx512(rh_kernel_table *table);

MATMUL_FLOATS(MATMUL_KERNEL, avx512)
MATMUL_CODES(MATMUL_KERNEL, avx512)

void matmul_install_avx512(rh_kernel_table *table) {
  MATMUL_FLOATS(MATMUL_INSTALL, avx512)
  MATMUL_CODES(MATMUL_INSTALL, avx512)
}
