// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "experts.h"

void experts_install_reference(rh_kernel_table *table);

static void experts_dispatch_reference(const void *args, uint32_t first, uint32_t last) {
  const dispatch_args *a = args;
  size_t bytes = a->cols * sizeof *a->x;
  for (uint32_t r = first; r < last; r++) {
    char *y = (char *)a->y + r * a->y_stride;
    int32_t token = a->tokens[r];
    if (token >= 0 && (uint32_t)token < a->n) {
      memcpy(y, (const char *)a->x + (uint32_t)token * a->x_stride, bytes);
    } else {
      memset(y, 0, bytes);
    }
  }
}

// The rows of expert e, as a product of their own.
static matmul_args product_of(const experts_args *a, uint32_t e) {
  matmul_args one = a->all;
  size_t from = e, apart = a->experts;
  if (a->starts) {
    int32_t start = a->starts[e], end = a->starts[e + 1];
    if (start < 0 || (uint32_t)start >= one.n || end < start) end = start = 0;
    if ((uint32_t)end > one.n) end = (int32_t)one.n;
    from = (uint32_t)start;
    apart = 1;
    one.n = (uint32_t)(end - start);
  } else {
    one.n /= a->experts;
  }
  one.x = (const char *)one.x + from * one.x_stride;
  one.y = (float *)((char *)one.y + from * one.y_stride);
  one.x_stride *= apart;
  one.y_stride *= apart;
  one.w = (const char *)one.w + e * a->matrix_bytes;
  if (a->bias) one.bias = (const float *)((const char *)a->bias + e * a->bias_stride);
  return one;
}

static void experts_multiply_reference(const void *args, uint32_t first, uint32_t last) {
  const experts_args *a = args;
  for (uint32_t e = 0; e < a->experts; e++) {
    matmul_args one = product_of(a, e);
    if (one.n > 0) a->multiply(&one, first, last);
  }
}

static void experts_combine_reference(const void *args, uint32_t first, uint32_t last) {
  const combine_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    float *y = (float *)((char *)a->y + t * a->y_stride);
    const float *weights = (const float *)((const char *)a->weights + t * a->weights_stride);
    const int32_t *rows = a->rows + (size_t)t * a->used;
    for (uint32_t c = 0; c < a->cols; c++) {
      double sum = 0;
      for (uint32_t i = 0; i < a->used; i++) {
        if (rows[i] < 0 || (uint32_t)rows[i] >= a->m) continue;
        const float *x = (const float *)((const char *)a->x + (uint32_t)rows[i] * a->x_stride);
        sum += (double)weights[i] * (double)x[c];
      }
      y[c] = a->accumulate ? (float)sum + y[c] : (float)sum;
    }
  }
}

void experts_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, experts, dispatch, reference);
  RH_INSTALL_KERNEL(table, experts, multiply, reference);
  RH_INSTALL_KERNEL(table, experts, combine, reference);
}
