/* Joins lines that were broken by their transport or by a line break in a process name, where it is certain that they
 * belong together.
 * SPDX-License-Identifier: MIT */
#include "events/unwrap.h"

#include "base/ascii.h"
#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/tables.h"
#include "log/time.h"
#include "model/limits.h"

#include <stdlib.h>

void unwrap_free(struct unwrap *unwrap) {
    free(unwrap->bytes);
    *unwrap = (struct unwrap){0};
}

void unwrap_begin(struct unwrap *unwrap) {
    unwrap->is_flowed = unwrap->is_wrapped = unwrap->is_ragged = false;
    unwrap->broken_at = unwrap->row_torn_at = unwrap->longest = 0;
    unwrap->width = unwrap->wide_count = unwrap->last_len = 0;
    unwrap->is_uneven = false;
    unwrap->hangs = false;
}

/* Broken at a width, blanks kept, as a terminal breaks: mailers break at blanks, so nowhere in particular. */
static bool unwrap_is_flowed(const struct unwrap *unwrap) {
    return unwrap->is_flowed && !unwrap->is_ragged &&
           (unwrap->pieces > 1 || !unwrap->broken_at || unwrap->held.text.len == unwrap->broken_at);
}

/* Notes the bytes of MESSAGE's raw line. */
static void unwrap_measure(struct unwrap *unwrap, const struct message *message) {
    const size_t len = message->line_len;
    unwrap->last_len = len;
    if (len == 0 || len < unwrap->width)
        return;
    unwrap->wide_count = len == unwrap->width ? unwrap->wide_count + 1 : 1;
    unwrap->width = len;
}

void unwrap_begin_report(struct unwrap *unwrap) {
    unwrap->longest = unwrap->held.text.len;
}

size_t unwrap_cut_width(const struct unwrap *unwrap) {
    enum { WIDTH_LEAST = 60, COUNT_LEAST = 3 };
    const bool is_cut = unwrap->width >= WIDTH_LEAST && unwrap->wide_count >= COUNT_LEAST && !unwrap->is_wrapped;
    return is_cut ? unwrap->width : 0;
}

/* Whether the last piece is as long as a terminal or an editor lets a line be, which breaks it wherever it is. */
static bool unwrap_is_full(const struct unwrap *unwrap) {
    enum { WIDTH_LEAST = 60, COUNT_LEAST = 2 };
    return !unwrap->is_uneven && unwrap->width >= WIDTH_LEAST && unwrap->wide_count >= COUNT_LEAST &&
           unwrap->last_len == unwrap->width;
}

/* A line without a prefix of its own. */
static bool unwrap_is_bare(const struct message *message) {
    return message->continues || message_is_bare(message);
}

/* A line that no mailer broke: the next word had room on it. Whether the held one begins a report is not told yet. */
static bool unwrap_breaks_early(const struct unwrap *unwrap, str next) {
    const str held = unwrap->held.text;
    const size_t word = str_find_byte(next, ' ');
    const size_t longest = scanners_hold_trigger(held) ? held.len : unwrap->longest;
    return !unwrap->is_wrapped && held.len + 1 + (word == STR_NONE ? next.len : word) <= longest;
}

/* Whether a line without a prefix can be a further line of the held one's record. */
static bool unwrap_is_of_record(const struct unwrap *unwrap, const struct message *message) {
    if (message->continues)
        return message->is_same_record || (unwrap->hangs && !unwrap->is_wrapped);
    return unwrap_breaks_early(unwrap, message->text);
}

/* Whether MESSAGE can be of the held one's record: consoles and syslog write a prefix before each of its lines. Up
 * to 3.4 each line got a time of its own. */
