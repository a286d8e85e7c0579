/* The log does not show enough to tell.
 * SPDX-License-Identifier: MIT */
#include "diagnose/hidden.h"
#include "diagnose/holders.h"
#include "diagnose/pattern.h"

static const char *insufficient_data_daemon(enum killer killer) {
    static const char *const names[] = {[KILLER_SYSTEMD_OOMD] = "systemd-oomd",
                                        [KILLER_EARLYOOM] = "earlyoom",
                                        [KILLER_NOHANG] = "nohang",
                                        [KILLER_OOMD] = "oomd",
                                        [KILLER_LMKD] = "lmkd"};
    return names[killer];
}

/* Of a machine's figures, its zones may be all that is left. */
static const char *insufficient_data_figures(const struct scene *scene) {
    return scene->event->memory.zone_count ? "counters of the whole machine" : "memory figures";
}

/* A kill line alone: it tells the victim's size, and nothing of the rest. */
static void insufficient_data_state_bare(const struct scene *scene, struct finding *finding) {
    str lacking = STR("The log shows neither the cgroup's usage nor its tasks");
    if (!scene->cgroup)
        lacking =
            arena_format(scene->arena, "The log has neither %s nor a task table", insufficient_data_figures(scene));
    if (scene->largest.count)
        pattern_state(scene, finding,
                      "%.*s: it shows what the victim held (%s of private memory), not what the rest did.",
                      STR_ARG(lacking), SIZE(scene->largest.kb));
    else
        pattern_state(scene, finding, "%.*s: it does not show what used the memory.", STR_ARG(lacking));
}

static void insufficient_data_state_tableless(const struct scene *scene, struct finding *finding) {
    str facts = scene_plain_facts(scene);
    const struct event *event = scene->event;
    bool ended = event->kill_count > 0 || event->intent_pid > 0 || event->panic.line || event->no_killable.line;
    const char *table = event->tasks.lines.first == 0 ? "There is no task table"
                        : ended                       ? "The task table is empty"
                                                      : "The report breaks off where the task table begins";
    pattern_state(scene, finding, "%s: the log can't say which process held the memory.%s%.*s%s", table,
                  facts.len ? " What it does show: " : "", STR_ARG(facts), facts.len ? "." : "");
}

static void insufficient_data_state_table(const struct scene *scene, struct finding *finding) {
    const char *figures = insufficient_data_figures(scene);
    if (scene->crowd.count)
        pattern_state(scene, finding,
                      "The %s are missing: the log shows processes (most: %.*s with %s), but not what they "
                      "exhausted.",
                      figures, NAMED(scene->crowd.name), SIZE(scene->crowd.kb));
    else
        pattern_state(scene, finding, "The %s are missing: the log shows processes, but not what they exhausted.",
                      figures);
}

static void insufficient_data_state_undecided(const struct scene *scene, struct finding *finding) {
    const struct kind *kind = scene_largest_kind(scene, PART_COUNT);
    int64_t kb = kind ? scene_kind_kb(scene, kind) : 0;
    if (scene->processes_kb >= kb && scene->room_kb > 0)
        pattern_state(scene, finding,
                      "The figures are there, but none stands out far enough to name a cause: processes hold %s, %s of "
                      "%s.",
                      SIZE(scene->processes_kb), PERCENT(scene->processes_kb, scene->reach_kb), scene->room);
    else if (kind)
        pattern_state(scene, finding,
                      "The figures are there, but none stands out far enough to name a cause: the most, %s, is %s.",
                      SIZE(kb), kind->name);
    else
        pattern_state(scene, finding, "The figures are there, but none stands out far enough to name a cause.");
}

static void insufficient_data_state_unlisted(const struct scene *scene, struct finding *finding) {
    int64_t held = scene_kb(scene, PART_ANON);
    pattern_state(
        scene, finding,
        "Processes hold %s of private memory, %s of %s, but the rows of the task table show no more than %s of "
        "it: rows are missing from this log, or the owner had left the table while it was dying.",
        SIZE(held), PERCENT(held, scene->room_kb), scene->room, SIZE(amount_less(held, scene->unlisted_kb)));
    pattern_for(scene, finding, scene->parts[PART_ANON].lines, "Private memory of all processes: %s.", SIZE(held));
    pattern_for(scene, finding, scene->event->tasks.lines, "Not in the rows of the task table: %s of it.",
                SIZE(scene->unlisted_kb));
}

static void insufficient_data_state(const struct scene *scene, struct finding *finding, unsigned missing) {
    if (scene->event->killer == KILLER_SYSTEMD)
        pattern_state(scene, finding,
                      "Only systemd tells of this kill: the kernel's own report, which says why, is not in this log.");
    else if (scene->event->killer != KILLER_KERNEL)
        pattern_state(scene, finding,
                      "%s acted by its own rules, before the kernel: there is no kernel report to judge by.",
                      insufficient_data_daemon(scene->event->killer));
    else if (missing & MISSING_MEMORY && missing & MISSING_TASKS)
        insufficient_data_state_bare(scene, finding);
    else if (scene->booting)
        pattern_state(scene, finding,
                      "The kernel ran out while booting, before the first program: which part of it took the memory, "
                      "the report does not show.");
    else if (missing & MISSING_TASKS)
        insufficient_data_state_tableless(scene, finding);
    else if (missing & MISSING_MEMORY)
        insufficient_data_state_table(scene, finding);
    else if (scene->unlisted)
        insufficient_data_state_unlisted(scene, finding);
    else
        insufficient_data_state_undecided(scene, finding);
}

