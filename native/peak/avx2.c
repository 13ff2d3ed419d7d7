// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "body.h"

void peak_install_avx2(rh_kernel_table *table);

typedef __m256i bytes, sums;
#define REGISTER "x"
enum { PRODUCTS = 32, SUMS = 8 };

static inline bytes load_bytes(const int8_t *x) { return _mm256_loadu_si256((const bytes *)x); }

static inline sums multiply_add(sums s, bytes x, bytes y) {
  sums pairs = _mm256_maddubs_epi16(x, y);
  return _mm256_add_epi32(s, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

#include "int8.h"

PEAK_FLOAT_KERNELS(avx2)
PEAK_INT8_KERNEL(avx2)

void peak_install_avx2(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, peak, read, avx2);
  RH_INSTALL_KERNEL(table, peak, int8, avx2);
  RH_INSTALL_KERNEL(table, peak, float32, avx2);
}
