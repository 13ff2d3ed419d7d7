// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../../types/q8_0.h"
#include "store.h"

typedef void store_row(const float *x, void *y, uint32_t cols);

static void to_f32(const float *x, void *y, uint32_t cols) { memcpy(y, x, cols * sizeof *x); }

static void to_f16(const float *x, void *y, uint32_t cols) {
  uint16_t *half = y;
  for (uint32_t c = 0; c < cols; c++) half[c] = rh_f32_to_f16(x[c]);
}

static void to_q8_0(const float *x, void *y, uint32_t cols) {
  q8_0_block *block = y;
  for (uint32_t b = 0; b < cols / 32; b++, x += 32) {
    float largest = 0;
    bool finite = true;
    for (uint32_t i = 0; i < 32; i++) {
      finite = finite && isfinite(x[i]);
      largest = fmaxf(largest, fabsf(x[i]));
    }
    float d = finite ? largest / 127.0f : NAN;
    block[b].d = rh_f32_to_f16(d);
    bool scaled = finite && block[b].d != 0;
    for (uint32_t i = 0; i < 32; i++) {
      block[b].qs[i] = scaled ? (int8_t)roundf(x[i] * (1.0f / d)) : 0;
    }
  }
}

static void store_rows(const store_args *a, uint32_t first, uint32_t last, store_row *store) {
  for (uint32_t t = first; t < last; t++) {
    const float *x = (const float *)((const unsigned char *)a->x + t * a->x_stride);
    store(x, a->cache + (size_t)a->rows[t] * a->cache_stride, a->cols);
  }
}

static void store_f32_reference(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_f32);
}

static void store_f16_reference(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_f16);
}

static void store_q8_0_reference(const void *args, uint32_t first, uint32_t last) {
  store_rows(args, first, last, to_q8_0);
}

void store_install_reference(rh_kernel_table *table);

void store_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, store, f32, reference);
  RH_INSTALL_KERNEL(table, store, f16, reference);
  RH_INSTALL_KERNEL(table, store, q8_0, reference);
}
