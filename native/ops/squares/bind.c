// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "squares.h"

rh_bind squares_bind;

rh_status squares_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view sums, x, starts = {0};
  rh_status status = rh_view_of(device, op, 0, "sums", RH_TYPE_F32, true, &sums);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", sums.cols - 1, x.rows);
  if (status == RH_OK && rh_present(op, 2)) {
    status = rh_view_of(device, op, 2, "starts", RH_TYPE_I32, false, &starts);
    if (status == RH_OK) status = rh_want_shape(op, &starts, "starts", sums.rows + 1, 1);
  }
  if (status != RH_OK) return status;
  squares_args args = {sums.data,   sums.stride, x.data, x.stride,
                       starts.data, x.rows,      x.cols, sums.rows};
  rh_bound_set(bound, device, RH_KERNEL_squares_columns, sums.cols, args);
  return RH_OK;
}
