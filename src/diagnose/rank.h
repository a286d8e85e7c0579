/* Which findings stand, how sure, and in which order.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_RANK_H
#define DIAGNOSE_RANK_H

#include "diagnose/pattern.h"

/* A finding with the pattern that made it. */
struct ranked {
    const struct pattern *pattern;
    struct finding finding;
};

/* The patterns that fit, best first. Never empty. */
struct ranking {
    struct ranked items[PATTERN_COUNT];
    size_t count;
};

/* Holds the facts against every pattern. */
void rank_patterns(const struct facts *facts, struct ranking *ret_ranking);

/* What earlier events show of growth goes into the leading finding, as its pattern takes it. */
void rank_consider_growth(const struct facts *facts, const struct growth_list *growth, struct ranking *ranking);

/* Copies the findings into DIAGNOSIS. False when memory is short. */
bool rank_keep(const struct ranking *ranking, struct arena *arena, struct diagnosis *diagnosis);

#endif
