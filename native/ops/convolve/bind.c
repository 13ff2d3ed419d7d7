// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "convolve.h"

rh_bind convolve_bind;

rh_status convolve_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view out, x, memory, w, bias = {0};
  rh_status status = rh_view_of(device, op, 0, "out", RH_TYPE_F32, true, &out);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "memory", RH_TYPE_F32, false, &memory);
  if (status == RH_OK) status = rh_view_of(device, op, 3, "w", RH_TYPE_F32, false, &w);
  if (status == RH_OK) status = rh_want_shape(op, &w, "w", x.cols, w.rows);
  if (status == RH_OK && w.rows < 2)
    status = rh_refuse(op, "a kernel of one row convolves nothing");
  if (status == RH_OK) status = rh_want_shape(op, &memory, "memory", x.cols, w.rows - 1);
  if (status == RH_OK) status = rh_want_shape(op, &out, "out", x.cols, w.rows - 1 + x.rows);
  if (status == RH_OK && rh_present(op, 4)) {
    status = rh_view_of(device, op, 4, "bias", RH_TYPE_F32, false, &bias);
    if (status == RH_OK) status = rh_want_shape(op, &bias, "bias", x.cols, 1);
  }
  if (status != RH_OK) return status;
  convolve_args args = {out.data, out.stride, x.data,    x.stride, memory.data, memory.stride,
                        w.data,   w.stride,   bias.data, x.rows,   w.rows,      x.cols};
  rh_bound_set(bound, device, RH_KERNEL_convolve_rows, out.rows, args);
  return RH_OK;
}
