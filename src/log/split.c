/* Several messages on one line, as pages, chats and table cells join them: where the next one begins.
 * SPDX-License-Identifier: MIT */
#include "log/split.h"

#include "base/ascii.h"
#include "log/syslog.h"
#include "log/time.h"

enum {
    SPLIT_LEAST = 100,     /* bytes: two messages are rarely shorter, and a row of the task table is */
    SPLIT_FIRST = 24,      /* the same of the first one: longer than any name */
    SPLIT_SENTENCES = 128, /* the same of two whole sentences with only blanks between them */
    SPLIT_HEADER_MOST = 96 /* bytes of a header before "kernel:" */
};

void split_begin(struct split *split, const struct grammar *grammar) {
    split->grammar = grammar;
    split->has_breaks = split->has_headers = split->has_parted = false;
    split->signs_len = 0;
    prefix_begin(&split->trial, grammar->begins_report);
}

/* The length of the written line break that TEXT begins with: "\n", "<br>", "<br/>", "<br />". */
static size_t split_break_len(str text) {
    static const str breaks[] = {STR_INIT("\\r\\n"),      STR_INIT("\\n"),     STR_INIT("\\\\n"),
                                 STR_INIT("\\r"),         STR_INIT("<br>"),    STR_INIT("<br/>"),
                                 STR_INIT("<br />"),      STR_INIT("</p><p>"), STR_INIT("</li><li>"),
                                 STR_INIT("</div><div>"), STR_INIT("&#10;"),   STR_INIT("\xe2\x8f\x8e")};
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
        if (str_starts(text, breaks[i]))
            return breaks[i].len;
    return 0;
}

/* Where a line break is written in TEXT at FROM or after it, but before END, or STR_NONE. */
static size_t split_find_break(str text, size_t from, size_t end) {
    static const char firsts[] = {'\\', '<', '&', '\xe2'};
    const str looked_at = str_first(text, end);
    bool has_first = false;
    for (size_t i = 0; i < sizeof firsts; i++)
        has_first = has_first || str_find_byte(looked_at, firsts[i]) != STR_NONE;
    for (size_t at = from; has_first && at < looked_at.len; at++) /* not in nearly every line */
        if (memchr(firsts, text.data[at], sizeof firsts) && split_break_len(str_from(text, at)) > 0)
            return at;
    return STR_NONE;
}

/* Whether a sentence begins where TEXT does, after what known prefixes take off. */
static bool split_begins_message(struct split *split, str text) {
    struct prefix_found found;
    struct located located;
    const bool has_prefix = prefix_strip(&split->trial, &text, &found);
    if (has_prefix && (found.message.uptime_us != ABSENT || found.message.time.month))
        return true;
    return split->grammar->start_sentence(str_trim_start(text), &located);
}

/* Line breaks count once a message began after one. */
static size_t split_at_break(struct split *split, str text, size_t end) {
    const size_t first = split_find_break(text, split->has_breaks ? 1 : SPLIT_FIRST, end);
    for (size_t at = first; !split->has_breaks && at != STR_NONE;) {
        const size_t behind = at + split_break_len(str_from(text, at));
        split->has_breaks = split_begins_message(split, str_from(text, behind));
        at = split_find_break(text, behind, end);
    }
    return split->has_breaks ? first : STR_NONE;
}

/* "[Tue Mar  4 09:15:27 2025] ", or STR_NONE. */
static size_t split_find_ctime(str text) {
    for (size_t from = 0;;) {
        const size_t found = str_find_byte(str_from(text, from), '[');
        struct oomwhy_time stamp;
        if (found == STR_NONE)
            return STR_NONE;
        from += found;
        struct scan scan = scan_of(str_from(text, from + 1));
        const char first = scan_peek(&scan);
        const bool is_word = first != ' ' && first != '<' && !ascii_is_digit(first);
        if (is_word && time_scan_ctime(&scan, &stamp) && scan_byte(&scan, ']') && scan_peek(&scan) == ' ')
            return from;
        from++;
    }
}

