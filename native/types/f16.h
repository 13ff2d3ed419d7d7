// SPDX-License-Identifier: Apache-2.0
// IEEE 754 half precision and bfloat16 in portable C, for places where speed does not matter.
#ifndef RH_TYPES_F16_H
#define RH_TYPES_F16_H

#include <stdint.h>
#include <string.h>

static inline float rh_bits_to_f32(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint32_t rh_f32_to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Exact; infinities and NaN stay what they are.
static inline float rh_f16_to_f32(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t magnitude = half & 0x7fff;
  if (magnitude >= 0x7c00) return rh_bits_to_f32(sign | 0x7f800000 | magnitude << 13);
  if (magnitude >= 0x0400) return rh_bits_to_f32(sign | ((magnitude << 13) + (112u << 23)));
  return rh_bits_to_f32(sign | rh_f32_to_bits((float)magnitude * 0x1p-24f));
}

// Rounds to nearest, ties to even; beyond 65504 (65520 and up) to infinity; NaN stays NaN.
static inline uint16_t rh_f32_to_f16(float value) {
  uint32_t bits = rh_f32_to_bits(value);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | (uint16_t)(magnitude >> 13 & 0x3ff);
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Near 0.5 float32 values lie 2^-24 apart, as subnormal halves do: the sum rounds as wanted.
    return sign | (uint16_t)(rh_f32_to_bits(rh_bits_to_f32(magnitude) + 0.5f) - 0x3f000000);
  }
  uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1) - (112u << 23);
  return sign | (uint16_t)(rounded >> 13);
}

static inline float rh_bf16_to_f32(uint16_t half) { return rh_bits_to_f32((uint32_t)half << 16); }

// Rounds to nearest, ties to even; NaN stays NaN.
static inline uint16_t rh_f32_to_bf16(float value) {
  uint32_t bits = rh_f32_to_bits(value);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 64);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

#endif
