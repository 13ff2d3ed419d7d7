// SPDX-License-Identifier: Apache-2.0
// The int8 kernel of every instruction set. <isa>.c includes this after it has defined
//
//   bytes, sums            registers of operands and of 32-bit sums
//   PRODUCTS               multiply-adds in one multiply_add
//   SUMS                   sums side by side
//   load_bytes(x)          operands from memory
//   multiply_add(s, x, y)  s + the products of x and y
//   REGISTER               the constraint of inline assembly for a vector register
#ifndef RH_PEAK_INT8_H
#define RH_PEAK_INT8_H

#include "../core/kernels.h"
#include "peak.h"

_Static_assert(PEAK_PRODUCTS % (PRODUCTS * SUMS) == 0, "a unit is whole rounds");

static inline void peak_int8(const peak_args *a, uint32_t first, uint32_t last) {
  bytes x = load_bytes(a->integers[0]), y = load_bytes(a->integers[1]);
  sums s[SUMS];
  for (int i = 0; i < SUMS; i++) s[i] = (sums){0};
  uint64_t steps = (uint64_t)(last - first) * (PEAK_PRODUCTS / (PRODUCTS * SUMS));
  for (uint64_t step = 0; step < steps; step++) {
    for (int i = 0; i < SUMS; i++) {
      // The compiler must take x for changed, or it would multiply once for all.
      __asm__ volatile("" : "+" REGISTER(x));
      s[i] = multiply_add(s[i], x, y);
    }
  }
  sums kept = s[0];
  for (int i = 1; i < SUMS; i++) kept ^= s[i];
  __asm__ volatile("" : : REGISTER(kept));
}

#define PEAK_INT8_KERNEL(isa)                                                    \
  static void peak_int8_##isa(const void *args, uint32_t first, uint32_t last) { \
    peak_int8(args, first, last);                                                \
  }

#endif
