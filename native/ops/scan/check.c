// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { OPERANDS = 8, SKIP = 6 };  // of scan.h
enum { MAX_HEAD = 20, MAX_HEADS = 8, MAX_STATES = 20, MAX_ROWS = 9 };

static const double EPSILON = 0x1p-24;

// What is known of one state as tokens go by.
typedef struct bound {
  double size, error;  // at most |state|, and how far two ways of computing it part
} bound;

double scan_tolerance(rh_values *before, float *absolute);

// delta is off by some roundings, and so is its product with a in the exponent; a state carries its
// error on and takes one more rounding a token; y adds up those of all states.
double scan_tolerance(rh_values *before, float *absolute) {
  const float *values[OPERANDS];
  for (uint32_t i = 1; i < OPERANDS; i++) {
    values[i] = rh_values_of(before, i);
    if (!values[i] && i != SKIP) return 0;
  }
  const float *x = values[1], *dt = values[2], *a = values[3], *b = values[4], *c = values[5];
  uint32_t n = before->views[1].rows, channels = before->views[1].cols;
  uint32_t heads = before->views[2].cols, states = before->views[7].rows;
  uint32_t width = before->views[4].cols, groups = width / states;
  for (uint32_t channel = 0; channel < channels; channel++) {
    uint32_t head = channel / (channels / heads), first = head / (heads / groups) * states;
    bound known[MAX_STATES];
    for (uint32_t s = 0; s < states && s < MAX_STATES; s++) {
      known[s] = (bound){fabs((double)values[7][s * channels + channel]), 0};
    }
    for (uint32_t t = 0; t < n; t++) {
      double delta = log1p(exp(fmin(dt[t * heads + head], 300)));
      double input = fabs(delta * x[t * channels + channel]);
      double sum = values[SKIP] ? fabs((double)values[SKIP][head] * x[t * channels + channel]) : 0;
      double error = 0;
      for (uint32_t s = 0; s < states && s < MAX_STATES; s++) {
        double exponent = fmin(0, delta * a[(before->views[3].rows == 1 ? 0 : s) * heads + head]);
        double decay = exp(exponent), added = input * fabs((double)b[t * width + first + s]);
        double off = decay * (4 - 12 * exponent) * EPSILON + 0x1p-126;
        known[s].error = decay * known[s].error + off * known[s].size + 16 * EPSILON * added;
        known[s].size = decay * known[s].size + added;
        known[s].error += 2 * EPSILON * known[s].size;
        double factor = fabs((double)c[t * width + first + s]);
        sum += factor * known[s].size;
        error += factor * known[s].error;
        if (t == n - 1) absolute[s * channels + channel] = (float)known[s].error;
      }
      error += (states + 2) * EPSILON * sum;
      absolute[(states + t) * channels + channel] = (float)error;
    }
  }
  return 0;
}

static void check_case(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_SCAN, "channels");
  uint32_t groups = 1 + rh_check_below(check, 2);
  uint32_t heads = groups * (1 + rh_check_below(check, MAX_HEADS / 2));
  uint32_t size = rh_check_below(check, 2) ? 1 : rh_check_size(check, MAX_HEAD, 1);
  uint32_t channels = heads * size, n = rh_check_size(check, MAX_ROWS, 1);
  uint32_t states = 1 + rh_check_below(check, MAX_STATES);
  op->i[0] = (int32_t)groups;
  rh_check_operand(check, 0, RH_TYPE_F32, channels, states + n, RH_FILL_ZERO);
  rh_check_operand(check, 1, RH_TYPE_F32, channels, n, fill);
  rh_check_operand(check, 2, RH_TYPE_F32, heads, n, RH_FILL_NORMAL);
  rh_check_operand(check, 3, RH_TYPE_F32, heads, rh_check_below(check, 2) ? states : 1,
                   RH_FILL_NORMAL);
  rh_check_operand(check, 4, RH_TYPE_F32, groups * states, n, RH_FILL_NORMAL);
  rh_check_operand(check, 5, RH_TYPE_F32, groups * states, n, RH_FILL_NORMAL);
  if (rh_check_below(check, 2)) rh_check_operand(check, 6, RH_TYPE_F32, heads, 1, RH_FILL_NORMAL);
  rh_check_operand(check, 7, RH_TYPE_F32, channels, states, RH_FILL_NORMAL);
  rh_check_compare(check);
}

void scan_check(rh_check *check);

void scan_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 12; repeat++) check_case(check, fill);
  }
}
