/* Finds the sentence that a text is, and binds its words to the facts they tell.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_MATCH_H
#define KERNEL_MATCH_H

#include "kernel/sentences.h"
#include "model/builder.h"

enum { MATCH_GROUPS = 16 };

/* A sentence found. Views point into the text. */
struct match {
    const struct sentence *row;
    str before;               /* SENTENCE_LAST: what stands before the gate */
    str groups[MATCH_GROUPS]; /* by PCRE2's numbers; [0] is the whole match */
    const struct match_binding *binding;
};

/* The compiled table. A pattern is compiled when its gate first opens: a short report does not
 * pay for those it never needs. */
struct matcher;

/* NULL when memory is short. */
struct matcher *matcher_new(void);
void matcher_free(struct matcher *matcher);

/* Memory was short for a pattern: sentences may have been missed. */
bool matcher_failed(const struct matcher *matcher);

/* The first row that SPEAKER may say and that TEXT is. */
bool matcher_find(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match);

/* The words bound to the group NAME; empty if the sentence lacks them. */
str match_words(const struct match *match, str name);

/* The number bound to the group NAME, or ABSENT. */
int64_t match_number(const struct match *match, str name);

/* Sets every field of RECORD that the sentence names. Texts are copied into EVENT. */
void match_bind(const struct match *match, struct event *event, void *record, int64_t line);

#endif
