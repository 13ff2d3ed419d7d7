// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/kernels.h"
#include "scan.h"

void scan_install_reference(rh_kernel_table *table);

static void scan_channel(const scan_args *a, uint32_t channel) {
  uint32_t head = channel / (a->channels / a->heads);
  uint32_t first = head / (a->heads / a->groups) * a->states;  // of its group in b and c
  for (uint32_t s = 0; s < a->states; s++) {
    float *state = (float *)((char *)a->out + s * a->out_stride) + channel;
    *state = scan_row(a->state, a->state_stride, s)[channel];
  }
  for (uint32_t t = 0; t < a->n; t++) {
    double x = (double)scan_row(a->x, a->x_stride, t)[channel];
    double dt = (double)scan_row(a->dt, a->dt_stride, t)[head];
    double delta = fmax(dt, 0) + log1p(exp(-fabs(dt)));
    double y = a->d ? a->d[head] * x : 0;
    for (uint32_t s = 0; s < a->states; s++) {
      double exponent = delta * scan_row(a->a, a->a_stride, a->a_rows == 1 ? 0 : s)[head];
      float *state = (float *)((char *)a->out + s * a->out_stride) + channel;
      double input = delta * x * scan_row(a->b, a->b_stride, t)[first + s];
      *state = (float)(exp(exponent > 0 ? 0 : exponent) * *state + input);
      y += (double)scan_row(a->c, a->c_stride, t)[first + s] * *state;
    }
    ((float *)((char *)a->out + (a->states + t) * a->out_stride))[channel] = (float)y;
  }
}

static void scan_channels_reference(const void *args, uint32_t first, uint32_t last) {
  const scan_args *a = args;
  for (uint32_t c = first * SCAN_CHANNELS; c < last * SCAN_CHANNELS && c < a->channels; c++) {
    scan_channel(a, c);
  }
}

void scan_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, scan, channels, reference);
}
