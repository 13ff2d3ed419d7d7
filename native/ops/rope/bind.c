// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "rope.h"

rh_bind rope_bind;

rh_status rope_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x, table;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, y.rows);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "table", RH_TYPE_F32, false, &table);
  if (status == RH_OK) status = rh_want_shape(op, &table, "table", table.cols, y.rows);
  if (status != RH_OK) return status;
  if (op->i[0] <= 0 || y.cols % (uint32_t)op->i[0] != 0) {
    return rh_refuse(op, "heads of %d values do not fill rows of %u", op->i[0], y.cols);
  }
  uint32_t head_dim = (uint32_t)op->i[0];
  if (table.cols % 2 != 0 || table.cols > head_dim) {
    return rh_refuse(op, "%u values can't turn in a head of %u", table.cols, head_dim);
  }
  if (op->i[1] != RH_PAIRING_ADJACENT && op->i[1] != RH_PAIRING_HALVES) {
    return rh_refuse(op, "there is no pairing %d", op->i[1]);
  }
  rope_args args = {y.data,       y.stride,          x.data,   x.stride,  table.data,
                    table.stride, y.cols / head_dim, head_dim, table.cols};
  rh_bound_set(bound, device,
               op->i[1] == RH_PAIRING_HALVES ? RH_KERNEL_rope_halves : RH_KERNEL_rope_adjacent,
               y.rows, args);
  return RH_OK;
}
