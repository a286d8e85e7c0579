/* File pages that could not be reclaimed: dirty, under writeback, or protected.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

/* Dirty pages and pages being written, in kB; ABSENT where the log does not tell. */
static int64_t page_cache_unwritten_kb(const struct scene *scene, struct oomwhy_span *ret_lines) {
    const struct oomwhy_within *within = &scene->reckoning->ledger.within;
    const struct oomwhy_cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    int64_t dirty = scene->cgroup ? cgroup->file_dirty_kb : within->dirty_kb;
    int64_t writeback = scene->cgroup ? cgroup->file_writeback_kb : within->writeback_kb;
    int64_t value;
    *ret_lines = scene->cgroup ? scene_stat(scene, STR("file_dirty"), &value)
                               : evidence_line(scene->event->memory.counters.dirty.line);
    return dirty == OOMWHY_ABSENT && writeback == OOMWHY_ABSENT ? OOMWHY_ABSENT : tally_sum(dirty, writeback);
}

static bool page_cache_judge(const struct scene *scene, struct oomwhy_finding *finding) {
    const struct part *file = &scene->parts[PART_FILE];
    if (scene_is_roomy(scene) ||
        !pattern_weigh(scene, finding, tally_of(file->kb), CACHE_MENTION_PERCENT, CACHE_CAUSE_PERCENT))
        return false;
    struct oomwhy_span lines = {0, 0};
    int64_t unwritten = page_cache_unwritten_kb(scene, &lines);
    bool dirty = tally_at_least(unwritten, CACHE_DIRTY_PERCENT, file->kb);
    if (!dirty && finding->confidence > OOMWHY_CONFIDENCE_LOW)
        finding->confidence--;
    finding->consumer = STR("page cache");
    pattern_state(scene, finding, "%s %s, %s of %s%s.",
                  dirty ? "Page cache that could not be given back holds" : "Page cache still holds", SIZE(file->kb),
                  PERCENT(file->kb, scene->room_kb), scene->room,
                  dirty ? ", most of it waiting to be written to storage"
                        : ": why it was not given back, the report does not show");
    pattern_for(scene, finding, file->lines, "File pages: %s, %s of %s.", SIZE(file->kb),
                PERCENT(file->kb, scene->room_kb), scene->room);
    if (unwritten != OOMWHY_ABSENT) {
        if (dirty)
            pattern_for(scene, finding, lines, "Dirty or being written: %s of it.", SIZE(unwritten));
        else
            pattern_against(scene, finding, lines,
                            "Only %s of it is dirty or being written: the rest could usually be dropped.",
                            SIZE(unwritten));
    }
    pattern_add_processes(scene, finding);
    return true;
}

const struct pattern pattern_page_cache = {"page-cache", PATTERN_HOLDER, PART_FILE, page_cache_judge};
