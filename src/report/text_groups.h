/* Events that are alike: of one machine, with one verdict on one program or cgroup.
 * SPDX-License-Identifier: MIT */
#ifndef REPORT_TEXT_GROUPS_H
#define REPORT_TEXT_GROUPS_H

#include "report/report.h"
#include "report/text_label.h"
#include "report/wording.h"

enum { TEXT_GROUPS = 64 };

/* What is compared from one event to the next. */
struct text_moment {
    int64_t number; /* 0: there is none */
    struct oomwhy_time time;
    int64_t uptime_us;
    struct text_label victim;
    int64_t victim_pid, victim_kb, kills;
    int64_t free_kb, swap_free_kb, usage_kb, limit_kb, tasks;
    struct text_label thrashing; /* the answer's word */
};

struct text_group {
    struct text_label machine, pattern, subject;
    bool is_process; /* the subject */
    bool is_cgroup;
    bool is_undecided;
    enum confidence confidence; /* the best */
    int64_t count, last_number;
    struct text_moment told; /* the latest that was told in full; number 0: none was */
    int told_rank;           /* how much that one shows */
    int64_t repeats;         /* told since by what differs */
    int64_t first_number;
};

struct text_groups {
    struct text_group items[TEXT_GROUPS];
    size_t count;
    int64_t events, others; /* all; those of no group, for want of room */
    int64_t first_number;
    struct wording from, to; /* the first and the last time that is known */
    int64_t read_first;      /* the event to read first; 0: none so far */
    int read_rank;           /* how much it shows */
};

void text_moment_set(struct text_moment *moment, const struct report_event *event);

/* The host, or the file of a log that names none. */
str text_machine_of(const struct event *event);

/* How much an event shows: by the parts of the report that are there, then by whether they were enough to tell. */
int text_rank(const struct report_event *event);

/* Whether EVENT is to be read before all so far. */
bool text_groups_read_first(const struct text_groups *groups, const struct report_event *event);

/* The group that EVENT belongs to, NULL if there is none yet. It has findings. */
const struct text_group *text_groups_find(const struct text_groups *groups, const struct report_event *event);

/* Counts EVENT. The group it belongs to, NULL where there is no room for another. */
struct text_group *text_groups_add(struct text_groups *groups, const struct report_event *event);

#endif
