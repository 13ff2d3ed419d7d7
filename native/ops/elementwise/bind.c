// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "elementwise.h"

rh_bind elementwise_bind;

static bool kernel_for(int32_t kind, uint32_t *kernel) {
  switch (kind) {
    case RH_ELEMENTWISE_ADD:
      *kernel = RH_KERNEL_elementwise_add;
      return true;
    case RH_ELEMENTWISE_MULTIPLY:
      *kernel = RH_KERNEL_elementwise_multiply;
      return true;
    case RH_ELEMENTWISE_SCALE:
      *kernel = RH_KERNEL_elementwise_scale;
      return true;
    case RH_ELEMENTWISE_SOFTCAP:
      *kernel = RH_KERNEL_elementwise_softcap;
      return true;
    case RH_ELEMENTWISE_COPY:
      *kernel = RH_KERNEL_elementwise_copy;
      return true;
    case RH_ELEMENTWISE_CLAMP:
      *kernel = RH_KERNEL_elementwise_clamp;
      return true;
    case RH_ELEMENTWISE_EXP:
      *kernel = RH_KERNEL_elementwise_exp;
      return true;
    default:
      return false;
  }
}

rh_status elementwise_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, a, b = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "a", RH_TYPE_F32, false, &a);
  if (status == RH_OK) status = rh_want_shape(op, &a, "a", y.cols, y.rows);
  if (status != RH_OK) return status;
  uint32_t kernel;
  if (!kernel_for(op->i[0], &kernel)) return rh_refuse(op, "there is no operation %d", op->i[0]);
  if (op->i[0] == RH_ELEMENTWISE_ADD || op->i[0] == RH_ELEMENTWISE_MULTIPLY) {
    status = rh_view_of(device, op, 2, "b", RH_TYPE_F32, false, &b);
    if (status == RH_OK) status = rh_want_shape(op, &b, "b", y.cols, b.stride ? y.rows : b.rows);
    if (status != RH_OK) return status;
  }
  bool bounded = op->i[0] == RH_ELEMENTWISE_SOFTCAP || op->i[0] == RH_ELEMENTWISE_CLAMP;
  if (bounded && !(op->f[0] > 0)) return rh_refuse(op, "the cap is %g", (double)op->f[0]);
  elementwise_args args = {y.data, y.stride, a.data, a.stride, b.data, b.stride, y.cols, op->f[0]};
  rh_bound_set(bound, device, kernel, y.rows, args);
  return RH_OK;
}
