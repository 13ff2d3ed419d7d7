// SPDX-License-Identifier: Apache-2.0
// The matmul kernels of the NEON family: one body over quarters of a panel, 4 rows in the 4 lanes
// of a register. Every sum runs in the order of matmul.h, so that results equal those of all other
// instruction sets to the bit. The including file defines first how integers are multiplied:
//
//   dot_half(dot, code, x, h, tokens)   adds to dot[i], lane by lane of 4 rows, the products of the
//                                       4 quads `code` with columns 16 h .. 16 h + 15 of block x[i]
#ifndef RH_OPS_MATMUL_NEON_BODY_H
#define RH_OPS_MATMUL_NEON_BODY_H

#include <arm_neon.h>
#include <string.h>

#include "../../core/kernels.h"
#include "../quantize/quantize.h"
#include "matmul.h"

#define INLINE static inline __attribute__((always_inline))

INLINE void dot_half(int32x4_t *dot, const int8x16_t *code, const activation_q8 *const *x, int h,
                     int tokens);

enum { MAX_TOKENS = 8, QUARTERS = 4 };

typedef enum format { Q4, Q4K, Q8, Q8M, Q8K, Q8KM, F32, F16, BF16 } format;

INLINE int halves(format f) { return f == Q8K || f == Q8KM ? 2 : 1; }
INLINE int has_add(format f) { return f == Q4 || f == Q4K || f == Q8M || f == Q8KM; }
INLINE int by_column(format f) { return f == F32 || f == F16 || f == BF16; }

INLINE size_t panel_bytes(format f, uint32_t cols) {
  switch (f) {
    case Q4:
      return cols / 32 * sizeof(packed_q4);
    case Q4K:
      return cols / 256 * sizeof(packed_q4k);
    case Q8:
      return cols / 32 * sizeof(packed_q8);
    case Q8M:
      return cols / 32 * sizeof(packed_q8m);
    case Q8K:
      return cols / 256 * sizeof(packed_q8k);
    case Q8KM:
      return cols / 256 * sizeof(packed_q8km);
    case F32:
      return (size_t)cols * 64;
    default:
      return (size_t)cols * 32;
  }
}

// ---- Loads: all that a format contributes -------------------------------------------------------

// 32 columns of a quarter: codes by quad, and for each half of 16 columns (or for both together) a
// scale and, in some formats, what is added for the activations' sum.
typedef struct group {
  int8x16_t code[8];
  float32x4_t scale[2];
  float32x4_t add[2];
} group;

INLINE float32x4_t f16x4(const uint16_t *p) {
  return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p)));
}

INLINE float32x4_t bf16x4(const uint16_t *p) {
  return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p), 16));
}

INLINE uint64_t four_bytes(const void *p) {
  uint32_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

INLINE float32x4_t u8x4(const uint8_t *p) {
  return vcvtq_f32_u32(vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four_bytes(p))))));
}

INLINE float32x4_t i8x4(const int8_t *p) {
  return vcvtq_f32_s32(vmovl_s16(vget_low_s16(vmovl_s8(vcreate_s8(four_bytes(p))))));
}

INLINE void load_nibbles(group *g, const uint8_t (*codes)[64], int row) {
  for (int q = 0; q < 4; q++) {
    uint8x16_t both = vld1q_u8(codes[q] + 4 * row);
    g->code[q] = vreinterpretq_s8_u8(vandq_u8(both, vdupq_n_u8(15)));
    g->code[q + 4] = vreinterpretq_s8_u8(vshrq_n_u8(both, 4));
  }
}

INLINE void load_bytes(group *g, const int8_t *codes, int row) {
  for (int q = 0; q < 8; q++) g->code[q] = vld1q_s8(codes + 64 * q + 4 * row);
}

