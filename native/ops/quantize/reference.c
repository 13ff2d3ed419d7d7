// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

void quantize_install_reference(rh_kernel_table *table);

static void quantize_block(activation_codes *y, activation_scale *scale, const float *x) {
  memset(y, 0, sizeof *y);
  memset(scale, 0, sizeof *scale);
  float max = 0;
  for (int i = 0; i < 32; i++) {
    // Written so that a NaN becomes the maximum and stays it.
    if (!(fabsf(x[i]) <= max)) max = fabsf(x[i]);
    if (isnan(max)) break;
  }
  if (!isfinite(max)) {
    scale->d = scale->total = NAN;
    return;
  }
  float d = max / ACTIVATION_LARGEST;
  float inverse = d > 0 ? 1 / d : 0;
  // The largest blocks of subnormals have an inverse beyond float32: they count as zero.
  if (!isfinite(inverse)) return;
  scale->d = d;
  for (int i = 0; i < 32; i++) {
    int32_t q = (int32_t)nearbyintf(x[i] * inverse);
    int32_t low = q & 15;
    y->half[i / 16].low[i % 16] = (int8_t)low;
    y->half[i / 16].high[i % 16] = (int8_t)((q - low) / 16);
    scale->sum[i / 16] += q;
  }
  scale->total = d * (float)(scale->sum[0] + scale->sum[1]);
}

static void quantize_q12_reference(const void *args, uint32_t first, uint32_t last) {
  const quantize_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    void *y = (char *)a->y + t * a->y_stride;
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    for (uint32_t b = 0; b < a->cols / 32; b++) {
      quantize_block(activation_codes_of(y) + b, activation_scales_of(y, a->cols) + b, x + 32 * b);
    }
  }
}

void quantize_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, quantize, q12, reference);
}
