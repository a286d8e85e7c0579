/* The slab caches of one event: by size, and what their names mean beside what else it shows.
 * SPDX-License-Identifier: MIT */
#include "diagnose/slabs.h"

#include "diagnose/caches.h"
#include "diagnose/evidence.h"
#include "diagnose/pattern.h"
#include "diagnose/shell.h"

enum {
    SLABS_LARGEST = 3,
    SLABS_TASK_KB = 16,    /* the kernel's objects about one thread, its stack apart */
    SLABS_CHAIN_TIMES = 64 /* links between mappings and their pages: more generations of forks than live */
};

/* More objects about tasks than there are tasks (their kernel stacks tell). */
static bool slabs_exceed_tasks(const struct facts *facts, const struct slab *slab) {
    return caches_is_of_tasks(slab->name) && facts->holders.threads > 0 &&
           slab->used_kb > amount_product(facts->holders.threads, SLABS_TASK_KB);
}

/* "anon_vma_chain" links a mapping to its pages, once for each generation of forks. */
static bool slabs_exceed_mappings(const struct facts *facts, const struct slab *slab) {
    const struct memory *memory = &facts->event->memory;
    if (!str_equal(slab->name, STR("anon_vma_chain")))
        return false;
    for (size_t i = 0; i < memory->slab_count; i++)
        if (str_equal(memory->slabs[i].name, STR("vm_area_struct")))
            return slab->used_kb / SLABS_CHAIN_TIMES > memory->slabs[i].used_kb;
    return false;
}

static bool slabs_is_merged(const struct facts *facts, const struct slab *slab) {
    return slabs_exceed_tasks(facts, slab) || slabs_exceed_mappings(facts, slab);
}

const struct slab *slabs_next(const struct facts *facts, const struct slab *below) {
    const struct memory *memory = &facts->event->memory;
    const struct slab *most = NULL;
    for (size_t i = 0; i < memory->slab_count; i++) {
        const struct slab *slab = &memory->slabs[i];
        bool lower = !below || slab->total_kb < below->total_kb || (slab->total_kb == below->total_kb && slab > below);
        if (lower && (!most || slab->total_kb > most->total_kb))
            most = slab;
    }
    return most;
}

const char *slabs_meaning(const struct facts *facts, const struct slab *slab) {
    if (slabs_is_merged(facts, slab))
        return "far more than its name explains here; caches of one object size share the name of the first, so these "
               "may be anything";
    return caches_meaning(slab->name);
}

str slabs_command(const struct facts *facts, const struct slab *slab) {
    str name = shell_word(facts, slab->name);
    if (!slabs_is_merged(facts, slab))
        return str_from_cstr(caches_command(slab->name));
    return name.len ? arena_format(facts->arena, "find /sys/kernel/slab -lname \"$(readlink /sys/kernel/slab/%.*s)\"",
                                   STR_ARG(name))
                    : name;
}

void slabs_add_largest(const struct facts *facts, struct finding *finding, int64_t kb) {
    const struct slab *cache = NULL;
    for (int i = 0; i < SLABS_LARGEST; i++) {
        cache = slabs_next(facts, cache);
        if (!cache || !amount_at_least(cache->total_kb, SLAB_MENTION_PERCENT, kb))
            return;
        const char *meaning = slabs_meaning(facts, cache);
        pattern_for(facts, finding, evidence_line(cache->line), "Slab cache %.*s takes %s, %s of it in use%s%s.",
                    STR_ARG(cache->name), SIZE(cache->total_kb), SIZE(cache->used_kb), *meaning ? ": " : "", meaning);
    }
}
