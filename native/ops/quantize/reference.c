// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdint.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_reference(rh_kernel_table *table);

static float largest_of(const float *x, uint32_t count) {
  float largest = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (isnan(x[i])) return NAN;
    if (fabsf(x[i]) > largest) largest = fabsf(x[i]);
  }
  return largest;
}

static void encode(int8_t *y, activation_scale *scale, const float *x, float inverse) {
  scale->sum[0] = scale->sum[1] = 0;
  for (int i = 0; i < 32; i++) {
    y[i] = (int8_t)nearbyintf(x[i] * inverse);
    scale->sum[i / 16] += y[i];
  }
}

// Written in what stands above.
#include "rows.h"

QUANTIZE_KERNELS(reference)

void quantize_install_reference(rh_kernel_table *table) { QUANTIZE_INSTALL(reference); }
