/* Could it have been prevented? The pattern that leads says it in one sentence; the advice follows.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

static void prevention_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    if (facts->reckoning->request == REQUEST_KSWAPD) { /* whatever holds the memory */
        answer->statement =
            STR("Probably: with a lower min_ttl_ms (0 switches it off), or with more room for what is in use.");
        answer->brief = STR("Probably, with a lower min_ttl_ms");
        return;
    }
    if (facts->reckoning->swapoff && !facts->room.is_cgroup) {
        answer->statement = STR("Probably: by leaving swap on; what lay in it did not fit into RAM beside the rest.");
        answer->brief = STR("Probably, by leaving swap on");
        return;
    }
    answer->statement = ranking->items[0].pattern->prevention(facts);
    answer->brief = ranking->items[0].pattern->prevented(facts);
}

const struct question question_prevention = {STR_INIT("prevention"), STR_INIT("Could it have been prevented?"), true,
                                             prevention_answer};
