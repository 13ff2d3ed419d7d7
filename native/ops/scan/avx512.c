// SPDX-License-Identifier: Apache-2.0
#include "body.h"

SCAN_KERNELS(avx512)
