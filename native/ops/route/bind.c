// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/bind.h"
#include "route.h"

rh_bind route_bind;

static rh_status read_score(const rh_op *op, route_args *args) {
  args->score = (uint32_t)op->i[1];
  if (args->score <= RH_EXPERT_SCORE_SPARSE_MIXER) return RH_OK;
  return rh_refuse(op, "there is no score %d", op->i[1]);
}

static rh_status bind_choose(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, logits, correction = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_I32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "logits", RH_TYPE_F32, false, &logits);
  if (status == RH_OK) status = rh_want_shape(op, &logits, "logits", logits.cols, y.rows);
  if (status == RH_OK && rh_present(op, 2)) {
    status = rh_view_of(device, op, 2, "correction", RH_TYPE_F32, false, &correction);
    if (status == RH_OK) status = rh_want_shape(op, &correction, "correction", logits.cols, 1);
  }
  if (status != RH_OK) return status;
  if (logits.cols > ROUTE_MAX_EXPERTS) {
    return rh_refuse(op, "%u experts, of at most %d", logits.cols, ROUTE_MAX_EXPERTS);
  }
  uint32_t groups = (uint32_t)op->i[2], groups_used = (uint32_t)op->i[3];
  if (groups == 0 || groups > logits.cols || logits.cols % groups != 0) {
    return rh_refuse(op, "%u experts in %d groups", logits.cols, op->i[2]);
  }
  if (groups_used == 0 || groups_used > groups ||
      y.cols > logits.cols / groups * (uint64_t)groups_used) {
    return rh_refuse(op, "%u experts out of %d groups of %u", y.cols, op->i[3],
                     logits.cols / groups);
  }
  route_args args = {.y = y.data,
                     .y_stride = y.stride,
                     .logits = logits.data,
                     .logits_stride = logits.stride,
                     .correction = correction.data,
                     .n = y.rows,
                     .experts = logits.cols,
                     .used = y.cols,
                     .groups = groups,
                     .groups_used = groups_used};
  status = read_score(op, &args);
  rh_bound_set(bound, device, RH_KERNEL_route_choose, y.rows, args);
  return status;
}

static rh_status bind_weigh(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, logits, chosen;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "logits", RH_TYPE_F32, false, &logits);
  if (status == RH_OK) status = rh_want_shape(op, &logits, "logits", logits.cols, y.rows);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "chosen", RH_TYPE_I32, false, &chosen);
  if (status == RH_OK) status = rh_want_shape(op, &chosen, "chosen", y.cols, y.rows);
  if (status != RH_OK) return status;
  if (!isfinite(op->f[0])) return rh_refuse(op, "the factor is %g", (double)op->f[0]);
  route_args args = {.y = y.data,
                     .y_stride = y.stride,
                     .logits = logits.data,
                     .logits_stride = logits.stride,
                     .chosen = chosen.data,
                     .chosen_stride = chosen.stride,
                     .n = y.rows,
                     .experts = logits.cols,
                     .used = y.cols,
                     .normalize = op->i[2] != 0,
                     .factor = op->f[0]};
  status = read_score(op, &args);
  rh_bound_set(bound, device, RH_KERNEL_route_weigh, y.rows, args);
  return status;
}

static rh_status bind_group(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, chosen;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_I32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "chosen", RH_TYPE_I32, false, &chosen);
  if (status != RH_OK) return status;
  if (op->i[1] <= 0 || op->i[2] < 0) {
    return rh_refuse(op, "%d experts of %d rows", op->i[1], op->i[2]);
  }
  uint64_t cols = (uint64_t)op->i[1] + 1 + 2 * (uint64_t)chosen.rows * chosen.cols;
  if (cols > INT32_MAX) return rh_refuse(op, "too many tokens");
  status = rh_want_shape(op, &y, "y", (uint32_t)cols, 1);
  route_args args = {.y = y.data,
                     .chosen = chosen.data,
                     .chosen_stride = chosen.stride,
                     .n = chosen.rows,
                     .experts = (uint32_t)op->i[1],
                     .used = chosen.cols,
                     .capacity = (uint32_t)op->i[2]};
  rh_bound_set(bound, device, RH_KERNEL_route_group, 1, args);
  return status;
}

rh_status route_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  switch (op->i[0]) {
    case RH_ROUTE_CHOOSE:
      return bind_choose(device, op, bound);
    case RH_ROUTE_WEIGH:
      return bind_weigh(device, op, bound);
    case RH_ROUTE_GROUP:
      return bind_group(device, op, bound);
    default:
      return rh_refuse(op, "there is no part %d of routing", op->i[0]);
  }
}