/* Which number is which, for a reader who has nothing but the counters. */
static void insufficient_data_add_balance(const struct scene *scene, struct finding *finding) {
    const struct memory *memory = &scene->event->memory;
    const struct totals *totals = &memory->totals;
    const struct ledger_within *within = &scene->reckoning->ledger.within;
    int64_t page_kb = scene->reckoning->page_kb, gap = scene->parts[PART_UNACCOUNTED].kb;
    bool plain = totals->ram_pages.line > 0 && totals->reserved_pages.line > 0 &&
                 amount_product(amount_less(totals->ram_pages.value, totals->reserved_pages.value), page_kb) ==
                     scene->room_kb; /* some releases print a "reserved" that is not what is missing */
    if (scene->room_known && plain)
        pattern_for(scene, finding, scene->room_lines,
                    "%lld pages of RAM - %lld reserved = %lld pages of %lld kB, %lld kB in all: what the balance adds "
                    "up to.",
                    (long long)totals->ram_pages.value, (long long)totals->reserved_pages.value,
                    (long long)(page_kb > 0 ? scene->room_kb / page_kb : 0), (long long)page_kb,
                    (long long)scene->room_kb);
    if (amount_positive(within->swap_cache_kb) > 0 && scene_kb(scene, PART_SHMEM) > 0)
        pattern_for(scene, finding, scene->parts[PART_ANON].lines,
                    "active_anon and inactive_anon contain shmem (%s) and the swap cache (%s); \"total pagecache "
                    "pages\" is these two and the file pages (%s).",
                    SIZE(scene_kb(scene, PART_SHMEM)), SIZE(within->swap_cache_kb), SIZE(scene_kb(scene, PART_FILE)));
    if (gap == ABSENT || !scene->room_known)
        return;
    str places = hidden_places(scene);
    pattern_for(scene, finding, scene_lines(scene),
                "All counters together leave %s, %s, without a name. It can be: %.*s.", SIZE(amount_positive(gap)),
                PERCENT(amount_positive(gap), scene->room_kb), STR_ARG(places));
}

/* The kernel prints at most ten reports in five seconds; kills are never left out. */
static void insufficient_data_add_suppressed(const struct scene *scene, struct finding *finding) {
    for (size_t i = 0; i < scene->event->note_count; i++) {
        const struct note *note = &scene->event->notes[i];
        if (note->kind == NOTE_SUPPRESSED && note->value > 0)
            pattern_for(scene, finding, evidence_line(note->line),
                        "The kernel left out %s of this kind: it limits how many it prints in a storm.",
                        COUNT(note->value, "message", "messages"));
    }
}

static const char *insufficient_data_lacked(const struct scene *scene) {
    return scene->event->memory.zone_count ? "the counters of the whole machine" : "the memory figures";
}

/* "the opening line, the memory figures, the task table" */
static str insufficient_data_lacking(const struct scene *scene, unsigned missing) {
    bool usage = scene->cgroup && scene->reckoning->cgroup.usage_kb == ABSENT;
    const struct {
        bool is_missing;
        const char *what;
    } parts[] = {{missing & MISSING_TRIGGER, "the opening line (\"invoked oom-killer\")"},
                 {missing & MISSING_MEMORY && !scene->cgroup, insufficient_data_lacked(scene)},
                 {missing & MISSING_MEMORY && scene->cgroup, "the cgroup's usage, limit and statistics"},
                 {!(missing & MISSING_MEMORY) && usage, "the cgroup's usage and limit (its statistics are)"},
                 {missing & MISSING_TASKS, "the task table"},
                 {missing & MISSING_KILL, "the line that names the victim"}};
    str lacking = STR("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].is_missing)
            lacking = arena_format(scene->arena, "%.*s%s%s", STR_ARG(lacking), lacking.len ? ", " : "", parts[i].what);
    return lacking;
}

/* A small victim says something about all the others. */
static void insufficient_data_add_bound(const struct scene *scene, struct finding *finding) {
    int64_t most_kb = holders_unshielded_most_kb(scene);
    if (most_kb != ABSENT && most_kb <= SMALL_VICTIM_KB && !scene->cgroup)
        pattern_add_bound(scene, finding,
                          "the memory went to a great many small ones, to shielded ones, or to the kernel itself");
}

static void insufficient_data_add_evidence(const struct scene *scene, struct finding *finding, unsigned missing) {
    str lacking = insufficient_data_lacking(scene, missing);
    if (lacking.len)
        pattern_for(scene, finding, scene->event->lines, "Not in the log: %.*s.", STR_ARG(lacking));
    const struct part *anon = &scene->parts[PART_ANON];
    if (missing & MISSING_TASKS && anon->kb != ABSENT)
        pattern_for(scene, finding, anon->lines, "Processes hold %s of %s in RAM, %s of %s: whose it is, is not shown.",
                    SIZE(anon->kb), scene->anonymous, PERCENT(anon->kb, scene->room_kb), scene->room);
    if (missing & MISSING_MEMORY)
        insufficient_data_add_bound(scene, finding);
    if (missing & MISSING_TASKS && !scene->cgroup && !(missing & MISSING_MEMORY))
        insufficient_data_add_balance(scene, finding);
}

static bool insufficient_data_judge(const struct scene *scene, struct finding *finding) {
    unsigned missing = scene->reckoning->missing;
    if (scene->booting) /* there is nobody to list */
        missing &= ~(unsigned)MISSING_TASKS;
    /* Medium outranks what is only a guess where the log's holes are the reason for guessing. */
    finding->confidence = scene_is_lacking(scene) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    finding->weight = 0;
    insufficient_data_state(scene, finding, missing);
    insufficient_data_add_evidence(scene, finding, missing);
    insufficient_data_add_suppressed(scene, finding);
    return true;
}

const struct pattern pattern_insufficient_data = {"insufficient-data", PATTERN_FALLBACK, PART_COUNT,
                                                  insufficient_data_judge};