// Group b of a panel, counted in 32 columns, for the four rows from `row` on.
INLINE void load(group *g, format f, const char *panel, uint32_t b, int row) {
  switch (f) {
    case Q4: {
      const packed_q4 *w = (const packed_q4 *)panel + b;
      load_nibbles(g, w->codes, row);
      g->scale[0] = f16x4(w->d + row);
      g->add[0] = f16x4(w->m + row);
      break;
    }
    case Q4K: {
      const packed_q4k *w = (const packed_q4k *)panel + b / 8;
      load_nibbles(g, w->codes[b % 8], row);
      g->scale[0] = vmulq_f32(f16x4(w->d + row), u8x4(w->scale[b % 8] + row));
      g->add[0] = vnegq_f32(vmulq_f32(f16x4(w->dmin + row), u8x4(w->min[b % 8] + row)));
      break;
    }
    case Q8: {
      const packed_q8 *w = (const packed_q8 *)panel + b;
      load_bytes(g, w->codes[0], row);
      g->scale[0] = f16x4(w->d + row);
      break;
    }
    case Q8M: {
      const packed_q8m *w = (const packed_q8m *)panel + b;
      load_bytes(g, w->codes[0], row);
      g->scale[0] = vld1q_f32(w->d + row);
      g->add[0] = vld1q_f32(w->m + row);
      break;
    }
    case Q8K: {
      const packed_q8k *w = (const packed_q8k *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0], row);
      float32x4_t d = vld1q_f32(w->d + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = vmulq_f32(d, i8x4(w->scale[b % 8 * 2 + h] + row));
      }
      break;
    }
    default: {
      const packed_q8km *w = (const packed_q8km *)panel + b / 8;
      load_bytes(g, w->codes[b % 8 * 2][0], row);
      float32x4_t d = vld1q_f32(w->d + row), dmin = vld1q_f32(w->dmin + row);
      for (int h = 0; h < 2; h++) {
        g->scale[h] = vmulq_f32(d, u8x4(w->scale[b % 8 * 2 + h] + row));
        g->add[h] = vnegq_f32(vmulq_f32(dmin, u8x4(w->min[b % 8 * 2 + h] + row)));
      }
      break;
    }
  }
}

// Column k of a panel of floats, for the four rows from `row` on.
INLINE float32x4_t load_column(format f, const char *panel, uint32_t k, int row) {
  if (f == F32) return vld1q_f32((const float *)panel + 16 * (size_t)k + row);
  const uint16_t *half = (const uint16_t *)panel + 16 * (size_t)k + row;
  return f == F16 ? f16x4(half) : bf16x4(half);
}

// ---- Sums ---------------------------------------------------------------------------------------

// acc[i] + group . block b of token i, in the order that matmul.h fixes.
INLINE void add_group(float32x4_t *acc, format f, const group *g, const activation_q8 *const *x,
                      int tokens) {
  for (int h = 0; h < halves(f); h++) {
    int32x4_t dot[MAX_TOKENS];
    for (int i = 0; i < tokens; i++) dot[i] = vdupq_n_s32(0);
    dot_half(dot, g->code + 4 * h, x, h, tokens);
    if (halves(f) == 1) dot_half(dot, g->code + 4, x, 1, tokens);
    for (int i = 0; i < tokens; i++) {
      float32x4_t scale = vmulq_n_f32(g->scale[h], x[i]->d);
      acc[i] = vfmaq_f32(acc[i], scale, vcvtq_f32_s32(dot[i]));
      if (has_add(f)) {
        int sum = halves(f) == 2 ? x[i]->sum[h] : x[i]->sum[0] + x[i]->sum[1];
        acc[i] = vfmaq_n_f32(acc[i], g->add[h], x[i]->d * (float)sum);
      }
    }
  }
}

INLINE void finish(const matmul_args *a, float32x4_t acc, uint32_t row, uint32_t t) {
  float *y = (float *)((char *)a->y + t * a->y_stride) + row;
  float values[4];
  vst1q_f32(values, acc);
  for (uint32_t i = 0; i < 4 && row + i < a->rows; i++) {
    if (a->bias) values[i] += a->bias[row + i];
    y[i] = a->accumulate ? values[i] + y[i] : values[i];
  }
}

