/* Why this victim, and what its end could give back.
 * SPDX-License-Identifier: MIT */
#include "diagnose/choice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/kinds.h"
#include "diagnose/thresholds.h"
#include "model/badness.h"
#include "model/release.h"
#include "model/victim.h"

enum {
    CHOICE_KILLS = 64,         /* looked at; a group kill may name thousands */
    CHOICE_LITTLE_PERCENT = 2, /* of the room: what comes back is used up at once */
    CHOICE_KEPT_PERCENT = 30   /* of the room: worth saying that a kill does not give it back */
};

static const struct task *choice_task(const struct facts *facts, size_t row) {
    return row < facts->event->tasks.count ? &facts->event->tasks.items[row] : NULL;
}

static int64_t choice_badness(const struct facts *facts, size_t row) {
    return facts->reckoning->tasks ? facts->reckoning->tasks[row].badness : ABSENT;
}

static void choice_add_nobody(const struct facts *facts, struct evidence_list *list) {
    const struct event *event = facts->event;
    if (facts->room.booting)
        evidence_add(facts->arena, list,
                     event->no_killable.line > 0 ? evidence_line(event->no_killable.line) : event->lines,
                     "Nobody was killed: the kernel was still booting, and no process was there to be killed.");
    else if (room_panics_by_order(&facts->room))
        evidence_add(facts->arena, list, evidence_line(event->panic.line),
                     "Nobody was killed: the kernel is set to panic instead.");
    else if (victim_skipped_line(event) > 0)
        evidence_add(facts->arena, list, evidence_line(victim_skipped_line(event)),
                     "Nobody was killed: the process that the kernel chose was already exiting.");
    else if (event->no_killable.line > 0 || event->panic.line > 0)
        evidence_add(facts->arena, list,
                     evidence_line(event->no_killable.line > 0 ? event->no_killable.line : event->panic.line),
                     "Nobody was killed: every process left was shielded or could not be chosen.");
    else
        evidence_add(facts->arena, list, event->lines, "The log names no victim.");
}

/* The victim whose kill line is not in the log. */
static void choice_add_naming(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    static const char *const names[] = {[NAMED_BY_SUMMARY] = "\"oom-kill:\" line",
                                        [NAMED_BY_ANNOUNCEMENT] = "line that announces the kill",
                                        [NAMED_BY_REAPER] = "oom_reaper's line"};
    if (kill->named_by == NAMED_BY_KILL)
        return;
    evidence_add(facts->arena, list, evidence_line(kill->line),
                 "The %s names it; its kill line, which would tell its sizes, is not in the log.%s",
                 names[kill->named_by],
                 victim_is_only_announced(kill)
                     ? " Kernels up to 5.0 may kill a child of the process they chose: which of them died is not shown."
                     : "");
}

/* Further victims that only the reaper names: of a filtered log, or of kills before it begins. */
static void choice_add_reaped(const struct facts *facts, struct evidence_list *list) {
    const struct event *event = facts->event;
    struct span lines = {0};
    int64_t count = 0;
    for (size_t i = 1; i < event->kill_count && event->oom_group.line == 0; i++)
        if (event->kills[i].named_by == NAMED_BY_REAPER) {
            lines = evidence_join(lines, evidence_line(event->kills[i].line));
            count++;
        }
    if (count > 0)
        evidence_add(facts->arena, list, lines,
                     "Only the oom_reaper tells of %s: the log does not show whether this kill or another ended %s.",
                     COUNT(count, "further victim", "further victims"), count == 1 ? "it" : "them");
}

static bool choice_is_trigger(const struct facts *facts, const struct kill *kill) {
    return badness_kills_allocating(facts->event) ||
           (kill->pid == facts->event->identity.pid && facts->reckoning->explained == TRI_NO);
}

