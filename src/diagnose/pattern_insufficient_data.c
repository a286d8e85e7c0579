/* The log does not show enough to tell.
 * SPDX-License-Identifier: MIT */
#include "diagnose/hidden.h"
#include "diagnose/killer.h"
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"

/* Of a machine's figures, its zones may be all that is left. */
static const char *insufficient_data_figures(const struct facts *facts) {
    return facts->event->memory.zone_count ? "counters of the whole machine" : "memory figures";
}

/* A kill line alone: it tells the victim's size, and nothing of the rest. */
static void insufficient_data_state_bare(const struct facts *facts, struct finding *finding) {
    str lacking = STR("The log shows neither the cgroup's usage nor its tasks");
    if (!facts->room.is_cgroup)
        lacking =
            arena_format(facts->arena, "The log has neither %s nor a task table", insufficient_data_figures(facts));
    if (facts->holders.largest.count)
        pattern_state(facts, finding,
                      "%.*s: it shows what the victim held (%s of private memory), not what the rest did.",
                      STR_ARG(lacking), SIZE(facts->holders.largest.kb));
    else
        pattern_state(facts, finding, "%.*s: it does not show what used the memory.", STR_ARG(lacking));
}

static void insufficient_data_state_tableless(const struct facts *facts, struct finding *finding) {
    str shown = room_plain_facts(&facts->room);
    const struct event *event = facts->event;
    bool ended = event->kill_count > 0 || event->intent_pid > 0 || event->panic.line || event->no_killable.line;
    const char *table = event->tasks.lines.first == 0 ? "There is no task table"
                        : ended                       ? "The task table is empty"
                                                      : "The report breaks off where the task table begins";
    pattern_state(facts, finding, "%s: the log can't say which process held the memory.%s%.*s%s", table,
                  shown.len ? " What it does show: " : "", STR_ARG(shown), shown.len ? "." : "");
}

static void insufficient_data_state_table(const struct facts *facts, struct finding *finding) {
    const char *figures = insufficient_data_figures(facts);
    if (facts->holders.group.count)
        pattern_state(facts, finding,
                      "The %s are missing: the log shows processes (most%s: %.*s with %s), but not what they "
                      "exhausted.",
                      figures, facts->holders.whole ? "" : " in the rows that are left",
                      NAMED(facts->holders.group.name), SIZE(facts->holders.group.kb));
    else
        pattern_state(facts, finding, "The %s are missing: the log shows processes, but not what they exhausted.",
                      figures);
}

static void insufficient_data_state_undecided(const struct facts *facts, struct finding *finding) {
    const struct kind *kind = kinds_largest(&facts->room, PART_COUNT);
    int64_t kb = kind ? kinds_kb(&facts->room, kind) : 0;
    if (facts_name_graphics(facts))
        pattern_state(facts, finding,
                      "Graphics drivers hold %s, %s of %s (gpu_active, gpu_reclaim): whose buffers these are, the log "
                      "does not show.",
                      SIZE(kb), PERCENT(kb, facts->room.kb), facts->room.name);
    else if (facts->room.is_cgroup && facts->reckoning->cgroup.usage_kb == ABSENT)
        pattern_state(facts, finding,
                      "The cgroup's usage and limit are missing: the log shows its tasks and statistics, but not what "
                      "they exhausted.");
    else if (facts->holders.processes_kb >= kb && facts->holders.processes_kb > 0 && facts->room.kb > 0)
        pattern_state(facts, finding,
                      "The figures are there, but none stands out far enough to name a cause: processes hold %s, %s of "
                      "%s%s.",
                      SIZE(facts->holders.processes_kb), PERCENT(facts->holders.processes_kb, facts->room.reach_kb),
                      facts->room.name, facts->room.swap_used_kb ? " plus the swap in use" : "");
    else if (kind)
        pattern_state(facts, finding,
                      "The figures are there, but none stands out far enough to name a cause: the most, %s, is %s.",
                      SIZE(kb), kind->name);
    else
        pattern_state(facts, finding, "The figures are there, but none stands out far enough to name a cause.");
}

