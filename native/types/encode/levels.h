// SPDX-License-Identifier: Apache-2.0
// What the codes of a type stand for before the scale: the code itself, or an entry of a table.
#ifndef RH_ENCODE_LEVELS_H
#define RH_ENCODE_LEVELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct rh_levels {
  int low, high;        // the codes
  float reach;          // how far above the highest level the largest value is tried: sweep.h
  const int8_t *table;  // level of code low + i, ascending; NULL where codes are their own levels
} rh_levels;

static inline int level_of(const rh_levels *levels, int code) {
  return levels->table ? levels->table[code - levels->low] : code;
}

// Midway between the levels of `code` and the next.
static inline float level_border(const rh_levels *levels, int code) {
  if (!levels->table) return (float)code + 0.5f;
  return 0.5f * (float)(level_of(levels, code) + level_of(levels, code + 1));
}

// The code whose level is nearest to v.
static inline int level_nearest(const rh_levels *levels, float v) {
  if (levels->table) {
    int code = levels->low;
    while (code < levels->high && v > level_border(levels, code)) code++;
    return code;
  }
  float bounded =
      v<(float)levels->low ? (float)levels->low : v>(float) levels->high ? (float)levels->high : v;
  return (int)(bounded < 0 ? bounded - 0.5f : bounded + 0.5f);
}

// The codes of n values for the scale d; those nearest to 0 where d is 0.
static inline void level_codes(const rh_levels *levels, const float *x, int n, float d, int *code) {
  float inverse = d == 0 ? 0 : 1 / d;
  for (int i = 0; i < n; i++) code[i] = level_nearest(levels, x[i] * inverse);
}

// The weighted squared error of n values for the scale d.
static inline float level_error(const rh_levels *levels, const float *x, const float *w, int n,
                                float d) {
  float inverse = d == 0 ? 0 : 1 / d;
  float error = 0;
  for (int i = 0; i < n; i++) {
    float off = x[i] - d * (float)level_of(levels, level_nearest(levels, x[i] * inverse));
    error += w[i] * off * off;
  }
  return error;
}

#endif
