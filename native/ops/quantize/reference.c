// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_reference(rh_kernel_table *table);

static void quantize_block(activation_q16 *y, const float *x) {
  memset(y, 0, sizeof *y);
  float max = 0;
  for (int i = 0; i < 32; i++) {
    // Written so that a NaN becomes the maximum and stays it.
    if (!(fabsf(x[i]) <= max)) max = fabsf(x[i]);
    if (isnan(max)) break;
  }
  if (!isfinite(max)) {
    y->d = y->total = NAN;
    return;
  }
  float d = max / ACTIVATION_LARGEST;
  float inverse = d > 0 ? 1 / d : 0;
  // The largest blocks of subnormals have an inverse beyond float32: they count as zero.
  if (!isfinite(inverse)) return;
  y->d = d;
  for (int i = 0; i < 32; i++) {
    int32_t q = (int32_t)nearbyintf(x[i] * inverse);
    y->low[i] = (int8_t)(uint8_t)q;
    y->high[i] = (int8_t)((q - y->low[i]) / 256);
    y->sum[i / 16] += q;
  }
  y->total = d * (float)(y->sum[0] + y->sum[1]);
}

static void quantize_q16_reference(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    activation_q16 *y = (activation_q16 *)((char *)a->y + t * a->y_stride);
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) quantize_block(&y[b], x + 32 * b);
  }
}

void quantize_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q16, reference);
}
