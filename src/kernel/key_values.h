/* Lists of "key:value": one loop that takes what the vocabulary knows, keeps the rest by name, and trusts a figure
 * only if its end shows that it is whole.
 * SPDX-License-Identifier: MIT */
#ifndef KERNEL_KEY_VALUES_H
#define KERNEL_KEY_VALUES_H

#include "base/scan.h"
#include "kernel/extent.h"
#include "model/builder.h"
#include "model/fields.h"

/* One "key:value", as "free:7784kB", "shmem_thp: 0kB", "pages_scanned:12", "all_unreclaimable? no", "UID:0",
 * "usage 512kB". */
struct key_value {
    str key;
    char mark; /* between them: ':', '?', '=', or ' ' */
    int64_t value;
    bool has_unit; /* "kB", "KB" or the beginning of it */
    bool is_yes_no;
    bool is_range; /* more digits than any counter has: kept out, VALUE is absent */
    bool at_end;   /* the text ends behind it */
};

/* Reads the figure at the cursor. False if there is none; the cursor then stays where it is. */
bool key_values_at(struct scan *scan, struct key_value *ret_figure);

/* Reads the next figure of SCAN, and skips everything else. False at the end. */
bool key_values_next(struct scan *scan, struct key_value *ret_figure);

/* Whether LIST begins with one of TABLE's figures, in kB. */
bool key_values_begin(const struct field_table *table, str list);

/* How a list was read. */
struct key_values_count {
    size_t known, unknown;
    bool cut; /* it ends in the middle of a figure, or in something else */
};

/* Reads all figures of TEXT into RECORD by TABLE. Unknown keys go to OTHERS (may be NULL). A figure in kB without its
 * unit is left out: it was cut. */
struct key_values_count key_values_read(struct event *event, const struct field_table *table, void *record,
                                        struct named_list *others, str text, int64_t line);

/* How complete LIST is, which kernels end in one of the keys ENDS (the newest kernel's key last, then NULL). Facts are
 * the figures that TABLE knows, or all in kB if it is NULL, up to the newest kernel's last key or to the first text
 * that is no figure. EXTENT_NONE if LIST does not begin with a key of the table. */
struct extent key_values_extent(const struct field_table *table, str list, const char *const ends[]);

#endif
