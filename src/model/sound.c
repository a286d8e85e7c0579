/* The memory section without its damaged figures: what arithmetic may use.
 * SPDX-License-Identifier: MIT */
#include "model/sound.h"

#include "base/arena.h"
#include "model/amount.h"
#include "model/fields.h"
#include "model/sound_ram.h"
#include "model/warning.h"

enum {
    SOUND_SWAP_SLACK_KB = 1024, /* figures of two moments */
    SOUND_NAMES_MOST = 6,       /* damaged figures that a warning names; the rest is counted */
};

struct sound {
    struct event *event;
    struct memory *copy; /* NULL until something is wrong */
    int64_t most_kb, page_kb;
    int64_t most_pages; /* a figure that is no more is sound in either unit */
    str names;
    size_t count;
    struct span lines;
};

static void *sound_duplicate(struct arena *arena, const void *items, size_t count, size_t size) {
    void *copy = arena_alloc(arena, count * size);
    if (copy && count)
        memcpy(copy, items, count * size);
    return copy;
}

/* The copy that may be changed, made at the first damage; NULL when memory is short. */
static struct memory *sound_own(struct sound *sound) {
    struct arena *arena = sound->event->arena;
    const struct memory *memory = &sound->event->memory;
    if (sound->copy)
        return sound->copy;
    struct memory *copy = sound_duplicate(arena, memory, 1, sizeof *memory);
    if (!copy)
        return NULL;
    copy->nodes = sound_duplicate(arena, memory->nodes, memory->node_count, sizeof *memory->nodes);
    copy->zones = sound_duplicate(arena, memory->zones, memory->zone_count, sizeof *memory->zones);
    copy->hugepages = sound_duplicate(arena, memory->hugepages, memory->hugepages_count, sizeof *memory->hugepages);
    if (!copy->nodes || !copy->zones || !copy->hugepages)
        return NULL;
    return sound->copy = copy;
}

/* Remembers that WHAT (a name) is damaged, for the warning. */
static void sound_blame(struct sound *sound, str owner, str what, int64_t value, int64_t line) {
    if (sound->count++ < SOUND_NAMES_MOST)
        sound->names = arena_format(sound->event->arena, "%.*s%s%.*s%s%.*s %lld", STR_ARG(sound->names),
                                    sound->names.len ? ", " : "", STR_ARG(owner), owner.len ? " " : "", STR_ARG(what),
                                    (long long)value);
    if (!sound->lines.first || line < sound->lines.first)
        sound->lines.first = line;
    if (line > sound->lines.last)
        sound->lines.last = line;
}

/* Counters that are kept per CPU may read below 0 for a moment; these are plain numbers and may not. */
static bool sound_is_plain(const struct field *field) {
    static const str keys[] = {STR_INIT("present_kb"), STR_INIT("managed_kb"), STR_INIT("min_kb"),
                               STR_INIT("low_kb"),     STR_INIT("high_kb"),    STR_INIT("boost_kb")};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_equal(field->key, keys[i]))
            return true;
    return false;
}

/* Absent, or no more than the machine has even if these are pages: most figures, of which no more need be asked. */
static bool sound_is_small(const struct sound *sound, int64_t value) {
    return !amount_known(value) || (value >= 0 && value <= sound->most_pages);
}

/* What a figure of VALUE pages or kB should be: itself, 0, or absent. */
static int64_t sound_value(const struct sound *sound, const struct field *field, int64_t value) {
    int64_t kb = field->unit == FIELD_PAGES ? amount_times(value, sound->page_kb) : value;
    bool size = field->unit == FIELD_PAGES || field->unit == FIELD_KB;
    if (!amount_known(value) || !size || str_equal(field->key, STR("pages_scanned"))) /* counts scans, not pages */
        return value;
    if (value < 0)
        return kb == ABSENT || kb < -sound->most_kb || sound_is_plain(field) ? ABSENT : 0;
    return kb == ABSENT || kb > sound->most_kb ? ABSENT : value;
}

