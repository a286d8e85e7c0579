/* Rotated files of one log, by their names: which belong together, and which is the older one.
 * SPDX-License-Identifier: MIT */
#include "read/rotation.h"

#include <stdlib.h>
#include <string.h>

enum { ROTATION_DIGITS_MOST = 5 /* of a number: kern.log.99999 */ };

struct rotation_entry {
    char *path;
    char *stem; /* with its folder */
    struct rotation rotation;
    size_t place;
};

/* --- dates */

/* Exactly COUNT digits at *AT with a value of LOW to HIGH. */
static bool rotation_digits(const char **at, int count, int64_t low, int64_t high, int64_t *ret_value) {
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        if ((*at)[i] < '0' || (*at)[i] > '9')
            return false;
        value = value * 10 + ((*at)[i] - '0');
    }
    if (value < low || value > high)
        return false;
    *at += count;
    *ret_value = value;
    return true;
}

static void rotation_skip(const char **at, const char *separators) {
    if (**at && strchr(separators, **at))
        (*at)++;
}

/* "12", "1200", "12:00:59"; nothing is midnight. */
static bool rotation_clock(const char **at, int64_t *ret_seconds) {
    int64_t parts[3] = {0, 0, 0};
    static const int64_t most[3] = {23, 59, 60};
    for (int i = 0; i < 3 && **at; i++) {
        rotation_skip(at, i == 0 ? "-_.T" : "-_.:");
        if (!rotation_digits(at, 2, 0, most[i], &parts[i]))
            return false;
    }
    *ret_seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    return true;
}

/* Days from 1970 to that day of the Gregorian calendar, whose years are counted from March here. */
static int64_t rotation_days(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t from_march = (month + 9) % 12;
    return year * 365 + year / 4 - year / 100 + year / 400 + (from_march * 153 + 2) / 5 + day - 1 - 719468;
}

/* "20260131", "2026-01-31", "202601", with a time of day after it or not. */
static bool rotation_date(const char *at, int64_t *ret_seconds) {
    int64_t year, month, day = 1, clock = 0;
    if (!rotation_digits(&at, 4, 1970, 2199, &year))
        return false;
    rotation_skip(&at, "-");
    if (!rotation_digits(&at, 2, 1, 12, &month))
        return false;
    if (*at) {
        rotation_skip(&at, "-");
        if (!rotation_digits(&at, 2, 1, 31, &day) || !rotation_clock(&at, &clock))
            return false;
    }
    *ret_seconds = rotation_days(year, month, day) * 86400 + clock;
    return *at == '\0';
}

/* "1767225600": seconds since 1970, up to the year 2033. */
static bool rotation_epoch(const char *at, int64_t *ret_seconds) {
    return rotation_digits(&at, 10, 1000000000, 1999999999, ret_seconds) && *at == '\0';
}

/* --- names */

static bool rotation_number(const char *at, int64_t *ret_number) {
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > ROTATION_DIGITS_MOST || at[digits])
        return false;
    *ret_number = strtol(at, NULL, 10);
    return true;
}

/* The bytes of NAME before an ending such as ".gz". */
static size_t rotation_unpacked(const char *name) {
    static const char *const endings[] = {".gz", ".xz", ".bz2", ".zst", ".lz4"};
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i]);
        if (len > ending && strcmp(name + len - ending, endings[i]) == 0)
            return len - ending;
    }
    return len;
}

/* What follows the SEPARATOR: a number or a date? */
static bool rotation_suffix(const char *separator, struct rotation *rotation) {
    rotation->kind = ROTATION_DATED;
    if (rotation_date(separator + 1, &rotation->rank) || rotation_epoch(separator + 1, &rotation->rank))
        return true;
    rotation->kind = ROTATION_NUMBERED;
    if (*separator != '.' || !rotation_number(separator + 1, &rotation->rank))
        return false;
    rotation->rank = -rotation->rank; /* kern.log.3 is older than kern.log.2 */
    return true;
}

/* NAME without what tells how it is packed. */
static struct rotation rotation_of_name(const char *name, bool is_packed) {
    struct rotation rotation = {0};
    for (const char *at = name; *at; at++)
        if (at > name && strchr("-._", *at) && rotation_suffix(at, &rotation)) {
            rotation.stem_len = (size_t)(at - name);
            return rotation;
        }
    return (struct rotation){strlen(name), is_packed ? ROTATION_PACKED : ROTATION_CURRENT, 0};
}

/* --- journals */

/* 16 hex digits: microseconds since 1970. */
static bool rotation_hex(const char *at, int64_t *ret_value) {
    char digits[17];
    if (strspn(at, "0123456789abcdef") != 16)
        return false;
    memcpy(digits, at, 16);
    digits[16] = '\0';
    *ret_value = (int64_t)(strtoull(digits, NULL, 16) & INT64_MAX);
    return true;
}

