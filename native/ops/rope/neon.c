// SPDX-License-Identifier: Apache-2.0
#include "body.h"

ROPE_KERNELS(neon)
