// SPDX-License-Identifier: Apache-2.0
#include "body.h"

CONVOLVE_KERNELS(neon)
