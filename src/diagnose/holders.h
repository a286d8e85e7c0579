/* Who held the memory: the largest processes and names, and how they compare.
 * SPDX-License-Identifier: MIT */
#ifndef DIAGNOSE_HOLDERS_H
#define DIAGNOSE_HOLDERS_H

#include "diagnose/holder.h"

struct holders {
    const struct room *room;       /* that they hold */
    bool table;                    /* there is a task table to judge by */
    bool whole;                    /* ... and the log shows all of its rows */
    bool init_alone;               /* it lists nobody, so what processes hold is init's, which it never lists */
    struct holder largest, second; /* processes */
    struct holder twin;            /* so many have the figures of `largest`, and nothing of their own; or count 0 */
    struct holder group, next;     /* the names whose processes hold most */
    struct holder leader;          /* of several in `group`, the one that holds most */
    struct holder mapper, mappers; /* the process, and the name whose processes, have most page tables */
    struct holder user;            /* the login or service user whose many programs hold most; count 0: nobody */
    int64_t user_uid;
    struct holder shielded, unshielded; /* largest process that may not, that may be killed */
    int64_t shielded_kb;                /* all shielded processes */
    int64_t processes_kb;               /* all processes; never more than reach */
    int64_t listed_kb;                  /* private memory in RAM that the rows of the task table show, all of them */
    int64_t unlisted_kb;                /* private memory in RAM that no row of the task table shows */
    bool unlisted;                      /* so much of it that the table does not tell who held the memory */
    bool family;                        /* those of `group` are forked copies that share most of their pages */
    bool outlier;                       /* `largest` stands out from all others */
    bool fork_bomb;                     /* `group` is a great many small processes, born one after another, or: */
    bool fork_bomb_tail;                /* the log shows only the end of such a report */
    bool threaded;                      /* a few processes have a great many threads */
    int64_t threads;                    /* kernel stacks tell how many; 0 where unknown */
    bool rss_approximate;               /* per-CPU counters of 6.2 to 6.19, not confirmed by the machine's own */
};

/* Counts who holds what in ROOM. */
void holders_count(struct holders *holders, const struct room *room);

/* Then, ROOM being settled, tells who stands out, who belongs together and what is missing. Memory comes from the
 * event's arena. */
void holders_compare(struct holders *holders);

/* What of RAM and swap (of a cgroup's limits) the largest process held by the score that the kernel printed, in
 * thousandths: "Kill process 32132 (python) score 957 or sacrifice child", 2.6.36 to 5.0. ABSENT where it does not
 * tell.
 */
int64_t holders_scored_permille(const struct holders *holders);

/* Why rows hold less than the counters, in words for behind a colon. */
const char *holders_unlisted_why(const struct holders *holders);

/* ", mostly pid 77 with 4.8 GiB": of a group whose largest process holds most; else empty. */
str holders_leader(const struct holders *holders);

/* The others of the largest process's name, where they do the same work with less: half of it at most, on average.
 * count 0: there are none, or they are its equals. */
struct holders_like {
    int64_t count, mean_kb;
    struct span lines; /* of them all */
};
struct holders_like holders_outgrown(const struct holders *holders);

/* The largest process is large, and larger than any other, yet not by far. */
bool holders_nearly_outlier(const struct holders *holders);

/* What of a row's rss cannot be shared memory or files. */
int64_t holders_unsplit_own_kb(const struct room *room, const struct task *row);

/* The private memory of a row; the same where rss is not told apart. */
static inline int64_t holders_own_kb(const struct room *room, const struct task *row) {
    return holder_is_split(row) ? amount_kb(row->rss_anon, room->reckoning->page_kb)
                                : holders_unsplit_own_kb(room, row);
}

/* Most of what processes hold belongs to workers of one name and like size. */
bool holders_are_workers(const struct holders *holders);

/* The process, else the processes of one name, that have most of the page tables; NULL where none has. */
const struct holder *holders_page_tables_owner(const struct holders *holders);

/* The most that a process may hold which could have been killed instead of the victim, in kB; ABSENT where the
 * log sets no bound. The kernel picks the highest score, and total-vm bounds what the victim's counts: from 5.1 on
 * (mm/oom_kill.c), when it no longer kills a child in the chosen one's place. */
int64_t holders_unshielded_most_kb(const struct room *room);

/* The processes of HOLDER have more in RAM by their rows than they can have: pages that several map count in each. */
bool holders_map_alike(const struct holders *holders, const struct holder *holder);

/* What all processes hold: by the machine's counter where the rows come close to it, so that a report has one figure
 * for it, else by the rows. */
int64_t holders_together_kb(const struct holders *holders);

#endif
