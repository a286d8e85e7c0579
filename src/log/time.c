/* Reads the times on the lines of a log: the kernel's clock, wall clocks in many languages, and the year of a time
 * that was written without one.
 * SPDX-License-Identifier: MIT */
#include "log/time.h"

#include "base/ascii.h"
#include "model/clock.h"

enum {
    NAME_MOST = 16, /* bytes of a month's or weekday's short name */
    CTIME_MOST = 64 /* bytes between the brackets of dmesg -T */
};

/* The short names of glibc's locales ("%b"), lower case, without the dot; one line a language family.
 * A name that means different months in different languages is left out. */
static const char *const time_months[][12] = {
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
    {"janv", "févr", "mars", "avril", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"},
    {"jän", "feb", "mär", "april", "mai", "juni", "juli", "aug", "sept", "okt", "nov", "dez"},
    {"ene", "fev", "mar", "abr", "may", "jun", "jul", "ago", "set", "out", "nov", "dic"},
    {"gen", "febr", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "des"},
    {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
    {"sty", "lut", "márc", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"},
    {"led", "úno", "bře", "dub", "kvě", "čen", "čec", "srp", "zář", "říj", "lis", "pro"},
    {"tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu"},
    {"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"},
    {"січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"},
    {"oca", "şub", "mar", "nis", "may", "haz", "tem", "ağu", "eyl", "eki", "kas", "ara"},
    {"ian", "febr", "márc", "ápr", "máj", "jún", "júl", "aug", "szept", "okt", "nov", "dec"},
};

/* English short names: weekdays of other locales are taken by their place in the line, not by their name. */
static const char time_weekdays[] = "MonTueWedThuFriSatSun";

/* "000137]", six digits as nearly every kernel writes them, in one word: pairs of neighbours are made one number each,
 * then pairs of those. Digit by digit it took 1 % of the instructions of a log of nothing but reports. */
static inline bool time_read_micros(const char *at, const char *end, uint64_t *ret_us) {
    enum { DIGITS = 6 };
    const uint64_t all = 0x0101010101010101, zeros = all * '0';
    uint64_t word;
    if (end - at < (ptrdiff_t)sizeof word || at[DIGITS] != ']')
        return false;
    memcpy(&word, at, sizeof word);
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        word = __builtin_bswap64(word);
    word = (word << 16 | (zeros & 0xffff)) ^ zeros; /* two zeros before them make eight */
    if ((word | (word + all * (0x80 - 10))) & all * 0x80)
        return false;
    word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ff;
    word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffff;
    *ret_us = (word * 10000 + (word >> 32)) & 0xffffffff;
    return true;
}

/* Where the seconds and their fraction end that begin at AT, or NULL. */
static inline const char *time_read_uptime(const char *at, const char *const end, int64_t *ret_us) {
    enum { SECONDS_MOST = 12, FRACTION_MOST = 9 };
    static const int64_t us_of_digits[] = {0, 100000, 10000, 1000, 100, 10, 1};
    while (at < end && *at == ' ')
        at++;
    const char *from = at;
    const uint64_t seconds = scan_digits(&at, end - at > SECONDS_MOST ? at + SECONDS_MOST : end);
    if (at == from || at == end || *at != '.')
        return NULL;
    from = ++at;
    uint64_t fraction;
    if (time_read_micros(at, end, &fraction)) {
        *ret_us = (int64_t)(seconds * 1000000 + fraction);
        return at + 6;
    }
    fraction = scan_digits(&at, end);
    if (at == from || at - from > FRACTION_MOST)
        return NULL;
    for (const char *digit = from + 6; digit < at; digit++)
        fraction /= 10;
    *ret_us = (int64_t)seconds * 1000000 + (int64_t)fraction * us_of_digits[at - from < 6 ? at - from : 6];
    return at;
}

bool time_scan_uptime(struct scan *scan, int64_t *ret_us) {
    const char *at = time_read_uptime(scan->at, scan->end, ret_us);
    if (!at)
        return false;
    scan->at = at;
    return true;
}

/* Behind "2-": the processor, which some kernels of television sets print before the time. */
static const char *time_skip_cpu(const char *at, const char *end) {
    struct scan scan = {at, end};
    uint64_t cpu;
    return scan_u64(&scan, &cpu) && cpu < 4096 && scan_byte(&scan, '-') && ascii_is_digit(scan_peek(&scan)) ? scan.at
                                                                                                            : at;
}

bool time_scan_printk(struct scan *scan, int64_t *ret_us) {
    const char *at = scan->at, *const end = scan->end;
    if (at == end || *at++ != '[')
        return false;
    const char *behind = time_read_uptime(at, end, ret_us);
    if (!behind)
        behind = time_read_uptime(time_skip_cpu(at, end), end, ret_us);
    if (!behind || behind == end || *behind++ != ']')
        return false;
    scan->at = behind + (behind < end && *behind == ' ');
    return true;
}

/* Any time, whose second is noted. */
static __attribute__((noinline)) const char *time_note_second(struct time_second *second, const char *at,
                                                              const char *end, int64_t *ret_us) {
    struct scan scan = {at, end};
    uint64_t us;
    second->len = 0;
    if (!time_scan_printk(&scan, ret_us))
        return NULL;
    const char *const point = memchr(at, '.', (size_t)(scan.at - at));
    const size_t len = point ? (size_t)(point + 1 - at) : 0;
    if (len > 0 && len <= sizeof second->text && time_read_micros(at + len, end, &us)) {
        memcpy(second->text, at, len);
        second->len = len;
        second->us = *ret_us - (int64_t)us;
    }
    return scan.at;
}

const char *time_read_printk(struct time_second *second, const char *at, const char *end, int64_t *ret_us) {
    enum { REST = sizeof "123456]" - 1 };
    uint64_t us;
    if (second->len == 0 || (size_t)(end - at) < second->len || !str_same(at, second->text, second->len) ||
        !time_read_micros(at + second->len, end, &us))
        return time_note_second(second, at, end, ret_us);
    *ret_us = second->us + (int64_t)us;
    at += second->len + REST;
    return at + (at < end && *at == ' ');
}

size_t time_find_printk(str text) {
    enum { FRACTION = 6 };
    for (size_t from = 0;;) {
        const size_t found = str_find_byte(str_from(text, from), '[');
        if (found == STR_NONE)
            return STR_NONE;
        from += found;
        struct scan scan = scan_of(str_from(text, from + 1));
        const char *digits = scan.at;
        int64_t us;
        if (time_scan_uptime(&scan, &us) && scan.at - digits >= 12 && scan.at[-1 - FRACTION] == '.' &&
            scan_byte(&scan, ']') && (scan_peek(&scan) == ' ' || scan_peek(&scan) == '['))
            return from;
        from++;
    }
}

/* Between LEAST and MOST digits, no more. */
static bool time_scan_digits(struct scan *scan, int least, int most, int32_t *ret_value) {
    struct scan at = *scan;
    int32_t value = 0;
    int count = 0;
    while (count < most && ascii_is_digit(scan_peek(&at))) {
        value = value * 10 + (*at.at++ - '0');
        count++;
    }
    if (count < least || ascii_is_digit(scan_peek(&at)))
        return false;
    *ret_value = value;
    *scan = at;
    return true;
}

/* ASCII letters in lower case, without a dot at the end; 0 if it does not fit. */
static size_t time_fold_name(str name, char to[NAME_MOST]) {
    if (name.len > 0 && name.data[name.len - 1] == '.')
        name.len--;
    if (name.len == 0 || name.len >= NAME_MOST)
        return 0;
    for (size_t i = 0; i < name.len; i++) {
        const char byte = name.data[i];
        to[i] = ascii_lower(byte);
    }
    return name.len;
}

/* "1月", "12월"; "12日" where a page has put the month in the weekday's place: "[月 12日 24 16:02:24 2017]" */
static int32_t time_counted_month(str name) {
    struct scan scan = scan_of(name);
    uint64_t number;
    if (!scan_u64(&scan, &number) || number < 1 || number > 12)
        return 0;
    const str sign = scan_rest(&scan);
    const bool is_month = str_equal(sign, STR("月")) || str_equal(sign, STR("월")) || str_equal(sign, STR("日"));
    return is_month ? (int32_t)number : 0;
}

int32_t time_month(str name) {
    static const char english[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char folded[NAME_MOST];
    for (int32_t month = 0; name.len == 3 && month < 12; month++)
        if (memcmp(english + month * 3, name.data, 3) == 0)
            return month + 1;
    const str want = str_of(folded, time_fold_name(name, folded));
    if (want.len == 0)
        return 0;
    if (ascii_is_digit(*folded))
        return time_counted_month(want);
    for (size_t i = 0; i < sizeof time_months / sizeof *time_months; i++)
        for (int32_t month = 0; month < 12; month++)
            if (time_months[i][month][0] == *folded && str_equal(want, str_from_cstr(time_months[i][month])))
                return month + 1;
    return 0;
}

bool time_is_weekday(str name) {
    for (size_t i = 0; i + 3 < sizeof time_weekdays; i += 3)
        if (str_equal(name, str_of(time_weekdays + i, 3)))
            return true;
    return false;
}

/* Two digits and no more, as most parts of a time are. */
static bool time_scan_two(struct scan *scan, int32_t *ret_value) {
    const char *at = scan->at;
    if (scan->end - at < 2 || !ascii_is_digit(at[0]) || !ascii_is_digit(at[1]) ||
        (scan->end - at > 2 && ascii_is_digit(at[2])))
        return false;
    *ret_value = (at[0] - '0') * 10 + (at[1] - '0');
    scan->at += 2;
    return true;
}

static bool time_scan_fraction(struct scan *scan, struct oomwhy_time *stamp) {
    int32_t nanosecond = 0, digits = 0;
    for (; ascii_is_digit(scan_peek(scan)); scan->at++)
        if (digits < 9) {
            nanosecond = nanosecond * 10 + (*scan->at - '0');
            digits++;
        }
    stamp->digits = digits;
    for (; digits < 9; digits++)
        nanosecond *= 10;
    stamp->nanosecond = nanosecond;
    return stamp->digits > 0;
}

/* "12:34:56", "12:34:56.789012" */
bool time_scan_clock(struct scan *scan, struct oomwhy_time *ret_stamp) {
    struct scan at = *scan;
    struct oomwhy_time stamp = *ret_stamp;
    if (!time_scan_two(&at, &stamp.hour) || !scan_byte(&at, ':') || !time_scan_two(&at, &stamp.minute) ||
        !scan_byte(&at, ':') || !time_scan_two(&at, &stamp.second))
        return false;
    if (stamp.hour > 23 || stamp.minute > 59 || stamp.second > 60)
        return false;
    stamp.nanosecond = stamp.digits = 0;
    struct scan fraction = at;
    if ((scan_byte(&fraction, '.') || scan_byte(&fraction, ',')) && time_scan_fraction(&fraction, &stamp))
        at = fraction;
    *ret_stamp = stamp;
    *scan = at;
    return true;
}

/* "Z", " UTC " */
static bool time_scan_utc(struct scan *scan) {
    struct scan at = *scan;
    if (scan_byte(scan, 'Z'))
        return true;
    if (!scan_literal(&at, STR(" UTC")) || scan_peek(&at) != ' ')
        return false;
    *scan = at;
    return true;
}

/* "Z", " UTC ", "+01:00", "+0100", " +0100 ", "-08"; nothing is fine too. */
static void time_scan_offset(struct scan *scan, struct oomwhy_time *stamp) {
    struct scan at = *scan;
    int32_t hours, minutes = 0;
    if (time_scan_utc(&at)) {
        stamp->has_offset = true;
        *scan = at;
        return;
    }
    const bool is_apart = scan_byte(&at, ' ');
    const char sign = scan_peek(&at);
    if (sign != '+' && sign != '-')
        return;
    at.at++;
    const bool is_together = time_scan_digits(&at, 4, 4, &hours);
    if (is_apart && (!is_together || scan_peek(&at) != ' '))
        return;
    if (is_together) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!time_scan_two(&at, &hours) || (scan_byte(&at, ':') && !time_scan_two(&at, &minutes))) {
        return;
    }
    stamp->has_offset = true;
    stamp->offset_min = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    *scan = at;
}

/* "2024-01-01" */
static bool time_scan_date(struct scan *scan, struct oomwhy_time *stamp) {
    return time_scan_digits(scan, 4, 4, &stamp->year) && scan_byte(scan, '-') && time_scan_two(scan, &stamp->month) &&
           scan_byte(scan, '-') && time_scan_two(scan, &stamp->day) && stamp->month >= 1 && stamp->month <= 12 &&
           stamp->day >= 1 && stamp->day <= 31;
}

/* "2024-01-01T00:00:00.123456+01:00", "2024-01-01T00:00:00,123456+0000", "2024-01-01 00:00:00", "2024-01-01t00:00:00"
 */
bool time_scan_iso(struct scan *scan, struct oomwhy_time *ret_stamp) {
    struct scan at = *scan;
    struct oomwhy_time stamp = {0};
    if (!ascii_is_digit(scan_peek(&at)) || !time_scan_date(&at, &stamp) ||
        (!scan_byte(&at, 'T') && !scan_byte(&at, ' ') && !scan_byte(&at, 't')) || !time_scan_clock(&at, &stamp))
        return false;
    time_scan_offset(&at, &stamp);
    *ret_stamp = stamp;
    *scan = at;
    return true;
}

/* A month's name as it can be written there: letters, a dot, bytes beyond ASCII, digits only before such bytes. */
static bool time_scan_name(struct scan *scan, str *ret_name) {
    const char *from = scan->at;
    while (scan->at < scan->end && scan->at - from < NAME_MOST &&
           (ascii_is_letter(*scan->at) || *scan->at == '.' || (*scan->at & 0x80) || ascii_is_digit(*scan->at)))
        scan->at++;
    *ret_name = str_of(from, (size_t)(scan->at - from));
    return ret_name->len >= 2;
}

/* A word and a digit: most lines without a time of that form lack them. */
static bool time_opens_with_name_and_day(const struct scan *scan) {
    const size_t left = (size_t)(scan->end - scan->at);
    const char *at = left > 0 ? memchr(scan->at, ' ', left < NAME_MOST ? left : NAME_MOST) : NULL;
    while (at && at < scan->end && *at == ' ')
        at++;
    return at && at < scan->end && ascii_is_digit(*at);
}

/* "Jan  1 00:00:00", "Jan 01 00:00:00", "Jan 1 2024 00:00:00" */
bool time_scan_syslog(struct scan *scan, struct oomwhy_time *ret_stamp) {
    if (!time_opens_with_name_and_day(scan))
        return false;
    struct scan at = *scan;
    struct oomwhy_time stamp = {0};
    str name;
    if (!time_scan_name(&at, &name) || scan_blanks(&at) == 0 || !time_scan_digits(&at, 1, 2, &stamp.day) ||
        scan_blanks(&at) == 0 || stamp.day < 1 || stamp.day > 31)
        return false;
    struct scan year = at;
    if (time_scan_digits(&year, 4, 4, &stamp.year) && scan_blanks(&year) > 0)
        at = year;
    else
        stamp.year = 0;
    if (!time_scan_clock(&at, &stamp))
        return false;
    stamp.month = time_month(name);
    *ret_stamp = stamp.month ? stamp : (struct oomwhy_time){0};
    *scan = at;
    return true;
}

bool time_scan_syslog_year(struct scan *scan, struct oomwhy_time *ret_stamp) {
    struct scan at = *scan;
    int32_t year;
    if (!time_scan_digits(&at, 4, 4, &year) || year < 1990 || year >= 2100 || !scan_byte(&at, ' ') ||
        !time_scan_syslog(&at, ret_stamp) || !ret_stamp->month)
        return false;
    ret_stamp->year = year;
    *scan = at;
    return true;
}

/* The word before the cursor's end, and the blanks before it, are cut off; empty if there is none. */
static str time_last_word(str *text) {
    *text = str_trim_end(*text);
    const size_t blank = str_find_last_byte(*text, ' ');
    const size_t from = blank == STR_NONE ? 0 : blank + 1;
    const str word = str_from(*text, from);
    *text = str_first(*text, from);
    return word;
}

static bool time_whole_number(str text, int least, int most, int32_t *ret_value) {
    struct scan scan = scan_of(text);
    return time_scan_digits(&scan, least, most, ret_value) && scan_done(&scan);
}

/* "Mon Jan  1 ", "lun. janv.  1 ", "lun.  1 janv. ": weekday, month and day; *RET_MONTH is the month's word. */
static bool time_take_day(str text, struct oomwhy_time *stamp, str *ret_month) {
    const str last = time_last_word(&text), before = time_last_word(&text);
    const bool is_day_first = !time_whole_number(last, 1, 2, &stamp->day) && time_month(last) != 0;
    if (is_day_first && !time_whole_number(before, 1, 2, &stamp->day))
        return false;
    *ret_month = is_day_first ? last : before;
    return ret_month->len > 0 && stamp->day >= 1 && stamp->day <= 31;
}

/* "Mon Jan  1 00:00:00 2024", "lun. janv.  1 00:00:00 2024", "Di Aug 12 03:54:03 2025", "lun. 1 janv. 00:00:00 2024":
 * read from the right, for nothing is known of the words. Without a year ("Mon Jan  1 00:00:00") the month must be
 * known. */
bool time_scan_ctime(struct scan *scan, struct oomwhy_time *ret_stamp) {
    const char *stop = scan->at;
    while (stop < scan->end && stop - scan->at < CTIME_MOST && *stop != ']' && *stop != '<')
        stop++;
    str text = str_of(scan->at, (size_t)(stop - scan->at)), month;
    struct oomwhy_time stamp = {0};
    const str last = time_last_word(&text);
    const bool has_year = time_whole_number(last, 4, 4, &stamp.year);
    struct scan clock = scan_of(has_year ? time_last_word(&text) : last);
    if (!time_scan_clock(&clock, &stamp) || !scan_done(&clock) || !time_take_day(text, &stamp, &month))
        return false;
    stamp.month = time_month(month);
    if (!has_year && !stamp.month)
        return false;
    *ret_stamp = stamp.month ? stamp : (struct oomwhy_time){0};
    scan->at = stop;
    return true;
}

/* Days since 1970 as a date of the Gregorian calendar; years are counted from March within 400-year eras. */
static void time_set_date(struct oomwhy_time *stamp, int64_t days) {
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t of_era = days - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;
    stamp->day = (int32_t)(of_year - (153 * month + 2) / 5 + 1);
    stamp->month = (int32_t)(month < 10 ? month + 3 : month - 9);
    stamp->year = (int32_t)(year + era * 400 + (stamp->month <= 2));
}

struct oomwhy_time time_of_epoch_us(int64_t epoch_us) {
    struct oomwhy_time stamp = {.digits = 6, .has_offset = true};
    int64_t days = epoch_us / 86400000000, rest = epoch_us % 86400000000;
    if (rest < 0) {
        rest += 86400000000;
        days--;
    }
    const int64_t second = rest / 1000000;
    time_set_date(&stamp, days);
    stamp.hour = (int32_t)(second / 3600);
    stamp.minute = (int32_t)(second / 60 % 60);
    stamp.second = (int32_t)(second % 60);
    stamp.nanosecond = (int32_t)(rest % 1000000) * 1000;
    return stamp;
}

enum {
    YEAR_DAYS = 180,    /* between a whole date and a line that takes its year */
    YEAR_ZONE_DAYS = 2, /* two clocks, in two zones, may be apart by this much */
    DAY_SECONDS = 24 * 60 * 60
};

void time_note_boot(struct time_clue *clue, const struct message *message, int64_t epoch_s) {
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
static bool time_year_has_day(int32_t year, const struct oomwhy_time *time) {
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return time->month != 2 || time->day != 29 || is_leap;
}

/* The year that puts TIME between EARLIEST and LATEST days after KNOWN, or 0. Fewer than 365 days: there is only one.
 */
static int32_t time_year_near(const struct oomwhy_time *known, const struct oomwhy_time *time, int earliest,
                              int latest) {
    const struct oomwhy_time day = {.year = known->year, .month = known->month, .day = known->day};
    for (int32_t year = known->year - 1; year <= known->year + 1; year++) {
        const struct oomwhy_time dated = {.year = year, .month = time->month, .day = time->day};
        const int64_t days = clock_apart(&dated, &day) / DAY_SECONDS;
        if (time_year_has_day(year, time) && days >= earliest && days <= latest)
            return year;
    }
    return 0;
}

int32_t time_year_of(const struct time_clue *clue, const struct message *message) {
    if (clue->boot_us && message->uptime_us != ABSENT) {
        /* The kernel's clock stands still while the machine sleeps: the wall clock may be ahead of it, but not behind.
         */
        const struct oomwhy_time now = time_of_epoch_us(clue->boot_us + message->uptime_us);
        return time_year_near(&now, &message->time, -YEAR_ZONE_DAYS, YEAR_DAYS);
    }
    const struct oomwhy_time known = {.year = clue->year, .month = clue->month, .day = clue->day};
    return clue->year ? time_year_near(&known, &message->time, -YEAR_DAYS, YEAR_DAYS) : 0;
}
