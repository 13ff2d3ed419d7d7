// SPDX-License-Identifier: Apache-2.0
#include "../../core/kernels.h"
#include "squares.h"

enum { COLUMNS_AT_ONCE = 64 };

// The rows first, first + step, ... below end.
typedef struct row_range {
  uint32_t first, end, step;
} row_range;

static uint32_t bounded(int32_t row, uint32_t rows) {
  return row < 0 ? 0 : (uint32_t)row > rows ? rows : (uint32_t)row;
}

static row_range rows_of(const squares_args *a, uint32_t matrix) {
  if (!a->starts) return (row_range){matrix, a->m, a->matrices};
  return (row_range){bounded(a->starts[matrix], a->m), bounded(a->starts[matrix + 1], a->m), 1};
}

static void add_squares(const squares_args *a, row_range rows, uint32_t from, uint32_t count,
                        float *to) {
  double sums[COLUMNS_AT_ONCE] = {0};
  for (uint32_t r = rows.first; r < rows.end; r += rows.step) {
    const float *x = (const float *)((const char *)a->x + r * a->x_stride) + from;
    for (uint32_t c = 0; c < count; c++) sums[c] += (double)x[c] * x[c];
  }
  for (uint32_t c = 0; c < count; c++) to[from + c] += (float)sums[c];
}

static void squares_columns_reference(const void *args, uint32_t first, uint32_t last) {
  const squares_args *a = args;
  for (uint32_t matrix = 0; matrix < a->matrices; matrix++) {
    float *to = (float *)((char *)a->sums + matrix * a->sums_stride);
    row_range rows = rows_of(a, matrix);
    uint32_t end = last < a->cols ? last : a->cols;
    for (uint32_t from = first; from < end; from += COLUMNS_AT_ONCE) {
      uint32_t count = end - from < COLUMNS_AT_ONCE ? end - from : COLUMNS_AT_ONCE;
      add_squares(a, rows, from, count, to);
    }
    if (last > a->cols && rows.first < rows.end) {
      to[a->cols] += (float)((rows.end - rows.first + rows.step - 1) / rows.step);
    }
  }
}

void squares_install_reference(rh_kernel_table *table);

void squares_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, squares, columns, reference);
}
