// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "gather.h"

rh_bind gather_bind;

rh_status gather_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, table, ids;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "table", RH_ANY_TYPE, false, &table);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "ids", RH_TYPE_I32, false, &ids);
  if (status == RH_OK) status = rh_want_shape(op, &ids, "ids", y.rows, 1);
  if (status == RH_OK) status = rh_want_shape(op, &table, "table", y.cols, table.rows);
  if (status != RH_OK) return status;
  const rh_type_row *type = rh_type_row_of(table.type);
  if (!type->decode && table.type != RH_TYPE_F32 && table.type != RH_TYPE_F16 &&
      table.type != RH_TYPE_BF16) {
    return rh_refuse(op, "a table can't be of type %s", type->name);
  }
  const int32_t *id = ids.data;
  for (uint32_t t = 0; t < y.rows; t++) {
    if (id[t] < 0 || (uint32_t)id[t] >= table.rows) {
      return rh_refuse(op, "id %d at place %u is outside 0 .. %u", id[t], t, table.rows - 1);
    }
  }
  gather_args args = {y.data, y.stride, table.data, table.stride, type, id, y.cols, op->f[0]};
  rh_bound_set(bound, device, RH_KERNEL_gather_rows, y.rows, args);
  return RH_OK;
}