/* "system.journal", and what journald makes of it: "system@SEQUENCE-NUMBER-TIME.journal", and of one that was not
 * closed "system@TIME-RANDOM.journal~". */
static bool rotation_journal(const char *name, struct rotation *ret_rotation) {
    const char *end = strstr(name, ".journal"), *at = strchr(name, '@');
    if (!end || (strcmp(end, ".journal") != 0 && strcmp(end, ".journal~") != 0))
        return false;
    *ret_rotation = (struct rotation){(size_t)(end - name), ROTATION_CURRENT, 0};
    if (!at || at > end)
        return true;
    const bool is_closed = end - at == 1 + 32 + 1 + 16 + 1 + 16;
    ret_rotation->stem_len = (size_t)(at - name);
    ret_rotation->kind = ROTATION_DATED;
    return rotation_hex(is_closed ? end - 16 : at + 1, &ret_rotation->rank);
}

static const char *rotation_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

struct rotation rotation_of(const char *path) {
    char name[256]; /* NAME_MAX and a NUL: a longer one is no file */
    const char *from = rotation_name(path);
    size_t len = rotation_unpacked(from);
    if (len >= sizeof name)
        return (struct rotation){strlen(path), ROTATION_CURRENT, 0};
    memcpy(name, from, len);
    name[len] = '\0';
    struct rotation rotation;
    if (!rotation_journal(name, &rotation))
        rotation = rotation_of_name(name, from[len] != '\0');
    rotation.stem_len += (size_t)(from - path);
    return rotation;
}

/* --- the list */

/* The first LEN bytes of PATH without "." and empty parts, so that "./a" is "a". NULL if memory is short. */
static char *rotation_plain(const char *path, size_t len) {
    char *stem = malloc(len + 1), *to = stem;
    for (size_t i = 0; stem && i < len; i++) {
        bool begins = to == stem ? i > 0 && path[0] != '/' : to[-1] == '/';
        if (path[i] == '/' && begins)
            continue;
        if (path[i] == '.' && (to == stem || to[-1] == '/') && i + 1 < len && path[i + 1] == '/')
            continue;
        *to++ = path[i];
    }
    if (stem)
        *to = '\0';
    return stem;
}

char *rotation_stem(const char *path, const struct rotation *rotation) {
    return rotation_plain(path, rotation->stem_len);
}

int rotation_compare(const struct rotation *a, const struct rotation *b) {
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static int rotation_by_place(const void *a, const void *b) {
    const struct rotation_entry *one = a, *other = b;
    int stems = strcmp(one->stem, other->stem);
    return stems ? stems : (one->place > other->place) - (one->place < other->place);
}

static int rotation_by_age(const void *a, const void *b) {
    const struct rotation_entry *one = a, *other = b;
    const int age = strcmp(one->stem, other->stem) != 0 ? 0 : rotation_compare(&one->rotation, &other->rotation);
    return age ? age : rotation_by_place(a, b);
}

/* Standard input is a sibling of nothing. */
static bool rotation_set(struct rotation_entry *entry, char *path, size_t place) {
    entry->path = path;
    entry->place = place;
    entry->rotation = rotation_of(path);
    entry->stem = rotation_plain(path, strcmp(path, "-") == 0 ? 0 : entry->rotation.stem_len);
    return entry->stem;
}

/* Ordered by place and ordered by age, the files of one stem fill the same stretch: each takes the place beside it. */
static void rotation_assign(char **paths, size_t count, struct rotation_entry *by_age,
                            struct rotation_entry *by_place) {
    memcpy(by_place, by_age, count * sizeof *by_age);
    qsort(by_age, count, sizeof *by_age, rotation_by_age);
    qsort(by_place, count, sizeof *by_place, rotation_by_place);
    for (size_t i = 0; i < count; i++)
        paths[by_place[i].place] = by_age[i].path;
}

bool rotation_sort(char **paths, size_t count) {
    struct rotation_entry *entries = calloc(count + 1, 2 * sizeof *entries);
    bool is_well = entries;
    for (size_t i = 0; i < count && is_well; i++)
        is_well = rotation_set(&entries[i], paths[i], i);
    if (is_well)
        rotation_assign(paths, count, entries, entries + count);
    for (size_t i = 0; i < count && entries; i++)
        free(entries[i].stem);
    free(entries);
    return is_well;
}

bool rotation_are_siblings(const char *a, const char *b) {
    char *one = rotation_plain(a, rotation_of(a).stem_len), *other = rotation_plain(b, rotation_of(b).stem_len);
    const bool are_siblings = one && other && strcmp(one, other) == 0;
    free(one);
    free(other);
    return are_siblings;
}
