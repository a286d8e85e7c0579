/* Was swap available, and could it have helped?
 * SPDX-License-Identifier: MIT */
#include "diagnose/questions.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/killer.h"
#include "diagnose/kinds.h"
#include "diagnose/shortage.h"

static struct span swap_lines(const struct facts *facts, struct span lines) {
    return lines.first ? lines : facts->event->lines;
}

/* No line on swap, or on that of the cgroup, but rows of tasks that are swapped out. */
static void swap_answer_owned(const struct facts *facts, struct answer *answer) {
    int64_t kb = facts->room.is_cgroup ? facts->room.swap_used_kb : facts->reckoning->swap_sum_kb;
    answer->statement =
        arena_format(facts->arena, "There was some: %s of %s is swapped out. How much is left, the log does not show.",
                     SIZE(kb), facts->room.is_cgroup ? "the cgroup's tasks" : "the tasks listed");
    evidence_add(facts->arena, &answer->evidence, swap_lines(facts, facts->event->tasks.lines),
                 "Swapped out by the task table: %s.", SIZE(kb));
}

/* A cgroup's report shows no totals of swap, only its own use and limit. */
static void swap_answer_cgroup(const struct facts *facts, struct answer *answer) {
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    const struct cgroup *printed = &facts->event->cgroup;
    bool sum = printed->swap.line == 0 && printed->memsw.line > 0; /* version 1: memory+swap, less memory */
    struct span lines =
        swap_lines(facts, sum ? evidence_join(evidence_line(printed->memory.line), evidence_line(printed->memsw.line))
                              : evidence_line(printed->swap.line));
    bool hit = room_hit_the_sum(&facts->room);
    if (hit)
        answer->statement =
            arena_format(facts->arena, "Yes, and with the %s swapped out it was at its limit on memory and swap.",
                         SIZE(cgroup->swap_usage_kb));
    else if (facts->reckoning->swap == SWAP_NONE)
        answer->statement = STR("No: this cgroup may use none (its swap limit is 0).");
    else if (facts->reckoning->swap == SWAP_FULL)
        answer->statement = arena_format(facts->arena, "Yes, but the cgroup had used up the %s it may have.",
                                         SIZE(cgroup->swap_limit_kb));
    else if (amount_positive(cgroup->swap_usage_kb) > 0)
        answer->statement = arena_format(
            facts->arena, "The cgroup had %s swapped out; how much the machine has left, such a report does not show.",
            SIZE(cgroup->swap_usage_kb));
    else if (facts->room.swap_used_kb > 0)
        swap_answer_owned(facts, answer);
    else
        answer->statement = STR("The log does not show it: a report on a cgroup prints no totals of swap.");
    if (hit)
        evidence_add(facts->arena, &answer->evidence, lines,
                     "Memory %s, memory and swap together %s: their limit is %s.", SIZE(cgroup->usage_kb),
                     SIZE(printed->memsw.usage_kb), SIZE(printed->memsw.limit_kb));
    else if (cgroup->swap_usage_kb != ABSENT)
        evidence_add(facts->arena, &answer->evidence, lines, "The cgroup's own line%s on %s: %s of swap in use, %s%s.",
                     sum ? "s" : "", sum ? "memory and memory+swap" : "swap", SIZE(cgroup->swap_usage_kb),
                     cgroup->swap_limit_kb == ABSENT ? "without a limit" : "limit ",
                     cgroup->swap_limit_kb == ABSENT ? "" : SIZE(cgroup->swap_limit_kb));
}

/* The kind of memory that fills RAM and is never swapped out, whatever swap there is; NULL where none does. */
static const struct kind *swap_unswappable(const struct facts *facts) {
    enum { UNSWAPPABLE_PERCENT = 25 };
    const struct kind *kind = kinds_largest(&facts->room, PART_SHMEM);
    int64_t kb = kind ? kinds_kb(&facts->room, kind) : 0;
    int64_t swappable = amount_sum(room_part_kb(&facts->room, PART_ANON), room_part_kb(&facts->room, PART_SHMEM));
    bool most = kind && kind->part != PART_FILE && kind->part != PART_GPU && kb >= swappable &&
                amount_at_least(kb, UNSWAPPABLE_PERCENT, facts->room.kb);
    return most && !facts->room.is_cgroup && !facts->room.booting && !room_is_roomy(&facts->room) ? kind : NULL;
}

