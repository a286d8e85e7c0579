/* The questions that every report answers.
 * SPDX-License-Identifier: MIT
 *
 * Each lives in a file question_NAME.c that ends in one const struct; questions.def lists them. */
#ifndef DIAGNOSE_QUESTIONS_H
#define DIAGNOSE_QUESTIONS_H

#include "diagnose/facts.h"
#include "diagnose/rank.h"

struct question {
    str key;      /* its name for scripts: "scope" */
    str words;    /* "System-wide or cgroup OOM?" */
    bool advises; /* the advice is a part of the answer */
    /* Fills the word, the statement and the evidence of *ANSWER. RANKING has at least one finding. */
    void (*answer)(const struct facts *facts, const struct ranking *ranking, struct answer *answer);
};

#define QUESTION(name) extern const struct question question_##name;
#include "diagnose/questions.def"
#undef QUESTION

/* Fills the answers of DIAGNOSIS; memory comes from the event's arena, none are filled when it is short. */
void questions_answer(const struct facts *facts, const struct ranking *ranking, struct diagnosis *diagnosis);

#endif
