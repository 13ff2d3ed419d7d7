// SPDX-License-Identifier: Apache-2.0
// What kernels for every instruction set are written in: a vector of 16 floats, however many
// registers it takes. A kernel's body is written once; <isa>.c in the op's folder includes
// simd/<isa>.h, which defines the vector, then the body. All operations are IEEE float32, rounded
// to nearest, so a body gives the same bits on each.
//
//   f32x16                     the vector
//   x16_zero, x16_set(v)       all lanes 0, or v
//   x16_load, x16_store        16 values, at any alignment
//   x16_load_first(x, n)       the first n <= 15 values, the other lanes 0; nothing beyond is read
//   x16_store_first(y, v, n)   the first n <= 15 lanes; nothing beyond is written
//   x16_keep_first(v, n)       lanes from n <= 15 on become 0
//   x16_add, x16_subtract, x16_multiply, x16_divide
//   x16_fma(a, b, c)           a b + c, rounded once
//   x16_max, x16_min(a, b)     a NaN in b stays
//   x16_negate, x16_absolute, x16_copy_sign(size, sign)
//   x16_if_less(a, b, u, v)    u where a < b, else v; v where either is a NaN
//   x16_round                  to the nearest integer, ties to even
//   x16_power_of_two(n)        2^n for integers n from -126 to 127, 0 for -127
//   x16_low_exponent(x)        the float whose sign and exponent are the low 9 bits of x, the rest 0
//   x16_split, x16_join        32 values in a row to their even and odd ones, and back
//   lane_sum                   lane j plus lane j + 8, of those j plus j + 4, then 2, then 1
#ifndef RH_SIMD_VECTOR_H
#define RH_SIMD_VECTOR_H

#if defined __AVX512F__
#include "avx512.h"
#elif defined __AVX2__
#include "avx2.h"
#elif defined __ARM_NEON
#include "neon.h"
#endif

#endif
