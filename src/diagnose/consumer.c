/* What consumed the most memory: the process, the program or the kind of memory that holds most.
 * SPDX-License-Identifier: MIT */
#include "diagnose/consumer.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/kinds.h"
#include "diagnose/thresholds.h"
#include "model/release.h"

static struct span consumer_lines(const struct facts *facts, struct span lines) {
    return lines.first ? lines : facts->event->lines;
}

/* Memory that a process locked is that process's. */
static bool consumer_is_locked(const struct facts *facts, const struct kind *kind) {
    return kind->part == PART_UNEVICTABLE && facts->holders.largest.count &&
           amount_at_least(facts->holders.largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT,
                           room_part_kb(&facts->room, PART_UNEVICTABLE));
}

/* Page tables stand in no process's rss, yet they are somebody's, and go with him. */
static bool consumer_name_mapper(const struct facts *facts, struct answer *answer, const struct kind *kind) {
    const struct holder *owner = kind->part == PART_PAGETABLES ? holders_page_tables_owner(&facts->holders) : NULL;
    int64_t kb = room_part_kb(&facts->room, PART_PAGETABLES);
    if (!owner)
        return false;
    str who = owner->count > 1
                  ? arena_format(facts->arena, "%lld processes named %.*s", (long long)owner->count, NAMED(owner->name))
                  : arena_format(facts->arena, "process %.*s (pid %lld)", NAMED(owner->name), (long long)owner->pid);
    bool countable =
        owner->count == 1 || (owner->rss_kb <= facts->room.kb && !holders_map_alike(&facts->holders, owner));
    str rest = countable ? arena_format(facts->arena, ", which %s %s in RAM itself", owner->count > 1 ? "have" : "has",
                                        SIZE(owner->rss_kb))
                         : STR(", which map the same shared memory");
    answer->statement =
        arena_format(facts->arena, "Page tables: they hold %s, %s of %s; %s of them belong to the %.*s%.*s.", SIZE(kb),
                     PERCENT(kb, facts->room.kb), facts->room.name, SIZE(amount_least(owner->pagetables_kb, kb)),
                     STR_ARG(who), STR_ARG(rest));
    evidence_add(facts->arena, &answer->evidence, owner->lines, "%.*s: %s of page tables.", NAMED(owner->name),
                 SIZE(owner->pagetables_kb));
    return true;
}

/* Most of RAM was free, whatever holds the rest. */
static bool consumer_is_mostly_free(const struct facts *facts) {
    return !facts->room.is_cgroup && facts->room.is_known &&
           amount_at_least(room_part_kb(&facts->room, PART_FREE), 50, facts->room.kb);
}

/* Most of the shared memory is mapped, and only one process is large enough to map it: SIZE_MAX where that is not so.
 */
static size_t consumer_mapper_row(const struct facts *facts) {
    enum { MAPPED_PERCENT = 80, FITS_PERCENT = 50 };
    const struct tasks *tasks = &facts->event->tasks;
    int64_t shmem_kb = room_part_kb(&facts->room, PART_SHMEM), page_kb = facts->reckoning->page_kb;
    size_t found = SIZE_MAX;
    if (facts->room.is_cgroup || !facts->holders.whole || tasks->rest.rows ||
        !amount_at_least(facts->reckoning->ledger.within.mapped_kb, MAPPED_PERCENT, shmem_kb))
        return SIZE_MAX;
    for (size_t row = 0; row < tasks->count; row++) {
        const struct task *task = &tasks->items[row];
        int64_t most = task->rss_shmem != ABSENT ? task->rss_shmem : task->rss;
        if (!amount_at_least(amount_product(most, page_kb), FITS_PERCENT, shmem_kb))
            continue;
        if (found != SIZE_MAX)
            return SIZE_MAX;
        found = row;
    }
    return found;
}

static bool consumer_name_shmem_mapper(const struct facts *facts, struct answer *answer, const struct kind *kind) {
    size_t row = kind->part == PART_SHMEM ? consumer_mapper_row(facts) : SIZE_MAX;
    int64_t kb = room_part_kb(&facts->room, PART_SHMEM);
    if (row == SIZE_MAX)
        return false;
    const struct task *task = &facts->event->tasks.items[row];
    answer->statement = arena_format(
        facts->arena,
        "Shared memory: %s, %s of %s. Nearly as much is mapped by processes (%s), and only %.*s (pid %lld) is large "
        "enough to map it. Whether it goes with that process, the log does not show.",
        SIZE(kb), PERCENT(kb, facts->room.kb), facts->room.name, SIZE(facts->reckoning->ledger.within.mapped_kb),
        NAMED(task->name), (long long)task->pid);
    evidence_add(facts->arena, &answer->evidence, evidence_line(task->line), "%.*s: %s in RAM.", NAMED(task->name),
                 SIZE(amount_product(task->rss, facts->reckoning->page_kb)));
    return true;
}

