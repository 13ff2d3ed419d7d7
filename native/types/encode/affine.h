// SPDX-License-Identifier: Apache-2.0
// The best scale and minimum of a group: value = s q - m with codes q from 0 to `high`.
//
// For chosen codes the error sum w (x - s q + m)^2 is least where its two derivatives vanish,
//
//   s sum w q^2 - m sum w q = sum w x q
//   s sum w q   - m sum w   = sum w x
//
// and for a chosen m the best s is that of the values x + m (sweep.h). Several m near the least
// value are tried, as it often pays to cut a lonely outlier off; from the best, rounding and
// solving alternate. Types whose minimum can't lift values (m >= 0) get m = 0 where it would be
// negative.
#ifndef RH_ENCODE_AFFINE_H
#define RH_ENCODE_AFFINE_H

#include "sweep.h"

enum { AFFINE_STARTS = 5, AFFINE_TURNS = 4, AFFINE_MOST = 32 };

typedef struct rh_affine {
  float scale, min;
  float error;
  float qq, one;  // sum w q^2 and sum w: how fast the error grows with scale and minimum
} rh_affine;

typedef struct rh_affine_codes {
  int high;    // codes are 0 .. high
  bool lifts;  // whether m may be negative
} rh_affine_codes;

static inline int affine_code(int high, float v) {
  return v <= 0 ? 0 : v >= (float)high ? high : (int)(v + 0.5f);
}

static inline void affine_codes(int high, const float *x, int n, float scale, float min,
                                int *code) {
  float inverse = scale == 0 ? 0 : 1 / scale;
  for (int i = 0; i < n; i++) code[i] = affine_code(high, (x[i] + min) * inverse);
}

static inline float affine_error(int high, const float *x, const float *w, int n, float scale,
                                 float min) {
  float inverse = scale == 0 ? 0 : 1 / scale;
  float error = 0;
  for (int i = 0; i < n; i++) {
    float off = x[i] - (scale * (float)affine_code(high, (x[i] + min) * inverse) - min);
    error += w[i] * off * off;
  }
  return error;
}

// Solves for scale and minimum with the codes that those in `fit` lead to; false where there is no
// solution. The error is then sum w x^2 - s sum w x q + m sum w x.
static inline bool affine_solve(const rh_affine_codes *codes, const float *x, const float *w, int n,
                                rh_affine *fit) {
  float inverse = 1 / fit->scale;
  float one = 0, q1 = 0, qq = 0, x1 = 0, xq = 0, xx = 0;
  for (int i = 0; i < n; i++) {
    float q = (float)affine_code(codes->high, (x[i] + fit->min) * inverse);
    one += w[i];
    q1 += w[i] * q;
    qq += w[i] * q * q;
    x1 += w[i] * x[i];
    xq += w[i] * x[i] * q;
    xx += w[i] * x[i] * x[i];
  }
  float determinant = one * qq - q1 * q1;
  if (!(determinant > 0)) return false;
  float scale = (one * xq - q1 * x1) / determinant;
  float min = (q1 * xq - qq * x1) / determinant;
  if (min < 0 && !codes->lifts) {
    min = 0;
    scale = xq / qq;
  }
  if (!(scale > 0)) return false;
  *fit = (rh_affine){scale, min, xx - scale * xq + min * x1, qq, one};
  return true;
}

static inline rh_affine affine_fit(const rh_affine_codes *codes, const float *x, const float *w,
                                   int n) {
  float lowest = x[0], highest = x[0], one = 0;
  for (int i = 0; i < n; i++) {
    lowest = fminf(lowest, x[i]);
    highest = fmaxf(highest, x[i]);
    one += w[i];
  }
  if (lowest > 0 && !codes->lifts) lowest = 0;
  // No scale at all: every value is the minimum.
  rh_affine best = {.scale = 0, .min = -lowest, .one = one};
  best.error = affine_error(codes->high, x, w, n, 0, best.min);
  if (best.error == 0) return best;
  rh_levels levels = {0, codes->high, 1 + 4 / (float)(codes->high + 1), NULL};
  float step = (highest - lowest) / (float)(4 * codes->high);
  for (int start = -1; start < AFFINE_STARTS - 1; start++) {
    float raised[AFFINE_MOST];
    rh_affine fit = {.min = -(lowest + (float)start * step)};
    if (fit.min < 0 && !codes->lifts) fit.min = 0;
    for (int i = 0; i < n; i++) raised[i] = x[i] + fit.min;
    fit.scale = sweep_coarse(&levels, raised, w, n);
    if (fit.scale > 0 && affine_solve(codes, x, w, n, &fit) && fit.error < best.error) best = fit;
  }
  for (int turn = 0; turn < AFFINE_TURNS && best.scale > 0; turn++) {
    rh_affine next = best;
    if (!affine_solve(codes, x, w, n, &next) || !(next.error < best.error)) break;
    best = next;
  }
  return best;
}

#endif