static void choice_add_deviation(const struct facts *facts, struct evidence_list *list, const struct kill *kill,
                                 const struct task *best) {
    const struct event *event = facts->event;
    const char *why =
        "it may have been dying already, the table may have changed since, or the kernel judged by figures "
        "that are not printed";
    if (choice_is_trigger(facts, kill))
        why =
            "the kernel killed the process that asked for memory (vm.oom_kill_allocating_task, or a confined request)";
    else if (event->intent_pid != ABSENT && event->intent_pid != kill->pid)
        why = "kernels up to 5.0 kill a child of the process they chose";
    else if (facts->holders.rss_approximate)
        why = "this kernel's rss figures are approximate";
    evidence_add(facts->arena, list, evidence_line(best->line),
                 "By its score %.*s (pid %lld) would have been the choice; %s.", NAMED(best->name),
                 (long long)best->pid, why);
}

/* The row of the one that the kernel scored highest: up to 5.0 a child of it may have been killed in its place. */
static const struct task *choice_chosen(const struct facts *facts) {
    const struct event *event = facts->event;
    const struct task *victim = choice_task(facts, facts->reckoning->victim_row);
    if (event->intent_pid == ABSENT || (victim && victim->pid == event->intent_pid) ||
        (victim && event->kills[0].thread_of > 0 && event->kills[0].pid == event->intent_pid))
        return victim;
    for (size_t i = 0; i < event->tasks.count; i++)
        if (event->tasks.items[i].pid == event->intent_pid)
            return &event->tasks.items[i];
    return NULL;
}

/* "Kill process 24411 (bash) score 0 or sacrifice child", then "Killed process 24450 (copy)": up to 5.0 a child with an
 * address space of its own dies first (oom_kill_process, mm/oom_kill.c). */
static void choice_add_child(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const struct event *event = facts->event;
    const struct task *victim = choice_task(facts, facts->reckoning->victim_row);
    bool is_thread = victim && victim->pid == kill->pid && victim->tgid == event->intent_pid;
    if (event->intent.line <= 0 || event->intent_pid == ABSENT || event->intent_pid <= 0 || kill->pid == ABSENT ||
        kill->named_by != NAMED_BY_KILL || event->intent_pid == kill->pid || is_thread)
        return;
    if (victim && !choice_chosen(facts) && str_equal(event->intent_name, kill->name)) {
        evidence_add(facts->arena, list, evidence_join(evidence_line(event->intent.line), evidence_line(kill->line)),
                     "The kernel chose pid %lld and killed pid %lld of the same name (%.*s): up to 5.0 that is a child "
                     "of it, or the process of which it is a thread; pid %lld has no row that would tell.",
                     (long long)event->intent_pid, (long long)kill->pid, NAMED(kill->name),
                     (long long)event->intent_pid);
        return;
    }
    evidence_add(facts->arena, list, evidence_join(evidence_line(event->intent.line), evidence_line(kill->line)),
                 "The kernel chose %.*s (pid %lld) and killed its child %.*s (pid %lld) in its place: up to 5.0 it "
                 "spares the parent where it can.",
                 NAMED(event->intent_name), (long long)event->intent_pid, NAMED(kill->name), (long long)kill->pid);
}

/* "Killed process 7537 (java)" above a table with a row for 7493 of the same sizes. */
static void choice_add_thread(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const struct task *process = choice_task(facts, facts->reckoning->victim_row);
    if (kill->thread_of <= 0 || !process || process->pid != kill->thread_of)
        return;
    evidence_add(facts->arena, list, evidence_join(evidence_line(process->line), evidence_line(kill->line)),
                 "pid %lld is a thread of %.*s (pid %lld), whose row has the same sizes: the kernel may name a thread, "
                 "and kills the whole process.",
                 (long long)kill->pid, NAMED(process->name), (long long)process->pid);
}

