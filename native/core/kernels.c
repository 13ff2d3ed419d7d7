// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"

#include <string.h>

#include "device.h"
#include "error.h"
#include "rhapsode.h"

// installers.inc lists, as RH_INSTALL(op, isa), the kernel files that exist for this processor
// family; the build writes it from the folders.
#define RH_CHECK(NAME, op)
#define RH_INSTALL(op, isa) void op##_install_##isa(rh_kernel_table *table);
#include "installers.inc"
#undef RH_INSTALL

static void install(rh_kernel_table *table, rh_isa isa) {
#define RH_INSTALL(op, name) \
  if (isa == RH_ISA_##name) op##_install_##name(table);
#include "installers.inc"
#undef RH_INSTALL
}

#define RH_ISA(name) #name,
static const char *const isa_names[RH_ISA_COUNT] = {"reference", RH_ISA_LIST};
#undef RH_ISA

const char *rh_instruction_sets(void) {
  static _Thread_local char list[128];
  list[0] = 0;
  for (int isa = 0; isa < RH_ISA_COUNT; isa++) {
    if (!rh_cpu_has((rh_isa)isa)) continue;
    if (isa > 0) strcat(list, ", ");
    strcat(list, isa_names[isa]);
  }
  return list;
}

_Bool rh_kernels_fill(rh_kernel_table *table, const char *isa_name, const char **chosen) {
  rh_isa last = RH_ISA_COUNT;
  for (int isa = 0; isa < RH_ISA_COUNT; isa++) {
    if (rh_cpu_has((rh_isa)isa) && (!isa_name || strcmp(isa_names[isa], isa_name) == 0)) {
      last = (rh_isa)isa;
    }
  }
  if (last == RH_ISA_COUNT) return 0;
  memset(table, 0, sizeof *table);
  install(table, RH_ISA_reference);
  for (int isa = 1; isa <= (int)last; isa++) {
    if (rh_cpu_has((rh_isa)isa)) install(table, (rh_isa)isa);
  }
  *chosen = isa_names[last];
  return 1;
}

static const struct {
  const char *op, *variant;
} names[RH_KERNEL_COUNT] = {
#define RH_KERNEL(op, variant) {#op, #variant},
#include "../ops/ops.inc"
#undef RH_KERNEL
};

uint32_t rh_kernel_count(void) { return RH_KERNEL_COUNT; }

static const char *const op_names[RH_OP_COUNT] = {
#define RH_OP(NAME, name) #name,
#include "../ops/ops.inc"
#undef RH_OP
};

const char *rh_op_name(uint32_t kind) { return kind < RH_OP_COUNT ? op_names[kind] : ""; }

rh_status rh_kernel_describe(const rh_device *device, uint32_t kernel, rh_kernel_info *info) {
  if (kernel >= RH_KERNEL_COUNT) return rh_fail(RH_INVALID, "there is no kernel %u", kernel);
  info->op = names[kernel].op;
  info->variant = names[kernel].variant;
  info->isa = device->kernels.isa[kernel];
  return RH_OK;
}
