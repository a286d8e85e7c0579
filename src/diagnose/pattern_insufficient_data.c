/* The log does not show enough to tell.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static const char *insufficient_data_daemon(enum oomwhy_killer killer) {
    static const char *const names[] = {[OOMWHY_KILLER_SYSTEMD_OOMD] = "systemd-oomd",
                                        [OOMWHY_KILLER_EARLYOOM] = "earlyoom",
                                        [OOMWHY_KILLER_NOHANG] = "nohang",
                                        [OOMWHY_KILLER_OOMD] = "oomd",
                                        [OOMWHY_KILLER_LMKD] = "lmkd"};
    return names[killer];
}

static void insufficient_data_state(const struct scene *scene, struct oomwhy_finding *finding, unsigned missing) {
    if (scene->event->killer != OOMWHY_KILLER_KERNEL)
        pattern_state(scene, finding,
                      "%s acted by its own rules, before the kernel: there is no kernel report to judge by.",
                      insufficient_data_daemon(scene->event->killer));
    else if (missing & OOMWHY_MISSING_MEMORY && missing & OOMWHY_MISSING_TASKS)
        pattern_state(scene, finding,
                      scene->cgroup
                          ? "The log shows neither the cgroup's usage nor its tasks: not what used the memory."
                          : "The log has neither memory figures nor a task table: it does not show what used "
                            "the memory.");
    else if (missing & OOMWHY_MISSING_TASKS)
        pattern_state(scene, finding, "There is no task table: the log can't say which process held the memory.");
    else if (missing & OOMWHY_MISSING_MEMORY)
        pattern_state(scene, finding,
                      "The memory figures are missing: the log shows processes, but not what they exhausted.");
    else
        pattern_state(scene, finding, "The figures are there, but none stands out far enough to name a cause.");
}

/* Which number is which, for a reader who has nothing but the counters. */
static void insufficient_data_add_balance(const struct scene *scene, struct oomwhy_finding *finding) {
    const struct oomwhy_memory *memory = &scene->event->memory;
    const struct oomwhy_totals *totals = &memory->totals;
    const struct oomwhy_within *within = &scene->reckoning->ledger.within;
    int64_t page_kb = scene->reckoning->page_kb, gap = scene->parts[PART_UNACCOUNTED].kb;
    if (scene->room_known && totals->ram_pages.line > 0 && totals->reserved_pages.line > 0)
        pattern_for(scene, finding, scene->room_lines,
                    "%lld pages of RAM less %lld reserved ones, %lld KiB each, leave %s to account for.",
                    (long long)totals->ram_pages.value, (long long)totals->reserved_pages.value, (long long)page_kb,
                    SIZE(scene->room_kb));
    if (memory->counters.lines.first && memory->zone_count)
        pattern_for(scene, finding, memory->counters.lines,
                    "These counters are in pages; the node and zone lines show the same memory again in kB, split "
                    "otherwise: they must not be added to it.");
    if (tally_of(within->swap_cache_kb) > 0 && scene_kb(scene, PART_SHMEM) > 0)
        pattern_for(scene, finding, scene->parts[PART_ANON].lines,
                    "active_anon and inactive_anon contain the shared memory (%s) and the swap cache (%s); \"total "
                    "pagecache pages\" is these two and the file pages (%s).",
                    SIZE(scene_kb(scene, PART_SHMEM)), SIZE(within->swap_cache_kb), SIZE(scene_kb(scene, PART_FILE)));
    if (gap != OOMWHY_ABSENT && scene->room_known)
        pattern_for(scene, finding, scene_lines(scene), "All counters together leave %s, %s, without a name.",
                    SIZE(tally_of(gap)), PERCENT(tally_of(gap), scene->room_kb));
}

/* The kernel prints at most ten reports in five seconds; kills are never left out. */
static void insufficient_data_add_suppressed(const struct scene *scene, struct oomwhy_finding *finding) {
    for (size_t i = 0; i < scene->event->note_count; i++) {
        const struct oomwhy_note *note = &scene->event->notes[i];
        if (note->kind == OOMWHY_NOTE_SUPPRESSED && note->value > 0)
            pattern_for(scene, finding, evidence_line(note->line),
                        "The kernel left out %s of this kind: it limits how many it prints in a storm.",
                        COUNT(note->value, "message", "messages"));
    }
}

static void insufficient_data_add_evidence(const struct scene *scene, struct oomwhy_finding *finding,
                                           unsigned missing) {
    struct oomwhy_span lines = scene->event->lines;
    if (missing & OOMWHY_MISSING_TRIGGER)
        pattern_for(scene, finding, lines, "The opening line (\"invoked oom-killer\") is not in the log.");
    if (missing & OOMWHY_MISSING_MEMORY)
        pattern_for(scene, finding, lines,
                    scene->cgroup ? "The cgroup's usage and limit are not in the log."
                                  : "The memory figures are not in the log.");
    if (missing & OOMWHY_MISSING_TASKS)
        pattern_for(scene, finding, lines, "The task table is not in the log.");
    if (missing & OOMWHY_MISSING_KILL)
        pattern_for(scene, finding, lines, "The line that names the victim is not in the log.");
    const struct part *anon = &scene->parts[PART_ANON];
    if (missing & OOMWHY_MISSING_TASKS && anon->kb != OOMWHY_ABSENT)
        pattern_for(scene, finding, anon->lines,
                    "Processes hold %s of private memory, %s of %s: whose it is, is not shown.", SIZE(anon->kb),
                    PERCENT(anon->kb, scene->room_kb), scene->room);
    if (missing & OOMWHY_MISSING_TASKS && !scene->cgroup && !(missing & OOMWHY_MISSING_MEMORY))
        insufficient_data_add_balance(scene, finding);
}

static bool insufficient_data_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    unsigned lacking = OOMWHY_MISSING_MEMORY | OOMWHY_MISSING_TASKS, missing = scene->reckoning->missing;
    bool daemon = scene->event->killer != OOMWHY_KILLER_KERNEL;
    /* Medium outranks what is only a guess where the log's holes are the reason for guessing. */
    finding->confidence = missing & lacking || daemon ? OOMWHY_CONFIDENCE_MEDIUM : OOMWHY_CONFIDENCE_LOW;
    finding->weight = 0;
    insufficient_data_state(scene, finding, missing);
    insufficient_data_add_evidence(scene, finding, missing);
    insufficient_data_add_suppressed(scene, finding);
    return true;
}

const struct pattern pattern_insufficient_data = {"insufficient-data", PATTERN_FALLBACK, PART_COUNT,
                                                  insufficient_data_judge};
