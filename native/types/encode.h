// SPDX-License-Identifier: Apache-2.0
// Quantizers: from float32 values to the blocks of a type. types/encode/<name>.h holds for each
// type that has one
//
//   static void <name>_encode(const float *x, const float *w, <name>_block *block);
//
// which makes a block of the values x so that the sum of w (x - decoded)^2 is small; encoders.inc
// lists them. encode/sweep.h derives the search that they share.
#ifndef RH_TYPES_ENCODE_H
#define RH_TYPES_ENCODE_H

#include "type.h"

// Makes one block of as many values as the type has in a block; all finite, weights above 0.
typedef void rh_encode(const float *x, const float *w, void *block);

// NULL where the type has no quantizer.
rh_encode *rh_encoder_of(uint32_t type);

#endif