/* As short as the first screen needs it. */
static const char *consumer_brief_room(const struct room *room) {
    return room->unlimited || (room->is_cgroup && room->reckoning->cgroup.limit_kb == 0) ? "its memory"
           : room->is_known                                                              ? room->name
                                                                                         : "what is shown";
}

static void consumer_name_kind(const struct facts *facts, struct answer *answer, const struct kind *kind) {
    bool gap = kind->part == PART_UNACCOUNTED;
    int64_t kb = gap ? room_part_kb(&facts->room, PART_UNACCOUNTED) : kinds_kb(&facts->room, kind);
    bool swapped = kind->part == PART_SHMEM && facts->room.swap_shmem_kb > 0;
    bool kernel = gap && facts->room.is_cgroup && amount_at_least(room_unnamed_kernel_kb(&facts->room), 50, kb);
    bool free = room_is_roomy(&facts->room) || consumer_is_mostly_free(facts);
    const char *said = kernel ? "kernel memory that no statistic names holds" : kind->said;
    answer->answer = kinds_name(kind->part);
    answer->brief = arena_format(facts->arena, "%s: %s, %s of %s", TITLE(kind->name), SIZE(kb),
                                 PERCENT(kb, swapped ? facts->room.reach_kb : facts->room.kb),
                                 !swapped                ? consumer_brief_room(&facts->room)
                                 : facts->room.is_cgroup ? "memory and swap"
                                                         : "RAM and swap");
    if (!consumer_name_mapper(facts, answer, kind) && !consumer_name_shmem_mapper(facts, answer, kind))
        answer->statement =
            arena_format(facts->arena, "No process: %s %s, %s of %s%s%s%s%s.", said, SIZE(kb),
                         PERCENT(kb, swapped ? facts->room.reach_kb : facts->room.kb), facts->room.name,
                         swapped ? " plus the swap in use" : "", free ? "; " : "",
                         free ? SIZE(room_part_kb(&facts->room, PART_FREE)) : "", free ? " were free" : "");
    evidence_add(facts->arena, &answer->evidence, consumer_lines(facts, facts->room.parts[kind->part].lines), "%s: %s.",
                 TITLE(kind->name), SIZE(kb));
    if (facts->holders.table && facts->holders.group.count)
        evidence_add(facts->arena, &answer->evidence, facts->holders.group.lines,
                     "Most among processes: %.*s with %.*s.", NAMED(facts->holders.group.name),
                     STR_ARG(holder_size(&facts->room, &facts->holders.group)));
}

/* Where no name stands out, a user may. */
static void consumer_add_user(const struct facts *facts, struct answer *answer) {
    const struct holder *user = &facts->holders.user;
    if (user->count == 0)
        return;
    str size = holder_size(&facts->room, user);
    answer->statement = arena_format(
        facts->arena,
        "%.*s No program stands out, but one user does: the %lld processes of uid %lld hold %.*s "
        "together.",
        STR_ARG(answer->statement), (long long)user->count, (long long)facts->holders.user_uid, STR_ARG(size));
    evidence_add(facts->arena, &answer->evidence, user->lines,
                 "Processes of uid %lld: %s%s in RAM, %s swapped out, %s of what all processes hold.",
                 (long long)facts->holders.user_uid, user->bounded ? "at most " : "", SIZE(user->anon_kb),
                 SIZE(user->swap_kb), PERCENT(user->kb, facts->holders.processes_kb));
}

/* Of a log that shows nothing but processes, what the kernel's score of the largest one says. */
static str consumer_scored(const struct facts *facts) {
    int64_t scored = facts->room.only_processes ? holders_scored_permille(&facts->holders) : ABSENT;
    if (scored == ABSENT)
        return STR("");
    return arena_format(facts->arena, "%s of %s", PERCENT(scored, 1000),
                        facts->room.is_cgroup ? "what the cgroup may use" : "RAM and swap");
}

