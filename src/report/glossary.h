/* The glossary: what the terms of an OOM report mean.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_GLOSSARY_H
#define REPORT_GLOSSARY_H

#include "base/str.h"

enum glossary_kind {
    GLOSSARY_LINE,
    GLOSSARY_COUNTER,
    GLOSSARY_NODE,
    GLOSSARY_TOTAL,
    GLOSSARY_ZONE,
    GLOSSARY_TASK,
    GLOSSARY_REQUEST,
    GLOSSARY_FLAG,
    GLOSSARY_CGROUP,
    GLOSSARY_SITUATION,
    GLOSSARY_IDEA,
    GLOSSARY_KINDS
};

struct glossary_term {
    enum glossary_kind kind;
    str name;
    str also; /* other spellings, with ", " between them */
    str what; /* three sentences at most */
};

enum { GLOSSARY_FOUND = 8 };

/* Terms that were found. */
struct glossary_found {
    const struct glossary_term *items[GLOSSARY_FOUND];
    size_t count;
};

/* The terms in the order of glossary.def, from 0; NULL behind the last. */
const struct glossary_term *glossary_at(size_t index);

size_t glossary_index(const struct glossary_term *term);

/* "the machine's counters, in pages" */
str glossary_kind_words(enum glossary_kind kind);

/* The terms that are spelled so: as "Isolated(anon):", "isolated_anon_kb" and "total_isolated_anon" all mean
 * isolated_anon. First those of that name, then those that have it as another spelling. */
void glossary_find(str spelling, struct glossary_found *ret_found);

/* The terms that are spelled nearly so: a few letters differ, or it is the beginning of theirs. */
void glossary_find_near(str spelling, struct glossary_found *ret_found);

/* The first term of that NAME or spelling, as it is printed: letter for letter. NULL if there is none. */
const struct glossary_term *glossary_printed(str name);

#endif
