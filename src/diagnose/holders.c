/* Who held the memory: processes, alone and by name.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holders.h"

#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"
#include "model/badness.h"
#include "model/release.h"

#include <stdlib.h>

/* `most` and `next` keep the two largest seen so far. */
static void holders_rank(struct holder *most, struct holder *next, const struct holder *seen) {
    if (holder_rank(seen) > holder_rank(most) || most->count == 0) {
        *next = *most;
        *most = *seen;
    } else if (holder_rank(seen) > holder_rank(next) || next->count == 0) {
        *next = *seen;
    }
}

static bool holders_is_beaten(const struct holder *holder, int64_t kb) {
    return kb > holder_rank(holder) || holder->count == 0;
}

/* A row and what it is compared by; before any was seen, no row and less than any has. */
struct holders_top {
    size_t row;
    int64_t kb;
};

static struct holder holders_of_top(const struct holder_table *table, struct holders_top top) {
    return top.row == SIZE_MAX ? (struct holder){0} : holder_of_task(table, top.row);
}

/* Rows are compared by a number each; what else is known of them is asked of the few that are left. */
static void holders_set_rows(struct holders *holders, const struct holder_table *table) {
    const struct room *room = holders->room;
    const struct task_state *states = room->reckoning->tasks;
    const struct holders_top none = {SIZE_MAX, -1};
    struct holders_top largest = none, second = none, shielded = none, unshielded = none, mapper = {SIZE_MAX, 0};
    int64_t listed_kb = 0, processes_kb = 0, shielded_kb = 0;
    for (size_t row = 0; row < room->event->tasks.count; row++) {
        struct holder_weight weight = holder_weigh(table, row);
        listed_kb = amount_sum(listed_kb, weight.anon_kb);
        if (states && states[row].repeated)
            continue;
        const struct holders_top seen = {row, weight.rank_kb};
        struct holders_top *most = states && states[row].killable == TRI_NO ? &shielded : &unshielded;
        const int64_t tables_kb = holder_pagetables(room, &table->rows[row]);
        processes_kb = amount_sum(processes_kb, weight.kb);
        if (most == &shielded)
            shielded_kb = amount_sum(shielded_kb, weight.kb);
        if (seen.kb > most->kb)
            *most = seen;
        if (tables_kb > mapper.kb)
            mapper = (struct holders_top){row, tables_kb};
        if (seen.kb > largest.kb) {
            second = largest;
            largest = seen;
        } else if (seen.kb > second.kb) {
            second = seen;
        }
    }
    const struct group *rest = &holders->room->reckoning->rest;
    const int64_t rest_kb = amount_positive(amount_known(rest->anon_kb) ? rest->anon_kb : rest->rss_kb);
    holders->listed_kb = amount_sum(listed_kb, rest_kb);
    holders->processes_kb = amount_sum(processes_kb, amount_sum(rest_kb, rest->swap_kb));
    holders->shielded_kb = shielded_kb;
    holders->largest = holders_of_top(table, largest);
    holders->second = holders_of_top(table, second);
    if (holders->second.mixed && holders->second.kb > holders->largest.kb)
        holders->second.bounded = true; /* what of its rss is its own, the table does not tell */
    holders->shielded = holders_of_top(table, shielded);
    holders->unshielded = holders_of_top(table, unshielded);
    holders->mapper = holders_of_top(table, mapper);
}

/* The most that GROUP can hold is more than the two names that hold most, or has most page tables. */
static bool holders_group_matters(const struct holders *holders, const struct holder_table *table,
                                  const struct group *group) {
    const struct room *room = holders->room;
    int64_t most_kb = amount_sum(group->anon_kb > group->rss_kb ? group->anon_kb : group->rss_kb, group->swap_kb);
    int64_t tables_kb = amount_positive(group->pgtables_kb);
    if (holder_is_one(room, group)) {
        most_kb = holder_weigh(table, group->largest).rank_kb;
        tables_kb = holder_pagetables(room, &table->rows[group->largest]);
    }
    return holders_is_beaten(&holders->next, most_kb) || tables_kb > holders->mappers.pagetables_kb;
}

static void holders_set_groups(struct holders *holders, const struct holder_table *table) {
    const struct room *room = holders->room;
    const struct reckoning *r = room->reckoning;
    for (size_t i = 0; i < r->group_count; i++) {
        if (!holders_group_matters(holders, table, &r->groups[i]))
            continue;
        struct holder group = holder_of_any(table, &r->groups[i]);
        holders_rank(&holders->group, &holders->next, &group);
        if (group.pagetables_kb > holders->mappers.pagetables_kb)
            holders->mappers = group;
    }
}

