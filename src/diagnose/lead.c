/* Whose request the kernel was serving when it ran out: where to look first, and no proof.
 * SPDX-License-Identifier: MIT */
#include "diagnose/lead.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/pattern.h"

struct lead_kind {
    unsigned kept; /* MAKER_IN_SLAB, MAKER_IN_PAGES */
    str what, check;
};

static const struct lead_kind lead_kinds[] = {
    [MAKER_UNNAMED] = {MAKER_IN_SLAB | MAKER_IN_PAGES, STR_INIT(""), STR_INIT("")},
#define KIND(name, request, kept, what, check) [MAKER_##name] = {kept, STR_INIT(what), STR_INIT(check)},
#include "model/makers.def"
#undef KIND
};

/* A cgroup's statistics name slab since 5.3: before, it is in what they leave over. */
static bool lead_counts_slab_apart(const struct facts *facts) {
    return !facts->room.is_cgroup || facts->reckoning->cgroup.slab_kb != ABSENT;
}

/* Of what no table names, the way of allocation tells where it is counted. Pages of files are page cache. */
bool lead_fits(const struct facts *facts, enum room_part part) {
    const struct maker *maker = &facts->reckoning->maker;
    unsigned kept = lead_kinds[maker->kind].kept;
    bool pages = maker->kind != MAKER_UNNAMED || (!maker->slab && facts->reckoning->request != REQUEST_FILESYSTEM &&
                                                  facts->reckoning->request != REQUEST_PAGE_TABLE);
    if (!maker->function.len || !facts->event->trigger.name.len)
        return false;
    const bool is_slab = maker->slab && (kept & MAKER_IN_SLAB);
    if (part == PART_SLAB)
        return is_slab;
    return (pages && (kept & MAKER_IN_PAGES)) || (is_slab && !lead_counts_slab_apart(facts));
}

/* "broker (pid 640)" */
static str lead_who(const struct facts *facts) {
    str name = facts->event->trigger.name;
    int64_t pid = facts->event->identity.pid;
    if (pid == ABSENT)
        return name;
    return arena_format(facts->arena, "%.*s (pid %lld)", NAMED(name), (long long)pid);
}

/* "a packet ring, in packet_set_ring", "memory, in nv_alloc_pages [nvidia]" */
static str lead_what(const struct facts *facts) {
    const struct maker *maker = &facts->reckoning->maker;
    str what = lead_kinds[maker->kind].what;
    if (!what.len)
        what = maker->slab ? STR("a kernel object") : STR("memory for the kernel");
    return arena_format(facts->arena, "%.*s, in %.*s%s%.*s%s", STR_ARG(what), STR_ARG(maker->function),
                        maker->module.len ? " [" : "", STR_ARG(maker->module), maker->module.len ? "]" : "");
}

void lead_add(const struct facts *facts, struct finding *finding, enum room_part part) {
    if (!lead_fits(facts, part))
        return;
    str who = lead_who(facts), what = lead_what(facts);
    pattern_for(facts, finding, evidence_line(facts->reckoning->maker.line),
                "A lead, not a proof: at the moment of the kill %.*s was allocating %.*s.", STR_ARG(who),
                STR_ARG(what));
}

str lead_advice(const struct facts *facts, enum room_part part) {
    if (!lead_fits(facts, part))
        return STR("");
    str who = lead_who(facts);
    return arena_format(facts->arena, " Begin with %.*s, which was asking for some.", STR_ARG(who));
}

str lead_check(const struct facts *facts, enum room_part part) {
    return lead_fits(facts, part) ? lead_kinds[facts->reckoning->maker.kind].check : STR("");
}

/* "  cache: anon_vma_chain(632851:2b75bb60139b..), object size: 64, ..": up to 5.8 each cgroup had caches of its own,
 * named after it (memcg_create_kmem_cache, mm/slab_common.c; slab_out_of_memory, mm/slub.c). */
static struct lead_cache lead_cache_in(str text) {
    struct lead_cache found = {0};
    size_t colon = str_find(text, STR("cache: ")), end = str_find(text, STR(", object size"));
    if (colon == STR_NONE || end == STR_NONE || end < colon)
        return found;
    str name = str_of(text.data + colon + 7, end - colon - 7);
    size_t open = str_find_byte(name, '('), mark = str_find_byte(name, ':');
    if (open == STR_NONE || mark == STR_NONE || mark < open || name.data[name.len - 1] != ')')
        return found;
    found.cache = str_first(name, open);
    found.group = str_of(name.data + mark + 1, name.len - mark - 2);
    return found;
}

struct lead_cache lead_cache_of(const struct facts *facts) {
    struct lead_cache found = {0};
    for (size_t i = 0; i < facts->event->note_count && !found.group.len; i++) {
        const struct note *note = &facts->event->notes[i];
        if (note->kind != NOTE_SLAB_CACHE)
            continue;
        found = lead_cache_in(note->text);
        found.line = note->line;
    }
    return found.group.len && found.cache.len ? found : (struct lead_cache){0};
}
