// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <string.h>

#include "../../core/bind.h"
#include "attention.h"

rh_bind attention_bind;

static bool kernel_for(uint32_t type, uint32_t *kernel) {
  switch (type) {
    case RH_TYPE_F32:
      *kernel = RH_KERNEL_attention_f32;
      return true;
    case RH_TYPE_F16:
      *kernel = RH_KERNEL_attention_f16;
      return true;
    case RH_TYPE_Q8_0:
      *kernel = RH_KERNEL_attention_q8_0;
      return true;
    default:
      return false;
  }
}

// Kernels count places in int32, a chunk beyond the last one included.
enum { MAX_PLACES = INT32_MAX - ATTENTION_CHUNK };

static rh_status check_spans(const rh_op *op, const attention_args *a, const rh_view *visible,
                             uint32_t forms, uint32_t capacity) {
  uint32_t places = visible->data ? visible->cols : capacity;
  if (places > MAX_PLACES) return rh_refuse(op, "%u keys, of at most %d", places, MAX_PLACES);
  for (uint32_t t = 0; t < a->n; t++) {
    const int32_t *span = (const int32_t *)((const char *)a->spans + t * a->spans_stride);
    for (uint32_t i = 0; i < a->n_spans; i++, span += a->span_values) {
      if (span[0] < 0 || span[1] < 0 || (int64_t)span[0] + span[1] > places) {
        return rh_refuse(op, "query %u sees %d keys from %d on, of %u", t, span[1], span[0],
                         places);
      }
      if (a->span_values == 3 && (span[2] < 0 || (uint32_t)span[2] >= forms)) {
        return rh_refuse(op, "query %u has no form %d, of %u", t, span[2], forms);
      }
    }
  }
  for (uint32_t j = 0; visible->data && j < visible->cols; j++) {
    if (a->visible[j] < 0 || (uint32_t)a->visible[j] >= capacity) {
      return rh_refuse(op, "visible row %d is outside the cache of %u rows", a->visible[j],
                       capacity);
    }
  }
  return RH_OK;
}

static rh_status check_heads(const rh_op *op, const rh_view *y, const rh_view *q, const rh_view *k,
                             const rh_view *v) {
  for (int i = 0; i < 4; i++) {
    if (op->i[i] <= 0 || op->i[i] > 1 << 20)
      return rh_refuse(op, "head figure %d is %d", i, op->i[i]);
  }
  uint32_t heads = (uint32_t)op->i[0], kv_heads = (uint32_t)op->i[1];
  uint32_t head_dim = (uint32_t)op->i[2], value_dim = (uint32_t)op->i[3];
  if (heads % kv_heads != 0) return rh_refuse(op, "%u heads can't share %u", heads, kv_heads);
  if (k->type == RH_TYPE_Q8_0 && (head_dim % 32 != 0 || value_dim % 32 != 0)) {
    return rh_refuse(op, "a Q8_0 cache needs heads of a multiple of 32 values, not %u and %u",
                     head_dim, value_dim);
  }
  if ((uint64_t)heads * head_dim != q->cols || (uint64_t)heads * value_dim != y->cols ||
      (uint64_t)kv_heads * head_dim != k->cols || (uint64_t)kv_heads * value_dim != v->cols) {
    return rh_refuse(op,
                     "%u and %u heads of %u and %u values do not fill rows of %u, %u, %u and %u",
                     heads, kv_heads, head_dim, value_dim, q->cols, k->cols, v->cols, y->cols);
  }
  if (k->rows % v->rows != 0) return rh_refuse(op, "%u keys, %u values", k->rows, v->rows);
  return q->rows % y->rows == 0 ? RH_OK : rh_refuse(op, "%u queries, %u outputs", q->rows, y->rows);
}

static rh_status bind_bias(const rh_device *device, const rh_op *op, uint32_t n, uint32_t capacity,
                           attention_args *args) {
  if (!rh_present(op, 6)) return RH_OK;
  rh_view bias, positions;
  rh_status status = rh_view_of(device, op, 6, "bias", RH_TYPE_F32, false, &bias);
  if (status == RH_OK) status = rh_want_shape(op, &bias, "bias", bias.cols, args->heads);
  if (status == RH_OK)
    status = rh_view_of(device, op, 7, "positions", RH_TYPE_I32, false, &positions);
  if (status == RH_OK) status = rh_want_shape(op, &positions, "positions", n + capacity, 1);
  if (status != RH_OK) return status;
  args->bias = bias.data;
  args->bias_stride = bias.stride;
  args->n_bias = bias.cols;
  args->query_positions = positions.data;
  args->key_positions = args->query_positions + n;
  return RH_OK;
}

