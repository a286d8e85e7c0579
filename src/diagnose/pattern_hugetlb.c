/* A reserved pool of huge pages holds the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"

/* The pool's pages that nobody uses at this moment, in kB. */
static int64_t hugetlb_idle_kb(const struct facts *facts) {
    const struct memory *memory = &facts->event->memory;
    int64_t kb = 0;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        kb = amount_sum(kb, amount_product(memory->hugepages[i].free, memory->hugepages[i].size_kb));
    return kb;
}

static bool hugetlb_judge(const struct facts *facts, struct finding *finding) {
    const struct part *pool = &facts->room.parts[PART_HUGETLB];
    if (!pattern_weigh(facts, finding, amount_positive(pool->kb), HUGETLB_MENTION_PERCENT, HUGETLB_CAUSE_PERCENT))
        return false;
    int64_t idle = hugetlb_idle_kb(facts);
    finding->consumer = kinds_name(PART_HUGETLB);
    pattern_state(facts, finding,
                  "A pool of huge pages holds %s, %s of %s, of which %s was idle: ordinary requests can't use it.",
                  SIZE(pool->kb), PERCENT(pool->kb, facts->room.kb), facts->room.name, SIZE(idle));
    pattern_for(facts, finding, pool->lines, "Huge pages: %s in the pool, %s of it not in use at this moment.",
                SIZE(pool->kb), SIZE(idle));
    pattern_add_processes(facts, finding);
    if (!amount_at_least(idle, 50, pool->kb))
        pattern_against(facts, finding, pool->lines,
                        "Most of the pool is in use: it may be the workload that is too large.");
    pattern_brief(facts, finding, "memory is set aside for huge pages, where ordinary requests can't use it.");
    return true;
}

/* The pool of the default size, cut down to what is in use. */
static bool hugetlb_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("shrink-hugetlb");
    const struct memory *memory = &facts->event->memory;
    const struct hugepages *most = NULL;
    int64_t used = 0, idle_kb = 0;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (!most || amount_product(memory->hugepages[i].free, memory->hugepages[i].size_kb) > idle_kb) {
            most = &memory->hugepages[i];
            idle_kb = amount_product(most->free, most->size_kb);
        }
    if (!most || idle_kb == 0)
        return false;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].size_kb == most->size_kb)
            used = amount_sum(used, amount_less(memory->hugepages[i].total, memory->hugepages[i].free));
    str pool = arena_format(facts->arena, "/sys/kernel/mm/hugepages/hugepages-%lldkB", (long long)most->size_kb);
    advice->advice = STR("Shrink the pool of huge pages to what is used, unless the free ones are promised to somebody "
                         "(resv_hugepages is not 0).");
    advice->command = arena_format(facts->arena, "grep -x 0 %.*s/resv_hugepages && echo %lld > %.*s/nr_hugepages",
                                   STR_ARG(pool), (long long)used, STR_ARG(pool));
    advice->because = arena_format(
        facts->arena, "%s of it was idle; make it last with vm.nr_hugepages in /etc/sysctl.d.", SIZE(idle_kb));
    advice->lines = evidence_line(most->line);
    return true;
}

static str hugetlb_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: with a smaller pool of huge pages.");
}

static str hugetlb_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Yes, with a smaller huge-page pool");
}

const struct pattern pattern_hugetlb = {
    .name = "hugetlb",
    .family = PATTERN_HOLDER,
    .part = PART_HUGETLB,
    .judge = hugetlb_judge,
    .consumer = consumer_largest,
    .prevention = hugetlb_prevention,
    .prevented = hugetlb_prevented,
    .advice = {{ADVICE_CAUSE, hugetlb_advise}},
};