static void choice_add_highest(const struct facts *facts, struct evidence_list *list, const struct task *chosen) {
    const struct task *best = choice_task(facts, facts->reckoning->best_row);
    evidence_add(facts->arena, list, evidence_line(chosen->line),
                 "%.*s (pid %lld) has %sthe highest score of all processes that may be killed: memory in RAM and swap, "
                 "page tables and oom_score_adj.",
                 NAMED(chosen->name), (long long)chosen->pid,
                 best == chosen ? "" : "(within the error of these figures) ");
}

/* Up to 5.8 a score below 1 counts as 1: where oom_score_adj pulls them all down there, size plays no part. */
static bool choice_all_clamped(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    const struct task *best = choice_task(facts, r->best_row);
    return best && facts->holders.whole && best->oom_score_adj < 0 && choice_badness(facts, r->best_row) <= 1 &&
           (!r->release.number || release_is_before(r->release, RELEASE(5, 9, 0))) &&
           facts->holders.unshielded.count > 0;
}

/* "Kill process 24411 (bash) score 0 or sacrifice child", then "Killed process 24450 (copy)" */
static bool choice_is_child(const struct event *event, const struct kill *kill) {
    return event->intent_pid != ABSENT && kill->named_by == NAMED_BY_KILL && event->intent_pid != kill->pid;
}

static void choice_add_clamped(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const struct holder *largest = &facts->holders.unshielded;
    if (largest->pid == kill->pid || largest->pid == facts->event->intent_pid)
        return;
    evidence_add(facts->arena, list, evidence_join(largest->lines, facts->event->tasks.lines),
                 "No process that may be killed scores above 0 (oom_score_adj). Kernels up to 5.8 count all such "
                 "scores as 1 and take one by its place in the list, not the largest (%.*s, pid %lld, with %s)%s.",
                 NAMED(largest->name), (long long)largest->pid, SIZE(largest->kb),
                 facts->reckoning->release.number ? "" : "; the log does not name this kernel's release");
}

/* "Kill process 40738 (mysqld) score 16 or sacrifice child" above a table that shows little of it: the score counts
 * swap and page tables, for which tables up to 3.5 have no column. */
static void choice_add_hidden(const struct facts *facts, struct evidence_list *list, const struct task *chosen) {
    const struct reckoning *r = facts->reckoning;
    int64_t score = facts->event->intent_score;
    if (chosen->swapents != ABSENT || score == ABSENT || score < 1 || score > 1000 || chosen->oom_score_adj == ABSENT ||
        score <= chosen->oom_score_adj || r->total_pages <= 0)
        return;
    int64_t permille = score - chosen->oom_score_adj;
    int64_t held_kb = amount_product(amount_product(r->total_pages, r->page_kb) / 1000, permille);
    int64_t shown_kb = amount_product(chosen->rss, r->page_kb);
    if (amount_at_least(shown_kb, 50, held_kb))
        return;
    evidence_add(facts->arena, list,
                 evidence_join(evidence_line(chosen->line), evidence_line(facts->event->intent.line)),
                 "The kernel gave %.*s (pid %lld) score %lld: about %s, %s of %s. The table shows %s of it; "
                 "the rest must be what the score counts and this table has no column for: swap and page tables.",
                 NAMED(chosen->name), (long long)chosen->pid, (long long)score, SIZE(held_kb), PERCENT(permille, 1000),
                 facts->room.is_cgroup ? "what the cgroup may use" : "RAM and swap", SIZE(shown_kb));
}

/* "Out of memory (oom_kill_allocating_task): Killed process 101", up to 5.0 "..: Kill process 101 (x) score 0 or
 * sacrifice child" before it */
static void choice_add_setting(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const struct event *event = facts->event;
    const bool is_announced = event->intent.line > 0;
    evidence_add(facts->arena, list, evidence_line(is_announced ? event->intent.line : kill->line),
                 "vm.oom_kill_allocating_task is set: the kernel %s the process that asked for memory, whatever it and "
                 "the others hold.",
                 choice_is_child(event, kill) ? "chose" : "killed");
}

