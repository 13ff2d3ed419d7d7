// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { R = 1, W, K, V, STATE, U, A, B, OPERANDS };  // of wkv.h
enum { MAX_SIZE = 40, MAX_HEADS = 3, MAX_ROWS = 9 };

static const double EPSILON = 0x1p-24;

// What is known of the states of a channel as tokens go by.
typedef struct column {
  double size[MAX_SIZE], error[MAX_SIZE];  // at most |state|, and how far two computations part
} column;

double wkv_tolerance(rh_values *before, float *absolute);

// Takes a token whose operands begin at the channel's head: values[K] is k's row and so on.
static void take(column *known, const float *const *values, uint32_t states, double v) {
  double kept = 0, kept_error = 0;
  for (uint32_t i = 0; values[A] && i < states; i++) {
    kept += fabs(values[A][i] * known->size[i]);
    kept_error += fabs(values[A][i] * known->error[i]);
  }
  kept_error += (states + 2) * EPSILON * kept;
  for (uint32_t i = 0; i < states; i++) {
    double exponent = fmin(0, (double)values[W][i]), decay = exp(exponent);
    double off = decay * (4 - 4 * exponent) * EPSILON + 0x1p-126;
    double b = values[B] ? fabs((double)values[B][i]) : 0;
    double size = decay * known->size[i] + fabs(values[K][i] * v) + b * kept;
    known->error[i] = decay * known->error[i] + off * known->size[i] + b * kept_error +
                      4 * EPSILON * size + 0x1p-140;
    known->size[i] = size;
  }
}

// Adds up what r reads of the states.
static double read_error(const column *known, const float *r, uint32_t states) {
  double sum = 0, error = 0;
  for (uint32_t i = 0; i < states; i++) {
    sum += fabs(r[i] * known->size[i]);
    error += fabs(r[i] * known->error[i]);
  }
  return error + (states + 2) * EPSILON * sum;
}

// A state carries its error on and takes some roundings more a token; y adds up those of all.
double wkv_tolerance(rh_values *before, float *absolute) {
  const float *values[OPERANDS];
  for (uint32_t i = R; i < OPERANDS; i++) {
    values[i] = rh_values_of(before, i);
    if (!values[i] && i < U) return 0;
  }
  uint32_t n = before->views[R].rows, channels = before->views[R].cols;
  uint32_t states = before->views[STATE].rows;
  for (uint32_t channel = 0; states <= MAX_SIZE && channel < channels; channel++) {
    uint32_t head = channel / states * states;
    column known = {{0}, {0}};
    for (uint32_t i = 0; i < states; i++) {
      known.size[i] = fabs((double)values[STATE][i * channels + channel]);
    }
    for (uint32_t t = 0; t < n; t++) {
      const float *rows[OPERANDS];
      for (uint32_t i = R; i < OPERANDS; i++) {
        rows[i] = values[i] && i != STATE && i != U ? values[i] + t * channels + head : NULL;
      }
      double v = (double)values[V][t * channels + channel];
      bool reads_before = before->op->i[1] == 1;
      double error = reads_before ? read_error(&known, rows[R], states) : 0;
      take(&known, rows, states, v);
      if (!reads_before) error = read_error(&known, rows[R], states);
      absolute[(states + t) * channels + channel] = (float)error;
      double own = 0;
      for (uint32_t i = 0; values[U] && i < states; i++) {
        own += fabs((double)rows[R][i] * values[U][head + i] * rows[K][i] * v);
      }
      if (values[U]) {
        absolute[(states + n + t) * channels + channel] = (float)((states + 4) * EPSILON * own);
      }
    }
    for (uint32_t i = 0; i < states; i++) absolute[i * channels + channel] = (float)known.error[i];
  }
  return 0;
}

static void check_case(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_WKV, "channels");
  uint32_t size = rh_check_size(check, MAX_SIZE, 1), n = rh_check_size(check, MAX_ROWS, 1);
  uint32_t channels = size * (1 + rh_check_below(check, MAX_HEADS));
  bool bonus = rh_check_below(check, 2), keeps = rh_check_below(check, 2);
  op->i[0] = (int32_t)size;
  op->i[1] = (int32_t)rh_check_below(check, 2);
  rh_check_operand(check, 0, RH_TYPE_F32, channels, size + (bonus ? 2 : 1) * n, RH_FILL_ZERO);
  for (uint32_t i = R; i < STATE; i++) {
    rh_check_operand(check, i, RH_TYPE_F32, channels, n, i == V ? fill : RH_FILL_NORMAL);
  }
  rh_check_operand(check, STATE, RH_TYPE_F32, channels, size, RH_FILL_NORMAL);
  if (bonus) rh_check_operand(check, U, RH_TYPE_F32, channels, 1, RH_FILL_NORMAL);
  for (uint32_t i = A; keeps && i <= B; i++) {
    rh_check_operand(check, i, RH_TYPE_F32, channels, n, RH_FILL_NORMAL);
  }
  rh_check_compare(check);
}

void wkv_check(rh_check *check);

void wkv_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 12; repeat++) check_case(check, fill);
  }
}
