// SPDX-License-Identifier: Apache-2.0
#include "bind.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../types/type.h"

rh_status rh_refuse_op(uint32_t kind, const char *format, ...) {
  char text[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  const char *name = rh_op_name(kind);
  return rh_fail(RH_INVALID, "%s%s%s", name, *name ? ": " : "", text);
}

bool rh_present(const rh_op *op, uint32_t index) { return op->operand[index].buffer != 0; }

static rh_status check_range(const rh_op *op, const char *name, const rh_tensor *tensor,
                             const rh_buffer *buffer, uint64_t row_bytes) {
  uint64_t steps = tensor->stride ? (uint64_t)tensor->rows - 1 : 0;
  uint64_t last, span;
  if (__builtin_mul_overflow(steps, tensor->stride, &span) ||
      __builtin_add_overflow(span, row_bytes, &span) ||
      __builtin_add_overflow(tensor->offset, span, &last) || last > buffer->bytes) {
    return rh_refuse(op, "%s reaches past the end of buffer %u (%llu bytes)", name, tensor->buffer,
                     (unsigned long long)buffer->bytes);
  }
  return RH_OK;
}

rh_status rh_view_of(const rh_device *device, const rh_op *op, uint32_t index, const char *name,
                     uint32_t type, bool writable, rh_view *view) {
  const rh_tensor *tensor = &op->operand[index];
  const rh_buffer *buffer = rh_device_buffer(device, tensor->buffer);
  if (!buffer)
    return rh_refuse(op, "%s lies in buffer %u, which is not there", name, tensor->buffer);
  const rh_type_row *row = rh_type_row_of(tensor->type);
  if (!row) return rh_refuse(op, "%s has the unknown type %u", name, tensor->type);
  if (type != RH_ANY_TYPE && tensor->type != type) {
    return rh_refuse(op, "%s has type %s, not %s", name, row->name, rh_type_row_of(type)->name);
  }
  if (tensor->cols == 0 || tensor->rows == 0) return rh_refuse(op, "%s is empty", name);
  if (tensor->cols % row->block_values != 0) {
    return rh_refuse(op, "%s has %u columns, not a multiple of the %u values of a %s block", name,
                     tensor->cols, row->block_values, row->name);
  }
  if (writable && !buffer->owned) return rh_refuse(op, "%s lies in a read-only buffer", name);
  uint64_t row_bytes = rh_type_is_packed(tensor->type)
                           ? rh_packed_matrix_bytes(row, tensor->cols, tensor->rows)
                           : (uint64_t)tensor->cols / row->block_values * row->block_bytes;
  if (rh_type_is_packed(tensor->type) && tensor->stride != 0) {
    return rh_refuse(op, "%s is packed and has a row stride", name);
  }
  if (tensor->stride != 0 && tensor->stride < row_bytes) {
    return rh_refuse(op, "the rows of %s overlap", name);
  }
  if (writable && tensor->stride == 0 && tensor->rows > 1 && !rh_type_is_packed(tensor->type)) {
    return rh_refuse(op, "the rows of %s are one and the same", name);
  }
  uint64_t alignment = row->alignment;
  if (tensor->offset % alignment != 0 || tensor->stride % alignment != 0) {
    return rh_refuse(op, "%s is not aligned to %llu bytes", name, (unsigned long long)alignment);
  }
  rh_status status = check_range(op, name, tensor, buffer, row_bytes);
  if (status != RH_OK) return status;
  *view = (rh_view){buffer->data + tensor->offset, tensor->stride, tensor->type, tensor->cols,
                    tensor->rows};
  return RH_OK;
}

rh_status rh_want_shape(const rh_op *op, const rh_view *view, const char *name, uint32_t cols,
                        uint32_t rows) {
  if (view->cols == cols && view->rows == rows) return RH_OK;
  return rh_refuse(op, "%s is (%u, %u), wanted (%u, %u)", name, view->rows, view->cols, rows, cols);
}
