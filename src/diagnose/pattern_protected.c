/* The largest holder is shielded, so others die for it.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static bool protected_judge(const struct facts *facts, struct finding *finding) {
    const struct holder *shielded = &facts->holders.shielded, *next = &facts->holders.unshielded;
    if (facts->reckoning->manual || shielded->count == 0 ||
        !amount_at_least(shielded->kb, PROTECTED_PERCENT, facts->room.reach_kb) ||
        shielded->kb / PROTECTED_TIMES < next->kb)
        return false;
    bool half = amount_at_least(shielded->kb, OUTLIER_SURE_PERCENT, facts->room.reach_kb);
    finding->confidence =
        half && facts->room.is_known && !facts->holders.rss_approximate ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    if (facts->room.only_processes)
        finding->confidence = CONFIDENCE_LOW;
    finding->weight = shielded->kb;
    finding->consumer = shielded->name;
    bool none = facts->event->no_killable.line > 0 || facts->event->panic.line > 0;
    str name = pattern_name(facts, shielded), other = next->count ? pattern_name(facts, next) : STR("");
    pattern_state(facts, finding, "The largest process, %.*s, holds %s but is shielded from the OOM killer, so %s.",
                  STR_ARG(name), SIZE(shielded->kb),
                  none && facts->event->kill_count == 0 ? "nothing was left to kill" : "others die for it");
    pattern_for(facts, finding, shielded->lines, "%.*s: %s, %s of %s%s, and oom_score_adj exempts it.", STR_ARG(name),
                SIZE(shielded->kb), PERCENT(shielded->kb, facts->room.reach_kb), facts->room.name,
                facts->room.swap_used_kb ? " plus the swap in use" : "");
    if (next->count)
        pattern_for(facts, finding, next->lines, "The largest that may be killed, %.*s, holds %s.", STR_ARG(other),
                    SIZE(next->kb));
    if (facts->event->no_killable.line > 0)
        pattern_for(facts, finding, evidence_line(facts->event->no_killable.line),
                    "The kernel found nothing left to kill.");
    if (facts->room.only_processes)
        pattern_against(facts, finding, facts->event->lines,
                        "The log has no memory figures: whether this is much of the machine is not shown.");
    pattern_against(facts, finding, shielded->lines,
                    "One report does not show whether that process grew or always was this large.");
    pattern_brief(facts, finding, "%.*s is the largest, but shielded from the OOM killer: %s.", STR_ARG(name),
                  none && facts->event->kill_count == 0 ? "nothing was left to kill" : "others die for it");
    return true;
}

static str protected_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: with the largest process open to the OOM killer, or limited, no other need die for it.");
}

static str protected_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Yes, by a limit on the shielded one");
}

const struct pattern pattern_protected = {
    .name = "protected",
    .family = PATTERN_HOLDER,
    .part = PART_ANON,
    .judge = protected_judge,
    .consumer = consumer_largest,
    .prevention = protected_prevention,
    .prevented = protected_prevented,
    .advice = {{ADVICE_DECISION, advice_audit_protection},
               {ADVICE_ROOM, advice_find_leak},
               {ADVICE_ROOM, advice_add_swap}},
};