/* "79 % of RAM plus the swap in use"; of a log that shows nothing but processes a share says nothing. */
static str consumer_share(const struct facts *facts, int64_t kb) {
    str scored = consumer_scored(facts);
    if (scored.len)
        return scored;
    if (facts->room.only_processes)
        return STR("the most of those that the log shows");
    return room_share_with_swap(&facts->room, kb);
}

/* "75 % of RAM" */
static str consumer_brief_share(const struct facts *facts, int64_t kb) {
    str scored = consumer_scored(facts);
    if (scored.len)
        return scored;
    if (facts->room.only_processes)
        return STR("of those shown");
    if (kb > facts->room.reach_kb)
        return arena_format(facts->arena, "more than %s", consumer_brief_room(&facts->room));
    return arena_format(facts->arena, "%s of %s", PERCENT(kb, facts->room.reach_kb),
                        !facts->room.swap_used_kb ? consumer_brief_room(&facts->room)
                        : facts->room.is_cgroup   ? "memory and swap"
                                                  : "RAM and swap");
}

/* "java: 7 GiB, 90 % of RAM", "5 x python: at most 451 MiB"; of the one that stands out of its group "python: 314 MiB".
 */
static str consumer_group_brief(const struct facts *facts) {
    enum { COLUMNS = 44 }; /* beside the question */
    const struct holder *group = &facts->holders.group, *largest = &facts->holders.largest;
    bool stands_out = facts->holders.outlier && group->count > 1 && str_equal(largest->name, group->name);
    const struct holder *holder = stands_out ? largest : group;
    str share = holder->bounded ? STR("") : consumer_brief_share(facts, holder->kb);
    str name = holder->count > 1
                   ? arena_format(facts->arena, "%lld x %.*s", (long long)holder->count, NAMED(holder->name))
                   : arena_format(facts->arena, "%.*s", NAMED(holder->name));
    str brief =
        arena_format(facts->arena, "%.*s: %s%s", STR_ARG(name), holder->bounded ? "at most " : "", SIZE(holder->kb));
    if (share.len == 0 || brief.len + 2 + share.len > COLUMNS)
        return brief;
    return arena_format(facts->arena, "%.*s, %.*s", STR_ARG(brief), STR_ARG(share));
}

static void consumer_name_group(const struct facts *facts, struct answer *answer) {
    const struct holder *group = &facts->holders.group;
    str share = consumer_share(facts, group->kb), size = holder_size(&facts->room, group);
    str leader = holders_leader(&facts->holders), shape = holder_shape(&facts->room, group);
    answer->answer = group->name;
    answer->brief = consumer_group_brief(facts);
    if (group->count > 1)
        answer->statement =
            arena_format(facts->arena, "%lld processes named %.*s, which hold %.*s together, %.*s%.*s.",
                         (long long)group->count, NAMED(group->name), STR_ARG(size), STR_ARG(share), STR_ARG(leader));
    else
        answer->statement = arena_format(facts->arena, "The process %.*s, which holds %.*s, %.*s.", NAMED(group->name),
                                         STR_ARG(size), STR_ARG(share));
    evidence_add(facts->arena, &answer->evidence, group->lines, "%.*s: %.*s.", NAMED(group->name), STR_ARG(shape));
    consumer_add_user(facts, answer);
    if (group->rss_kb > amount_product(group->anon_kb, 2) && group->count > 1)
        evidence_add(facts->arena, &answer->evidence, group->lines,
                     "Their rss adds up to %s, but that counts shared pages once for each process.",
                     SIZE(group->rss_kb));
}

/* What of the room is in no part that this log shows: of a report without some of its counters. */
static int64_t consumer_unshown_kb(const struct facts *facts) {
    const struct room *room = &facts->room;
    int64_t shown_kb = 0;
    const bool is_mixed = room->is_cgroup && facts->reckoning->cgroup.file_with_shmem;
    if (is_mixed)
        return facts->reckoning->cgroup.file_kb;
    const struct reckoning *r = facts->reckoning;
    const int64_t rest_kb = room->is_cgroup ? r->cgroup.unaccounted_kb : r->ledger.parts.unaccounted_kb;
    if (!room->is_known || rest_kb != ABSENT)
        return 0;
    for (size_t part = 0; part < PART_COUNT; part++)
        shown_kb = amount_sum(shown_kb, room->parts[part].kb);
    const int64_t usage_kb = facts->reckoning->cgroup.usage_kb;
    return amount_less(room->is_cgroup && amount_known(usage_kb) ? usage_kb : room->kb, shown_kb);
}