/* What it holds, all of it: of unaccounted memory too. */
static const char *swap_size(char room[WORDS_ROOM], const struct facts *facts, const struct kind *kind) {
    int64_t kb = kind->part == PART_UNACCOUNTED ? room_part_kb(&facts->room, kind->part) : kinds_kb(&facts->room, kind);
    return words_size(room, kb);
}

/* "Swap cache stats: add 2567968": pages that were swapped out since boot, though there is no swap now. */
static bool swap_was_there(const struct facts *facts) {
    const struct figure *added = &facts->event->memory.totals.swapcache_add;
    return facts->reckoning->swap == SWAP_NONE && !facts->room.is_cgroup && added->line > 0 && added->value > 0;
}

static str swap_none(const struct facts *facts, const struct kind *hard) {
    char room[WORDS_ROOM];
    if (swap_was_there(facts))
        return arena_format(
            facts->arena,
            "No: none was on any more. Since boot %s had been swapped out, so there was swap, and it had "
            "been switched off.",
            SIZE(amount_product(facts->event->memory.totals.swapcache_add.value, facts->reckoning->page_kb)));
    if (!hard)
        return STR("No: none is configured.");
    return arena_format(
        facts->arena,
        "No: none is configured. Swap takes nothing of what filled RAM: %s %s, and such memory is never swapped out.",
        hard->said, swap_size(room, facts, hard));
}

static str swap_left(const struct facts *facts, const struct kind *hard) {
    const struct reckoning *r = facts->reckoning;
    const char *left = SIZE(r->swap_free_kb), *all = SIZE(r->swap_total_kb);
    char room[WORDS_ROOM];
    if (hard)
        return arena_format(facts->arena,
                            "Yes: %s of %s was still free, but not for what filled RAM: %s %s, and such memory is "
                            "never swapped out.",
                            left, all, hard->said, swap_size(room, facts, hard));
    if (r->shortage == SHORTAGE_NONE)
        return arena_format(facts->arena, "Yes: %s of %s was still free, as was memory%s.", left, all,
                            shortage_bound_of(facts).found ? " on other nodes" : "");
    if (r->manual)
        return arena_format(facts->arena, "Yes: %s of %s was still free.", left, all);
    return arena_format(facts->arena,
                        "Yes: %s of %s was still free, so look for what kept it from being used: a limit, locked "
                        "memory, or a request that swap can't help.",
                        left, all);
}

/* swapoff takes its area from the total before it reads the pages back, and since 2.6.36 it is killed first. */
static void swap_answer_off(const struct facts *facts, struct answer *answer) {
    const struct event *event = facts->event;
    answer->statement =
        STR("It was being switched off: swapoff was reading swapped pages back, and what lay in swap had to fit into "
            "RAM. The totals no longer hold the area that it was emptying.");
    evidence_add(facts->arena, &answer->evidence,
                 event->trigger.trace_lines.first ? event->trigger.trace_lines : event->lines, "swapoff was running.");
}

/* "Free swap: 1843200kB" without a total. */
static void swap_answer_unknown(const struct facts *facts, struct answer *answer) {
    int64_t free_kb = facts->reckoning->swap_free_kb;
    if (amount_positive(free_kb) == 0 && facts->reckoning->swap_sum_kb > 0) {
        swap_answer_owned(facts, answer);
        return;
    }
    if (amount_positive(free_kb) == 0) {
        answer->statement = STR("The log does not show it.");
        return;
    }
    answer->statement =
        arena_format(facts->arena, "Yes: %s of swap was still free; how much there was in all the log does not show.",
                     SIZE(free_kb));
    evidence_add(facts->arena, &answer->evidence, swap_lines(facts, facts->reckoning->swap_lines), "Swap: %s free.",
                 SIZE(free_kb));
}

static str swap_full(const struct facts *facts) {
    const char *all = SIZE(facts->reckoning->swap_total_kb);
    if (room_swaps_to_zram(&facts->room))
        return arena_format(facts->arena,
                            "Yes, %s of zram, and all of it was in use: what is swapped out there stays in RAM, "
                            "compressed.",
                            all);
    return arena_format(facts->arena, "Yes, %s, and all of it was in use.", all);
}

