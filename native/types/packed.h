// SPDX-License-Identifier: Apache-2.0
// The order in which matmul kernels read weights. rh_pack makes it once, at load.
//
// A matrix of (rows, cols) becomes ceil(rows / 16) panels of 16 rows; rows beyond the end are zero.
// A panel is a run of blocks, first columns first. One layout serves every instruction set: a
// 512-bit register holds the 16 rows, two 256-bit or four 128-bit ones share them.
//
// In a block of codes, "quad q" is 64 bytes: row r's codes of columns 4q to 4q+3 at bytes 4r to
// 4r+3.
//
// The value of a weight, with d, m and the rest of its own row r:
//   PACKED_F32, F16, BF16   w[column][r]
//   PACKED_Q4     d code + m             code 0..15, d and m f16, block of 32 columns; Q4_0 has
//                 m = -8 d, which is infinite where |d| >= 8190 and so shows in the outputs
//   PACKED_Q4K    (d scale) code - dmin min    code 0..15, d, dmin f16, scale, min 0..63 by 32
//   PACKED_Q8     d code                 code -128..127, d f16, block of 32 columns
//   PACKED_Q8M    d code + m             code -128..127, d and m f32, block of 32 columns
//   PACKED_Q8K    (d scale) code         code -128..127, d f32, scale -128..127 by 16 columns
//   PACKED_Q8KM   (d scale) code - dmin min    code as above, d, dmin f32, scale, min 0..255 by 16
#ifndef RH_TYPES_PACKED_H
#define RH_TYPES_PACKED_H

#include <assert.h>
#include <stdint.h>

#define RH_PANEL_ROWS 16

typedef struct packed_q4 {
  uint16_t d[16];        // f16, by row
  uint16_t m[16];        // f16, by row
  uint8_t codes[4][64];  // byte of quad q in the low half, of quad q + 4 in the high half
} packed_q4;

typedef struct packed_q4k {
  uint16_t d[16];
  uint16_t dmin[16];
  uint8_t scale[8][16];  // by group of 32 columns, then row
  uint8_t min[8][16];
  uint8_t codes[8][4][64];  // by group, as in packed_q4
} packed_q4k;

typedef struct packed_q8 {
  uint16_t d[16];
  int8_t codes[8][64];  // by quad
} packed_q8;

typedef struct packed_q8m {
  float d[16];
  float m[16];
  int8_t codes[8][64];
} packed_q8m;

typedef struct packed_q8k {
  float d[16];
  int8_t scale[16][16];     // by group of 16 columns, then row
  int8_t codes[16][4][64];  // by group, then quad
} packed_q8k;

typedef struct packed_q8km {
  float d[16];
  float dmin[16];
  uint8_t scale[16][16];
  uint8_t min[16][16];
  int8_t codes[16][4][64];
} packed_q8km;

static_assert(sizeof(packed_q4) == 320, "packed_q4");
static_assert(sizeof(packed_q4k) == 2368, "packed_q4k");
static_assert(sizeof(packed_q8) == 544, "packed_q8");
static_assert(sizeof(packed_q8m) == 640, "packed_q8m");
static_assert(sizeof(packed_q8k) == 4416, "packed_q8k");
static_assert(sizeof(packed_q8km) == 4736, "packed_q8km");

#endif