/* An rss may be shared memory where no counter says how much of that there is; the kernel prints one since 2.6.32. */
static bool consumer_may_be_shared(const struct facts *facts) {
    const bool is_counted = !release_is_before(facts->reckoning->release, RELEASE(2, 6, 32));
    return facts->room.anonymous_kb == ABSENT ||
           (is_counted && !facts->room.is_cgroup && facts->reckoning->ledger.anon_with_shmem);
}

/* Of a machine whose size the log lacks, KB: most of what the counters show, none of the large ones being lost. */
static bool consumer_fills_the_shown(const struct facts *facts, int64_t kb) {
    return room_shows_the_large(&facts->room) && amount_at_least(kb, FILLS_SHOWN_PERCENT, facts->room.reach_kb);
}

/* Processes hold more than whatever the log does not show. Where it shows nothing but processes, nobody knows what else
 * held memory. */
static bool consumer_outweighs_the_unshown(const struct facts *facts) {
    const int64_t kb = facts->holders.group.kb;
    const bool is_several = facts->holders.group.count > 1 && facts->room.anonymous_kb == ABSENT;
    const bool is_shared = is_several || (facts->holders.group.mixed && consumer_may_be_shared(facts));
    const int64_t named_kb =
        room_part_kb(&facts->room, PART_ANON); /* their own pages are among the parts that are shown */
    if (facts->holders.group.count == 1 && holders_scored_permille(&facts->holders) >= 10 * OUTLIER_SURE_PERCENT)
        return true; /* nothing else can hold more */
    return facts->holders.fork_bomb_tail || (!facts->room.only_processes && !is_shared &&
                                             (facts->room.is_known || consumer_fills_the_shown(facts, kb)) &&
                                             consumer_unshown_kb(facts) <= (named_kb ? kb : amount_product(kb, 2)));
}

/* More than half of what there was, so that no process that the log does not show can hold more; how much swap there
 * was must be known, or what is in RAM is weighed alone. */
static bool consumer_has_the_half(const struct facts *facts) {
    const struct holder *group = &facts->holders.group;
    const bool is_swap_known = facts->reckoning->swap != SWAP_UNKNOWN;
    return !facts->room.only_processes && !group->mixed &&
           amount_at_least(is_swap_known ? group->kb : group->anon_kb, OUTLIER_SURE_PERCENT, facts->room.reach_kb);
}

/* The log ends with this row: its name may be cut. */
static bool consumer_is_last_row(const struct facts *facts) {
    const struct holder *group = &facts->holders.group;
    return facts->reckoning->why_cut == CUT_END && group->count == 1 && group->lines.last == facts->event->lines.last &&
           !facts->event->is_newest_first;
}

/* The lines of the log are cut off at the end of this name, or before the names of all rows. */
static bool consumer_is_name_cut(const struct facts *facts) {
    const size_t len = facts->event->tasks.cut_name_len;
    const struct holder *group = &facts->holders.group;
    const bool is_lost =
        group->name.len == 0 && group->count > 1 && group->count == (int64_t)facts->reckoning->process_count;
    return facts->holders.table && (is_lost || (len > 0 && group->name.len == len));
}

/* Where a request is confined to some nodes, the table lists the tasks that may use these (oom_cpuset_eligible of
 * mm/oom_kill.c): those of others may hold more. */
static bool consumer_may_be_elsewhere(const struct facts *facts) {
    const int64_t anon_kb = room_part_kb(&facts->room, PART_ANON);
    const enum scope scope = facts->reckoning->scope;
    return (scope == SCOPE_CPUSET || scope == SCOPE_MEMPOLICY) &&
           amount_less(anon_kb, facts->holders.listed_kb) > facts->holders.group.kb;
}

/* What the counters hold and no row shows may be of processes of one name: of a table that lost a few rows nothing else
 * tells it. */
static int64_t consumer_unlisted_kb(const struct facts *facts) {
    return facts->holders.rss_approximate ? 0 : facts->holders.unlisted_kb;
}

