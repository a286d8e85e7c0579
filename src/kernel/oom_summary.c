/* The line "oom-kill:constraint=...", read from both ends.
 * SPDX-License-Identifier: MIT */
#include "kernel/oom_summary.h"

#include "base/scan.h"
#include "model/limits.h"

#define OOM_SUMMARY_HEAD STR("oom-kill:constraint=")
/* What a page's filter makes of it that takes "onstraint=" for a handler of a browser's event. */
#define OOM_SUMMARY_FILTERED_HEAD STR("oom-kill:cOnstraint=")
/* A vendor's back-port to 3.10 prints no constraint: "oom-kill:,cpuset=/,mems_allowed=0,oom_memcg=/a,..." */
#define OOM_SUMMARY_BARE_HEAD STR("oom-kill:,")

static bool oom_summary_has_head(str text) {
    return str_starts(text, OOM_SUMMARY_HEAD) || str_starts(text, OOM_SUMMARY_FILTERED_HEAD);
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
    for (size_t at = 0; at < text.len;) {
        size_t found = str_find(str_from(text, at), STR(",task="));
        if (found == STR_NONE)
            return STR_NONE;
        at += found;
        if (text.len - at - 6 <= most)
            return at;
        at += 6;
    }
    return STR_NONE;
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
    const str head = oom_summary_has_head(text) ? str_first(text, OOM_SUMMARY_HEAD.len) : OOM_SUMMARY_HEAD;
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
