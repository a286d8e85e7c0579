/* Could it have been prevented? The pattern that leads says it in one sentence; the advice follows.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

static void prevention_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    answer->statement = ranking->items[0].pattern->prevention(facts);
    answer->brief = ranking->items[0].pattern->prevented(facts);
}

const struct question question_prevention = {STR_INIT("prevention"), STR_INIT("Could it have been prevented?"), true,
                                             prevention_answer};
