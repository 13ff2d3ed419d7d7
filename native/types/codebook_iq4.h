// SPDX-License-Identifier: Apache-2.0
// The levels of IQ4_NL and IQ4_XS, as in ggml (MIT), ggml-common.h: kvalues_iq4nl.
#ifndef RH_TYPES_CODEBOOK_IQ4_H
#define RH_TYPES_CODEBOOK_IQ4_H

#include <stdint.h>

static const int8_t iq4_levels[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                      1,    13,   25,  38,  53,  69,  89,  113};

#endif
