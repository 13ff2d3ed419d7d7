// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "matmul.h"

rh_bind matmul_bind;

static bool kernel_for(uint32_t packed, uint32_t *kernel) {
  switch (packed) {
#define CASE(TYPE, variant)               \
  case RH_TYPE_PACKED_##TYPE:             \
    *kernel = RH_KERNEL_matmul_##variant; \
    return true;
    CASE(F32, f32)
    CASE(F16, f16)
    CASE(BF16, bf16)
    CASE(Q4_0, q4_0)
    CASE(Q4_1, q4_1)
    CASE(Q4S, q4s)
    CASE(Q4K, q4k)
    CASE(Q5_0, q5_0)
    CASE(Q5_1, q5_1)
    CASE(Q5K, q5k)
    CASE(Q6K, q6k)
    CASE(Q8, q8)
    CASE(Q8F, q8f)
    CASE(Q8K, q8k)
#undef CASE
    default:
      return false;
  }
}

rh_status matmul_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x, w, bias = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "w", RH_ANY_TYPE, false, &w);
  if (status != RH_OK) return status;
  uint32_t kernel;
  if (!kernel_for(w.type, &kernel)) return rh_refuse(op, "w is not packed");
  rh_type_info type;
  status = rh_type_describe(w.type, &type);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", type.activation, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", w.cols, y.rows);
  if (status == RH_OK) status = rh_want_shape(op, &w, "w", w.cols, y.cols);
  if (status == RH_OK && rh_present(op, 3)) {
    status = rh_view_of(device, op, 3, "bias", RH_TYPE_F32, false, &bias);
    if (status == RH_OK) status = rh_want_shape(op, &bias, "bias", y.cols, 1);
  }
  if (status != RH_OK) return status;
  matmul_args args = {y.data,    y.stride, x.data, x.stride, w.data,
                      bias.data, y.rows,   y.cols, w.cols,   op->i[0] != 0};
  rh_bound_set(bound, device, kernel, (w.rows + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS, args);
  bound->share = matmul_share(y.rows);
  return RH_OK;
}
