/* "pages RAM", held against the zones that the same report shows.
 * SPDX-License-Identifier: MIT */
#include "model/sound_ram.h"

#include "model/amount.h"
#include "model/release.h"

enum {
    SOUND_RAM_STRUCT_SHARE =
        256,                    /* of a page of 4 kB: a struct page has 32 bytes on 32 bit, 64 on 64 bit; half of it */
    SOUND_RAM_HIDDEN_SHARE = 20 /* zones that hold less than the rest of so many parts are not all */
};

static int64_t sound_sum(const struct memory *memory, size_t offset) {
    int64_t sum = 0;
    for (size_t i = 0; i < memory->zone_count; i++)
        sum = amount_both(sum, *(const int64_t *)((const char *)&memory->zones[i] + offset));
    return memory->zone_count ? sum : ABSENT;
}

int64_t sound_present_kb(const struct memory *memory) {
    return sound_sum(memory, offsetof(struct zone, present_kb));
}

int64_t sound_managed_kb(const struct memory *memory) {
    return sound_sum(memory, offsetof(struct zone, managed_kb));
}

/* Within a share of PAGES and the few pages that move while a report is printed. */
static bool sound_same(int64_t kb, int64_t pages, int64_t page_kb, int64_t share) {
    int64_t expected = amount_kb(pages, page_kb);
    if (!amount_known(kb) || !amount_known(expected))
        return false;
    int64_t slack = amount_most(expected / share, 512 * page_kb);
    return kb >= expected - slack && kb <= expected + slack;
}

/* Zones are as large as all that the counters count: a small one alone holds as little as a machine that is short. */
static bool sound_zones_hold(const struct memory *memory, int64_t page_kb) {
    const struct counters *counters = &memory->counters;
    const struct figure *figures[] = {
        &counters->free,          &counters->active_anon, &counters->inactive_anon,    &counters->active_file,
        &counters->inactive_file, &counters->unevictable, &counters->slab_reclaimable, &counters->slab_unreclaimable,
        &counters->slab};
    int64_t pages = 0, present_kb = sound_present_kb(memory);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        pages = amount_plus(pages, figures[i]->value);
    return amount_known(present_kb) && present_kb >= amount_positive(amount_kb(pages, page_kb));
}

size_t sound_reserve_steps(const struct zone *zone) {
    size_t steps = 0;
    int64_t most = 0;
    for (size_t i = 0; i < zone->lowmem_reserve_count; i++) {
        steps += zone->lowmem_reserve[i] > most;
        most = amount_most(most, zone->lowmem_reserve[i]);
    }
    return steps;
}

static bool sound_has_zones_above(const struct memory *memory, size_t index) {
    const struct zone *zone = &memory->zones[index];
    size_t above = 0;
    for (size_t i = index + 1; i < memory->zone_count && memory->zones[i].node == zone->node; i++)
        above += memory->zones[i].managed_kb > 0;
    return zone->lowmem_reserve_count > 0 && sound_reserve_steps(zone) == above;
}

static bool sound_has_node(const struct memory *memory, int64_t node) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].node == node)
            return true;
    return false;
}

/* Each node that the report names has zones, and no zone has less above it than its reserves say. */
static bool sound_has_all_zones(const struct memory *memory) {
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].managed_kb > 0 && !sound_has_zones_above(memory, i))
            return false;
    for (size_t i = 0; i < memory->node_count; i++)
        if (!sound_has_node(memory, memory->nodes[i].node))
            return false;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (!sound_has_node(memory, memory->hugepages[i].node))
            return false;
    return true;
}

/* What the figures of a report are compared by moves while it is printed, each a little: of zones that are all there
 * it is enough that their sum agrees. */
bool sound_zones_cover(const struct memory *memory, int64_t page_kb) {
    enum { EACH_SHARE = 50, ALL_SHARE = 20 };
    const struct counters *counters = &memory->counters;
    const int64_t free_kb = sound_sum(memory, offsetof(struct zone, free_kb));
    const int64_t anon_kb = amount_both(sound_sum(memory, offsetof(struct zone, active_anon_kb)),
                                        sound_sum(memory, offsetof(struct zone, inactive_anon_kb)));
    const int64_t file_kb = amount_both(sound_sum(memory, offsetof(struct zone, active_file_kb)),
                                        sound_sum(memory, offsetof(struct zone, inactive_file_kb)));
    const int64_t anon = amount_both(counters->active_anon.value, counters->inactive_anon.value);
    const int64_t file = amount_both(counters->active_file.value, counters->inactive_file.value);
    const bool each = sound_same(free_kb, counters->free.value, page_kb, EACH_SHARE) &&
                      sound_same(anon_kb, anon, page_kb, EACH_SHARE) && sound_same(file_kb, file, page_kb, EACH_SHARE);
    const bool all = sound_same(amount_both(free_kb, amount_both(anon_kb, file_kb)),
                                amount_both(counters->free.value, amount_both(anon, file)), page_kb, ALL_SHARE);
    return sound_zones_hold(memory, page_kb) && (each || (all && sound_has_all_zones(memory)));
}

