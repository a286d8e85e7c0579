/* The judgement on one event: scene, findings, answers, advice.
 * SPDX-License-Identifier: MIT */
#include "diagnose/diagnose.h"

#include "diagnose/choice.h"
#include "diagnose/headline.h"
#include "diagnose/prevention.h"
#include "diagnose/questions.h"
#include "diagnose/rank.h"
#include "diagnose/scene.h"
#include "diagnose/shortage.h"

bool diagnose(const struct event *event, const struct reckoning *reckoning, const struct growth_list *growth,
              struct diagnosis *ret_diagnosis) {
    struct scene scene;
    struct ranking ranking;
    struct diagnosis diagnosis = {0};
    scene_set(&scene, event, reckoning);
    rank_patterns(&scene, &ranking);
    rank_consider_growth(&scene, growth, &ranking);
    if (!rank_keep(&ranking, event->arena, &diagnosis))
        return false;
    questions_answer(&scene, &ranking, &diagnosis);
    prevention_advise(&scene, &ranking, &diagnosis);
    choice_explain(&scene, &diagnosis.choice);
    shortage_explain(&scene, &diagnosis.shortage);
    headline_set(&scene, &diagnosis);
    if (event->arena->failed)
        return false;
    *ret_diagnosis = diagnosis;
    return true;
}
