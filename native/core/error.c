// SPDX-License-Identifier: Apache-2.0
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char message[512];

rh_status rh_fail(rh_status status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return status;
}

const char *rh_last_error(void) { return message; }

uint32_t rh_abi_version(void) { return RH_ABI_VERSION; }