static bool holders_are_twins(const struct task *a, const struct task *b) {
    return a->total_vm == b->total_vm && a->rss == b->rss && a->rss_anon == b->rss_anon && a->swapents == b->swapents &&
           a->pgtables_bytes == b->pgtables_bytes && a->nr_ptes == b->nr_ptes && str_equal(a->name, b->name);
}

/* "[    138]     0   138    24624    24353 ..." and "[    140]     0   140    24624    24353 ...": a child of vfork has
 * a row of its own with its parent's figures. That they are not two equal workers shows where there is not enough
 * private memory for both. */
static void holders_set_twin(struct holders *holders, const struct holder_table *table) {
    const struct room *room = holders->room;
    size_t count = room->event->tasks.count, one = holders->largest.row, other = holders->second.row, twins = 0;
    int64_t both_kb = amount_sum(holders->largest.kb, holders->second.kb);
    bool fits = room->anonymous_kb == ABSENT ||
                amount_percent(amount_sum(room->anonymous_kb, room->swap_used_kb), TWINS_PERCENT) >= both_kb;
    if (one >= count || other >= count || fits || !holders_are_twins(&table->rows[one], &table->rows[other]))
        return;
    holders->twin = holders->second;
    holders->second = (struct holder){0};
    for (size_t row = 0; row < count; row++) {
        bool twin = row == one || holders_are_twins(&table->rows[one], &table->rows[row]);
        twins += twin;
        if (!twin && holders_is_beaten(&holders->second, holder_weigh(table, row).kb))
            holders->second = holder_of_task(table, row);
    }
    holders->twin.count = (int64_t)twins - 1;
    if (str_equal(holders->group.name, holders->largest.name) && holders->group.count == (int64_t)twins)
        holders->group = holders->largest;
}

int64_t holders_unsplit_own_kb(const struct room *room, const struct task *row) {
    const int64_t page_kb = room->reckoning->page_kb;
    if (room->parts[PART_SHMEM].kb == ABSENT || room->parts[PART_FILE].kb == ABSENT)
        return 0;
    return amount_less(amount_kb(row->rss, page_kb),
                       amount_sum(room_part_kb(room, PART_SHMEM), room_part_kb(room, PART_FILE)));
}

/* "148 .. 140000 43535 43519 ..", "149 .. 140000 43521 43519 ..": a copy made by fork has its parent's address space,
 * and counts the pages that both still share; all of them together have more than there is. */
static void holders_set_family(struct holders *holders) {
    const struct room *room = holders->room;
    const struct task *rows = room->event->tasks.items;
    size_t count = room->event->tasks.count, one = holders->largest.row, other = holders->second.row;
    if (holders->group.count < 2 || !holders->group.bounded || one >= count || other >= count ||
        !str_equal(rows[one].name, holders->group.name) || !str_equal(rows[other].name, holders->group.name))
        return;
    const int64_t one_kb = holders_own_kb(room, &rows[one]), other_kb = holders_own_kb(room, &rows[other]);
    holders->family = rows[one].total_vm == rows[other].total_vm && amount_at_least(other_kb, FAMILY_PERCENT, one_kb) &&
                      amount_at_least(one_kb, FAMILY_PERCENT, other_kb);
}

/* Which of several processes of one name holds most of what they hold. */
static void holders_set_leader(struct holders *holders, const struct holder_table *table) {
    const struct room *room = holders->room;
    size_t count = room->event->tasks.count, leader = count;
    int64_t most_kb = 0;
    for (size_t row = 0; holders->group.count > 1 && row < count; row++) {
        if (!str_equal(table->rows[row].name, holders->group.name))
            continue;
        int64_t kb = holder_weigh(table, row).kb;
        if (leader < count && kb <= most_kb)
            continue;
        leader = row;
        most_kb = kb;
    }
    if (leader < count && amount_at_least(most_kb, LEADER_PERCENT, holders->group.kb))
        holders->leader = holder_of_task(table, leader);
}

/* "hog invoked oom-killer", pid 1, a table without rows, "Out of memory and no killable processes...": every process
 * with memory has a row but init, which may not be killed (oom_unkillable_task of mm/oom_kill.c, since 2.6.36). */
