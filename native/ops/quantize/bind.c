// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "quantize.h"

rh_bind quantize_bind;

rh_status quantize_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_ACTIVATION_Q12, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, y.rows);
  if (status != RH_OK) return status;
  quantize_args args = {y.data, y.stride, x.data, x.stride, y.cols};
  rh_bound_set(bound, device, RH_KERNEL_quantize_q12, y.rows, args);
  return RH_OK;
}
