// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "body.h"

void peak_install_avx512(rh_kernel_table *table);

typedef __m512i bytes, sums;
#define REGISTER "v"
enum { PRODUCTS = 64, SUMS = 12 };

static inline bytes load_bytes(const int8_t *x) { return _mm512_loadu_si512(x); }

static inline sums multiply_add(sums s, bytes x, bytes y) {
  sums pairs = _mm512_maddubs_epi16(x, y);
  return _mm512_add_epi32(s, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
}

#include "int8.h"

PEAK_FLOAT_KERNELS(avx512)
PEAK_INT8_KERNEL(avx512)

void peak_install_avx512(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, peak, read, avx512);
  RH_INSTALL_KERNEL(table, peak, int8, avx512);
  RH_INSTALL_KERNEL(table, peak, float32, avx512);
}