static inline bool unwrap_is_twin(const struct unwrap *unwrap, const struct message *message, int64_t most_us) {
    const struct message *held = &unwrap->held;
    return message->uptime_us != ABSENT && held->uptime_us != ABSENT && message->uptime_us >= held->uptime_us &&
           message->uptime_us - held->uptime_us <= most_us && message->level == held->level &&
           str_equal_names(message->caller, held->caller) && str_equal_names(message->host, held->host);
}

/* A clock that counts in ticks of a millisecond or more gives many lines the same time. */
static bool unwrap_is_fine_time(const struct message *message) {
    return message->uptime_us % 1000 != 0;
}

/* Host, program, caller and text are in the bytes one after another. */
static void unwrap_view(struct unwrap *unwrap) {
    struct message *held = &unwrap->held;
    held->host.data = unwrap->bytes;
    held->program.data = held->host.data + held->host.len;
    held->caller.data = held->program.data + held->program.len;
    held->text.data = held->caller.data + held->caller.len;
}

/* How many bytes are held. */
static size_t unwrap_len(const struct unwrap *unwrap) {
    return (size_t)(unwrap->held.text.data - unwrap->bytes) + unwrap->held.text.len;
}

static __attribute__((noinline)) bool unwrap_widen(struct unwrap *unwrap, size_t size) {
    size_t room = unwrap->room ? unwrap->room : 512;
    while (room < size)
        room *= 2;
    char *bytes = realloc(unwrap->bytes, room);
    if (!bytes)
        return false;
    unwrap->bytes = bytes;
    unwrap->room = room;
    unwrap_view(unwrap);
    return true;
}

/* Room for SIZE bytes. */
static bool unwrap_reserve(struct unwrap *unwrap, size_t size) {
    return size <= unwrap->room || unwrap_widen(unwrap, size);
}

/* Where the rest of the held text goes: in place of an editor's sign that the line goes on. */
static size_t unwrap_end(const struct unwrap *unwrap, enum unwrap_join join) {
    const str held = unwrap->held.text;
    const bool is_marked = join != UNWRAP_BREAK && held.len > 1 && held.data[held.len - 1] == '\\';
    return unwrap_len(unwrap) - is_marked;
}

/* Notes whether the held text ends in such a sign. */
static void unwrap_note_mark(struct unwrap *unwrap) {
    unwrap->is_marked = unwrap->held.text.len > 1 && str_ends(unwrap->held.text, STR("\\"));
}

/* Puts the sign back, which a try to join overwrote. */
static void unwrap_put_mark(struct unwrap *unwrap) {
    if (unwrap->is_marked)
        unwrap->bytes[unwrap_len(unwrap) - 1] = '\\';
}

/* The held text and NEXT in one, after what is held; there is room for it. *RET_AT is where the held one ends. */
static str unwrap_together(struct unwrap *unwrap, enum unwrap_join join, str next, size_t *ret_at) {
    unwrap_put_mark(unwrap);
    char *end = unwrap->bytes + unwrap_end(unwrap, join);
    *ret_at = (size_t)(end - unwrap->held.text.data);
    if (join != UNWRAP_GLUE)
        *end++ = join == UNWRAP_BREAK ? '\n' : ' ';
    if (next.len)
        memcpy(end, next.data, next.len);
    return str_of(unwrap->held.text.data, (size_t)(end - unwrap->held.text.data) + next.len);
}

/* Whether NEXT holds the rest of the process name that the held text ends in, and what follows it; or, where
 * IS_SAME_TIME tells that it is of the same record, so few bytes that they can be a part of it. */
static bool unwrap_ends_name(struct unwrap *unwrap, str next, const struct scanners *scanners, bool is_same_time) {
    size_t at;
    const size_t open = scanners_open_name(scanners, unwrap->held.text);
    if (open >= LIMIT_COMM)
        return false;
    return scanners_break_name(scanners, unwrap_together(unwrap, UNWRAP_BREAK, next, &at), unwrap->held.text.len) ||
           (is_same_time && open + 1 + next.len <= LIMIT_COMM);
}

