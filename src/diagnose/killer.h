/* Userspace killers: what their figures say, and what their settings can do.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_KILLER_H
#define DIAGNOSE_KILLER_H

#include "diagnose/advice.h"

/* Whether a program of user space killed: it acted by itself, or told of a kill of the kernel's. */
static inline bool killer_is_program(const struct facts *facts) {
    return facts->event->killer != KILLER_KERNEL;
}

/* Whether it acted by limits of its own. */
bool killer_has_limits(const struct facts *facts);

/* What happened, in one sentence. */
str killer_headline(const struct facts *facts, str host);

/* Why it acted, as far as its figures tell, and the evidence for that. */
void killer_state(const struct facts *facts, struct finding *finding);

/* Four of the five questions. */
void killer_answer_scope(const struct facts *facts, struct answer *answer);
void killer_answer_consumer(const struct facts *facts, struct answer *answer);
void killer_answer_swap(const struct facts *facts, struct answer *answer);
void killer_answer_thrashing(const struct facts *facts, struct answer *answer);

/* Advice: its thresholds; what keeps a program out of its way; the cgroup that used most. */
bool killer_advise_settings(const struct facts *facts, struct advice *advice);
bool killer_advise_protection(const struct facts *facts, struct advice *advice);
bool killer_advise_swap_limit(const struct facts *facts, struct advice *advice);
bool killer_advise_largest(const struct facts *facts, struct advice *advice);

#endif
