// SPDX-License-Identifier: Apache-2.0
// Blocks of groups that have a small integer each as scale: value = (d scale[g]) level.
//
// First every group gets its best real scale s_g (sweep.h). Near it the group's error grows as
// B_g (s - s_g)^2, B_g = sum w L^2: so the scales are themselves values to be stored as d times an
// integer, of weight B_g, and the same search finds d. Then, in turns, each group chooses among
// its integer and the neighbours the one of least true error, and d is solved for with all levels
// fixed: d = sum w x (scale L) / sum w (scale L)^2. The best of all turns stays.
#ifndef RH_ENCODE_GROUPED_H
#define RH_ENCODE_GROUPED_H

#include "../f16.h"
#include "sweep.h"

enum { GROUPED_TURNS = 3, GROUPED_MOST = 16 };

typedef struct rh_grouping {
  int groups, size;
  rh_levels codes, scales;
} rh_grouping;

typedef struct rh_grouped {
  uint16_t d;  // f16
  int scale[GROUPED_MOST];
  int code[256];
} rh_grouped;

// Chooses each group's scale code among its neighbours for the given d; the whole error.
static inline float grouped_choose(const rh_grouping *shape, const float *x, const float *w,
                                   float d, int *scale) {
  float whole = 0;
  for (int g = 0; g < shape->groups; g++) {
    float least = INFINITY;
    int middle = scale[g];
    for (int code = middle - 1; code <= middle + 1; code++) {
      if (code < shape->scales.low || code > shape->scales.high) continue;
      float group_scale = d * (float)level_of(&shape->scales, code);
      float error = level_error(&shape->codes, x + g * shape->size, w + g * shape->size,
                                shape->size, group_scale);
      if (error < least) {
        least = error;
        scale[g] = code;
      }
    }
    whole += least;
  }
  return whole;
}

// d for the levels that the scales lead to.
static inline float grouped_solve(const rh_grouping *shape, const float *x, const float *w, float d,
                                  const int *scale) {
  double xl = 0, ll = 0;
  for (int g = 0; g < shape->groups; g++) {
    float factor = (float)level_of(&shape->scales, scale[g]);
    float inverse = d * factor == 0 ? 0 : 1 / (d * factor);
    for (int i = g * shape->size; i < (g + 1) * shape->size; i++) {
      float level =
          factor * (float)level_of(&shape->codes, level_nearest(&shape->codes, x[i] * inverse));
      xl += w[i] * x[i] * level;
      ll += w[i] * level * level;
    }
  }
  return ll > 0 ? (float)(xl / ll) : d;
}

static inline void grouped_first(const rh_grouping *shape, const float *x, const float *w, float *d,
                                 int *scale) {
  float scales[GROUPED_MOST] = {0}, weights[GROUPED_MOST] = {0};
  for (int g = 0; g < shape->groups; g++) {
    const float *group = x + g * shape->size, *weight = w + g * shape->size;
    int code[256];
    scales[g] = sweep_scale(&shape->codes, group, weight, shape->size);
    level_codes(&shape->codes, group, shape->size, scales[g], code);
    weights[g] = 0;
    for (int i = 0; i < shape->size; i++) {
      float level = (float)level_of(&shape->codes, code[i]);
      weights[g] += weight[i] * level * level;
    }
  }
  *d = sweep_scale(&shape->scales, scales, weights, shape->groups);
  level_codes(&shape->scales, scales, shape->groups, rh_f16_to_f32(rh_f32_to_f16(*d)), scale);
}

static inline void grouped_encode(const rh_grouping *shape, const float *x, const float *w,
                                  rh_grouped *best) {
  float d, least = INFINITY;
  int scale[GROUPED_MOST];
  *best = (rh_grouped){0};
  grouped_first(shape, x, w, &d, scale);
  for (int turn = 0; turn < GROUPED_TURNS; turn++) {
    uint16_t half = rh_f32_to_f16(d);
    d = rh_f16_to_f32(half);
    float error = grouped_choose(shape, x, w, d, scale);
    if (turn > 0 && !(error < least)) break;
    least = error;
    best->d = half;
    memcpy(best->scale, scale, sizeof scale);
    d = grouped_solve(shape, x, w, d, scale);
  }
  for (int g = 0; g < shape->groups; g++) {
    float group_scale = rh_f16_to_f32(best->d) * (float)level_of(&shape->scales, best->scale[g]);
    level_codes(&shape->codes, x + g * shape->size, shape->size, group_scale,
                best->code + g * shape->size);
  }
}

#endif
