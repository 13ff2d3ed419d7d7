// SPDX-License-Identifier: Apache-2.0
// What Q4_K and Q5_K share: 8 scales and 8 minima of 6 bits in 12 bytes, one of each for 32 values.
//
//   byte 0..3    scale 0..3 in bits 0-5,  high bits of scale 4..7 in bits 6-7
//   byte 4..7    min 0..3 in bits 0-5,    high bits of min 4..7 in bits 6-7
//   byte 8..11   low bits of scale 4..7 in bits 0-3, of min 4..7 in bits 4-7
#ifndef RH_TYPES_K_SCALES_H
#define RH_TYPES_K_SCALES_H

#include "codes.h"
#include "f16.h"

static inline void k_scales_decode(uint16_t d, uint16_t dmin, const uint8_t scales[12],
                                   rh_codes *codes) {
  codes->d = rh_f16_to_f32(d);
  codes->dmin = rh_f16_to_f32(dmin);
  for (int g = 0; g < 4; g++) {
    int scale_low = scales[g] & 63;
    int scale_high = (scales[g + 8] & 15) | scales[g] >> 6 << 4;
    int min_low = scales[g + 4] & 63;
    int min_high = scales[g + 8] >> 4 | scales[g + 4] >> 6 << 4;
    codes->scale[2 * g] = codes->scale[2 * g + 1] = (int16_t)scale_low;
    codes->scale[2 * g + 8] = codes->scale[2 * g + 9] = (int16_t)scale_high;
    codes->min[2 * g] = codes->min[2 * g + 1] = (uint8_t)min_low;
    codes->min[2 * g + 8] = codes->min[2 * g + 9] = (uint8_t)min_high;
  }
}

#endif
