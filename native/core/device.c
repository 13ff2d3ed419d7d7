// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE  // madvise
#include "device.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"

enum { BUFFER_ALIGNMENT = 64, MAX_THREADS = 1024 };

rh_status rh_device_open(const char *backend, const char *isa, uint32_t threads,
                         rh_device **device) {
  if (!backend || !device) return rh_fail(RH_INVALID, "no backend or no place for the device");
  if (strcmp(backend, "cpu") != 0) {
    return rh_fail(RH_UNSUPPORTED, "there is no backend '%s' in this build; there is: cpu",
                   backend);
  }
  if (threads < 1 || threads > MAX_THREADS) {
    return rh_fail(RH_INVALID, "%u threads; a team has 1 to %d", threads, MAX_THREADS);
  }
  rh_device *opened = calloc(1, sizeof *opened);
  if (!opened) return rh_fail(RH_NO_MEMORY, "no memory for a device");
  if (!rh_kernels_fill(&opened->kernels, isa, &opened->isa)) {
    free(opened);
    return rh_fail(RH_UNSUPPORTED,
                   "the instruction set '%s' is unknown or not on this machine, which has: %s", isa,
                   rh_instruction_sets());
  }
  opened->team = rh_team_create(threads);
  if (!opened->team) {
    free(opened);
    return rh_fail(RH_NO_MEMORY, "the system refused %u threads", threads);
  }
  *device = opened;
  return RH_OK;
}

void rh_device_close(rh_device *device) {
  if (!device) return;
  rh_team_destroy(device->team);
  for (uint32_t i = 0; i < device->buffer_slots; i++) {
    if (device->buffers[i].owned) munmap(device->buffers[i].data, device->buffers[i].bytes);
  }
  free(device->buffers);
  free(device->bound);
  free(device->work);
  free(device);
}

const char *rh_device_isa(const rh_device *device) { return device->isa; }

const rh_buffer *rh_device_buffer(const rh_device *device, uint32_t buffer) {
  if (buffer == 0 || buffer > device->buffer_slots) return NULL;
  const rh_buffer *slot = &device->buffers[buffer - 1];
  return slot->data ? slot : NULL;
}

static rh_status add_buffer(rh_device *device, rh_buffer added, uint32_t *buffer) {
  uint32_t slot = 0;
  while (slot < device->buffer_slots && device->buffers[slot].data) slot++;
  if (slot == device->buffer_slots) {
    rh_buffer *grown = realloc(device->buffers, (slot + 8) * sizeof *grown);
    if (!grown) return rh_fail(RH_NO_MEMORY, "no memory for the buffer table");
    memset(grown + slot, 0, 8 * sizeof *grown);
    device->buffers = grown;
    device->buffer_slots = slot + 8;
  }
  device->buffers[slot] = added;
  *buffer = slot + 1;
  return RH_OK;
}

rh_status rh_buffer_allocate(rh_device *device, uint64_t bytes, uint32_t *buffer) {
  if (bytes == 0 || bytes > SIZE_MAX / 2)
    return rh_fail(RH_INVALID, "a buffer of %llu bytes", (unsigned long long)bytes);
  uint64_t rounded = (bytes + BUFFER_ALIGNMENT - 1) / BUFFER_ALIGNMENT * BUFFER_ALIGNMENT;
  // Anonymous pages are zero and cost no memory until they are touched.
  unsigned char *data =
      mmap(NULL, rounded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) {
    return rh_fail(RH_NO_MEMORY, "the system refused a buffer of %llu bytes",
                   (unsigned long long)bytes);
  }
  rh_status status = add_buffer(device, (rh_buffer){data, rounded, true}, buffer);
  if (status != RH_OK) munmap(data, rounded);
  return status;
}

rh_status rh_buffer_wrap(rh_device *device, const void *host, uint64_t bytes, uint32_t *buffer) {
  if (!host || bytes == 0) return rh_fail(RH_INVALID, "an empty host buffer");
  return add_buffer(device, (rh_buffer){(unsigned char *)(uintptr_t)host, bytes, false}, buffer);
}

rh_status rh_buffer_free(rh_device *device, uint32_t buffer) {
  if (!rh_device_buffer(device, buffer))
    return rh_fail(RH_INVALID, "there is no buffer %u", buffer);
  rh_buffer *slot = &device->buffers[buffer - 1];
  if (slot->owned) munmap(slot->data, slot->bytes);
  *slot = (rh_buffer){0};
  return RH_OK;
}

void *rh_buffer_host(rh_device *device, uint32_t buffer) {
  const rh_buffer *found = rh_device_buffer(device, buffer);
  return found ? found->data : NULL;
}

void rh_device_use_huge_pages(const rh_device *device, uint32_t buffer) {
#ifdef MADV_HUGEPAGE
  const rh_buffer *found = rh_device_buffer(device, buffer);
  if (found && found->owned) madvise(found->data, found->bytes, MADV_HUGEPAGE);
#else
  (void)device;
  (void)buffer;
#endif
}

rh_status rh_buffer_release_pages(rh_device *device, uint32_t buffer, uint64_t offset,
                                  uint64_t bytes) {
  const rh_buffer *found = rh_device_buffer(device, buffer);
  if (!found || found->owned || offset > found->bytes || bytes > found->bytes - offset) {
    return rh_fail(RH_INVALID, "no wrapped range of %llu bytes at %llu in buffer %u",
                   (unsigned long long)bytes, (unsigned long long)offset, buffer);
  }
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t first = ((uintptr_t)found->data + offset + page - 1) / page * page;
  uintptr_t last = ((uintptr_t)found->data + offset + bytes) / page * page;
  if (first < last) madvise((void *)first, last - first, MADV_DONTNEED);
  return RH_OK;
}
