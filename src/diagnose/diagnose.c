/* The judgement on one event: facts and findings, then answers and advice.
 * SPDX-License-Identifier: MIT */
#include "diagnose/diagnose.h"

#include "diagnose/choice.h"
#include "diagnose/facts.h"
#include "diagnose/headline.h"
#include "diagnose/prevention.h"
#include "diagnose/questions.h"
#include "diagnose/rank.h"
#include "diagnose/shortage.h"

struct judgement {
    struct facts facts;
    struct ranking ranking;
};

bool diagnose(const struct event *event, const struct reckoning *reckoning, const struct growth_list *growth,
              struct diagnosis *ret_diagnosis, struct judgement **ret_judgement) {
    struct judgement *judgement = arena_room(event->arena, sizeof *judgement);
    struct diagnosis diagnosis = {0};
    if (!judgement)
        return false;
    facts_set(&judgement->facts, event, reckoning);
    if (growth)
        facts_set_growth(&judgement->facts, growth);
    rank_patterns(&judgement->facts, &judgement->ranking);
    rank_consider_growth(&judgement->facts, growth, &judgement->ranking);
    if (!rank_keep(&judgement->ranking, event->arena, &diagnosis) || event->arena->failed)
        return false;
    *ret_diagnosis = diagnosis;
    *ret_judgement = judgement;
    return true;
}

bool diagnose_explain(const struct judgement *judgement, struct diagnosis *diagnosis) {
    const struct facts *facts = &judgement->facts;
    questions_answer(facts, &judgement->ranking, diagnosis);
    prevention_advise(facts, &judgement->ranking, diagnosis);
    choice_explain(facts, &diagnosis->choice);
    shortage_explain(facts, &diagnosis->shortage);
    headline_set(facts, diagnosis);
    return !facts->arena->failed;
}
