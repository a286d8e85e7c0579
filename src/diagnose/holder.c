/* Who holds memory: a process, or all processes of one name.
 * SPDX-License-Identifier: MIT */
#include "diagnose/holder.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/thresholds.h"
#include "model/groups.h"
#include "model/victim.h"

enum { HOLDER_NEAR_LINES = 8 }; /* from a row to the kill line: farther apart, the row alone is cited */

/* Pages in the swap cache count in swapents and lie in RAM, unmapped: anonymous memory that is not ANON_KB. A cgroup's
 * swap in use leaves them out. */
static int64_t holder_swap_cached(const struct room *room, int64_t anon_kb) {
    return room->is_cgroup && room->anonymous_kb != ABSENT ? amount_less(room->anonymous_kb, anon_kb) : 0;
}

int64_t holder_bound_swap(const struct room *room, int64_t anon_kb, int64_t swap_kb) {
    const struct reckoning *r = room->reckoning;
    int64_t used_kb =
        room->is_cgroup ? amount_positive(r->cgroup.swap_usage_kb) : amount_less(r->swap_total_kb, r->swap_free_kb);
    int64_t most_kb = amount_sum(used_kb, holder_swap_cached(room, anon_kb));
    return used_kb > 0 && swap_kb > most_kb ? most_kb : swap_kb;
}

static const struct kill *holder_kill(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < 8; i++) /* group kills: the first few are enough */
        if (victim_is_of(&event->kills[i], pid))
            return &event->kills[i];
    return NULL;
}

void holder_sum(struct holder *holder) {
    holder->kb = amount_sum(holder->anon_kb, holder->swap_kb);
}

struct holder_table holder_look(const struct room *room) {
    const struct event *event = room->event;
    struct holder_table table = {.room = room, .rows = event->tasks.items, .victim = room->reckoning->victim_row};
    if (table.victim >= event->tasks.count)
        return table;
    const struct kill *kill = holder_kill(event, table.rows[table.victim].pid);
    if (!kill || kill->anon_rss_kb == ABSENT)
        return table;
    int64_t shared = amount_sum(kill->file_rss_kb, kill->shmem_rss_kb);
    table.kill = kill;
    table.is_shared = amount_at_least(shared, SHARED_PERCENT, amount_sum(kill->anon_rss_kb, shared));
    return table;
}

/* The kill line that tells more of ROW than the table, else NULL. A table with one rss column says nothing of shared
 * pages; where both print private memory, the larger figure was read before the victim's was taken back. */
static const struct kill *holder_told(const struct holder_table *table, size_t row) {
    if (row != table->victim || !table->kill)
        return NULL;
    const struct task *task = &table->rows[row];
    bool less = holder_is_split(task) && table->kill->anon_rss_kb < holder_printed_kb(table, task);
    return less ? NULL : table->kill;
}

/* The lines that tell of the victim: its kill line alone where the row adds nothing to it. */
static struct span holder_told_lines(const struct task *task, const struct kill *kill) {
    struct span lines = evidence_line(task->line);
    bool all = task->swapents <= 0 && kill->pgtables_kb != ABSENT; /* else the row has a part of it */
    bool near = kill->line > 0 && kill->line - task->line <= HOLDER_NEAR_LINES;
    if (holder_is_split(task))
        return lines;
    if (all && kill->line > 0)
        return evidence_line(kill->line);
    return near ? evidence_join(lines, evidence_line(kill->line)) : lines;
}

/* Workers that map one large segment: of the victim the kill line tells how little is its own, of its like a table with
 * one rss column does not. Only like may be compared with like. */
static bool holder_is_like_victim(const struct holder_table *table, size_t row) {
    if (!table->is_shared || row == table->victim)
        return false;
    const struct task *task = &table->rows[row];
    return !holder_is_split(task) && str_equal(task->name, table->rows[table->victim].name);
}

/* RSS_KB by the victim's share of private memory. */
static int64_t holder_estimate(const struct kill *kill, int64_t rss_kb) {
    int64_t shared = amount_sum(kill->file_rss_kb, kill->shmem_rss_kb), all = amount_sum(kill->anon_rss_kb, shared);
    return all > 0 ? (int64_t)((double)rss_kb * ((double)amount_positive(kill->anon_rss_kb) / (double)all)) : rss_kb;
}

/* By what ROW is compared with others. Of a table with one rss column only the victim's private memory is known: beside
 * the rss of others it would look too small, unless most of it is shared. */
static int64_t holder_rank_kb(const struct holder_table *table, size_t row, const struct holder_weight *weight) {
    const struct task *task = &table->rows[row];
    if (table->is_shared || holder_is_split(task) || !holder_told(table, row))
        return weight->kb;
    const int64_t rss_kb = holder_bound(table->room, holder_pages(table->room, task->rss));
    return amount_most(weight->kb, amount_sum(rss_kb, weight->swap_kb));
}

struct holder_weight holder_weigh_told(const struct holder_table *table, size_t row) {
    const struct task *task = &table->rows[row];
    const struct kill *told = holder_told(table, row);
    struct holder_weight weight;
    int64_t anon_kb = holder_is_like_victim(table, row)
                          ? holder_estimate(table->kill, holder_pages(table->room, task->rss))
                      : told ? amount_positive(told->anon_rss_kb)
                             : holder_printed_kb(table, task);
    weight.anon_kb = holder_bound(table->room, anon_kb);
    weight.swap_kb = holder_pages(table->room, task->swapents);
    weight.kb = amount_sum(weight.anon_kb, weight.swap_kb);
    weight.rank_kb = holder_rank_kb(table, row, &weight);
    return weight;
}

