// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/kernels.h"
#include "wkv.h"

void wkv_install_reference(rh_kernel_table *table);

static void take_token(const wkv_args *a, uint32_t t, uint32_t head, uint32_t channel) {
  const float *r = wkv_row(a->r, a->r_stride, t) + head;
  const float *w = wkv_row(a->w, a->w_stride, t) + head;
  const float *k = wkv_row(a->k, a->k_stride, t) + head;
  double v = (double)wkv_row(a->v, a->v_stride, t)[channel];
  double kept = 0, y = 0, own = 0;
  for (uint32_t i = 0; a->a && i < a->size; i++) {
    kept += (double)wkv_row(a->a, a->a_stride, t)[head + i] * wkv_out(a, i)[channel];
  }
  for (uint32_t i = 0; i < a->size; i++) {
    float *state = wkv_out(a, i) + channel;
    double before = (double)*state;
    double after = exp(w[i] > 0 ? 0 : (double)w[i]) * before + k[i] * v;
    if (a->b) after += wkv_row(a->b, a->b_stride, t)[head + i] * kept;
    *state = (float)after;
    y += r[i] * (a->reads_before ? before : (double)*state);
    if (a->u) own += (double)r[i] * a->u[head + i] * k[i];
  }
  wkv_out(a, a->size + t)[channel] = (float)y;
  if (a->u) wkv_out(a, a->size + a->n + t)[channel] = (float)(own * v);
}

static void wkv_channels_reference(const void *args, uint32_t first, uint32_t last) {
  const wkv_args *a = args;
  uint32_t per_head = (a->size + WKV_CHANNELS - 1) / WKV_CHANNELS;
  for (uint32_t unit = first; unit < last; unit++) {
    uint32_t head = unit / per_head * a->size, within = unit % per_head * WKV_CHANNELS;
    for (uint32_t c = within; c < within + WKV_CHANNELS && c < a->size; c++) {
      for (uint32_t i = 0; i < a->size; i++) {
        wkv_out(a, i)[head + c] = wkv_row(a->state, a->state_stride, i)[head + c];
      }
      for (uint32_t t = 0; t < a->n; t++) take_token(a, t, head, head + c);
    }
  }
}

void wkv_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, wkv, channels, reference);
}
