/* Lists of "key:value", and the line "oom-kill:constraint=...".
 * SPDX-License-Identifier: MIT */
#include "kernel/key_values.h"

#include "model/limits.h"

#include <limits.h>

/* --- lists of figures */

/* Here AT is where a text is read and END its end; what is read is told by the place behind it, NULL: nothing is. */

static bool key_values_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Asked for most bytes of a list: a table takes a third of the time of comparisons. */
static bool key_values_is_key(char c) {
    static const bool is_key[UCHAR_MAX + 1] = {
        ['-'] = true, ['_'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true};
    return is_key[(unsigned char)c];
}

static const char *key_values_blanks(const char *at, const char *end) {
    while (at < end && str_is_blank(*at))
        at++;
    return at;
}

/* "(anon)" behind a word. */
static const char *key_values_parentheses(const char *at, const char *end) {
    const char *closing = at + 1;
    while (closing < end && key_values_is_key(*closing))
        closing++;
    return closing < end && *closing == ')' ? closing + 1 : at;
}

/* "isolated(anon)", "total-vm", "nr_ptes": a word that begins with a letter. */
static const char *key_values_key(const char *at, const char *end) {
    const char *from = at;
    if (at == end || key_values_is_digit(*at) || *at == '-')
        return NULL;
    while (at < end && key_values_is_key(*at))
        at++;
    return at == from ? NULL : at < end && *at == '(' ? key_values_parentheses(at, end) : at;
}

/* Whether NAME stands at AT, and no longer word. */
static bool key_values_is_named(const char *at, const char *end, str name) {
    if ((size_t)(end - at) <= name.len || name.len == 0 || *at != *name.data || !str_same(at, name.data, name.len))
        return false;
    return !key_values_is_key(at[name.len]) && at[name.len] != '(';
}

/* The field of TABLE that the key is, one of the next from *HINT on. Most keys of a list are, in the table's order:
 * they are compared, and need not be read. */
static const struct field *key_values_next_field(const char *at, const char *end, const struct field_table *table,
                                                 size_t *hint) {
    enum { NEXT = 4 }; /* fields, of which a kernel may leave some out */
    const size_t first = *hint, behind = first + NEXT < table->count ? first + NEXT : table->count;
    for (size_t i = first; i < behind; i++)
        if (key_values_is_named(at, end, table->fields[i].printed)) {
            *hint = i + 1;
            return &table->fields[i];
        }
    return NULL;
}

/* What stands between key and value: ":", ": ", "? ", "=", " = ", or a blank ("usage 512kB"). */
static const char *key_values_mark(const char *at, const char *end, char *ret_mark) {
    const char *mark = key_values_blanks(at, end);
    if (mark < end && (*mark == ':' || *mark == '?' || *mark == '=')) {
        *ret_mark = *mark;
        return key_values_blanks(mark + 1, end);
    }
    *ret_mark = ' ';
    return mark > at ? mark : NULL;
}

/* "yes", "no", or more digits than any counter has. */
static const char *key_values_odd_value(const char *at, const char *end, struct key_value *figure) {
    struct scan scan = {at, end};
    if (scan_literal(&scan, STR("yes")) || scan_literal(&scan, STR("no"))) {
        figure->is_yes_no = true;
        figure->value = *at == 'y';
        return scan.at;
    }
    scan_byte(&scan, '-');
    const char *digits = scan.at;
    while (!scan_done(&scan) && key_values_is_digit(*scan.at))
        scan.at++;
    figure->is_range = true;
    figure->value = ABSENT;
    return scan.at > digits ? scan.at : NULL;
}

/* "12", "5kB", "yes" */
static const char *key_values_value(const char *at, const char *end, struct key_value *figure) {
    struct scan scan = {at, end};
    int64_t value;
    figure->is_yes_no = figure->is_range = figure->has_unit = false;
    if (scan_i64(&scan, &value)) {
        figure->value = value;
        at = scan.at;
    } else if (!(at = key_values_odd_value(at, end, figure))) {
        return NULL;
    }
    if (at < end && (*at == 'k' || *at == 'K')) {
        figure->has_unit = true;
        at += 1 + (at + 1 < end && at[1] == 'B');
    }
    figure->at_end = at == end;
    return at;
}

/* What follows a key. */
static const char *key_values_rest(const char *at, const char *end, struct key_value *figure) {
    at = key_values_mark(at, end, &figure->mark);
    return at ? key_values_value(at, end, figure) : NULL;
}

/* A figure; *RET_BEHIND_KEY: NULL if not even a key is there. */
static const char *key_values_take(const char *at, const char *end, const struct field_table *table, size_t *hint,
                                   struct key_value *figure, const char **ret_behind_key) {
    figure->field = table ? key_values_next_field(at, end, table, hint) : NULL;
    const char *behind = figure->field ? at + figure->field->printed.len : key_values_key(at, end);
    *ret_behind_key = behind;
    const char *const last = behind ? key_values_rest(behind, end, figure) : NULL;
    if (!last)
        return NULL;
    figure->key = str_of(at, (size_t)(behind - at));
    if (table && !figure->field)
        figure->field = field_printed(table, figure->key, hint);
    return last;
}

bool key_values_at(struct scan *scan, const struct field_table *table, size_t *hint, struct key_value *ret_figure) {
    const char *key;
    const char *behind = key_values_take(scan->at, scan->end, table, hint, ret_figure, &key);
    if (behind)
        scan->at = behind;
    return behind;
}

bool key_values_next(struct scan *scan, const struct field_table *table, size_t *hint, struct key_value *ret_figure) {
    const char *at = scan->at, *const end = scan->end, *key = NULL, *behind = NULL;
    while (at < end && !behind) {
        if (key_values_is_key(*at))
            behind = key_values_take(at, end, table, hint, ret_figure, &key);
        at = behind ? behind : key ? key : at + 1;
        key = NULL;
    }
    scan->at = at;
    return behind;
}

/* Whether a figure in kB that lacks its unit, or anything else, is worth keeping. */
static bool key_values_is_whole(const struct field *field, const struct key_value *figure) {
    if (figure->is_range)
        return false;
    if (field->unit == FIELD_YES_NO)
        return figure->is_yes_no;
    return !figure->is_yes_no && (field->unit != FIELD_KB || figure->has_unit);
}

/* Whether somebody's comment on the figures follows: "// 2856 - 0 = 2856", "<-- below min". */
static bool key_values_is_comment(struct scan scan) {
    static const str signs[] = {STR_INIT("//"), STR_INIT("/*"), STR_INIT("#"),  STR_INIT("<"),
                                STR_INIT("--"), STR_INIT("=>"), STR_INIT("->"), STR_INIT("\xe2\x86\x90")};
    if (scan_blanks(&scan) == 0 || (key_values_is_key(scan_peek(&scan)) && *scan.at != '-'))
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

bool key_values_begin(const struct field_table *table, str list) {
    struct scan scan = scan_of(list);
    struct key_value figure;
    size_t hint = 0;
    return key_values_at(&scan, table, &hint, &figure) && figure.has_unit && figure.field;
}

static void key_values_complain(struct event *event, const struct key_value *figure, int64_t line) {
    const str key = str_first(figure->key, 40);
    if (figure->is_range)
        builder_warn(event, (struct span){line, line}, "%.*s has more digits than any counter: left out.",
                     STR_ARG(key));
    else if (!figure->at_end)
        builder_warn(event, (struct span){line, line}, "%.*s has lost its unit: left out.", STR_ARG(key));
}

/* Keeps what is no whole figure of the table. */
static __attribute__((noinline)) bool key_values_keep_odd(struct event *event, struct named_list *others,
                                                          const struct key_value *figure, int64_t line) {
    if (figure->field)
        key_values_complain(event, figure, line);
    else if (others && !figure->is_range)
        builder_other(event, others, LIMIT_OTHERS, figure->key, figure->value, line);
    return figure->field && figure->at_end;
}

bool key_values_keep(struct event *event, void *record, struct named_list *others, const struct key_value *figure,
                     int64_t line) {
    if (!figure->field || !key_values_is_whole(figure->field, figure))
        return key_values_keep_odd(event, others, figure, line);
    field_set_number(figure->field, record, figure->value, line);
    return false;
}

bool key_values_read(struct event *event, const struct field_table *table, void *record, struct named_list *others,
                     str text, int64_t line) {
    struct scan scan = scan_of(text);
    struct key_value figure;
    size_t hint = 0;
    bool is_cut = false;
    const char *from = scan.at;
    for (; !key_values_is_comment(scan); from = scan.at) {
        if (!key_values_next(&scan, table, &hint, &figure))
            return is_cut || key_values_is_torn(table, str_of(from, (size_t)(scan.end - from)));
        is_cut |= key_values_keep(event, record, others, &figure, line);
    }
    return is_cut;
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
static bool key_values_is_told(const struct key_value *figure, const char *end) {
    if (figure->has_unit && end[-1] != 'B')
        return false;
    return figure->field ? key_values_is_whole(figure->field, figure) : figure->has_unit || !figure->at_end;
}

/* Whether the key at the cursor is TABLE's, or any where there is no table. */
static bool key_values_begins(const struct field_table *table, struct scan scan) {
    size_t hint = 0;
    const char *behind = key_values_key(scan.at, scan.end);
    return behind && (!table || field_printed(table, str_of(scan.at, (size_t)(behind - scan.at)), &hint));
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
    while (!is_last && key_values_at(&scan, table, &hint, &figure)) {
        const struct field *field = figure.field;
        const bool is_told = key_values_is_told(&figure, scan.at);
        const bool is_number = !field || field->store == FIELD_INTEGER || field->store == FIELD_FIGURE;
        extent.facts += is_told && is_number && (field || !table);
        key_values_skip_separators(&scan);
        const bool is_end = key_values_ends(figure.key, ends, &is_last) || !*ends;
        extent.end = is_told && is_end && scan_done(&scan) ? *ends ? EXTENT_WHOLE : EXTENT_OPEN : EXTENT_CUT;
    }
    return extent;
}

/* --- the line "oom-kill:constraint=...", read from both ends */

/* What a page's filter makes of it that takes "onstraint=" for a handler of a browser's event. */
#define OOM_SUMMARY_FILTERED_HEAD STR("oom-kill:cOnstraint=")
/* A vendor's back-port to 3.10 prints no constraint: "oom-kill:,cpuset=/,mems_allowed=0,oom_memcg=/a,..." */
#define OOM_SUMMARY_BARE_HEAD STR("oom-kill:,")

static bool oom_summary_has_head(str text) {
    return str_starts(text, STR(OOM_SUMMARY_HEAD)) || str_starts(text, OOM_SUMMARY_FILTERED_HEAD);
}

/* Takes ",uid=1000" off the end of TEXT: KEY is ",uid=". */
static bool oom_summary_take_last(str *text, str key, int64_t *ret_value) {
    size_t at = str_find_last(*text, key);
    if (at == STR_NONE)
        return false;
    struct scan scan = scan_of(str_from(*text, at + key.len));
    int64_t value;
    if (!scan_i64(&scan, &value))
        return false;
    *text = str_first(*text, at);
    *ret_value = value;
    return true;
}

/* Where in TEXT a ",task=" stands behind which at most MOST bytes follow: the first such one, or STR_NONE. */
static size_t oom_summary_task_within(str text, size_t most) {
    const str mark = STR(",task=");
    size_t at = str_find(text, mark);
    while (at != STR_NONE && text.len - at - mark.len > most) {
        const size_t behind = at + mark.len, next = str_find(str_from(text, behind), mark);
        at = next == STR_NONE ? STR_NONE : behind + next;
    }
    return at;
}

/* "qemu-kvm,", the pid behind it cut off. */
static str oom_summary_without_comma(str name) {
    return name.len > 1 && name.data[name.len - 1] == ',' ? str_first(name, name.len - 1) : name;
}

/* Takes ",task=x,y" off the end. Some log formats print each byte of a name as "\xNN". */
static bool oom_summary_take_task(str *text, str *ret_name) {
    enum { ESCAPED_COMM = 4 * LIMIT_COMM };
    size_t at = oom_summary_task_within(*text, LIMIT_COMM);
    if (at == STR_NONE)
        at = oom_summary_task_within(*text, ESCAPED_COMM);
    if (at == STR_NONE)
        return false;
    *ret_name = str_from(*text, at + 6);
    *text = str_first(*text, at);
    return true;
}

static void oom_summary_keep(struct event *event, str *member, str value) {
    if (value.len)
        *member = arena_copy(event->arena, value);
}

/* Takes KEY and what follows up to UNTIL, or all of it, off the start of TEXT. */
static str oom_summary_take(str *text, str key, str until) {
    if (!str_starts(*text, key))
        return STR("");
    str value = str_from(*text, key.len);
    size_t end = str_find(value, until);
    value = str_first(value, end == STR_NONE ? value.len : end);
    *text = str_from(*text, key.len + value.len);
    return value;
}

/* Takes ",mems_allowed=0-1,3" or ",nodemask=0,2" off the start: digits, "-" and commas between them, "(null)". */
static str oom_summary_take_nodes(str *text, str key) {
    if (!str_starts(*text, key))
        return STR("");
    str list = str_from(*text, key.len);
    size_t len = str_starts(list, STR("(null)")) ? 6 : 0;
    for (size_t i = len; i < list.len; i++) {
        char c = list.data[i];
        if (c >= '0' && c <= '9')
            len = i + 1;
        else if (c != '-' && c != ',')
            break;
    }
    *text = str_from(*text, key.len + len);
    return str_first(list, len);
}

/* Without what somebody, or a pager, put in place of the rest: ",...", ",>". */
static str oom_summary_without_mark(str text) {
    static const str marks[] = {STR_INIT("..."), STR_INIT(">"), STR_INIT("\xe2\x80\xa6")};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_ends(text, marks[i])) {
            text.len -= marks[i].len;
            break;
        }
    while (text.len && (text.data[text.len - 1] == ',' || text.data[text.len - 1] == ' '))
        text.len--;
    return text;
}

bool oom_summary_ends_between(str text) {
    const str without = oom_summary_without_mark(text);
    return without.len < text.len && text.data[without.len] == ',';
}

/* ",oom_memcg=PATH,task_memcg=PATH": the victim's group lies within the one whose limit was hit, which tells where a
 * path that holds ",task_memcg=" ends. */
static void oom_summary_paths(struct event *event, str text) {
    const str middle = STR(",task_memcg=");
    str oom = STR(""), task = STR("");
    if (oom_summary_ends_between(text))
        text = oom_summary_without_mark(text);
    size_t begins = str_find(text, STR(",oom_memcg="));
    bool has_oom = begins != STR_NONE;
    str rest = has_oom ? str_from(text, begins + 11) : text;
    for (size_t at = 0; at <= rest.len;) {
        size_t found = str_find(str_from(rest, at), middle);
        if (found == STR_NONE)
            break;
        at += found;
        oom = str_first(rest, at);
        task = str_from(rest, at + middle.len);
        if (!has_oom || str_starts(task, oom))
            break;
        at += middle.len;
    }
    if (has_oom && !oom.len)
        oom = rest;
    oom_summary_keep(event, &event->summary.oom_memcg, has_oom ? oom : STR(""));
    oom_summary_keep(event, &event->summary.task_memcg, task);
}

/* What stands before the task. */
static void oom_summary_front(struct event *event, str text) {
    struct oom_summary *summary = &event->summary;
    if (str_starts(text, OOM_SUMMARY_BARE_HEAD))
        text = str_from(text, OOM_SUMMARY_BARE_HEAD.len - 1);
    const str head = oom_summary_has_head(text) ? str_first(text, STR(OOM_SUMMARY_HEAD).len) : STR(OOM_SUMMARY_HEAD);
    oom_summary_keep(event, &summary->constraint, oom_summary_take(&text, head, STR(",")));
    oom_summary_keep(event, &summary->nodemask, oom_summary_take_nodes(&text, STR(",nodemask=")));
    oom_summary_keep(event, &summary->cpuset, oom_summary_take(&text, STR(",cpuset="), STR(",mems_allowed=")));
    oom_summary_keep(event, &summary->mems_allowed, oom_summary_take_nodes(&text, STR(",mems_allowed=")));
    if (str_starts(text, STR(",global_oom"))) {
        summary->global_oom = true;
        text = str_from(text, 11);
    }
    oom_summary_paths(event, text);
}

static bool oom_summary_is_piece(str text) {
    return str_starts(text, STR(",task_memcg=")) || str_starts(text, STR(",task=")) ||
           str_starts(text, STR(",cpuset=")) || str_starts(text, STR(",mems_allowed=")) ||
           str_starts(text, STR(",oom_memcg=")) || str_starts(text, STR(",global_oom"));
}

/* "...,pid=17,uid=1000" */
static bool oom_summary_is_whole(str text) {
    int64_t number;
    return oom_summary_take_last(&text, STR(",uid="), &number) && oom_summary_take_last(&text, STR(",pid="), &number);
}

enum extent_end oom_summary_end(str text) {
    if (text.len == 0 || (*text.data != 'o' && *text.data != ',')) /* nearly every line */
        return EXTENT_NONE;
    if (!oom_summary_has_head(text) && !str_starts(text, OOM_SUMMARY_BARE_HEAD) && !oom_summary_is_piece(text))
        return EXTENT_NONE;
    return oom_summary_is_whole(text) ? EXTENT_WHOLE : EXTENT_CUT;
}

/* Whether KEY stands in TEXT behind a comma or the dots of what was left out: ",task=", ",...task=", "... task=". */
static bool oom_summary_has_key(str text, str key) {
    for (size_t from = 0;;) {
        const size_t found = str_find(str_from(text, from), key);
        if (found == STR_NONE)
            return false;
        from += found;
        if (from > 0 && memchr(",. ", text.data[from - 1], 3))
            return true;
        from += key.len;
    }
}

struct extent oom_summary_extent(str text) {
    static const str keys[] = {STR_INIT("nodemask="),  STR_INIT("cpuset="),    STR_INIT("mems_allowed="),
                               STR_INIT("global_oom"), STR_INIT("oom_memcg="), STR_INIT("task_memcg="),
                               STR_INIT("task="),      STR_INIT("pid="),       STR_INIT("uid=")};
    struct extent extent = {oom_summary_end(text), 0};
    if (extent.end == EXTENT_NONE)
        return extent;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        extent.facts += oom_summary_has_key(text, keys[i]);
    extent.facts += extent.end == EXTENT_WHOLE;
    return extent;
}

size_t oom_summary_open_name(str text) {
    if (oom_summary_end(text) != EXTENT_CUT)
        return STR_NONE;
    const size_t at = str_find_last(text, STR(",task="));
    return at == STR_NONE || str_has(str_from(text, at), STR(",pid=")) ? STR_NONE
                                                                       : text.len - at - (sizeof ",task=" - 1);
}

bool oom_summary_breaks_name(str text, size_t at) {
    const size_t open = oom_summary_open_name(str_first(text, at));
    const size_t end = open < LIMIT_COMM ? str_find(str_from(text, at), STR(",pid=")) : STR_NONE;
    return end != STR_NONE && open + end <= LIMIT_COMM;
}

/* "..." in place of fields: how long it is, with the blanks and the comma behind it, if a field follows; else 0. */
static size_t oom_summary_gap(str text) {
    const str dots = STR("...");
    if (!str_starts(text, dots))
        return 0;
    size_t len = dots.len;
    while (len < text.len && (text.data[len] == ' ' || text.data[len] == ','))
        len++;
    return len < text.len ? len : 0;
}

/* "oom-kill:constraint=CONSTRAINT_NONE, global_oom, task=x, pid=9": somebody wrote it neatly, or left fields out
 * ("CONSTRAINT_MEMCG,...oom_memcg=/a"). Without the blanks and the dots. */
static str oom_summary_squeeze(struct event *event, str text) {
    const bool is_spaced = str_has(text, STR(", task=")) && !str_has(text, STR(",task="));
    if (!is_spaced && !str_has(text, STR(",...")))
        return text;
    char *squeezed = arena_alloc(event->arena, text.len);
    if (!squeezed)
        return text;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        const bool is_behind_comma = len > 0 && squeezed[len - 1] == ',';
        const size_t gap = is_behind_comma ? oom_summary_gap(str_from(text, i)) : 0;
        if (gap > 0)
            i += gap - 1;
        else if (text.data[i] != ' ' || !is_spaced || !is_behind_comma)
            squeezed[len++] = text.data[i];
    }
    return str_of(squeezed, len);
}

enum extent_end oom_summary_read(struct event *event, str text, int64_t line) {
    struct oom_summary *summary = &event->summary;
    text = oom_summary_squeeze(event, text);
    const enum extent_end state = oom_summary_end(text);
    str name;
    if (state == EXTENT_NONE)
        return state;
    oom_summary_take_last(&text, STR(",uid="), &summary->uid);
    oom_summary_take_last(&text, STR(",pid="), &summary->pid);
    if (oom_summary_take_task(&text, &name))
        oom_summary_keep(event, &summary->task, summary->pid == ABSENT ? oom_summary_without_comma(name) : name);
    oom_summary_front(event, text);
    if (!summary->line)
        summary->line = line;
    return state;
}

bool oom_summary_ends_in_task(str text) {
    return oom_summary_task_within(text, LIMIT_COMM) != STR_NONE;
}

str oom_summary_forget_last(struct event *event) {
    struct oom_summary *summary = &event->summary;
    str *names[] = {&summary->task, &summary->task_memcg, &summary->oom_memcg, &summary->cpuset};
    str last = STR("");
    const bool is_behind_names = summary->pid != ABSENT;
    if (summary->uid == ABSENT)
        summary->pid = ABSENT; /* may lack digits */
    for (size_t i = 0; i < sizeof names / sizeof *names && !last.len && !is_behind_names; i++) {
        if (names[i] == &summary->cpuset && summary->mems_allowed.len)
            break;
        last = *names[i];
        *names[i] = STR("");
    }
    return last;
}

bool oom_summary_find_end(str text, size_t *ret_behind) {
    const str last = STR(",uid");
    if (!oom_summary_has_head(text))
        return false;
    const size_t at = str_find(text, last);
    *ret_behind = at == STR_NONE ? STR_NONE : at + last.len;
    return true;
}
