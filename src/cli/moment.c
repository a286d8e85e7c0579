/* A time as people write it on the command line.
 * SPDX-License-Identifier: MIT */
#include "moment.h"

#include <string.h>

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

bool moment_read(const char *text, enum moment_edge edge, struct oomwhy_time *ret_stamp) {
    struct oomwhy_time stamp = {0};
    if (edge == MOMENT_LAST)
        stamp.hour = 23, stamp.minute = 59, stamp.second = 59;
    const char *at = text;
    if (!moment_date(&at, &stamp) || !moment_day_exists(&stamp))
        return false;
    if ((moment_byte(&at, 'T') || moment_byte(&at, ' ')) && !moment_clock(&at, &stamp))
        return false;
    if (*at && !moment_offset(&at, &stamp))
        return false;
    if (*at)
        return false;
    *ret_stamp = stamp;
    return true;
}
