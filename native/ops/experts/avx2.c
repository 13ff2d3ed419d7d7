// SPDX-License-Identifier: Apache-2.0
#include "body.h"

EXPERTS_KERNELS(avx2)
