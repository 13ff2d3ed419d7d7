// SPDX-License-Identifier: Apache-2.0
// Every type of types.inc against known answers: types_test VECTORS.
//
// VECTORS (src/test/resources/dequant/vectors.txt) holds blocks and their values; unpacking must
// give them bit for bit, and each value must be found again in the packed form of the blocks.
// Random bytes, as a hostile file may hold, must unpack and pack as well, and values of any size
// must be quantized or refused: run it with sanitizers.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../types/encode.h"
#include "../types/f16.h"
#include "../types/packed.h"
#include "../types/type.h"

static int failures;

#define FAIL(...) (failures++, printf("  FAILED: " __VA_ARGS__), putchar('\n'))

static uint64_t random_bits(void) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 32;
}

static size_t parse_hex(const char *text, unsigned char *bytes) {
  size_t count = strlen(text) / 2;
  for (size_t i = 0; i < count; i++) {
    unsigned byte;
    if (sscanf(text + 2 * i, "%2x", &byte) != 1) return 0;
    bytes[i] = (unsigned char)byte;
  }
  return count;
}

static bool same_bits(float a, float b) { return memcmp(&a, &b, sizeof a) == 0; }

// Packing keeps values, but not the sign of a zero: TQ2_0's -0 is d * 1 - 1 * d when packed.
static bool same_value(float a, float b) { return a == b || (isnan(a) && isnan(b)); }

// Where the offset that packing adds, a multiple of d, is beyond f16, the weights of the block
// become infinite or NaN.
static bool offset_overflows(const rh_type_row *row, const void *block) {
  rh_codes codes;
  if (!row->decode) return false;
  row->decode(block, &codes);
  switch (row->id) {
    case RH_TYPE_Q3_K:
    case RH_TYPE_TQ1_0:
    case RH_TYPE_TQ2_0:
      return isinf(codes.d);
    default:
      return false;
  }
}

static const rh_type_row *row_named(const char *name) {
#define RH_TYPE(id, NAME, type, values, bytes, packed) \
  if (strcmp(name, #NAME) == 0) return rh_type_row_of(id);
#include "../types/types.inc"
#undef RH_TYPE
  return NULL;
}

static void check_unpack(const rh_type_row *row, const void *blocks, const float *want,
                         uint32_t count) {
  float *got = malloc(count * sizeof *got);
  rh_unpack_row(row, blocks, got, count);
  uint32_t wrong = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!same_bits(got[i], want[i]) && wrong++ == 0) {
      FAIL("%s value %u is %a, not %a", row->name, i, (double)got[i], (double)want[i]);
    }
  }
  printf("%-8s %4u values, %u differ\n", row->name, count, wrong);
  free(got);
}

// Packs (rows, cols) from rows `padding` bytes apart and compares each weight with unpacking.
static void check_pack(rh_device *device, const rh_type_row *row, const unsigned char *source,
                       uint64_t stride, uint32_t cols, uint32_t rows) {
  const rh_type_row *packed = rh_type_row_of(row->packed);
  uint64_t packed_bytes;
  uint32_t from, to;
  rh_status status = rh_packed_bytes(row->packed, cols, rows, &packed_bytes);
  if (status == RH_OK) status = rh_buffer_wrap(device, source, stride * rows, &from);
  if (status == RH_OK) status = rh_buffer_allocate(device, packed_bytes, &to);
  if (status == RH_OK) memset(rh_buffer_host(device, to), 0xee, packed_bytes);
  if (status == RH_OK) {
    status = rh_pack(device, &(rh_tensor){0, stride, from, row->id, cols, rows},
                     &(rh_tensor){0, 0, to, row->packed, cols, rows});
  }
  if (status != RH_OK) {
    FAIL("%s does not pack: %s", row->name, rh_last_error());
    return;
  }
  const void *memory = rh_buffer_host(device, to);
  float *want = malloc(cols * sizeof *want);
  uint32_t panel_rows = (rows + RH_PANEL_ROWS - 1) / RH_PANEL_ROWS * RH_PANEL_ROWS;
  uint32_t wrong = 0;
  for (uint32_t r = 0; r < panel_rows; r++) {
    memset(want, 0, cols * sizeof *want);
    if (r < rows) rh_unpack_row(row, source + r * stride, want, cols);
    for (uint32_t c = 0; c < cols; c++) {
      float got = rh_packed_value(packed, memory, cols, r, c);
      const void *block = source + r * stride + c / row->block_values * row->block_bytes;
      if (r < rows && offset_overflows(row, block)) {
        if (isfinite(got)) FAIL("%s: an overflowing offset does not show", row->name);
      } else if (!same_value(got, want[c]) && wrong++ == 0) {
        FAIL("%s (%u, %u) as %s: weight (%u, %u) is %a, not %a", row->name, rows, cols,
             packed->name, r, c, (double)got, (double)want[c]);
      }
    }
  }
  free(want);
  rh_buffer_free(device, from);
  rh_buffer_free(device, to);
}

