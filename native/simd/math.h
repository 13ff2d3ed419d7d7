// SPDX-License-Identifier: Apache-2.0
// Elementary functions of 16 floats, the same bits on every instruction set. Polynomials
// interpolate at Chebyshev nodes; their coefficients stand from the highest power down. Errors were
// measured against double precision.
#ifndef RH_SIMD_MATH_H
#define RH_SIMD_MATH_H

#include "vector.h"

// c[0] x^(count - 1) + ... + c[count - 1], by Horner's rule.
static inline f32x16 x16_polynomial(f32x16 x, const float *c, int count) {
  f32x16 p = x16_set(c[0]);
  for (int i = 1; i < count; i++) p = x16_fma(p, x, x16_set(c[i]));
  return p;
}

// exp(x) = 2^n exp(r), n = round(x / ln 2), r = x - n ln 2, exp(r) = 1 + r + r^2 q(r).
// Relative error at most 9e-8; subnormal results are rounded, exp(-inf) = 0, exp(inf) = inf, NaN
// stays.
static inline f32x16 x16_exp(f32x16 x) {
  static const float q[] = {0.00139262504f, 0.00836323295f, 0.0416665524f, 0.166665763f, 0.5f};
  // Beyond these the result is 0 or infinite whatever x is.
  x = x16_min(x16_set(89), x16_max(x16_set(-104), x));
  f32x16 n = x16_round(x16_multiply(x, x16_set(0x1.715476p+0f)));
  // ln 2 in two parts, the first short enough for n times it to be exact.
  f32x16 r = x16_fma(n, x16_set(-0.693359375f), x);
  r = x16_fma(n, x16_set(2.12194442e-4f), r);
  f32x16 p = x16_fma(x16_polynomial(r, q, 5), x16_multiply(r, r), r);
  p = x16_add(p, x16_set(1));
  // 2^n in two steps, as n reaches from -150 to 128: only the second one can round.
  f32x16 half = x16_round(x16_multiply(n, x16_set(0.5f)));
  p = x16_multiply(p, x16_power_of_two(half));
  return x16_multiply(p, x16_power_of_two(x16_subtract(n, half)));
}

// exp(x) for x <= 0, with 0 for all x < -87, whose results are subnormal or nearly so: a processor
// takes a hundred times as long for them. NaN stays. Shorter than x16_exp: adding 1.5 * 2^23
// rounds, and with 127 more leaves the exponent of 2^n in the low bits.
static inline f32x16 x16_exp_weight(f32x16 x) {
  static const float q[] = {
      0.00139262504f, 0.00836323295f, 0.0416665524f, 0.166665763f, 0.5f, 1, 1};
  f32x16 least = x16_set(-87), magic = x16_set(0x1.8p23f + 127);
  f32x16 inside = x16_max(least, x);
  f32x16 shifted = x16_fma(inside, x16_set(0x1.715476p+0f), magic);
  f32x16 n = x16_subtract(shifted, magic);
  f32x16 r = x16_fma(n, x16_set(-0.693359375f), inside);
  r = x16_fma(n, x16_set(2.12194442e-4f), r);
  f32x16 p = x16_multiply(x16_polynomial(r, q, 7), x16_low_exponent(shifted));
  return x16_if_less(x, least, x16_zero(), p);
}

// tanh(x) = x + x^3 p(x^2) for |x| < 0.625, else 1 - 2 / (exp(2 |x|) + 1) with the sign of x: the
// two ranges of Cody & Waite 1980, ch. 13. Relative error at most 1.5e-7.
static inline f32x16 x16_tanh(f32x16 x) {
  static const float c[] = {-0.00604516501f, 0.0209613293f, -0.0538432635f, 0.133327186f,
                            -0.333333284f};
  f32x16 square = x16_multiply(x, x);
  f32x16 small = x16_fma(x16_multiply(x, square), x16_polynomial(square, c, 5), x);
  f32x16 size = x16_absolute(x), one = x16_set(1), two = x16_set(2);
  f32x16 large = x16_divide(two, x16_add(x16_exp(x16_multiply(two, size)), one));
  large = x16_copy_sign(x16_subtract(one, large), x);
  return x16_if_less(size, x16_set(0.625f), small, large);
}

// The upper tail of the normal distribution, erfc(a / sqrt(2)) / 2 for a >= 0, as
// exp(-a^2 / 2) p(u) / (a + 5/2), u = (a - 5/2) / (a + 5/2). The rounding error of a^2 is put back.
// Relative error at most 4e-7 down to the smallest normal float.
static inline f32x16 x16_normal_tail(f32x16 a) {
  static const float c[] = {-0.000159000279f, -0.000314589182f, 0.000684056489f, 0.00252684625f,
                            -0.00159969798f,  -0.0163870901f,   0.00923550781f,  0.131987065f,
                            -0.433691978f,    0.706656635f};
  a = x16_min(x16_set(15), a);  // where the tail is 0
  f32x16 square = x16_multiply(a, a);
  f32x16 rest = x16_fma(a, a, x16_negate(square));
  f32x16 bell = x16_exp(x16_multiply(square, x16_set(-0.5f)));
  bell = x16_fma(x16_multiply(rest, x16_set(-0.5f)), bell, bell);
  f32x16 t = x16_divide(x16_set(1), x16_add(a, x16_set(2.5f)));
  f32x16 p = x16_polynomial(x16_fma(t, x16_set(-5), x16_set(1)), c, 10);
  return x16_multiply(bell, x16_multiply(p, t));
}

#endif
