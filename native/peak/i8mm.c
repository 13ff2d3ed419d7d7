// SPDX-License-Identifier: Apache-2.0
#include <arm_neon.h>
#include <stdint.h>

typedef int8x16_t bytes;
typedef int32x4_t sums;
#define REGISTER "w"
enum { PRODUCTS = 32, SUMS = 16 };

static inline bytes load_bytes(const int8_t *x) { return vld1q_s8(x); }

// SMMLA: two rows by two columns of eight.
static inline sums multiply_add(sums s, bytes x, bytes y) { return vmmlaq_s32(s, x, y); }

#include "int8.h"

void peak_install_i8mm(rh_kernel_table *table);

PEAK_INT8_KERNEL(i8mm)

void peak_install_i8mm(rh_kernel_table *table) { RH_INSTALL_KERNEL(table, peak, int8, i8mm); }
