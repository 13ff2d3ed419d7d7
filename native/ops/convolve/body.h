// SPDX-License-Identifier: Apache-2.0
// The convolve kernel of every instruction set.
#ifndef RH_OPS_CONVOLVE_BODY_H
#define RH_OPS_CONVOLVE_BODY_H

#include <string.h>

#include "../../core/kernels.h"
#include "../../simd/vector.h"
#include "convolve.h"

// Channels c .. c + count - 1 of the output for token t; count is 16, or fewer at the end.
static inline void convolve_channels(const convolve_args *a, uint32_t t, float *y, uint32_t c,
                                     uint32_t count) {
#define LOAD(row) (count == 16 ? x16_load((row) + c) : x16_load_first((row) + c, count))
  f32x16 sum = a->bias ? LOAD(a->bias) : x16_zero();
  for (uint32_t k = 0; k < a->kernel; k++) {
    const float *w = (const float *)((const char *)a->w + k * a->w_stride);
    sum = x16_fma(LOAD(w), LOAD(convolve_input(a, t + k)), sum);
  }
#undef LOAD
  if (count == 16) {
    x16_store(y + c, sum);
  } else {
    x16_store_first(y + c, sum, count);
  }
}

static inline void convolve_rows(const convolve_args *a, uint32_t first, uint32_t last) {
  uint32_t remembered = a->kernel - 1;
  for (uint32_t row = first; row < last; row++) {
    float *out = (float *)((char *)a->out + row * a->out_stride);
    if (row < remembered) {
      memcpy(out, convolve_input(a, a->n + row), a->channels * sizeof *out);
      continue;
    }
    for (uint32_t c = 0; c < a->channels; c += 16) {
      uint32_t left = a->channels - c;
      convolve_channels(a, row - remembered, out, c, left < 16 ? left : 16);
    }
  }
}

#define CONVOLVE_KERNELS(isa)                                                        \
  static void convolve_rows_##isa(const void *args, uint32_t first, uint32_t last) { \
    convolve_rows(args, first, last);                                                \
  }                                                                                  \
  void convolve_install_##isa(rh_kernel_table *table);                               \
  void convolve_install_##isa(rh_kernel_table *table) {                              \
    RH_INSTALL_KERNEL(table, convolve, rows, isa);                                   \
  }

#endif