/* "<4>" before a time: where it begins, else AT. */
static size_t split_before_level(str text, size_t at) {
    const size_t open = at >= 3 && text.data[at - 1] == '>' ? str_find_last_byte(str_first(text, at), '<') : STR_NONE;
    struct scan scan = scan_of(str_from(str_first(text, at), open == STR_NONE ? at : open));
    struct message ignored;
    return open > 0 && syslog_scan_priority(&scan, &ignored) && scan_done(&scan) ? open : at;
}

/* "[ 1234.568020] ", "[Tue Mar  4 09:15:27 2025] ": not in quotes, where somebody wrote it. */
static size_t split_at_stamp(str text) {
    const str behind = str_from(text, 1);
    const size_t printk = time_find_printk(behind), ctime = split_find_ctime(str_first(behind, printk));
    const size_t at = printk < ctime ? printk : ctime;
    if (at == STR_NONE || text.data[at] == '"' || text.data[at] == '\'')
        return STR_NONE;
    return split_before_level(text, at + 1);
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

/* "Mar  4 09:15:27 node-1 kernel: ", "node-1 kernel: ", with a tag before END. */
static size_t split_at_header(struct split *split, str text, size_t end) {
    const str looked_at = str_first(text, end);
    for (size_t from = split->has_headers ? 1 : SPLIT_FIRST;;) {
        const size_t found = str_find(str_from(looked_at, from), STR("kernel:"));
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
    return str_trim(between).len == 0 ? first.end + between.len : STR_NONE;
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

/* Signs without a letter or digit, or markup. */
static bool split_may_part(str signs) {
    if (signs.len == 0 || signs.len > SPLIT_SIGNS)
        return false;
    for (size_t i = 0; !memchr("<&\\", *signs.data, 3) && i < signs.len; i++)
        if (ascii_is_alnum(signs.data[i]))
            return false;
    return true;
}

/* Notes what separates the first message of TEXT, if it is a whole sentence, and the next one at NEXT. */
static void split_note_signs(struct split *split, str text, size_t next) {
    struct located first;
    if (split->signs_len > 0 || !split->grammar->start_sentence(text, &first) || first.end == STR_NONE ||
        first.end >= next)
        return;
    const str signs = str_trim(str_from(str_first(text, next), first.end));
    if (!split_may_part(signs))
        return;
    memcpy(split->signs, signs.data, signs.len);
    split->signs_len = signs.len;
}

static size_t split_end_before_signs(const struct split *split, str text, size_t end) {
    const str signs = str_of(split->signs, split->signs_len);
    if (signs.len == 0 || !str_ends(str_first(text, end), signs))
        return end;
    return str_trim_end(str_first(text, end - signs.len)).len;
}

/* Where no line has held several messages, what looks like another one within a path was written there by whoever named
 * the group. Each search ends where the one before it found something: a line of many messages is not walked to its end
 * for each.
 */
bool split_find(struct split *split, str text, size_t *ret_end, size_t *ret_next) {
    if ((text.len < SPLIT_LEAST && !split->has_breaks) || (!split->has_parted && split->grammar->holds_path(text)))
        return false;
    size_t next = text.len >= SPLIT_LEAST ? split_at_stamp(text) : STR_NONE;
    const size_t break_at = split_at_break(split, text, split_sooner(next, text.len));
    if (break_at != STR_NONE)
        next = split_sooner(next, break_at + split_break_len(str_from(text, break_at)));
    if (text.len >= SPLIT_SENTENCES || split->has_headers)
        next = split_sooner(next, split_at_header(split, text, split_sooner(next, text.len) + SPLIT_HEADER_MOST));
    if (next == STR_NONE)
        next = split_at_sentence(split, text);
    if (next == STR_NONE || next == 0)
        return false;
    split->has_parted = true;
    split_note_signs(split, text, next);
    *ret_end = split_end_before_signs(split, text, split_end(text, next));
    *ret_next = next;
    return true;
}
