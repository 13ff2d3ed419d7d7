// SPDX-License-Identifier: Apache-2.0
// rh_pack: the rows of a matrix, 16 at a time, into the order of packed.h.
#include <string.h>

#include "../core/bind.h"
#include "f16.h"
#include "packed.h"
#include "type.h"

// Writes one decoded block as row r of a packed block.
typedef void put_block(const rh_codes *codes, void *packed, uint32_t r);

static uint32_t quad_of(const rh_codes *codes, uint32_t quad) {
  uint32_t word;
  memcpy(&word, codes->code + 4 * quad, 4);
  return word;
}

// Quads 0 .. count-1 of `codes`, from `first` on, to their places.
static void put_quads(const rh_codes *codes, uint32_t first, uint32_t count, void *to, uint32_t r) {
  unsigned char *at = (unsigned char *)to + 4 * r;
  for (uint32_t quad = 0; quad < count; quad++, at += 64) {
    uint32_t word = quad_of(codes, first + quad);
    memcpy(at, &word, 4);
  }
}

// The same for 32 codes of 4 bits. `flip` 0x08080808 makes 0 .. 15 of the codes -8 .. 7: bit 3 of a
// low half flipped is 8 added to it.
static void put_nibbles(const rh_codes *codes, uint32_t first, uint32_t flip, uint8_t to[4][64],
                        uint32_t r) {
  for (uint32_t quad = 0; quad < 4; quad++) {
    uint32_t low = (quad_of(codes, first + quad) ^ flip) & 0x0f0f0f0fu;
    uint32_t high = (quad_of(codes, first + quad + 4) ^ flip) & 0x0f0f0f0fu;
    uint32_t word = low | high << 4;
    memcpy(to[quad] + 4 * r, &word, 4);
  }
}

static void put_q4(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q4 *to = packed;
  // A type without an offset has the codes -8 .. 7: value = d (code + 8) - 8 d.
  uint32_t is_signed = codes->min[0] == 0;
  float m = is_signed ? -8 * codes->d : -codes->dmin;
  to->d[r] = rh_f32_to_f16(codes->d);
  to->m[r] = rh_f32_to_f16(m);
  put_nibbles(codes, 0, is_signed * 0x08080808u, to->codes, r);
}

static void put_q4k(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q4k *to = packed;
  to->d[r] = rh_f32_to_f16(codes->d);
  to->dmin[r] = rh_f32_to_f16(codes->dmin);
  for (uint32_t g = 0; g < 8; g++) {
    to->scale[g][r] = (uint8_t)codes->scale[2 * g];
    to->min[g][r] = codes->min[2 * g];
    put_nibbles(codes, 8 * g, 0, to->codes[g], r);
  }
}

static void put_q8(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8 *to = packed;
  to->d[r] = rh_f32_to_f16(codes->d);
  put_quads(codes, 0, 8, to->codes, r);
}

static void put_q8m(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8m *to = packed;
  to->d[r] = codes->d;
  to->m[r] = -(codes->dmin * codes->min[0]);
  put_quads(codes, 0, 8, to->codes, r);
}

static void put_q8k(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8k *to = packed;
  to->d[r] = codes->d;
  for (uint32_t g = 0; g < 16; g++) to->scale[g][r] = (int8_t)codes->scale[g];
  put_quads(codes, 0, 64, to->codes, r);
}

static void put_q8km(const rh_codes *codes, void *packed, uint32_t r) {
  packed_q8km *to = packed;
  to->d[r] = codes->d;
  to->dmin[r] = codes->dmin;
  for (uint32_t g = 0; g < 16; g++) {
    to->scale[g][r] = (uint8_t)codes->scale[g];
    to->min[g][r] = codes->min[g];
  }
  put_quads(codes, 0, 64, to->codes, r);
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
  switch (job->to->id) {
    case RH_TYPE_PACKED_Q4:
      pack_blocks(job, put_q4, first_row, rows, panel);
      break;
    case RH_TYPE_PACKED_Q4K:
      pack_blocks(job, put_q4k, first_row, rows, panel);
      break;
    case RH_TYPE_PACKED_Q8:
      pack_blocks(job, put_q8, first_row, rows, panel);
      break;
    case RH_TYPE_PACKED_Q8M:
      pack_blocks(job, put_q8m, first_row, rows, panel);
      break;
    case RH_TYPE_PACKED_Q8K:
      pack_blocks(job, put_q8k, first_row, rows, panel);
      break;
    case RH_TYPE_PACKED_Q8KM:
      pack_blocks(job, put_q8km, first_row, rows, panel);
      break;
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
  job.members = rh_team_size(device->team);
  rh_team_run(device->team, pack_share, &job);
  return RH_OK;
}
