/* A time as people write it on the command line.
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* tm_gmtoff */
#include "moment.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOMENT_DAY_S = 24 * 3600 };

static bool moment_is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* LEAST to MOST digits at *AT with a value of LOW to HIGH. */
static bool moment_number(const char **at, int least, int most, int32_t low, int32_t high, int32_t *ret_value) {
    int32_t value = 0;
    int digits = 0;
    for (; digits < most && moment_is_digit((*at)[digits]); digits++)
        value = value * 10 + ((*at)[digits] - '0');
    if (digits < least || value < low || value > high)
        return false;
    *at += digits;
    *ret_value = value;
    return true;
}

static bool moment_byte(const char **at, char byte) {
    if (**at != byte)
        return false;
    (*at)++;
    return true;
}

/* "May" */
static bool moment_month_name(const char **at, int32_t *ret_month) {
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int32_t month = 0; month < 12; month++)
        if (strncmp(*at, names + month * 3, 3) == 0) {
            *at += 3;
            *ret_month = month + 1;
            return true;
        }
    return false;
}

/* "2024-05-01" or "May  1" */
static bool moment_date(const char **at, struct oomwhy_time *stamp) {
    if (moment_month_name(at, &stamp->month)) {
        while (moment_byte(at, ' ')) {
        }
        return moment_number(at, 1, 2, 1, 31, &stamp->day);
    }
    return moment_number(at, 4, 4, 1, 9999, &stamp->year) && moment_byte(at, '-') &&
           moment_number(at, 2, 2, 1, 12, &stamp->month) && moment_byte(at, '-') &&
           moment_number(at, 2, 2, 1, 31, &stamp->day);
}

/* ".25", dropped: events are compared by the second. */
static bool moment_fraction(const char **at) {
    if (!moment_byte(at, '.') && !moment_byte(at, ','))
        return true;
    if (!moment_is_digit(**at))
        return false;
    while (moment_is_digit(**at))
        (*at)++;
    return true;
}

/* "12:30[:59[.25]]" */
static bool moment_clock(const char **at, struct oomwhy_time *stamp) {
    if (!moment_number(at, 2, 2, 0, 23, &stamp->hour) || !moment_byte(at, ':') ||
        !moment_number(at, 2, 2, 0, 59, &stamp->minute))
        return false;
    if (!moment_byte(at, ':'))
        return true;
    return moment_number(at, 2, 2, 0, 60, &stamp->second) && moment_fraction(at);
}

/* "Z", "+02:00", "-0530" */
static bool moment_offset(const char **at, struct oomwhy_time *stamp) {
    int32_t hours, minutes = 0;
    int32_t sign = **at == '-' ? -1 : 1;
    stamp->has_offset = true;
    if (moment_byte(at, 'Z'))
        return true;
    if ((!moment_byte(at, '+') && !moment_byte(at, '-')) || !moment_number(at, 2, 2, 0, 14, &hours))
        return false;
    moment_byte(at, ':');
    if (**at && !moment_number(at, 2, 2, 0, 59, &minutes))
        return false;
    stamp->offset_min = sign * (hours * 60 + minutes);
    return true;
}

static bool moment_day_exists(const struct oomwhy_time *stamp) {
    static const int32_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = stamp->year % 4 == 0 && (stamp->year % 100 != 0 || stamp->year % 400 == 0);
    return stamp->day <= days[stamp->month - 1] && (stamp->month != 2 || stamp->day < 29 || is_leap);
}

/* --- seconds and days */

/* Days from 1970 to a day of the Gregorian calendar, whose years are counted from March here. */
static int64_t moment_days(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    const int64_t from_march = (month + 9) % 12;
    return year * 365 + year / 4 - year / 100 + year / 400 + (from_march * 153 + 2) / 5 + day - 1 - 719468;
}

static int64_t moment_seconds(const struct oomwhy_time *stamp) {
    return moment_days(stamp->year, stamp->month, stamp->day) * MOMENT_DAY_S +
           (stamp->hour * 60 + stamp->minute - stamp->offset_min) * 60 + stamp->second;
}