// The known blocks in a random order.
static void check_known_pack(rh_device *device, const rh_type_row *row, const unsigned char *blocks,
                             uint32_t n_blocks, uint32_t blocks_in_row, uint32_t rows) {
  uint64_t padding = random_bits() % 3 * row->alignment;
  uint64_t stride = (uint64_t)blocks_in_row * row->block_bytes + padding;
  unsigned char *source = calloc(rows, stride);
  for (uint32_t r = 0; r < rows; r++) {
    for (uint32_t b = 0; b < blocks_in_row; b++) {
      memcpy(source + r * stride + (uint64_t)b * row->block_bytes,
             blocks + random_bits() % n_blocks * row->block_bytes, row->block_bytes);
    }
  }
  check_pack(device, row, source, stride, blocks_in_row * row->block_values, rows);
  free(source);
}

static void check_line(rh_device *device, const char *name, const char *bytes_hex,
                       const char *values_hex) {
  const rh_type_row *row = row_named(name);
  if (!row) {
    FAIL("%s is unknown", name);
    return;
  }
  unsigned char *bytes = malloc(strlen(bytes_hex) / 2);
  float *values = malloc(strlen(values_hex) / 2);
  uint32_t n_blocks = (uint32_t)parse_hex(bytes_hex, bytes) / row->block_bytes;
  uint32_t count = (uint32_t)(parse_hex(values_hex, (unsigned char *)values) / sizeof *values);
  if (n_blocks == 0 || count != n_blocks * row->block_values) {
    FAIL("%s has %u blocks and %u values", name, n_blocks, count);
  } else {
    check_unpack(row, bytes, values, count);
    static const uint32_t some_rows[] = {1, 2, 3, 15, 16, 17, 40};
    for (size_t i = 0; i < sizeof some_rows / sizeof *some_rows; i++) {
      check_known_pack(device, row, bytes, n_blocks, 1 + (uint32_t)i % 3, some_rows[i]);
    }
  }
  free(bytes);
  free(values);
}

static void check_random(rh_device *device, const rh_type_row *row) {
  enum { BLOCKS = 256 };
  unsigned char *blocks = malloc((size_t)BLOCKS * row->block_bytes);
  for (size_t i = 0; i < (size_t)BLOCKS * row->block_bytes; i++) {
    blocks[i] = (unsigned char)random_bits();
  }
  check_known_pack(device, row, blocks, BLOCKS, 2, 100);
  free(blocks);
}

// Values around 0 whose largest is about `scale`, one in eight of them 0.
static void fill_values(float *x, float *importance, uint32_t cols, float scale) {
  for (uint32_t c = 0; c < cols; c++) {
    float v = (float)(random_bits() % 20001) / 10000 - 1;
    x[c] = random_bits() % 8 == 0 ? 0 : scale * v * v * v;
    importance[c] = (float)(random_bits() % 1000);
  }
}

// Quantizes values of all sizes: what comes back is of their size.
static void check_quantize(const rh_type_row *row) {
  enum { COLS = 512, ROWS = 3 };
  static const float scales[] = {0, 1e-44f, 1e-37f, 1e-30f, 1e-9f, 1e-4f, 1, 1e4f};
  static float x[ROWS * COLS], y[ROWS * COLS], importance[COLS];
  unsigned char *blocks = malloc((size_t)ROWS * COLS / row->block_values * row->block_bytes);
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
    for (uint32_t r = 0; r < ROWS; r++) fill_values(x + r * COLS, importance, COLS, scales[i]);
    const float *weights = i % 2 == 0 ? importance : NULL;
    if (rh_quantize_rows(row->id, x, COLS, ROWS, weights, blocks) != RH_OK ||
        rh_dequantize_rows(row->id, blocks, COLS, ROWS, y) != RH_OK) {
      FAIL("%s: values of %g are refused: %s", row->name, (double)scales[i], rh_last_error());
      continue;
    }
    for (uint32_t c = 0; c < ROWS * COLS; c++) {
      if (fabsf(y[c]) <= 2 * scales[i]) continue;
      FAIL("%s: value %u of %g becomes %g", row->name, c, (double)x[c], (double)y[c]);
      break;
    }
  }
  static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    fill_values(x, importance, COLS, 1);
    x[COLS - 1] = bad[i];
    if (rh_quantize_rows(row->id, x, COLS, 1, NULL, blocks) == RH_OK) {
      FAIL("%s: %g is not refused", row->name, (double)bad[i]);
    }
  }
  if (rh_quantize_rows(row->id, x, row->block_values / 2, 1, NULL, blocks) == RH_OK ||
      rh_quantize_rows(row->id, x, 0, 1, NULL, blocks) == RH_OK ||
      rh_quantize_rows(row->id, NULL, COLS, 1, NULL, blocks) == RH_OK ||
      rh_dequantize_rows(row->id, blocks, COLS, 1, NULL) == RH_OK) {
    FAIL("%s: wrong arguments are not refused", row->name);
  }
  free(blocks);
}

