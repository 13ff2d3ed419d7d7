// SPDX-License-Identifier: Apache-2.0
#include "../../core/kernels.h"
#include "gather.h"

static void gather_rows_reference(const void *args, uint32_t first, uint32_t last) {
  const gather_args *a = args;
  for (uint32_t t = first; t < last; t++) {
    float *y = (float *)((unsigned char *)a->y + t * a->y_stride);
    rh_unpack_row(a->type, a->table + (size_t)a->ids[t] * a->table_stride, y, a->cols);
    for (uint32_t c = 0; c < a->cols; c++) y[c] *= a->scale;
  }
}

void gather_install_reference(rh_kernel_table *table);

void gather_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, gather, rows, reference);
}
