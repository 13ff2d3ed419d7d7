// SPDX-License-Identifier: Apache-2.0
// The thread team: workers that spin shortly for the next job, then sleep.
#ifndef RH_CORE_TEAM_H
#define RH_CORE_TEAM_H

#include <stdint.h>

typedef struct rh_team rh_team;

// What each member runs; member 0 is the caller.
typedef void rh_team_job(void *context, uint32_t member);

// A team of `members`, the caller included. NULL when the machine refuses threads or memory.
rh_team *rh_team_create(uint32_t members);
void rh_team_destroy(rh_team *team);
uint32_t rh_team_size(const rh_team *team);
// Runs the job on all members and returns when all are done.
void rh_team_run(rh_team *team, rh_team_job *job, void *context);
// What a member does while it waits for others: spins at first, then gives its core away. `waits`
// counts its calls from 0.
void rh_team_pause(uint32_t waits);

#endif
