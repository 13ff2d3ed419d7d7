// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "quantize.h"

rh_bind quantize_bind;

rh_status quantize_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  uint32_t type = op->operand[0].type;
  rh_view y, x;
  if (type != RH_TYPE_ACTIVATION_Q8K) type = RH_TYPE_ACTIVATION_Q8;
  rh_status status = rh_view_of(device, op, 0, "y", type, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, y.rows);
  if (status != RH_OK) return status;
  quantize_args args = {y.data, y.stride, x.data, x.stride, y.cols};
  uint32_t kernel = type == RH_TYPE_ACTIVATION_Q8K ? RH_KERNEL_quantize_q8k : RH_KERNEL_quantize_q8;
  rh_bound_set(bound, device, kernel, y.rows, args);
  return RH_OK;
}
