/* Lists of "key:value".
 * SPDX-License-Identifier: MIT */
#include "kernel/key_values.h"

#include <limits.h>

static bool key_values_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Asked for most bytes of a list: a table takes a third of the time of comparisons. */
static bool key_values_is_key(char c) {
    static const bool is_key[UCHAR_MAX + 1] = {
        ['-'] = true, ['_'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true};
    return is_key[(unsigned char)c];
}

/* "isolated(anon)", "total-vm", "nr_ptes": a word that begins with a letter. */
static bool key_values_key(struct scan *scan, str *ret_key) {
    const char *from = scan->at;
    const char *at = from;
    if (at == scan->end || key_values_is_digit(*at) || *at == '-')
        return false;
    while (at < scan->end && key_values_is_key(*at))
        at++;
    if (at > from && at < scan->end && *at == '(') {
        const char *closing = at + 1;
        while (closing < scan->end && key_values_is_key(*closing))
            closing++;
        if (closing < scan->end && *closing == ')')
            at = closing + 1;
    }
    if (at == from)
        return false;
    *ret_key = str_of(from, (size_t)(at - from));
    scan->at = at;
    return true;
}

/* What stands between key and value: ":", ": ", "? ", "=", " = ", or a blank ("usage 512kB"). */
static bool key_values_mark(struct scan *scan, char *ret_mark) {
    struct scan probe = *scan;
    const bool has_blank = scan_blanks(&probe) > 0;
    const char mark = scan_peek(&probe);
    const bool has_mark = scan_byte(&probe, ':') || scan_byte(&probe, '?') || scan_byte(&probe, '=');
    if (!has_blank && !has_mark)
        return false;
    scan_blanks(&probe);
    *ret_mark = has_mark ? mark : ' ';
    *scan = probe;
    return true;
}

static void key_values_skip_digits(struct scan *scan) {
    scan_byte(scan, '-');
    while (!scan_done(scan) && key_values_is_digit(*scan->at))
        scan->at++;
}

/* "yes", "no", or more digits than any counter has. */
static bool key_values_odd_value(struct scan *scan, struct key_value *figure) {
    struct scan probe = *scan;
    if (scan_literal(&probe, STR("yes")) || scan_literal(&probe, STR("no"))) {
        figure->is_yes_no = true;
        figure->value = *scan->at == 'y';
    } else {
        scan_byte(&probe, '-');
        if (scan_done(&probe) || !key_values_is_digit(*probe.at))
            return false;
        key_values_skip_digits(&probe);
        figure->is_range = true;
        figure->value = ABSENT;
    }
    *scan = probe;
    return true;
}

static bool key_values_value(struct scan *scan, struct key_value *figure) {
    figure->is_yes_no = figure->is_range = figure->has_unit = false;
    if (!scan_i64(scan, &figure->value) && !key_values_odd_value(scan, figure))
        return false;
    if (scan_byte(scan, 'k') || scan_byte(scan, 'K')) {
        figure->has_unit = true;
        scan_byte(scan, 'B');
    }
    figure->at_end = scan_done(scan);
    return true;
}

/* What follows the key of FIGURE. */
static bool key_values_rest(struct scan *scan, struct key_value *figure) {
    struct scan probe = *scan;
    if (!key_values_mark(&probe, &figure->mark) || !key_values_value(&probe, figure))
        return false;
    *scan = probe;
    return true;
}

bool key_values_at(struct scan *scan, struct key_value *ret_figure) {
    struct scan probe = *scan;
    struct key_value figure;
    if (!key_values_key(&probe, &figure.key) || !key_values_rest(&probe, &figure))
        return false;
    *ret_figure = figure;
    *scan = probe;
    return true;
}

bool key_values_next(struct scan *scan, struct key_value *ret_figure) {
    while (!scan_done(scan)) {
        struct key_value figure;
        if (!key_values_key(scan, &figure.key))
            scan->at++;
        else if (key_values_rest(scan, &figure)) {
            *ret_figure = figure;
            return true;
        }
    }
    return false;
}

/* Whether a figure in kB that lacks its unit, or anything else, is worth keeping. */
static bool key_values_is_whole(const struct field *field, const struct key_value *figure) {
    if (figure->is_range)
        return false;
    if (field->unit == FIELD_YES_NO)
        return figure->is_yes_no;
    return !figure->is_yes_no && (field->unit != FIELD_KB || figure->has_unit);
}

static void key_values_complain(struct event *event, const struct key_value *figure, int64_t line) {
    if (figure->is_range)
        builder_warn(event, (struct span){line, line}, "%.*s has more digits than any counter: left out.",
                     STR_ARG(str_first(figure->key, 40)));
    else if (!figure->at_end)
        builder_warn(event, (struct span){line, line}, "%.*s has lost its unit: left out.",
                     STR_ARG(str_first(figure->key, 40)));
}

/* Whether somebody's comment on the figures follows: "// 2856 - 0 = 2856", "<-- below min". */
static bool key_values_is_comment(struct scan scan) {
    static const str signs[] = {STR_INIT("//"), STR_INIT("/*"), STR_INIT("#"),  STR_INIT("<"),
                                STR_INIT("--"), STR_INIT("=>"), STR_INIT("->"), STR_INIT("\xe2\x86\x90")};
    if (scan_blanks(&scan) == 0)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_starts(scan_rest(&scan), signs[i]))
            return true;
    return false;
}

