// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "wkv.h"

rh_bind wkv_bind;

// The operands that have a row for each token, from r to v.
enum { R = 1, W, K, V, STATE, U, A, B };

static rh_status read_rows(const rh_device *device, const rh_op *op, uint32_t index,
                           const char *name, const rh_view *like, rh_view *view) {
  rh_status status = rh_view_of(device, op, index, name, RH_TYPE_F32, false, view);
  return status == RH_OK ? rh_want_shape(op, view, name, like->cols, like->rows) : status;
}

rh_status wkv_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view out, r, w, k, v, state, u = {0}, a = {0}, b = {0};
  rh_status status = rh_view_of(device, op, 0, "out", RH_TYPE_F32, true, &out);
  if (status == RH_OK) status = rh_view_of(device, op, R, "r", RH_TYPE_F32, false, &r);
  if (status == RH_OK) status = read_rows(device, op, W, "w", &r, &w);
  if (status == RH_OK) status = read_rows(device, op, K, "k", &r, &k);
  if (status == RH_OK) status = read_rows(device, op, V, "v", &r, &v);
  if (status == RH_OK) status = rh_view_of(device, op, STATE, "state", RH_TYPE_F32, false, &state);
  if (status == RH_OK && rh_present(op, U)) {
    status = rh_view_of(device, op, U, "u", RH_TYPE_F32, false, &u);
    if (status == RH_OK) status = rh_want_shape(op, &u, "u", r.cols, 1);
  }
  if (status == RH_OK && (rh_present(op, A) || rh_present(op, B))) {
    status = read_rows(device, op, A, "a", &r, &a);
    if (status == RH_OK) status = read_rows(device, op, B, "b", &r, &b);
  }
  if (status != RH_OK) return status;
  int32_t size = op->i[0];
  if (size <= 0 || size > WKV_MAX_SIZE || r.cols % (uint32_t)size != 0) {
    return rh_refuse(op, "%u channels don't fall into heads of %d", r.cols, size);
  }
  uint64_t rows = (uint64_t)size + (u.data ? 2 : 1) * (uint64_t)r.rows;
  if (out.rows != rows) {
    return rh_refuse(op, "%u rows of output for heads of %d and %u tokens", out.rows, size, r.rows);
  }
  status = rh_want_shape(op, &out, "out", r.cols, out.rows);
  if (status == RH_OK) status = rh_want_shape(op, &state, "state", r.cols, (uint32_t)size);
  if (status != RH_OK) return status;
  if (op->i[1] != 0 && op->i[1] != 1) return rh_refuse(op, "there is no reading %d", op->i[1]);
  wkv_args args = {
      .out = out.data,
      .out_stride = out.stride,
      .r = r.data,
      .r_stride = r.stride,
      .w = w.data,
      .w_stride = w.stride,
      .k = k.data,
      .k_stride = k.stride,
      .v = v.data,
      .v_stride = v.stride,
      .state = state.data,
      .state_stride = state.stride,
      .u = u.data,
      .a = a.data,
      .a_stride = a.stride,
      .b = b.data,
      .b_stride = b.stride,
      .n = r.rows,
      .channels = r.cols,
      .size = (uint32_t)size,
      .reads_before = (uint32_t)op->i[1],
  };
  uint32_t per_head = (args.size + WKV_CHANNELS - 1) / WKV_CHANNELS;
  rh_bound_set(bound, device, RH_KERNEL_wkv_channels, args.channels / args.size * per_head, args);
  return RH_OK;
}
