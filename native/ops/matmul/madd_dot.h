// SPDX-License-Identifier: Apache-2.0
// Sums of products of bytes by the multiply-adds of x86 before VNNI. The including file defines, on
// its registers `bytes`:
//
//   quad_to_all(p)            4 bytes to every 4
//   magnitude(x), with_sign_of(x, y)     |x|; x, negated where y is negative
//   pairs_of_bytes(a, b)      unsigned a times signed b, two neighbours added, as 16 bits
//   pairs_of_words(a, b)      products of 16 bits, two neighbours added, as 32 bits
//   add16, add32(a, b)
#ifndef RH_OPS_MATMUL_MADD_DOT_H
#define RH_OPS_MATMUL_MADD_DOT_H

INLINE void dot(ints *sum, const bytes *code, int largest, const int8_t *const *x, int from, int to,
                int tokens) {
  const int is_signed = largest == 127;
  // Quads whose products, added up in pairs, fit 16 bits.
  const int run = 32767 / (2 * ACTIVATION_LARGEST * (is_signed ? 128 : largest));
  for (int i = 0; i < tokens; i++) {
    for (int q = from; q < to; q += run) {
      bytes pairs = set_int(0);
      for (int k = q; k < q + run && k < to; k++) {
        bytes columns = quad_to_all(x[i] + 4 * k);
        pairs = add16(pairs,
                      is_signed ? pairs_of_bytes(magnitude(code[k]), with_sign_of(columns, code[k]))
                                : pairs_of_bytes(code[k], columns));
      }
      sum[i] = add32(sum[i], pairs_of_words(pairs, set_int(0x00010001)));
    }
  }
}

#endif
