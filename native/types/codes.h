// SPDX-License-Identifier: Apache-2.0
// What every quantized type comes down to: small integers, a scale by 16 values, sometimes a
// minimum. types/<name>.h holds for each type its block, its size, and one function
//
//   static inline void <name>_decode(const <name>_block *block, rh_codes *codes);
//
// from which dequantization (unpack.c) and packing (pack.c) follow for all types alike.
#ifndef RH_TYPES_CODES_H
#define RH_TYPES_CODES_H

#include <stdint.h>

// value[i] = (d * scale[i / 16]) * code[i] - dmin * min[i / 16], each product and the difference
// rounded to float32. A block of 32 values uses the first 32 codes and 2 groups.
typedef struct rh_codes {
  float d;
  float dmin;
  int16_t scale[16];
  uint8_t min[16];
  int8_t code[256];
} rh_codes;

// A block of `groups` groups with the one scale d.
static inline void rh_codes_plain(rh_codes *codes, float d, int groups) {
  codes->d = d;
  codes->dmin = 0;
  for (int g = 0; g < groups; g++) {
    codes->scale[g] = 1;
    codes->min[g] = 0;
  }
}

// A block of 32 values d code + m.
static inline void rh_codes_offset(rh_codes *codes, float d, float m) {
  codes->d = d;
  codes->dmin = -m;
  codes->scale[0] = codes->scale[1] = 1;
  codes->min[0] = codes->min[1] = 1;
}

#endif
