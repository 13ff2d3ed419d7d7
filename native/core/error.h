// SPDX-License-Identifier: Apache-2.0
// The sentence of the last failure, one for each thread.
#ifndef RH_CORE_ERROR_H
#define RH_CORE_ERROR_H

#include "rhapsode.h"

// Keeps the sentence for rh_last_error and returns `status`.
__attribute__((format(printf, 2, 3))) rh_status rh_fail(rh_status status, const char *format, ...);

#endif
