// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE
#include "cpu.h"

#include <string.h>

#include "rhapsode.h"

#if defined(__x86_64__)

#if defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

// Tiles of integers: whether the processor has them and the kernel lets this process use them,
// which it does on request (Linux 5.16 or newer).
static bool has_amx(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return false;
  bool tiles = edx >> 24 & 1, integers = edx >> 25 & 1;
  return tiles && integers && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}
#else
static bool has_amx(void) { return false; }
#endif

bool rh_cpu_has(rh_isa isa) {
  switch (isa) {
    case RH_ISA_reference:
      return true;
    case RH_ISA_avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c");
    case RH_ISA_avx512:
      return rh_cpu_has(RH_ISA_avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
    case RH_ISA_avx512vnni:
      return rh_cpu_has(RH_ISA_avx512) && __builtin_cpu_supports("avx512vnni");
    case RH_ISA_amx:
      return rh_cpu_has(RH_ISA_avx512vnni) && has_amx();
    default:
      return false;
  }
}

const char *rh_processor_features(void) {
  static _Thread_local char features[256];
  features[0] = 0;
#define RH_FEATURE(name) \
  if (__builtin_cpu_supports(name)) strcat(features, features[0] ? " " name : name);
  RH_FEATURE("sse4.2")
  RH_FEATURE("avx")
  RH_FEATURE("f16c")
  RH_FEATURE("fma")
  RH_FEATURE("avx2")
  RH_FEATURE("avx512f")
  RH_FEATURE("avx512bw")
  RH_FEATURE("avx512dq")
  RH_FEATURE("avx512vl")
  RH_FEATURE("avx512vnni")
  RH_FEATURE("avx512bf16")
#undef RH_FEATURE
  if (has_amx()) strcat(features, " amx");
  return features;
}

#elif defined(__aarch64__)

#if defined(__linux__)
#include <sys/auxv.h>
static bool has_dotprod(void) { return (getauxval(AT_HWCAP) >> 20) & 1; }
static bool has_i8mm(void) { return (getauxval(AT_HWCAP2) >> 13) & 1; }
#elif defined(__APPLE__)
#include <sys/sysctl.h>
static bool has_feature(const char *name) {
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname(name, &value, &size, NULL, 0) == 0 && value;
}
static bool has_dotprod(void) { return has_feature("hw.optional.arm.FEAT_DotProd"); }
static bool has_i8mm(void) { return has_feature("hw.optional.arm.FEAT_I8MM"); }
#else
static bool has_dotprod(void) { return false; }
static bool has_i8mm(void) { return false; }
#endif

bool rh_cpu_has(rh_isa isa) {
  switch (isa) {
    case RH_ISA_reference:
    case RH_ISA_neon:
      return true;
    case RH_ISA_dotprod:
      return has_dotprod();
    case RH_ISA_i8mm:
      return has_dotprod() && has_i8mm();
    default:
      return false;
  }
}

const char *rh_processor_features(void) {
  if (has_i8mm()) return "neon dotprod i8mm";
  return has_dotprod() ? "neon dotprod" : "neon";
}

#else

bool rh_cpu_has(rh_isa isa) { return isa == RH_ISA_reference; }

const char *rh_processor_features(void) { return ""; }

#endif
