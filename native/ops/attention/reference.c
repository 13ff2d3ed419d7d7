// SPDX-License-Identifier: Apache-2.0
// Softmax in two passes: the largest score, then the weighted sum. The chunks of the contract are
// an order of sums, which double accumulators do without.
#include <math.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../../types/q8_0.h"
#include "attention.h"

// Value `c` of a cache row that starts at `row`.
typedef float load_value(const unsigned char *row, uint32_t c);

static float load_f32(const unsigned char *row, uint32_t c) { return ((const float *)row)[c]; }

static float load_f16(const unsigned char *row, uint32_t c) {
  return rh_f16_to_f32(((const uint16_t *)row)[c]);
}

static float load_q8_0(const unsigned char *row, uint32_t c) {
  const q8_0_block *block = (const q8_0_block *)row + c / 32;
  return rh_f16_to_f32(block->d) * (float)block->qs[c % 32];
}

static uint32_t cache_row(const attention_args *a, int32_t place) {
  return (uint32_t)(a->visible ? a->visible[place] : place);
}

static float bias_of(const attention_args *a, uint32_t t, uint32_t h, uint32_t row) {
  int64_t distance = (int64_t)a->query_positions[t] - a->key_positions[row];
  if (distance < 0) distance = 0;
  if (distance >= a->n_bias) distance = (int64_t)a->n_bias - 1;
  return ((const float *)((const unsigned char *)a->bias + h * a->bias_stride))[distance];
}

static float score(const attention_args *a, uint32_t t, uint32_t h, uint32_t form, uint32_t row,
                   load_value *load) {
  size_t query = (size_t)form * a->n + t;
  const unsigned char *start_of_q = (const unsigned char *)a->q + query * a->q_stride;
  const float *q = (const float *)start_of_q + h * a->head_dim;
  const unsigned char *k = a->k + row * a->k_stride;
  uint32_t start = h / (a->heads / a->kv_heads) * a->head_dim;
  double s = 0;
  for (uint32_t c = 0; c < a->head_dim; c++) s += (double)q[c] * (double)load(k, start + c);
  s *= (double)a->scale;
  if (a->cap > 0) s = (double)a->cap * tanh(s / (double)a->cap);
  if (a->bias) s += (double)bias_of(a, t, h, row);
  return (float)s;
}

static void attend(const attention_args *a, uint32_t t, uint32_t h, load_value *load) {
  float *y = (float *)((unsigned char *)a->y + t * a->y_stride) + h * a->value_dim;
  uint32_t start = h / (a->heads / a->kv_heads) * a->value_dim;
  float sink = a->sinks ? a->sinks[h] : -INFINITY, largest = sink;
  for (uint32_t i = 0; i < a->n_spans; i++) {
    attention_span span = attention_span_of(a, t, i);
    for (int32_t j = span.first; j < span.last; j++) {
      largest = fmaxf(largest, score(a, t, h, span.form, cache_row(a, j), load));
    }
  }
  float shift = largest == -INFINITY ? 0 : largest;
  for (uint32_t c0 = 0; c0 < a->value_dim; c0 += 64) {
    uint32_t columns = a->value_dim - c0 < 64 ? a->value_dim - c0 : 64;
    double sum = exp((double)sink - (double)shift), weighted[64] = {0};
    for (uint32_t i = 0; i < a->n_spans; i++) {
      attention_span span = attention_span_of(a, t, i);
      for (int32_t j = span.first; j < span.last; j++) {
        uint32_t row = cache_row(a, j);
        double p = exp((double)score(a, t, h, span.form, row, load) - (double)shift);
        const unsigned char *v = a->v + (a->value_rows ? row % a->value_rows : row) * a->v_stride;
        sum += p;
        for (uint32_t c = 0; c < columns; c++) weighted[c] += p * (double)load(v, start + c0 + c);
      }
    }
    for (uint32_t c = 0; c < columns; c++) y[c0 + c] = sum == 0 ? 0 : (float)(weighted[c] / sum);
  }
}

// The specification knows no parts: with the first one of a query it does all of them, and leaves
// nothing to finish.
static void attend_units(const attention_args *a, uint32_t first, uint32_t last, load_value *load) {
  uint32_t group = a->heads / a->kv_heads;
  for (uint32_t unit = first; unit < last; unit++) {
    if (a->parts == 0) {
      for (uint32_t i = 0; i < group; i++) attend(a, unit % a->n, unit / a->n * group + i, load);
    } else if (unit % a->parts == 0) {
      for (uint32_t h = 0; h < a->heads; h++) attend(a, unit / a->parts, h, load);
    }
  }
}

static void attention_f32_reference(const void *args, uint32_t first, uint32_t last) {
  attend_units(args, first, last, load_f32);
}

static void attention_f16_reference(const void *args, uint32_t first, uint32_t last) {
  attend_units(args, first, last, load_f16);
}

static void attention_q8_0_reference(const void *args, uint32_t first, uint32_t last) {
  attend_units(args, first, last, load_q8_0);
}

static void attention_finish_reference(const void *args, uint32_t first, uint32_t last) {
  (void)args;
  (void)first;
  (void)last;
}

void attention_install_reference(rh_kernel_table *table);

void attention_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, attention, f32, reference);
  RH_INSTALL_KERNEL(table, attention, f16, reference);
  RH_INSTALL_KERNEL(table, attention, q8_0, reference);
  RH_INSTALL_KERNEL(table, attention, finish, reference);
}
