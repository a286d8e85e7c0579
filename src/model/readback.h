/* What had been dropped or swapped out and was read back, by the counters that a report prints.
 * SPDX-License-Identifier: MIT */
#ifndef MODEL_READBACK_H
#define MODEL_READBACK_H

#include "model/event.h"

/* All of them count up from the boot, or from the making of the cgroup: only the difference of two reports has an
 * age. ABSENT where they are not printed. */
struct readback {
    int64_t refaults_kb;            /* of a cgroup: files and swap */
    int64_t swap_faults, swap_hits; /* of the machine: faults on swapped-out pages; those still in the swap cache */
    bool is_partial;                /* a cgroup's statistics lack some of these figures */
    struct span lines;
};

struct readback readback_of_cgroup(const struct event *event, int64_t page_kb);
struct readback readback_of_machine(const struct event *event);

#endif
