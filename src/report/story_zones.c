/* The zones against their watermarks, and who holds kernel memory.
 * SPDX-License-Identifier: MIT */
#include "report/story.h"

#include "base/arena.h"

#include <stdlib.h>

enum { STORY_ZONES = 12, STORY_CACHES = 5, STORY_FIGURE = 11 };

/* FREE against a zone's watermarks. */
static enum below story_below(const struct zone *zone, int64_t free_kb) {
    if (free_kb < zone->min_kb)
        return BELOW_MIN;
    if (zone->low_kb != ABSENT && free_kb < zone->low_kb)
        return BELOW_LOW;
    return zone->high_kb != ABSENT && free_kb < zone->high_kb ? BELOW_HIGH : BELOW_NONE;
}

/* In words, as short as a table wants it: as the allocator compares, without what the request may not have. */
static str story_zone_state(const struct zone *zone, const struct zone_state *state) {
    static const str words[][3] = {
        [BELOW_UNKNOWN] = {STR_INIT(""), STR_INIT(""), STR_INIT("")},
        [BELOW_NONE] = {STR_INIT("above high"), STR_INIT("above high + reserve"), STR_INIT("usable above high")},
        [BELOW_HIGH] = {STR_INIT("below high"), STR_INIT("below high + reserve"), STR_INIT("usable below high")},
        [BELOW_LOW] = {STR_INIT("below low"), STR_INIT("below low + reserve"), STR_INIT("usable below low")},
        [BELOW_MIN] = {STR_INIT("BELOW MIN"), STR_INIT("below min + reserve"), STR_INIT("usable below min")},
    };
    bool judged = state->margin_kb != ABSENT;
    if (zone->present_kb == 0)
        return STR("empty");
    if (state->closed || state->eligible == TRI_NO)
        return STR("out of reach");
    if (state->below == BELOW_MIN || !judged)
        return words[state->below][0];
    if (state->margin_kb == 0 && state->reserve_kb <= 0 && state->unusable_kb <= 0)
        return STR("AT MIN");
    size_t why = state->reserve_kb > 0 ? 1 : state->unusable_kb > 0 ? 2 : 0;
    return words[story_below(zone, state->margin_kb + zone->min_kb)][why];
}

static void story_zone(struct story *story, size_t index) {
    const struct zone *zone = &story->event->memory.zones[index];
    const struct zone_state *state = story->reckoning->zones ? &story->reckoning->zones[index] : NULL;
    const int64_t figures[] = {zone->free_kb, zone->min_kb, zone->low_kb, zone->high_kb};
    struct wording node = wording_number(zone->node);
    struct sheet *sheet = &story->sheet;
    sheet_line(sheet, 2, 2);
    sheet_figure(sheet, SHEET_PLAIN, &node, 4);
    sheet->due = 1;
    sheet_left(sheet, SHEET_PLAIN, zone->name, 8);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct wording figure = wording_number(figures[i]);
        sheet_figure(sheet, SHEET_PLAIN, &figure, STORY_FIGURE);
    }
    str words = state ? story_zone_state(zone, state) : STR("");
    sheet->due = 2;
    if (words.len > 0)
        sheet_left(sheet, state->below == BELOW_MIN && zone->present_kb ? SHEET_RED : SHEET_PLAIN, words, 0);
    sheet_end(sheet);
}

/* The lines with the watermarks. */
static struct span story_zone_lines(const struct memory *memory) {
    struct span lines = {0, 0};
    for (size_t i = 0; i < memory->zone_count; i++) {
        if (memory->zones[i].line <= 0)
            continue;
        lines.last = memory->zones[i].line;
        lines.first = lines.first > 0 ? lines.first : lines.last;
    }
    return lines;
}

/* Zones are named by other lines too: a table takes figures. */
static bool story_zones_told(const struct memory *memory) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].free_kb != ABSENT)
            return true;
    return false;
}

void story_zones(struct story *story) {
    const struct memory *memory = &story->event->memory;
    if (!story_zones_told(memory) || story->reckoning->scope == SCOPE_CGROUP)
        return;
    struct sheet *sheet = &story->sheet;
    story_title(story, "Free memory against the watermarks (kB)", story_zone_lines(memory));
    sheet_line(sheet, 2, 2);
    sheet_left(sheet, SHEET_DIM, STR("node zone"), 13);
    const str titles[] = {STR_INIT("free"), STR_INIT("min"), STR_INIT("low"), STR_INIT("high")};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        sheet_right(sheet, SHEET_DIM, titles[i], STORY_FIGURE);
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        if (memory->zones[i].free_kb == ABSENT)
            continue;
        if (shown++ < STORY_ZONES)
            story_zone(story, i);
        else
            left++;
    }
    if (left > 0)
        story_more(story, left, left == 1 ? "zone" : "zones");
}

/* A size and whose it is; more may follow on the line. */
static void story_holder(struct story *story, int64_t kb, str name) {
    struct wording size = wording_size(kb);
    sheet_line(&story->sheet, 2, 2);
    sheet_figure(&story->sheet, SHEET_PLAIN, &size, STORY_FIGURE);
    story->sheet.due = 2;
    sheet_left(&story->sheet, SHEET_PLAIN, name, 0);
    story->sheet.due = 2;
}

/* Keeps the COUNT largest of what is offered, by falling size. */
static size_t story_keep(size_t *kept, int64_t *sizes, size_t count, size_t index, int64_t size) {
    size_t at = count < STORY_CACHES ? count++ : count;
    for (; at > 0 && sizes[at - 1] < size; at--) {
        if (at == STORY_CACHES)
            continue;
        sizes[at] = sizes[at - 1];
        kept[at] = kept[at - 1];
    }
    if (at < STORY_CACHES) {
        sizes[at] = size;
        kept[at] = index;
    }
    return count;
}

static void story_slabs(struct story *story) {
    const struct memory *memory = &story->event->memory;
    size_t kept[STORY_CACHES], count = 0;
    int64_t sizes[STORY_CACHES];
    for (size_t i = 0; i < memory->slab_count; i++)
        count = story_keep(kept, sizes, count, i, memory->slabs[i].total_kb);
    if (count == 0)
        return;
    story_title(story, "The largest unreclaimable kernel caches", memory->slab_lines);
    for (size_t i = 0; i < count; i++)
        story_holder(story, sizes[i], memory->slabs[kept[i]].name);
    sheet_end(&story->sheet);
    if (memory->slab_count > count)
        story_more(story, memory->slab_count - count, "caches");
}

static void story_sites(struct story *story) {
    const struct memory *memory = &story->event->memory;
    size_t kept[STORY_CACHES], count = 0;
    int64_t sizes[STORY_CACHES];
    for (size_t i = 0; i < memory->allocation_count; i++)
        count = story_keep(kept, sizes, count, i, memory->allocations[i].bytes);
    if (count == 0)
        return;
    story_title(story, "Where the kernel allocated most (process memory included)",
                (struct span){memory->allocations[0].line, memory->allocations[memory->allocation_count - 1].line});
    for (size_t i = 0; i < count; i++) {
        const struct allocation *site = &memory->allocations[kept[i]];
        story_holder(story, site->bytes / 1024, site->function.len > 0 ? site->function : site->place);
        sheet_left(&story->sheet, SHEET_DIM, site->place, 0);
        story->sheet.due = 1;
        sheet_left(&story->sheet, SHEET_DIM, site->module, 0);
    }
    sheet_end(&story->sheet);
    if (memory->allocation_count > count)
        story_more(story, memory->allocation_count - count, "places");
}

void story_caches(struct story *story) {
    story_slabs(story);
    story_sites(story);
}
