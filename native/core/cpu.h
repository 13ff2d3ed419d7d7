// SPDX-License-Identifier: Apache-2.0
// Which instruction sets this processor and its operating system offer.
#ifndef RH_CORE_CPU_H
#define RH_CORE_CPU_H

#include <stdbool.h>

// The instruction sets that kernel files are compiled for, weakest first. The file name is the
// set: ops/<op>/avx512vnni.c. Each adds to those of its family above it.
#define RH_ISA_LIST  \
  RH_ISA(avx2)       \
  RH_ISA(avx512)     \
  RH_ISA(avx512vnni) \
  RH_ISA(amx)        \
  RH_ISA(neon)       \
  RH_ISA(dotprod)    \
  RH_ISA(i8mm)

typedef enum rh_isa {
  RH_ISA_reference,
#define RH_ISA(name) RH_ISA_##name,
  RH_ISA_LIST
#undef RH_ISA
      RH_ISA_COUNT
} rh_isa;

// Whether kernels of this set can run here.
bool rh_cpu_has(rh_isa isa);

#endif
