// SPDX-License-Identifier: Apache-2.0
// What attention promises beyond being right: the same bits however a prompt is cut, whatever the
// size of the team, and on every vector instruction set.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rhapsode.h"

enum { QUERIES = 37, CAPACITY = 700, HEADS = 6, KV_HEADS = 2, DIM = 40 };
enum { Q_BYTES = QUERIES * HEADS * DIM * 4, CACHE_BYTES = CAPACITY * KV_HEADS * DIM * 4 };

typedef struct memory {
  rh_device *device;
  uint32_t y, q, k, v, spans;
} memory;

static void need(rh_status status) {
  if (status == RH_OK) return;
  printf("FAILED: %s\n", rh_last_error());
  exit(1);
}

static uint32_t allocate(rh_device *device, uint64_t bytes, uint64_t seed) {
  uint32_t buffer;
  need(rh_buffer_allocate(device, bytes, &buffer));
  float *values = rh_buffer_host(device, buffer);
  for (uint64_t i = 0; seed && i < bytes / 4; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    values[i] = (float)(int32_t)(seed >> 32) * 0x1p-30f;
  }
  return buffer;
}

// Causal, with a window that starts inside the first chunk of keys for some queries.
static memory make(const char *isa, uint32_t threads) {
  memory m;
  need(rh_device_open("cpu", isa, threads, &m.device));
  m.y = allocate(m.device, Q_BYTES, 0);
  m.q = allocate(m.device, Q_BYTES, 1);
  m.k = allocate(m.device, CACHE_BYTES, 2);
  m.v = allocate(m.device, CACHE_BYTES, 3);
  m.spans = allocate(m.device, QUERIES * 8, 0);
  int32_t *span = rh_buffer_host(m.device, m.spans);
  for (int32_t t = 0; t < QUERIES; t++) {
    int32_t end = CAPACITY - QUERIES + t + 1, window = 430;
    span[2 * t] = end - window;
    span[2 * t + 1] = window;
  }
  return m;
}

static rh_op attention(const memory *m, uint32_t first, uint32_t n) {
  const uint32_t f32 = RH_TYPE_F32, row = HEADS * DIM * 4, cache_row = KV_HEADS * DIM * 4;
  rh_op op = {.kind = RH_OP_ATTENTION, .i = {HEADS, KV_HEADS, DIM, DIM}, .f = {0.158f, 0}};
  op.operand[0] = (rh_tensor){(uint64_t)first * row, row, m->y, f32, HEADS * DIM, n};
  op.operand[1] = (rh_tensor){(uint64_t)first * row, row, m->q, f32, HEADS * DIM, n};
  op.operand[2] = (rh_tensor){0, cache_row, m->k, f32, KV_HEADS * DIM, CAPACITY};
  op.operand[3] = (rh_tensor){0, cache_row, m->v, f32, KV_HEADS * DIM, CAPACITY};
  op.operand[4] = (rh_tensor){(uint64_t)first * 8, 8, m->spans, RH_TYPE_I32, 2, n};
  return op;
}

// The outputs of the whole prompt, cut into pieces of `piece` queries.
static void run(const char *isa, uint32_t threads, uint32_t piece, float *y) {
  memory m = make(isa, threads);
  for (uint32_t first = 0; first < QUERIES; first += piece) {
    rh_op op = attention(&m, first, piece < QUERIES - first ? piece : QUERIES - first);
    need(rh_tape_run(m.device, &op, 1, NULL));
  }
  memcpy(y, rh_buffer_host(m.device, m.y), Q_BYTES);
  rh_device_close(m.device);
}

static int compare(const char *isa, uint32_t threads, uint32_t piece, const float *expected) {
  static float y[Q_BYTES / 4];
  run(isa, threads, piece, y);
  if (memcmp(y, expected, Q_BYTES) == 0) return 0;
  printf("FAILED: %s, %u threads, pieces of %u queries: other bits\n", isa, threads, piece);
  return 1;
}

int main(void) {
  static const char *const vector_sets[] = {"avx2", "avx512", "neon"};
  static float expected[Q_BYTES / 4];
  int failures = 0, sets = 0;
  for (int i = 0; i < 3; i++) {
    rh_device *device;
    if (rh_device_open("cpu", vector_sets[i], 1, &device) != RH_OK) {
      printf("%s is skipped: this processor lacks it\n", vector_sets[i]);
      continue;
    }
    rh_device_close(device);
    if (sets++ == 0) run(vector_sets[i], 1, QUERIES, expected);
    for (uint32_t piece = 1; piece <= QUERIES; piece += 4) {
      failures += compare(vector_sets[i], 1, piece, expected);
    }
    failures += compare(vector_sets[i], 3, QUERIES, expected);
  }
  return failures != 0;
}
