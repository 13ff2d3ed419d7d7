// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "f16.h"
#include "type.h"

static void unpack_block(const rh_codes *codes, float *y, uint32_t count) {
  for (uint32_t g = 0; g < count / 16; g++) {
    float scale = codes->d * codes->scale[g];
    float min = codes->dmin * codes->min[g];
    for (uint32_t i = 16 * g; i < 16 * g + 16; i++) y[i] = scale * codes->code[i] - min;
  }
}

void rh_unpack_row(const rh_type_row *row, const void *source, float *y, uint32_t count) {
  const uint16_t *half = source;
  switch (row->id) {
    case RH_TYPE_F32:
      memcpy(y, source, (size_t)count * sizeof *y);
      return;
    case RH_TYPE_F16:
      for (uint32_t i = 0; i < count; i++) y[i] = rh_f16_to_f32(half[i]);
      return;
    case RH_TYPE_BF16:
      for (uint32_t i = 0; i < count; i++) y[i] = rh_bf16_to_f32(half[i]);
      return;
    default: {
      const unsigned char *block = source;
      rh_codes codes;
      for (uint32_t i = 0; i < count; i += row->block_values, block += row->block_bytes) {
        row->decode(block, &codes);
        unpack_block(&codes, y + i, row->block_values);
      }
    }
  }
}