/* Corrects one RECORD of a list. AT says where it lies in the event's memory section. */
static bool sound_correct(struct sound *sound, const struct field_table *table, const void *record,
                          void *(*own)(struct memory *, size_t), size_t index, str owner, int64_t line) {
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        int64_t value = field_number(field, record);
        if (sound_is_small(sound, value))
            continue;
        int64_t corrected = sound_value(sound, field, value);
        if (corrected == value || !field->key.len) /* another spelling of a field before */
            continue;
        struct memory *copy = sound_own(sound);
        if (!copy)
            return false;
        int64_t at = field_line(field, record) ? field_line(field, record) : line;
        field_set_number(field, own(copy, index), corrected, at);
        if (!amount_known(corrected))
            sound_blame(sound, owner, field->printed, value, at);
    }
    return true;
}

static void *sound_zone(struct memory *memory, size_t index) {
    return &memory->zones[index];
}

static void *sound_node(struct memory *memory, size_t index) {
    return &memory->nodes[index];
}

static void *sound_counters(struct memory *memory, size_t index) {
    (void)index;
    return &memory->counters;
}

static bool sound_lists(struct sound *sound) {
    const struct memory *memory = &sound->event->memory;
    bool done = sound_correct(sound, &field_counters, &memory->counters, sound_counters, 0, STR(""), 0);
    for (size_t i = 0; done && i < memory->node_count; i++)
        done = sound_correct(sound, &field_node, &memory->nodes[i], sound_node, i, STR("Node"), memory->nodes[i].line);
    for (size_t i = 0; done && i < memory->zone_count; i++)
        done = sound_correct(sound, &field_zone, &memory->zones[i], sound_zone, i, memory->zones[i].name,
                             memory->zones[i].line);
    return done;
}

/* Each zone's line has a column for each type of zone that the kernel was built with. */
static size_t sound_reserve_columns(const struct memory *memory) {
    size_t most = 0;
    for (size_t i = 0; i < memory->zone_count; i++)
        if (memory->zones[i].lowmem_reserve_count > most)
            most = memory->zones[i].lowmem_reserve_count;
    return most;
}

static bool sound_drop_reserve(struct sound *sound, size_t index, int64_t pages) {
    const struct zone *zone = &sound->event->memory.zones[index];
    struct memory *copy = sound_own(sound);
    if (!copy)
        return false;
    copy->zones[index].lowmem_reserve_count = 0;
    sound_blame(sound, zone->name, STR("lowmem_reserve"), pages, zone->lowmem_reserve_line);
    return true;
}

static bool sound_shows_all_zones(const struct sound *sound) {
    const struct memory *memory = &sound->event->memory;
    int64_t ram_kb = amount_times(memory->totals.ram_pages.value, sound->page_kb);
    int64_t present_kb = sound_present_kb(memory);
    return amount_known(ram_kb) && amount_known(present_kb) && present_kb == ram_kb;
}

/* What all zones together show of their reserves. */
struct sound_columns {
    size_t count;
    bool are_all; /* zones are shown */
};

/* Where all zones are shown, reserves rise at most once for each zone above. A column that is lower than one before,
 * too many steps, or a line that breaks off. */
static bool sound_is_reserve_damaged(const struct sound *sound, const struct sound_columns *columns, size_t index) {
    const struct memory *memory = &sound->event->memory;
    const struct zone *zone = &memory->zones[index];
    if (zone->lowmem_reserve_count == 0)
        return false;
    if (zone->lowmem_reserve_count < columns->count)
        return true;
    if (!columns->are_all || zone->lowmem_reserve[0] != 0)
        return false;
    const size_t steps = sound_reserve_steps(zone);
    size_t above = 0;
    for (size_t i = index + 1; above < steps && i < memory->zone_count && memory->zones[i].node == zone->node; i++)
        above++;
    return steps > above;
}

static bool sound_reserves(struct sound *sound) {
    const struct memory *memory = &sound->event->memory;
    const struct sound_columns columns = {sound_reserve_columns(memory), sound_shows_all_zones(sound)};
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        if (sound_is_reserve_damaged(sound, &columns, i)) {
            if (!sound_drop_reserve(sound, i, zone->lowmem_reserve[zone->lowmem_reserve_count - 1]))
                return false;
            continue;
        }
        for (size_t j = 0; j < zone->lowmem_reserve_count; j++) {
            int64_t pages = zone->lowmem_reserve[j];
            if (pages >= 0 && pages <= sound->most_pages)
                continue;
            if (!sound_drop_reserve(sound, i, pages))
                return false;
            break;
        }
    }
    return true;
}

