/* Why this victim, and what its end could give back.
 * SPDX-License-Identifier: MIT */
#include "diagnose/choice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"
#include "model/kernel.h"

static const struct oomwhy_task *choice_task(const struct scene *scene, size_t row) {
    return row < scene->event->tasks.count ? &scene->event->tasks.items[row] : NULL;
}

static int64_t choice_badness(const struct scene *scene, size_t row) {
    return scene->reckoning->tasks ? scene->reckoning->tasks[row].badness : OOMWHY_ABSENT;
}

static void choice_add_nobody(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct oomwhy_event *event = scene->event;
    if (event->no_killable.line > 0)
        evidence_add(scene->arena, list, evidence_line(event->no_killable.line),
                     "Nobody was killed: every process left was shielded or could not be chosen.");
    else if (event->panic.line > 0)
        evidence_add(scene->arena, list, evidence_line(event->panic.line),
                     "Nobody was killed: the kernel is set to panic instead.");
    else
        evidence_add(scene->arena, list, event->lines, "The log names no victim.");
}

static bool choice_is_trigger(const struct scene *scene, const struct oomwhy_kill *kill) {
    return str_has(kill->message, STR("oom_kill_allocating_task")) ||
           (kill->pid == scene->event->identity.pid && scene->reckoning->explained == OOMWHY_NO);
}

static void choice_add_deviation(const struct scene *scene, struct oomwhy_evidence_list *list,
                                 const struct oomwhy_kill *kill, const struct oomwhy_task *best) {
    const struct oomwhy_event *event = scene->event;
    const char *why = "the table may have changed since, or the kernel judged by figures that are not printed";
    if (choice_is_trigger(scene, kill))
        why =
            "the kernel killed the process that asked for memory (vm.oom_kill_allocating_task, or a confined request)";
    else if (event->intent_pid != OOMWHY_ABSENT && event->intent_pid != kill->pid)
        why = "kernels up to 5.0 kill a child of the process they chose";
    else if (scene->rss_approximate)
        why = "this kernel's rss figures are approximate";
    evidence_add(scene->arena, list, evidence_line(best->line),
                 "By its score %.*s (pid %lld) would have been the choice; %s.", STR_ARG(best->name),
                 (long long)best->pid, why);
}

static void choice_add_score(const struct scene *scene, struct oomwhy_evidence_list *list,
                             const struct oomwhy_kill *kill) {
    const struct oomwhy_reckoning *r = scene->reckoning;
    const struct oomwhy_task *best = choice_task(scene, r->best_row);
    if (r->explained == OOMWHY_YES)
        evidence_add(
            scene->arena, list, evidence_line(kill->line),
            "%.*s (pid %lld) has the highest score of all processes that may be killed: memory in RAM and swap, "
            "page tables and oom_score_adj.",
            STR_ARG(kill->name), (long long)kill->pid);
    else if (r->explained == OOMWHY_NO && best)
        choice_add_deviation(scene, list, kill, best);
    if (kill->oom_score_adj != OOMWHY_ABSENT && kill->oom_score_adj > 0)
        evidence_add(scene->arena, list, evidence_line(kill->line),
                     "Its oom_score_adj of %lld raised its score by %s of memory and swap.",
                     (long long)kill->oom_score_adj, PERCENT(kill->oom_score_adj, 1000));
}

/* "kill process 13218 (apache2) score 139071 or a child": up to 2.6.35 a score in pages of address space. */
static void choice_add_printed_score(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct oomwhy_event *event = scene->event;
    if (event->intent.line <= 0 || event->intent_score == OOMWHY_ABSENT ||
        !kernel_before(scene->reckoning->kernel, KERNEL_VERSION(2, 6, 36)) || scene->reckoning->kernel.rhel)
        return;
    evidence_add(scene->arena, list, evidence_line(event->intent.line),
                 "The kernel scored it %lld. Up to 2.6.35 that counts address space (with half of its children's, less "
                 "for long run time), not memory in use: it does not show that this process held much.",
                 (long long)event->intent_score);
}

static void choice_add_shielded(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct holder *shielded = &scene->shielded;
    if (shielded->count == 0 || !tally_at_least(shielded->kb, PROTECTED_PERCENT / 5, scene->reach_kb))
        return;
    evidence_add(scene->arena, list, shielded->lines,
                 "%.*s (pid %lld) with %s could not be chosen: oom_score_adj shields it.", STR_ARG(shielded->name),
                 (long long)shielded->pid, SIZE(shielded->kb));
}