static rh_status bind_sinks(const rh_device *device, const rh_op *op, attention_args *args) {
  if (!rh_present(op, 8)) return RH_OK;
  rh_view sinks;
  rh_status status = rh_view_of(device, op, 8, "sinks", RH_TYPE_F32, false, &sinks);
  if (status == RH_OK) status = rh_want_shape(op, &sinks, "sinks", args->heads, 1);
  if (status == RH_OK) args->sinks = sinks.data;
  return status;
}

// Units below which a member of the team would often wait for others that have one more than it,
// and below which a cache is better read row by row than head by head.
enum { UNITS_PER_THREAD = 4 };

// Makes a unit of each chunk of keys, unless there is but one.
static void divide(const rh_device *device, attention_args *args) {
  for (uint32_t t = 0; t < args->n; t++) {
    uint32_t chunks = attention_query_chunks(args, t);
    if (chunks > args->parts) args->parts = chunks;
  }
  if (args->parts == 1) args->parts = 0;
  args->work = &device->work;
}

rh_status attention_bind(const rh_device *device, const rh_op *op, rh_bound *bound) {
  rh_view y, q, k, v, spans, visible = {0};
  rh_status status = rh_view_of(device, op, 0, "y", RH_TYPE_F32, true, &y);
  if (status == RH_OK) status = rh_view_of(device, op, 1, "q", RH_TYPE_F32, false, &q);
  if (status == RH_OK) status = rh_view_of(device, op, 2, "k", RH_ANY_TYPE, false, &k);
  if (status == RH_OK) status = rh_view_of(device, op, 3, "v", k.type, false, &v);
  if (status == RH_OK) status = rh_view_of(device, op, 4, "spans", RH_TYPE_I32, false, &spans);
  if (status == RH_OK) status = rh_want_shape(op, &spans, "spans", spans.cols, y.rows);
  if (status == RH_OK && rh_present(op, 5)) {
    status = rh_view_of(device, op, 5, "visible", RH_TYPE_I32, false, &visible);
    if (status == RH_OK) status = rh_want_shape(op, &visible, "visible", visible.cols, 1);
  }
  if (status == RH_OK) status = check_heads(op, &y, &q, &k, &v);
  if (status != RH_OK) return status;
  if (spans.cols != 2 && spans.cols % 3 != 0) {
    return rh_refuse(op, "spans of %u values; they have 2, or 3 each", spans.cols);
  }
  uint32_t kernel;
  if (!kernel_for(k.type, &kernel)) return rh_refuse(op, "a cache is of type F32, F16 or Q8_0");
  if (!isfinite(op->f[0]) || !(op->f[1] >= 0)) {
    return rh_refuse(op, "scale %g, cap %g", (double)op->f[0], (double)op->f[1]);
  }
  attention_args args = {
      .y = y.data,
      .y_stride = y.stride,
      .q = q.data,
      .q_stride = q.stride,
      .k = k.data,
      .k_stride = k.stride,
      .v = v.data,
      .v_stride = v.stride,
      .spans = spans.data,
      .spans_stride = spans.stride,
      .n_spans = spans.cols == 2 ? 1 : spans.cols / 3,
      .span_values = spans.cols == 2 ? 2 : 3,
      .value_rows = k.rows == v.rows ? 0 : v.rows,
      .visible = visible.data,
      .n = y.rows,
      .heads = (uint32_t)op->i[0],
      .kv_heads = (uint32_t)op->i[1],
      .head_dim = (uint32_t)op->i[2],
      .value_dim = (uint32_t)op->i[3],
      .scale = op->f[0],
      .cap = op->f[1],
  };
  status = check_spans(op, &args, &visible, q.rows / y.rows, k.rows);
  if (status == RH_OK) status = bind_bias(device, op, y.rows, k.rows, &args);
  if (status == RH_OK) status = bind_sinks(device, op, &args);
  if (status != RH_OK) return status;
  if ((uint64_t)y.rows * args.heads > UINT32_MAX) return rh_refuse(op, "too many rows and heads");
  uint32_t whole = y.rows * args.kv_heads, threads = rh_team_size(device->team);
  if (whole < UNITS_PER_THREAD * threads) divide(device, &args);
  if (args.parts == 0) {
    rh_bound_set(bound, device, kernel, whole, args);
  } else {
    rh_bound_set(bound, device, kernel, y.rows * args.parts, args);
    bound->finish = device->kernels.function[RH_KERNEL_attention_finish];
    bound->finish_units = y.rows * args.heads;
    bound->work_bytes =
        (uint64_t)bound->finish_units * args.parts * (args.value_dim + 2) * sizeof(float);
  }
  return RH_OK;
}