// Every finite half, the point midway to the next, and what lies just around that point.
static void check_f16(void) {
  for (uint32_t h = 0; h < 0x10000; h++) {
    uint16_t half = (uint16_t)h;
    float value = rh_f16_to_f32(half);
    if (isnan(value) ? !isnan(rh_f16_to_f32(rh_f32_to_f16(value))) : rh_f32_to_f16(value) != half) {
      FAIL("f16 %04x does not come back from %a", h, (double)value);
    }
    if ((h & 0x7fff) >= 0x7bff) continue;
    uint16_t next = (uint16_t)(h + 1);
    float middle = (value + rh_f16_to_f32(next)) / 2;
    uint16_t even = h % 2 == 0 ? half : next;
    if (rh_f32_to_f16(nextafterf(middle, value)) != half || rh_f32_to_f16(middle) != even ||
        rh_f32_to_f16(nextafterf(middle, 2 * middle)) != next) {
      FAIL("f16 near %a does not round to nearest even", (double)middle);
    }
  }
  if (rh_f32_to_f16(65519.996f) != 0x7bff || rh_f32_to_f16(65520) != 0x7c00 ||
      rh_f32_to_f16(-INFINITY) != 0xfc00) {
    FAIL("f16 overflows at the wrong place");
  }
}

static void check_refusal(rh_device *device, const char *what, rh_tensor source, rh_tensor packed) {
  if (rh_pack(device, &source, &packed) == RH_OK) FAIL("packing was not refused: %s", what);
}

static void check_refusals(rh_device *device) {
  uint32_t buffer, foreign;
  static const unsigned char memory[4096];
  if (rh_buffer_allocate(device, 1 << 16, &buffer) != RH_OK ||
      rh_buffer_wrap(device, memory, sizeof memory, &foreign) != RH_OK) {
    FAIL("no buffers: %s", rh_last_error());
    return;
  }
  const rh_tensor source = {0, 36, foreign, RH_TYPE_Q4_0, 64, 20};
  const rh_tensor packed = {0, 0, buffer, RH_TYPE_PACKED_Q4_0, 64, 20};
  if (rh_pack(device, &source, &packed) != RH_OK) FAIL("refused: %s", rh_last_error());
#define REFUSED(what, tensor, change)                                                        \
  do {                                                                                       \
    rh_tensor changed = tensor;                                                              \
    changed.change;                                                                          \
    bool is_source = &(tensor) == &source;                                                   \
    check_refusal(device, what, is_source ? changed : source, is_source ? packed : changed); \
  } while (0)
  REFUSED("source past the end", source, offset = sizeof memory - 100);
  REFUSED("offset near 2^64", source, offset = UINT64_MAX - 1);
  REFUSED("stride near 2^64", source, stride = UINT64_MAX - 1);
  REFUSED("overlapping rows", source, stride = 20);
  REFUSED("misaligned source", source, offset = 1);
  REFUSED("no source buffer", source, buffer = 99);
  REFUSED("unknown type", source, type = 4);
  REFUSED("no weights", source, type = RH_TYPE_I32);
  REFUSED("packed twice", source, type = RH_TYPE_PACKED_Q4_0);
  REFUSED("part of a block", source, cols = 40);
  REFUSED("no columns", source, cols = 0);
  REFUSED("no rows", source, rows = 0);
  REFUSED("packed past the end", packed, offset = (1 << 16) - 64);
  REFUSED("misaligned panels", packed, offset = 4);
  REFUSED("packed rows apart", packed, stride = 64);
  REFUSED("wrong packed type", packed, type = RH_TYPE_PACKED_Q8);
  REFUSED("other rows", packed, rows = 16);
  REFUSED("other columns", packed, cols = 32);
  REFUSED("no columns in the packed matrix", packed, cols = 0);
  REFUSED("read-only panels", packed, buffer = foreign);
#undef REFUSED
  uint64_t bytes;
  if (rh_packed_bytes(RH_TYPE_PACKED_F32, UINT32_MAX, UINT32_MAX, &bytes) != RH_OK ||
      bytes != UINT64_MAX) {
    FAIL("the bytes of a huge matrix overflow");
  }
}

int main(int argc, char **argv) {
  FILE *vectors = argc == 2 ? fopen(argv[1], "r") : NULL;
  rh_device *device;
  if (!vectors || rh_device_open("cpu", "reference", 3, &device) != RH_OK) {
    fprintf(stderr, "usage: types_test VECTORS\n");
    return 2;
  }
  size_t capacity = 1 << 20;
  char *line = malloc(capacity);
  int types = 0;
  while (fgets(line, (int)capacity, vectors)) {
    if (line[0] == '#') continue;
    char *name = strtok(line, " \n");
    char *bytes = strtok(NULL, " \n");
    char *values = strtok(NULL, " \n");
    if (!values) {
      FAIL("a line with less than three fields");
      continue;
    }
    check_line(device, name, bytes, values);
    types++;
  }
  for (uint32_t type = 0; type < RH_TYPE_ACTIVATION_Q8; type++) {
    const rh_type_row *row = rh_type_row_of(type);
    if (row && row->packed != type) check_random(device, row);
    if (row && rh_encoder_of(type)) check_quantize(row);
  }
  check_f16();
  check_refusals(device);
  free(line);
  fclose(vectors);
  rh_device_close(device);
  printf("%d types, %d failures\n", types, failures);
  return failures != 0 || types == 0;
}
