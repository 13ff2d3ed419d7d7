// SPDX-License-Identifier: Apache-2.0
// One case of an op's check, as check_case.c builds it and check.c runs it.
#ifndef RH_CORE_CHECK_CASE_H
#define RH_CORE_CHECK_CASE_H

#include "check.h"

enum {
  RH_CHECK_REFERENCE,  // the specification
  RH_CHECK_TESTED,     // the kernels under test, alone
  RH_CHECK_TEAM,       // the same, shared out among a team
  RH_CHECK_DEVICES,
};

typedef struct rh_check_memory {
  bool present;
  bool alias;        // the memory is another operand's
  rh_tensor tensor;  // but for the buffer, the same on all devices
  uint64_t row_bytes, bytes;
  uint32_t buffer[RH_CHECK_DEVICES];
  unsigned char *image;  // what the buffer held before the run
} rh_check_memory;

struct rh_check {
  rh_device *devices[RH_CHECK_DEVICES];
  rh_check_result *result;
  uint64_t random;
  bool plant_fault;
  rh_op op;  // without its operands
  const char *what;
  rh_check_memory operands[RH_MAX_OPERANDS];
  bool broken;  // memory or a device failed: the case counts as a failure
};

#endif
