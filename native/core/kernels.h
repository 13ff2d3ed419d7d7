// SPDX-License-Identifier: Apache-2.0
// The kernel table: which function serves which kernel of ops.inc. It is filled with the reference
// first, then overridden by each instruction set the processor has, weakest first: no slot is
// empty.
#ifndef RH_CORE_KERNELS_H
#define RH_CORE_KERNELS_H

#include <stdint.h>

#include "cpu.h"

// A kernel computes units first .. last-1 of an op. What a unit is and what `args` points at stands
// in the op's contract. Kernels are pure: no threads, allocation, I/O, errors or globals.
typedef void rh_kernel(const void *args, uint32_t first, uint32_t last);

enum {
#define RH_KERNEL(op, variant) RH_KERNEL_##op##_##variant,
#include "../ops/ops.inc"
#undef RH_KERNEL
  RH_KERNEL_COUNT
};

typedef struct rh_kernel_table {
  rh_kernel *function[RH_KERNEL_COUNT];
  const char *isa[RH_KERNEL_COUNT];
} rh_kernel_table;

// Each ops/<op>/<isa>.c ends in one function <op>_install_<isa> made of these.
#define RH_INSTALL_KERNEL(table, op, variant, isa_name)                         \
  ((table)->function[RH_KERNEL_##op##_##variant] = op##_##variant##_##isa_name, \
   (table)->isa[RH_KERNEL_##op##_##variant] = #isa_name)

// isa_name: the strongest instruction set to use, by its name in cpu.h, or null for the best there
// is. Returns false when the processor lacks it or the name is unknown.
_Bool rh_kernels_fill(rh_kernel_table *table, const char *isa_name, const char **chosen);

#endif