static void insufficient_data_state_unlisted(const struct facts *facts, struct finding *finding) {
    int64_t held = room_part_kb(&facts->room, PART_ANON);
    if (held > facts->room.kb) {
        pattern_state(facts, finding,
                      "By the log's figures processes hold %s of private memory, but %s is %s: one of these is wrong.",
                      SIZE(held), facts->room.name, SIZE(facts->room.kb));
        pattern_for(facts, finding, facts->room.parts[PART_ANON].lines, "Private memory of all processes: %s.",
                    SIZE(held));
        return;
    }
    pattern_state(
        facts, finding,
        "Processes hold %s of private memory, %s of %s, but the rows of the task table show no more than %s of "
        "it: %s.",
        SIZE(held), PERCENT(held, facts->room.kb), facts->room.name,
        SIZE(amount_less(held, facts->holders.unlisted_kb)), holders_unlisted_why(&facts->holders));
    pattern_for(facts, finding, facts->room.parts[PART_ANON].lines, "Private memory of all processes: %s.", SIZE(held));
    pattern_for(facts, finding, facts->event->tasks.lines, "Not in the rows of the task table: %s of it.",
                SIZE(facts->holders.unlisted_kb));
}

static void insufficient_data_state(const struct facts *facts, struct finding *finding, unsigned missing) {
    if (killer_is_program(facts))
        killer_state(facts, finding);
    else if (missing & MISSING_MEMORY && missing & MISSING_TASKS)
        insufficient_data_state_bare(facts, finding);
    else if (facts->room.booting)
        pattern_state(facts, finding,
                      "The kernel ran out while booting, before the first program: which part of it took the memory, "
                      "the report does not show.");
    else if (missing & MISSING_TASKS)
        insufficient_data_state_tableless(facts, finding);
    else if (missing & MISSING_MEMORY)
        insufficient_data_state_table(facts, finding);
    else if (facts->holders.unlisted)
        insufficient_data_state_unlisted(facts, finding);
    else
        insufficient_data_state_undecided(facts, finding);
}

/* Which number is which, for a reader who has nothing but the counters. */
static void insufficient_data_add_balance(const struct facts *facts, struct finding *finding) {
    const struct memory *memory = &facts->event->memory;
    const struct totals *totals = &memory->totals;
    const struct ledger_within *within = &facts->reckoning->ledger.within;
    int64_t page_kb = facts->reckoning->page_kb, gap = facts->room.parts[PART_UNACCOUNTED].kb;
    bool plain = totals->ram_pages.line > 0 && totals->reserved_pages.line > 0 &&
                 amount_product(amount_less(totals->ram_pages.value, totals->reserved_pages.value), page_kb) ==
                     facts->room.kb; /* some releases print a "reserved" that is not what is missing */
    if (facts->room.is_known && plain)
        pattern_for(facts, finding, facts->room.lines,
                    "%lld pages of RAM - %lld reserved = %lld pages of %lld kB, %lld kB in all: what the balance adds "
                    "up to.",
                    (long long)totals->ram_pages.value, (long long)totals->reserved_pages.value,
                    (long long)(page_kb > 0 ? facts->room.kb / page_kb : 0), (long long)page_kb,
                    (long long)facts->room.kb);
    if (amount_positive(within->swap_cache_kb) > 0 && room_part_kb(&facts->room, PART_SHMEM) > 0)
        pattern_for(facts, finding, facts->room.parts[PART_ANON].lines,
                    "active_anon and inactive_anon contain shmem (%s) and the swap cache (%s); \"total pagecache "
                    "pages\" is these two and the file pages (%s).",
                    SIZE(room_part_kb(&facts->room, PART_SHMEM)), SIZE(within->swap_cache_kb),
                    SIZE(room_part_kb(&facts->room, PART_FILE)));
    if (gap == ABSENT || !facts->room.is_known)
        return;
    str places = hidden_places(facts);
    pattern_for(facts, finding, room_lines(&facts->room),
                "All counters together leave %s, %s, without a name. It can be: %.*s.", SIZE(amount_positive(gap)),
                PERCENT(amount_positive(gap), facts->room.kb), STR_ARG(places));
}

/* The kernel prints at most ten reports in five seconds; kills are never left out. */
static void insufficient_data_add_suppressed(const struct facts *facts, struct finding *finding) {
    for (size_t i = 0; i < facts->event->note_count; i++) {
        const struct note *note = &facts->event->notes[i];
        if (note->kind == NOTE_SUPPRESSED && note->value > 0)
            pattern_for(facts, finding, evidence_line(note->line),
                        "The kernel left out %s of this kind: it limits how many it prints in a storm.",
                        COUNT(note->value, "message", "messages"));
    }
}