/* Whether the held text can be the beginning of the name in NEXT, a trigger. Only the time shows it. */
static bool unwrap_opens_trigger(struct unwrap *unwrap, str next, const struct scanners *scanners) {
    size_t at;
    return unwrap->held.text.len < LIMIT_COMM &&
           scanners_break_name(scanners, unwrap_together(unwrap, UNWRAP_BREAK, next, &at), unwrap->held.text.len);
}

/* Whether NEXT can be the rest of the name in the held text, a whole row. Only the time shows it. */
static bool unwrap_ends_row(const struct unwrap *unwrap, str next, const struct scanners *scanners) {
    const str held = unwrap->held.text;
    const size_t blank = str_find_last_byte(held, ' ');
    return held.data[0] == '[' && next.data[0] != '[' && blank != STR_NONE &&
           held.len - blank + next.len <= LIMIT_COMM && scanners_know_row(scanners, held);
}

/* "[    147]     0   147     1234      600    45056        0             0 ": the name begins with a line break. */
static bool unwrap_ends_nameless_row(struct unwrap *unwrap, str next, const struct scanners *scanners) {
    size_t at;
    const str held = unwrap->held.text;
    return held.data[0] == '[' && held.data[held.len - 1] == ' ' && next.len < LIMIT_COMM &&
           scanners_know_row(scanners, unwrap_together(unwrap, UNWRAP_BREAK, next, &at));
}

/* The next line of a record whose name holds a line break, where each line has its prefix. */
static enum unwrap_join unwrap_decide_twin(struct unwrap *unwrap, const struct message *message,
                                           const struct scanners *scanners) {
    const str next = message->text;
    const bool is_same_time = unwrap_is_twin(unwrap, message, 0);
    if (unwrap_ends_name(unwrap, next, scanners, is_same_time))
        return UNWRAP_BREAK;
    if (is_same_time && unwrap_is_fine_time(message) && unwrap_ends_nameless_row(unwrap, next, scanners))
        return UNWRAP_BREAK;
    if (!is_same_time || !unwrap_is_fine_time(message) || scanners_begin_line(scanners, next))
        return UNWRAP_APART;
    return unwrap_opens_trigger(unwrap, next, scanners) || unwrap_ends_row(unwrap, next, scanners) ? UNWRAP_BREAK
                                                                                                   : UNWRAP_APART;
}

bool unwrap_may_break_name(const struct unwrap *unwrap, const struct message *message,
                           const struct scanners *scanners) {
    enum { PRINTING_US = 1000 };
    const str held = unwrap->held.text;
    return unwrap_is_twin(unwrap, message, PRINTING_US) &&
           (held.len <= LIMIT_COMM || held.data[0] == '[' || scanners_open_name(scanners, held) < LIMIT_COMM);
}

/* --- words */

/* The last word of TEXT, up to its end. */
static str unwrap_word_last(str text) {
    const size_t blank = str_find_last_byte(text, ' ');
    return blank == STR_NONE ? text : str_from(text, blank + 1);
}

/* "ve_anon:0kB", "(file):0kB", "?": the rest of a key, up to its mark; "/a/b:" and "kworker/0:1" are none. */
static bool unwrap_word_ends_key(str text) {
    size_t at = 0;
    while (at < text.len && (ascii_is_lower(text.data[at]) || memchr("_()", text.data[at], 3)))
        at++;
    return at < text.len && (text.data[at] == ':' || text.data[at] == '?');
}

/* "inacti" + "ve_anon:0kB": the beginning of a key, and its rest. */
static bool unwrap_word_is_torn_key(str word, str next) {
    return word.len && ascii_is_lower(word.data[0]) && !str_has(word, STR(":")) && !str_has(word, STR("?")) &&
           unwrap_word_ends_key(next);
}