static bool choice_is_swapoff(const struct facts *facts, const struct kill *kill) {
    return facts->reckoning->swapoff && str_equal(kill->name, STR("swapoff"));
}

/* So much is taken off its score that what it held counted for nothing. */
static bool choice_was_protected(const struct facts *facts, const struct kill *kill) {
    const int64_t held_kb = victim_resident_kb(kill);
    if (kill->oom_score_adj == ABSENT || kill->oom_score_adj >= 0 || kill->oom_score_adj <= -1000 ||
        !amount_known(held_kb) || facts->room.is_cgroup) /* whose processes may all be as protected */
        return false;
    if (!facts->room.is_known)
        return held_kb < SMALL_VICTIM_KB;
    return held_kb < amount_product(facts->room.reach_kb / 1000, -kill->oom_score_adj);
}

/* "Killed process 541 (dbus-broker) ... oom_score_adj:-900": whoever is not so protected comes before it. */
static void choice_add_adjusted(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const char *whole = facts->room.is_cgroup ? "what the cgroup may use" : "memory and swap";
    if (kill->oom_score_adj != ABSENT && kill->oom_score_adj > 0)
        evidence_add(facts->arena, list, evidence_line(kill->line),
                     "Its oom_score_adj of %lld raised its score by %s of %s.", (long long)kill->oom_score_adj,
                     PERCENT(kill->oom_score_adj, 1000), whole);
    else if (choice_was_protected(facts, kill) && !choice_all_clamped(facts) && !facts->event->oom_group.line)
        evidence_add(facts->arena, list, evidence_line(kill->line),
                     "Its oom_score_adj of %lld took %s of %s off its score, and yet none that could be killed scored "
                     "higher: those without such protection held next to nothing, or were gone.",
                     (long long)kill->oom_score_adj, PERCENT(-kill->oom_score_adj, 1000), whole);
}

static void choice_add_score(const struct facts *facts, struct evidence_list *list, const struct kill *kill) {
    const struct reckoning *r = facts->reckoning;
    const struct task *best = choice_task(facts, r->best_row), *chosen = choice_chosen(facts);
    if (badness_kills_allocating(facts->event)) {
        choice_add_setting(facts, list, kill);
        return;
    }
    if (choice_is_swapoff(facts, kill)) {
        evidence_add(facts->arena, list, evidence_line(kill->line),
                     "swapoff is killed first, whatever its score: it says so of itself before it reads swap back "
                     "(set_current_oom_origin).");
        return;
    }
    if (!facts->holders.whole) /* the best of the rows that are left need not be the best of all */
        best = NULL;
    if (choice_all_clamped(facts)) {
        if (!choice_is_child(facts->event, kill))
            choice_add_clamped(facts, list, kill);
    } else if (r->explained == TRI_YES && chosen && best) {
        choice_add_highest(facts, list, chosen);
        choice_add_hidden(facts, list, chosen);
    } else if (r->explained == TRI_NO && best)
        choice_add_deviation(facts, list, kill, best);
    else if (chosen)
        choice_add_hidden(facts, list, chosen);
    choice_add_adjusted(facts, list, kill);
}

/* "kill process 13218 (apache2) score 139071 or a child": up to 2.6.35 a score in pages of address space. */
static void choice_add_printed_score(const struct facts *facts, struct evidence_list *list) {
    const struct event *event = facts->event;
    if (event->intent.line <= 0 || event->intent_score == ABSENT ||
        !release_is_before(facts->reckoning->release, RELEASE(2, 6, 36)) || facts->reckoning->release.rhel)
        return;
    evidence_add(facts->arena, list, evidence_line(event->intent.line),
                 "The kernel scored it %lld. Up to 2.6.35 that counts address space (with half of its children's, less "
                 "for long run time), not memory in use: it does not show that this process held much.",
                 (long long)event->intent_score);
}

