/* The largest holder is shielded, so others die for it.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static bool protected_judge(const struct scene *scene, struct finding *finding) {
    const struct holder *shielded = &scene->shielded, *next = &scene->unshielded;
    if (scene->reckoning->manual || shielded->count == 0 ||
        !amount_at_least(shielded->kb, PROTECTED_PERCENT, scene->reach_kb) || shielded->kb / PROTECTED_TIMES < next->kb)
        return false;
    bool half = amount_at_least(shielded->kb, OUTLIER_SURE_PERCENT, scene->reach_kb);
    finding->confidence = half && scene->room_known && !scene->rss_approximate ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
    if (scene->only_processes)
        finding->confidence = CONFIDENCE_LOW;
    finding->weight = shielded->kb;
    finding->consumer = shielded->name;
    bool none = scene->event->no_killable.line > 0 || scene->event->panic.line > 0;
    str name = pattern_name(scene, shielded), other = next->count ? pattern_name(scene, next) : STR("");
    pattern_state(scene, finding, "The largest process, %.*s, holds %s but is shielded from the OOM killer, so %s.",
                  STR_ARG(name), SIZE(shielded->kb),
                  none && scene->event->kill_count == 0 ? "nothing was left to kill" : "others die for it");
    pattern_for(scene, finding, shielded->lines, "%.*s: %s, %s of %s%s, and oom_score_adj exempts it.", STR_ARG(name),
                SIZE(shielded->kb), PERCENT(shielded->kb, scene->reach_kb), scene->room,
                scene->swap_used_kb ? " plus the swap in use" : "");
    if (next->count)
        pattern_for(scene, finding, next->lines, "The largest that may be killed, %.*s, holds %s.", STR_ARG(other),
                    SIZE(next->kb));
    if (scene->event->no_killable.line > 0)
        pattern_for(scene, finding, evidence_line(scene->event->no_killable.line),
                    "The kernel found nothing left to kill.");
    if (scene->only_processes)
        pattern_against(scene, finding, scene->event->lines,
                        "The log has no memory figures: whether this is much of the machine is not shown.");
    pattern_against(scene, finding, shielded->lines,
                    "One report does not show whether that process grew or always was this large.");
    return true;
}

const struct pattern pattern_protected = {"protected", PATTERN_HOLDER, PART_ANON, protected_judge};