/* "12" + "48", "2" + "*4kB", "1098594" + "4kB", "7" + "kB" */
static bool unwrap_word_goes_on_digits(str next) {
    return ascii_is_digit(next.data[0]) || next.data[0] == '*' || str_starts(next, STR("kB")) ||
           str_starts(next, STR("KB"));
}

/* Whether a line break lies within a word, as the end of HELD and the beginning of NEXT show: "2*102" + "4kB",
 * "present:1098594" + "4kB", "unevictable:0" + "kB", "score 12" + "48 or a child". A mailer breaks at blanks; a
 * terminal, an editor or a pager at its width. */
static bool unwrap_word_is_torn(str held, str next) {
    const str word = unwrap_word_last(held);
    if (str_ends(held, STR("\\")))
        return true;
    if (str_find_byte(word, '(') != STR_NONE && str_find_byte(word, ')') == STR_NONE) /* "0x15080c0(GFP_KE" */
        return true;
    if (!word.len || !next.len || held.data[0] == '[') /* a row's numbers have no mark */
        return false;
    const char last = word.data[word.len - 1];
    if (ascii_is_digit(last))
        return unwrap_word_goes_on_digits(next);
    if (last == '*' || last == '=' || next.data[0] == '*')
        return true;
    if ((last == 'k' || last == 'K') && word.len > 1 && ascii_is_digit(word.data[word.len - 2]))
        return next.data[0] == 'B';
    return unwrap_word_is_torn_key(word, next);
}

/* --- how it goes on */

/* How MESSAGE goes on with a held sentence that lacks its end, as far as their bytes show it. */
static enum unwrap_join unwrap_how(const struct unwrap *unwrap, const struct message *message,
                                   const struct scanners *scanners) {
    const str held = unwrap->held.text, next = message->text;
    const bool is_in_name = scanners_open_name(scanners, held) < LIMIT_COMM;
    const bool is_in_path = !is_in_name && oom_summary_end(held) != EXTENT_NONE && held.data[0] == 'o';
    if (held.data[held.len - 1] == ' ' || next.data[0] == ' ' || unwrap_is_flowed(unwrap) || next.data[0] == ':' ||
        is_in_path || (!is_in_name && unwrap_word_is_torn(held, next)))
        return UNWRAP_GLUE;
    return is_in_name && unwrap_is_of_record(unwrap, message) ? UNWRAP_BREAK : UNWRAP_BLANK;
}

/* How many more facts are read from both, joined so, than from the held one alone. */
static size_t unwrap_gain(struct unwrap *unwrap, enum unwrap_join join, str next, const struct scanners *scanners) {
    size_t at;
    const str text = unwrap_together(unwrap, join, next, &at);
    return scanners_gain(scanners, text, at);
}

/* The way to join both that makes a line of the kernel; where two do, the one with more facts. */
static enum unwrap_join unwrap_way(struct unwrap *unwrap, enum unwrap_join how, str next,
                                   const struct scanners *scanners) {
    const enum unwrap_join other = how == UNWRAP_BLANK ? UNWRAP_GLUE : UNWRAP_BLANK;
    const size_t gain = unwrap_gain(unwrap, how, next, scanners);
    const bool is_name = how == UNWRAP_BREAK && gain; /* "(shop-api) score" may be one, too */
    if (is_name || unwrap_gain(unwrap, other, next, scanners) <= gain)
        return gain ? how : UNWRAP_APART;
    return other;
}

/* A whole row that ends where another was torn may lack the rest of its name. */
static bool unwrap_is_torn_row(const struct unwrap *unwrap, str next, const struct scanners *scanners) {
    return unwrap_is_flowed(unwrap) && unwrap->row_torn_at > 0 && unwrap->held.text.len == unwrap->row_torn_at &&
           next.len <= LIMIT_COMM && next.data[0] != '[' && scanners_know_row(scanners, unwrap->held.text);
}

/* "Task in /a/b killed as a result of limit of /a" + "/b": the path that the held sentence ends in, and the rest of it,
 * which makes it the task's own group or one above it. */
