/* The zones against their watermarks, and who holds kernel memory.
 * SPDX-License-Identifier: MIT */
#include "report/document_parts.h"
#include "report/text_sections.h"

#include "model/amount.h"

enum { TEXT_ZONES = 12, TEXT_FIGURE = 11, TEXT_MARK = 10 };

/* Which watermark of the zone FREE_KB is below. */
static enum below text_below(const struct zone *zone, int64_t free_kb) {
    if (free_kb < zone->min_kb)
        return BELOW_MIN;
    if (zone->low_kb != ABSENT && free_kb < zone->low_kb)
        return BELOW_LOW;
    return zone->high_kb != ABSENT && free_kb < zone->high_kb ? BELOW_HIGH : BELOW_NONE;
}

/* The zone's state in few words. Free memory is compared as the allocator does, without what the request may not use.
 */
static str text_zone_state(const struct zone *zone, const struct zone_state *state) {
    static const str words[][2] = {
        [BELOW_UNKNOWN] = {STR_INIT(""), STR_INIT("")},
        [BELOW_NONE] = {STR_INIT("above high"), STR_INIT("usable above high")},
        [BELOW_HIGH] = {STR_INIT("below high"), STR_INIT("usable below high")},
        [BELOW_LOW] = {STR_INIT("below low"), STR_INIT("usable below low")},
        [BELOW_MIN] = {STR_INIT("BELOW MIN"), STR_INIT("usable below min")},
    };
    bool judged = state->margin_kb != ABSENT;
    if (zone->present_kb == 0)
        return STR("empty");
    if (state->closed || state->eligible == TRI_NO)
        return STR("out of reach");
    if (!judged && zone->free_cma_kb > zone->free_kb / 2 && zone->free_kb - zone->free_cma_kb < zone->high_kb)
        return STR("mostly CMA, which not every request may use");
    if (state->below == BELOW_MIN || !judged)
        return words[state->below][0];
    if (state->margin_kb == 0 && state->reserve_kb <= 0 && state->unusable_kb <= 0)
        return STR("AT MIN");
    return words[text_below(zone, state->margin_kb + zone->min_kb)][state->unusable_kb > 0];
}

/* "must keep 7792 kB": of a zone that has a reserve, more than min. False where that is not why. */
static bool text_zone_keeps(struct text *text, const struct zone *zone, const struct zone_state *state) {
    if (zone->present_kb == 0 || state->closed || state->eligible == TRI_NO || state->margin_kb == ABSENT ||
        state->below == BELOW_MIN || state->reserve_kb <= 0)
        return false;
    struct wording kept = wording_number(amount_plus(zone->min_kb, state->reserve_kb));
    layout_left(&text->layout, LAYOUT_PLAIN, STR("must keep "), 0);
    layout_left(&text->layout, LAYOUT_PLAIN, wording_str(&kept), 0);
    layout_left(&text->layout, LAYOUT_PLAIN, STR(" kB"), 0);
    return true;
}

static void text_zone(struct text *text, size_t index) {
    const struct zone *zone = &text->document.event->memory.zones[index];
    const struct zone_state *state = text->document.reckoning->zones ? &text->document.reckoning->zones[index] : NULL;
    const int64_t figures[] = {zone->free_kb, zone->min_kb, zone->low_kb, zone->high_kb};
    struct wording node = wording_number(zone->node);
    struct layout *layout = &text->layout;
    layout_line(layout, 2, 2);
    layout_figure(layout, LAYOUT_PLAIN, &node, 4);
    layout->due = 1;
    layout_left(layout, LAYOUT_PLAIN, zone->name, 8);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        struct wording figure = wording_number(figures[i]);
        layout_figure(layout, LAYOUT_PLAIN, &figure, TEXT_MARK);
    }
    str words = state ? text_zone_state(zone, state) : STR("");
    layout->due = 2;
    if (words.len > 0 && !text_zone_keeps(text, zone, state))
        layout_left(layout, state->below == BELOW_MIN && zone->present_kb ? LAYOUT_KILLED : LAYOUT_PLAIN, words, 0);
    layout_end(layout);
}

static void text_zone_legend(struct text *text) {
    if (text->has_zone_legend)
        return;
    text->has_zone_legend = true;
    layout_line(&text->layout, 2, 2);
    text_words(text, LAYOUT_DIM,
               "Ordinary requests leave min untouched. A zone that \"must keep\" more keeps the rest (lowmem_reserve) "
               "for requests that no other zone can serve.");
    layout_end(&text->layout);
}

void text_zones(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    if (!document_zones_told(memory) || text->document.reckoning->scope == SCOPE_CGROUP)
        return;
    struct layout *layout = &text->layout;
    text_title(text, STR("Free memory against the watermarks (kB)"), document_zone_lines(memory));
    layout_line(layout, 2, 2);
    layout_left(layout, LAYOUT_DIM, STR("node zone"), 13);
    const str titles[] = {STR_INIT("free"), STR_INIT("min"), STR_INIT("low"), STR_INIT("high")};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        layout_right(layout, LAYOUT_DIM, titles[i], TEXT_MARK);
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        if (memory->zones[i].free_kb == ABSENT)
            continue;
        if (shown++ < TEXT_ZONES)
            text_zone(text, i);
        else
            left++;
    }
    if (left > 0)
        text_more(text, left, left == 1 ? "zone" : "zones");
    text_zone_legend(text);
}

/* A size and the name of what holds it; more may follow on the line. */
static void text_holder(struct text *text, int64_t kb, str name) {
    struct wording size = wording_size(kb);
    layout_line(&text->layout, 2, 2);
    layout_figure(&text->layout, LAYOUT_PLAIN, &size, TEXT_FIGURE);
    text->layout.due = 2;
    layout_left(&text->layout, LAYOUT_PLAIN, name, 0);
    text->layout.due = 2;
}

static void text_slabs(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    struct largest largest;
    if (!document_slabs_largest(memory, &largest))
        return;
    text_title(text, STR("The largest unreclaimable kernel caches"), memory->slab_lines);
    for (size_t i = 0; i < largest.count; i++)
        text_holder(text, largest.sizes[i], memory->slabs[largest.rows[i]].name);
    layout_end(&text->layout);
    if (memory->slab_count > largest.count)
        text_more(text, memory->slab_count - largest.count, "caches");
}

static void text_sites(struct text *text) {
    const struct memory *memory = &text->document.event->memory;
    struct largest largest;
    if (!document_sites_largest(memory, &largest))
        return;
    text_title(text, STR("Where the kernel allocated most (process memory included)"), document_site_lines(memory));
    for (size_t i = 0; i < largest.count; i++) {
        const struct allocation *site = &memory->allocations[largest.rows[i]];
        text_holder(text, amount_known(site->bytes) ? site->bytes / 1024 : ABSENT, document_site_name(site));
        layout_left(&text->layout, LAYOUT_DIM, site->place, 0);
        text->layout.due = 1;
        layout_left(&text->layout, LAYOUT_DIM, site->module, 0);
    }
    layout_end(&text->layout);
    if (memory->allocation_count > largest.count)
        text_more(text, memory->allocation_count - largest.count, "places");
}

void text_caches(struct text *text) {
    text_slabs(text);
    text_sites(text);
}
