/* Several messages on one line, as pages, chats and table cells join them: where the next one begins.
 * SPDX-License-Identifier: MIT */
#include "log/split.h"

#include "log/time.h"

enum {
    SPLIT_LEAST = 100,     /* bytes: hardly two messages are shorter, and a row of the task table is */
    SPLIT_FIRST = 24,      /* the same of the first one: longer than any name */
    SPLIT_SENTENCES = 128, /* the same of two whole sentences with only blanks between them */
    SPLIT_HEADER_MOST = 96 /* bytes of a header before "kernel:" */
};

void split_begin(struct split *split, const struct grammar *grammar) {
    split->grammar = grammar;
    split->has_breaks = split->has_headers = false;
    prefix_begin(&split->trial, grammar->begins_report);
}

/* How many bytes of what stands for a line break TEXT begins with: "\n", "<br>", "<br/>", "<br />". */
static size_t split_break_len(str text) {
    static const str breaks[] = {STR_INIT("\\r\\n"), STR_INIT("\\n"), STR_INIT("<br>"), STR_INIT("<br/>"),
                                 STR_INIT("<br />")};
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (str_starts(text, breaks[i]))
            return breaks[i].len;
    return 0;
}

/* Where a line break is written in TEXT at FROM or behind it, or STR_NONE. */
static size_t split_find_break(str text, size_t from) {
    if (str_find_byte(text, '\\') == STR_NONE && str_find_byte(text, '<') == STR_NONE) /* as in nearly every line */
        return STR_NONE;
    for (size_t at = from; at < text.len; at++)
        if ((text.data[at] == '\\' || text.data[at] == '<') && split_break_len(str_from(text, at)) > 0)
            return at;
    return STR_NONE;
}

/* Whether a sentence begins where TEXT does, behind what known prefixes take off. */
static bool split_begins_message(struct split *split, str text) {
    struct prefix_found found;
    struct located located;
    const bool has_prefix = prefix_strip(&split->trial, &text, &found);
    if (has_prefix && (found.message.uptime_us != ABSENT || found.message.time.month))
        return true;
    return split->grammar->start_sentence(str_trim_start(text), &located);
}

/* Line breaks count once a message began behind one. */
static size_t split_at_break(struct split *split, str text) {
    const size_t first = split_find_break(text, split->has_breaks ? 1 : SPLIT_FIRST);
    for (size_t at = first; !split->has_breaks && at != STR_NONE;) {
        const size_t behind = at + split_break_len(str_from(text, at));
        split->has_breaks = split_begins_message(split, str_from(text, behind));
        at = split_find_break(text, behind);
    }
    return split->has_breaks ? first : STR_NONE;
}

/* "[ 1234.568020] ": not in quotes, where somebody wrote it. */
static size_t split_at_stamp(str text) {
    const size_t at = time_find_printk(str_from(text, 1));
    if (at == STR_NONE || text.data[at] == '"' || text.data[at] == '\'')
        return STR_NONE;
    return at + 1;
}

/* "370 ": the end of a list of figures, and no line's number. */
static bool split_opens_with_number(str text) {
    struct scan scan = scan_of(text);
    uint64_t number;
    return scan_u64(&scan, &number) && scan_peek(&scan) == ' ';
}

/* Where the header begins that ends in the tag at TAG: the longest that known prefixes are. */
static size_t split_header_before(struct split *split, str text, size_t tag) {
    const size_t least = split->has_headers ? 1 : SPLIT_FIRST;
    size_t at = tag > SPLIT_HEADER_MOST + least ? tag - SPLIT_HEADER_MOST : least;
    for (; at <= tag; at++) {
        struct prefix_found found;
        struct located located;
        str rest = str_from(text, at);
        const char before = text.data[at - 1];
        if (text.data[at] == ' ' || split_opens_with_number(rest) ||
            (before != ' ' && before != '>' && before != '\t') || !prefix_strip(&split->trial, &rest, &found) ||
            found.message.origin != MESSAGE_ORIGIN_KERNEL || rest.data <= text.data + tag)
            continue;
        if (found.message.time.month || found.message.uptime_us != ABSENT ||
            split->grammar->start_sentence(rest, &located))
            return at;
    }
    return STR_NONE;
}

/* "Mar  4 09:15:27 node-1 kernel: ", "node-1 kernel: " */
static size_t split_at_header(struct split *split, str text) {
    for (size_t from = split->has_headers ? 1 : SPLIT_FIRST;;) {
        const size_t found = str_find(str_from(text, from), STR("kernel:"));
        if (found == STR_NONE)
            return STR_NONE;
        const size_t at = split_header_before(split, text, from + found);
        if (at != STR_NONE) {
            split->has_headers = true;
            return at;
        }
        from += found + 1;
    }
}

/* A whole sentence, blanks, and the next one. */
static size_t split_at_sentence(struct split *split, str text) {
    struct located first, next;
    if (text.len < SPLIT_SENTENCES || !split->grammar->start_sentence(text, &first) || first.end == STR_NONE ||
        first.end >= text.len || text.data[first.end] != ' ' || !split->grammar->find_sentence(text, first.end, &next))
        return STR_NONE;
    const str between = str_of(text.data + first.end, next.least > first.end ? next.least - first.end : 0);
    return str_trim(between).len == 0 ? first.end : STR_NONE;
}

static size_t split_sooner(size_t a, size_t b) {
    return a < b ? a : b;
}

/* "Call Trace: |" */
static str split_cut_bar(str text) {
    size_t end = text.len;
    while (end > 0 && memchr("|;/", text.data[end - 1], 3))
        end--;
    return end > 0 && end < text.len && text.data[end - 1] == ' ' ? str_trim_end(str_first(text, end)) : text;
}

/* Without blanks, bars and line breaks at its end. */
static size_t split_end(str text, size_t next) {
    for (size_t at = next > 6 ? next - 6 : 0; at < next; at++)
        if (at + split_break_len(str_from(text, at)) == next) {
            next = at;
            break;
        }
    return split_cut_bar(str_trim_end(str_first(text, next))).len;
}

bool split_find(struct split *split, str text, size_t *ret_end, size_t *ret_next) {
    if (text.len < SPLIT_LEAST && !split->has_breaks)
        return false;
    const size_t break_at = split_at_break(split, text);
    size_t next = break_at == STR_NONE ? STR_NONE : break_at + split_break_len(str_from(text, break_at));
    if (text.len >= SPLIT_LEAST)
        next = split_sooner(next, split_at_stamp(text));
    if (text.len >= SPLIT_SENTENCES || split->has_headers)
        next = split_sooner(next, split_at_header(split, text));
    if (next == STR_NONE)
        next = split_at_sentence(split, text);
    if (next == STR_NONE || next == 0)
        return false;
    *ret_end = split_end(text, next);
    *ret_next = next;
    return true;
}
