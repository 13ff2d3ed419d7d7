// SPDX-License-Identifier: Apache-2.0
#include "team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined(__x86_64__)
#define PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define PAUSE() __asm__ __volatile__("yield")
#else
#define PAUSE() ((void)0)
#endif

// Pauses before a waiting member gives its core away. Waits are mostly shorter; between two tapes a
// worker covers the sampling of one token by spinning, then sleeps.
enum { BUSY_SPINS = 4000, IDLE_SPINS = 8000 };

struct rh_team {
  uint32_t members;
  uint32_t started;
  pthread_t *threads;
  rh_team_job *job;
  void *context;
  // Each on a cache line of its own: they are written while others spin on them.
  _Alignas(64) atomic_uint generation;  // of the current job
  _Alignas(64) atomic_uint arrived;
  _Alignas(64) atomic_uint phase;
  _Alignas(64) atomic_bool stopping;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
};

typedef struct worker {
  rh_team *team;
  uint32_t member;
} worker;

uint32_t rh_team_size(const rh_team *team) { return team->members; }

void rh_team_pause(uint32_t waits) {
  if (waits < BUSY_SPINS) {
    PAUSE();
  } else {
    sched_yield();
  }
}

// Returns when every member has called it.
static void barrier(rh_team *team) {
  if (team->members == 1) return;
  unsigned phase = atomic_load_explicit(&team->phase, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&team->arrived, 1, memory_order_acq_rel) + 1 == team->members) {
    atomic_store_explicit(&team->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&team->phase, phase + 1, memory_order_release);
    return;
  }
  for (uint32_t waits = 0; atomic_load_explicit(&team->phase, memory_order_acquire) == phase;) {
    rh_team_pause(waits++);
  }
}

static unsigned next_generation(rh_team *team, unsigned seen) {
  for (unsigned spins = 0; spins < IDLE_SPINS; spins++) {
    unsigned now = atomic_load_explicit(&team->generation, memory_order_acquire);
    if (now != seen || atomic_load_explicit(&team->stopping, memory_order_relaxed)) return now;
    PAUSE();
  }
  pthread_mutex_lock(&team->mutex);
  while (atomic_load(&team->generation) == seen && !atomic_load(&team->stopping)) {
    pthread_cond_wait(&team->wake, &team->mutex);
  }
  pthread_mutex_unlock(&team->mutex);
  return atomic_load(&team->generation);
}

static void *work(void *argument) {
  worker self = *(worker *)argument;
  free(argument);
  for (unsigned seen = 0;;) {
    seen = next_generation(self.team, seen);
    if (atomic_load(&self.team->stopping)) return NULL;
    self.team->job(self.team->context, self.member);
    barrier(self.team);
  }
}

void rh_team_run(rh_team *team, rh_team_job *job, void *context) {
  team->job = job;
  team->context = context;
  if (team->members > 1) {
    pthread_mutex_lock(&team->mutex);
    atomic_fetch_add_explicit(&team->generation, 1, memory_order_release);
    pthread_cond_broadcast(&team->wake);
    pthread_mutex_unlock(&team->mutex);
  }
  job(context, 0);
  barrier(team);
}

static bool start_worker(rh_team *team, uint32_t member) {
  worker *self = malloc(sizeof *self);
  if (!self) return false;
  *self = (worker){team, member};
  if (pthread_create(&team->threads[member - 1], NULL, work, self) != 0) {
    free(self);
    return false;
  }
  team->started++;
  return true;
}

rh_team *rh_team_create(uint32_t members) {
  rh_team *team = aligned_alloc(64, (sizeof(rh_team) + 63) / 64 * 64);
  if (!team) return NULL;
  *team = (rh_team){.members = members};
  pthread_mutex_init(&team->mutex, NULL);
  pthread_cond_init(&team->wake, NULL);
  team->threads = calloc(members, sizeof *team->threads);
  for (uint32_t member = 1; member < members; member++) {
    if (!team->threads || !start_worker(team, member)) {
      rh_team_destroy(team);
      return NULL;
    }
  }
  return team;
}

void rh_team_destroy(rh_team *team) {
  if (!team) return;
  pthread_mutex_lock(&team->mutex);
  atomic_store(&team->stopping, true);
  pthread_cond_broadcast(&team->wake);
  pthread_mutex_unlock(&team->mutex);
  for (uint32_t i = 0; i < team->started; i++) pthread_join(team->threads[i], NULL);
  pthread_cond_destroy(&team->wake);
  pthread_mutex_destroy(&team->mutex);
  free(team->threads);
  free(team);
}
