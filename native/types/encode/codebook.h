// SPDX-License-Identifier: Apache-2.0
// IQ3_XXS and IQ3_S of values: magnitudes of four values each are a point of a codebook
// (../codebook_iq3.h), signs are kept apart, and 8 groups of 32 values have an odd integer each as
// scale: value = (d (2 k[g] + 1)) (+-level).
//
// The point nearest to four magnitudes under their weights is looked for among the NEAR points that
// lie nearest, without weights, to the four levels that would be best one by one; where those four
// are a point, it is the best. The points are listed beforehand for all 8^4 such quads. Scales come
// about as in grouped.h: several are tried for each group and the best is refined by rounding and
// solving in turns; then d and the integers, chosen by their true error.
#ifndef RH_ENCODE_CODEBOOK_H
#define RH_ENCODE_CODEBOOK_H

#include "../codebook_iq3.h"
#include "../f16.h"
#include "sweep.h"

enum { NEAR = 8, QUADS = 4096, CODEBOOK_STARTS = 12, CODEBOOK_TURNS = 3 };

typedef struct rh_codebook {
  const int8_t *levels;  // eight, of one coordinate
  const uint16_t *points;
  int n_points;
  float borders[7];            // midway between neighbouring levels
  uint16_t near[QUADS][NEAR];  // indices of points, nearest first
  bool on_point[QUADS];
} rh_codebook;

static inline int codebook_distance(const int8_t *levels, int quad, int point) {
  int distance = 0;
  for (int j = 0; j < 4; j++) {
    int off = levels[quad >> 3 * j & 7] - levels[point >> 3 * j & 7];
    distance += off * off;
  }
  return distance;
}

static inline void codebook_fill(rh_codebook *book) {
  for (int k = 0; k < 7; k++) {
    book->borders[k] = 0.5f * (float)(book->levels[k] + book->levels[k + 1]);
  }
  for (int quad = 0; quad < QUADS; quad++) {
    int distances[NEAR];
    int count = 0;
    for (int p = 0; p < book->n_points; p++) {
      int distance = codebook_distance(book->levels, quad, book->points[p]);
      if (count == NEAR && distance >= distances[NEAR - 1]) continue;
      int place = count < NEAR ? count++ : NEAR - 1;
      for (; place > 0 && distances[place - 1] > distance; place--) {
        distances[place] = distances[place - 1];
        book->near[quad][place] = book->near[quad][place - 1];
      }
      distances[place] = distance;
      book->near[quad][place] = (uint16_t)p;
    }
    book->on_point[quad] = distances[0] == 0;
  }
}

static inline float codebook_off(const rh_codebook *book, const float *a, const float *w,
                                 float scale, int point) {
  float error = 0;
  for (int j = 0; j < 4; j++) {
    float off = a[j] - scale * (float)book->levels[book->points[point] >> 3 * j & 7];
    error += w[j] * off * off;
  }
  return error;
}

// The point for four magnitudes.
static inline int codebook_nearest(const rh_codebook *book, const float *a, const float *w,
                                   float scale) {
  int quad = 0;
  float inverse = scale == 0 ? 0 : 1 / scale;
  for (int j = 0; j < 4; j++) {
    int level = 0;
    for (int k = 0; k < 7; k++) level += a[j] * inverse > book->borders[k];
    quad |= level << 3 * j;
  }
  int best = book->near[quad][0];
  if (book->on_point[quad]) return best;
  float least = codebook_off(book, a, w, scale, best);
  for (int k = 1; k < NEAR; k++) {
    float error = codebook_off(book, a, w, scale, book->near[quad][k]);
    if (error < least) {
      least = error;
      best = book->near[quad][k];
    }
  }
  return best;
}

// Points of a group of 32 magnitudes; its error.
static inline float codebook_group(const rh_codebook *book, const float *a, const float *w,
                                   float scale, int point[8]) {
  float error = 0;
  for (int k = 0; k < 8; k++) {
    point[k] = codebook_nearest(book, a + 4 * k, w + 4 * k, scale);
    error += codebook_off(book, a + 4 * k, w + 4 * k, scale, point[k]);
  }
  return error;
}

