// SPDX-License-Identifier: Apache-2.0
// rh_pack: the rows of a matrix, 16 at a time, into the order of packed.h.
#include <string.h>

#include "../core/bind.h"
#include "f16.h"
#include "packed.h"
#include "repack.h"
#include "type.h"

// Writes one decoded block as row r of a packed block.
typedef void put_block(const rh_codes *codes, void *packed, uint32_t r);

// Four codes, each moved up by `offset` to be 0 or more. No byte carries into the next: a code of
// `offset` or less below zero keeps its 8 bits.
static uint32_t moved_quad(const rh_codes *codes, uint32_t quad, uint32_t offset) {
  uint8_t code[4];
  memcpy(code, codes->code + 4 * quad, 4);
  for (int i = 0; i < 4; i++) code[i] = (uint8_t)(code[i] + offset);
  uint32_t word;
  memcpy(&word, code, 4);
  return word;
}

// The first `count` quads to their places.
static void put_quads(const rh_codes *codes, uint32_t count, void *to, uint32_t r) {
  unsigned char *at = (unsigned char *)to + 4 * r;
  for (uint32_t quad = 0; quad < count; quad++, at += 64) memcpy(at, codes->code + 4 * quad, 4);
}

// The low 4 bits of 32 codes, each moved up by `offset` first.
static void put_nibbles(const rh_codes *codes, uint32_t first, uint32_t offset, uint8_t to[4][64],
                        uint32_t r) {
  for (uint32_t quad = 0; quad < 4; quad++) {
    uint32_t low = moved_quad(codes, first + quad, offset) & 0x0f0f0f0fu;
    uint32_t high = moved_quad(codes, first + quad + 4, offset) & 0x0f0f0f0fu;
    uint32_t word = low | high << 4;
    memcpy(to[quad] + 4 * r, &word, 4);
  }
}

// Bits `bit` .. bit + width - 1 of `count` quads into one word of each byte's bits, quad by quad.
static void put_upper(const rh_codes *codes, uint32_t first, uint32_t count, uint32_t offset,
                      uint32_t width, uint8_t to[64], uint32_t r) {
  uint32_t word = 0;
  uint32_t mask = 0x01010101u * ((1u << width) - 1);
  for (uint32_t quad = 0; quad < count; quad++) {
    word |= (moved_quad(codes, first + quad, offset) >> 4 & mask) << width * quad;
  }
  memcpy(to + 4 * r, &word, 4);
}

// Codes -4 .. 3 without a minimum become 0 .. 7 with the minimum 4 scale, and dmin = d.
static void put_q4s(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q4s *to = packed;
  uint32_t is_signed = codes->dmin == 0;
  to->d[r] = rh_f32_to_f16(codes->d);
  to->dmin[r] = rh_f32_to_f16(is_signed ? codes->d : codes->dmin);
  for (uint32_t g = 0; g < 16; g++) {
    to->scale[g][r] = (int8_t)codes->scale[g];
    to->min[g][r] = (int8_t)(is_signed ? 4 * codes->scale[g] : codes->min[g]);
  }
  for (uint32_t g = 0; g < 8; g++) put_nibbles(codes, 8 * g, 4 * is_signed, to->codes[g], r);
}

static void put_k_scales(const rh_codes *codes, uint8_t scale[8][16], uint8_t min[8][16],
                         uint32_t r) {
  for (uint32_t g = 0; g < 8; g++) {
    scale[g][r] = (uint8_t)codes->scale[2 * g];
    min[g][r] = codes->min[2 * g];
  }
}

static void put_q5k(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q5k *to = packed;
  to->d[r] = rh_f32_to_f16(codes->d);
  to->dmin[r] = rh_f32_to_f16(codes->dmin);
  put_k_scales(codes, to->scale, to->min, r);
  for (uint32_t g = 0; g < 8; g++) {
    put_nibbles(codes, 8 * g, 0, to->codes[g], r);
    put_upper(codes, 8 * g, 8, 0, 1, to->high[g], r);
  }
}

static void put_q6k(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q6k *to = packed;
  to->d[r] = rh_f32_to_f16(codes->d);
  for (uint32_t g = 0; g < 16; g++) to->scale[g][r] = (int8_t)codes->scale[g];
  for (uint32_t g = 0; g < 8; g++) {
    put_nibbles(codes, 8 * g, 32, to->codes[g], r);
    put_upper(codes, 8 * g, 4, 32, 2, to->upper[g][0], r);
    put_upper(codes, 8 * g + 4, 4, 32, 2, to->upper[g][1], r);
  }
}

static void put_q8(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8 *to = packed;
  to->d[r] = rh_f32_to_f16(codes->d);
  put_quads(codes, 8, to->codes, r);
}

static void put_q8f(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8f *to = packed;
  to->d[r] = codes->d;
  put_quads(codes, 8, to->codes, r);
}

static void put_q8k(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8k *to = packed;
  to->d[r] = codes->d;
  for (uint32_t g = 0; g < 16; g++) to->scale[g][r] = (int8_t)codes->scale[g];
  put_quads(codes, 64, to->codes, r);
}

typedef struct pack_job {
  const rh_type_row *from, *to;
  rh_view source, packed;
  uint32_t members;
} pack_job;

static const unsigned char *source_row(const pack_job *job, uint32_t row) {
  return (const unsigned char *)job->source.data + (size_t)row * job->source.stride;
}

