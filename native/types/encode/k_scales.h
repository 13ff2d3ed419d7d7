// SPDX-License-Identifier: Apache-2.0
// The 12 bytes of ../k_scales.h from 8 scales and 8 minima of 6 bits.
#ifndef RH_ENCODE_K_SCALES_H
#define RH_ENCODE_K_SCALES_H

#include "../k_scales.h"

static inline void k_scales_encode(const int scale[8], const int min[8], uint8_t bytes[12]) {
  for (int g = 0; g < 4; g++) {
    bytes[g] = (uint8_t)(scale[g] | scale[g + 4] >> 4 << 6);
    bytes[g + 4] = (uint8_t)(min[g] | min[g + 4] >> 4 << 6);
    bytes[g + 8] = (uint8_t)((scale[g + 4] & 15) | (min[g + 4] & 15) << 4);
  }
}

#endif