// sum w a L and sum w L^2 of a group's points.
static inline sweep_sums codebook_sums(const rh_codebook *book, const float *a, const float *w,
                                       const int point[8]) {
  sweep_sums sums = {0, 0};
  for (int i = 0; i < 32; i++) {
    float level = (float)book->levels[book->points[point[i / 4]] >> 3 * (i % 4) & 7];
    sums.xl += w[i] * a[i] * level;
    sums.ll += w[i] * level * level;
  }
  return sums;
}

// The best real scale of a group and how fast the error grows beside it.
static inline float codebook_scale(const rh_codebook *book, const float *a, const float *w,
                                   float *weight) {
  float largest = 0;
  for (int i = 0; i < 32; i++) largest = fmaxf(largest, a[i]);
  float top = (float)book->levels[7];
  sweep_sums best = {0, 0};
  int point[8];
  for (int start = 0; largest > 0 && start < CODEBOOK_STARTS + 7; start++) {
    // First the largest value on each level, as on a grid, then the highest level around it.
    float level =
        start < 7 ? (float)book->levels[start] : top * (0.7f + 0.05f * (float)(start - 7));
    codebook_group(book, a, w, largest / level, point);
    sweep_sums sums = codebook_sums(book, a, w, point);
    if (sweep_better(sums, best) || best.ll == 0) best = sums;
  }
  for (int turn = 0; turn < CODEBOOK_TURNS && best.xl > 0; turn++) {
    codebook_group(book, a, w, (float)(best.xl / best.ll), point);
    sweep_sums sums = codebook_sums(book, a, w, point);
    if (!sweep_better(sums, best)) break;
    best = sums;
  }
  *weight = (float)best.ll;
  return best.xl > 0 ? (float)(best.xl / best.ll) : 0;
}

typedef struct rh_codebook_made {
  uint16_t d;  // f16
  int scale[8];
  int point[64];
} rh_codebook_made;

static const int8_t codebook_odd[16] = {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31};

// Chooses each group's integer among its neighbours, and its points, for a level of `unit`. Returns
// the whole error; `sums` are those of all points, levels times their integers.
static inline float codebook_choose(const rh_codebook *book, const float *a, const float *w,
                                    float unit, rh_codebook_made *made, sweep_sums *sums) {
  float whole = 0;
  *sums = (sweep_sums){0, 0};
  for (int g = 0; g < 8; g++) {
    const float *group = a + 32 * g, *weight = w + 32 * g;
    float least = INFINITY;
    int middle = made->scale[g];
    for (int k = middle - 1; k <= middle + 1; k++) {
      if (k < 0 || k > 15) continue;
      int point[8];
      float error = codebook_group(book, group, weight, unit * codebook_odd[k], point);
      if (error >= least) continue;
      least = error;
      made->scale[g] = k;
      memcpy(made->point + 8 * g, point, sizeof point);
    }
    sweep_sums of_group = codebook_sums(book, group, weight, made->point + 8 * g);
    double odd = codebook_odd[made->scale[g]];
    sums->xl += of_group.xl * odd;
    sums->ll += of_group.ll * odd * odd;
    whole += least;
  }
  return whole;
}

// A block of 256 magnitudes, in which d is `units` times a level of 1.
static inline void codebook_encode(const rh_codebook *book, const float *a, const float *w,
                                   float units, rh_codebook_made *best) {
  static const rh_levels scales = {0, 15, 1.1f, codebook_odd};
  float group_scale[8], weight[8];
  for (int g = 0; g < 8; g++) {
    group_scale[g] = codebook_scale(book, a + 32 * g, w + 32 * g, &weight[g]);
  }
  rh_codebook_made made = {0};
  float d = units * sweep_scale(&scales, group_scale, weight, 8);
  level_codes(&scales, group_scale, 8, rh_f16_to_f32(rh_f32_to_f16(d)) / units, made.scale);
  float least = INFINITY;
  *best = made;
  for (int turn = 0; turn < CODEBOOK_TURNS; turn++) {
    sweep_sums sums;
    made.d = rh_f32_to_f16(d);
    float error = codebook_choose(book, a, w, rh_f16_to_f32(made.d) / units, &made, &sums);
    if (!(error < least)) return;
    least = error;
    *best = made;
    if (!(sums.xl > 0)) return;
    d = units * (float)(sums.xl / sums.ll);
  }
}

#endif
