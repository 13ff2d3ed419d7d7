// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/kernels.h"
#include "rope.h"

void rope_install_reference(rh_kernel_table *table);

static void turn(const rope_args *a, uint32_t t, uint32_t step, uint32_t distance) {
  const float *cosines = (const float *)((const char *)a->table + t * a->table_stride);
  const float *sines = cosines + a->rot / 2;
  const float *x = (const float *)((const char *)a->x + t * a->x_stride);
  float *y = (float *)((char *)a->y + t * a->y_stride);
  for (uint32_t h = 0; h < a->heads; h++, x += a->head_dim, y += a->head_dim) {
    for (uint32_t p = 0; p < a->rot / 2; p++) {
      double first = x[p * step], second = x[p * step + distance];
      y[p * step] = (float)(first * cosines[p] - second * sines[p]);
      y[p * step + distance] = (float)(first * sines[p] + second * cosines[p]);
    }
    memmove(y + a->rot, x + a->rot, (a->head_dim - a->rot) * sizeof *y);
  }
}

static void rope_adjacent_reference(const void *args, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) turn(args, t, 2, 1);
}

static void rope_halves_reference(const void *args, uint32_t first, uint32_t last) {
  const rope_args *a = args;
  for (uint32_t t = first; t < last; t++) turn(a, t, 1, a->rot / 2);
}

void rope_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, rope, adjacent, reference);
  RH_INSTALL_KERNEL(table, rope, halves, reference);
}
