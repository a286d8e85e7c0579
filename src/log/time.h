/* Reads the times on the lines of a log: the kernel's clock, wall clocks in many languages, and the year of a time
 * that was written without one.
 * SPDX-License-Identifier: MIT */
#ifndef LOG_TIME_H
#define LOG_TIME_H

#include "base/scan.h"
#include "log/message.h"

/* "    5.123456", "12345.678901", "12.3456" in microseconds. All of these leave cursor and result alone on failure. */
bool time_scan_uptime(struct scan *scan, int64_t *ret_us);

/* "[    5.123456] ", "[2-5.1234] ": the kernel's clock as printk writes it, and the one blank after it that is the
 * log's; more of them are the kernel's. The "2-" is the processor, which some kernels of television sets print. */
bool time_scan_printk(struct scan *scan, int64_t *ret_us);

/* The second that the kernel's clock showed last: "[ 1000." and its microseconds. Zeroed: none. */
struct time_second {
    char text[16];
    size_t len;
    int64_t us;
};

/* Where the text behind the time begins that time_scan_printk would read AT the place, or NULL. Most lines of a report
 * are of the second of the line before, which is noted in SECOND. */
const char *time_read_printk(struct time_second *second, const char *at, const char *end, int64_t *ret_us);

/* Where "[   12.345678] " or "[   12.345678][" begins within TEXT, or STR_NONE. */
size_t time_find_printk(str text);

/* 1-12 for a month's short name ("Jan", "janv.", "1月"), 0 if no locale of the table has it. */
int32_t time_month(str name);

/* "Mon" to "Sun". */
bool time_is_weekday(str name);

/* "HH:MM:SS" with an optional fraction after '.' or ','. */
bool time_scan_clock(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "2024-01-01T00:00:00.123456+01:00": 'T' or a blank, fraction and zone optional ("Z", "+01:00", "+0100"). */
bool time_scan_iso(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "Jan  1 00:00:00", "mars 01 00:00:00.123456", "Jan 1 2024 00:00:00". An unknown month's name leaves the whole time
 * unknown but is taken. */
bool time_scan_syslog(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "2024 Jan  1 00:00:00" (NX-OS) */
bool time_scan_syslog_year(struct scan *scan, struct oomwhy_time *ret_stamp);

/* "Mon Jan  1 00:00:00 2024" in any locale, up to ']' or '<', which is not taken. */
bool time_scan_ctime(struct scan *scan, struct oomwhy_time *ret_stamp);

/* The time of so many microseconds since 1970, in UTC. */
struct oomwhy_time time_of_epoch_us(int64_t epoch_us);

/* What the lines of one host have shown of the year. Zeroed: nothing. */
struct time_clue {
    int64_t boot_us;          /* when its kernel's clock was 0, in microseconds since 1970; 0: unknown */
    int32_t year, month, day; /* of the last line with a whole date; year 0: none had one */
};

/* MESSAGE has a whole date, or none. */
static inline void time_note_year(struct time_clue *clue, const struct message *message) {
    if (message->time.year) {
        clue->year = message->time.year;
        clue->month = message->time.month;
        clue->day = message->time.day;
    }
}

/* "rtc_cmos 00:04: setting system clock to 2026-11-21T20:57:39 UTC (1795294659)": MESSAGE says EPOCH, seconds. */
void time_note_boot(struct time_clue *clue, const struct message *message, int64_t epoch_s);

/* The year of MESSAGE's time, which has none; 0 if nothing tells it for certain enough. */
int32_t time_year_of(const struct time_clue *clue, const struct message *message);

#endif