static bool unwrap_ends_path(const struct unwrap *unwrap, str next, const struct scanners *scanners) {
    struct match match;
    next = str_trim(next);
    if (str_find_byte(next, ' ') != STR_NONE ||
        !matcher_find(scanners->matcher, unwrap->held.text, SENTENCE_KERNEL, &match))
        return false;
    const str task = match_words(&match, STR("task_path")), path = match_words(&match, STR("path"));
    if (!task.len || !path.len)
        return false;
    if (path.len + next.len > task.len || !str_starts(task, path) || !str_starts(str_from(task, path.len), next))
        return false;
    const str below = str_from(task, path.len + next.len);
    return !below.len || *below.data == '/';
}

/* A short line that the next one completes. */
static bool unwrap_ends_short(struct unwrap *unwrap, const struct message *message, const struct scanners *scanners) {
    enum { SHORT = 80 };
    size_t at;
    if (unwrap->held.text.len > SHORT || !message->continues || message->line != unwrap->last_line + 1)
        return false;
    const str text = unwrap_together(unwrap, UNWRAP_BLANK, message->text, &at);
    return scanners_complete(scanners, text, at);
}

/* "Node 0" + "DMA32 free:1636kB ...", "Swap" + "cache stats: ...": after a long prefix there was room for a word or
 * two. */
static bool unwrap_is_begun(struct unwrap *unwrap, enum unwrap_join how, const struct message *message,
                            const struct scanners *scanners) {
    enum { FEW = 24 };
    size_t at;
    const str held = unwrap->held.text;
    if (unwrap->pieces > 1 || held.len > FEW || !message->continues || message->line != unwrap->last_line + 1)
        return false;
    const bool is_line = scanners_begin_line(scanners, held);
    if (is_line && !scanners_begin_line(scanners, message->text))
        return false;
    const str text = unwrap_together(unwrap, how, message->text, &at);
    return scanners_begin_line(scanners, text) && (!is_line || scanners_gain(scanners, text, at) > 0);
}

/* "[   " + "3.649256] Mem-Info:" */
static bool unwrap_ends_stamp(struct unwrap *unwrap, str next) {
    size_t at;
    int64_t uptime_us;
    if (unwrap->pieces > 1 || unwrap->held.uptime_us != ABSENT || !str_equal(str_trim(unwrap->held.text), STR("[")))
        return false;
    struct scan scan = scan_of(unwrap_together(unwrap, UNWRAP_GLUE, next, &at));
    return time_scan_printk(&scan, &uptime_us);
}

/* Whether MESSAGE goes on behind a line that a terminal broke at its width. Where no line has a prefix a whole line may
 * be as long by chance: only of a summary, which ends in "uid=0", is it certain. */
static bool unwrap_fills(const struct unwrap *unwrap, const struct message *message, const struct scanners *scanners) {
    const str held = unwrap->held.text, next = message->text;
    const bool is_summary = held.len > 0 && held.data[0] == 'o' && oom_summary_end(held) == EXTENT_CUT;
    return unwrap_is_full(unwrap) && message->line == unwrap->last_line + 1 && (message->continues || is_summary) &&
           !scanners_begin_line(scanners, next) && !task_table_is_elision(next);
}

/* A blank that a mailer broke at may have stood at that width by chance: "(shop-api) score" + "1492 or sacrifice". */
static enum unwrap_join unwrap_full_way(struct unwrap *unwrap, str next, const struct scanners *scanners) {
    const bool is_blank = unwrap_way(unwrap, UNWRAP_GLUE, next, scanners) == UNWRAP_BLANK;
    return is_blank ? UNWRAP_BLANK : UNWRAP_GLUE;
}

