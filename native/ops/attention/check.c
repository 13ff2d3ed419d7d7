// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum {
  MAX_QUERIES = 21,
  MAX_CAPACITY = 900,
  MAX_HEADS = 24,
  MAX_DIM = 256,
  MAX_BIAS = 70,
  SPANS = 3,
  FORMS = 2
};

// Which keys a query sees.
typedef enum sight_kind {
  SIGHT_CAUSAL,
  SIGHT_WINDOW,
  SIGHT_SCATTERED,
  SIGHT_PIECES,  // several spans, in several forms of queries and keys
  SIGHT_COUNT
} sight_kind;

typedef struct shape {
  uint32_t n, capacity, heads, kv_heads, head_dim, value_dim;
} shape;

static uint32_t pick(rh_check *check, const uint32_t *values, uint32_t count) {
  return values[rh_check_below(check, count)];
}

static shape draw_shape(rh_check *check, uint32_t type) {
  static const uint32_t groups[] = {1, 2, 3, 8},
                        dims[] = {16, 24, 32, 40, 64, 80, 96, 128, MAX_DIM};
  static const uint32_t capacities[] = {1, 7, 255, 256, 257, 513, MAX_CAPACITY};
  uint32_t of = type == RH_TYPE_Q8_0 ? 32 : 1;
  shape s;
  s.kv_heads = 1 + rh_check_below(check, 3);
  s.heads = s.kv_heads * pick(check, groups, 4);
  s.head_dim = (pick(check, dims, 9) + of - 1) / of * of;
  s.value_dim = rh_check_below(check, 2) ? s.head_dim : rh_check_size(check, MAX_DIM, of);
  s.capacity = pick(check, capacities, 7);
  s.n = rh_check_size(check, s.capacity < MAX_QUERIES ? s.capacity : MAX_QUERIES, 1);
  return s;
}

static void draw_pieces(rh_check *check, shape s) {
  int32_t spans[3 * SPANS * MAX_QUERIES];
  for (uint32_t i = 0; i < s.n * SPANS; i++) {
    uint32_t first = rh_check_below(check, FORMS * s.capacity);
    spans[3 * i] = (int32_t)first;
    spans[3 * i + 1] = (int32_t)rh_check_below(check, FORMS * s.capacity - first + 1);
    spans[3 * i + 2] = (int32_t)rh_check_below(check, FORMS);
  }
  rh_check_integers(check, 4, 3 * SPANS, s.n, spans);
}

static void draw_spans(rh_check *check, shape s, sight_kind sight) {
  enum { WINDOW = 40 };
  int32_t spans[2 * MAX_QUERIES];
  for (uint32_t t = 0; t < s.n; t++) {
    uint32_t first = 0, end = s.capacity - s.n + t + 1;
    if (sight == SIGHT_WINDOW && end > WINDOW) first = end - WINDOW;
    if (sight == SIGHT_SCATTERED) {
      first = rh_check_below(check, s.capacity + 1);
      end = first + rh_check_below(check, s.capacity - first + 1);
    }
    spans[2 * t] = (int32_t)first;
    spans[2 * t + 1] = (int32_t)(end - first);
  }
  rh_check_integers(check, 4, 2, s.n, spans);
}

static void draw_visible(rh_check *check, uint32_t capacity) {
  int32_t visible[FORMS * MAX_CAPACITY];
  for (uint32_t j = 0; j < capacity; j++) visible[j] = (int32_t)rh_check_below(check, capacity);
  rh_check_integers(check, 5, capacity, 1, visible);
}

static void draw_bias(rh_check *check, shape s, uint32_t keys) {
  int32_t positions[MAX_QUERIES + FORMS * MAX_CAPACITY];
  for (uint32_t j = 0; j < s.n + keys; j++) {
    positions[j] = (int32_t)rh_check_below(check, MAX_BIAS + 20);
  }
  rh_check_operand(check, 6, RH_TYPE_F32, rh_check_size(check, MAX_BIAS, 1), s.heads,
                   RH_FILL_NORMAL);
  rh_check_integers(check, 7, s.n + keys, 1, positions);
}

// The largest length of a head of `dim` values, of those whose length is a number: what comes of
// the others must be equal.
static double longest(const float *values, size_t heads, uint32_t dim) {
  double most = 0;
  for (size_t h = 0; h < heads; h++) {
    double squares = 0;
    for (uint32_t c = 0; c < dim; c++) squares += pow((double)values[h * dim + c], 2);
    if (isfinite(squares)) most = fmax(most, sqrt(squares));
  }
  return most;
}

