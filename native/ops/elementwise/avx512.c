// SPDX-License-Identifier: Apache-2.0
#include "body.h"

ELEMENTWISE_KERNELS(avx512)