static bool consumer_leads_the_next(const struct facts *facts) {
    return consumer_has_the_half(facts) ||
           facts->holders.group.kb >= amount_sum(facts->holders.next.kb, consumer_unlisted_kb(facts));
}

/* Without a table, or with one that lacks rows, a line shows a largest holder only if nothing else can be larger. */
static bool consumer_may_name_group(const struct facts *facts) {
    return facts->holders.group.count > 0 && !consumer_is_last_row(facts) && !consumer_is_name_cut(facts) &&
           !consumer_may_be_elsewhere(facts) && consumer_outweighs_the_unshown(facts) &&
           consumer_leads_the_next(facts) &&
           (facts->holders.whole || facts->holders.fork_bomb_tail || consumer_has_the_half(facts));
}

/* A kill line alone: what the victim held, beside nobody knows what. */
static void consumer_name_victim(const struct facts *facts, struct answer *answer) {
    answer->statement =
        facts->event->memory.zone_count
            ? STR("The log does not show it: it has neither counters of the whole machine nor a task table.")
            : STR("The log does not show it: it has neither memory figures nor a task table.");
    if (facts->holders.largest.count)
        evidence_add(facts->arena, &answer->evidence, facts->holders.largest.lines,
                     "The victim, %.*s, held %s of private memory; what others held is not shown.",
                     NAMED(facts->holders.largest.name), SIZE(facts->holders.largest.kb));
}

/* "kernel 8589611008" without the lines that say what it is, and more than KB. */
static bool consumer_is_unsplit(const struct facts *facts, int64_t kb) {
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    return facts->room.is_cgroup && cgroup->kernel_cut && facts->room.parts[PART_UNACCOUNTED].kb == ABSENT &&
           cgroup->kernel_unsplit_kb > kb;
}

static void consumer_name_unsplit(const struct facts *facts, struct answer *answer) {
    int64_t kb = facts->reckoning->cgroup.kernel_unsplit_kb;
    answer->statement = arena_format(facts->arena,
                                     "The log does not show it: %s, %s of %s, is the kernel's, and lines that say what "
                                     "it is (slab, page tables) are missing.",
                                     SIZE(kb), PERCENT(kb, facts->room.kb), facts->room.name);
    answer->brief = STR("The kernel's memory; of which kind is not shown");
    evidence_add(facts->arena, &answer->evidence, room_lines(&facts->room), "Kernel memory charged to the cgroup: %s.",
                 SIZE(facts->reckoning->cgroup.kernel_kb));
}

/* "26790 total pagecache pages": of files, tmpfs and the swap cache together, where no other line tells of these. */
static int64_t consumer_cache_kb(const struct facts *facts) {
    const struct room *room = &facts->room;
    bool is_alone = !room->is_cgroup && room->parts[PART_FILE].kb == ABSENT && room->parts[PART_SHMEM].kb == ABSENT;
    return is_alone ? amount_positive(facts->reckoning->ledger.within.pagecache_kb) : 0;
}

/* Files, or a tmpfs: the total that both are in fills half of RAM. */
static bool consumer_name_cache(const struct facts *facts, struct answer *answer) {
    int64_t kb = consumer_cache_kb(facts);
    const struct figure *total = &facts->event->memory.totals.pagecache_pages;
    if (!facts->room.is_known || kb > facts->room.kb || !amount_at_least(kb, 50, facts->room.kb))
        return false;
    answer->statement = arena_format(facts->arena,
                                     "No process: page cache and tmpfs together hold %s, %s of %s; how much each of "
                                     "them holds the log does not show.",
                                     SIZE(kb), PERCENT(kb, facts->room.kb), facts->room.name);
    answer->brief = arena_format(facts->arena, "Page cache and tmpfs: %s, %s", SIZE(kb), PERCENT(kb, facts->room.kb));
    evidence_add(facts->arena, &answer->evidence, evidence_line(total->line), "Page cache in all: %s.", SIZE(kb));
    return true;
}

static void consumer_name_unshown(const struct facts *facts, struct answer *answer, int64_t kb) {
    if (consumer_name_cache(facts, answer))
        return;
    answer->brief = STR("The log does not show it");
    answer->statement =
        arena_format(facts->arena, "The log does not show it: %s, %s of %s, is in none of the counters that it has.",
                     SIZE(kb), PERCENT(kb, facts->room.kb), facts->room.name);
    evidence_add(facts->arena, &answer->evidence, facts->room.lines, "%s: %s.", TITLE(facts->room.name),
                 SIZE(facts->room.kb));
}

