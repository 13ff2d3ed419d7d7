// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "gate.h"

rh_bind gate_bind;

static bool kernel_for(int32_t activation, uint32_t *kernel) {
  switch (activation) {
    case RH_ACTIVATION_SILU:
      *kernel = RH_KERNEL_gate_silu;
      return true;
    case RH_ACTIVATION_GELU:
      *kernel = RH_KERNEL_gate_gelu;
      return true;
    case RH_ACTIVATION_GELU_TANH:
      *kernel = RH_KERNEL_gate_gelu_tanh;
      return true;
    case RH_ACTIVATION_RELU:
      *kernel = RH_KERNEL_gate_relu;
      return true;
    case RH_ACTIVATION_RELU_SQUARED:
      *kernel = RH_KERNEL_gate_relu_squared;
      return true;
    case RH_ACTIVATION_GELU_QUICK:
      *kernel = RH_KERNEL_gate_gelu_quick;
      return true;
    case RH_ACTIVATION_CLAMPED:
      *kernel = RH_KERNEL_gate_clamped;
      return true;
    case RH_ACTIVATION_SIGMOID:
      *kernel = RH_KERNEL_gate_sigmoid;
      return true;
    default:
      return false;
  }
}

rh_status gate_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, gate, up = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "gate", RH_TYPE_F32, false, &gate);
  if (status == RH_OK) status = rh_want_shape(op, &gate, "gate", y.cols, y.rows);
  if (status == RH_OK && rh_present(op, 2)) {
    status = rh_view_of(device, op, 2, "up", RH_TYPE_F32, false, &up);
    if (status == RH_OK) status = rh_want_shape(op, &up, "up", y.cols, y.rows);
  }
  if (status != RH_OK) return status;
  uint32_t kernel;
  if (!kernel_for(op->i[0], &kernel)) return rh_refuse(op, "there is no activation %d", op->i[0]);
  gate_args args = {y.data, y.stride, gate.data, gate.stride, up.data, up.stride, y.cols};
  rh_bound_set(bound, device, kernel, y.rows, args);
  return RH_OK;
}
