// SPDX-License-Identifier: Apache-2.0
// The CPU device: buffers, kernel table and thread team.
#ifndef RH_CORE_DEVICE_H
#define RH_CORE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels.h"
#include "rhapsode.h"
#include "team.h"

typedef struct rh_buffer {
  unsigned char *data;  // NULL when the slot is free
  uint64_t bytes;
  bool owned;  // allocated here, hence writable
} rh_buffer;

struct rh_device {
  rh_kernel_table kernels;
  const char *isa;
  rh_team *team;
  rh_buffer *buffers;  // slot i is buffer i + 1
  uint32_t buffer_slots;
  void *bound;  // room for the bound ops of a tape, kept between runs
  uint64_t bound_capacity;
  void *work;  // what an op's first kernel hands to its second one; aligned to 64 bytes
  uint64_t work_bytes;
};

// NULL when there is no such buffer.
const rh_buffer *rh_device_buffer(const rh_device *device, uint32_t buffer);
// For buffers that are written whole and then read at every step: fewer page faults, and fewer
// misses of the page table's cache at every read. A wish; the system may not grant it.
void rh_device_use_huge_pages(const rh_device *device, uint32_t buffer);

#endif