double attention_tolerance(rh_values *before, float *absolute);

// A score is off by roundings of a sum that is at most |q| |k|, which makes its weight off by as
// much, relatively; a sum of weights that add up to 1 is off by that times the largest value.
double attention_tolerance(rh_values *before, float *absolute) {
  const float *q = rh_values_of(before, 1), *k = rh_values_of(before, 2);
  const float *v = rh_values_of(before, 3);
  if (!q || !k || !v) return 0;
  uint32_t head_dim = (uint32_t)before->op->i[2];
  size_t n = before->views[0].rows, heads = (size_t)before->op->i[0];
  size_t keys = before->views[2].rows, kv_heads = (size_t)before->op->i[1];
  double score = longest(q, before->views[1].rows * heads, head_dim) *
                 longest(k, keys * kv_heads, head_dim) * fabs((double)before->op->f[0]);
  double most = longest(v, before->views[3].rows * before->views[3].cols, 1);
  float tolerance = (float)(0x1p-24 * (4 * score + 32) * most);
  for (size_t i = 0; i < n * before->views[0].cols; i++) absolute[i] = tolerance;
  return 0;
}

static void check_case(rh_check *check, uint32_t type, rh_fill fill, sight_kind sight) {
  rh_type_info info;
  if (rh_type_describe(type, &info) != RH_OK) return;
  rh_op *op = rh_check_begin(check, RH_OP_ATTENTION, info.name);
  shape s = draw_shape(check, type);
  op->i[0] = (int32_t)s.heads;
  op->i[1] = (int32_t)s.kv_heads;
  op->i[2] = (int32_t)s.head_dim;
  op->i[3] = (int32_t)s.value_dim;
  op->f[0] = 1 / sqrtf((float)s.head_dim);
  op->f[1] = rh_check_below(check, 3) == 0 ? 5 : 0;
  rh_check_operand(check, 0, RH_TYPE_F32, s.heads * s.value_dim, s.n, RH_FILL_ZERO);
  // Faults lie in queries, keys or values.
  uint32_t faulty = fill == RH_FILL_FAULTY ? 1 + rh_check_below(check, 3) : 0;
  if (faulty) fill = RH_FILL_NORMAL;
  uint32_t forms = sight == SIGHT_PIECES ? FORMS : 1;
  rh_check_operand(check, 1, RH_TYPE_F32, s.heads * s.head_dim, forms * s.n,
                   faulty == 1 ? RH_FILL_FAULTY : RH_FILL_NORMAL);
  rh_check_operand(check, 2, type, s.kv_heads * s.head_dim, forms * s.capacity,
                   faulty == 2 ? RH_FILL_FAULTY : fill);
  rh_check_operand(check, 3, type, s.kv_heads * s.value_dim, s.capacity,
                   faulty == 3 ? RH_FILL_FAULTY : fill);
  if (sight == SIGHT_PIECES) {
    draw_pieces(check, s);
  } else {
    draw_spans(check, s, sight);
  }
  uint32_t keys = forms * s.capacity;
  if (rh_check_below(check, 3) == 0) draw_visible(check, keys);
  if (rh_check_below(check, 3) == 0) draw_bias(check, s, keys);
  if (rh_check_below(check, 3) == 0) {
    rh_check_operand(check, 8, RH_TYPE_F32, s.heads, 1, RH_FILL_NORMAL);
  }
  // A query that sees nothing gives zeros whatever it holds.
  if (sight >= SIGHT_SCATTERED) {
    rh_check_compare(check);
  } else {
    rh_check_compare_rows(check);
  }
}

void attention_check(rh_check *check);

void attention_check(rh_check *check) {
  static const uint32_t types[] = {RH_TYPE_F32, RH_TYPE_F16, RH_TYPE_Q8_0};
  static const rh_fill fills[] = {RH_FILL_NORMAL, RH_FILL_NORMAL, RH_FILL_SMALL,
                                  RH_FILL_ZERO,   RH_FILL_FAULTY, RH_FILL_FAULTY};
  enum { FILLS = sizeof fills / sizeof *fills };
  for (uint32_t type = 0; type < 3; type++) {
    for (uint32_t fill = 0; fill < FILLS; fill++) {
      for (sight_kind sight = 0; sight < SIGHT_COUNT; sight++) {
        check_case(check, types[type], fills[fill], sight);
      }
    }
  }
}