static void swap_answer_machine(const struct facts *facts, struct answer *answer) {
    const struct reckoning *r = facts->reckoning;
    const struct kind *hard = r->swap == SWAP_FULL ? NULL : swap_unswappable(facts);
    char room[WORDS_ROOM];
    if (r->swapoff) {
        swap_answer_off(facts, answer);
        return;
    }
    if (r->swap == SWAP_UNKNOWN) {
        swap_answer_unknown(facts, answer);
        return;
    }
    answer->statement = r->swap == SWAP_NONE   ? swap_none(facts, hard)
                        : r->swap == SWAP_FULL ? swap_full(facts)
                                               : swap_left(facts, hard);
    const struct boot *boot = &facts->event->boot_memory;
    if (boot->zram_line && r->swap != SWAP_NONE)
        evidence_add(facts->arena, &answer->evidence, evidence_line(boot->zram_line),
                     "%s of swap is zram: compressed pages that stay in RAM.", SIZE(boot->zram_kb));
    if (swap_was_there(facts))
        evidence_add(facts->arena, &answer->evidence, evidence_line(facts->event->memory.totals.swapcache_add.line),
                     "Added to the swap cache since boot: %s.",
                     COUNT(facts->event->memory.totals.swapcache_add.value, "page", "pages"));
    if (r->swap == SWAP_NONE)
        evidence_add(facts->arena, &answer->evidence, swap_lines(facts, r->swap_lines), "Swap: none (0 kB in all).");
    else
        evidence_add(facts->arena, &answer->evidence, swap_lines(facts, r->swap_lines), "Swap: %s in all, %s free.",
                     SIZE(r->swap_total_kb), SIZE(r->swap_free_kb));
    if (hard)
        evidence_add(facts->arena, &answer->evidence, swap_lines(facts, facts->room.parts[hard->part].lines), "%s: %s.",
                     TITLE(hard->name), swap_size(room, facts, hard));
}

static str swap_brief_cgroup(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    if (room_hit_the_sum(&facts->room))
        return STR("Yes, within the same limit");
    if (r->swap == SWAP_NONE)
        return STR("No: this cgroup may use none");
    if (r->swap == SWAP_FULL)
        return STR("Yes, but all that it may use was used");
    int64_t used_kb = amount_positive(r->cgroup.swap_usage_kb);
    used_kb = used_kb > 0 ? used_kb : facts->room.swap_used_kb;
    return used_kb > 0 ? arena_format(facts->arena, "%s was in use; the rest not shown", SIZE(used_kb))
                       : STR("The log does not show it");
}

static str swap_brief_machine(const struct facts *facts) {
    const struct reckoning *r = facts->reckoning;
    if (r->swapoff)
        return STR("It was being switched off");
    if (swap_was_there(facts))
        return STR("No: it had been switched off");
    if (r->swap == SWAP_NONE)
        return STR("No: none is configured");
    if (r->swap == SWAP_FULL)
        return arena_format(facts->arena, "Yes, %s, all of it in use", SIZE(r->swap_total_kb));
    if (r->swap != SWAP_UNKNOWN)
        return arena_format(facts->arena, "Yes: %s of %s still free%s", SIZE(r->swap_free_kb), SIZE(r->swap_total_kb),
                            swap_unswappable(facts) ? ", of little use" : "");
    if (amount_positive(r->swap_free_kb) == 0 && r->swap_sum_kb > 0)
        return arena_format(facts->arena, "%s was in use; the rest not shown", SIZE(r->swap_sum_kb));
    return amount_positive(r->swap_free_kb) > 0
               ? arena_format(facts->arena, "Yes: %s still free", SIZE(r->swap_free_kb))
               : STR("The log does not show it");
}

static void swap_answer(const struct facts *facts, const struct ranking *ranking, struct answer *answer) {
    (void)ranking;
    static const char *const words[] = {"unknown", "none", "full", "partly-used", "unused"};
    answer->answer = str_from_cstr(words[facts->reckoning->swap]);
    if (killer_is_program(facts)) {
        killer_answer_swap(facts, answer);
        return;
    }
    if (facts->room.is_cgroup && facts->reckoning->swap_total_kb == ABSENT)
        swap_answer_cgroup(facts, answer);
    else
        swap_answer_machine(facts, answer);
    answer->brief = facts->room.is_cgroup && facts->reckoning->swap_total_kb == ABSENT ? swap_brief_cgroup(facts)
                                                                                       : swap_brief_machine(facts);
}

const struct question question_swap = {STR_INIT("swap"), STR_INIT("Was swap available?"), false, swap_answer};