/* Huge pages that need more than the machine has. */
static bool sound_hugepages(struct sound *sound) {
    const struct memory *memory = &sound->event->memory;
    for (size_t i = 0; i < memory->hugepages_count; i++) {
        const struct hugepages *pages = &memory->hugepages[i];
        int64_t kb = amount_times(pages->total, pages->size_kb);
        if (!amount_known(pages->total) || !amount_known(pages->size_kb) ||
            (amount_known(kb) && kb >= 0 && kb <= sound->most_kb))
            continue;
        struct memory *copy = sound_own(sound);
        if (!copy)
            return false;
        copy->hugepages[i].total = ABSENT;
        sound_blame(sound, STR(""), STR("hugepages_total"), pages->total, pages->line);
    }
    return true;
}

static bool sound_drop(struct sound *sound, size_t offset, str what) {
    struct memory *copy = sound_own(sound);
    if (!copy)
        return false;
    struct figure *figure = (struct figure *)((char *)&copy->totals + offset);
    sound_blame(sound, STR(""), what, figure->value, figure->line);
    figure->value = ABSENT;
    return true;
}

/* Each page that is swapped out has an entry of eight bytes, in a page table or in the index of a file of tmpfs: so
 * much of what may hold them is in the log, else the machine's RAM. */
static bool sound_can_be_swapped(const struct memory *memory, int64_t used_kb, int64_t page_kb) {
    enum { ENTRY_BYTES = 8 };
    const struct counters *counters = &memory->counters;
    const int64_t tables = amount_both(counters->pagetables.value, counters->slab_reclaimable.value);
    const int64_t pages = amount_known(tables) ? tables : memory->totals.ram_pages.value;
    return !amount_known(pages) ||
           used_kb / page_kb <= amount_times(amount_positive(pages), page_kb * 1024 / ENTRY_BYTES);
}

/* "Free swap  = 20553600kB" of "Total swap = 2097148kB". */
static bool sound_swap(struct sound *sound) {
    const struct memory *memory = sound->copy ? sound->copy : &sound->event->memory;
    const int64_t total_kb = memory->totals.swap_total_kb.value, free_kb = memory->totals.swap_free_kb.value;
    if (!amount_known(total_kb) || !amount_known(free_kb) ||
        (free_kb <= amount_sum(total_kb, SOUND_SWAP_SLACK_KB) && total_kb >= 0 &&
         sound_can_be_swapped(memory, amount_less(total_kb, free_kb), sound->page_kb)))
        return true;
    return sound_drop(sound, offsetof(struct totals, swap_free_kb), STR("Free swap")) &&
           sound_drop(sound, offsetof(struct totals, swap_total_kb), STR("Total swap"));
}

/* Nothing can be larger than the machine; a little is allowed for figures that were taken at other moments. */
static int64_t sound_most_kb(const struct memory *memory, int64_t page_kb) {
    int64_t ram_kb = amount_times(memory->totals.ram_pages.value, page_kb);
    int64_t present_kb = sound_present_kb(memory);
    if (amount_known(ram_kb) && ram_kb > 0)
        return ram_kb + ram_kb / 20;
    return amount_known(present_kb) && present_kb > 0 && present_kb < SOUND_KB_MOST &&
                   sound_zones_cover(memory, page_kb)
               ? present_kb + present_kb / 20
               : SOUND_KB_MOST;
}

static bool sound_warn(struct sound *sound) {
    if (!sound->count)
        return true;
    const char *more = sound->count > SOUND_NAMES_MOST ? " and others" : "";
    return warning_add(sound->event, sound->lines,
                       arena_format(sound->event->arena,
                                    "Damaged figures, kept as printed and left out of all sums: %.*s%s.",
                                    STR_ARG(sound->names), more));
}

const struct memory *sound_memory(struct event *event, int64_t page_kb) {
    struct sound sound = {.event = event, .page_kb = page_kb};
    if (sound_ram_is_damaged(event, page_kb) &&
        !sound_drop(&sound, offsetof(struct totals, ram_pages), STR("pages RAM")))
        return NULL;
    sound.most_kb = sound_most_kb(sound.copy ? sound.copy : &event->memory, page_kb);
    sound.most_pages = sound.most_kb / page_kb;
    if (!sound_lists(&sound) || !sound_reserves(&sound) || !sound_hugepages(&sound) || !sound_swap(&sound) ||
        !sound_warn(&sound))
        return NULL;
    return sound.copy ? sound.copy : &event->memory;
}
