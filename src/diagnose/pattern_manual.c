/* Someone asked for a kill: SysRq f.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

static bool manual_judge(const struct facts *facts, struct finding *finding) {
    if (!facts->reckoning->manual)
        return false;
    const struct trigger *trigger = &facts->event->trigger;
    finding->confidence = CONFIDENCE_HIGH;
    finding->weight = facts->room.reach_kb;
    pattern_state(facts, finding,
                  "Someone asked the kernel to kill the largest process (SysRq f): this is no shortage by itself.");
    if (trigger->sysrq_line > 0)
        pattern_for(facts, finding, evidence_line(trigger->sysrq_line), "The kernel notes a manual OOM execution.");
    if (trigger->lines.first)
        pattern_for(facts, finding, trigger->lines,
                    "The request came from SysRq (order %lld), not from a program in need of memory.",
                    (long long)trigger->order);
    struct shortage_sum open = shortage_of(facts, true);
    if (open.zones && open.margin_kb > 0)
        pattern_for(facts, finding, open.lines, "%s was free above the watermarks.", SIZE(open.margin_kb));
    else if (facts->reckoning->shortage == SHORTAGE_EXHAUSTED)
        pattern_against(facts, finding, open.lines, "Memory was down to the watermarks all the same.");
    if (finding->evidence.count == 0)
        pattern_for(facts, finding, facts->event->lines, "The call trace leads to SysRq's handler.");
    pattern_brief(facts, finding, "someone asked for this kill by hand (SysRq f): no shortage by itself.");
    return true;
}

static bool manual_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("sysrq");
    advice->advice = STR("Find out who sent SysRq f; if nobody should, leave 64 out of kernel.sysrq (1 allows all).");
    advice->command = STR("sysctl kernel.sysrq");
    advice->because = STR("The kill was asked for by hand; no capacity was short.");
    advice->lines = facts->event->trigger.lines;
    return true;
}

static str manual_prevention(const struct facts *facts) {
    (void)facts;
    return STR("It was asked for by hand: there is nothing to prevent but the asking.");
}

static str manual_prevented(const struct facts *facts) {
    (void)facts;
    return STR("It was asked for by hand");
}

const struct pattern pattern_manual = {
    .name = "manual",
    .family = PATTERN_CIRCUMSTANCE,
    .part = PART_COUNT,
    .was_enough = true,
    .judge = manual_judge,
    .consumer = consumer_largest,
    .prevention = manual_prevention,
    .prevented = manual_prevented,
    .advice = {{ADVICE_DECISION, manual_advise}},
};
