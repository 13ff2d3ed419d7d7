// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>
#include <string.h>

#include "rhapsode.h"

#define SIZE(type) {#type, sizeof(type)}
#define FIELD(type, field) {#type "." #field, offsetof(type, field)}

static const struct {
  const char *name;
  uint64_t value;
} layouts[] = {
    SIZE(rh_tensor),
    FIELD(rh_tensor, offset),
    FIELD(rh_tensor, stride),
    FIELD(rh_tensor, buffer),
    FIELD(rh_tensor, type),
    FIELD(rh_tensor, cols),
    FIELD(rh_tensor, rows),
    SIZE(rh_op),
    FIELD(rh_op, kind),
    FIELD(rh_op, layer),
    FIELD(rh_op, label),
    FIELD(rh_op, operand),
    FIELD(rh_op, i),
    FIELD(rh_op, f),
    SIZE(rh_trace),
    FIELD(rh_trace, nanoseconds),
    FIELD(rh_trace, kernel),
    SIZE(rh_type_info),
    FIELD(rh_type_info, name),
    FIELD(rh_type_info, block_values),
    FIELD(rh_type_info, block_bytes),
    FIELD(rh_type_info, packed),
    FIELD(rh_type_info, activation),
    FIELD(rh_type_info, row_multiple),
    SIZE(rh_kernel_info),
    FIELD(rh_kernel_info, op),
    FIELD(rh_kernel_info, variant),
    FIELD(rh_kernel_info, isa),
    SIZE(rh_check_result),
    FIELD(rh_check_result, cases),
    FIELD(rh_check_result, failures),
    FIELD(rh_check_result, worst),
    FIELD(rh_check_result, first_failure),
    SIZE(rh_difference),
    FIELD(rh_difference, expected),
    FIELD(rh_difference, tested),
    FIELD(rh_difference, absolute),
    FIELD(rh_difference, relative),
    FIELD(rh_difference, worst),
};

uint64_t rh_abi_layout(const char *name) {
  for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
    if (strcmp(layouts[i].name, name) == 0) return layouts[i].value;
  }
  return UINT64_MAX;
}
