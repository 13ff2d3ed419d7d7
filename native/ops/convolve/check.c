// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/check.h"
#include "../../core/values.h"

enum { MAX_CHANNELS = 70, MAX_KERNEL = 5, MAX_ROWS = 9 };

double convolve_tolerance(rh_values *before, float *absolute);

// A rounding for each product and sum, of the sum of their sizes.
double convolve_tolerance(rh_values *before, float *absolute) {
  const float *x = rh_values_of(before, 1), *memory = rh_values_of(before, 2);
  const float *w = rh_values_of(before, 3), *bias = rh_values_of(before, 4);
  uint32_t channels = before->views[1].cols, kernel = before->views[3].rows;
  uint32_t remembered = kernel - 1;
  for (uint32_t t = 0; x && memory && w && t < before->views[1].rows; t++) {
    for (uint32_t c = 0; c < channels; c++) {
      double size = bias ? fabs((double)bias[c]) : 0;
      for (uint32_t k = 0; k < kernel; k++) {
        uint32_t row = t + k;
        double in = row < remembered ? (double)memory[row * channels + c]
                                     : (double)x[(row - remembered) * channels + c];
        size += fabs((double)w[k * channels + c] * in);
      }
      absolute[(size_t)(remembered + t) * channels + c] = (float)((kernel + 2) * size * 0x1p-24);
    }
  }
  return 0;
}

static void check_case(rh_check *check, rh_fill fill) {
  rh_check_begin(check, RH_OP_CONVOLVE, "rows");
  uint32_t channels = rh_check_size(check, MAX_CHANNELS, 1), n = rh_check_size(check, MAX_ROWS, 1);
  uint32_t kernel = 2 + rh_check_below(check, MAX_KERNEL - 1);
  rh_check_operand(check, 0, RH_TYPE_F32, channels, kernel - 1 + n, RH_FILL_ZERO);
  rh_check_operand(check, 1, RH_TYPE_F32, channels, n, fill);
  rh_check_operand(check, 2, RH_TYPE_F32, channels, kernel - 1, RH_FILL_NORMAL);
  rh_check_operand(check, 3, RH_TYPE_F32, channels, kernel, RH_FILL_NORMAL);
  if (rh_check_below(check, 2)) {
    rh_check_operand(check, 4, RH_TYPE_F32, channels, 1, RH_FILL_NORMAL);
  }
  rh_check_compare(check);
}

void convolve_check(rh_check *check);

void convolve_check(rh_check *check) {
  for (rh_fill fill = RH_FILL_NORMAL; fill < RH_FILL_COUNT; fill++) {
    for (int repeat = 0; repeat < 8; repeat++) check_case(check, fill);
  }
}
