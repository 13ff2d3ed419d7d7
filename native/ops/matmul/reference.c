// SPDX-License-Identifier: Apache-2.0
#include "../../core/kernels.h"
#include "../../types/type.h"
#include "../quantize/quantize.h"
#include "matmul.h"

void matmul_install_reference(rh_kernel_table *table);

static double dot_float(const rh_type_row *type, const matmul_args *a, uint32_t row, uint32_t t) {
  const float *x = (const float *)((const char *)a->x + t * a->x_stride);
  double sum = 0;
  for (uint32_t k = 0; k < a->cols; k++) {
    sum += (double)rh_packed_value(type, a->w, a->cols, row, k) * x[k];
  }
  return sum;
}

static double dot_quantized(const rh_type_row *type, const matmul_args *a, uint32_t row,
                            uint32_t t) {
  const void *x = (const char *)a->x + t * a->x_stride;
  double sum = 0;
  for (uint32_t k = 0; k < a->cols; k++) {
    sum += (double)rh_packed_value(type, a->w, a->cols, row, k) * activation_value(x, a->cols, k);
  }
  return sum;
}

typedef double dot_function(const rh_type_row *, const matmul_args *, uint32_t, uint32_t);

static void multiply(const matmul_args *a, uint32_t type, dot_function *dot, uint32_t first,
                     uint32_t last) {
  const rh_type_row *row_type = rh_type_row_of(type);
  for (uint32_t row = first * RH_PANEL_ROWS; row < last * RH_PANEL_ROWS && row < a->rows; row++) {
    for (uint32_t t = 0; t < a->n; t++) {
      float *y = (float *)((char *)a->y + t * a->y_stride) + row;
      float value = (float)dot(row_type, a, row, t);
      if (a->bias) value += a->bias[row];
      *y = a->accumulate ? value + *y : value;
    }
  }
}

#define KERNEL(variant, TYPE, dot)                                                            \
  static void matmul_##variant##_reference(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, RH_TYPE_PACKED_##TYPE, dot, first, last);                                  \
  }
KERNEL(f32, F32, dot_float)
KERNEL(f16, F16, dot_float)
KERNEL(bf16, BF16, dot_float)
KERNEL(q4_0, Q4_0, dot_quantized)
KERNEL(q4_1, Q4_1, dot_quantized)
KERNEL(q4s, Q4S, dot_quantized)
KERNEL(q4k, Q4K, dot_quantized)
KERNEL(q5_0, Q5_0, dot_quantized)
KERNEL(q5_1, Q5_1, dot_quantized)
KERNEL(q5k, Q5K, dot_quantized)
KERNEL(q6k, Q6K, dot_quantized)
KERNEL(q8, Q8, dot_quantized)
KERNEL(q8f, Q8F, dot_quantized)
KERNEL(q8k, Q8K, dot_quantized)
#undef KERNEL

void matmul_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, matmul, f32, reference);
  RH_INSTALL_KERNEL(table, matmul, f16, reference);
  RH_INSTALL_KERNEL(table, matmul, bf16, reference);
  RH_INSTALL_KERNEL(table, matmul, q4_0, reference);
  RH_INSTALL_KERNEL(table, matmul, q4_1, reference);
  RH_INSTALL_KERNEL(table, matmul, q4s, reference);
  RH_INSTALL_KERNEL(table, matmul, q4k, reference);
  RH_INSTALL_KERNEL(table, matmul, q5_0, reference);
  RH_INSTALL_KERNEL(table, matmul, q5_1, reference);
  RH_INSTALL_KERNEL(table, matmul, q5k, reference);
  RH_INSTALL_KERNEL(table, matmul, q6k, reference);
  RH_INSTALL_KERNEL(table, matmul, q8, reference);
  RH_INSTALL_KERNEL(table, matmul, q8f, reference);
  RH_INSTALL_KERNEL(table, matmul, q8k, reference);
}