// `quarters` quarters of a panel, from quarter `from` on, by `tokens` tokens from t on.
INLINE void tile(const matmul_args *a, format f, uint32_t panel, int from, int quarters, uint32_t t,
                 int tokens) {
  const char *w = (const char *)a->w + panel * panel_bytes(f, a->cols);
  const char *x = (const char *)a->x + t * a->x_stride;
  float32x4_t acc[MAX_TOKENS];
  for (int i = 0; i < quarters * tokens; i++) acc[i] = vdupq_n_f32(0);
  const uint32_t steps = by_column(f) ? a->cols : a->cols / 32;
  for (uint32_t b = 0; b < steps; b++) {
    for (int s = 0; s < quarters; s++) {
      float32x4_t *sums = acc + s * tokens;
      const int row = 4 * (from + s);
      if (by_column(f)) {
        float32x4_t column = load_column(f, w, b, row);
        for (int i = 0; i < tokens; i++) {
          sums[i] = vfmaq_n_f32(sums[i], column, ((const float *)(x + i * a->x_stride))[b]);
        }
      } else {
        group g;
        const activation_q8 *block[MAX_TOKENS];
        for (int i = 0; i < tokens; i++) {
          block[i] = (const activation_q8 *)(x + i * a->x_stride) + b;
        }
        load(&g, f, w, b, row);
        add_group(sums, f, &g, block, tokens);
      }
    }
  }
  for (int s = 0; s < quarters; s++) {
    for (int i = 0; i < tokens; i++) {
      finish(a, acc[s * tokens + i], panel * RH_PANEL_ROWS + 4 * (uint32_t)(from + s),
             t + (uint32_t)i);
    }
  }
}

INLINE void multiply(const matmul_args *a, format f, uint32_t first, uint32_t last) {
  uint32_t t = 0;
  for (; t + 8 <= a->n; t += 8) {
    for (uint32_t panel = first; panel < last; panel++) {
      for (int s = 0; s < QUARTERS; s++) tile(a, f, panel, s, 1, t, 8);
    }
  }
  for (; t + 2 <= a->n; t += 2) {
    for (uint32_t panel = first; panel < last; panel++) tile(a, f, panel, 0, QUARTERS, t, 2);
  }
  for (; t < a->n; t++) {
    for (uint32_t panel = first; panel < last; panel++) tile(a, f, panel, 0, QUARTERS, t, 1);
  }
}

#define MATMUL_KERNEL(variant, FORMAT, isa)                                               \
  static void matmul_##variant##_##isa(const void *args, uint32_t first, uint32_t last) { \
    multiply(args, FORMAT, first, last);                                                  \
  }

// The kernels of all formats of codes, and their lines in an install function.
#define MATMUL_INTEGER_KERNELS(isa) \
  MATMUL_KERNEL(q4, Q4, isa)        \
  MATMUL_KERNEL(q4k, Q4K, isa)      \
  MATMUL_KERNEL(q8, Q8, isa)        \
  MATMUL_KERNEL(q8m, Q8M, isa)      \
  MATMUL_KERNEL(q8k, Q8K, isa)      \
  MATMUL_KERNEL(q8km, Q8KM, isa)

#define MATMUL_INSTALL_INTEGERS(table, isa)      \
  do {                                           \
    RH_INSTALL_KERNEL(table, matmul, q4, isa);   \
    RH_INSTALL_KERNEL(table, matmul, q4k, isa);  \
    RH_INSTALL_KERNEL(table, matmul, q8, isa);   \
    RH_INSTALL_KERNEL(table, matmul, q8m, isa);  \
    RH_INSTALL_KERNEL(table, matmul, q8k, isa);  \
    RH_INSTALL_KERNEL(table, matmul, q8km, isa); \
  } while (0)

#endif