static void choice_add_shielded(const struct facts *facts, struct evidence_list *list) {
    const struct holder *shielded = &facts->holders.shielded;
    if (shielded->count == 0 || !amount_at_least(shielded->kb, PROTECTED_PERCENT / 5, facts->room.reach_kb))
        return;
    evidence_add(facts->arena, list, shielded->lines,
                 "%.*s (pid %lld) with %s could not be chosen: oom_score_adj shields it.", NAMED(shielded->name),
                 (long long)shielded->pid, SIZE(shielded->kb));
}

/* How far behind the victim, in the scale of that kernel. */
static str choice_distance(const struct facts *facts, int64_t behind) {
    if (behind == 0)
        return STR("with the same score");
    if (facts->reckoning->badness_permille)
        return arena_format(facts->arena, "with a score %lld of 1000 points lower", (long long)behind);
    return arena_format(facts->arena, "%s smaller by its score",
                        SIZE(amount_product(behind, facts->reckoning->page_kb)));
}

static bool choice_was_killed(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < CHOICE_KILLS; i++)
        if (victim_is_of(&event->kills[i], pid))
            return true;
    return false;
}

/* Of further victims that only the reaper names it is not known whether they were chosen with the first one. */
static bool choice_was_chosen(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < CHOICE_KILLS; i++)
        if (victim_is_of(&event->kills[i], pid) && (i == 0 || event->kills[i].named_by != NAMED_BY_REAPER))
            return true;
    return false;
}

/* The best of the rest by badness; SIZE_MAX for none. */
static size_t choice_next_row(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    const struct event *event = facts->event;
    size_t next = SIZE_MAX;
    for (size_t row = 0; row < event->tasks.count; row++) {
        const struct task_state *state = &r->tasks[row];
        if (next != SIZE_MAX && !badness_is_before(event, r, row, next))
            continue;
        if (row != r->victim_row && state->badness != ABSENT && state->killable != TRI_NO && !state->repeated &&
            !choice_was_chosen(event, event->tasks.items[row].pid))
            next = row;
    }
    return next;
}

/* A cgroup that dies as a whole leaves no next one. */
static void choice_add_next(const struct facts *facts, struct evidence_list *list) {
    const struct reckoning *r = facts->reckoning;
    int64_t victim = r->victim_row != SIZE_MAX ? choice_badness(facts, r->victim_row) : ABSENT;
    if (victim == ABSENT || !facts->holders.whole || facts->event->oom_group.line > 0 ||
        facts->event->kill_count > CHOICE_KILLS)
        return;
    const size_t row = choice_next_row(facts);
    const struct task *task = choice_task(facts, row);
    int64_t behind; /* scores may be negative since 5.9 */
    if (!task || __builtin_sub_overflow(victim, choice_badness(facts, row), &behind) || behind < 0)
        return;
    str distance = choice_distance(facts, behind);
    evidence_add(facts->arena, list, evidence_line(task->line), "Next in line: %.*s (pid %lld), %.*s.",
                 NAMED(task->name), (long long)task->pid, STR_ARG(distance));
}

/* What is left in a process that lives on was not the victims': forked copies share pages, which count in each. ABSENT
 * where the log sets no bound. */
static int64_t choice_most_kb(const struct facts *facts) {
    const struct tasks *tasks = &facts->event->tasks;
    int64_t kept_kb = 0;
    if (facts->room.anonymous_kb == ABSENT || facts->holders.rss_approximate)
        return ABSENT;
    for (size_t i = 0; i < tasks->count; i++) {
        int64_t kb = holders_own_kb(&facts->room, &tasks->items[i]);
        if (kb > kept_kb && !choice_was_killed(facts->event, tasks->items[i].pid) &&
            !choice_was_killed(facts->event, tasks->items[i].tgid))
            kept_kb = kb;
    }
    return kept_kb > 0 ? amount_less(facts->room.anonymous_kb, kept_kb) : ABSENT;
}

