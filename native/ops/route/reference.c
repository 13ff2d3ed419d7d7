// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../../core/kernels.h"
#include "rhapsode.h"
#include "route.h"

void route_install_reference(rh_kernel_table *table);

static const double SPARSE_MIXER_DISTANCE = 0.02;

static const float *logits_of(const route_args *a, uint32_t t) {
  return (const float *)((const char *)a->logits + t * a->logits_stride);
}

static const int32_t *chosen_of(const route_args *a, uint32_t t) {
  return (const int32_t *)((const char *)a->chosen + t * a->chosen_stride);
}

static double largest_of(const float *values, uint32_t count) {
  double largest = -INFINITY;
  for (uint32_t e = 0; e < count; e++) largest = fmax(largest, (double)values[e]);
  return largest;
}

// The scale of exponentials under which those of all logits sum to 1.
static double softmax_scale(const float *logits, uint32_t count, double largest) {
  double sum = 0;
  for (uint32_t e = 0; e < count; e++) sum += exp((double)logits[e] - largest);
  return 1 / sum;
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

// ---- Choosing -----------------------------------------------------------------------------------

static int better(double a, double b) { return isnan(a) ? !isnan(b) : a > b; }

// The best of the values that are free; the first of equals.
static uint32_t best_of(const double *values, const unsigned char *taken, uint32_t count) {
  uint32_t best = count;
  for (uint32_t i = 0; i < count; i++) {
    if (!taken[i] && (best == count || better(values[i], values[best]))) best = i;
  }
  return best;
}

static void read_scores(const route_args *a, const float *logits, double *scores) {
  const int by_logit = !a->correction && a->groups == 1;
  double largest = largest_of(logits, a->experts), scale = 1;
  if (a->score == RH_EXPERT_SCORE_SOFTMAX) scale = softmax_scale(logits, a->experts, largest);
  for (uint32_t e = 0; e < a->experts; e++) {
    double logit = logits[e];
    if (by_logit || a->score == RH_EXPERT_SCORE_SPARSE_MIXER) {
      scores[e] = logit;
    } else {
      scores[e] =
          a->score == RH_EXPERT_SCORE_SIGMOID ? sigmoid(logit) : scale * exp(logit - largest);
    }
    if (a->correction) scores[e] += (double)a->correction[e];
  }
}

static double worth_of_group(const route_args *a, const double *scores, uint32_t size) {
  unsigned char taken[ROUTE_MAX_EXPERTS] = {0};
  uint32_t first = best_of(scores, taken, size);
  if (a->score != RH_EXPERT_SCORE_SIGMOID || size == 1) return scores[first];
  taken[first] = 1;
  return scores[first] + scores[best_of(scores, taken, size)];
}

// Takes the experts of all but the best groups out of the choice.
static void limit_groups(const route_args *a, const double *scores, unsigned char *taken) {
  double worth[ROUTE_MAX_EXPERTS];
  unsigned char used[ROUTE_MAX_EXPERTS] = {0};
  uint32_t size = a->experts / a->groups;
  for (uint32_t g = 0; g < a->groups; g++) worth[g] = worth_of_group(a, scores + g * size, size);
  memset(taken, 1, a->experts);
  for (uint32_t i = 0; i < a->groups_used; i++) {
    uint32_t g = best_of(worth, used, a->groups);
    used[g] = 1;
    memset(taken + g * size, 0, size);
  }
}

static void choose(const route_args *a, uint32_t t) {
  int32_t *y = (int32_t *)((char *)a->y + t * a->y_stride);
  double scores[ROUTE_MAX_EXPERTS];
  unsigned char taken[ROUTE_MAX_EXPERTS] = {0};
  read_scores(a, logits_of(a, t), scores);
  if (a->groups_used < a->groups) limit_groups(a, scores, taken);
  for (uint32_t i = 0; i < a->used; i++) {
    uint32_t e = best_of(scores, taken, a->experts);
    taken[e] = 1;
    y[i] = (int32_t)e;
  }
}

static void route_choose_reference(const void *args, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) choose(args, t);
}

// ---- Weighing -----------------------------------------------------------------------------------

// What choice i of a token, an expert that there is, counts before weights are normalized.
static double weight_of(const route_args *a, const float *logits, const int32_t *chosen, uint32_t i,
                        double largest, double scale) {
  double logit = logits[chosen[i]], sum = 0;
  if (a->score == RH_EXPERT_SCORE_SOFTMAX) return scale * exp(logit - largest);
  if (a->score == RH_EXPERT_SCORE_SIGMOID) return sigmoid(logit);
  for (uint32_t e = 0; e < a->experts; e++) {
    double other = logits[e];
    bool before = false;
    for (uint32_t j = 0; j < i; j++) before |= chosen[j] == (int32_t)e;
    bool far = (logit - other) / fmax(fabs(other), logit) > SPARSE_MIXER_DISTANCE;
    if (!before && !far) sum += exp(other - logit);
  }
  return 1 / sum;
}

static void weigh(const route_args *a, uint32_t t) {
  const float *logits = logits_of(a, t);
  const int32_t *chosen = chosen_of(a, t);
  float *y = (float *)((char *)a->y + t * a->y_stride);
  double largest = largest_of(logits, a->experts), scale = 1, sum = 0;
  if (a->score == RH_EXPERT_SCORE_SOFTMAX) scale = softmax_scale(logits, a->experts, largest);
  for (uint32_t pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < a->used; i++) {
      bool is_there = chosen[i] >= 0 && (uint32_t)chosen[i] < a->experts;
      double weight = is_there ? weight_of(a, logits, chosen, i, largest, scale) : NAN;
      if (pass == 0) {
        sum += weight;
      } else {
        y[i] = (float)((a->normalize ? weight / sum : weight) * (double)a->factor);
      }
    }
  }
}

static void route_weigh_reference(const void *args, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) weigh(args, t);
}

// ---- Grouping -----------------------------------------------------------------------------------

static void group(const route_args *a) {
  int32_t *starts = a->y, *tokens = starts + a->experts + 1;
  uint32_t rows = a->n * a->used;
  int32_t *row_of = tokens + rows;
  memset(starts, 0, (a->experts + 1) * sizeof *starts);
  // Places within the experts first, counted one slot further on.
  for (uint32_t i = 0; i < a->used; i++) {
    for (uint32_t t = 0; t < a->n; t++) {
      int32_t e = chosen_of(a, t)[i], *place = row_of + t * a->used + i;
      *place = -1;
      if (e < 0 || (uint32_t)e >= a->experts) continue;
      if (a->capacity && (uint32_t)starts[e + 1] == a->capacity) continue;
      *place = starts[e + 1]++;
    }
  }
  for (uint32_t e = 0; e < a->experts; e++) starts[e + 1] += starts[e];
  for (uint32_t r = 0; r < rows; r++) tokens[r] = -1;
  for (uint32_t r = 0; r < rows; r++) {
    if (row_of[r] < 0) continue;
    row_of[r] += starts[chosen_of(a, r / a->used)[r % a->used]];
    tokens[row_of[r]] = (int32_t)(r / a->used);
  }
}

static void route_group_reference(const void *args, uint32_t first, uint32_t last) {
  if (first < last) group(args);
}

void route_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, route, choose, reference);
  RH_INSTALL_KERNEL(table, route, weigh, reference);
  RH_INSTALL_KERNEL(table, route, group, reference);
}