/* Rows of the task table are missing, or may be: the largest of the others is no answer. */
static void consumer_name_shown(const struct facts *facts, struct answer *answer) {
    const struct holder *group = &facts->holders.group;
    str size = holder_size(&facts->room, group);
    const char *rows = facts->reckoning->table_whole == TRI_NO ? "are" : "may be";
    if (group->kb == 0) {
        answer->statement = STR("The log does not show it: rows of the task table are missing or damaged.");
        return;
    }
    answer->brief = STR("The log does not show it");
    answer->statement = arena_format(facts->arena,
                                     "The log does not show it: rows of the task table %s missing. The largest of "
                                     "those that the log still shows is %.*s with %.*s.",
                                     rows, NAMED(group->name), STR_ARG(size));
    if (!amount_at_least(room_part_kb(&facts->room, PART_ANON), OUTLIER_SURE_PERCENT, facts->room.kb))
        answer->brief = STR("The log does not show it");
    evidence_add(facts->arena, &answer->evidence, group->lines, "%.*s, among the rows that are left: %.*s.",
                 NAMED(group->name), STR_ARG(size));
}

static bool consumer_has_all_counters(const struct facts *facts) {
    return !facts->room.is_cgroup && facts->room.is_known && facts->room.parts[PART_UNACCOUNTED].kb != ABSENT;
}

/* The largest of the processes, beside figures that the log lacks. */
static void consumer_name_largest_process(const struct facts *facts, struct answer *answer) {
    const struct holder *group = &facts->holders.group;
    str size = holder_size(&facts->room, group), shape = holder_shape(&facts->room, group);
    answer->brief = STR("The log does not show it");
    const char *lacks = consumer_is_name_cut(facts)        ? "its lines are cut off, and so may be the name"
                        : consumer_unlisted_kb(facts) > 0  ? "some private memory is in no row of its task table"
                        : consumer_has_all_counters(facts) ? "no process and no kind of memory is ahead for sure"
                        : !facts->room.only_processes      ? "it lacks some of the counters"
                        : facts->event->cgroup.stats_count ? "it lacks the cgroup's usage and limit"
                                                           : "it lacks the memory counters";
    answer->statement =
        group->kb > 0
            ? arena_format(facts->arena,
                           "The log does not show it: %s. Among the processes most belongs to %.*s, %.*s; "
                           "what else held memory is not known.",
                           lacks, NAMED(group->name), STR_ARG(size))
            : arena_format(facts->arena, "The log does not show it: %s, and its processes hold next to none.", lacks);
    if (group->kb > 0)
        answer->brief =
            arena_format(facts->arena, "%.*s: %s, most among processes", NAMED(group->name), SIZE(group->kb));
    evidence_add(facts->arena, &answer->evidence, group->lines, "%.*s: %.*s.", NAMED(group->name), STR_ARG(shape));
}

/* should_dump_unreclaim_slab (mm/oom_kill.c): the list is there because slab was more than all pages on the LRU lists.
 */
static void consumer_name_listed_slab(const struct facts *facts, struct answer *answer) {
    answer->statement =
        arena_format(facts->arena,
                     "The log does not show it. The kernel's own objects (slab) hold at least %s, more than all "
                     "processes and files, for only then the kernel lists its caches; huge pages, or memory that no "
                     "counter shows, may be more.",
                     SIZE(room_part_kb(&facts->room, PART_SLAB)));
    answer->brief = STR("Slab, unless what is not shown is more");
    evidence_add(facts->arena, &answer->evidence, facts->event->memory.slab_lines, "Unreclaimable slab is listed.");
}

/* A kind of memory that is more than what all processes hold, though the log does not show that it is the most of all;
 * NULL where there is none. */
static const struct kind *consumer_most_shown(const struct facts *facts) {
    const struct kind *kind = kinds_largest(&facts->room, PART_COUNT);
    int64_t kb = kind ? kinds_kb(&facts->room, kind) : 0;
    return kb > amount_most(facts->holders.processes_kb, room_part_kb(&facts->room, PART_ANON)) ? kind : NULL;
}

