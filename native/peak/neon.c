// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>

#include "body.h"

void peak_install_neon(rh_kernel_table *table);

typedef int8x16_t bytes;
typedef int32x4_t sums;
#define REGISTER "w"
enum { PRODUCTS = 16, SUMS = 12 };

static inline bytes load_bytes(const int8_t *x) { return vld1q_s8(x); }

static inline sums multiply_add(sums s, bytes x, bytes y) {
  int16x8_t pairs = vmlal_high_s8(vmull_s8(vget_low_s8(x), vget_low_s8(y)), x, y);
  return vpadalq_s16(s, pairs);
}

#include "int8.h"

PEAK_FLOAT_KERNELS(neon)
PEAK_INT8_KERNEL(neon)

void peak_install_neon(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, peak, read, neon);
  RH_INSTALL_KERNEL(table, peak, int8, neon);
  RH_INSTALL_KERNEL(table, peak, float32, neon);
}
