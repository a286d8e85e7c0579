/* A pattern: one way in which memory runs out, and how to recognise it.
 * SPDX-License-Identifier: MIT
 *
 * Each lives in a file pattern_NAME.c that ends in one const struct; patterns.def lists them. */
#ifndef DIAGNOSE_PATTERN_H
#define DIAGNOSE_PATTERN_H

#include "base/words.h"
#include "diagnose/advice.h"
#include "diagnose/consumer.h"
#include "diagnose/evidence.h"
#include "diagnose/facts.h"
#include "diagnose/thresholds.h"

enum {
    PATTERN_ADVICE = 16 /* of one pattern, with the rule that ends the list */
};

/* What a pattern answers: why the killer struck although others had room, or who held the memory. */
enum pattern_family { PATTERN_CIRCUMSTANCE, PATTERN_HOLDER, PATTERN_FALLBACK };

/* What it means that an earlier event shows a process smaller. */
enum pattern_growth { PATTERN_GROWTH_IS_AGAINST, PATTERN_GROWTH_CONFIRMS };

struct pattern {
    const char *name; /* of oomwhy-report(5): "memory-leak" */
    enum pattern_family family;
    /* Which part of the room it names as the cause; PART_COUNT for none. Patterns of one part are no rivals. */
    enum room_part part;
    enum pattern_growth growth; /* of its consumer */
    bool was_enough;            /* memory was not short: that some of it was kept free is beside the point */
    /* Fills confidence, weight, statement, evidence, against and consumer of *FINDING. False: the event does not fit.
     */
    bool (*judge)(const struct facts *facts, struct finding *finding);
    /* What consumed the most memory, where this pattern leads: fills *ANSWER from its own FINDING. consumer_largest
     * names the largest process or kind of memory: a pattern whose memory is neither answers for itself. */
    void (*consumer)(const struct facts *facts, const struct finding *finding, struct answer *answer);
    /* Could it have been prevented? One sentence, before the advice. */
    str (*prevention)(const struct facts *facts);
    str (*prevented)(const struct facts *facts); /* the same in at most 38 columns */
    /* In the order in which it is given; ends with a rule without a function. */
    struct advice_rule advice[PATTERN_ADVICE];
};

#define PATTERN(name) extern const struct pattern pattern_##name;
#include "diagnose/patterns.def"
#undef PATTERN

enum pattern_number {
#define PATTERN(name) PATTERN_NUMBER_##name,
#include "diagnose/patterns.def"
#undef PATTERN
    PATTERN_COUNT
};

/* The statement of a finding. */
void pattern_state(const struct facts *facts, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "most of RAM", "much of the limit", "a part of RAM": KB of the room, where the figure stands beside it. */
str pattern_amount(const struct facts *facts, int64_t kb);

/* The same in few words, for the first screen; where a pattern gives none it is the statement. */
void pattern_brief(const struct facts *facts, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A sentence for, or against, a finding, known to scripts by CODE. */
void pattern_for_as(str code, const struct facts *facts, struct finding *finding, struct span lines, const char *format,
                    ...) __attribute__((format(printf, 5, 6)));
void pattern_against_as(str code, const struct facts *facts, struct finding *finding, struct span lines,
                        const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same by the code of the function that calls them. */
#define pattern_for(...) pattern_for_as(code_of(__func__), __VA_ARGS__)
#define pattern_against(...) pattern_against_as(code_of(__func__), __VA_ARGS__)

/* How sure a kind of memory that holds KB is the cause: false below MENTION percent of the room, low below CAUSE,
 * high where it dominates. */
bool pattern_weigh(const struct facts *facts, struct finding *finding, int64_t kb, int64_t mention_percent,
                   int64_t cause_percent);

/* The same of another whole than the room. */
bool pattern_weigh_of(const struct facts *facts, struct finding *finding, int64_t kb, int64_t whole_kb,
                      int64_t mention_percent, int64_t cause_percent);

/* What processes hold, beside a kind of memory that is not theirs. */
void pattern_add_processes(const struct facts *facts, struct finding *finding);

/* Where holders_unshielded_most_kb is known: how large another process can have been, and what follows from it. */
void pattern_add_bound(const struct facts *facts, struct finding *finding, const char *hence);

/* "leaky-app (pid 123)" */
str pattern_name(const struct facts *facts, const struct holder *holder);

#endif
