// SPDX-License-Identifier: Apache-2.0
#include "vnni_dot.h"
// The body is written in what stands above.
#include "body.h"

void matmul_install_avx512vnni(rh_kernel_table *table);

MATMUL_CODES(MATMUL_KERNEL, avx512vnni)

void matmul_install_avx512vnni(rh_kernel_table *table) { MATMUL_CODES(MATMUL_INSTALL, avx512vnni) }