struct oomwhy_time moment_of(int64_t seconds, int32_t offset_min) {
    seconds += offset_min * 60;
    const int64_t days = (seconds - (seconds % MOMENT_DAY_S + MOMENT_DAY_S) % MOMENT_DAY_S) / MOMENT_DAY_S;
    const int64_t rest = seconds - days * MOMENT_DAY_S;
    int64_t year = 1970 + days / 366; /* not after the day */
    while (moment_days(year + 1, 1, 1) <= days)
        year++;
    int64_t month = 1;
    while (month < 12 && moment_days(year, month + 1, 1) <= days)
        month++;
    return (struct oomwhy_time){.year = (int32_t)year,
                                .month = (int32_t)month,
                                .day = (int32_t)(days - moment_days(year, month, 1) + 1),
                                .hour = (int32_t)(rest / 3600),
                                .minute = (int32_t)(rest / 60 % 60),
                                .second = (int32_t)(rest % 60),
                                .offset_min = offset_min,
                                .has_offset = true};
}

struct oomwhy_time moment_now(void) {
    const time_t seconds = time(NULL);
    struct tm local = {0};
    localtime_r(&seconds, &local);
    return moment_of(seconds, (int32_t)(local.tm_gmtoff / 60));
}

void moment_set_zone(struct oomwhy_time *stamp) {
    struct tm local = {.tm_year = stamp->year - 1900,
                       .tm_mon = stamp->month - 1,
                       .tm_mday = stamp->day,
                       .tm_hour = stamp->hour,
                       .tm_min = stamp->minute,
                       .tm_sec = stamp->second,
                       .tm_isdst = -1};
    if (stamp->month == 0 || stamp->year == 0 || stamp->has_offset || mktime(&local) == (time_t)-1)
        return;
    stamp->offset_min = (int32_t)(local.tm_gmtoff / 60);
    stamp->has_offset = true;
}

bool moment_print(int64_t us, char *ret_text, size_t room) {
    const time_t seconds = (time_t)(us / 1000000);
    struct tm local;
    return localtime_r(&seconds, &local) && strftime(ret_text, room, "%Y-%m-%d %H:%M:%S", &local) > 0;
}

/* --- words */

static void moment_skip_blanks(const char **at) {
    while (**at == ' ')
        (*at)++;
}

/* The length of the letters at AT. */
static size_t moment_letters(const char *at) {
    size_t len = 0;
    while ((at[len] >= 'a' && at[len] <= 'z') || (at[len] >= 'A' && at[len] <= 'Z'))
        len++;
    return len;
}

struct moment_unit {
    const char *name;
    int64_t seconds;
};

/* systemd.time(7); a month is 30.44 days there, a year 365.25. */
static const struct moment_unit moment_units[] = {
    {"s", 1},        {"sec", 1},         {"secs", 1},         {"second", 1},   {"seconds", 1},     {"m", 60},
    {"min", 60},     {"mins", 60},       {"minute", 60},      {"minutes", 60}, {"h", 3600},        {"hr", 3600},
    {"hrs", 3600},   {"hour", 3600},     {"hours", 3600},     {"d", 86400},    {"day", 86400},     {"days", 86400},
    {"w", 604800},   {"week", 604800},   {"weeks", 604800},   {"M", 2629800},  {"month", 2629800}, {"months", 2629800},
    {"y", 31557600}, {"year", 31557600}, {"years", 31557600},
};

static bool moment_unit(const char **at, int64_t *ret_seconds) {
    const size_t len = moment_letters(*at);
    for (size_t i = 0; i < sizeof moment_units / sizeof moment_units[0]; i++) {
        const struct moment_unit *unit = &moment_units[i];
        if (strlen(unit->name) != len || strncmp(unit->name, *at, len) != 0)
            continue;
        *at += len;
        *ret_seconds = unit->seconds;
        return true;
    }
    return false;
}

/* "1h", "2 days 3h"; "90" are seconds. */
static bool moment_span(const char **at, int64_t *ret_seconds) {
    int64_t sum = 0;
    int32_t number;
    for (bool is_first = true;; is_first = false) {
        int64_t unit = 1;
        moment_skip_blanks(at);
        if (!moment_is_digit(**at)) {
            *ret_seconds = sum;
            return !is_first;
        }
        if (!moment_number(at, 1, 9, 0, 999999999, &number) || moment_is_digit(**at))
            return false;
        moment_skip_blanks(at);
        if (moment_letters(*at) > 0 && strcmp(*at, "ago") != 0 && !moment_unit(at, &unit))
            return false;
        sum += number * unit;
    }
}

/* "-1h", "+30min", "2 days ago" */
static bool moment_relative(const char *at, const struct oomwhy_time *now, struct oomwhy_time *ret_stamp) {
    static const int64_t most_s = 1000LL * 366 * MOMENT_DAY_S;
    const char sign = *at;
    int64_t span;
    at += sign == '-' || sign == '+';
    if (!moment_span(&at, &span) || span > most_s)
        return false;
    const bool is_ago = strcmp(at, "ago") == 0 && sign != '-' && sign != '+';
    if (!is_ago && (*at || (sign != '-' && sign != '+')))
        return false;
    *ret_stamp = moment_of(moment_seconds(now) + (sign == '+' ? span : -span), now->offset_min);
    return true;
}

