/* Arithmetic with the wall-clock times of a log.
 * SPDX-License-Identifier: MIT */
#include "model/clock.h"

#include <stdlib.h>

enum { CLOCK_LEAP_YEAR = 2000 }; /* stands in for an unknown year: every day of any year exists in it */

/* Days from a first day in the Gregorian calendar, YEAR being 1 at least: years begin in March, so that a leap day
 * comes last. */
static int64_t clock_days(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era;
}

/* Days from B to A. The events of a storm have one date: of these the calendar need not be asked. */
static int64_t clock_days_apart(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    bool with_year = a->year > 0 && b->year > 0;
    if (a->day == b->day && a->month == b->month && (!with_year || a->year == b->year))
        return 0;
    return clock_days(with_year ? a->year : CLOCK_LEAP_YEAR, a->month, a->day) -
           clock_days(with_year ? b->year : CLOCK_LEAP_YEAR, b->month, b->day);
}

/* Seconds since midnight, UTC where the offset is taken off. */
static int64_t clock_seconds(const struct oomwhy_time *stamp, bool with_offset) {
    int64_t minutes = (int64_t)stamp->hour * 60 + stamp->minute - (with_offset ? stamp->offset_min : 0);
    return minutes * 60 + stamp->second;
}

int64_t clock_apart(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    bool with_offset = a->has_offset && b->has_offset;
    return clock_days_apart(a, b) * 86400 + clock_seconds(a, with_offset) - clock_seconds(b, with_offset);
}

int64_t clock_distance(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    const int64_t year_s = 366 * (int64_t)86400; /* of CLOCK_LEAP_YEAR */
    const int64_t apart_s = llabs(clock_apart(a, b));
    const bool with_year = a->year > 0 && b->year > 0;
    return !with_year && apart_s > year_s / 2 ? year_s - apart_s : apart_s;
}

static bool clock_spans_new_year(const struct oomwhy_time *since, const struct oomwhy_time *until) {
    struct oomwhy_time from = *since;
    from.year = 0;
    return clock_apart(&from, until) > 0;
}

/* Every day of any year lies within. */
static bool clock_spans_year(const struct oomwhy_time *since, const struct oomwhy_time *until) {
    return since->year > 0 && until->year > 0 && clock_apart(until, since) >= 365 * (int64_t)86400;
}

bool clock_is_within(const struct oomwhy_time *stamp, const struct oomwhy_time *since,
                     const struct oomwhy_time *until) {
    bool is_after = !clock_is_known(since) || clock_apart(stamp, since) >= 0;
    bool is_before = !clock_is_known(until) || clock_apart(until, stamp) >= 0;
    if (stamp->year > 0 || !clock_is_known(since) || !clock_is_known(until))
        return is_after && is_before;
    if (clock_spans_year(since, until))
        return true;
    return clock_spans_new_year(since, until) ? is_after || is_before : is_after && is_before;
}
