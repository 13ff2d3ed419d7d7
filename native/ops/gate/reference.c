// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/kernels.h"
#include "gate.h"

void gate_install_reference(rh_kernel_table *table);

static const double TWO_OVER_PI = 0.63661977236758134308;

static double silu(double x) { return x / (1 + exp(-x)); }
// 1 + erf(z) = erfc(-z) and 1 + tanh(u) = 2 / (1 + exp(-2 u)): here nothing cancels.
static double gelu(double x) { return x / 2 * erfc(-x / sqrt(2)); }
static double gelu_tanh(double x) {
  return x / (1 + exp(-2 * sqrt(TWO_OVER_PI) * (x + 0.044715 * x * x * x)));
}
static double relu(double x) { return x < 0 ? 0 : x; }
static double relu_squared(double x) { return relu(x) * relu(x); }
static double gelu_quick(double x) { return x / (1 + exp(-1.702 * x)); }

static double clamped(double x) { return gelu_quick(x > 7 ? 7 : x); }

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static double same(double x) { return x; }
static double clamped_and_raised(double x) { return 1 + (x > 7 ? 7 : x < -7 ? -7 : x); }

static void apply(const gate_args *a, double (*activation)(double), double (*other)(double),
                  uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) {
    const float *gate = (const float *)((const char *)a->gate + t * a->gate_stride);
    const float *up = a->up ? (const float *)((const char *)a->up + t * a->up_stride) : NULL;
    float *y = (float *)((char *)a->y + t * a->y_stride);
    for (uint32_t c = 0; c < a->cols; c++) {
      y[c] = (float)(activation(gate[c]) * (up ? other(up[c]) : 1));
    }
  }
}

#define KERNEL(variant, other)                                                              \
  static void gate_##variant##_reference(const void *args, uint32_t first, uint32_t last) { \
    apply(args, variant, other, first, last);                                               \
  }
KERNEL(silu, same)
KERNEL(gelu, same)
KERNEL(gelu_tanh, same)
KERNEL(relu, same)
KERNEL(relu_squared, same)
KERNEL(gelu_quick, same)
KERNEL(clamped, clamped_and_raised)
KERNEL(sigmoid, same)
#undef KERNEL

void gate_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, gate, silu, reference);
  RH_INSTALL_KERNEL(table, gate, gelu, reference);
  RH_INSTALL_KERNEL(table, gate, gelu_tanh, reference);
  RH_INSTALL_KERNEL(table, gate, relu, reference);
  RH_INSTALL_KERNEL(table, gate, relu_squared, reference);
  RH_INSTALL_KERNEL(table, gate, gelu_quick, reference);
  RH_INSTALL_KERNEL(table, gate, clamped, reference);
  RH_INSTALL_KERNEL(table, gate, sigmoid, reference);
}
