// SPDX-License-Identifier: Apache-2.0
#include <math.h>

#include "../../core/kernels.h"
#include "elementwise.h"

void elementwise_install_reference(rh_kernel_table *table);

static float add(float a, float b, float factor) { return (void)factor, a + b; }
static float multiply(float a, float b, float factor) { return (void)factor, a * b; }
static float scale(float a, float b, float factor) { return (void)b, a * factor; }
static float softcap(float a, float b, float factor) {
  return (void)b, (float)(factor * tanh((double)a / factor));
}
static float copy(float a, float b, float factor) { return (void)b, (void)factor, a; }

static float clamp(float a, float b, float factor) {
  return (void)b, a < -factor ? -factor : a > factor ? factor : a;
}

static float exponential(float a, float b, float factor) {
  return (void)b, (void)factor, (float)exp((double)a);
}

static void apply(const elementwise_args *e, float (*operation)(float, float, float),
                  uint32_t first, uint32_t last) {
  for (uint32_t t = first; t < last; t++) {
    const float *a = (const float *)((const char *)e->a + t * e->a_stride);
    const float *b = e->b ? (const float *)((const char *)e->b + t * e->b_stride) : NULL;
    float *y = (float *)((char *)e->y + t * e->y_stride);
    for (uint32_t c = 0; c < e->cols; c++) y[c] = operation(a[c], b ? b[c] : 0, e->factor);
  }
}

#define KERNEL(variant, operation)                                                                 \
  static void elementwise_##variant##_reference(const void *args, uint32_t first, uint32_t last) { \
    apply(args, operation, first, last);                                                           \
  }
KERNEL(add, add)
KERNEL(multiply, multiply)
KERNEL(scale, scale)
KERNEL(softcap, softcap)
KERNEL(copy, copy)
KERNEL(clamp, clamp)
KERNEL(exp, exponential)
#undef KERNEL

void elementwise_install_reference(rh_kernel_table *table) {
  RH_INSTALL_KERNEL(table, elementwise, add, reference);
  RH_INSTALL_KERNEL(table, elementwise, multiply, reference);
  RH_INSTALL_KERNEL(table, elementwise, scale, reference);
  RH_INSTALL_KERNEL(table, elementwise, softcap, reference);
  RH_INSTALL_KERNEL(table, elementwise, copy, reference);
  RH_INSTALL_KERNEL(table, elementwise, clamp, reference);
  RH_INSTALL_KERNEL(table, elementwise, exp, reference);
}
