// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>
#include <stdint.h>

typedef int8x16_t bytes;
typedef int32x4_t sums;
#define REGISTER "w"
enum { PRODUCTS = 16, SUMS = 16 };

static inline bytes load_bytes(const int8_t *x) { return vld1q_s8(x); }

// SDOT: four sums of four products.
static inline sums multiply_add(sums s, bytes x, bytes y) { return vdotq_s32(s, x, y); }

#include "int8.h"

void peak_install_dotprod(rh_kernel_table *table);

PEAK_INT8_KERNEL(dotprod)

void peak_install_dotprod(rh_kernel_table *table) { RH_INSTALL_KERNEL(table, peak, int8, dotprod); }