/* The zones that are shown, which are the whole machine, add up to RAM_KB. Since 3.12 the two are equal to the page;
 * before, the zones' present leaves out the memory map: a tenth is allowed. */
static bool sound_ram_is_present(const struct event *event, int64_t ram_kb) {
    enum { EXACT_SHARE = 100, OLD_SHARE = 10 };
    const bool is_exact = release_is_since(release_of(event->identity.release), RELEASE(3, 12, 0));
    const int64_t present_kb = sound_present_kb(&event->memory);
    const int64_t slack_kb = ram_kb / (is_exact ? EXACT_SHARE : OLD_SHARE);
    return present_kb >= ram_kb - slack_kb && present_kb <= ram_kb + slack_kb;
}

/* Each page of RAM_KB needs a struct page, and those of memory that was there at boot are reserved. No zones show that
 * there is so much, as they do where memory was added later. */
static bool sound_ram_lacks_structs(const struct memory *memory, int64_t ram_kb, int64_t page_kb) {
    enum { SMALL_PAGE_KB = 4 };
    const int64_t reserved_kb = amount_times(memory->totals.reserved_pages.value, page_kb);
    const int64_t present_kb = sound_present_kb(memory);
    return amount_known(reserved_kb) && memory->totals.reserved_pages.value > 0 &&
           (!amount_known(present_kb) || present_kb < ram_kb - ram_kb / SOUND_RAM_HIDDEN_SHARE) &&
           reserved_kb < ram_kb / SOUND_RAM_STRUCT_SHARE * SMALL_PAGE_KB / page_kb;
}

static bool sound_has_larger_row(const struct event *event, int64_t pages) {
    for (size_t i = 0; i < event->tasks.count; i++) {
        const struct task *task = &event->tasks.items[i];
        if ((amount_known(task->rss_anon) ? task->rss_anon : task->rss) > pages)
            return true;
    }
    return false;
}

static bool sound_has_larger_kill(const struct event *event, int64_t kb) {
    enum { LOOKED_AT = 8 };
    for (size_t i = 0; i < event->kill_count && i < LOOKED_AT; i++)
        if (event->kills[i].anon_rss_kb > kb)
            return true;
    return false;
}

/* How many of the figures of other lines, rows being one, and kill lines another, are larger than RAM_KB alone, drift
 * of the moment left out.
 */
static size_t sound_count_larger(const struct event *event, int64_t ram_kb, int64_t page_kb) {
    const struct memory *memory = &event->memory;
    const struct counters *counters = &memory->counters;
    const struct figure *figures[] = {
        &counters->free,          &counters->active_anon, &counters->inactive_anon,       &counters->active_file,
        &counters->inactive_file, &counters->unevictable, &counters->slab_reclaimable,    &counters->slab_unreclaimable,
        &counters->slab,          &counters->pagetables,  &memory->totals.pagecache_pages};
    const int64_t most_kb = ram_kb + ram_kb / 20, most = most_kb / page_kb;
    size_t larger = 0;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        larger += figures[i]->value > most;
    for (size_t i = 0; i < memory->zone_count; i++)
        larger += memory->zones[i].present_kb > most_kb;
    for (size_t i = 0; i < memory->node_count; i++)
        larger += memory->nodes[i].active_anon_kb > most_kb || memory->nodes[i].inactive_anon_kb > most_kb;
    return larger + sound_has_larger_row(event, most) + sound_has_larger_kill(event, most_kb);
}

bool sound_ram_is_damaged(const struct event *event, int64_t page_kb) {
    const struct memory *memory = &event->memory;
    const int64_t ram_kb = amount_times(memory->totals.ram_pages.value, page_kb);
    if (!amount_known(memory->totals.ram_pages.value))
        return false;
    if (!amount_known(ram_kb) || ram_kb <= 0 || ram_kb > SOUND_KB_MOST)
        return true;
    if (sound_ram_lacks_structs(memory, ram_kb, page_kb) ||
        (sound_count_larger(event, ram_kb, page_kb) > 1 && !sound_ram_is_present(event, ram_kb)))
        return true;
    return amount_known(sound_managed_kb(memory)) && sound_zones_cover(memory, page_kb) &&
           !sound_ram_is_present(event, ram_kb);
}
