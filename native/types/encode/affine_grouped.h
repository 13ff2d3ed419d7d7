// SPDX-License-Identifier: Apache-2.0
// Blocks of groups that have two small integers each: value = (d scale[g]) q - dmin min[g].
//
// As in grouped.h, with minima beside the scales: the best real scale and minimum of each group
// (affine.h), then d and dmin that make integers of them, then in turns the integers of each group,
// chosen among the neighbours by their true error, and d and dmin solved for together with all
// codes fixed: the two equations of affine.h with scale[g] q and min[g] in the places of q and 1.
#ifndef RH_ENCODE_AFFINE_GROUPED_H
#define RH_ENCODE_AFFINE_GROUPED_H

#include "../f16.h"
#include "affine.h"
#include "grouped.h"

typedef struct rh_affine_grouping {
  int groups, size;
  int high;       // codes are 0 .. high
  int high_part;  // scales and minima are 0 .. high_part
} rh_affine_grouping;

typedef struct rh_affine_grouped {
  uint16_t d, dmin;  // f16
  int scale[GROUPED_MOST], min[GROUPED_MOST];
  int code[256];
} rh_affine_grouped;

static inline float affine_grouped_choose(const rh_affine_grouping *shape, const float *x,
                                          const float *w, rh_affine_grouped *block) {
  float d = rh_f16_to_f32(block->d), dmin = rh_f16_to_f32(block->dmin);
  float whole = 0;
  for (int g = 0; g < shape->groups; g++) {
    float least = INFINITY;
    int scale_before = block->scale[g], min_before = block->min[g];
    for (int scale = scale_before - 1; scale <= scale_before + 1; scale++) {
      for (int min = min_before - 1; min <= min_before + 1; min++) {
        if (scale < 0 || min < 0 || scale > shape->high_part || min > shape->high_part) continue;
        float error = affine_error(shape->high, x + g * shape->size, w + g * shape->size,
                                   shape->size, d * (float)scale, dmin * (float)min);
        if (error < least) {
          least = error;
          block->scale[g] = scale;
          block->min[g] = min;
        }
      }
    }
    whole += least;
  }
  return whole;
}

static inline void affine_grouped_codes(const rh_affine_grouping *shape, const float *x,
                                        rh_affine_grouped *block) {
  for (int g = 0; g < shape->groups; g++) {
    float scale = rh_f16_to_f32(block->d) * (float)block->scale[g];
    float min = rh_f16_to_f32(block->dmin) * (float)block->min[g];
    affine_codes(shape->high, x + g * shape->size, shape->size, scale, min,
                 block->code + g * shape->size);
  }
}

// d and dmin for the codes and integers that are there; false where they have none.
static inline bool affine_grouped_solve(const rh_affine_grouping *shape, const float *x,
                                        const float *w, rh_affine_grouped *block) {
  double pp = 0, pm = 0, mm = 0, xp = 0, xm = 0;
  for (int g = 0; g < shape->groups; g++) {
    float m = (float)block->min[g];
    for (int i = g * shape->size; i < (g + 1) * shape->size; i++) {
      float p = (float)(block->scale[g] * block->code[i]);
      pp += w[i] * p * p;
      pm += w[i] * p * m;
      mm += w[i] * m * m;
      xp += w[i] * x[i] * p;
      xm += w[i] * x[i] * m;
    }
  }
  double determinant = pp * mm - pm * pm;
  bool both = determinant > 1e-9 * pp * mm;
  double d = both ? (mm * xp - pm * xm) / determinant : xp / pp;
  double dmin = both ? (pm * xp - pp * xm) / determinant : 0;
  if (!(d > 0) || !(dmin >= 0)) return false;
  block->d = rh_f32_to_f16((float)d);
  if (both) block->dmin = rh_f32_to_f16((float)dmin);
  return true;
}

static inline void affine_grouped_first(const rh_affine_grouping *shape, const float *x,
                                        const float *w, rh_affine_grouped *block) {
  rh_affine_codes codes = {shape->high, false};
  float scale[GROUPED_MOST], scale_weight[GROUPED_MOST];
  float min[GROUPED_MOST], min_weight[GROUPED_MOST];
  for (int g = 0; g < shape->groups; g++) {
    rh_affine fit = affine_fit(&codes, x + g * shape->size, w + g * shape->size, shape->size);
    scale[g] = fit.scale;
    scale_weight[g] = fit.qq;
    min[g] = fit.min;
    min_weight[g] = fit.one;
  }
  rh_levels parts = {0, shape->high_part, 1.1f, NULL};
  block->d = rh_f32_to_f16(sweep_scale(&parts, scale, scale_weight, shape->groups));
  block->dmin = rh_f32_to_f16(sweep_scale(&parts, min, min_weight, shape->groups));
  level_codes(&parts, scale, shape->groups, rh_f16_to_f32(block->d), block->scale);
  level_codes(&parts, min, shape->groups, rh_f16_to_f32(block->dmin), block->min);
}

static inline void affine_grouped_encode(const rh_affine_grouping *shape, const float *x,
                                         const float *w, rh_affine_grouped *best) {
  rh_affine_grouped block;
  float least = INFINITY;
  *best = (rh_affine_grouped){0};
  affine_grouped_first(shape, x, w, &block);
  for (int turn = 0; turn < GROUPED_TURNS; turn++) {
    float error = affine_grouped_choose(shape, x, w, &block);
    if (turn > 0 && !(error < least)) return;
    least = error;
    affine_grouped_codes(shape, x, &block);
    *best = block;
    if (!affine_grouped_solve(shape, x, w, &block)) return;
  }
}

#endif
