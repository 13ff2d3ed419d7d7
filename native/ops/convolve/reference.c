// SPDX-License-Identifier: Apache-2.0
#include "../../core/kernels.h"
#include "convolve.h"

void convolve_install_reference(rh_kernel_table *table);

static void convolve_rows_reference(const void *args, uint32_t first, uint32_t last) {
  const convolve_args *a = args;
  uint32_t remembered = a->kernel - 1;
  for (uint32_t row = first; row < last; row++) {
    float *out = (float *)((char *)a->out + row * a->out_stride);
    for (uint32_t c = 0; c < a->channels; c++) {
      if (row < remembered) {
        out[c] = convolve_input(a, a->n + row)[c];
        continue;
      }
      double sum = a->bias ? (double)a->bias[c] : 0;
      for (uint32_t k = 0; k < a->kernel; k++) {
        const float *w = (const float *)((const char *)a->w + k * a->w_stride);
        sum += (double)w[c] * convolve_input(a, row - remembered + k)[c];
      }
      out[c] = (float)sum;
    }
  }
}

void convolve_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, convolve, rows, reference);
}
