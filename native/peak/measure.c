// SPDX-License-Identifier: Apache-2.0
// Measures a peak: rounds of one kernel on the whole team, of which the best counts, as other
// programs can only slow one down.
#define _DEFAULT_SOURCE  // madvise, clock_gettime
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../core/device.h"
#include "../core/error.h"
#include "peak.h"

enum {
  // Rounds are short, so that some fall between the turns of other programs on a busy machine, and
  // long enough for the start of a round not to matter.
  READ_ROUNDS = 128,
  ROUNDS_PER_PASS = 16,  // over the memory that is read
  PRODUCT_ROUNDS = 50,
  PRODUCT_NANOSECONDS = 2000000,
  SHARES_PER_MEMBER = 64,
};

typedef struct peak_round {
  rh_kernel *kernel;
  const peak_args *args;
  uint32_t units;
  uint32_t share;    // units taken at a time
  atomic_uint next;  // first unit nobody has taken
} peak_round;

static void run_shares(void *context, uint32_t member) {
  (void)member;
  peak_round *round = context;
  for (;;) {
    uint32_t first = atomic_fetch_add_explicit(&round->next, round->share, memory_order_relaxed);
    if (first >= round->units) return;
    uint32_t left = round->units - first;
    round->kernel(round->args, first, first + (left < round->share ? left : round->share));
  }
}

static uint64_t now_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Nanoseconds that the team takes for `units` of the kernel.
static uint64_t run_round(rh_team *team, rh_kernel *kernel, const peak_args *args, uint32_t units) {
  uint32_t shares = rh_team_size(team) * SHARES_PER_MEMBER;
  peak_round round = {kernel, args, units, (units + shares - 1) / shares, 0};
  uint64_t start = now_nanoseconds();
  rh_team_run(team, run_shares, &round);
  uint64_t end = now_nanoseconds();
  return end > start ? end - start : 1;
}

static double products_rate(rh_team *team, rh_kernel *kernel) {
  peak_args args = {0};
  for (int i = 0; i < 64; i++) args.integers[0][i] = args.integers[1][i] = (int8_t)(i % 8);
  for (int i = 0; i < 16; i++) args.floats[0][i] = args.floats[1][i] = (float)i / 64;
  double best = 0;  // units a nanosecond
  uint32_t units = rh_team_size(team);
  for (int i = 0; i < PRODUCT_ROUNDS; i++) {
    double rate = units / (double)run_round(team, kernel, &args, units);
    if (rate > best) best = rate;
    double wanted = best * PRODUCT_NANOSECONDS;
    if (wanted > units) units = wanted < 1 << 20 ? (uint32_t)wanted : 1 << 20;
  }
  return best * 1e9 * PEAK_PRODUCTS;
}

static uint64_t read_bytes(void) {
  uint64_t bytes = 256u << 20;
#ifdef _SC_LEVEL3_CACHE_SIZE
  long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  if (cache > 0 && 2 * (uint64_t)cache > bytes) bytes = 2 * (uint64_t)cache;
#endif
  uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
  if (bytes > machine / 4) bytes = machine / 4;
  uint64_t round = (uint64_t)ROUNDS_PER_PASS * PEAK_READ_BYTES;
  return (bytes + round - 1) / round * round;
}

// Pages that nobody has written would all be one page of zeros, which any cache holds.
static void fill(const void *args, uint32_t first, uint32_t last) {
  const peak_args *a = args;
  memset(a->memory + (size_t)first * PEAK_READ_BYTES, 1, (size_t)(last - first) * PEAK_READ_BYTES);
}

static rh_status read_rate(rh_team *team, rh_kernel *kernel, double *per_second) {
  uint64_t bytes = read_bytes();
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return rh_fail(RH_NO_MEMORY, "the system refused %llu bytes to measure reading with",
                   (unsigned long long)bytes);
  }
#ifdef MADV_HUGEPAGE
  madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  peak_args args = {.memory = memory};
  uint32_t units = (uint32_t)(bytes / PEAK_READ_BYTES);
  run_round(team, fill, &args, units);
  units /= ROUNDS_PER_PASS;
  uint64_t round_bytes = (uint64_t)units * PEAK_READ_BYTES, best = UINT64_MAX;
  for (int i = 0; i < READ_ROUNDS; i++) {
    args.memory = (unsigned char *)memory + i % ROUNDS_PER_PASS * round_bytes;
    uint64_t taken = run_round(team, kernel, &args, units);
    if (taken < best) best = taken;
  }
  *per_second = (double)round_bytes * 1e9 / (double)best;
  munmap(memory, bytes);
  return RH_OK;
}

rh_status rh_device_measure(rh_device *device, uint32_t peak, double *per_second) {
  if (!device || !per_second) return rh_fail(RH_INVALID, "no device or no place for the rate");
  rh_kernel *const *kernels = device->kernels.function;
  switch (peak) {
    case RH_PEAK_READ:
      return read_rate(device->team, kernels[RH_KERNEL_peak_read], per_second);
    case RH_PEAK_INT8:
      *per_second = products_rate(device->team, kernels[RH_KERNEL_peak_int8]);
      return RH_OK;
    case RH_PEAK_FLOAT32:
      *per_second = products_rate(device->team, kernels[RH_KERNEL_peak_float32]);
      return RH_OK;
    default:
      return rh_fail(RH_INVALID, "there is no peak %u", peak);
  }
}
