// SPDX-License-Identifier: Apache-2.0
// rh_quantize_rows and rh_dequantize_rows: from float32 to the types of files and back.
#include "encode.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/error.h"
#include "f16.h"
#define RH_ENCODER_HEADERS
#include "encoders.inc"
#undef RH_ENCODER_HEADERS

#define RH_ENCODER(NAME, name)                                             \
  static void encode_##name(const float *x, const float *w, void *block) { \
    name##_encode(x, w, block);                                            \
  }
#include "encoders.inc"
#undef RH_ENCODER

rh_encode *rh_encoder_of(uint32_t type) {
  switch (type) {
#define RH_ENCODER(NAME, name) \
  case RH_TYPE_##NAME:         \
    return encode_##name;
#include "encoders.inc"
#undef RH_ENCODER
    default:
      return NULL;
  }
}

static rh_status check_rows(uint32_t type, uint32_t cols, const rh_type_row **row) {
  *row = rh_type_row_of(type);
  if (!*row || (*row)->id >= RH_TYPE_ACTIVATION_Q8 || (*row)->packed == (*row)->id) {
    return rh_fail(RH_UNSUPPORTED, "type %u is no type of weights in a file", type);
  }
  if (cols == 0 || cols % (*row)->block_values != 0) {
    return rh_fail(RH_INVALID, "%u columns are not a multiple of the %u values of a %s block", cols,
                   (*row)->block_values, (*row)->name);
  }
  return RH_OK;
}

// No column is so unimportant that its values may become anything: the least that one counts, as a
// share of the mean.
static const float LEAST_IMPORTANCE = 1e-5f;

// What columns weigh, 1 on average.
static void weigh_columns(const float *importance, uint32_t cols, float *column) {
  double sum = 0;
  for (uint32_t c = 0; importance && c < cols; c++) sum += importance[c];
  bool differ = sum > 0 && isfinite(sum);
  for (uint32_t c = 0; c < cols; c++) {
    float share = differ ? (float)(importance[c] / (sum / cols)) : 1;
    column[c] = share > LEAST_IMPORTANCE ? share : LEAST_IMPORTANCE;
  }
}

// What errors cost: as much as the column weighs, and more for large values, on which more depends
// than an independent error of each weight would tell.
static void weigh(const float *x, const float *column, uint32_t cols, float *w) {
  double squares = 0;
  for (uint32_t c = 0; c < cols; c++) squares += (double)x[c] * x[c];
  double mean = squares > 0 ? squares / cols : 1;
  for (uint32_t c = 0; c < cols; c++) {
    w[c] = column[c] * sqrtf(1 + (float)((double)x[c] * x[c] / mean));
  }
}

// Above what any block can hold, and so low that no sum overflows.
static const float LARGEST = 1e12f;

static rh_status check_values(const rh_type_row *row, const float *x, uint32_t cols) {
  float largest = rh_encoder_of(row->id) ? LARGEST : FLT_MAX;
  for (uint32_t c = 0; c < cols; c++) {
    if (fabsf(x[c]) <= largest) continue;
    return isfinite(x[c])
               ? rh_fail(RH_INVALID, "%g in column %u is too large for %s", (double)x[c], c,
                         row->name)
               : rh_fail(RH_INVALID, "%g in column %u is no number to quantize", (double)x[c], c);
  }
  return RH_OK;
}

static bool finite_block(const rh_type_row *row, const void *block) {
  rh_codes codes;
  row->decode(block, &codes);
  return isfinite(codes.d) && isfinite(codes.dmin);
}

static rh_status quantize_blocks(const rh_type_row *row, rh_encode *encode, const float *x,
                                 const float *w, uint32_t cols, unsigned char *to) {
  for (uint32_t c = 0; c < cols; c += row->block_values, to += row->block_bytes) {
    encode(x + c, w + c, to);
    if (!finite_block(row, to)) {
      return rh_fail(RH_INVALID, "the values of columns %u to %u are too large for %s", c,
                     c + row->block_values - 1, row->name);
    }
  }
  return RH_OK;
}

static rh_status convert_row(const rh_type_row *row, const float *x, uint32_t cols, void *to) {
  uint16_t *half = to;
  switch (row->id) {
    case RH_TYPE_F32:
      memcpy(to, x, (size_t)cols * sizeof *x);
      return RH_OK;
    case RH_TYPE_BF16:
      for (uint32_t c = 0; c < cols; c++) half[c] = rh_f32_to_bf16(x[c]);
      return RH_OK;
    case RH_TYPE_F16:
      for (uint32_t c = 0; c < cols; c++) {
        half[c] = rh_f32_to_f16(x[c]);
        if ((half[c] & 0x7fff) == 0x7c00) {
          return rh_fail(RH_INVALID, "%g in column %u is too large for F16", (double)x[c], c);
        }
      }
      return RH_OK;
    default:
      return rh_fail(RH_UNSUPPORTED, "there is no quantizer for %s", row->name);
  }
}

rh_status rh_quantize_rows(uint32_t type, const float *x, uint32_t cols, uint32_t rows,
                           const float *importance, void *blocks) {
  const rh_type_row *row;
  rh_status status = check_rows(type, cols, &row);
  if (status != RH_OK) return status;
  if (!x || !blocks) return rh_fail(RH_INVALID, "no values or no room for blocks");
  rh_encode *encode = rh_encoder_of(type);
  float *w = malloc(2 * (size_t)cols * sizeof *w);
  if (!w) return rh_fail(RH_NO_MEMORY, "no memory for the weights of %u columns", cols);
  float *column = w + cols;
  weigh_columns(importance, cols, column);
  size_t row_bytes = (size_t)(cols / row->block_values) * row->block_bytes;
  for (uint32_t r = 0; status == RH_OK && r < rows; r++) {
    const float *values = x + (size_t)r * cols;
    unsigned char *to = (unsigned char *)blocks + r * row_bytes;
    status = check_values(row, values, cols);
    if (status != RH_OK) break;
    if (encode) {
      weigh(values, column, cols, w);
      status = quantize_blocks(row, encode, values, w, cols, to);
    } else {
      status = convert_row(row, values, cols, to);
    }
  }
  free(w);
  return status;
}

rh_status rh_dequantize_rows(uint32_t type, const void *blocks, uint32_t cols, uint32_t rows,
                             float *x) {
  const rh_type_row *row;
  rh_status status = check_rows(type, cols, &row);
  if (status != RH_OK) return status;
  if (!x || !blocks) return rh_fail(RH_INVALID, "no blocks or no room for values");
  size_t row_bytes = (size_t)(cols / row->block_values) * row->block_bytes;
  for (uint32_t r = 0; r < rows; r++) {
    rh_unpack_row(row, (const unsigned char *)blocks + r * row_bytes, x + (size_t)r * cols, cols);
  }
  return RH_OK;
}
