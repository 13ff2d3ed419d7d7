// SPDX-License-Identifier: Apache-2.0
#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_EXPERTS = 70, MAX_USED = 9, MAX_TOKENS = 40, CASES = 12 };

void route_check(rh_check *check);
double route_tolerance(rh_values *before, float *absolute);

// One kernel serves every instruction set: there is nothing to differ in.
double route_tolerance(rh_values *before, float *absolute) {
  (void)before;
  (void)absolute;
  return 0;
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static void check_choose(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_ROUTE, "choose");
  uint32_t groups = 1 + rh_check_below(check, 4);
  uint32_t experts = rh_check_size(check, MAX_EXPERTS, groups);
  uint32_t groups_used = 1 + rh_check_below(check, groups);
  uint32_t used = 1 + rh_check_below(check, least(MAX_USED, experts / groups * groups_used));
  uint32_t n = rh_check_size(check, MAX_TOKENS, 1);
  op->i[0] = RH_ROUTE_CHOOSE;
  op->i[1] = (int32_t)rh_check_below(check, 3);
  op->i[2] = (int32_t)groups;
  op->i[3] = (int32_t)groups_used;
  rh_check_operand(check, 0, RH_TYPE_I32, used, n, RH_FILL_ZERO);
  rh_check_operand(check, 1, RH_TYPE_F32, experts, n, fill);
  if (rh_check_below(check, 2)) {
    rh_check_operand(check, 2, RH_TYPE_F32, experts, 1, RH_FILL_NORMAL);
  }
  rh_check_compare(check);
}

// Some of the experts named are not there.
static void check_chosen(rh_check *check, uint32_t index, uint32_t experts, uint32_t used,
                         uint32_t n) {
  int32_t chosen[MAX_TOKENS * MAX_USED];
  for (uint32_t r = 0; r < n * used; r++)
    chosen[r] = (int32_t)rh_check_below(check, experts + 2) - 1;
  rh_check_integers(check, index, used, n, chosen);
}

static void check_weigh(rh_check *check, rh_fill fill) {
  rh_op *op = rh_check_begin(check, RH_OP_ROUTE, "weigh");
  uint32_t experts = rh_check_size(check, MAX_EXPERTS, 1),
           used = 1 + rh_check_below(check, MAX_USED);
  uint32_t n = rh_check_size(check, MAX_TOKENS, 1);
  op->i[0] = RH_ROUTE_WEIGH;
  op->i[1] = (int32_t)rh_check_below(check, 3);
  op->i[2] = (int32_t)rh_check_below(check, 2);
  op->f[0] = 2.5f;
  rh_check_operand(check, 0, RH_TYPE_F32, used, n, RH_FILL_FAULTY);
  rh_check_operand(check, 1, RH_TYPE_F32, experts, n, fill);
  check_chosen(check, 2, experts, used, n);
  rh_check_compare(check);
}

static void check_group(rh_check *check) {
  rh_op *op = rh_check_begin(check, RH_OP_ROUTE, "group");
  uint32_t experts = rh_check_size(check, MAX_EXPERTS, 1),
           used = 1 + rh_check_below(check, MAX_USED);
  uint32_t n = rh_check_size(check, MAX_TOKENS, 1);
  op->i[0] = RH_ROUTE_GROUP;
  op->i[1] = (int32_t)experts;
  op->i[2] = (int32_t)rh_check_below(check, 5);
  rh_check_operand(check, 0, RH_TYPE_I32, experts + 1 + 2 * n * used, 1, RH_FILL_ZERO);
  check_chosen(check, 1, experts, used, n);
  rh_check_compare(check);
}

void route_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int i = 0; i < CASES; i++) {
      check_choose(check, fill);
      check_weigh(check, fill);
      check_group(check);
    }
  }
}
