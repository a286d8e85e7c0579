/* The sections of the text report, in the order in which a person under pressure needs them.
 * SPDX-License-Identifier: MIT
 *
 * A section that has nothing to tell writes nothing. */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/report.h"
#include "report/sheet.h"

struct story {
    struct sheet sheet;
    bool all_tasks;
    bool legend_told; /* once is enough */
    const struct event *event;
    const struct reckoning *reckoning;
    const struct diagnosis *diagnosis;
};

/* Rows of a list that is not shown whole. */
enum { STORY_ROWS = 10 };

/* Which event, where and when; what happened in one sentence; the verdict and what speaks for and against it. */
void story_head(struct story *story);

/* Where the memory went: the balance of the cgroup, or of the machine; the zones; the caches. */
void story_memory(struct story *story);

/* Its parts: the zones against their watermarks, the largest kernel caches and allocation sites. */
void story_zones(struct story *story);
void story_caches(struct story *story);

/* The largest tasks, and those of one name together. */
void story_tasks(struct story *story);

/* Why now, why this victim, who was killed. */
void story_kill(struct story *story);

/* The questions and their answers. */
void story_questions(struct story *story);

/* What was damaged or is missing, what earlier events add. */
void story_tail(struct story *story);

/* "Where the memory went [lines 9-20]", after an empty line. */
void story_title(struct story *story, const char *title, struct span lines);

/* Words of the program's own (sheet_phrase), wrapped. */
static inline void story_words(struct story *story, enum sheet_style style, const char *text) {
    sheet_phrase(&story->sheet, style, str_from_cstr(text));
}

void story_size(struct story *story, int64_t kb);

/* "[lines 3-9]" behind the words before it; nothing for no line. */
void story_lines(struct story *story, struct span lines);

/* One list item: MARK, then a sentence with its lines. */
void story_claim(struct story *story, const char *mark, size_t indent, str statement, struct span lines);
void story_claims(struct story *story, const char *mark, size_t indent, const struct evidence_list *list);

/* What all events say together, a line each. */
void story_series(struct sheet *sheet, const struct evidence_list *series);

/* "and 12 more" */
void story_more(struct story *story, size_t count, const char *what);

#endif
