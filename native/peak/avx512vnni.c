// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#include <stdint.h>

typedef __m512i bytes, sums;
#define REGISTER "v"
enum { PRODUCTS = 64, SUMS = 12 };

static inline bytes load_bytes(const int8_t *x) { return _mm512_loadu_si512(x); }

static inline sums multiply_add(sums s, bytes x, bytes y) { return _mm512_dpbusd_epi32(s, x, y); }

#include "int8.h"

void peak_install_avx512vnni(rh_kernel_table *table);

PEAK_INT8_KERNEL(avx512vnni)

void peak_install_avx512vnni(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, peak, int8, avx512vnni);
}