static void holders_set_init(struct holders *holders) {
    const struct room *room = holders->room;
    const struct event *event = room->event;
    bool empty = event->tasks.header.len > 0 && event->tasks.count == 0 && event->no_killable.line > 0;
    int64_t anon_kb = room_part_kb(room, PART_ANON);
    if (room->is_cgroup || room->booting || !empty || release_is_before(room->reckoning->release, RELEASE(2, 6, 36)) ||
        !amount_at_least(anon_kb, OUTLIER_ROOM_PERCENT, room->kb))
        return;
    holders->init_alone = true;
    holders->largest = (struct holder){.name = event->identity.pid == 1 ? event->trigger.name : STR("init"),
                                       .count = 1,
                                       .pid = 1,
                                       .row = SIZE_MAX,
                                       .kb = amount_sum(anon_kb, room->swap_used_kb),
                                       .anon_kb = anon_kb,
                                       .rss_kb = anon_kb,
                                       .swap_kb = room->swap_used_kb,
                                       .killable = TRI_NO,
                                       .lines = evidence_join(room->parts[PART_ANON].lines, event->tasks.lines)};
    holders->group = holders->largest;
}

/* Kill lines add the processes that the table lacks: without a table, all. */
static void holders_set_kills(struct holders *holders) {
    const struct room *room = holders->room;
    const struct event *event = room->event;
    if (event->tasks.count > 0 && room->reckoning->victim_row != SIZE_MAX)
        return;
    for (size_t i = 0; i < event->kill_count; i++) {
        if (event->kills[i].anon_rss_kb == ABSENT)
            continue;
        struct holder holder = holder_of_victim(room, &event->kills[i]);
        holders_rank(&holders->largest, &holders->second, &holder);
        holders->processes_kb = amount_sum(holders->processes_kb, holder.kb);
        if (holders->group.kb < holder.kb)
            holders->group = holder;
    }
}

/* Bounds what the rows add up to by what there was; without a table the counters are all there is. */
static void holders_bound_sum(struct holders *holders) {
    const struct room *room = holders->room;
    if (room->anonymous_kb == ABSENT)
        return;
    int64_t most = amount_sum(room->anonymous_kb, room->swap_used_kb);
    if (!holders->table)
        holders->processes_kb = amount_sum(room_part_kb(room, PART_ANON), room->swap_used_kb);
    if (holders->processes_kb > most)
        holders->processes_kb = most;
}

static bool holders_outlier(const struct holders *holders) {
    const struct room *room = holders->room;
    int64_t most = holders->largest.kb;
    bool known = holders->largest.count > 0 && (holders->whole || !room->only_processes);
    return known && amount_at_least(most, OUTLIER_ROOM_PERCENT, room->reach_kb) &&
           amount_at_least(most, OUTLIER_PROCESSES_PERCENT, holders->processes_kb) &&
           most / OUTLIER_TIMES >= holders->second.kb;
}

/* Majority vote of uids, weighed by what their processes hold: if one has more than half, it is left. */
struct holders_vote {
    int64_t uid, kb;
};

static void holders_cast(struct holders_vote *vote, int64_t uid, int64_t kb) {
    if (vote->kb == 0)
        vote->uid = uid;
    vote->kb = vote->uid == uid ? amount_sum(vote->kb, kb) : vote->kb - kb;
    if (vote->kb < 0)
        *vote = (struct holders_vote){uid, -vote->kb};
}

/* Nobody's name stands out, but one user's does. */
static void holders_set_user(struct holders *holders, const struct holder_table *table) {
    const struct room *room = holders->room;
    const struct tasks *tasks = &room->event->tasks;
    struct holders_vote vote = {0};
    bool named = holders->outlier || holders->fork_bomb ||
                 amount_at_least(holders->group.kb, OUTLIER_PROCESSES_PERCENT, holders->processes_kb);
    if (!holders->table || named || tasks->rest.rows) /* not all rows tell their uid */
        return;
    for (size_t row = 0; row < tasks->count; row++)
        holders_cast(&vote, tasks->items[row].uid, holder_weigh(table, row).kb);
    if (vote.uid <= 0)
        return;
    struct holder user = {.pid = ABSENT, .row = SIZE_MAX, .lines = tasks->lines};
    for (size_t row = 0; row < tasks->count; row++) {
        if (tasks->items[row].uid != vote.uid)
            continue;
        struct holder_weight task = holder_weigh(table, row);
        user.count++;
        user.anon_kb = amount_sum(user.anon_kb, task.anon_kb);
        user.swap_kb = amount_sum(user.swap_kb, task.swap_kb);
    }
    int64_t sum_kb = amount_sum(user.anon_kb, user.swap_kb);
    user.anon_kb = holder_bound(room, user.anon_kb);
    user.swap_kb = holder_bound_swap(room, user.anon_kb, user.swap_kb);
    holder_sum(&user);
    user.bounded = user.kb < sum_kb;
    if (user.count < 2 || !amount_at_least(user.kb, USER_PROCESSES_PERCENT, holders->processes_kb))
        return;
    holders->user = user;
    holders->user_uid = vote.uid;
}