/* "@1714566600", "@1714566600.25" */
static bool moment_epoch(const char *at, const struct oomwhy_time *now, struct oomwhy_time *ret_stamp) {
    enum { DIGITS_MOST = 11 };
    int64_t seconds = 0;
    int digits = 0;
    if (!moment_byte(&at, '@'))
        return false;
    for (; digits < DIGITS_MOST && moment_is_digit(*at); digits++)
        seconds = seconds * 10 + (*at++ - '0');
    if (digits == 0 || !moment_fraction(&at) || *at)
        return false;
    *ret_stamp = moment_of(seconds, now->offset_min);
    return true;
}

/* "today" and the like. Such a day is the log's own, of whatever zone. */
static bool moment_day_word(const char **at, const struct oomwhy_time *now, struct oomwhy_time *stamp) {
    static const struct {
        const char *word;
        int days;
    } words[] = {{"today", 0}, {"yesterday", -1}, {"tomorrow", 1}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t len = strlen(words[i].word);
        if (strncmp(*at, words[i].word, len) != 0)
            continue;
        const struct oomwhy_time day =
            moment_of(moment_seconds(now) + words[i].days * (int64_t)MOMENT_DAY_S, now->offset_min);
        stamp->year = day.year;
        stamp->month = day.month;
        stamp->day = day.day;
        *at += len;
        return true;
    }
    return false;
}

/* "Wed ", "Wednesday " before a date; it is not asked whether it was one. */
static void moment_skip_weekday(const char **at) {
    static const char names[] = "MonTueWedThuFriSatSun";
    const size_t len = moment_letters(*at);
    for (size_t day = 0; day < 7; day++)
        if (len >= 3 && strncmp(*at, names + day * 3, 3) == 0 && ((*at)[len] == ' ' || (*at)[len] == ',')) {
            *at += len + 1;
            moment_skip_blanks(at);
            return;
        }
}

/* "12:30", of today. */
static bool moment_clock_alone(const char **at, const struct oomwhy_time *now, struct oomwhy_time *stamp) {
    const char *behind = *at;
    struct oomwhy_time clock = {0};
    if (!moment_clock(&behind, &clock))
        return false;
    stamp->hour = clock.hour;
    stamp->minute = clock.minute;
    stamp->second = behind - *at > 5 ? clock.second : stamp->second; /* else that of the edge */
    *at = behind;
    stamp->year = now->year;
    stamp->month = now->month;
    stamp->day = now->day;
    return true;
}

static bool moment_zone(const char **at, struct oomwhy_time *stamp) {
    if (strcmp(*at, " UTC") == 0 || strcmp(*at, " GMT") == 0 || strcmp(*at, "UTC") == 0) {
        stamp->has_offset = true;
        *at += strlen(*at);
        return true;
    }
    moment_skip_blanks(at);
    return moment_offset(at, stamp);
}

/* A date, a time or both, and a zone. */
static bool moment_absolute(const char *at, enum moment_edge edge, const struct oomwhy_time *now,
                            struct oomwhy_time *ret_stamp) {
    struct oomwhy_time stamp = {0};
    if (edge == MOMENT_LAST)
        stamp.hour = 23, stamp.minute = 59, stamp.second = 59;
    moment_skip_weekday(&at);
    if (!moment_clock_alone(&at, now, &stamp)) {
        if (!moment_day_word(&at, now, &stamp) && (!moment_date(&at, &stamp) || !moment_day_exists(&stamp)))
            return false;
        const char *before = at;
        if ((moment_byte(&at, 'T') || moment_byte(&at, ' ')) && !moment_clock(&at, &stamp)) {
            if (strcmp(before, " UTC") != 0)
                return false;
            at = before;
        }
    }
    if (*at && (!moment_zone(&at, &stamp) || *at))
        return false;
    *ret_stamp = stamp;
    return true;
}

bool moment_read(const char *text, enum moment_edge edge, const struct oomwhy_time *now,
                 struct oomwhy_time *ret_stamp) {
    moment_skip_blanks(&text);
    if (strcmp(text, "now") == 0) {
        *ret_stamp = *now;
        return true;
    }
    return moment_epoch(text, now, ret_stamp) || moment_absolute(text, edge, now, ret_stamp) ||
           moment_relative(text, now, ret_stamp);
}