/* "score 999" of a process with 4168 kB of address space: by size alone that would be a machine of as much. */
static bool insufficient_data_is_raised(const struct facts *facts) {
    const struct event *event = facts->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    return kill && kill->pid == event->intent_pid && kill->total_vm_kb > 0 && event->intent_score > 0 &&
           amount_product(kill->total_vm_kb, 1000) / event->intent_score < TINY_ROOM_KB;
}

/* "Out of memory: Kill process 1207 (java) score 64 or sacrifice child" (2.6.36 to 5.0): thousandths of RAM and swap,
 * with oom_score_adj. It bounds what a victim without a row held. */
static void insufficient_data_add_score(const struct facts *facts, struct finding *finding) {
    const struct event *event = facts->event;
    int64_t score = event->intent_score;
    if (score == ABSENT || score < 0 || score > 1000 || !str_has(event->intent.text, STR("sacrifice child")) ||
        facts->reckoning->victim_row != SIZE_MAX)
        return;
    if (insufficient_data_is_raised(facts)) {
        pattern_for(facts, finding,
                    evidence_join(evidence_line(event->intent.line), evidence_line(event->kills[0].line)),
                    "The kernel gave %.*s (pid %lld) score %lld of 1000, though it had only %s of address space: its "
                    "oom_score_adj was raised, and the score says nothing of its size.",
                    NAMED(event->intent_name), (long long)event->intent_pid, (long long)score,
                    SIZE(event->kills[0].total_vm_kb));
        return;
    }
    pattern_for(facts, finding, evidence_line(event->intent.line),
                "The kernel gave %.*s (pid %lld) score %lld of 1000: if its oom_score_adj is 0, it held %s of %s; "
                "the log does not show whose the rest is.",
                NAMED(event->intent_name), (long long)event->intent_pid, (long long)score, PERCENT(score, 1000),
                facts->room.is_cgroup ? "what the cgroup may use" : "RAM and swap");
}

static const char *insufficient_data_lacked(const struct facts *facts) {
    return facts->event->memory.zone_count ? "the counters of the whole machine" : "the memory figures";
}

