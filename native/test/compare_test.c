// SPDX-License-Identifier: Apache-2.0
// What rh_compare_op promises: records that differ or lie outside their buffers are refused, a
// difference is measured, and the tested device is given the expected output.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rhapsode.h"

enum { ROWS = 2, COLS = 5, BYTES = ROWS * COLS * 4 };

static void need(int holds, const char *what) {
  if (holds) return;
  printf("FAILED: %s; the library said: %s\n", what, rh_last_error());
  exit(1);
}

typedef struct side {
  rh_device *device;
  rh_op op;  // y = 2 x
  float *x, *y;
} side;

// padding: what lies before x and y, so that the two devices have different offsets.
static side make(uint64_t padding) {
  side s = {0};
  need(rh_device_open("cpu", "reference", 1, &s.device) == RH_OK, "opening a device");
  uint32_t x, y;
  need(rh_buffer_allocate(s.device, padding + BYTES, &y) == RH_OK, "memory");
  need(rh_buffer_allocate(s.device, padding + BYTES, &x) == RH_OK, "memory");
  s.x = (float *)((char *)rh_buffer_host(s.device, x) + padding);
  s.y = (float *)((char *)rh_buffer_host(s.device, y) + padding);
  for (int i = 0; i < ROWS * COLS; i++) s.x[i] = (float)i;
  s.op.kind = RH_OP_ELEMENTWISE;
  s.op.operand[0] = (rh_tensor){padding, COLS * 4, y, RH_TYPE_F32, COLS, ROWS};
  s.op.operand[1] = (rh_tensor){padding, COLS * 4, x, RH_TYPE_F32, COLS, ROWS};
  s.op.i[0] = RH_ELEMENTWISE_SCALE;
  s.op.f[0] = 2;
  return s;
}

static rh_difference compare(side *a, side *b) {
  rh_difference difference;
  need(rh_compare_op(a->device, &a->op, b->device, &b->op, &difference) == RH_OK, "comparing");
  need(memcmp(a->y, b->y, BYTES) == 0, "the expected output is handed on");
  return difference;
}

static void refused(side *a, const side *b, rh_op op) {
  rh_difference difference;
  memset(b->y, 0, BYTES);
  need(rh_compare_op(a->device, &a->op, b->device, &op, &difference) == RH_INVALID, "a refusal");
  for (int i = 0; i < ROWS * COLS; i++) need(b->y[i] == 0, "nothing is computed after a refusal");
}

int main(void) {
  side a = make(0), b = make(64);
  rh_difference same = compare(&a, &b);
  need(same.absolute == 0 && same.relative == 0 && same.worst == 0, "equal values, no difference");

  b.x[3] += 0.5f;
  rh_difference one = compare(&a, &b);
  need(one.absolute == 1, "the difference of 2 x is 1");
  need(one.relative == 1 / 18.0, "the largest value is 18");
  need(isinf(one.worst), "two kernels of one instruction set owe the same bits");
  need(b.y[3] == 6, "the tested device has the expected value");

  b.x[3] = NAN;
  need(isinf(compare(&a, &b).absolute), "a NaN on one side alone");
  a.x[3] = NAN;
  need(compare(&a, &b).absolute == 0, "a NaN on both");

  rh_op other = b.op;
  other.f[0] = 3;
  refused(&a, &b, other);
  other = b.op;
  other.operand[1].rows = 1;
  refused(&a, &b, other);
  other = b.op;
  other.operand[1].offset = 1u << 20;
  refused(&a, &b, other);
  other = b.op;
  other.kind = RH_OP_COUNT;
  refused(&a, &b, other);
  need(rh_compare_op(a.device, &a.op, b.device, &b.op, NULL) == RH_INVALID, "a place is needed");

  rh_device_close(a.device);
  rh_device_close(b.device);
  return 0;
}
