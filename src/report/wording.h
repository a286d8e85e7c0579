/* Figures in words for people, and the words of the report's enumerations.
 * SPDX-License-Identifier: MIT
 *
 * Sizes are in steps of 1024; what the kernel calls kB is a KiB. No locale is asked. */
#ifndef REPORT_WORDING_H
#define REPORT_WORDING_H

#include "base/str.h"

#include "model/finding.h"
#include "model/reckoning.h"

/* A short text by value. */
struct wording {
    size_t len;
    char text[56];
};

static inline str wording_str(const struct wording *wording) {
    return (str){wording->text, wording->len};
}

/* "1.2 GiB", "118 MiB", "12 KiB" as sentences have it (base/words.h), with a sign; "-" for ABSENT. */
struct wording wording_size(int64_t kb);

/* "94.1 %"; "-" where one of both is absent or WHOLE is not positive. */
struct wording wording_percent(int64_t part, int64_t whole);

/* "1920568"; "-" for ABSENT. */
struct wording wording_number(int64_t value);

/* "0.21 s", "10 min 21 s", "227 d 10 h". Empty for ABSENT. */
struct wording wording_duration(int64_t microseconds);

/* "[line 12]", "[lines 12-20]". */
struct wording wording_lines(int64_t first, int64_t last);

/* ISO 8601 as exact as the log: "2026-01-06T07:32:35.123+01:00"; without a year "01-06T07:32:35".
 * Empty if there is no wall-clock time. */
struct wording wording_time(const struct oomwhy_time *stamp);

/* "12 seconds ago", "4 minutes ago", "30 hours ago", "20 days ago". Empty where one of both times is not known, or THEN
 * has no year or is later than NOW. */
struct wording wording_ago(const struct oomwhy_time *then, const struct oomwhy_time *now);

/* The words of oomwhy-report(5). */
str wording_killer(enum killer killer);
str wording_scope(enum scope scope);
str wording_named_by(enum named_by named_by);
str wording_swap(enum swap_state swap);
str wording_request(enum request request);

/* What the process was doing, behind its name: "which touched new heap or stack". */
str wording_doing(enum request request);

/* "The log lacks the task table.", of one bit of reckoning.missing. */
str wording_missing(unsigned part);

/* What shows that rows of the task table are missing; empty for CUT_NOT. */
str wording_cut(enum cut cut);

/* What KIND makes: "a packet ring (..)"; "" for MAKER_UNNAMED. */
str wording_maker(enum maker_kind kind);
str wording_note(enum note_kind kind);
str wording_below(enum below below); /* empty: unknown */

#endif
