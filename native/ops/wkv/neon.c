// SPDX-License-Identifier: Apache-2.0
#include "body.h"

WKV_KERNELS(neon)
