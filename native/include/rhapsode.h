// SPDX-License-Identifier: Apache-2.0
// The C ABI of Rhapsode: device, buffer, tensor, op record, tape. Java describes a step of the
// model as a tape of op records; one call of rh_tape_run computes it.
//
// No function exits, prints or trusts its arguments: each returns a status, and rh_last_error says
// in a sentence what was wrong. Different devices may be used from different threads at once; one
// device by one thread at a time.
#ifndef RHAPSODE_H
#define RHAPSODE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RH_API __attribute__((visibility("default")))
#else
#define RH_API
#endif

#define RH_ABI_VERSION 1
#define RH_MAX_OPERANDS 9
#define RH_MAX_PARAMS 8

typedef enum rh_status {
  RH_OK = 0,
  RH_INVALID = 1,      // an argument or op record is wrong
  RH_NO_MEMORY = 2,    // the machine refused memory
  RH_UNSUPPORTED = 3,  // this build, processor or backend can't do it
} rh_status;

// The sentence of the last failure on this thread; "" if there was none. Valid until the next call.
RH_API const char *rh_last_error(void);
// RH_ABI_VERSION of the library, to be compared with the header the caller was built from.
RH_API uint32_t rh_abi_version(void);
// The size of a struct ("rh_op") or the offset of a field ("rh_op.f") as the library was compiled,
// so that bindings can be held against it; UINT64_MAX for any other name.
RH_API uint64_t rh_abi_layout(const char *name);

// ---- Types --------------------------------------------------------------------------------------

// Element types: GGUF's own numbers (types.inc), then the library's internal ones from 1000 on.
typedef enum rh_type {
#define RH_TYPE(id, NAME, name, block_values, block_bytes, packed) RH_TYPE_##NAME = id,
#include "../types/types.inc"
#undef RH_TYPE
} rh_type;

typedef struct rh_type_info {
  const char *name;       // as in GGUF, "Q4_K"
  uint32_t block_values;  // values in a block
  uint32_t block_bytes;   // bytes of a block
  uint32_t packed;        // the rh_type that rh_pack turns a matrix of this type into
  uint32_t activation;    // the rh_type of x that a matmul with these weights reads
  uint32_t row_multiple;  // rows take a multiple of so many bytes
} rh_type_info;

// RH_UNSUPPORTED when the library does not know the type.
RH_API rh_status rh_type_describe(uint32_t type, rh_type_info *info);

// Quantizes `rows` rows of `cols` values, all finite, into the blocks of a type of files, rows side
// by side, so that the sum of importance[column] * error^2 is small (types/encode.h); importance:
// `cols` positive values, or NULL where all columns are alike. RH_UNSUPPORTED where the type has no
// quantizer, RH_INVALID for a value that is no number or beyond the type. Any thread may call.
RH_API rh_status rh_quantize_rows(uint32_t type, const float *x, uint32_t cols, uint32_t rows,
                                  const float *importance, void *blocks);
// The values that such blocks hold, exactly.
RH_API rh_status rh_dequantize_rows(uint32_t type, const void *blocks, uint32_t cols, uint32_t rows,
                                    float *x);

// ---- Device -------------------------------------------------------------------------------------

typedef struct rh_device rh_device;

// backend: "cpu". isa: one of rh_instruction_sets, the strongest that kernels may use, or NULL for
// the best the processor has. threads: size of the team, the caller's thread included; at least 1.
RH_API rh_status rh_device_open(const char *backend, const char *isa, uint32_t threads,
                                rh_device **device);
RH_API void rh_device_close(rh_device *device);
// The instruction set in use, as rh_device_open names it.
RH_API const char *rh_device_isa(const rh_device *device);
// The instruction sets that there are kernels for and that run here, weakest first: "reference,
// avx2, avx512". Valid until the thread's next call.
RH_API const char *rh_instruction_sets(void);
// What the processor offers, space separated: "avx2 fma f16c avx512f ... vnni".
RH_API const char *rh_processor_features(void);

typedef enum rh_peak {
  RH_PEAK_READ = 0,     // bytes from memory, out of more than the last cache holds
  RH_PEAK_INT8 = 1,     // multiply-adds of 8-bit integers, operands in registers
  RH_PEAK_FLOAT32 = 2,  // multiply-adds of 32-bit floats, operands in registers
} rh_peak;

