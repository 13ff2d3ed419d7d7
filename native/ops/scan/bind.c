// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "scan.h"

rh_bind scan_bind;

static rh_status check_shapes(const rh_op *op, const rh_view *out, const rh_view *x,
                              const rh_view *dt, const rh_view *a, const rh_view *b,
                              const rh_view *c, const rh_view *state) {
  uint32_t heads = dt->cols, states = state->rows;
  if (x->cols % heads != 0)
    return rh_refuse(op, "%u heads can't share %u channels", heads, x->cols);
  if (op->i[0] <= 0 || heads % (uint32_t)op->i[0] != 0) {
    return rh_refuse(op, "%d groups can't share %u heads", op->i[0], heads);
  }
  if (out->rows != states + (uint64_t)x->rows) {
    return rh_refuse(op, "%u rows of output for %u states and %u tokens", out->rows, states,
                     x->rows);
  }
  uint64_t width = (uint64_t)op->i[0] * states;
  if (b->cols != width)
    return rh_refuse(op, "b has %u columns, not %d * %u", b->cols, op->i[0], states);
  rh_status status = rh_want_shape(op, dt, "dt", heads, x->rows);
  if (status == RH_OK) status = rh_want_shape(op, a, "a", heads, a->rows == 1 ? 1 : states);
  if (status == RH_OK) status = rh_want_shape(op, b, "b", b->cols, x->rows);
  if (status == RH_OK) status = rh_want_shape(op, c, "c", b->cols, x->rows);
  if (status == RH_OK) status = rh_want_shape(op, state, "state", x->cols, states);
  if (status == RH_OK) status = rh_want_shape(op, out, "out", x->cols, out->rows);
  return status;
}

rh_status scan_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view out, x, dt, a, b, c, d = {0}, state;
  rh_status status = rh_view_of(device, op, 0, "out", RH_TYPE_F32, true, &out);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "dt", RH_TYPE_F32, false, &dt);
  if (status == RH_OK) status = rh_view_of(device, op, 3, "a", RH_TYPE_F32, false, &a);
  if (status == RH_OK) status = rh_view_of(device, op, 4, "b", RH_TYPE_F32, false, &b);
  if (status == RH_OK) status = rh_view_of(device, op, 5, "c", RH_TYPE_F32, false, &c);
  if (status == RH_OK) status = rh_view_of(device, op, 7, "state", RH_TYPE_F32, false, &state);
  if (status == RH_OK) status = check_shapes(op, &out, &x, &dt, &a, &b, &c, &state);
  if (status == RH_OK && rh_present(op, 6)) {
    status = rh_view_of(device, op, 6, "d", RH_TYPE_F32, false, &d);
    if (status == RH_OK) status = rh_want_shape(op, &d, "d", dt.cols, 1);
  }
  if (status != RH_OK) return status;
  scan_args args = {
      .out = out.data,
      .out_stride = out.stride,
      .x = x.data,
      .x_stride = x.stride,
      .dt = dt.data,
      .dt_stride = dt.stride,
      .a = a.data,
      .a_stride = a.stride,
      .b = b.data,
      .b_stride = b.stride,
      .c = c.data,
      .c_stride = c.stride,
      .d = d.data,
      .state = state.data,
      .state_stride = state.stride,
      .n = x.rows,
      .channels = x.cols,
      .heads = dt.cols,
      .groups = (uint32_t)op->i[0],
      .states = state.rows,
      .a_rows = a.rows,
  };
  rh_bound_set(bound, device, RH_KERNEL_scan_channels, (x.cols + SCAN_CHANNELS - 1) / SCAN_CHANNELS,
               args);
  return RH_OK;
}