/* "free_c", "free_cma:", "lowm": the beginning of a key of TABLE, or one that lacks its value. Several words are a
 * comment. */
static bool key_values_is_torn(const struct field_table *table, str rest) {
    rest = str_trim(rest);
    if (!rest.len || str_find_byte(rest, ' ') != STR_NONE)
        return false;
    const str key = str_first(rest, str_find_byte(rest, rest.data[rest.len - 1] == '=' ? '=' : ':'));
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].printed.len && str_starts(table->fields[i].printed, key))
            return true;
    return rest.data[rest.len - 1] == ':';
}

/* A list that is being read. */
struct key_values_list {
    struct event *event;
    const struct field_table *table;
    void *record;
    struct named_list *others;
    int64_t line;
    struct scan scan;
    size_t hint;
    struct key_values_count count;
};

/* Takes the next figure. False at the end. */
static bool key_values_take(struct key_values_list *list) {
    struct key_value figure;
    const char *const from = list->scan.at;
    if (key_values_is_comment(list->scan))
        return false;
    if (!key_values_next(&list->scan, &figure)) {
        list->count.cut |= key_values_is_torn(list->table, str_of(from, (size_t)(list->scan.end - from)));
        return false;
    }
    const struct field *field = field_printed(list->table, figure.key, &list->hint);
    if (field && key_values_is_whole(field, &figure)) {
        field_set_number(field, list->record, figure.value, list->line);
        list->count.known++;
    } else if (field) {
        key_values_complain(list->event, &figure, list->line);
        list->count.cut |= figure.at_end;
    } else if (list->others && !figure.is_range) {
        builder_other(list->event, list->others, LIMIT_OTHERS, figure.key, figure.value, list->line);
        list->count.unknown++;
    }
    return true;
}

bool key_values_begin(const struct field_table *table, str list) {
    struct scan scan = scan_of(list);
    struct key_value figure;
    size_t hint = 0;
    return key_values_at(&scan, &figure) && figure.has_unit && field_printed(table, figure.key, &hint);
}

struct key_values_count key_values_read(struct event *event, const struct field_table *table, void *record,
                                        struct named_list *others, str text, int64_t line) {
    struct key_values_list list = {event, table, record, others, line, scan_of(text), 0, {0}};
    while (key_values_take(&list))
        ;
    return list.count;
}

static const str key_values_separators = STR_INIT(" ,\t\n");

static void key_values_skip_separators(struct scan *scan) {
    while (!scan_done(scan) && str_find_byte(key_values_separators, *scan->at) != STR_NONE)
        scan->at++;
}

/* Whether KEY is one of ENDS; *RET_IS_LAST: the newest's. */
static bool key_values_ends(str key, const char *const ends[], bool *ret_is_last) {
    *ret_is_last = false;
    for (; *ends; ends++)
        if (str_equal(key, str_from_cstr(*ends))) {
            *ret_is_last = !ends[1];
            return true;
        }
    return false;
}

/* Whether FIGURE, which ends at END, lacks nothing: no unit, and no letter of it. */
static bool key_values_is_told(const struct field *field, const struct key_value *figure, const char *end) {
    if (figure->has_unit && end[-1] != 'B')
        return false;
    return field ? key_values_is_whole(field, figure) : figure->has_unit || !figure->at_end;
}

/* Whether the key at the cursor is TABLE's, or any where there is no table. */
static bool key_values_begins(const struct field_table *table, struct scan scan) {
    size_t hint = 0;
    str key;
    return key_values_key(&scan, &key) && (!table || field_printed(table, key, &hint));
}

struct extent key_values_extent(const struct field_table *table, str list, const char *const ends[]) {
    struct extent extent = {EXTENT_CUT, 0};
    struct scan scan = scan_of(list);
    struct key_value figure;
    size_t hint = 0;
    bool is_last = false;
    key_values_skip_separators(&scan);
    if (!key_values_begins(table, scan))
        return (struct extent){EXTENT_NONE, 0};
    while (!is_last && key_values_at(&scan, &figure)) {
        const struct field *field = table ? field_printed(table, figure.key, &hint) : NULL;
        const bool is_told = key_values_is_told(field, &figure, scan.at);
        const bool is_number = !field || field->store == FIELD_INTEGER || field->store == FIELD_FIGURE;
        extent.facts += is_told && is_number && (field || !table);
        key_values_skip_separators(&scan);
        const bool is_end = key_values_ends(figure.key, ends, &is_last) || !*ends;
        extent.end = is_told && is_end && scan_done(&scan) ? *ends ? EXTENT_WHOLE : EXTENT_OPEN : EXTENT_CUT;
    }
    return extent;
}
