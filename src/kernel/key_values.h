/* Lists of keys and values: of figures, one loop that takes what the vocabulary knows, keeps the rest by name, and
 * trusts a figure only if its end shows that it is whole; and the line "oom-kill:constraint=...".
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_KEY_VALUES_H
#define KERNEL_KEY_VALUES_H

#include "base/scan.h"
#include "kernel/extent.h"
#include "model/builder.h"
#include "model/fields.h"

/* --- lists of figures --- */

/* One "key:value", as "free:7784kB", "shmem_thp: 0kB", "pages_scanned:12", "all_unreclaimable? no", "UID:0",
 * "usage 512kB". */
struct key_value {
    str key;
    const struct field *field; /* of the table that was asked; NULL: it does not know the key */
    char mark;                 /* between them: ':', '?', '=', or ' ' */
    int64_t value;
    bool has_unit; /* "kB", "KB" or the beginning of it */
    bool is_yes_no;
    bool is_range; /* more digits than any counter has: kept out, VALUE is absent */
    bool at_end;   /* the text ends behind it */
};

/* Reads the figure at the cursor. False if there is none: the cursor stays, and *RET_FIGURE is no figure. TABLE may be
 * NULL; its field is looked for from *HINT on, which is left behind it (see field_printed). */
bool key_values_at(struct scan *scan, const struct field_table *table, size_t *hint, struct key_value *ret_figure);

/* Reads the next figure of SCAN, and skips everything else. False at the end. */
bool key_values_next(struct scan *scan, const struct field_table *table, size_t *hint, struct key_value *ret_figure);

/* Whether LIST begins with one of TABLE's figures, in kB. */
bool key_values_begin(const struct field_table *table, str list);

/* Keeps FIGURE in RECORD, or in OTHERS (may be NULL) if its key is unknown. A figure in kB without its unit is left
 * out: it was cut. Returns whether the text ends there. */
bool key_values_keep(struct event *event, void *record, struct named_list *others, const struct key_value *figure,
                     int64_t line);

/* Keeps all figures of TEXT in RECORD by TABLE. Unknown keys go to OTHERS (may be NULL). Returns
 * whether TEXT ends in the middle of a figure, or in something else. */
bool key_values_read(struct event *event, const struct field_table *table, void *record, struct named_list *others,
                     str text, int64_t line);

/* How complete LIST is, which kernels end in one of the keys ENDS (the newest kernel's key last, then NULL). Facts are
 * the figures that TABLE knows, or all in kB if it is NULL, up to the newest kernel's last key or to the first text
 * that is no figure. EXTENT_NONE if LIST does not begin with a key of the table. */
struct extent key_values_extent(const struct field_table *table, str list, const char *const ends[]);

/* --- the line "oom-kill:constraint=...": many parts are names that may hold commas, so it is read from both ends ---
 */

#define OOM_SUMMARY_HEAD "oom-kill:constraint="

/* "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,
 *  task=x,y,pid=17,uid=1000" (dump_oom_summary, mm/oom_kill.c, since 5.0) into event->summary.
 * ",task_memcg=..." and ",task=..." alone are pieces that continue it: the kernel cuts records of about 1 kB. */
enum extent_end oom_summary_read(struct event *event, str text, int64_t line);

/* Whether TEXT, which is cut, ends between two values: "...,oom_memcg=/a,...", "...,mems_allowed=0,>". */
bool oom_summary_ends_between(str text);

/* Whether TEXT, which is cut, ends in a process name, or so few bytes behind ",task=" that it may. */
bool oom_summary_ends_in_task(str text);

/* Removes from EVENT the value within which the summary is cut: a name, which is returned, or a pid; then "" is
 * returned. */
str oom_summary_forget_last(struct event *event);

/* Whether TEXT begins with it; *RET_BEHIND is behind its last key, STR_NONE if that is missing. */
bool oom_summary_find_end(str text, size_t *ret_behind);

/* How much of it TEXT is, without keeping anything. */
enum extent_end oom_summary_end(str text);

/* The same; facts are its keys. */
struct extent oom_summary_extent(str text);

/* The bytes of the task's name that TEXT, which is cut, ends in; STR_NONE if it ends in none. */
size_t oom_summary_open_name(str text);

/* Whether the byte AT of TEXT, a line break, stands within that name, and its end and more behind it. */
bool oom_summary_breaks_name(str text, size_t at);

#endif
