// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "store.h"

rh_bind store_bind;

static bool kernel_for(uint32_t type, uint32_t *kernel) {
  switch (type) {
    case RH_TYPE_F32:
      *kernel = RH_KERNEL_store_f32;
      return true;
    case RH_TYPE_F16:
      *kernel = RH_KERNEL_store_f16;
      return true;
    case RH_TYPE_Q8_0:
      *kernel = RH_KERNEL_store_q8_0;
      return true;
    default:
      return false;
  }
}

rh_status store_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view cache, x, rows;
  rh_status status = rh_view_of(device, op, 0, "cache", RH_ANY_TYPE, true, &cache);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "rows", RH_TYPE_I32, false, &rows);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", cache.cols, x.rows);
  if (status == RH_OK) status = rh_want_shape(op, &rows, "rows", x.rows, 1);
  if (status != RH_OK) return status;
  uint32_t kernel;
  if (!kernel_for(cache.type, &kernel)) return rh_refuse(op, "a cache is of type F32, F16 or Q8_0");
  const int32_t *row = rows.data;
  for (uint32_t t = 0; t < x.rows; t++) {
    if (row[t] < 0 || (uint32_t)row[t] >= cache.rows) {
      return rh_refuse(op, "row %d is outside the cache of %u rows", row[t], cache.rows);
    }
    // Two rows of one step in one place would make the result depend on who writes last.
    if (t > 0 && row[t] <= row[t - 1]) {
      for (uint32_t s = 0; s < t; s++) {
        if (row[s] == row[t]) return rh_refuse(op, "row %d is named twice", row[t]);
      }
    }
  }
  store_args args = {cache.data, cache.stride, x.data, x.stride, row, cache.cols};
  rh_bound_set(bound, device, kernel, x.rows, args);
  return RH_OK;
}
