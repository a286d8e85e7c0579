/* What the patterns judge by: the room, who held it, and what makes the log doubtful.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_FACTS_H
#define DIAGNOSE_FACTS_H

#include "diagnose/holders.h"
#include "diagnose/room.h"
#include "diagnose/userland.h"

struct facts {
    const struct event *event;
    const struct reckoning *reckoning;
    struct arena *arena; /* the event's */
    struct room room;
    struct holders holders;
    struct userland userland;
    struct evidence_list doubts;
    struct reading reading;      /* since an earlier event; event 0: none */
    const struct growth *growth; /* the largest process that earlier events show smaller; NULL: none */
};

/* FACTS stays where it is: its holders point at its room. */
void facts_set(struct facts *facts, const struct event *event, const struct reckoning *reckoning);

/* What earlier events add. */
void facts_set_growth(struct facts *facts, const struct growth_list *growth);

/* The log lacks what a judgement needs: "not enough to tell" is worth saying beside any other finding. */
bool facts_are_lacking(const struct facts *facts);

/* What graphics drivers hold (printed by 7.1 and later) is the most: counted, and nobody's by this report. */
bool facts_name_graphics(const struct facts *facts);

#endif
