/* The year of a time that was written without one.
 * SPDX-License-Identifier: MIT */
#include "log/year.h"

#include "log/time.h"
#include "model/clock.h"

enum {
    YEAR_DAYS = 180,    /* between a whole date and a line that takes its year */
    YEAR_ZONE_DAYS = 2, /* two clocks, in two zones, may be apart by this much */
    DAY_SECONDS = 24 * 60 * 60
};

void year_note_boot(struct year_clue *clue, const struct message *message, int64_t epoch_s) {
    const int64_t most_s = 253402300800; /* the year 10000 */
    if (epoch_s <= 0 || epoch_s >= most_s)
        return;
    const struct oomwhy_time time = time_of_epoch_us(epoch_s * 1000000);
    clue->year = time.year;
    clue->month = time.month;
    clue->day = time.day;
    if (message->uptime_us != ABSENT)
        clue->boot_us = epoch_s * 1000000 - message->uptime_us;
}

/* 29 February is no day of most years. */
static bool year_has_day(int32_t year, const struct oomwhy_time *time) {
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return time->month != 2 || time->day != 29 || is_leap;
}

/* The year that puts TIME between EARLIEST and LATEST days after KNOWN, or 0. Fewer than 365 days: there is only one.
 */
static int32_t year_near(const struct oomwhy_time *known, const struct oomwhy_time *time, int earliest, int latest) {
    const struct oomwhy_time day = {.year = known->year, .month = known->month, .day = known->day};
    for (int32_t year = known->year - 1; year <= known->year + 1; year++) {
        const struct oomwhy_time dated = {.year = year, .month = time->month, .day = time->day};
        const int64_t days = clock_apart(&dated, &day) / DAY_SECONDS;
        if (year_has_day(year, time) && days >= earliest && days <= latest)
            return year;
    }
    return 0;
}

int32_t year_of(const struct year_clue *clue, const struct message *message) {
    if (clue->boot_us && message->uptime_us != ABSENT) {
        /* The kernel's clock stands still while the machine sleeps: the wall clock may be ahead of it, not behind. */
        const struct oomwhy_time now = time_of_epoch_us(clue->boot_us + message->uptime_us);
        return year_near(&now, &message->time, -YEAR_ZONE_DAYS, YEAR_DAYS);
    }
    const struct oomwhy_time known = {.year = clue->year, .month = clue->month, .day = clue->day};
    return clue->year ? year_near(&known, &message->time, -YEAR_DAYS, YEAR_DAYS) : 0;
}
