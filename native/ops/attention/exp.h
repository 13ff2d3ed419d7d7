// SPDX-License-Identifier: Apache-2.0
// exp and tanh of 16 floats, the same bits on every instruction set.
#ifndef RH_OPS_ATTENTION_EXP_H
#define RH_OPS_ATTENTION_EXP_H

// exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln(2) / 2; exp(r) by the polynomial of Cephes' expf
// (Moshier), about 1 unit in the last place. x from -88 to 88; below, and where the result would be
// subnormal, 0. NaN stays NaN.
static inline f32x16 x16_exp(f32x16 x) {
  static const float coefficient[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                      4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
  x = x16_max(x16_set(-88), x);
  f32x16 n = x16_round(x16_multiply(x, x16_set(0x1.715476p+0f)));
  // ln 2 in two parts, the first short enough for n times it to be exact.
  f32x16 r = x16_fma(n, x16_set(-0.693359375f), x);
  r = x16_fma(n, x16_set(2.12194440e-4f), r);
  f32x16 p = x16_set(coefficient[0]);
  for (int i = 1; i < 6; i++) p = x16_fma(p, r, x16_set(coefficient[i]));
  p = x16_fma(p, x16_multiply(r, r), x16_add(r, x16_set(1)));
  return x16_multiply(p, x16_power_of_two(n));
}

// tanh(x) = (e^x - e^-x) / (e^x + e^-x), right to 2^-23 absolutely; from |x| = 20 on it is 1.
static inline f32x16 x16_tanh(f32x16 x) {
  f32x16 limit = x16_set(20);
  x = x16_max(x16_subtract(x16_zero(), limit), x16_min(limit, x));
  f32x16 up = x16_exp(x), down = x16_exp(x16_subtract(x16_zero(), x));
  return x16_divide(x16_subtract(up, down), x16_add(up, down));
}

#endif
