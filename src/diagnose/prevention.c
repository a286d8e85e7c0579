/* Could it have been prevented? The advice against what leads, the cheapest and safest first.
 * SPDX-License-Identifier: MIT */
#include "diagnose/prevention.h"

#include "diagnose/advice.h"
#include "diagnose/pattern.h"
#include "diagnose/shortage.h"

enum { PREVENTION_MOST = 6 };

/* One bit a pattern. */
enum prevention_bit {
#define PATTERN(name) PREVENTION_BIT_##name,
#include "diagnose/patterns.def"
#undef PATTERN
};
#define AGAINST(name) (1u << PREVENTION_BIT_##name)
#define ANY (~0u)

static unsigned prevention_patterns(str name) {
    unsigned bits = 0;
#define PATTERN(word)                                                                                                  \
    if (str_equal(name, str_from_cstr(pattern_##word.name)))                                                           \
        bits |= AGAINST(word);
#include "diagnose/patterns.def"
#undef PATTERN
    return bits;
}

/* An advice, and the leading patterns that it helps against. */
struct prevention_rule {
    unsigned patterns;
    bool (*give)(const struct scene *scene, struct advice *advice);
};

static const struct prevention_rule prevention_rules[] = {
#define ADVICE(name, against) {against, advice_##name},
#include "diagnose/advice.def"
#undef ADVICE
};

struct prevention_answer {
    unsigned patterns;
    const char *machine, *cgroup;
};

static const struct prevention_answer prevention_answers[] = {
    {AGAINST(manual), "It was asked for by hand: there is nothing to prevent but the asking.", NULL},
    {AGAINST(not_exhausted), "More memory would not have prevented it: by these figures there was enough.",
     "A higher limit need not have prevented it: by these figures the cgroup was not at one."},
    {AGAINST(protected),
     "Yes: with the largest process open to the OOM killer, or limited, no other would have died for it.", NULL},
    {AGAINST(memory_leak), "Yes: a memory limit on that one process would have kept the rest of the machine out of it.",
     "Only by the process itself needing less, or by a higher limit; if it leaks, a higher limit only delays the next "
     "kill."},
    {AGAINST(fork_bomb), "Yes: a limit on the number of processes would have stopped it.", NULL},
    {AGAINST(undersized), "Only with more room or less work: no single process is to blame.",
     "Only with a higher limit or fewer processes in the group: no single one is to blame."},
    {AGAINST(slab_leak), "Not by more RAM or swap: find what makes these kernel objects.",
     "Not by a higher limit, if it goes on: find what makes these kernel objects."},
    {AGAINST(shared_memory), "Yes: with bounded tmpfs mounts and segments that are removed after use.", NULL},
    {AGAINST(page_tables), "Yes: with fewer mappings, or with denser ones in huge pages.", NULL},
    {AGAINST(hugetlb), "Yes: with a smaller pool of huge pages.", NULL},
    {AGAINST(unevictable), "Yes: with a limit on locked memory, or tmpfs instead of ramfs.", NULL},
    {AGAINST(page_cache), "Yes: if dirty pages had been written earlier, or had more room.", NULL},
    {AGAINST(unaccounted), "Only by finding the owner of the memory that no counter shows.", NULL},
    {AGAINST(fragmentation), "Perhaps: with memory compacted in time; more RAM only makes it rarer.", NULL},
    {AGAINST(numa), "Yes: the machine had memory on other nodes that the task was not allowed to use.", NULL},
    {AGAINST(lowmem), "Not by more RAM: only the exhausted zone counts.", NULL},
    {AGAINST(insufficient_data), "The log does not show enough to tell; first let the next one show more.", NULL},
};

/* The leading pattern; where it is "not enough to tell", also what comes next. */
static unsigned prevention_leading(const struct diagnosis *diagnosis) {
    unsigned bits = prevention_patterns(diagnosis->findings[0].pattern);
    if (bits & AGAINST(insufficient_data) && diagnosis->finding_count > 1)
        bits |= prevention_patterns(diagnosis->findings[1].pattern);
    return bits;
}

str prevention_statement(const struct scene *scene, const struct diagnosis *diagnosis) {
    unsigned leading = prevention_patterns(diagnosis->findings[0].pattern);
    if (leading & AGAINST(not_exhausted) && scene->reckoning->request == REQUEST_KSWAPD)
        return STR("Yes: with a lower min_ttl_ms (0 switches it off), or with more room for what is in use.");
    if (leading & AGAINST(page_cache) && !scene_is_dirty(scene))
        return STR("Perhaps, once it is known what kept the page cache from being dropped.");
    if (leading & AGAINST(memory_leak) && scene->init_alone)
        return STR("Only by init (pid 1) needing less: the kernel may not kill it, so there was nothing to give up.");
    if (leading & AGAINST(numa) && shortage_bound_of(scene).found)
        return STR(
            "Probably: the machine had memory on other nodes, which something seems to have kept the request from.");
    if (leading & AGAINST(numa) && !shortage_has_elsewhere(scene))
        return STR("Perhaps: if other nodes of the machine had memory, which the report does not show.");
    for (size_t i = 0; i < sizeof prevention_answers / sizeof *prevention_answers; i++) {
        const struct prevention_answer *answer = &prevention_answers[i];
        if (answer->patterns & leading)
            return str_from_cstr(scene->cgroup && answer->cgroup ? answer->cgroup : answer->machine);
    }
    return STR("");
}

/* An advice may stand twice in the list: early against one pattern, late against the others. */
static bool prevention_is_told(const struct diagnosis *diagnosis, str advice) {
    for (size_t i = 0; i < diagnosis->advice_count; i++)
        if (str_equal(diagnosis->advice[i].advice, advice))
            return true;
    return false;
}

void prevention_advise(const struct scene *scene, struct diagnosis *diagnosis) {
    unsigned leading = prevention_leading(diagnosis);
    diagnosis->advice = arena_alloc(scene->arena, PREVENTION_MOST * sizeof *diagnosis->advice);
    if (!diagnosis->advice)
        return;
    for (size_t i = 0; i < sizeof prevention_rules / sizeof *prevention_rules; i++) {
        if (!(prevention_rules[i].patterns & leading) || diagnosis->advice_count == PREVENTION_MOST)
            continue;
        struct advice advice = {0};
        if (!prevention_rules[i].give(scene, &advice) || prevention_is_told(diagnosis, advice.advice))
            continue;
        if (advice.lines.first == 0)
            advice.lines = scene->event->lines;
        diagnosis->advice[diagnosis->advice_count++] = advice;
    }
}