static void consumer_name_most_shown(const struct facts *facts, struct answer *answer, const struct kind *kind) {
    const struct room *room = &facts->room;
    int64_t kb = kinds_kb(room, kind), anon_kb = room_part_kb(room, PART_ANON), free_kb = room_part_kb(room, PART_FREE);
    str freed = free_kb > kb ? arena_format(facts->arena, " %s was free.", SIZE(free_kb)) : STR("");
    str processes = room->parts[PART_ANON].kb == ABSENT
                        ? STR("")
                        : arena_format(facts->arena, ", and %s is %s", SIZE(anon_kb), room->anonymous);
    answer->brief = arena_format(facts->arena, "%s: %s, most of what is shown", TITLE(kind->name), SIZE(kb));
    answer->statement = arena_format(facts->arena,
                                     "Of the memory in use that the log shows %s most, %s%.*s; it does not show all "
                                     "memory.%.*s",
                                     kind->said, SIZE(kb), STR_ARG(processes), STR_ARG(freed));
    evidence_add(facts->arena, &answer->evidence, consumer_lines(facts, room->parts[kind->part].lines), "%s: %s.",
                 TITLE(kind->name), SIZE(kb));
}

/* The counters, without a table that says whose the private memory is. */
static void consumer_name_processes(const struct facts *facts, struct answer *answer) {
    int64_t anon = room_part_kb(&facts->room, PART_ANON);
    answer->brief = STR("Processes; which one is not shown");
    if (room_anon_may_be_files(&facts->room)) {
        str swapped = facts->room.swap_used_kb
                          ? arena_format(facts->arena, " Another %s is swapped out, of processes or shared memory.",
                                         SIZE(facts->room.swap_used_kb))
                          : STR("");
        answer->brief = STR("Processes or files: not told apart");
        answer->statement = arena_format(facts->arena,
                                         "%s, %s: how much of it is of processes, and how much of files, the log does "
                                         "not show.%.*s",
                                         TITLE(facts->room.anonymous), SIZE(anon), STR_ARG(swapped));
    } else if (facts->room.swap_used_kb)
        answer->statement =
            arena_format(facts->arena,
                         "Processes: %s of %s in RAM. Another %s of theirs, or of shared memory, is swapped out. "
                         "The log does not show which process held most: it has no task table.",
                         SIZE(anon), facts->room.anonymous, SIZE(facts->room.swap_used_kb));
    else
        answer->statement = arena_format(
            facts->arena, "Processes, with %s of %s; which of them the log does not show: it has no task table.",
            SIZE(anon), facts->room.anonymous);
    if (!room_anon_may_be_files(&facts->room))
        evidence_add(facts->arena, &answer->evidence, consumer_lines(facts, facts->room.parts[PART_ANON].lines),
                     "All processes together hold %s of %s in RAM.", SIZE(anon), facts->room.anonymous);
    if (facts->room.swap_used_kb)
        evidence_add(facts->arena, &answer->evidence, consumer_lines(facts, facts->reckoning->swap_lines),
                     "In swap only, not in the swap cache as well: %s.", SIZE(facts->room.swap_used_kb));
}

/* All that can be said where neither a process nor a kind of memory may be named. */
static void consumer_name_nobody(const struct facts *facts, struct answer *answer) {
    const struct kind *most = consumer_most_shown(facts);
    if (facts->holders.table && !facts->holders.whole && facts->holders.group.count)
        consumer_name_shown(facts, answer);
    else if (facts->holders.table && facts->holders.group.count)
        consumer_name_largest_process(facts, answer);
    else if (most)
        consumer_name_most_shown(facts, answer, most);
    else if (facts->room.only_processes || facts->holders.processes_kb == 0)
        consumer_name_victim(facts, answer);
    else
        consumer_name_processes(facts, answer);
}

/* A task table that does not show who holds most of what processes hold. */
static void consumer_name_unlisted(const struct facts *facts, struct answer *answer) {
    answer->brief = STR("Processes; which one is not shown");
    answer->statement = arena_format(facts->arena,
                                     "Processes that the log does not show: %s of private memory is in no row of the "
                                     "task table: %s.",
                                     SIZE(facts->holders.unlisted_kb), holders_unlisted_why(&facts->holders));
    evidence_add(facts->arena, &answer->evidence, consumer_lines(facts, facts->room.parts[PART_ANON].lines),
                 "Private memory of all processes in RAM: %s.", SIZE(room_part_kb(&facts->room, PART_ANON)));
    if (facts->holders.group.count)
        evidence_add(facts->arena, &answer->evidence, facts->holders.group.lines,
                     "Most among those shown: %.*s with %s.", NAMED(facts->holders.group.name),
                     SIZE(facts->holders.group.kb));
}

