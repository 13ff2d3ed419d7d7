// SPDX-License-Identifier: Apache-2.0
// From an op record to a kernel call: each ops/<op>/bind.c checks its record against the contract
// and fills a bound op. Nothing behind a bind checks anything again.
#ifndef RH_CORE_BIND_H
#define RH_CORE_BIND_H

#include <stdbool.h>
#include <stddef.h>

#include "device.h"
#include "error.h"

typedef struct rh_bound {
  rh_kernel *function;
  uint32_t kernel;  // index in the kernel table
  uint32_t units;   // the kernel's units of work, shared out among the team
  uint32_t share;   // units that a member takes at a time; 0 leaves it to the runner
  // A second kernel that takes the same arguments when all units of the first one are done; or
  // NULL.
  rh_kernel *finish;
  uint32_t finish_units;
  uint64_t work_bytes;  // that both find at device->work while they run
  _Alignas(16) unsigned char args[240];
} rh_bound;

// Binds one record; on failure says why through rh_fail.
typedef rh_status rh_bind(const rh_device *device, const rh_op *op, rh_bound *bound);

// An operand with its address. Rows lie `stride` bytes apart (0: one row for all).
typedef struct rh_view {
  void *data;
  size_t stride;
  uint32_t type, cols, rows;
} rh_view;

// Whether operand `index` is there.
bool rh_present(const rh_op *op, uint32_t index);
// Resolves operand `index` ("name" in messages): it must be present, of type `type`, its every byte
// inside its buffer, aligned to its element, its rows apart, and writable if asked.
// type RH_ANY_TYPE takes every type known.
enum { RH_ANY_TYPE = 0xffffffffu };
rh_status rh_view_of(const rh_device *device, const rh_op *op, uint32_t index, const char *name,
                     uint32_t type, bool writable, rh_view *view);
// Refuses a view whose shape differs.
rh_status rh_want_shape(const rh_op *op, const rh_view *view, const char *name, uint32_t cols,
                        uint32_t rows);
// Fails with RH_INVALID and a sentence that opens with the op's name.
#define rh_refuse(op, ...) rh_refuse_op((op)->kind, __VA_ARGS__)
__attribute__((format(printf, 2, 3))) rh_status rh_refuse_op(uint32_t kind, const char *format,
                                                             ...);

// Copies the kernel's arguments into `bound` and chooses the kernel.
#define rh_bound_set(bound, device, kernel_index, unit_count, arguments)                  \
  do {                                                                                    \
    _Static_assert(sizeof(arguments) <= sizeof((bound)->args), "room for the arguments"); \
    (bound)->function = (device)->kernels.function[kernel_index];                         \
    (bound)->kernel = (kernel_index);                                                     \
    (bound)->units = (unit_count);                                                        \
    (bound)->share = 0;                                                                   \
    (bound)->finish = NULL;                                                               \
    (bound)->finish_units = 0;                                                            \
    (bound)->work_bytes = 0;                                                              \
    memcpy((bound)->args, &(arguments), sizeof(arguments));                               \
  } while (0)

#endif
