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

// The sum of products with one plane, `run` quads at a time added up in 16 bits.
INLINE ints dot_plane(const bytes *code, const activation_half *half, int low, int from, int to,
                      int run) {
  ints sum = set_int(0);
  for (int q = from; q < to; q += run) {
    bytes pairs = set_int(0);
    for (int k = q; k < q + run && k < to; k++) {
      const activation_half *at = half + k / 4;
      const int8_t *plane = low ? at->low : at->high;
      pairs = add16(pairs, pairs_of_bytes(code[k], quad_to_all(plane + 4 * (k % 4))));
    }
    sum = add32(sum, pairs_of_words(pairs, set_int(0x00010001)));
  }
  return sum;
}

// Codes -128 .. 127 by activations put together: columns 0 and 2 of a quad, then 1 and 3.
INLINE ints dot_signed(const bytes *code, const activation_half *half, int from, int to) {
  ints sum = set_int(0);
  for (int q = from; q < to; q++) {
    bytes high = quad_to_all(half[q / 4].high + 4 * (q % 4));
    bytes low = quad_to_all(half[q / 4].low + 4 * (q % 4));
    bytes even =
        add16(right16(left16(high, 8), 8 - ACTIVATION_LOW_BITS), right16(left16(low, 8), 8));
    bytes odd = add16(left16(right16(high, 8), ACTIVATION_LOW_BITS), right16(low, 8));
    sum = add32(sum, pairs_of_words(right16(left16(code[q], 8), 8), even));
    sum = add32(sum, pairs_of_words(right16(code[q], 8), odd));
  }
  return sum;
}

INLINE void dot(ints *sum, const bytes *code, int largest, const activation_codes *const *x,
                int from, int to, int tokens) {
  // Two products of a code and a high byte, as often as 16 bits and a sign hold them.
  const int run = 32767 / (2 * 128 * largest);
  for (int i = 0; i < tokens; i++) {
    const activation_half *half = x[i]->half;
    if (largest == 127) {
      sum[i] = add32(sum[i], dot_signed(code, half, from, to));
    } else {
      ints high = left32(dot_plane(code, half, 0, from, to, run), ACTIVATION_LOW_BITS);
      sum[i] = add32(sum[i], add32(high, dot_plane(code, half, 1, from, to, 8)));
    }
  }
}

#endif
