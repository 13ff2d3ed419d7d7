// SPDX-License-Identifier: Apache-2.0
// Plain loops: what the reference kernels have to live with.
#include "../core/kernels.h"
#include "peak.h"

void peak_install_reference(rh_kernel_table *table);

static void peak_read_reference(const void *args, uint32_t first, uint32_t last) {
  const peak_args *a = args;
  const uint64_t *end = (const uint64_t *)(a->memory + (uint64_t)last * PEAK_READ_BYTES);
  uint64_t sum = 0;
  for (const uint64_t *at = (const uint64_t *)(a->memory + (uint64_t)first * PEAK_READ_BYTES);
       at < end; at++) {
    sum += *at;
  }
  volatile uint64_t kept = sum;
  (void)kept;
}

static void peak_int8_reference(const void *args, uint32_t first, uint32_t last) {
  const peak_args *a = args;
  volatile uint32_t kept = 0;
  for (uint32_t unit = first; unit < last; unit++) {
    uint32_t sum = kept;
    for (uint32_t i = 0; i < PEAK_PRODUCTS; i++) {
      sum += (uint32_t)(a->integers[0][i % 64] * a->integers[1][i % 64]);
    }
    kept = sum;
  }
}

static void peak_float32_reference(const void *args, uint32_t first, uint32_t last) {
  const peak_args *a = args;
  volatile float kept = 0;
  for (uint32_t unit = first; unit < last; unit++) {
    float sum = kept;
    for (uint32_t i = 0; i < PEAK_PRODUCTS; i++) sum += a->floats[0][i % 16] * a->floats[1][i % 16];
    kept = sum;
  }
}

void peak_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, peak, read, reference);
  RH_INSTALL_KERNEL(table, peak, int8, reference);
  RH_INSTALL_KERNEL(table, peak, float32, reference);
}
