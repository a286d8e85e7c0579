/* All that is reckoned and said of an event, in lines of text that a test can compare.
 * SPDX-License-Identifier: MIT */
#ifndef UNIT_SAID_H
#define UNIT_SAID_H

#include <inttypes.h>
#include <stdio.h>

#include "diagnose/diagnose.h"

/* Where to, and how many lines before the log are not counted. */
struct said {
    FILE *file;
    int64_t before;
};

static inline int64_t said_line(const struct said *said, int64_t line) {
    return line > 0 ? line - said->before : line;
}

static inline void say(const struct said *said, str text, struct span lines) {
    fprintf(said->file, "%" PRId64 "-%" PRId64 " %.*s\n", said_line(said, lines.first), said_line(said, lines.last),
            STR_ARG(text));
}

static inline void say_list(const struct said *said, const struct evidence_list *list) {
    for (size_t i = 0; i < list->count; i++)
        say(said, list->items[i].statement, list->items[i].lines);
}

static inline void say_reckoning(const struct said *said, const struct event *event,
                                 const struct reckoning *reckoning) {
    fprintf(said->file, "%d %" PRId64 " %" PRId64 " %zu\n", (int)reckoning->scope, reckoning->page_kb,
            reckoning->ledger.managed_kb, reckoning->best_row);
    for (size_t i = 0; i < event->tasks.count; i++)
        fprintf(said->file, "%" PRId64 " %d\n", reckoning->tasks[i].badness, (int)reckoning->tasks[i].killable);
    for (size_t i = 0; i < event->memory.zone_count; i++)
        fprintf(said->file, "%d %d %" PRId64 "\n", (int)reckoning->zones[i].below, (int)reckoning->zones[i].eligible,
                reckoning->zones[i].margin_kb);
    for (size_t i = 0; i < event->warning_count; i++)
        say(said, event->warnings[i].statement, event->warnings[i].lines);
}

static inline void say_diagnosis(const struct said *said, const struct diagnosis *diagnosis) {
    const struct span none = {0};
    say(said, diagnosis->headline, none);
    for (size_t i = 0; i < diagnosis->finding_count; i++) {
        const struct finding *finding = &diagnosis->findings[i];
        fprintf(said->file, "%d ", (int)finding->confidence);
        say(said, finding->statement, none);
        say_list(said, &finding->evidence);
        say_list(said, &finding->against);
    }
    for (size_t i = 0; i < diagnosis->answer_count; i++) {
        say(said, diagnosis->answers[i].statement, none);
        say_list(said, &diagnosis->answers[i].evidence);
    }
    for (size_t i = 0; i < diagnosis->advice_count; i++) {
        const struct advice *advice = &diagnosis->advice[i];
        say(said, advice->advice, none);
        say(said, advice->command, none);
        say(said, advice->side_effect, none);
        say(said, advice->because, advice->lines);
    }
    say_list(said, &diagnosis->choice);
    say_list(said, &diagnosis->shortage);
}

#endif
