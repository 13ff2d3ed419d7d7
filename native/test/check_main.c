// SPDX-License-Identifier: Apache-2.0
// Runs the checks that the library ships, for one instruction set: rhapsode_check avx2.
#include <stdio.h>
#include <stdlib.h>

#include "rhapsode.h"

enum { SKIPPED = 77 };

static int check(uint32_t kind, const char *isa, uint64_t seed) {
  rh_check_result result;
  if (rh_check_op(kind, isa, seed, 0, &result) != RH_OK) {
    printf("%-12s %s\n", rh_op_name(kind), rh_last_error());
    return 1;
  }
  printf("%-12s %5u cases, worst error %.3f of its bound\n", rh_op_name(kind), result.cases,
         result.worst);
  if (result.failures) printf("  %u FAILED: %s\n", result.failures, result.first_failure);
  rh_check_result spoiled;
  if (rh_check_op(kind, isa, seed, 1, &spoiled) != RH_OK || spoiled.failures == 0) {
    printf("  FAILED: a planted fault was not seen\n");
    return 1;
  }
  return result.failures != 0 || result.cases == 0;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: rhapsode_check ISA [SEED]\n");
    return 2;
  }
  rh_device *device;
  if (rh_device_open("cpu", argv[1], 1, &device) != RH_OK) {
    printf("skipped: %s\n", rh_last_error());
    return SKIPPED;
  }
  rh_device_close(device);
  printf("processor: %s\n", rh_processor_features());
  uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  int failed = 0;
  for (uint32_t kind = 0; kind < RH_OP_COUNT; kind++) failed |= check(kind, argv[1], seed);
  return failed;
}
