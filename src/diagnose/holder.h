/* Who holds memory: a process, or all processes of one name.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HOLDER_H
#define DIAGNOSE_HOLDER_H

#include "diagnose/room.h"

struct holder {
    str name;
    int64_t count; /* processes; 0: there is no such holder */
    int64_t pid;
    size_t row;      /* in event.tasks.items; SIZE_MAX where only the kill line tells */
    int64_t kb;      /* private memory, in RAM and swapped out; page tables are a part of their own */
    int64_t rank_kb; /* what it is compared by, where that is not kb; 0: by kb */
    int64_t anon_kb; /* never more than the machine's anonymous and locked memory */
    int64_t rss_kb, swap_kb, pagetables_kb;
    bool bounded;   /* the rows add up to more than there is of private memory (or of swap), one row alone to twice as
                     * much: anon_kb is all there is */
    bool mixed;     /* anon_kb is rss: the table does not tell private from shared pages */
    bool estimated; /* anon_kb is the victim's share of private memory, applied to this one's rss */
    enum tri killable;
    struct span lines;
};

/* What every row of a table is weighed by: asked once, since the victim's row alone has a kill line. */
struct holder_table {
    const struct room *room;
    const struct task *rows;
    size_t victim;
    const struct kill *kill; /* of the victim's row, if it tells how much of it is private; else NULL */
    bool is_shared;          /* and most of it is not: workers that map one large segment */
};

/* What a row holds: all that is needed to dismiss most of them. */
struct holder_weight {
    int64_t anon_kb, swap_kb, kb, rank_kb;
};

static inline int64_t holder_rank(const struct holder *holder) {
    return holder->rank_kb > 0 ? holder->rank_kb : holder->kb;
}

struct holder_table holder_look(const struct room *room);

/* holder_weigh where the kill line tells of more than its own row. */
struct holder_weight holder_weigh_told(const struct holder_table *table, size_t row);

static inline int64_t holder_pages(const struct room *room, int64_t pages) {
    return amount_product(pages, room->reckoning->page_kb);
}

/* What of RSS_KB can be private: never more than the machine has of private memory at all. */
static inline int64_t holder_bound(const struct room *room, int64_t rss_kb) {
    return room->anonymous_kb != ABSENT && rss_kb > room->anonymous_kb ? room->anonymous_kb : rss_kb;
}

static inline bool holder_is_split(const struct task *task) {
    return task->rss_anon != ABSENT;
}

/* Private memory by the table alone, where it tells. */
static inline int64_t holder_printed_kb(const struct holder_table *table, const struct task *task) {
    return holder_pages(table->room, holder_is_split(task) ? task->rss_anon : task->rss);
}

/* Inline, since it is asked of each row, of which nearly all are told of by the table alone. */
static inline struct holder_weight holder_weigh(const struct holder_table *table, size_t row) {
    if (row == table->victim || table->is_shared)
        return holder_weigh_told(table, row);
    const struct task *task = &table->rows[row];
    const int64_t anon_kb = holder_bound(table->room, holder_printed_kb(table, task));
    const int64_t swap_kb = holder_pages(table->room, task->swapents), kb = amount_sum(anon_kb, swap_kb);
    return (struct holder_weight){anon_kb, swap_kb, kb, kb};
}

static inline int64_t holder_pagetables(const struct room *room, const struct task *task) {
    if (task->pgtables_bytes != ABSENT)
        return amount_positive(task->pgtables_bytes) / 1024;
    return holder_pages(room, amount_sum(task->nr_ptes, task->nr_pmds));
}

/* The process of a row of the table. */
struct holder holder_of_task(const struct holder_table *table, size_t row);
struct holder holder_of_row(const struct room *room, size_t row);

/* The processes of a group; a group of one (holder_is_one) is its process. */
struct holder holder_of_any(const struct holder_table *table, const struct group *group);
struct holder holder_of_group(const struct room *room, size_t group);
bool holder_is_one(const struct room *room, const struct group *group);

/* The victim as its kill line shows it. */
struct holder holder_of_victim(const struct room *room, const struct kill *kill);

/* What of SWAP_KB can be of processes that have ANON_KB in RAM: a page in swap counts in each process that forked from
 * its owner. */
int64_t holder_bound_swap(const struct room *room, int64_t anon_kb, int64_t swap_kb);

/* Sets what it holds from what it has in RAM and in swap. */
void holder_sum(struct holder *holder);

/* "7.3 GiB", "at most 7.3 GiB", "about 716 MiB (of its rss ...)": what HOLDER holds in RAM and swap. */
str holder_size(const struct room *room, const struct holder *holder);

/* "47.6 MiB of private memory in RAM, 4 MiB swapped out, 136 KiB of page tables"; what is 0 or not in the log is left
 * out. */
str holder_shape(const struct room *room, const struct holder *holder);

#endif