/* "the opening line, the memory figures, the task table" */
static str insufficient_data_lacking(const struct facts *facts, unsigned missing) {
    bool usage = facts->room.is_cgroup && facts->reckoning->cgroup.usage_kb == ABSENT;
    const struct {
        bool is_missing;
        const char *what;
    } parts[] = {{missing & MISSING_TRIGGER, "the opening line (\"invoked oom-killer\")"},
                 {missing & MISSING_MEMORY && !facts->room.is_cgroup, insufficient_data_lacked(facts)},
                 {missing & MISSING_MEMORY && facts->room.is_cgroup, "the cgroup's usage, limit and statistics"},
                 {!(missing & MISSING_MEMORY) && usage, "the cgroup's usage and limit (its statistics are)"},
                 {missing & MISSING_TASKS, "the task table"},
                 {facts->reckoning->table_whole == TRI_NO, "some rows of the task table"},
                 {missing & MISSING_KILL,
                  facts->event->kill_count ? "the victim's kill line" : "the line that names the victim"}};
    str lacking = STR("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].is_missing)
            lacking = arena_format(facts->arena, "%.*s%s%s", STR_ARG(lacking), lacking.len ? ", " : "", parts[i].what);
    return lacking;
}

/* A small victim says something about all the others. */
static void insufficient_data_add_bound(const struct facts *facts, struct finding *finding) {
    int64_t most_kb = holders_unshielded_most_kb(&facts->room);
    if (most_kb != ABSENT && most_kb <= SMALL_VICTIM_KB && !facts->room.is_cgroup)
        pattern_add_bound(facts, finding,
                          "the memory went to a great many small ones, to shielded ones, or to the kernel itself");
}

static void insufficient_data_add_evidence(const struct facts *facts, struct finding *finding, unsigned missing) {
    str lacking = insufficient_data_lacking(facts, missing);
    if (lacking.len)
        pattern_for(facts, finding, facts->event->lines, "Not in the log: %.*s.", STR_ARG(lacking));
    const struct part *anon = &facts->room.parts[PART_ANON];
    const str share = room_share(&facts->room, anon->kb);
    if (room_anon_may_be_files(&facts->room))
        pattern_for(facts, finding, anon->lines,
                    "%s of %s: how much of it is of processes, and how much of files, is not shown.", SIZE(anon->kb),
                    facts->room.anonymous);
    else if (facts->room.is_cgroup && facts->reckoning->cgroup.children_cut)
        pattern_for(facts, finding, anon->lines,
                    "Its statistics are not all there: those of groups below it have lines of their own.");
    else if (missing & MISSING_TASKS && anon->kb != ABSENT)
        pattern_for(facts, finding, anon->lines, "Processes hold %s of %s in RAM%.*s: whose it is, is not shown.",
                    SIZE(anon->kb), facts->room.anonymous, STR_ARG(share));
    if (missing & MISSING_MEMORY)
        insufficient_data_add_bound(facts, finding);
    if (missing & MISSING_TASKS && !facts->room.is_cgroup && !(missing & MISSING_MEMORY))
        insufficient_data_add_balance(facts, finding);
}

static bool insufficient_data_judge(const struct facts *facts, struct finding *finding) {
    unsigned missing = facts->reckoning->missing;
    if (facts->room.booting) /* there is nobody to list, and nobody to kill */
        missing &= ~(unsigned)(MISSING_TASKS | MISSING_KILL);
    /* Medium outranks what is only a guess where the log's holes are the reason for guessing. */
    finding->confidence = facts_are_lacking(facts) || facts_name_graphics(facts) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    finding->weight = 0;
    insufficient_data_state(facts, finding, missing);
    if (!killer_is_program(facts) || missing)
        insufficient_data_add_evidence(facts, finding, missing);
    insufficient_data_add_score(facts, finding);
    insufficient_data_add_suppressed(facts, finding);
    if (facts_name_graphics(facts))
        pattern_for(facts, finding, facts->room.parts[PART_GPU].lines, "Counted as gpu_active and gpu_reclaim: %s.",
                    SIZE(room_part_kb(&facts->room, PART_GPU)));
    if (finding->evidence.count == 0)
        pattern_for(facts, finding, facts->event->lines, "All that the log has of this event was looked at.");
    if (finding->brief.len == 0)
        pattern_brief(facts, finding, "the log does not show enough to tell.");
    return true;
}

/* Their buffers stand in no process's rss. */
static bool insufficient_data_advise_graphics(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-graphics");
    if (!facts_name_graphics(facts))
        return false;
    advice->advice = STR("Find out which program holds graphics buffers, and whether it keeps making them.");
    advice->command = STR("grep -sE '^drm-(memory|total)' /proc/[0-9]*/fdinfo/* | sort -k2 -n -r | head");
    advice->because =
        arena_format(facts->arena, "Graphics drivers hold %s.", SIZE(room_part_kb(&facts->room, PART_GPU)));
    advice->lines = facts->room.parts[PART_GPU].lines;
    return true;
}

static str insufficient_data_prevention(const struct facts *facts) {
    if (killer_has_limits(facts))
        return STR("It was a choice: the killer's limits can be set, and what uses most can be limited.");
    if (facts_name_graphics(facts))
        return STR("Perhaps, once it is known which program holds the graphics buffers.");
    return STR("The log does not show enough to tell; first let the next one show more.");
}

static str insufficient_data_prevented(const struct facts *facts) {
    if (killer_has_limits(facts))
        return STR("It acted by its settings: see below");
    return STR("The log does not show it");
}

const struct pattern pattern_insufficient_data = {
    .name = "insufficient-data",
    .family = PATTERN_FALLBACK,
    .part = PART_COUNT,
    .judge = insufficient_data_judge,
    .consumer = consumer_largest,
    .prevention = insufficient_data_prevention,
    .prevented = insufficient_data_prevented,
    .advice = {{ADVICE_KILLER, killer_advise_largest},
               {ADVICE_KILLER, killer_advise_protection},
               {ADVICE_KILLER, killer_advise_settings},
               {ADVICE_KILLER, killer_advise_swap_limit},
               {ADVICE_CAUSE, insufficient_data_advise_graphics},
               {ADVICE_LOG, advice_whole_report},
               {ADVICE_LOG, advice_dump_tasks},
               {ADVICE_LOG, advice_keep_log}},
};
