// SPDX-License-Identifier: Apache-2.0
// Sums of products of bytes by the multiply-adds of x86 before VNNI. The including file defines, on
// its registers `bytes`:
//
//   quad_to_all(p)            4 bytes to every 4
//   pairs_of_bytes(a, b)      unsigned a times signed b, two neighbours added, as 16 bits
//   pairs_of_words(a, b)      products of 16 bits, two neighbours added, as 32 bits
//   add16, add32(a, b), left16, right16, left32(x, bits)    right16 keeps the sign
#ifndef RH_OPS_MATMUL_MADD_DOT_H
#define RH_OPS_MATMUL_MADD_DOT_H

// Codes 0 .. 63 by -128 .. 127: two products stay within 14 bits and a sign, four within 16 bits.
INLINE ints dot_small(const bytes *code, const int8_t *plane, int from, int to) {
  ints sum = set_int(0);
  for (int q = from; q < to; q += 2) {
    bytes first = pairs_of_bytes(code[q], quad_to_all(plane + 4 * q));
    bytes second = pairs_of_bytes(code[q + 1], quad_to_all(plane + 4 * q + 4));
    sum = add32(sum, pairs_of_words(add16(first, second), set_int(0x00010001)));
  }
  return sum;
}

// Codes -128 .. 127 by activations of 16 bits: columns 0 and 2 of a quad, then 1 and 3.
INLINE ints dot_signed(const bytes *code, const activation_q16 *x, int from, int to) {
  ints sum = set_int(0);
  for (int q = from; q < to; q++) {
    bytes high = quad_to_all(x->high + 4 * q), low = quad_to_all(x->low + 4 * q);
    bytes even = add16(left16(high, 8), right16(left16(low, 8), 8));
    bytes odd = add16(left16(right16(high, 8), 8), right16(low, 8));
    sum = add32(sum, pairs_of_words(right16(left16(code[q], 8), 8), even));
    sum = add32(sum, pairs_of_words(right16(code[q], 8), odd));
  }
  return sum;
}

INLINE void dot(ints *sum, const bytes *code, int is_signed, const activation_q16 *const *x,
                int from, int to, int tokens) {
  for (int i = 0; i < tokens; i++) {
    if (is_signed) {
      sum[i] = add32(sum[i], dot_signed(code, x[i], from, to));
    } else {
      ints high = left32(dot_small(code, x[i]->high, from, to), 8);
      sum[i] = add32(sum[i], add32(high, dot_small(code, x[i]->low, from, to)));
    }
  }
}

#endif
