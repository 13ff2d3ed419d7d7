// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/bind.h"
#include "norm.h"

rh_bind norm_bind;

rh_status norm_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x, w = {0}, b = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, y.rows);
  if (status == RH_OK && rh_present(op, 2)) {
    status = rh_view_of(device, op, 2, "w", RH_TYPE_F32, false, &w);
    if (status == RH_OK) status = rh_want_shape(op, &w, "w", y.cols, 1);
  }
  if (status == RH_OK && rh_present(op, 3)) {
    status = rh_view_of(device, op, 3, "b", RH_TYPE_F32, false, &b);
    if (status == RH_OK) status = rh_want_shape(op, &b, "b", y.cols, 1);
  }
  if (status != RH_OK) return status;
  if (op->i[0] != 0 && op->i[0] != 1) return rh_refuse(op, "there is no kind %d", op->i[0]);
  if (!(op->f[0] >= 0) || isinf(op->f[0])) return rh_refuse(op, "eps is %g", (double)op->f[0]);
  norm_args args = {y.data, y.stride, x.data, x.stride, w.data, b.data, y.cols, op->f[0]};
  rh_bound_set(bound, device, op->i[0] ? RH_KERNEL_norm_layer : RH_KERNEL_norm_rms, y.rows, args);
  return RH_OK;
}
