// SPDX-License-Identifier: Apache-2.0
// What this processor can do at most, measured by kernels that do nothing else: the roofs of the
// roofline model (Williams, Waterman & Patterson 2009). They stand in the kernel table like those
// of ops, but no tape reaches them.
//
//   read      adds up memory; unit: PEAK_READ_BYTES of `memory`
//   int8      multiplies 8-bit integers and adds the products to 32-bit sums, the way matmul's
//             kernels of this instruction set do, operands in registers
//   float32   fused multiply-adds of floats, operands in registers
//             unit of both: PEAK_PRODUCTS multiply-adds
//
// The results are not used: the order of sums is free, and sums may wrap.
#ifndef RH_PEAK_PEAK_H
#define RH_PEAK_PEAK_H

#include <stdint.h>

enum {
  PEAK_READ_BYTES = 1 << 20,
  // Whole rounds of every kernel: 3 lets twelve sums run side by side.
  PEAK_PRODUCTS = 3 << 18,
};

typedef struct peak_args {
  unsigned char *memory;  // of read
  _Alignas(64) int8_t integers[2][64];
  float floats[2][16];
} peak_args;

#endif
