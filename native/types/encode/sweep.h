// SPDX-License-Identifier: Apache-2.0
// The best scale of a group of values, by weighted least squares.
//
// Values x_i of weight w_i are stored as d L_i with levels L_i. For chosen levels the error
//
//   E(d) = sum w (x - d L)^2
//
// is least at d = A / B with A = sum w x L and B = sum w L^2, where it is sum w x^2 - A^2 / B. For
// a chosen d each value takes the level nearest to x / d. So d is all there is to search for: the
// one with the greatest A^2 / B.
//
// With s = 1 / d, the levels change only where some s x_i passes the border between two levels: as
// s grows, each value passes its borders one by one. Instead of rounding all values anew for every
// s to be tried, the sweep files the change of A and B at each border under the step of s in which
// it lies, and then adds up: more than a hundred s cost hardly more than the borders passed. From
// the best of them, rounding and solving for d alternate; neither can raise the error (Lloyd 1982).
//
// Values that lie on a grid of scale d are found without error: the step in which 1 / d lies is
// narrower than a level. Even codes of half the scale say the same, so s is tried from where the
// largest value takes half the highest level.
#ifndef RH_ENCODE_SWEEP_H
#define RH_ENCODE_SWEEP_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "levels.h"

enum { SWEEP_STEPS = 128, SWEEP_REFINEMENTS = 3, SWEEP_FEW_LEVELS = 8 };

// Values all below this are 0: no block can hold them, and 1 / d would overflow.
#define SWEEP_LEAST 1e-30f

typedef struct sweep_sums {
  double xl;  // A
  double ll;  // B
} sweep_sums;

static inline bool sweep_better(sweep_sums a, sweep_sums b) {
  return a.xl > 0 && a.xl * a.xl * b.ll > b.xl * b.xl * a.ll;
}

// The best sums for s = sign * (span / largest).
static inline sweep_sums sweep_side(const rh_levels *levels, const float *x, const float *w, int n,
                                    float from, float to, float sign) {
  float change_xl[SWEEP_STEPS + 1] = {0};
  float change_ll[SWEEP_STEPS + 1] = {0};
  float steps = SWEEP_STEPS / (to - from);
  sweep_sums sums = {0, 0};
  for (int i = 0; i < n; i++) {
    float value = sign * x[i];
    int code = level_nearest(levels, from * value);
    int level = level_of(levels, code);
    float wx = w[i] * value;
    sums.xl += wx * (float)level;
    sums.ll += w[i] * (float)(level * level);
    if (value == 0) continue;
    int direction = value > 0 ? 1 : -1;
    int last = value > 0 ? levels->high : levels->low;
    float steps_of_border = steps / value;
    while (code != last) {
      float border = level_border(levels, direction > 0 ? code : code - 1);
      float step = border * steps_of_border - from * steps;
      if (!(step < SWEEP_STEPS)) break;
      code += direction;
      int next = level_of(levels, code);
      int place = step < 0 ? 1 : (int)step + 1;
      change_xl[place] += wx * (float)(next - level);
      change_ll[place] += w[i] * (float)(next * next - level * level);
      level = next;
    }
  }
  sweep_sums best = sums;
  for (int step = 1; step <= SWEEP_STEPS; step++) {
    sums.xl += change_xl[step];
    sums.ll += change_ll[step];
    if (sweep_better(sums, best)) best = sums;
  }
  return best;
}

// Rounds to levels and solves for the scale in turns.
static inline float sweep_refined(const rh_levels *levels, const float *x, const float *w, int n,
                                  float d) {
  for (int turn = 0; turn < SWEEP_REFINEMENTS; turn++) {
    float inverse = 1 / d;
    float xl = 0, ll = 0;
    for (int i = 0; i < n; i++) {
      float level = (float)level_of(levels, level_nearest(levels, x[i] * inverse));
      xl += w[i] * x[i] * level;
      ll += w[i] * level * level;
    }
    if (!(ll > 0) || xl / ll == d) break;
    d = xl / ll;
  }
  return d;
}

// The best scale that the sweep meets, negative where the levels want the values turned; 0 where
// all are 0. Levels that are the codes themselves reach one further below 0 than above: there
// belongs the largest value. Uneven or few levels are tried both ways.
static inline float sweep_coarse(const rh_levels *levels, const float *x, const float *w, int n) {
  float largest = 0;
  for (int i = 0; i < n; i++) largest = fabsf(x[i]) > fabsf(largest) ? x[i] : largest;
  int low = level_of(levels, levels->low), high = level_of(levels, levels->high);
  float top = (float)(abs(low) > abs(high) ? abs(low) : abs(high));
  float from = (levels->table ? 1 : top / 2) / fabsf(largest);
  float to = levels->reach * top / fabsf(largest);
  if (fabsf(largest) < SWEEP_LEAST) return 0;
  bool turns = low < 0 && low != -high;
  bool both = turns && (levels->table || high - low < SWEEP_FEW_LEVELS);
  float sign = turns && !both && largest > 0 ? -1 : 1;
  sweep_sums best = sweep_side(levels, x, w, n, from, to, sign);
  if (both) {
    sweep_sums turned = sweep_side(levels, x, w, n, from, to, -1);
    if (sweep_better(turned, best)) {
      best = turned;
      sign = -1;
    }
  }
  return best.xl > 0 ? sign * (float)(best.xl / best.ll) : 0;
}

// The scale of least error.
static inline float sweep_scale(const rh_levels *levels, const float *x, const float *w, int n) {
  float d = sweep_coarse(levels, x, w, n);
  return d == 0 ? 0 : sweep_refined(levels, x, w, n, d);
}

#endif