static enum tri holder_killable(const struct room *room, size_t row) {
    return room->reckoning->tasks ? room->reckoning->tasks[row].killable : TRI_UNKNOWN;
}

struct holder holder_of_task(const struct holder_table *table, size_t row) {
    const struct room *room = table->room;
    const struct task *task = &table->rows[row];
    const struct kill *told = holder_told(table, row);
    struct holder_weight weight = holder_weigh(table, row);
    struct holder holder = {.name = task->name, .count = 1, .pid = task->pid, .row = row};
    holder.kb = weight.kb;
    holder.rank_kb = weight.rank_kb;
    holder.anon_kb = weight.anon_kb;
    holder.swap_kb = weight.swap_kb;
    holder.rss_kb = holder_pages(room, task->rss);
    holder.pagetables_kb = holder_pagetables(room, task);
    holder.estimated = holder_is_like_victim(table, row);
    holder.mixed = !holder.estimated && !holder_is_split(task) && !told;
    holder.bounded =
        holder.mixed && holder.anon_kb < holder.rss_kb / 2; /* most of it is shared: how much, nobody says */
    holder.killable = holder_killable(room, row);
    holder.lines = told ? holder_told_lines(task, told) : evidence_line(task->line);
    return holder;
}

struct holder holder_of_victim(const struct room *room, const struct kill *kill) {
    struct holder holder = {.name = kill->name, .count = 1, .pid = kill->pid, .row = SIZE_MAX};
    holder.anon_kb = holder_bound(room, amount_positive(kill->anon_rss_kb));
    holder.rss_kb = amount_sum(kill->anon_rss_kb, amount_sum(kill->file_rss_kb, kill->shmem_rss_kb));
    holder.swap_kb = amount_positive(kill->swap_kb);
    holder.pagetables_kb = amount_positive(kill->pgtables_kb);
    holder.killable = TRI_YES;
    holder.lines = evidence_line(kill->line);
    holder_sum(&holder);
    return holder;
}

static struct holder holder_group(const struct room *room, const struct group *group) {
    struct holder holder = {.name = group->name, .count = group->count, .pid = ABSENT, .row = group->largest};
    int64_t private_kb = amount_positive(group->anon_kb != ABSENT ? group->anon_kb : group->rss_kb);
    holder.rss_kb = amount_positive(group->rss_kb);
    int64_t most_kb = groups_private_most_kb(room->event, room->reckoning, group);
    holder.anon_kb = most_kb == ABSENT ? private_kb : most_kb;
    holder.mixed = group->anon_kb == ABSENT;
    holder.swap_kb = holder_bound_swap(room, holder.anon_kb, amount_positive(group->swap_kb));
    holder.bounded = holder.anon_kb < private_kb || holder.swap_kb < group->swap_kb;
    holder.pagetables_kb = amount_positive(group->pgtables_kb);
    holder.lines = group->lines;
    holder_sum(&holder);
    return holder;
}

bool holder_is_one(const struct room *room, const struct group *group) {
    return group->count == 1 && group->largest < room->event->tasks.count;
}

struct holder holder_of_any(const struct holder_table *table, const struct group *group) {
    return holder_is_one(table->room, group) ? holder_of_task(table, group->largest) : holder_group(table->room, group);
}

struct holder holder_of_row(const struct room *room, size_t row) {
    const struct holder_table table = holder_look(room);
    return holder_of_task(&table, row);
}

struct holder holder_of_group(const struct room *room, size_t group) {
    const struct holder_table table = holder_look(room);
    return holder_of_any(&table, &room->reckoning->groups[group]);
}

static const char *holder_degree(const struct holder *holder) {
    return holder->bounded ? "at most " : holder->estimated ? "about " : "";
}

str holder_size(const struct room *room, const struct holder *holder) {
    if (holder->estimated)
        return arena_format(room->arena, "about %s (of its rss of %s, by the victim's share of private memory)",
                            SIZE(holder->kb), SIZE(holder->rss_kb));
    return arena_format(room->arena, "%s%s", holder_degree(holder), SIZE(holder->kb));
}

/* The rows count the upper levels of page tables, the machine's counter may leave them out: two figures of which one
 * is the part, and larger than the whole, would only puzzle. */
static bool holder_tables_exceed(const struct room *room, const struct holder *holder) {
    int64_t all_kb = room->parts[PART_PAGETABLES].kb;
    return holder->count > 1 && all_kb != ABSENT && holder->pagetables_kb > all_kb;
}

str holder_shape(const struct room *room, const struct holder *holder) {
    str kind = holder->bounded ? arena_format(room->arena, " of %s in RAM", room->anonymous)
               : holder->mixed ? STR(" in RAM")
                               : STR(" of private memory in RAM");
    str shape = arena_format(room->arena, "%s%s%.*s", holder_degree(holder), SIZE(holder->anon_kb), STR_ARG(kind));
    if (holder->bounded && holder->anon_kb == 0)
        shape = STR("no private memory in RAM");
    if (holder->swap_kb > 0)
        shape = arena_format(room->arena, "%.*s, %s swapped out", STR_ARG(shape), SIZE(holder->swap_kb));
    if (holder->pagetables_kb > 0 && !holder_tables_exceed(room, holder))
        shape = arena_format(room->arena, "%.*s, %s of page tables", STR_ARG(shape), SIZE(holder->pagetables_kb));
    return shape;
}
