/* The advice against what leads, the cheapest and safest first.
 * SPDX-License-Identifier: MIT */
#include "diagnose/prevention.h"

enum { PREVENTION_MOST = 6 };

/* What helps whichever pattern leads. */
static const struct advice_rule prevention_always[] = {
    {ADVICE_DECISION, advice_boot},
    {ADVICE_DECISION, advice_allocating_task},
    {ADVICE_DECISION, advice_min_ttl},
    {ADVICE_DECISION, advice_keep_swap},
    {ADVICE_DECISION, advice_kmem_limit},
    {ADVICE_LAST, advice_dump_tasks},
    {ADVICE_RANKS, NULL},
};

/* What helps where memory was short. */
static const struct advice_rule prevention_shortage[] = {
    {ADVICE_ROOM, advice_min_free},
    {ADVICE_LAST, advice_lower_min_free}, /* it may be its vendor's: what holds the memory comes first */
    {ADVICE_RANKS, NULL},
};

/* Two patterns may name the same advice, or one early and late. */
static bool prevention_is_given(const struct diagnosis *diagnosis, str words) {
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        if (str_equal(diagnosis->advice[i].advice, words))
            return true;
    return false;
}

static void prevention_add(const struct facts *facts, struct diagnosis *diagnosis, const struct advice_rule *rule) {
    struct advice advice = {0};
    if (diagnosis->advice_count == PREVENTION_MOST || !rule->give(facts, &advice) ||
        prevention_is_given(diagnosis, advice.advice))
        return;
    if (advice.lines.first == 0)
        advice.lines = facts->event->lines;
    diagnosis->advice[diagnosis->advice_count++] = advice;
}

/* Those of RULES, up to the one without a function, that have RANK. */
static void prevention_add_ranked(const struct facts *facts, struct diagnosis *diagnosis,
                                  const struct advice_rule *rules, enum advice_rank rank) {
    for (; rules && rules->give; rules++)
        if (rules->rank == rank)
            prevention_add(facts, diagnosis, rules);
}

/* Of a memory test that ran on purpose nothing is to be said but that. */
static const struct advice_rule prevention_of_test[] = {
    {ADVICE_ROOM, advice_memory_test},
    {ADVICE_RANKS, NULL},
};

/* What the machine does when memory is out comes behind the first word on why it was out. */
static void prevention_add_panic(const struct facts *facts, struct diagnosis *diagnosis) {
    struct advice advice = {0};
    if (!advice_panic(facts, &advice))
        return;
    size_t at = diagnosis->advice_count > 0 ? 1 : 0;
    if (diagnosis->advice_count < PREVENTION_MOST)
        diagnosis->advice_count++;
    for (size_t i = diagnosis->advice_count - 1; i > at; i--)
        diagnosis->advice[i] = diagnosis->advice[i - 1];
    diagnosis->advice[at] = advice;
}

/* A choice of one is none. */
static void prevention_drop_lone_choices(struct diagnosis *diagnosis) {
    for (size_t i = 0; i < diagnosis->advice_count; i++) {
        size_t same = 0;
        for (size_t j = 0; j < diagnosis->advice_count; j++)
            same += diagnosis->advice[j].either == diagnosis->advice[i].either;
        if (same < 2)
            diagnosis->advice[i].either = 0;
    }
}

/* Of what may be the cause. What is hardly more than a guess comes behind the whole report, which would show more. */
static void prevention_add_guess(const struct facts *facts, struct diagnosis *diagnosis, const struct ranked *second,
                                 enum advice_rank rank) {
    const bool is_faint = second->finding.confidence == CONFIDENCE_LOW;
    if (!is_faint || rank != ADVICE_CAUSE)
        prevention_add_ranked(facts, diagnosis, second->pattern->advice, rank);
    if (is_faint && rank == ADVICE_LOG)
        prevention_add_ranked(facts, diagnosis, second->pattern->advice, ADVICE_CAUSE);
}

void prevention_advise(const struct facts *facts, const struct ranking *ranking, struct diagnosis *diagnosis) {
    const struct pattern *leading = ranking->items[0].pattern;
    bool guess = leading->family == PATTERN_FALLBACK && ranking->count > 1; /* then what comes next is advised on too */
    const struct advice_rule *lists[] = {prevention_always, leading->was_enough ? NULL : prevention_shortage,
                                         leading->advice};
    const struct advice_rule *test[] = {prevention_always, prevention_of_test, NULL};
    const bool is_test = leading->part == PART_ANON && advice_is_memory_test(facts);
    diagnosis->advice = arena_alloc(facts->arena, PREVENTION_MOST * sizeof *diagnosis->advice);
    if (!diagnosis->advice)
        return;
    for (enum advice_rank rank = 0; rank < ADVICE_RANKS; rank++) {
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
            prevention_add_ranked(facts, diagnosis, is_test ? test[i] : lists[i], rank);
        if (guess && !is_test)
            prevention_add_guess(facts, diagnosis, &ranking->items[1], rank);
    }
    prevention_add_panic(facts, diagnosis);
    prevention_drop_lone_choices(diagnosis);
}