// How many of these a second the device's team reaches with its instruction set: the best of
// several rounds, in less than a second. RH_PEAK_READ takes memory for its time: twice the last
// cache, at least 256 MiB, at most a quarter of the machine's.
RH_API rh_status rh_device_measure(rh_device *device, uint32_t peak, double *per_second);

// ---- Buffers ------------------------------------------------------------------------------------

// Buffers are named by small numbers from 1 on; 0 is no buffer.

// Zeroed memory of the device, aligned to 64 bytes.
RH_API rh_status rh_buffer_allocate(rh_device *device, uint64_t bytes, uint32_t *buffer);
// Host memory of the caller, for example a mapped file, which must outlive the buffer. Read only.
RH_API rh_status rh_buffer_wrap(rh_device *device, const void *host, uint64_t bytes,
                                uint32_t *buffer);
RH_API rh_status rh_buffer_free(rh_device *device, uint32_t buffer);
// Where the host can read and write the buffer; NULL where the device's memory is its own.
RH_API void *rh_buffer_host(rh_device *device, uint32_t buffer);
// Tells the system that the pages of a wrapped file wholly inside the range are not needed for now.
RH_API rh_status rh_buffer_release_pages(rh_device *device, uint32_t buffer, uint64_t offset,
                                         uint64_t bytes);

// ---- Tensors ------------------------------------------------------------------------------------

// A matrix of `rows` rows of `cols` values in a buffer. All zero means absent.
// A packed type (matmul/matmul.h) has no row stride: stride is 0.
typedef struct rh_tensor {
  uint64_t offset;  // bytes from the start of the buffer to row 0
  uint64_t stride;  // bytes from a row to the next; 0 repeats one row
  uint32_t buffer;
  uint32_t type;  // rh_type
  uint32_t cols;
  uint32_t rows;
} rh_tensor;

// Bytes of one row of `cols` values, and of a whole packed matrix.
RH_API rh_status rh_row_bytes(uint32_t type, uint32_t cols, uint64_t *bytes);
RH_API rh_status rh_packed_bytes(uint32_t packed_type, uint32_t cols, uint32_t rows,
                                 uint64_t *bytes);
// Reorders the rows of `source` (a type of a file) into `packed` (its packed type, same shape).
RH_API rh_status rh_pack(rh_device *device, const rh_tensor *source, const rh_tensor *packed);

// ---- Ops ----------------------------------------------------------------------------------------

// What each op reads and writes stands in the contract header of its folder, ops/<op>/<op>.h.
typedef enum rh_op_kind {
#define RH_OP(NAME, name) RH_OP_##NAME,
#include "../ops/ops.inc"
#undef RH_OP
  RH_OP_COUNT
} rh_op_kind;

typedef enum rh_activation {
  RH_ACTIVATION_NONE = 0,
  RH_ACTIVATION_SILU = 1,       // x / (1 + exp(-x))
  RH_ACTIVATION_GELU = 2,       // x/2 (1 + erf(x / sqrt 2))
  RH_ACTIVATION_GELU_TANH = 3,  // x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
  RH_ACTIVATION_RELU = 4,
  RH_ACTIVATION_RELU_SQUARED = 5,
  RH_ACTIVATION_GELU_QUICK = 6,  // x / (1 + exp(-1.702 x))
  RH_ACTIVATION_CLAMPED = 7,     // the same of min(x, 7); the other half changes too: ops/gate
  RH_ACTIVATION_SIGMOID = 8,     // 1 / (1 + exp(-x))
} rh_activation;

typedef enum rh_pairing {
  RH_PAIRING_ADJACENT = 0,  // (x0,x1) (x2,x3) ...: the original RoPE, GGUF's "norm"
  RH_PAIRING_HALVES = 1,    // (x0,x_n/2) (x1,x_n/2+1) ...: GPT-NeoX
} rh_pairing;

typedef enum rh_elementwise {
  RH_ELEMENTWISE_ADD = 0,       // y = a + b
  RH_ELEMENTWISE_MULTIPLY = 1,  // y = a * b
  RH_ELEMENTWISE_SCALE = 2,     // y = a * f
  RH_ELEMENTWISE_SOFTCAP = 3,   // y = f * tanh(a / f)
  RH_ELEMENTWISE_COPY = 4,      // y = a
  RH_ELEMENTWISE_CLAMP = 5,     // y = min(max(a, -f), f)
  RH_ELEMENTWISE_EXP = 6,       // y = e^a
} rh_elementwise;

