// SPDX-License-Identifier: Apache-2.0
// Runs a tape: binds every record, then sends the team through all of them. An op begins when all
// units of the one before are done, whoever did them: a member that other programs keep from its
// core holds nobody up unless it left in the middle of a share.
#define _POSIX_C_SOURCE 200809L  // clock_gettime
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bind.h"

#define RH_OP(NAME, name) rh_bind name##_bind;
#include "../ops/ops.inc"
#undef RH_OP

static rh_bind *const binders[RH_OP_COUNT] = {
#define RH_OP(NAME, name) name##_bind,
#include "../ops/ops.inc"
#undef RH_OP
};

// How many shares of an op's units a member should come back for: enough that a member held up by
// other programs leaves its work to the rest, few enough that counting costs nothing.
enum { SHARES_PER_MEMBER = 8 };

// A kernel on its way through its units.
typedef struct tape_pass {
  rh_kernel *function;
  uint32_t units;
  uint32_t share;    // units taken at a time
  atomic_uint next;  // first unit nobody has taken
  atomic_uint done;  // units computed
} tape_pass;

typedef struct tape_step {
  rh_bound bound;
  tape_pass first, finish;
} tape_step;

typedef struct tape_run {
  tape_step *steps;
  uint64_t n_steps;
  rh_trace *trace;
} tape_run;

static uint64_t now_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void run_shares(tape_pass *pass, const void *args) {
  for (;;) {
    // Looking first keeps `next` from growing with every member that comes late.
    if (atomic_load_explicit(&pass->next, memory_order_relaxed) >= pass->units) return;
    uint32_t first = atomic_fetch_add_explicit(&pass->next, pass->share, memory_order_relaxed);
    if (first >= pass->units) return;
    uint32_t left = pass->units - first;
    uint32_t count = left < pass->share ? left : pass->share;
    pass->function(args, first, first + count);
    atomic_fetch_add_explicit(&pass->done, count, memory_order_release);
  }
}

static void await(tape_pass *pass) {
  for (uint32_t waits = 0; atomic_load_explicit(&pass->done, memory_order_acquire) < pass->units;
       waits++) {
    rh_team_pause(waits);
  }
}

static void run_member(void *context, uint32_t member) {
  tape_run *run = context;
  uint64_t started = run->trace && member == 0 ? now_nanoseconds() : 0;
  for (uint64_t i = 0; i < run->n_steps; i++) {
    tape_step *step = &run->steps[i];
    run_shares(&step->first, step->bound.args);
    await(&step->first);
    run_shares(&step->finish, step->bound.args);
    await(&step->finish);
    if (run->trace && member == 0) {
      uint64_t now = now_nanoseconds();
      run->trace[i] = (rh_trace){.nanoseconds = now - started, .kernel = step->bound.kernel};
      started = now;
    }
  }
}

static void begin_pass(const rh_device *device, rh_kernel *function, uint32_t units, uint32_t share,
                       tape_pass *pass) {
  uint32_t members = rh_team_size(device->team);
  uint32_t shares = members == 1 ? 1 : members * SHARES_PER_MEMBER;
  pass->function = function;
  pass->units = units;
  pass->share = share ? share : (units + shares - 1) / shares;
  atomic_init(&pass->next, 0);
  atomic_init(&pass->done, 0);
}

static rh_status bind_step(const rh_device *device, const rh_op *op, tape_step *step) {
  if (op->kind >= RH_OP_COUNT) return rh_fail(RH_INVALID, "there is no op %u", op->kind);
  rh_status status = binders[op->kind](device, op, &step->bound);
  if (status != RH_OK) return status;
  // `next` stops below 2^32 even after every member has overshot once.
  if (step->bound.units > UINT32_MAX / 2)
    return rh_refuse(op, "%u units of work", step->bound.units);
  begin_pass(device, step->bound.function, step->bound.units, step->bound.share, &step->first);
  begin_pass(device, step->bound.finish, step->bound.finish_units, 0, &step->finish);
  return RH_OK;
}

// Kernels read the address when they run: it may move until the last op is bound.
static rh_status want_work(rh_device *device, uint64_t bytes) {
  if (bytes <= device->work_bytes) return RH_OK;
  uint64_t rounded = (bytes + 63) / 64 * 64;
  void *work = rounded <= SIZE_MAX / 2 ? aligned_alloc(64, rounded) : NULL;
  if (!work) {
    return rh_fail(RH_NO_MEMORY, "no memory for the %llu bytes an op works with",
                   (unsigned long long)bytes);
  }
  free(device->work);
  device->work = work;
  device->work_bytes = rounded;
  return RH_OK;
}

rh_status rh_tape_run(rh_device *device, const rh_op *ops, uint64_t n_ops, rh_trace *trace) {
  if (!device || (!ops && n_ops)) return rh_fail(RH_INVALID, "no device or no tape");
  if (n_ops > device->bound_capacity) {
    if (n_ops > SIZE_MAX / sizeof(tape_step)) return rh_fail(RH_INVALID, "the tape is too long");
    tape_step *grown = realloc(device->bound, n_ops * sizeof *grown);
    if (!grown) return rh_fail(RH_NO_MEMORY, "no memory for a tape of this length");
    device->bound = grown;
    device->bound_capacity = n_ops;
  }
  tape_step *steps = device->bound;
  for (uint64_t i = 0; i < n_ops; i++) {
    rh_status status = bind_step(device, &ops[i], &steps[i]);
    if (status == RH_OK) status = want_work(device, steps[i].bound.work_bytes);
    if (status != RH_OK) return status;
  }
  tape_run run = {steps, n_ops, trace};
  rh_team_run(device->team, run_member, &run);
  return RH_OK;
}
