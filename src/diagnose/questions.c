/* The questions that every report answers, one after another.
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "diagnose/evidence.h"

static const struct question *const questions[] = {
#define QUESTION(name) &question_##name,
#include "diagnose/questions.def"
#undef QUESTION
};
enum { QUESTIONS_COUNT = sizeof questions / sizeof *questions };

/* What an answer rests on that has no line of its own to cite: that nothing in the whole report tells. */
static void questions_cite_all(const struct facts *facts, struct answer *answer) {
    if (answer->evidence.count == 0 && !answer->advises)
        evidence_add(facts->arena, &answer->evidence, facts->event->lines, "No line of this event tells of it.");
}

void questions_answer(const struct facts *facts, const struct ranking *ranking, struct diagnosis *diagnosis) {
    diagnosis->answers = arena_alloc(facts->arena, QUESTIONS_COUNT * sizeof *diagnosis->answers);
    if (!diagnosis->answers)
        return;
    for (size_t i = 0; i < QUESTIONS_COUNT; i++) {
        const struct question *question = questions[i];
        struct answer *answer = &diagnosis->answers[diagnosis->answer_count++];
        *answer = (struct answer){question->key, question->words, .advises = question->advises};
        question->answer(facts, ranking, answer);
        questions_cite_all(facts, answer);
        if (answer->brief.len == 0)
            answer->brief = answer->statement;
    }
}
