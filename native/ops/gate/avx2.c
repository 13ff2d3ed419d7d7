// SPDX-License-Identifier: Apache-2.0
#include "body.h"

GATE_KERNELS(avx2)
