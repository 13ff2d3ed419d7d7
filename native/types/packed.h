// SPDX-License-Identifier: Apache-2.0
// The order in which matmul kernels read weights. rh_pack makes it once, at load.
//
// A matrix of (rows, cols) becomes ceil(rows / 16) panels of 16 rows; rows beyond the end are zero.
// A panel is a run of blocks, first columns first. One layout serves every instruction set: a
// 512-bit register holds the 16 rows, two 256-bit or four 128-bit ones share them.
//
// In a block of codes, "quad q" is 64 bytes: row r's codes of columns 4q .. 4q+3 at bytes 4r ..
// 4r+3. The low 4 bits of the 8 quads of 32 columns fill 4 times 64 bytes: quad q in the low
// halves, quad q + 4 in the high ones. Codes of 5 and 6 bits have their upper bits apart, in the
// same order of bytes: `high`, where bit q of a byte is bit 4 of its code in quad q; `upper`, where
// bits 2q and 2q + 1 are bits 4 and 5 of its code in quad q (upper[0]) and in quad q + 4
// (upper[1]).
//
// The value of a weight, with d, m and the rest of its own row r:
//   PACKED_F32, F16, BF16   w[column][r]
//   PACKED_Q4_0  d (code - 8)                 code 0..15, d f16, block of 32 columns
//   PACKED_Q4_1  d code + m                   code 0..15, d and m f16, block of 32 columns
//   PACKED_Q4S   (d scale) code - dmin min    code 0..15, d and dmin f16, scale and min -128..127 by
//                                             16 columns
//   PACKED_Q4K   (d scale) code - dmin min    code 0..15, d and dmin f16, scale and min 0..63 by 32
//   PACKED_Q5_0  d (code - 16)                code 0..31, as PACKED_Q4_0
//   PACKED_Q5_1  d code + m                   code 0..31, as PACKED_Q4_1
//   PACKED_Q5K   (d scale) code - dmin min    code 0..31, as PACKED_Q4K
//   PACKED_Q6K   (d scale) (code - 32)        code 0..63, d f16, scale -128..127 by 16 columns
//   PACKED_Q8    d code                       code -128..127, d f16, block of 32 columns
//   PACKED_Q8F   d code                       code -128..127, d f32, block of 32 columns
//   PACKED_Q8K   (d scale) code               code -128..127, d f32, scale -128..127 by 16 columns
#ifndef RH_TYPES_PACKED_H
#define RH_TYPES_PACKED_H

#include <assert.h>
#include <stdint.h>

#define RH_PANEL_ROWS 16

typedef struct packed_q4_0 {
  uint16_t d[16];
  uint8_t codes[4][64];
} packed_q4_0;

typedef struct packed_q4_1 {
  uint16_t d[16];
  uint16_t m[16];
  uint8_t codes[4][64];
} packed_q4_1;

typedef struct packed_q4s {
  uint16_t d[16];
  uint16_t dmin[16];
  int8_t scale[16][16];  // by group of 16 columns, then row
  int8_t min[16][16];
  uint8_t codes[8][4][64];  // by group of 32 columns
} packed_q4s;

typedef struct packed_q4k {
  uint16_t d[16];
  uint16_t dmin[16];
  uint8_t scale[8][16];  // by group of 32 columns, then row
  uint8_t min[8][16];
  uint8_t codes[8][4][64];
} packed_q4k;

typedef struct packed_q5_0 {
  uint16_t d[16];
  uint8_t codes[4][64];
  uint8_t high[64];
} packed_q5_0;

typedef struct packed_q5_1 {
  uint16_t d[16];
  uint16_t m[16];
  uint8_t codes[4][64];
  uint8_t high[64];
} packed_q5_1;

typedef struct packed_q5k {
  uint16_t d[16];
  uint16_t dmin[16];
  uint8_t scale[8][16];
  uint8_t min[8][16];
  uint8_t codes[8][4][64];
  uint8_t high[8][64];
} packed_q5k;

typedef struct packed_q6k {
  uint16_t d[16];
  int8_t scale[16][16];
  uint8_t codes[8][4][64];
  uint8_t upper[8][2][64];
} packed_q6k;

typedef struct packed_q8 {
  uint16_t d[16];
  int8_t codes[8][64];  // by quad
} packed_q8;

typedef struct packed_q8f {
  float d[16];
  int8_t codes[8][64];
} packed_q8f;

typedef struct packed_q8k {
  float d[16];
  int8_t scale[16][16];
  int8_t codes[8][8][64];  // by group of 32 columns, then quad
} packed_q8k;

static_assert(sizeof(packed_q4_0) == 288, "packed_q4_0");
static_assert(sizeof(packed_q4_1) == 320, "packed_q4_1");
static_assert(sizeof(packed_q4s) == 2624, "packed_q4s");
static_assert(sizeof(packed_q4k) == 2368, "packed_q4k");
static_assert(sizeof(packed_q5_0) == 352, "packed_q5_0");
static_assert(sizeof(packed_q5_1) == 384, "packed_q5_1");
static_assert(sizeof(packed_q5k) == 2880, "packed_q5k");
static_assert(sizeof(packed_q6k) == 3360, "packed_q6k");
static_assert(sizeof(packed_q8) == 544, "packed_q8");
static_assert(sizeof(packed_q8f) == 576, "packed_q8f");
static_assert(sizeof(packed_q8k) == 4416, "packed_q8k");

#endif