static void pack_blocks(const pack_job *job, put_block *put, uint32_t first_row, uint32_t rows,
                        unsigned char *panel) {
  rh_codes codes;
  uint32_t blocks = job->source.cols / job->from->block_values;
  for (uint32_t b = 0; b < blocks; b++, panel += job->to->block_bytes) {
    for (uint32_t r = 0; r < rows; r++) {
      const unsigned char *row = source_row(job, first_row + r);
      job->from->decode(row + (size_t)b * job->from->block_bytes, &codes);
      put(&codes, panel, r);
    }
  }
}

// Writes one block of the file as row r of a packed block.
typedef void repack_block(const void *block, void *packed, uint32_t r);

static inline void repack_blocks(const pack_job *job, repack_block *repack, uint32_t first_row,
                                 uint32_t rows, unsigned char *panel) {
  uint32_t blocks = job->source.cols / job->from->block_values;
  for (uint32_t b = 0; b < blocks; b++, panel += job->to->block_bytes) {
    for (uint32_t r = 0; r < rows; r++) {
      repack(source_row(job, first_row + r) + (size_t)b * job->from->block_bytes, panel, r);
    }
  }
}

// What can go without decoding. Whether it could.
static bool repack_panel(const pack_job *job, uint32_t first_row, uint32_t rows,
                         unsigned char *panel) {
  switch (job->from->id) {
#define CASE(TYPE, type)                                       \
  case RH_TYPE_##TYPE:                                         \
    repack_blocks(job, repack_##type, first_row, rows, panel); \
    return true;
    CASE(Q4_0, q4_0)
    CASE(Q4_1, q4_1)
    CASE(Q5_0, q5_0)
    CASE(Q5_1, q5_1)
    CASE(Q8_0, q8_0)
    CASE(Q4_K, q4_k)
#undef CASE
    default:
      return false;
  }
}

static void pack_floats(const pack_job *job, uint32_t first_row, uint32_t rows,
                        unsigned char *panel) {
  for (uint32_t r = 0; r < rows; r++) {
    const unsigned char *row = source_row(job, first_row + r);
    if (job->from->block_bytes == 4) {
      const uint32_t *value = (const uint32_t *)row;
      uint32_t *to = (uint32_t *)panel + r;
      for (size_t c = 0; c < job->source.cols; c++) to[c * RH_PANEL_ROWS] = value[c];
    } else {
      const uint16_t *value = (const uint16_t *)row;
      uint16_t *to = (uint16_t *)panel + r;
      for (size_t c = 0; c < job->source.cols; c++) to[c * RH_PANEL_ROWS] = value[c];
    }
  }
}

static void pack_panel(const pack_job *job, uint32_t index) {
  size_t panel_bytes = (size_t)(job->source.cols / job->to->block_values) * job->to->block_bytes;
  unsigned char *panel = (unsigned char *)job->packed.data + index * panel_bytes;
  uint32_t first_row = index * RH_PANEL_ROWS;
  uint32_t rows = job->source.rows - first_row;
  if (rows < RH_PANEL_ROWS) {
    memset(panel, 0, panel_bytes);
  } else {
    rows = RH_PANEL_ROWS;
  }
  if (repack_panel(job, first_row, rows, panel)) return;
  switch (job->to->id) {
#define CASE(TYPE, put)                            \
  case RH_TYPE_PACKED_##TYPE:                      \
    pack_blocks(job, put, first_row, rows, panel); \
    break;
    CASE(Q4S, put_q4s)
    CASE(Q5K, put_q5k)
    CASE(Q6K, put_q6k)
    CASE(Q8, put_q8)
    CASE(Q8F, put_q8f)
    CASE(Q8K, put_q8k)
#undef CASE
    default:
      pack_floats(job, first_row, rows, panel);
  }
}

static void pack_share(void *context, uint32_t member) {
  const pack_job *job = context;
  uint64_t panels = ((uint64_t)job->source.rows + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS;
  uint64_t last = panels * (member + 1) / job->members;
  for (uint64_t index = panels * member / job->members; index < last; index++) {
    pack_panel(job, (uint32_t)index);
  }
}

rh_status rh_pack(rh_device *device, const rh_tensor *source, const rh_tensor *packed) {
  // No op of the list: refusals name only the operand.
  rh_op op = {.kind = RH_OP_COUNT, .operand = {*packed, *source}};
  pack_job job = {.from = rh_type_row_of(source->type), .to = rh_type_row_of(packed->type)};
  if (!job.from) return rh_fail(RH_UNSUPPORTED, "tensor type %u is unknown", source->type);
  if (rh_type_is_packed(source->type) || !rh_type_is_packed(job.from->packed)) {
    return rh_refuse(&op, "%s can't be packed", job.from->name);
  }
  rh_status status =
      rh_view_of(device, &op, 0, "the packed matrix", job.from->packed, true, &job.packed);
  if (status == RH_OK) {
    status = rh_view_of(device, &op, 1, "the source", source->type, false, &job.source);
  }
  if (status == RH_OK) {
    status = rh_want_shape(&op, &job.packed, "the packed matrix", source->cols, source->rows);
  }
  if (status != RH_OK) return status;
  rh_device_use_huge_pages(device, packed->buffer);
  job.members = rh_team_size(device->team);
  rh_team_run(device->team, pack_share, &job);
  return RH_OK;
}
