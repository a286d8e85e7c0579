/* Finds the sentence that a text is, and binds its words to the facts they tell.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_MATCH_H
#define KERNEL_MATCH_H

#include "kernel/extent.h"
#include "kernel/sentences.h"
#include "model/builder.h"

enum { MATCH_GROUPS = 16 };

/* A sentence found. Views point into the text. */
struct match {
    const struct sentence *row;
    str before;               /* SENTENCE_LAST: what stands before `begins` */
    str groups[MATCH_GROUPS]; /* by PCRE2's numbers; [0] is the whole match */
    const struct match_binding *binding;
};

/* The compiled table. A pattern is compiled when a text first holds its literal: a short report does not pay for those
 * it never needs. */
struct matcher;

/* NULL when memory is short. */
struct matcher *matcher_new(void);
void matcher_free(struct matcher *matcher);

/* Memory was short for a pattern: sentences may have been missed. */
bool matcher_failed(const struct matcher *matcher);

/* The first row that SPEAKER may say and that TEXT is. */
bool matcher_find(struct matcher *matcher, str text, enum sentence_speaker speaker, struct match *ret_match);

/* How much of a sentence of the kernel TEXT is. Facts are the words that the pattern binds, the figures of its list,
 * and its end. Only where no row matches is PCRE2's partial match asked: then it is cut. */
struct extent matcher_extent(struct matcher *matcher, str text);

/* Whether TEXT is a title, as "Memory allocations (profiling is currently turned on):", and its first AT bytes are not
 * yet. */
bool matcher_completes_title(struct matcher *matcher, str text, size_t at);

/* Whether the words by which a sentence is found begin in the first AT bytes of TEXT and end behind them. */
bool matcher_tears_mark(str text, size_t at);

/* Whether TEXT, from its first byte on, is a line of its own or may be the beginning of one. */
bool matcher_begins_line(struct matcher *matcher, str text, enum sentence_speaker speaker);

/* Whether TEXT begins with a sign of a userspace killer, or is the beginning of one. */
bool matcher_begins_killer(const struct matcher *matcher, str text);

/* How many more facts TEXT, a sentence that begins in its first AT bytes, tells than these bytes alone; 0 if no
 * sentence begins there. */
size_t matcher_gain(struct matcher *matcher, str text, size_t at, enum sentence_speaker speaker);

/* Where TEXT breaks off within a process name: how many bytes of the name it has; else STR_NONE, or LIMIT_COMM or more.
 */
size_t matcher_open_name(const struct matcher *matcher, str text);

/* Whether the byte AT of TEXT, a line break, is part of a process name, with the rest of the sentence around it. */
bool matcher_breaks_name(struct matcher *matcher, str text, size_t at);

/* The words bound to the group NAME; empty if the sentence lacks them. */
str match_words(const struct match *match, str name);

/* The number bound to the group NAME, or ABSENT. */
int64_t match_number(const struct match *match, str name);

/* Sets every field of RECORD that the sentence names. Texts are copied into EVENT. */
void match_bind(const struct match *match, struct event *event, void *record, int64_t line);

#endif
