/* The year of a time that was written without one (RFC 3164), where other lines of the log tell it.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_YEAR_H
#define LOG_YEAR_H

#include "log/message.h"

/* What the lines of one host have told of the year. Zeroed: nothing. */
struct year_clue {
    int64_t boot_us;          /* when its kernel's clock stood at 0, in microseconds since 1970; 0: unknown */
    int32_t year, month, day; /* of the last line that bore a whole date; year 0: none did */
};

/* MESSAGE has a whole date, or none. */
static inline void year_note(struct year_clue *clue, const struct message *message) {
    if (message->time.year) {
        clue->year = message->time.year;
        clue->month = message->time.month;
        clue->day = message->time.day;
    }
}

/* "rtc_cmos 00:04: setting system clock to 2026-11-21T20:57:39 UTC (1795294659)": MESSAGE says EPOCH, seconds. */
void year_note_boot(struct year_clue *clue, const struct message *message, int64_t epoch_s);

/* The year of MESSAGE's time, which has none; 0 if nothing tells it for certain enough. */
int32_t year_of(const struct year_clue *clue, const struct message *message);

#endif
