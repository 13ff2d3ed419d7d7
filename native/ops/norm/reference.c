// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/kernels.h"
#include "norm.h"

void norm_install_reference(rh_kernel_table *table);

static void norm_rms_reference(const void *args, uint32_t first, uint32_t last) {
  const norm_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    float *y = (float *)((char *)a->y + t * a->y_stride);
    double squares = 0;
    for (uint32_t c = 0; c < a->cols; c++) squares += (double)x[c] * x[c];
    double inverse = 1 / sqrt(squares / a->cols + a->eps);
    for (uint32_t c = 0; c < a->cols; c++) y[c] = (float)(x[c] * inverse * (a->w ? a->w[c] : 1));
  }
}

static void norm_layer_reference(const void *args, uint32_t first, uint32_t last) {
  const norm_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    const float *x = (const float *)((const char *)a->x + t * a->x_stride);
    float *y = (float *)((char *)a->y + t * a->y_stride);
    double sum = 0, squares = 0;
    for (uint32_t c = 0; c < a->cols; c++) sum += x[c];
    double mean = sum / a->cols;
    for (uint32_t c = 0; c < a->cols; c++) squares += (x[c] - mean) * (x[c] - mean);
    double inverse = 1 / sqrt(squares / a->cols + a->eps);
    for (uint32_t c = 0; c < a->cols; c++) {
      y[c] = (float)((x[c] - mean) * inverse * (a->w ? a->w[c] : 1) + (a->b ? a->b[c] : 0));
    }
  }
}

void norm_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, norm, rms, reference);
  RH_INSTALL_KERNEL(table, norm, layer, reference);
}