/* Whether MESSAGE is the rest of a name in the first line of its record: no record with a name has several lines. */
static bool unwrap_ends_name_of_record(struct unwrap *unwrap, const struct message *message,
                                       const struct scanners *scanners) {
    const str next = message->text;
    if (!message->is_same_record || unwrap->held.continues || !unwrap->held.text.len)
        return false;
    return unwrap_ends_name(unwrap, next, scanners, true) || unwrap_ends_row(unwrap, next, scanners) ||
           unwrap_ends_nameless_row(unwrap, next, scanners) || unwrap_opens_trigger(unwrap, next, scanners);
}

/* A line without a prefix: joined as its bytes show, or else so that both make a line of the kernel. */
static enum unwrap_join unwrap_decide_bare(struct unwrap *unwrap, const struct message *message,
                                           const struct scanners *scanners) {
    const str next = message->text;
    if (unwrap_ends_name_of_record(unwrap, message, scanners))
        return UNWRAP_BREAK;
    if (unwrap_ends_short(unwrap, message, scanners))
        return UNWRAP_BLANK;
    if (unwrap_ends_stamp(unwrap, next))
        return UNWRAP_GLUE;
    if (unwrap_fills(unwrap, message, scanners))
        return unwrap_full_way(unwrap, next, scanners);
    unwrap_put_mark(unwrap);
    const enum unwrap_join how = unwrap_how(unwrap, message, scanners);
    if (how != UNWRAP_BREAK && unwrap_is_begun(unwrap, how, message, scanners))
        return how;
    if (scanners_begin_line(scanners, next) || task_table_is_elision(next))
        return UNWRAP_APART;
    if (unwrap_is_torn_row(unwrap, next, scanners))
        return how;
    if (unwrap_ends_path(unwrap, next, scanners))
        return UNWRAP_GLUE;
    const enum unwrap_join way = unwrap_way(unwrap, how, next, scanners);
    if (way != UNWRAP_APART)
        return way;
    if (unwrap_is_of_record(unwrap, message) && (unwrap_ends_row(unwrap, next, scanners) ||
                                                 (message->continues && unwrap_opens_trigger(unwrap, next, scanners))))
        return UNWRAP_BREAK;
    return UNWRAP_APART;
}

/* "...", "--", "[...]", "(snip)": what a hand or a tool put for lines that it left out. */
static bool unwrap_is_elision(str text) {
    static const str words[] = {STR_INIT("(snip)"), STR_INIT("<snip>"), STR_INIT("[snip]"), STR_INIT("snip")};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(text, words[i]))
            return true;
    size_t signs = 0;
    while (signs < text.len && memchr(".-[]()<>*~\xe2\x80\xa6", text.data[signs], 13))
        signs++;
    return text.len >= 2 && signs == text.len;
}

/* "Jan 17 10:00:00 host kernel: [ 1000.000000]" alone: the mailer broke after the prefix. */
static bool unwrap_is_prefix_alone(const struct unwrap *unwrap, const struct message *message) {
    return unwrap->pieces == 1 && !unwrap->held.text.len && !unwrap_is_bare(&unwrap->held) && unwrap_is_bare(message) &&
           message->line == unwrap->last_line + 1;
}

bool unwrap_decide(struct unwrap *unwrap, const struct message *message, const struct scanners *scanners,
                   enum unwrap_join *ret_join) {
    const str held = unwrap->held.text, next = message->text;
    const bool is_alone = unwrap->holds && unwrap_is_prefix_alone(unwrap, message);
    *ret_join = UNWRAP_APART;
    if (!unwrap->holds || (!held.len && !is_alone) || !str_trim(next).len || unwrap_is_elision(next) ||
        unwrap->pieces >= LIMIT_JOINS || held.len + next.len > LIMIT_LINE)
        return true;
    if (!unwrap_reserve(unwrap, unwrap_len(unwrap) + next.len + 1))
        return false;
    *ret_join = is_alone                  ? UNWRAP_GLUE
                : unwrap_is_bare(message) ? unwrap_decide_bare(unwrap, message, scanners)
                                          : unwrap_decide_twin(unwrap, message, scanners);
    unwrap_put_mark(unwrap);
    return true;
}

