// SPDX-License-Identifier: Apache-2.0
// The kernels, written once. Before it the including file defines
//
//   largest_of(x, count)           max|x| of count values, a multiple of 32; not finite where one of
//                                  them is not
//   encode(y, scale, x, inverse)   the codes of 32 values and scale->sum
#ifndef RH_OPS_QUANTIZE_ROWS_H
#define RH_OPS_QUANTIZE_ROWS_H

#include <string.h>

#include "../../core/kernels.h"
#include "quantize.h"

static void quantize_rows(const quantize_args *a, uint32_t block, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) {
    void *y = (char *)a->y + t * a->y_stride;
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    activation_scale *scale = activation_scales_of(y, a->cols);
    activation_step step = {0, 0};
    for (uint32_t k = 0; k < a->cols; k += 32, scale++) {
      int8_t *codes = activation_codes_of(y) + k;
      if (k % block == 0) step = activation_step_of(largest_of(x + k, block));
      if (step.inverse > 0) {
        encode(codes, scale, x + k, step.inverse);
      } else {
        // 0 times what is not finite would be no code.
        memset(codes, 0, 32);
        memset(scale->sum, 0, sizeof scale->sum);
      }
      scale->d = step.d;
      scale->total = step.d * (float)(scale->sum[0] + scale->sum[1]);
    }
  }
}

#define QUANTIZE_KERNEL(variant, block, isa)                                                \
  static void quantize_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    quantize_rows(args, block, first, last);                                                \
  }
#define QUANTIZE_KERNELS(isa)  \
  QUANTIZE_KERNEL(q8, 32, isa) \
  QUANTIZE_KERNEL(q8k, 256, isa)

// For an install function whose table is `table`.
#define QUANTIZE_INSTALL(isa)                  \
  RH_INSTALL_KERNEL(table, quantize, q8, isa); \
  RH_INSTALL_KERNEL(table, quantize, q8k, isa)

#endif
