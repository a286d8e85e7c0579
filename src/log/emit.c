/* Turns a cleaned line into messages: strips its prefixes, splits it where it holds several messages, decodes escapes,
 * and hands the messages on in order.
 * SPDX-License-Identifier: MIT */
#include "log/emit.h"

#include "base/ascii.h"
#include "base/scan.h"
#include "log/prefix.h"
#include "log/time.h"

/* --- several messages on one line --- */

enum {
    SPLIT_LEAST = 100,     /* bytes: two messages are rarely shorter, and a row of the task table is */
    SPLIT_FIRST = 24,      /* the same of the first one: longer than any name */
    SPLIT_SENTENCES = 128, /* the same of two whole sentences with only blanks between them */
    SPLIT_HEADER_MOST = 96 /* bytes of a header before "kernel:" */
};

static void split_begin(struct split *split, const struct grammar *grammar) {
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

/* The text of another line comes next. The end of one line's text stays the same, so that nobody looks twice for what
 * it lacks. */
static void split_begin_line(struct split *split) {
    split->stamp = split->opener = NULL;
}

static const char split_openers[] = {'\\', '<', '&', '\xe2'}; /* bytes that a line break is written with first */

/* Where the first of them is in TEXT, or its end. */
static const char *split_find_opener(struct split *split, str text) {
    const char *const end = text.data + text.len;
    if (split->opener && split->opener >= text.data)
        return split->opener;
    split->opener = end;
    for (size_t i = 0; i < sizeof split_openers; i++) {
        const size_t at = str_find_byte(str_first(text, (size_t)(split->opener - text.data)), split_openers[i]);
        split->opener = at == STR_NONE ? split->opener : text.data + at;
    }
    return split->opener;
}

/* Where a line break is written in TEXT at FROM or after it, but before END, or STR_NONE. */
static size_t split_find_break(struct split *split, str text, size_t from, size_t end) {
    const str looked_at = str_first(text, end);
    const size_t opener = (size_t)(split_find_opener(split, text) - text.data); /* nearly every line has none */
    for (size_t at = opener > from ? opener : from; at < looked_at.len; at++)
        if (memchr(split_openers, text.data[at], sizeof split_openers) && split_break_len(str_from(text, at)) > 0)
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
    const size_t first = split_find_break(split, text, split->has_breaks ? 1 : SPLIT_FIRST, end);
    for (size_t at = first; !split->has_breaks && at != STR_NONE;) {
        const size_t behind = at + split_break_len(str_from(text, at));
        split->has_breaks = split_begins_message(split, str_from(text, behind));
        at = split_find_break(split, text, behind, end);
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

/* Where the next stamp begins behind the first byte of TEXT, or its end: "[ 1234.568020] ",
 * "[Tue Mar  4 09:15:27 2025] ". */
static const char *split_find_stamp(struct split *split, str text) {
    if (split->stamp && split->stamp > text.data)
        return split->stamp;
    const str behind = str_from(text, 1);
    const size_t printk = time_find_printk(behind), ctime = split_find_ctime(str_first(behind, printk));
    const size_t at = printk < ctime ? printk : ctime;
    return split->stamp = behind.data + (at == STR_NONE ? behind.len : at);
}

/* The same, and what belongs to it: not in quotes, where somebody wrote it. */
static size_t split_at_stamp(struct split *split, str text) {
    const size_t at = (size_t)(split_find_stamp(split, text) - text.data);
    if (at >= text.len || text.data[at - 1] == '"' || text.data[at - 1] == '\'')
        return STR_NONE;
    return split_before_level(text, at);
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
    enum { BREAK_MOST = sizeof "</div><div>" - 1 };
    for (size_t at = next > BREAK_MOST ? next - BREAK_MOST : 0; at < next; at++)
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

/* Whether TEXT is long enough to hold two messages. */
static bool split_may_find(const struct split *split, str text) {
    return text.len >= SPLIT_LEAST || split->has_breaks;
}

/* Whether TEXT, for which split_may_find is true, is followed by another message on its line: it is *RET_END bytes
 * long, and what precedes the next one begins at *RET_NEXT. Where no line has held several messages, what looks like
 * another one within a path was written there by whoever named the group. Each search ends where the one before it
 * found something: a line of many messages is not walked to its end for each. */
static bool split_find(struct split *split, str text, size_t *ret_end, size_t *ret_next) {
    size_t next = text.len >= SPLIT_LEAST ? split_at_stamp(split, text) : STR_NONE;
    const size_t break_at = split_at_break(split, text, split_sooner(next, text.len));
    if (break_at != STR_NONE)
        next = split_sooner(next, break_at + split_break_len(str_from(text, break_at)));
    if (text.len >= SPLIT_SENTENCES || split->has_headers)
        next = split_sooner(next, split_at_header(split, text, split_sooner(next, text.len) + SPLIT_HEADER_MOST));
    if (next == STR_NONE)
        next = split_at_sentence(split, text);
    if (next == STR_NONE || next == 0 || (!split->has_parted && split->grammar->holds_path(text)))
        return false;
    split->has_parted = true;
    split_note_signs(split, text, next);
    *ret_end = split_end_before_signs(split, text, split_end(text, next));
    *ret_next = next;
    return true;
}

/* --- lines without a prefix --- */

static void bare_begin(struct bare *bare) {
    const struct message nothing = message_nothing();
    *bare = (struct bare){.escapes = ESCAPES_UNKNOWN, .indent = SIZE_MAX};
    message_copy(&bare->before, &nothing);
}

void bare_note(struct bare *bare, const struct message *message) {
    message_copy(&bare->before, message);
    bare->is_regular = false;
}

/* The same of the record that FOUND tells of. */
static void bare_note_found(struct bare *bare, const struct prefix_found *found) {
    if (found->message.continues)
        return;
    if (found->is_again && bare->is_regular) {
        bare->before.message.uptime_us = found->message.uptime_us;
        return;
    }
    bare_note(bare, &found->message);
    bare->is_regular = found->is_regular;
}

/* From here on no line has a prefix. */
static void bare_end_prefixes(struct bare *bare) {
    bare->is_behind_program = bare->before.message.origin == MESSAGE_ORIGIN_USER;
    bare->escapes = ESCAPES_UNKNOWN;
    bare->indent = SIZE_MAX;
}

/* "Message from syslogd@web-7 at Oct  9 08:05:51 ..." */
static bool bare_scan_wall(str line, struct message *ret_message) {
    struct scan scan = scan_of(str_trim_start(line));
    if (!scan_literal(&scan, STR("Message from syslogd@")))
        return false;
    struct message message = message_nothing();
    message.host = scan_word(&scan);
    if (!scan_literal(&scan, STR(" at ")) || !time_scan_syslog(&scan, &message.time))
        return false;
    *ret_message = message;
    return true;
}

bool bare_take_wall(struct bare *bare, str line) {
    struct message message;
    if (line.len > 0 && !str_is_blank(*line.data) && *line.data != 'M') /* as nearly every line */
        return false;
    if (bare_scan_wall(line, &message)) {
        message_copy(&bare->wall, &message);
        bare->has_wall = true;
        return true;
    }
    if (line.len == 0)
        bare->has_wall = false;
    return false;
}

const struct message *bare_wall(const struct bare *bare) {
    return bare->has_wall ? &bare->wall.message : NULL;
}

/* "-- Boot 53e3 --", "-- Journal begins at Sat 2026-11-21 20:57:37 CET. --": whether LINE only marks where logs begin
 * and end; it ends what came before. */
static bool bare_is_separator(str line) {
    static const str openings[] = {STR_INIT("-- Logs begin at "), STR_INIT("-- Journal begins at "),
                                   STR_INIT("-- Boot "),          STR_INIT("-- Reboot --"),
                                   STR_INIT("-- No entries --"),  STR_INIT("-- cursor: ")};
    if (!str_starts(line, STR("-- ")))
        return false;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (str_starts(line, openings[i]))
            return true;
    return false;
}

/* " SUBSYSTEM=pci", " taskname=sshd": what /dev/kmsg writes after a record */
static bool bare_is_dictionary(str line) {
    size_t len = 1;
    if (line.len < 3 || *line.data != ' ' || line.data[1] == ' ')
        return false;
    while (len < line.len && (ascii_is_letter(line.data[len]) || line.data[len] == '_'))
        len++;
    return len > 1 && len < line.len && line.data[len] == '=';
}

bool bare_is_empty(const struct bare *bare, str line) {
    struct pstore_part ignored;
    return pstore_scan_header(line, &ignored) || (bare->escapes == ESCAPES_HEX && bare_is_dictionary(line));
}

static size_t bare_blanks_before(str line) {
    return line.len - str_trim_start(line).len;
}

/* What is known of LINE; OUTER is the record that holds it, or NULL. */
static struct message bare_message(const struct bare *bare, str line, const struct message *outer) {
    if (outer)
        return *outer;
    struct message message = message_nothing();
    message.is_behind_program = bare->is_behind_program;
    if (bare->escapes == ESCAPES_UNKNOWN)
        return message;
    message = bare->before.message;
    message.at_limit = false;
    message.continues = true;
    message.is_same_record = bare_blanks_before(line) >= bare->width;
    return message;
}

/* LINE without what is left of a prefix, for the first line of a log that was truncated at its beginning:
 * "b-01 kernel: ", "678901] ", "901][ T12] ", " T12] ". A row of the task table, "601]     0   601", keeps its rest. */
static str bare_cut_torn_prefix(str line) {
    enum { STAMP_MOST = 24, HEADER_MOST = 64 };
    static const char bytes[] = " 0123456789.][TC";
    const size_t tag = str_find(str_first(line, HEADER_MOST), STR(" kernel: "));
    if (tag != STR_NONE && str_find_byte(str_first(line, tag), ' ') == STR_NONE)
        return str_from(line, tag + sizeof " kernel: " - 1);
    size_t end = 0;
    for (size_t i = 0; i < line.len && i < STAMP_MOST && memchr(bytes, line.data[i], sizeof bytes - 1); i++)
        if (line.data[i] == ']')
            end = i + 1;
    const str rest = str_from(line, end);
    return end > 0 && *line.data != '[' && str_starts(rest, STR(" ")) && !str_starts(rest, STR("   "))
               ? str_from(rest, 1)
               : line;
}

/* LINE without the indentation that is the log's. "                active_file:2": dmesg and journalctl indent a
 * record's further lines to where its text began; what is then left is at most the one blank that the kernel printed.
 * Where no line has a prefix the common indentation goes, and any that is wider than the kernel's. */
static str bare_cut_indent(struct bare *bare, str line) {
    const size_t blanks = bare_blanks_before(line);
    if (bare->escapes != ESCAPES_UNKNOWN) {
        const size_t left = blanks > bare->width ? blanks - bare->width : blanks < bare->width ? blanks : 0;
        return str_from(line, left > 0 ? blanks - 1 : blanks);
    }
    if (blanks < line.len && blanks < bare->indent)
        bare->indent = blanks;
    return str_from(line, blanks > bare->indent && blanks - bare->indent == 1 ? blanks - 1 : blanks);
}

/* --- digests --- */

static void digest_begin(struct digest *digest, const struct grammar *grammar, struct arena *arena) {
    digest->grammar = grammar;
    digest->text = (struct buffer){.arena = arena};
    digest->count = 0;
}

/* " 1 Time(s): Killed process 4711 (shop-db) ..": takes what precedes the text off. */
static bool digest_cut_count_before(str *text) {
    struct scan scan = scan_of(str_trim_start(*text));
    uint64_t count;
    if (!scan_u64(&scan, &count) || !scan_literal(&scan, STR(" Time(s): ")))
        return false;
    *text = scan_rest(&scan);
    return true;
}

/* "    Killed process 4711 (shop-db) ...:  1 Time(s)": a line of warnings, which may be cut short. */
static bool digest_cut_count_behind(str *text) {
    const str line = str_trim(*text);
    const size_t dots = str_ends(line, STR(" Time(s)")) ? str_find_last(line, STR(" ...:")) : STR_NONE;
    uint64_t count;
    if (dots == STR_NONE)
        return false;
    struct scan scan = scan_of(str_from(line, dots + sizeof " ...:" - 1));
    scan_blanks(&scan);
    if (!scan_u64(&scan, &count) || !scan_literal(&scan, STR(" Time(s)")) || !scan_done(&scan))
        return false;
    *text = str_trim_end(str_first(line, dots));
    return true;
}

static str digest_text(const struct digest *digest, const struct digest_line *line) {
    return str_of(digest->text.data + line->at, line->len);
}

/* The same, or it stands before a text. */
static bool digest_may_count(str line) {
    return digest_may_count_behind(line) || (line.len > 0 && (str_is_blank(*line.data) || ascii_is_digit(*line.data)));
}

bool digest_take(struct digest *digest, str line, int64_t number) {
    str text = line;
    if (!digest_may_count(line))
        return false;
    const bool is_cut = digest_cut_count_behind(&text);
    if (!is_cut && !digest_cut_count_before(&text))
        return false;
    const int place = digest->grammar->find_place(digest->grammar->opener, text);
    const size_t at = digest->text.len;
    if (place == 0 || digest->count == DIGEST_LINES || at + text.len > DIGEST_BYTES || !buffer_add(&digest->text, text))
        return true;
    digest->lines[digest->count++] =
        (struct digest_line){at, text.len, number, digest->grammar->victim_of_line(text), place, is_cut};
    return true;
}

/* Whether another line holds this text, or more of it. */
static bool digest_is_repeated(const struct digest *digest, size_t at) {
    const struct digest_line *line = &digest->lines[at];
    const str text = digest_text(digest, line);
    for (size_t i = 0; i < digest->count; i++) {
        const str other = digest_text(digest, &digest->lines[i]);
        if (i == at || !str_starts(other, text))
            continue;
        if (other.len > text.len ? line->is_cut : i < at)
            return true;
    }
    return false;
}

/* Whether A precedes B: by victim, then in the kernel's order. */
static bool digest_is_before(const struct digest_line *a, const struct digest_line *b) {
    if (a->victim != b->victim)
        return a->victim < b->victim;
    return a->place != b->place ? a->place < b->place : a->number < b->number;
}

static void digest_sort(struct digest *digest) {
    for (size_t i = 1; i < digest->count; i++) {
        const struct digest_line line = digest->lines[i];
        size_t at = i;
        for (; at > 0 && digest_is_before(&line, &digest->lines[at - 1]); at--)
            digest->lines[at] = digest->lines[at - 1];
        digest->lines[at] = line;
    }
}

/* Whether all lines are of one kill. */
static bool digest_is_of_one(const struct digest *digest) {
    int64_t victim = -1;
    for (size_t i = 0; i < digest->count; i++) {
        const int64_t named = digest->lines[i].victim;
        if (named >= 0 && victim >= 0 && named != victim)
            return false;
        victim = named >= 0 ? named : victim;
    }
    return victim >= 0;
}

/* --- a message --- */

bool emit_each_line(struct emit *emit, struct message message, str text, bool spans_lines) {
    for (;;) {
        const size_t end = str_find_byte(text, '\n');
        message.text = str_first(text, end);
        if (message.text.len > 0 && message.text.data[message.text.len - 1] == '\r')
            message.text.len--;
        if (!order_take(&emit->order, &message))
            return false;
        if (end == STR_NONE)
            return true;
        text = str_from(text, end + 1);
        message.continues = message.is_same_record = true;
        message.line += spans_lines;
    }
}

/* TEXT may have escapes. */
static __attribute__((noinline)) bool emit_escaped(struct emit *emit, struct message *message, enum escapes escapes,
                                                   str text) {
    if (!unescape_text(&emit->unescape, escapes, &text))
        return false;
    if (text.data != message->text.data) /* nothing else can hold a line break */
        return emit_each_line(emit, *message, text, false);
    return order_take(&emit->order, message);
}

bool emit_text(struct emit *emit, struct message *message, enum escapes escapes, str text) {
    message->text = text;
    return unescape_may_change(&emit->unescape, escapes, text) ? emit_escaped(emit, message, escapes, text)
                                                               : order_take(&emit->order, message);
}

/* Hands on the lines of a digest that name a victim, or the others. */
static bool emit_digest_lines(struct emit *emit, bool with_victim) {
    const struct digest *digest = &emit->digest;
    struct message message = message_nothing();
    for (size_t i = 0; i < digest->count; i++) {
        const struct digest_line *line = &digest->lines[i];
        message.line = line->number;
        if ((line->victim >= 0) == with_victim && !digest_is_repeated(digest, i) &&
            !emit_text(emit, &message, ESCAPES_NONE, digest_text(digest, line)))
            return false;
    }
    return true;
}

bool emit_end_digest(struct emit *emit) {
    struct digest *digest = &emit->digest;
    if (digest->count == 0)
        return true;
    digest_sort(digest);
    const bool is_of_one = digest_is_of_one(digest); /* then what names nobody opens its report */
    const bool is_going = emit_digest_lines(emit, !is_of_one) && emit_digest_lines(emit, is_of_one);
    digest->count = 0;
    buffer_clear(&digest->text);
    return is_going;
}

/* --- a line with prefixes --- */

/* logd's tag belongs to the text. */
static bool emit_add_lead(struct emit *emit, str lead, str *text) {
    struct buffer *led = &emit->led;
    buffer_clear(led);
    if (!buffer_add(led, lead) || !buffer_add(led, text->len > 0 ? STR(": ") : STR(":")) || !buffer_add(led, *text))
        return false;
    *text = buffer_text(led);
    return true;
}

/* Takes the prefixes off *TEXT; false if there are none. */
static bool emit_strip(struct emit *emit, str *text, int64_t number, struct prefix_found *ret_found) {
    const char *from = text->data;
    if (!prefix_strip(&emit->prefixes, text, ret_found))
        return false;
    ret_found->message.line = number;
    emit_note_prefix(emit, ret_found, (size_t)(text->data - from));
    return true;
}

/* The message of a line, or the first of several. */
static inline bool emit_first(struct emit *emit, struct prefix_found *found, str text, const struct message *outer) {
    if (outer)
        message_fill_from(&found->message, outer);
    if (found->lead.len > 0 && !emit_add_lead(emit, found->lead, &text))
        return false;
    bare_note_found(&emit->bare, found);
    emit->bare.len = text.len;
    return emit_text(emit, &found->message, found->escapes, text);
}

/* Takes the first of several messages, END bytes, off *TEXT, and the prefixes of the one at NEXT. */
static bool emit_next(struct emit *emit, struct prefix_found *found, str *text, size_t end, size_t next,
                      const struct message *outer) {
    const int64_t number = found->message.line;
    if (!emit_first(emit, found, str_first(*text, end), outer))
        return false;
    const char *const text_end = text->data + text->len;
    *text = str_from(*text, next);
    found->lead = str_of(NULL, 0);
    struct prefix_found behind;
    if (emit_strip(emit, text, number, &behind)) {
        behind.message.prefix = found->message.prefix;
        *found = behind;
    }
    found->is_regular = found->is_again = false; /* it is not what the line begins with */
    if (text->data + text->len != text_end)
        split_begin_line(&emit->split);
    return true;
}

/* Whether a message of which FOUND tells is followed by another one, as split_find says. */
static inline bool emit_has_next(struct emit *emit, const struct prefix_found *found, str text, size_t *ret_end,
                                 size_t *ret_next) {
    return found->message.origin != MESSAGE_ORIGIN_USER && split_may_find(&emit->split, text) &&
           split_find(&emit->split, text, ret_end, ret_next);
}

/* A line that may have several messages. */
static __attribute__((noinline)) bool emit_long(struct emit *emit, struct prefix_found *first, str text,
                                                const struct message *outer) {
    size_t end, next;
    if (!emit_has_next(emit, first, text, &end, &next))
        return emit_first(emit, first, text, outer);
    struct prefix_found found = *first;
    do {
        if (!emit_next(emit, &found, &text, end, next, outer))
            return false;
    } while (emit_has_next(emit, &found, text, &end, &next));
    return emit_first(emit, &found, text, outer);
}

bool emit_prefixed(struct emit *emit, struct prefix_found *found, str text, const struct message *outer) {
    split_begin_line(&emit->split);
    return split_may_find(&emit->split, text) ? emit_long(emit, found, text, outer)
                                              : emit_first(emit, found, text, outer);
}

/* --- a line without --- */

/* A new boot or file: nothing goes on, the prefixes are learnt again. */
static bool emit_separator(struct emit *emit, str line, int64_t number) {
    struct message message = message_nothing();
    message.line = number;
    bare_note(&emit->bare, &message);
    prefix_begin(&emit->prefixes, emit->grammar->begins_report);
    return emit_text(emit, &message, ESCAPES_NONE, line);
}

bool emit_opens_event(const struct emit *emit, str line) {
    int64_t newlines;
    return emit->grammar->find_opener(emit->grammar->opener, line, &newlines) != STR_NONE;
}

/* A report without a prefix behind lines that have one: another log begins. A short line may hold the beginning of the
 * name that a line break tears, or a prefix alone that a mailer has broken off. */
static bool emit_begins_bare_log(const struct emit *emit, str line) {
    enum { NAME_MOST = 16 };
    return emit->bare.len > NAME_MOST && emit->grammar->begins_report(str_trim_start(line));
}

/* What is known of LINE. What opens an event is no further line of the record before it: that one's time may be of
 * another event. */
static struct message emit_bare_message(struct emit *emit, str line, const struct message *outer) {
    struct message message = bare_message(&emit->bare, line, outer);
    if (!message.continues || message.is_same_record || !emit_opens_event(emit, line))
        return message;
    if (emit_begins_bare_log(emit, line)) {
        bare_end_prefixes(&emit->bare);
        message = bare_message(&emit->bare, line, outer);
        message.begins_log = true;
        return message;
    }
    message_forget_time(&message);
    message_forget_time(&emit->bare.before.message); /* nor is it the time of what follows */
    emit->bare.is_regular = false;
    return message;
}

/* "41066.536886] ", " 1257.892709] ": the kernel's time, all five columns of its seconds, without the bracket before
 * it, which was not copied. */
static bool emit_take_open_stamp(str *line, int64_t *ret_us) {
    enum { STAMP_LEAST = 12 };
    struct scan at = scan_of(*line);
    const char byte = scan_peek(&at);
    int64_t us;
    if ((byte != ' ' && !ascii_is_digit(byte)) || !time_scan_uptime(&at, &us) || at.at - line->data < STAMP_LEAST ||
        at.at[-7] != '.' || !scan_literal(&at, STR("] ")))
        return false;
    *ret_us = us;
    *line = scan_rest(&at);
    return true;
}

static bool emit_bare(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found = prefix_nothing(&emit->prefixes);
    found.message = emit_bare_message(emit, line, outer);
    found.message.line = number;
    found.message.line_len = outer ? 0 : line.len;
    found.escapes = emit->bare.escapes;
    const bool has_stamp =
        emit->bare.escapes == ESCAPES_UNKNOWN && emit_take_open_stamp(&line, &found.message.uptime_us);
    if (number == emit->first_line && !has_stamp)
        line = bare_cut_torn_prefix(line);
    if (!has_stamp)
        line = bare_cut_indent(&emit->bare, line);
    const bool is_going = emit_prefixed(emit, &found, line, NULL);
    if (line.len == 0) /* no name goes on behind it */
        emit->bare.len = SIZE_MAX;
    return is_going;
}

bool emit_unprefixed(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found;
    if (bare_is_separator(line))
        return emit_separator(emit, line, number);
    if (bare_is_empty(&emit->bare, line))
        return true;
    const size_t stamp = time_find_printk(line);
    if (stamp == STR_NONE || stamp == 0)
        return emit_bare(emit, line, number, outer);
    str text = str_from(line, stamp);
    return emit_bare(emit, str_first(line, stamp), number, outer) &&
           (!emit_strip(emit, &text, number, &found) || emit_prefixed(emit, &found, text, outer));
}

bool emit_line(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found;
    str text = line;
    return emit_strip(emit, &text, number, &found) ? emit_prefixed(emit, &found, text, outer)
                                                   : emit_unprefixed(emit, line, number, outer);
}

void emit_begin(struct emit *emit, const struct grammar *grammar, struct arena *arena,
                const struct message_sink *sink) {
    emit->grammar = grammar;
    prefix_begin(&emit->prefixes, grammar->begins_report);
    bare_begin(&emit->bare);
    split_begin(&emit->split, grammar);
    emit->unescape = (struct unescape){.begins_record = grammar->begins_record, .room = {.arena = arena}};
    emit->led = (struct buffer){.arena = arena};
    digest_begin(&emit->digest, grammar, arena);
    order_begin(&emit->order, sink, grammar);
}
