// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_reference(rh_kernel_table *table);

static void quantize_block(activation_q8 *y, const float *x) {
  memset(y, 0, sizeof *y);
  float max = 0;
  for (int i = 0; i < 32; i++) {
    // Written so that a NaN becomes the maximum and stays it.
    if (!(fabsf(x[i]) <= max)) max = fabsf(x[i]);
    if (isnan(max)) break;
  }
  if (!isfinite(max)) {
    y->d = NAN;
    return;
  }
  y->d = max / 127;
  float inverse = y->d > 0 ? 1 / y->d : 0;
  // The largest blocks of subnormals have an inverse beyond float32: they count as zero.
  if (!isfinite(inverse)) {
    y->d = 0;
    return;
  }
  for (int i = 0; i < 32; i++) {
    y->q[i] = (int8_t)nearbyintf(x[i] * inverse);
    y->sum[i / 16] = (int16_t)(y->sum[i / 16] + y->q[i]);
  }
}

static void quantize_q8_reference(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    activation_q8 *y = (activation_q8 *)((char *)a->y + t * a->y_stride);
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) quantize_block(&y[b], x + 32 * b);
  }
}

void quantize_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q8, reference);
}
