// SPDX-License-Identifier: Apache-2.0
#include "body.h"

NORM_KERNELS(avx2)