/* What forked processes share counts in each of them: never more than there is. */
static int64_t choice_freed_kb(const struct facts *facts) {
    const struct event *event = facts->event;
    int64_t kb = ABSENT, tables_kb = 0, most_kb = choice_most_kb(facts);
    for (size_t i = 0; i < event->kill_count; i++) {
        if (event->kills[i].anon_rss_kb == ABSENT)
            continue;
        kb = amount_sum(kb, event->kills[i].anon_rss_kb);
        tables_kb = amount_sum(tables_kb, event->kills[i].pgtables_kb);
    }
    if (kb == ABSENT)
        return ABSENT;
    if (most_kb > 0 && kb > amount_percent(most_kb, TWINS_PERCENT))
        kb = most_kb;
    kb = amount_sum(kb, tables_kb);
    return facts->room.is_known && kb > facts->room.kb ? facts->room.kb : kb;
}

/* What no process owns does not come back with one. */
static void choice_add_kept(const struct facts *facts, struct evidence_list *list) {
    const struct kind *kind = kinds_largest(&facts->room, PART_COUNT);
    bool ownerless = kind && (kind->part == PART_SHMEM || kind->part == PART_SLAB || kind->part == PART_HUGETLB);
    if (!ownerless || !amount_at_least(room_part_kb(&facts->room, kind->part), CHOICE_KEPT_PERCENT, facts->room.kb))
        return;
    evidence_add(facts->arena, list, facts->room.parts[kind->part].lines, "The %s of %s is no part of that.",
                 SIZE(room_part_kb(&facts->room, kind->part)), kind->name);
}

/* What a victim had swapped out, by its kill line, else by its row. */
static int64_t choice_kill_swap_kb(const struct facts *facts, const struct kill *kill) {
    const struct tasks *tasks = &facts->event->tasks;
    if (kill->swap_kb != ABSENT)
        return kill->swap_kb;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].tgid == kill->pid || tasks->items[i].pid == kill->pid)
            return amount_product(tasks->items[i].swapents, facts->reckoning->page_kb);
    return 0;
}

/* Swap is in use, and what the first victim had in it is in neither its kill line nor a row (tables up to 3.5 have no
 * column for it). */
static bool choice_swap_is_hidden(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    const struct kill *kill = &facts->event->kills[0];
    const struct task *row = choice_task(facts, r->victim_row);
    const bool is_used = r->swap == SWAP_FULL || r->swap == SWAP_PARTLY_USED;
    return is_used && kill->swap_kb == ABSENT && (!row || row->swapents == ABSENT);
}

/* What all of them had, never more than there is; nothing is said of more than are looked at. */
static int64_t choice_swap_kb(const struct facts *facts) {
    const struct event *event = facts->event;
    int64_t kb = 0;
    for (size_t i = 0; event->kill_count <= CHOICE_KILLS && i < event->kill_count; i++)
        kb = amount_sum(kb, choice_kill_swap_kb(facts, &event->kills[i]));
    return facts->room.swap_used_kb > 0 && kb > facts->room.swap_used_kb ? facts->room.swap_used_kb : kb;
}

/* A group that is killed as a whole: the lines of those killed last show what is left while they are taken down. */
static bool choice_was_taken_down(const struct facts *facts, int64_t freed_kb) {
    return facts->event->oom_group.line > 0 && facts->event->kill_count > 1 &&
           !amount_at_least(freed_kb, 50, room_part_kb(&facts->room, PART_ANON)) &&
           room_part_kb(&facts->room, PART_ANON) > 0;
}