static void unwrap_learn(struct unwrap *unwrap, enum unwrap_join join, str next) {
    str held = unwrap->held.text;
    bool is_blank = held.data[held.len - 1] == ' ';
    if (join == UNWRAP_GLUE && is_blank)
        unwrap->is_flowed = true;
    else if (join == UNWRAP_GLUE && unwrap->is_flowed && held.data[0] == '[')
        unwrap->row_torn_at = held.len;
    if (join == UNWRAP_BREAK)
        return;
    unwrap->is_wrapped = true;
    if (unwrap->pieces > 1 || is_blank || next.data[0] == ' ')
        return;
    unwrap->is_ragged |= unwrap->broken_at && unwrap->broken_at != held.len;
    unwrap->broken_at = held.len;
}

/* Names and text one behind the other; the names are mostly short. */
static void unwrap_put(struct unwrap *unwrap, const struct message *message, str text) {
    char *at = str_put_name(unwrap->bytes, message->host);
    at = str_put_name(at, message->program);
    at = str_put_name(at, message->caller);
    if (text.len)
        memcpy(at, text.data, text.len);
}

/* The stamp that was torn is whole: it is no part of the text. */
static void unwrap_take_stamp(struct unwrap *unwrap) {
    struct scan scan = scan_of(unwrap->held.text);
    time_scan_printk(&scan, &unwrap->held.uptime_us);
    const str rest = scan_rest(&scan);
    memmove(unwrap->bytes + (unwrap->held.text.data - unwrap->bytes), rest.data, rest.len);
    unwrap->held.text.len = rest.len;
}

bool unwrap_append(struct unwrap *unwrap, enum unwrap_join join, const struct message *message) {
    size_t at;
    const bool ends_stamp = join == UNWRAP_GLUE && unwrap_ends_stamp(unwrap, message->text);
    if (unwrap->held.text.len && !ends_stamp)
        unwrap_learn(unwrap, join, message->text);
    unwrap->is_uneven |= join != UNWRAP_BREAK && unwrap->last_len > 0 && unwrap->last_len < unwrap->width;
    unwrap_measure(unwrap, message);
    if (!unwrap_reserve(unwrap, unwrap_len(unwrap) + message->text.len + 1))
        return false;
    unwrap->held.text = unwrap_together(unwrap, join, message->text, &at);
    unwrap->pieces++;
    unwrap->last_line = message->line;
    if (ends_stamp)
        unwrap_take_stamp(unwrap);
    unwrap_note_mark(unwrap);
    return true;
}

/* " active_file:37 inactive_file:12 isolated_file:0", of the record that begins with "active_anon:" */
static bool unwrap_is_further(str text) {
    return str_starts(text, STR(" ")) && mem_info_counters_extent(text).end == EXTENT_WHOLE;
}

bool unwrap_hold(struct unwrap *unwrap, const struct message *message) {
    str text = message->text;
    if (text.len > LIMIT_LINE)
        text.len = LIMIT_LINE;
    if (!unwrap_reserve(unwrap, message->host.len + message->program.len + message->caller.len + text.len + 1))
        return false;
    unwrap->holds = true;
    unwrap->held = *message;
    unwrap_put(unwrap, message, text);
    unwrap_view(unwrap);
    if (text.len < message->text.len) {
        unwrap->held.text.len = text.len;
        unwrap->held.cut = true;
    }
    if (message->continues && unwrap_is_further(message->text))
        unwrap->hangs = true;
    unwrap_note_mark(unwrap);
    unwrap->last_line = message->line;
    unwrap_measure(unwrap, message);
    if (text.len > unwrap->longest)
        unwrap->longest = text.len;
    unwrap->pieces = 1;
    return true;
}