static int holders_compare_pids(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The newest half of the group's pids lie close together: born one after another, not a pool that lives long. */
static bool holders_dense(const struct holders *holders) {
    const struct room *room = holders->room;
    const struct event *event = room->event;
    size_t most = (size_t)holders->group.count, count = 0;
    if (most > event->tasks.count)
        return false;
    int64_t *pids = arena_alloc(room->arena, most * sizeof *pids);
    if (!pids)
        return false;
    for (size_t row = 0; row < event->tasks.count && count < most; row++)
        if (str_equal(event->tasks.items[row].name, holders->group.name))
            pids[count++] = amount_positive(event->tasks.items[row].pid);
    if (count < 2)
        return false;
    qsort(pids, count, sizeof *pids, holders_compare_pids);
    int64_t spread = pids[count - 1] - pids[count / 2];
    return spread >= 0 && spread <= (int64_t)count * FORK_BOMB_DENSE_TIMES;
}

/* Many rows, most of one name, each of them small. */
static bool holders_small_and_many(const struct holders *holders) {
    const struct room *room = holders->room;
    const struct holder *group = &holders->group;
    int64_t rows = (int64_t)room->reckoning->process_count, mean = group->kb / group->count;
    bool many = (rows >= FORK_BOMB_TASKS && mean <= FORK_BOMB_MEMBER_KB) ||
                (rows >= FORK_BOMB_TINY_TASKS && mean <= FORK_BOMB_TINY_MEMBER_KB);
    return many && group->rss_kb / group->count <= FORK_BOMB_MAPPED_KB &&
           amount_at_least(group->count, FORK_BOMB_ROW_PERCENT, rows) &&
           amount_at_least(group->kb, FORK_BOMB_SHARE_PERCENT, holders->processes_kb) &&
           !amount_at_least(holders->largest.kb, FORK_BOMB_LARGEST_PERCENT, room->reach_kb);
}

static bool holders_threads(const struct holders *holders) {
    const struct room *room = holders->room;
    int64_t rows = (int64_t)room->reckoning->process_count;
    return room->is_known && holders->whole && rows > 0 && holders->threads / FORK_BOMB_THREAD_TIMES >= rows &&
           amount_at_least(room_part_kb(room, PART_KERNEL_STACK), FORK_BOMB_STACK_PERCENT, room->kb);
}

/* THREAD_SIZE by architecture and release; see accounting of kernel_stack. */
static int64_t holders_stack_kb(const struct room *room) {
    str arch = room->event->identity.arch;
    bool small = str_equal(arch, STR("i386")) || str_equal(arch, STR("arm"));
    bool old = release_is_before(room->reckoning->release, RELEASE(3, 15, 0));
    return small || old ? 8 : 16;
}

/* rss of 6.2 to 6.19 may miss what each CPU still holds back; the machine's counters prove it right or not. */
static void holders_doubt_rss(struct holders *holders) {
    const struct room *room = holders->room;
    const struct release release = room->reckoning->release;
    bool era = release_is_since(release, RELEASE(6, 2, 0)) && release_is_before(release, RELEASE(7, 0, 0));
    int64_t anon = room->reckoning->anon_sum_kb;
    if (anon == ABSENT)
        anon = room->reckoning->rss_sum_kb;
    if (!era || !holders->table || amount_at_least(anon, COVERED_PERCENT, room_part_kb(room, PART_ANON)))
        return;
    holders->rss_approximate = true;
}

/* Rows that were cut out of a log, or a process that has left the table while its memory is still being freed: what
 * the counters hold beyond all rows and kill lines. Pages that are in the swap cache need not be mapped. */
static void holders_set_unlisted(struct holders *holders) {
    const struct room *room = holders->room;
    int64_t cached = room->is_cgroup ? 0 : amount_positive(room->reckoning->ledger.within.swap_cache_kb);
    int64_t owned = amount_less(room_part_kb(room, PART_ANON), cached), shown = holders->listed_kb;
    const struct event *event = room->event;
    for (size_t i = 0; i < event->kill_count && room->reckoning->victim_row == SIZE_MAX; i++)
        shown = amount_sum(shown, event->kills[i].anon_rss_kb);
    holders->unlisted_kb = holders->table ? amount_less(owned, shown) : 0;
    holders->unlisted = !holders->rss_approximate && !holders->fork_bomb &&
                        !amount_at_least(shown, UNLISTED_PERCENT, owned) &&
                        amount_at_least(holders->unlisted_kb, OUTLIER_ROOM_PERCENT, room->kb);
    if (!holders->unlisted)
        return;
    holders->processes_kb = amount_sum(holders->processes_kb, holders->unlisted_kb);
    holders->outlier = holders_outlier(holders);
}

int64_t holders_scored_permille(const struct holders *holders) {
    enum { MOST = 1000 };
    const struct event *event = holders->room->event;
    const size_t row = holders->largest.row;
    int64_t score = event->intent_score;
    if (holders->largest.count != 1 || row >= event->tasks.count || score == ABSENT || score < 1 || score > MOST ||
        !str_has(event->intent.text, STR("sacrifice child")) || holders->room->reckoning->victim_row != row)
        return ABSENT;
    const struct task *task = &event->tasks.items[row];
    bool is_chosen = task->pid == event->intent_pid || task->tgid == event->intent_pid ||
                     (event->kill_count && event->kills[0].pid == event->intent_pid);
    return is_chosen && task->oom_score_adj == 0 ? score : ABSENT; /* an adjustment is a part of the score */
}

const char *holders_unlisted_why(const struct holders *holders) {
    const struct reckoning *reckoning = holders->room->reckoning;
    if (reckoning->scope == SCOPE_CPUSET || reckoning->scope == SCOPE_MEMPOLICY)
        return "it lists only those that may use the nodes of the request";
    if (reckoning->why_cut == CUT_HEAD || reckoning->why_cut == CUT_ELIDED || reckoning->why_cut == CUT_DAMAGED)
        return "rows are missing from this log";
    if (reckoning->scope == SCOPE_UNKNOWN && !holders->room->is_cgroup)
        return "rows are missing from this log, or it lists only those that may use some of the memory nodes";
    return "rows are missing from this log, or the owner had left the table while it was dying";
}

str holders_leader(const struct holders *holders) {
    const struct room *room = holders->room;
    if (holders->leader.count == 0 || holders->family) /* the others hold the same pages */
        return STR("");
    if (holders->leader.kb >= holders->group.kb) /* shared pages, or swap that two figures count differently */
        return arena_format(room->arena, ", nearly all of it pid %lld", (long long)holders->leader.pid);
    str size = holder_size(room, &holders->leader);
    return arena_format(room->arena, ", mostly pid %lld with %.*s", (long long)holders->leader.pid, STR_ARG(size));
}

int64_t holders_together_kb(const struct holders *holders) {
    const struct room *room = holders->room;
    int64_t anon_kb = room->parts[PART_ANON].kb;
    bool alike = anon_kb != ABSENT && !room->swap_used_kb &&
                 amount_at_least(holders->processes_kb, TOGETHER_PERCENT, anon_kb) && anon_kb >= holders->processes_kb;
    return alike ? anon_kb : holders->processes_kb;
}

struct holders_like holders_outgrown(const struct holders *holders) {
    const struct room *room = holders->room;
    const struct reckoning *r = room->reckoning;
    for (size_t i = 0; i < r->group_count; i++) {
        if (!str_equal(r->groups[i].name, holders->largest.name) || r->groups[i].count < 2)
            continue;
        struct holder group = holder_of_group(room, i);
        int64_t others = group.count - 1, mean_kb = amount_less(group.kb, holders->largest.kb) / others;
        if (!group.bounded && holders->largest.kb / ALIKE_TIMES >= mean_kb)
            return (struct holders_like){others, mean_kb, group.lines};
        break;
    }
    return (struct holders_like){0};
}

bool holders_nearly_outlier(const struct holders *holders) {
    const struct room *room = holders->room;
    const struct holder *largest = &holders->largest;
    return holders->table && !room->only_processes && !room->tiny &&
           amount_at_least(largest->kb, DOMINANT_PERCENT, room->reach_kb) &&
           amount_product(largest->kb, 10) >= amount_product(holders->second.kb, RIVAL_TIMES_TENTHS);
}

/* "Out of memory: Killed process 582 (sh) total-vm:4516kB, ..., pgtables:44kB oom_score_adj:0" */
int64_t holders_unshielded_most_kb(const struct room *room) {
    const struct event *event = room->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    bool chosen = kill && event->killer == KILLER_KERNEL && kill->oom_score_adj != ABSENT && kill->oom_score_adj <= 0 &&
                  kill->total_vm_kb > 0 && !badness_kills_allocating(event) &&
                  !release_is_before(room->reckoning->release, RELEASE(5, 1, 0));
    return chosen ? amount_sum(kill->total_vm_kb, kill->pgtables_kb) : ABSENT;
}

/* The end of a task table, all of one name, and none that could be killed is larger than a shell. */
static bool holders_is_fork_bomb_tail(const struct holders *holders) {
    const struct room *room = holders->room;
    int64_t most_kb = holders_unshielded_most_kb(room), count = holders->group.count;
    bool headless = room->reckoning->missing & MISSING_TRIGGER && room->reckoning->missing & MISSING_MEMORY;
    return headless && room->reckoning->scope == SCOPE_SYSTEM && count >= FORK_BOMB_TAIL_ROWS &&
           count == (int64_t)room->reckoning->process_count && most_kb != ABSENT && most_kb <= FORK_BOMB_VICTIM_KB &&
           str_equal(room->event->kills[0].name, holders->group.name);
}

bool holders_are_workers(const struct holders *holders) {
    const struct holder *group = &holders->group;
    return holders->table && group->count >= ALIKE_COUNT &&
           amount_at_least(group->kb, UNDERSIZED_PERCENT, holders->processes_kb) &&
           holders->largest.kb <= amount_product(group->kb / group->count, ALIKE_TIMES);
}

bool holders_map_alike(const struct holders *holders, const struct holder *holder) {
    const struct room *room = holders->room;
    int64_t once_kb = amount_sum(amount_sum(holder->anon_kb, room_part_kb(room, PART_SHMEM)),
                                 amount_sum(room_part_kb(room, PART_FILE), room_part_kb(room, PART_UNEVICTABLE)));
    return holder->count > 1 && room->parts[PART_SHMEM].kb != ABSENT && room->parts[PART_FILE].kb != ABSENT &&
           holder->rss_kb > amount_percent(once_kb, TWINS_PERCENT);
}

/* Most of TABLES_KB, and not far more than these: counters up to 5.9 lack the upper levels, a cgroup's all that was
 * charged before the process came to it. */
static bool holders_own_tables(const struct holder *holder, int64_t tables_kb) {
    enum { COUNTED_PERCENT = 75 };
    return amount_at_least(holder->pagetables_kb, MAPPER_PERCENT, tables_kb) &&
           amount_at_least(tables_kb, COUNTED_PERCENT, holder->pagetables_kb);
}

const struct holder *holders_page_tables_owner(const struct holders *holders) {
    int64_t tables_kb = room_part_kb(holders->room, PART_PAGETABLES);
    if (holders_own_tables(&holders->mapper, tables_kb))
        return &holders->mapper;
    return holders_own_tables(&holders->mappers, tables_kb) ? &holders->mappers : NULL;
}

void holders_count(struct holders *holders, const struct room *room) {
    *holders = (struct holders){.room = room};
    holders->table = room->event->tasks.count > 0;
    holders->whole = room->reckoning->table_whole == TRI_YES;
    holders->threads = room_part_kb(room, PART_KERNEL_STACK) / holders_stack_kb(room);
    const struct holder_table table = holder_look(room);
    holders_set_rows(holders, &table);
    holders_set_groups(holders, &table);
    holders_set_twin(holders, &table);
    holders_set_family(holders);
    holders_set_kills(holders);
    holders_set_init(holders);
    holders_set_leader(holders, &table);
    holders_bound_sum(holders);
}

void holders_compare(struct holders *holders) {
    const struct holder_table table = holder_look(holders->room);
    holders->outlier = holders_outlier(holders);
    holders->threaded = holders->table && holders_threads(holders);
    holders->fork_bomb = holders->threaded || (holders->table && holders->group.count > 1 &&
                                               holders_small_and_many(holders) && holders_dense(holders));
    holders->fork_bomb_tail = holders_is_fork_bomb_tail(holders);
    holders_doubt_rss(holders);
    holders_set_unlisted(holders);
    holders_set_user(holders, &table);
}
