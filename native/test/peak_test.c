// SPDX-License-Identifier: Apache-2.0
// What rh_device_measure promises: rates that can be, for every instruction set here, and sentences
// for what can't be measured.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "rhapsode.h"

static int failures;

static void expect(int holds, const char *what, const char *isa) {
  if (holds) return;
  printf("FAILED on %s: %s\n", isa, what);
  failures++;
}

static double measure(rh_device *device, rh_peak peak, const char *isa) {
  double rate = NAN;
  expect(rh_device_measure(device, peak, &rate) == RH_OK, "a rate is measured", isa);
  return rate;
}

static void test_level(const char *isa) {
  rh_device *device;
  if (rh_device_open("cpu", isa, 2, &device) != RH_OK) {
    printf("skipped: %s\n", rh_last_error());
    return;
  }
  double read = measure(device, RH_PEAK_READ, isa);
  double int8 = measure(device, RH_PEAK_INT8, isa);
  double float32 = measure(device, RH_PEAK_FLOAT32, isa);
  printf("%-10s %6.1f GB/s, %6.1f G int8, %6.1f G float32 multiply-adds/s\n", isa, read / 1e9,
         int8 / 1e9, float32 / 1e9);
  // No machine is as slow or as fast as this, unless a loop was left out.
  expect(read > 1e7 && read < 1e13, "reading has a plausible rate", isa);
  expect(int8 > 1e6 && int8 < 1e15, "int8 products have a plausible rate", isa);
  expect(float32 > 1e6 && float32 < 1e14, "float32 products have a plausible rate", isa);
  double untouched = 7;
  expect(rh_device_measure(device, 99, &untouched) == RH_INVALID && untouched == 7,
         "an unknown peak is refused", isa);
  expect(strstr(rh_last_error(), "99") != NULL, "the refusal names it", isa);
  expect(rh_device_measure(device, RH_PEAK_INT8, NULL) == RH_INVALID, "no place is refused", isa);
  rh_device_close(device);
}

int main(void) {
  double rate;
  expect(rh_device_measure(NULL, RH_PEAK_READ, &rate) == RH_INVALID, "no device is refused", "-");
  const char *levels[] = {"reference", "avx2", "avx512", "neon"};
  for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++) test_level(levels[i]);
  return failures != 0;
}
