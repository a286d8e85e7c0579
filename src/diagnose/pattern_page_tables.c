/* Page tables hold the memory: sparse mappings, or one large segment mapped by many.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"

/* Eight bytes of table a page where its neighbours are in use too, and some tables that every process has. */
static int64_t page_tables_dense_kb(const struct facts *facts, int64_t held_kb, int64_t processes) {
    enum { ENTRIES_A_KB = 128, FIXED_KB = 80 };
    return amount_sum(held_kb / (ENTRIES_A_KB * facts->reckoning->page_kb), amount_product(FIXED_KB, processes));
}

/* Together they have more in RAM and swap than there is: it is one segment, counted in each. */
static bool page_tables_are_of_one_segment(const struct facts *facts) {
    const struct holder *owner = holders_page_tables_owner(&facts->holders);
    if (!owner)
        owner = &facts->holders.mapper;
    return holders_map_alike(&facts->holders, owner) ||
           (owner->count > 1 && facts->room.is_known &&
            amount_sum(owner->rss_kb, owner->swap_kb) > facts->room.reach_kb);
}

static void page_tables_add_owner(const struct facts *facts, struct finding *finding) {
    const struct holder *owner = holders_page_tables_owner(&facts->holders);
    if (!owner)
        owner = &facts->holders.mapper;
    if (owner->count == 0)
        return;
    int64_t held_kb = amount_sum(owner->rss_kb, owner->swap_kb);
    str name = pattern_name(facts, owner);
    if (page_tables_are_of_one_segment(facts)) {
        pattern_for(facts, finding, owner->lines,
                    "%.*s have %s of page tables: they map the same shared memory, each with tables of its own.",
                    STR_ARG(name), SIZE(owner->pagetables_kb));
        return;
    }
    pattern_for(facts, finding, owner->lines,
                "%.*s %s %s of page tables for %s in RAM and swap; densely used, that would take about %s.",
                STR_ARG(name), owner->count > 1 ? "have" : "has", SIZE(owner->pagetables_kb), SIZE(held_kb),
                SIZE(page_tables_dense_kb(facts, held_kb, owner->count)));
}

/* Most of them map what guests or devices see, and are in no process's VmPTE. */
static bool page_tables_are_of_guests(const struct facts *facts) {
    return amount_at_least(room_guest_tables_kb(&facts->room), MAPPER_PERCENT,
                           room_part_kb(&facts->room, PART_PAGETABLES));
}

static bool page_tables_judge(const struct facts *facts, struct finding *finding) {
    const struct part *tables = &facts->room.parts[PART_PAGETABLES];
    if (facts->holders.fork_bomb || !pattern_weigh(facts, finding, amount_positive(tables->kb),
                                                   PAGETABLES_MENTION_PERCENT, PAGETABLES_CAUSE_PERCENT))
        return false;
    const struct holder *owner = holders_page_tables_owner(&facts->holders);
    str name = owner ? pattern_name(facts, owner) : STR("");
    str whose = owner ? arena_format(facts->arena, "; %s of them belong to %.*s",
                                     SIZE(amount_least(owner->pagetables_kb, tables->kb)), STR_ARG(name))
                      : STR("");
    finding->consumer = kinds_name(PART_PAGETABLES);
    bool guests = page_tables_are_of_guests(facts);
    pattern_state(facts, finding, "Page tables, the kernel's maps of %s memory, hold %s, %s of %s%.*s.",
                  guests ? "guests' and devices'" : "virtual", SIZE(tables->kb), PERCENT(tables->kb, facts->room.kb),
                  facts->room.name, STR_ARG(whose));
    if (guests)
        pattern_for(facts, finding, tables->lines,
                    "%s of them are sec_pagetables: tables of virtual machines (KVM) and of IOMMUs.",
                    SIZE(room_guest_tables_kb(&facts->room)));
    pattern_for(facts, finding, tables->lines, "Page tables: %s; 0.1 to 2 %% of RAM is usual.", SIZE(tables->kb));
    if (!guests)
        page_tables_add_owner(facts, finding);
    pattern_add_processes(facts, finding);
    str amount = pattern_amount(facts, tables->kb);
    pattern_brief(facts, finding, "page tables, the kernel's maps of %s memory, hold %.*s.",
                  guests ? "guests' and devices'" : "virtual", STR_ARG(amount));
    return true;
}

/* A page of 4 kB costs 8 bytes of page table, a 512th. Tables far beyond that map next to nothing. */
static bool page_tables_are_sparse(const struct facts *facts) {
    enum { SPARSE_TIMES = 64 };
    int64_t held = amount_sum(facts->reckoning->rss_sum_kb, facts->reckoning->swap_sum_kb);
    return facts->holders.table && amount_product(room_part_kb(&facts->room, PART_PAGETABLES), SPARSE_TIMES) > held;
}

static bool page_tables_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("page-tables");
    advice->lines = facts->room.parts[PART_PAGETABLES].lines;
    if (page_tables_are_of_guests(facts)) {
        advice->advice = STR("Back the memory of virtual machines, and what is mapped for devices, by huge pages, or "
                             "run fewer of them here.");
        advice->because = arena_format(facts->arena, "Tables of guests and devices hold %s.",
                                       SIZE(room_guest_tables_kb(&facts->room)));
        advice->command = STR("grep -E 'PageTables|Hugetlb' /proc/meminfo; ps -eo pid,rss,args --sort=-rss | grep -E "
                              "'qemu|kvm|vfio'");
        return true;
    }
    const char *size = SIZE(room_part_kb(&facts->room, PART_PAGETABLES));
    if (page_tables_are_of_one_segment(facts)) {
        advice->advice = STR("Put the shared segment into huge pages, or let fewer processes map it (a connection "
                             "pooler in front of a database).");
        advice->because =
            arena_format(facts->arena,
                         "Page tables hold %s: each process that maps the segment has tables of its own for it.", size);
    } else if (page_tables_are_sparse(facts)) {
        advice->advice = STR("Map and touch less address space, and unmap what was used: freeing the pages alone keeps "
                             "their tables.");
        advice->because = arena_format(
            facts->arena, "Page tables hold %s, far more than what they map: the pages lie scattered or are gone.",
            size);
    } else {
        advice->advice = STR("Map large regions with huge pages, or fewer of them in fewer processes.");
        advice->because = arena_format(
            facts->arena, "Page tables hold %s; for regions in huge pages they would be a fraction.", size);
    }
    advice->command = STR("grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n -r | head");
    return true;
}

static str page_tables_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: with fewer mappings, or with denser ones in huge pages.");
}

static str page_tables_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Probably, by mapping it less often");
}

const struct pattern pattern_page_tables = {
    .name = "page-tables",
    .family = PATTERN_HOLDER,
    .part = PART_PAGETABLES,
    .judge = page_tables_judge,
    .consumer = consumer_largest,
    .prevention = page_tables_prevention,
    .prevented = page_tables_prevented,
    .advice = {{ADVICE_CAUSE, page_tables_advise}},
};