// The parts of routing tokens to experts (ops/route), of what experts do (ops/experts), and what
// logits of experts become.
typedef enum rh_route {
  RH_ROUTE_CHOOSE = 0,  // each token's experts
  RH_ROUTE_WEIGH = 1,   // how much each of them counts
  RH_ROUTE_GROUP = 2,   // which tokens each expert gets
} rh_route;

typedef enum rh_experts {
  RH_EXPERTS_DISPATCH = 0,  // rows in the order of their experts
  RH_EXPERTS_MULTIPLY = 1,  // each row by its expert's matrix
  RH_EXPERTS_COMBINE = 2,   // each token's rows, weighted
} rh_experts;

typedef enum rh_expert_score {
  RH_EXPERT_SCORE_SOFTMAX = 0,       // of all experts' logits
  RH_EXPERT_SCORE_SIGMOID = 1,       // of each by itself
  RH_EXPERT_SCORE_SPARSE_MIXER = 2,  // softmax of what is close to the chosen one: ops/route
} rh_expert_score;

// Attention sums over the keys a query sees in chunks that end where their place is a multiple of
// this. A sequence whose places begin at one gets the same bits as one that begins at place 0.
#define RH_ATTENTION_CHUNK 256

// One step of a tape.
typedef struct rh_op {
  uint32_t kind;   // rh_op_kind
  int32_t layer;   // of the model, -1 outside the layers; for the trace alone
  uint32_t label;  // the caller's, for the trace alone
  uint32_t reserved;
  rh_tensor operand[RH_MAX_OPERANDS];  // [0] is the output
  int32_t i[RH_MAX_PARAMS];
  float f[RH_MAX_PARAMS];
} rh_op;

// What one op of a run took.
typedef struct rh_trace {
  uint64_t nanoseconds;
  uint32_t kernel;  // index for rh_kernel_describe
  uint32_t reserved;
} rh_trace;

// Checks every record, then computes them in order. trace: n_ops entries, or NULL.
// On RH_INVALID nothing was computed.
RH_API rh_status rh_tape_run(rh_device *device, const rh_op *ops, uint64_t n_ops, rh_trace *trace);

// ---- Introspection and self-checks --------------------------------------------------------------

typedef struct rh_kernel_info {
  const char *op;       // "matmul"
  const char *variant;  // "q4": what the kernel is for, often a type
  const char *isa;      // the file that serves it on this device: "avx512vnni"
} rh_kernel_info;

RH_API uint32_t rh_kernel_count(void);
RH_API rh_status rh_kernel_describe(const rh_device *device, uint32_t kernel, rh_kernel_info *info);

typedef struct rh_check_result {
  uint32_t cases;     // how many were compared with the reference
  uint32_t failures;  // how many lay outside their bound
  double worst;       // largest error met, in units of its bound; at most 1 unless something failed
  char first_failure[256];  // sentence naming the first failing case, or ""
} rh_check_result;

// Runs the check of one op kind (ops/<op>/check.c): the kernels of `isa` against the reference,
// over awkward sizes, misaligned starts, guard bytes and extreme values. plant_fault != 0 spoils
// one output value, to prove that the check sees it.
RH_API rh_status rh_check_op(uint32_t kind, const char *isa, uint64_t seed, uint32_t plant_fault,
                             rh_check_result *result);
RH_API const char *rh_op_name(uint32_t kind);

// How what two devices wrote for the same op differs.
typedef struct rh_difference {
  rh_trace expected, tested;  // what the op took on each
  double absolute;  // largest |difference|; infinite where only one has a NaN or an infinity
  double relative;  // the same over the largest |value| that was expected
  double worst;     // largest difference in units of what the op may be off by: above 1 they part
} rh_difference;

// Runs one op on two devices, for which both hold the same inputs, then gives `tested` the output
// of `expected`: op by op, a tape meets the same inputs on both. The records may differ in their
// buffers, offsets and strides alone. A kernel may differ from the reference's by what the op's
// check allows; kernels of any two other instruction sets owe the same bits.
RH_API rh_status rh_compare_op(rh_device *expected, const rh_op *expected_op, rh_device *tested,
                               const rh_op *tested_op, rh_difference *difference);

#ifdef __cplusplus
}
#endif

#endif