/* Who runs in the victim's address space is killed with it; a copy that fork made keeps what both share. */
static bool choice_add_twin(const struct facts *facts, struct evidence_list *list, struct span lines, int64_t freed) {
    const struct holder *twin = &facts->holders.twin;
    const struct kill *kill = &facts->event->kills[0];
    int64_t most = amount_sum(amount_positive(kill->anon_rss_kb), amount_positive(kill->pgtables_kb));
    if (!twin->count || facts->reckoning->victim_row != facts->holders.largest.row || freed >= most)
        return false;
    evidence_add(facts->arena, list, lines,
                 "This kill can give back about %s (private memory and page tables) if pid %lld is a copy, and %s if "
                 "that one runs in the same address space: then it is killed too.",
                 SIZE(freed), (long long)twin->pid, SIZE(most));
    return true;
}

static void choice_add_freed(const struct facts *facts, struct evidence_list *list) {
    const struct event *event = facts->event;
    int64_t freed = choice_freed_kb(facts), shared = amount_positive(event->kills[0].shmem_rss_kb);
    const bool is_one = victim_kill_lines(event) == 1;
    const struct kill *last = &event->kills[is_one ? 0 : event->kill_count - 1]; /* newest first, it stands above */
    const struct span lines = evidence_join(evidence_line(event->kills[0].line), evidence_line(last->line));
    if (freed == ABSENT || choice_was_taken_down(facts, freed) ||
        (is_one && choice_add_twin(facts, list, lines, freed)))
        return;
    int64_t swap = choice_swap_kb(facts);
    bool little =
        facts->room.kb > 0 && !amount_at_least(amount_sum(freed, swap), CHOICE_LITTLE_PERCENT, facts->room.kb);
    bool worth = amount_at_least(swap, CHOICE_LITTLE_PERCENT, facts->room.kb);
    bool hidden = choice_swap_is_hidden(facts);
    evidence_add(facts->arena, list, lines, "%s can give back about %s (private memory and page tables)%s%s%s%s.",
                 is_one ? "This kill" : "These kills", SIZE(freed), worth ? ", and " : "", worth ? SIZE(swap) : "",
                 worth ? " of swap" : "",
                 hidden   ? ", and what it had in swap, which the log does not show"
                 : little ? ": too little to help for long"
                          : "");
    if (amount_at_least(shared, 50, amount_sum(freed, shared)))
        evidence_add(
            facts->arena, list, lines,
            "Its %s of shared memory may stay: another process, a file in a tmpfs or a System V segment can keep it.",
            SIZE(shared));
    else
        choice_add_kept(facts, list);
}

static void choice_add_reaper(const struct facts *facts, struct evidence_list *list) {
    for (size_t i = 0; i < facts->event->kill_count && i < 8; i++) {
        const struct kill *kill = &facts->event->kills[i];
        if (kill->reaped == REAPED_FAILED)
            evidence_add(facts->arena, list, evidence_line(kill->reaped_line),
                         "The kernel could not take the memory of %.*s (pid %lld) back at once: it is stuck.",
                         NAMED(kill->name), (long long)kill->pid);
    }
}

void choice_explain(const struct facts *facts, struct evidence_list *list) {
    const struct event *event = facts->event;
    if (event->kill_count == 0) {
        choice_add_nobody(facts, list);
        return;
    }
    if (event->killer != KILLER_KERNEL)
        return;
    choice_add_naming(facts, list, &event->kills[0]);
    choice_add_reaped(facts, list);
    choice_add_printed_score(facts, list);
    choice_add_child(facts, list, &event->kills[0]);
    choice_add_thread(facts, list, &event->kills[0]);
    choice_add_score(facts, list, &event->kills[0]);
    if (event->oom_group.line > 0)
        evidence_add(facts->arena, list, evidence_line(event->oom_group.line),
                     "Its cgroup is killed as a whole (memory.oom.group); the log shows %s.",
                     COUNT((int64_t)event->kill_count, "kill", "kills"));
    choice_add_shielded(facts, list);
    if (!badness_kills_allocating(event) && !choice_is_swapoff(facts, &event->kills[0]) &&
        !choice_is_child(event, &event->kills[0]))
        choice_add_next(facts, list);
    choice_add_freed(facts, list);
    choice_add_reaper(facts, list);
}
