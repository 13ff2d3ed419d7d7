// SPDX-License-Identifier: Apache-2.0
// What an op's check.c is made of: the same record is run on a reference device and on the device
// under test, each with its own buffers and guard bytes, through rh_tape_run, the door that users
// take.
#ifndef RH_CORE_CHECK_H
#define RH_CORE_CHECK_H

#include <stdbool.h>

#include "rhapsode.h"

typedef struct rh_check rh_check;

// Each ops/<op>/check.c defines void <op>_check(rh_check *check), which builds cases and compares
// them, and <op>_tolerance (values.h), which says what the op may be off by.
typedef void rh_check_run(rh_check *check);

// How the values of an operand are drawn.
typedef enum rh_fill {
  RH_FILL_NORMAL,   // standard normal, one in 64 ten times as large: uniform noise tests nothing
  RH_FILL_SMALL,    // normal * 2^-20
  RH_FILL_EXTREME,  // the largest values whose results stay finite, alternating signs
  RH_FILL_ZERO,
  RH_FILL_FAULTY,  // normal, and in a row or two a NaN or an infinity; packed weights have none
  RH_FILL_COUNT,
} rh_fill;

uint64_t rh_check_random(rh_check *check);                 // 64 random bits
uint32_t rh_check_below(rh_check *check, uint32_t bound);  // 0 .. bound - 1
// Awkward sizes: 1, 2, 3, powers of two and their neighbours, in turn; at most `max`, a multiple of
// `of`.
uint32_t rh_check_size(rh_check *check, uint32_t max, uint32_t of);

// Clears the case: one op record, no operands. Returns the record to fill (kind, i, f).
rh_op *rh_check_begin(rh_check *check, uint32_t kind, const char *what);
// Adds operand `index` of that shape. F32 values as `fill` says; quantized and packed ones are
// random valid blocks made from values so filled. Rows lie apart by a random padding of guard
// bytes, and the start is as misaligned as the type allows.
void rh_check_operand(rh_check *check, uint32_t index, uint32_t type, uint32_t cols, uint32_t rows,
                      rh_fill fill);
// The same, from the caller's own int32 or float values, row after row.
void rh_check_integers(rh_check *check, uint32_t index, uint32_t cols, uint32_t rows,
                       const int32_t *values);
// Operand `index` is the same memory as operand `of`: an op in place.
void rh_check_alias(rh_check *check, uint32_t index, uint32_t of);
// Runs the case on both devices and compares operand 0 value by value, by <op>_tolerance. A NaN
// must meet a NaN. Guard bytes and inputs must be untouched. For integer outputs the same, value by
// value of the dequantized form.
void rh_check_compare(rh_check *check);
// The same for an op whose row t of operand 0 comes of row t of operand 1: a NaN there must also
// leave one in the output's row.
void rh_check_compare_rows(rh_check *check);

#endif
