/* The judgement on one event: facts, findings, answers, advice.
 * SPDX-License-Identifier: MIT */
#include "diagnose/diagnose.h"

#include "diagnose/choice.h"
#include "diagnose/facts.h"
#include "diagnose/headline.h"
#include "diagnose/prevention.h"
#include "diagnose/questions.h"
#include "diagnose/rank.h"
#include "diagnose/shortage.h"

bool diagnose(const struct event *event, const struct reckoning *reckoning, const struct growth_list *growth,
              struct diagnosis *ret_diagnosis) {
    struct facts facts;
    struct ranking ranking;
    struct diagnosis diagnosis = {0};
    facts_set(&facts, event, reckoning);
    if (growth)
        facts_set_growth(&facts, growth);
    rank_patterns(&facts, &ranking);
    rank_consider_growth(&facts, growth, &ranking);
    if (!rank_keep(&ranking, event->arena, &diagnosis))
        return false;
    questions_answer(&facts, &ranking, &diagnosis);
    prevention_advise(&facts, &ranking, &diagnosis);
    choice_explain(&facts, &diagnosis.choice);
    shortage_explain(&facts, &diagnosis.shortage);
    headline_set(&facts, &diagnosis);
    if (event->arena->failed)
        return false;
    *ret_diagnosis = diagnosis;
    return true;
}
