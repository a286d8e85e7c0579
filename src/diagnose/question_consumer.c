/* What consumed the most memory? The pattern that leads says it.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "diagnose/killer.h"

static void consumer_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    const struct ranked *leading = &ranking->items[0];
    if (killer_is_program(facts))
        killer_answer_consumer(facts, answer);
    else
        leading->pattern->consumer(facts, &leading->finding, answer);
}

const struct question question_consumer = {STR_INIT("consumer"), STR_INIT("What consumed the most memory?"), false,
                                           consumer_answer};