/* What processes hold: of a table that lacks rows the counters tell more. */
static int64_t consumer_processes_kb(const struct facts *facts) {
    int64_t anon_kb = room_part_kb(&facts->room, PART_ANON);
    return facts->holders.processes_kb > anon_kb ? facts->holders.processes_kb : anon_kb;
}

/* How much is swapped out is not in the log, nor do rows tell it: only what fills half of the room is surely more. */
static bool consumer_may_be_swapped(const struct facts *facts, int64_t kb) {
    const bool is_listed = facts->holders.table && amount_known(facts->reckoning->swap_sum_kb);
    return !facts->room.is_cgroup && facts->reckoning->swap == SWAP_UNKNOWN && !is_listed &&
           !amount_at_least(kb, OUTLIER_SURE_PERCENT, facts->room.kb);
}

/* Page cache is given back before anybody is killed: less of it than all processes hold is not what filled the room. */
static bool consumer_is_beaten_cache(const struct facts *facts, const struct kind *kind, int64_t kb) {
    return kind->part == PART_FILE && !facts->room.is_cgroup && kb <= consumer_processes_kb(facts);
}

/* KB of KIND is more than what processes hold and than what the log does not show, or no counter. How much that is, a
 * log without the machine's size can't tell, nor whose locked memory is a table that lacks rows. */
static bool consumer_may_name_kind(const struct facts *facts, const struct kind *kind, int64_t kb) {
    const bool is_more = kind->part != PART_UNEVICTABLE && kb > consumer_processes_kb(facts);
    const int64_t rest_kb = kind->part == PART_UNACCOUNTED ? 0 : room_part_kb(&facts->room, PART_UNACCOUNTED);
    return !facts->reckoning->counters_contradicted && facts->room.is_known && kb <= facts->room.reach_kb &&
           consumer_unshown_kb(facts) <= kb && kb >= rest_kb && !consumer_may_be_swapped(facts, kb) &&
           !consumer_is_beaten_cache(facts, kind, kb) &&
           kb > amount_sum(facts->holders.group.kb, consumer_unlisted_kb(facts)) && (facts->holders.whole || is_more);
}

void consumer_largest(const struct facts *facts, const struct finding *finding, struct answer *answer) {
    (void)finding;
    const struct kind *kind = kinds_largest(&facts->room, PART_COUNT);
    if (kind && consumer_is_locked(facts, kind))
        kind = kinds_largest(&facts->room, PART_UNEVICTABLE);
    int64_t kb = kind ? kinds_kb(&facts->room, kind) : 0;
    /* Where the log does not show what processes hold, it takes half of the room to hold most. */
    if (!room_is_weighable(&facts->room) && !amount_at_least(kb, OUTLIER_SURE_PERCENT, facts->room.kb)) {
        kind = NULL;
        kb = 0;
    }
    /* Kernel objects about the members of a fork bomb are the fork bomb's. */
    int64_t unshown_kb = consumer_unshown_kb(facts);
    bool processes = facts->holders.processes_kb > 0 && (facts->holders.fork_bomb || facts->holders.group.kb >= kb);
    if (facts->holders.unlisted && facts->holders.unlisted_kb > kb &&
        facts->holders.unlisted_kb > facts->holders.group.kb)
        consumer_name_unlisted(facts, answer);
    else if (consumer_is_unsplit(facts, kb > consumer_processes_kb(facts) ? kb : consumer_processes_kb(facts)))
        consumer_name_unsplit(facts, answer);
    else if (processes && consumer_may_name_group(facts))
        consumer_name_group(facts, answer);
    else if (!facts->holders.table && amount_at_least(unshown_kb, 50, facts->room.kb))
        consumer_name_unshown(facts, answer, unshown_kb);
    else if (kind && consumer_may_name_kind(facts, kind, kb))
        consumer_name_kind(facts, answer, kind);
    else if (kind && kind->part == PART_SLAB && !facts->room.is_known && facts->event->memory.slab_count > 0)
        consumer_name_listed_slab(facts, answer);
    else
        consumer_name_nobody(facts, answer);
    if (answer->brief.len == 0)
        answer->brief = STR("The log does not show it");
}