/* The best of the rest by badness. */
/* How far behind the victim, in the scale of that kernel. */
static str choice_distance(const struct scene *scene, int64_t behind) {
    if (behind == 0)
        return STR("whose score is the same");
    if (scene->reckoning->badness_permille)
        return evidence_format(scene->arena, "%lld of 1000 points behind", (long long)behind);
    return evidence_format(scene->arena, "behind by a score worth %s",
                           SIZE(tally_times(behind, scene->reckoning->page_kb)));
}

static void choice_add_next(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct oomwhy_reckoning *r = scene->reckoning;
    int64_t victim = r->victim_row != SIZE_MAX ? choice_badness(scene, r->victim_row) : OOMWHY_ABSENT;
    for (size_t i = 0; victim != OOMWHY_ABSENT && r->ranking && i < scene->event->tasks.count; i++) {
        size_t row = r->ranking[i];
        const struct oomwhy_task *task = choice_task(scene, row);
        if (!task || row == r->victim_row || choice_badness(scene, row) == OOMWHY_ABSENT ||
            r->tasks[row].killable == OOMWHY_NO || r->tasks[row].repeated)
            continue;
        int64_t behind; /* scores may be negative since 5.9 */
        if (!__builtin_sub_overflow(victim, choice_badness(scene, row), &behind) && behind >= 0)
            evidence_add(scene->arena, list, evidence_line(task->line), "Next would have been %.*s (pid %lld), %.*s.",
                         STR_ARG(task->name), (long long)task->pid, STR_ARG(choice_distance(scene, behind)));
        return;
    }
}

static int64_t choice_freed_kb(const struct oomwhy_event *event) {
    int64_t kb = OOMWHY_ABSENT;
    for (size_t i = 0; i < event->kill_count; i++)
        if (event->kills[i].anon_rss_kb != OOMWHY_ABSENT)
            kb = tally_sum(kb, tally_sum(event->kills[i].anon_rss_kb, event->kills[i].pgtables_kb));
    return kb;
}

static void choice_add_freed(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct oomwhy_event *event = scene->event;
    int64_t freed = choice_freed_kb(event), shared = tally_of(event->kills[0].shmem_rss_kb);
    struct oomwhy_span lines = {event->kills[0].line, event->kills[event->kill_count - 1].line};
    if (freed == OOMWHY_ABSENT)
        return;
    bool little = scene->room_kb > 0 && !tally_at_least(freed, 2, scene->room_kb);
    evidence_add(scene->arena, list, lines, "%s can give back about %s (private memory and page tables)%s.",
                 event->kill_count == 1 ? "This kill" : "These kills", SIZE(freed),
                 little ? ": too little to help for long" : "");
    if (tally_at_least(shared, 50, tally_sum(freed, shared)))
        evidence_add(scene->arena, list, lines, "Its %s of shared memory stay until the segment is removed.",
                     SIZE(shared));
}

static void choice_add_reaper(const struct scene *scene, struct oomwhy_evidence_list *list) {
    for (size_t i = 0; i < scene->event->kill_count && i < 8; i++) {
        const struct oomwhy_kill *kill = &scene->event->kills[i];
        if (kill->reaped == OOMWHY_REAPED_FAILED)
            evidence_add(scene->arena, list, evidence_line(kill->reaped_line),
                         "The kernel could not take the memory of %.*s (pid %lld) back at once: it is stuck.",
                         STR_ARG(kill->name), (long long)kill->pid);
    }
}

void choice_explain(const struct scene *scene, struct oomwhy_evidence_list *list) {
    const struct oomwhy_event *event = scene->event;
    if (event->kill_count == 0) {
        choice_add_nobody(scene, list);
        return;
    }
    if (event->killer != OOMWHY_KILLER_KERNEL)
        return;
    choice_add_printed_score(scene, list);
    choice_add_score(scene, list, &event->kills[0]);
    if (event->oom_group.line > 0)
        evidence_add(scene->arena, list, evidence_line(event->oom_group.line),
                     "Its cgroup is killed as a whole (memory.oom.group): %s.",
                     COUNT((int64_t)event->kill_count, "process", "processes"));
    choice_add_shielded(scene, list);
    choice_add_next(scene, list);
    choice_add_freed(scene, list);
    choice_add_reaper(scene, list);
}
