// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "../../core/bind.h"
#include "../../types/type.h"
#include "experts.h"

rh_bind experts_bind;
rh_bind matmul_bind;

static rh_status bind_dispatch(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x, tokens;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, x.rows);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "tokens", RH_TYPE_I32, false, &tokens);
  if (status == RH_OK) status = rh_want_shape(op, &tokens, "tokens", y.rows, 1);
  if (status != RH_OK) return status;
  dispatch_args args = {y.data, y.stride, x.data, x.stride, tokens.data, x.rows, y.cols};
  rh_bound_set(bound, device, RH_KERNEL_experts_dispatch, y.rows, args);
  return RH_OK;
}

static rh_status bind_starts(const rh_device *device, const rh_op *op, uint32_t rows,
                             experts_args *args) {
  if (!rh_present(op, 3)) {
    if (rows % args->experts == 0) return RH_OK;
    return rh_refuse(op, "%u rows in turn for %u experts", rows, args->experts);
  }
  rh_view starts;
  rh_status status = rh_view_of(device, op, 3, "starts", RH_TYPE_I32, false, &starts);
  if (status == RH_OK) status = rh_want_shape(op, &starts, "starts", args->experts + 1, 1);
  if (status == RH_OK) args->starts = starts.data;
  return status;
}

static rh_status bind_bias(const rh_device *device, const rh_op *op, experts_args *args) {
  if (!rh_present(op, 4)) return RH_OK;
  rh_view bias;
  rh_status status = rh_view_of(device, op, 4, "bias", RH_TYPE_F32, false, &bias);
  if (status == RH_OK) status = rh_want_shape(op, &bias, "bias", args->all.rows, args->experts);
  if (status != RH_OK) return status;
  args->bias = bias.data;
  args->bias_stride = bias.stride;
  return RH_OK;
}

// The record of a product of all rows with the first expert is bound as one of matmul, which so
// chooses the kernel and checks y, x and w.
static rh_status bind_multiply(const rh_device *device, const rh_op *op, rh_bound *bound) {
  if (op->i[1] <= 0) return rh_refuse(op, "there are %d experts", op->i[1]);
  uint32_t experts = (uint32_t)op->i[1], outputs = op->operand[0].cols;
  uint64_t rows_of_one = ((uint64_t)outputs + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS * RH_PANEL_ROWS;
  rh_view w;
  rh_status status = rh_view_of(device, op, 2, "w", RH_ANY_TYPE, false, &w);
  if (status != RH_OK) return status;
  if (w.rows != experts * rows_of_one) {
    return rh_refuse(op, "w has %u rows; %u experts take %llu each", w.rows, experts,
                     (unsigned long long)rows_of_one);
  }
  rh_op first = {.kind = op->kind};
  memcpy(first.operand, op->operand, 3 * sizeof *first.operand);
  first.operand[2].rows = outputs;
  status = matmul_bind(device, &first, bound);
  if (status != RH_OK) return status;
  experts_args args = {.multiply = bound->function, .experts = experts};
  memcpy(&args.all, bound->args, sizeof args.all);
  args.matrix_bytes =
      (size_t)rh_packed_matrix_bytes(rh_type_row_of(w.type), w.cols, (uint32_t)rows_of_one);
  status = bind_starts(device, op, args.all.n, &args);
  if (status == RH_OK) status = bind_bias(device, op, &args);
  if (status != RH_OK) return status;
  // To whoever asks which kernel served the op it is matmul's: the one that computes.
  bound->function = device->kernels.function[RH_KERNEL_experts_multiply];
  _Static_assert(sizeof args <= sizeof bound->args, "room for the arguments");
  memcpy(bound->args, &args, sizeof args);
  return RH_OK;
}

static rh_status bind_combine(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, x, weights, rows;
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "x", RH_TYPE_F32, false, &x);
  if (status == RH_OK) status = rh_want_shape(op, &x, "x", y.cols, x.rows);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "weights", RH_TYPE_F32, false, &weights);
  if (status == RH_OK) status = rh_want_shape(op, &weights, "weights", weights.cols, y.rows);
  if (status == RH_OK) status = rh_view_of(device, op, 3, "rows", RH_TYPE_I32, false, &rows);
  if (status != RH_OK) return status;
  if (rows.rows != 1 || rows.cols != (uint64_t)weights.cols * y.rows) {
    return rh_refuse(op, "%u rows of %u for %u tokens of %u experts", rows.rows, rows.cols, y.rows,
                     weights.cols);
  }
  combine_args args = {y.data,    y.stride, x.data,       x.stride, weights.data, weights.stride,
                       rows.data, x.rows,   weights.cols, y.cols,   op->i[1] != 0};
  rh_bound_set(bound, device, RH_KERNEL_experts_combine, y.rows, args);
  return RH_OK;
}

rh_status experts_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  switch (op->i[0]) {
    case RH_EXPERTS_DISPATCH:
      return bind_dispatch(device, op, bound);
    case RH_EXPERTS_MULTIPLY:
      return bind_multiply(device, op, bound);
    case RH_EXPERTS_COMBINE:
      return bind_combine(device, op, bound);
    default:
      return rh_refuse(op, "there is no part %d of experts", op->i[0]);
  }
}
