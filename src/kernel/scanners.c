/* What it takes all scanners together to answer: whether a text contains a line of the kernel, begins or ends as one
 * does, or is only the beginning of one.
 * SPDX-License-Identifier: MIT */
#include "kernel/scanners.h"

#include "base/scan.h"
#include "kernel/call_trace.h"
#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/sentences.h"
#include "kernel/tables.h"
#include "model/limits.h"

#include <limits.h>

/* --- a sentence anywhere in a text --- */

/* Kinds of what is no row of the table: behind its rows. */
enum { LOCATE_SUMMARY = 1000, LOCATE_HEADER, LOCATE_COUNTERS, LOCATE_NODE, LOCATE_TOTALS };

enum { LOCATE_BEGINS_LEAST = 9 }; /* bytes of a row's `begins`: shorter ones are anybody's words */

static bool locate_is_word(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           byte == '_' || byte == '-' || byte == '/';
}

/* "121-": the number of a line that grep shows beside one that it looked for. */
static bool locate_is_line_number(str before) {
    struct scan scan = scan_of(before);
    uint64_t number;
    return scan_u64(&scan, &number) && scan_byte(&scan, '-') && scan_done(&scan);
}

/* Whether a sentence may begin at AT: no word goes on there, unless it is the end of a written line break ("\n") or a
 * line's number. */
static bool locate_is_border(str text, size_t at) {
    if (at == 0 || !locate_is_word(text.data[at - 1]))
        return true;
    if (text.data[at - 1] == '-')
        return locate_is_line_number(str_first(text, at));
    return at >= 2 && text.data[at - 2] == '\\' && text.data[at - 1] == 'n';
}

/* Behind the value that follows a key at AT: "=968", ":532kB", " 41". */
static size_t locate_behind_value(str text, size_t at) {
    struct scan scan = scan_of(str_from(text, at));
    int64_t value;
    if (!scan_byte(&scan, '=') && !scan_byte(&scan, ':'))
        scan_byte(&scan, ' ');
    if (scan_i64(&scan, &value) && !scan_literal(&scan, STR("kB")))
        scan_literal(&scan, STR("KB"));
    return (size_t)(scan.at - text.data);
}

/* Behind the last of ENDS that TEXT holds behind FROM; STR_NONE if it holds none. */
static size_t locate_behind(str text, size_t from, const char *const *ends, size_t count) {
    size_t end = STR_NONE;
    for (size_t i = 0; i < count && ends[i]; i++) {
        const str last = str_from_cstr(ends[i]);
        const size_t found = str_find(str_from(text, from), last);
        if (found == STR_NONE)
            continue;
        const size_t at = from + found + last.len;
        const bool is_key = locate_is_word(last.data[last.len - 1]) && str_find_byte(last, ' ') == STR_NONE;
        end = is_key ? locate_behind_value(text, at) : at;
    }
    return end;
}

static bool locate_set(struct located *located, size_t at, size_t end, int kind) {
    *located = (struct located){.at = at, .least = at, .end = end, .kind = kind};
    return true;
}

/* Whether the row's sentence occurs in no other report, or names the OOM killer itself. */
static bool locate_is_sure(const struct sentence *row) {
    switch (row->role) {
    case SENTENCE_NOTE:
    case SENTENCE_ASIDE:
    case SENTENCE_REBOOT:
    case SENTENCE_CLOCK:
    case SENTENCE_BOOT_MEMORY:
    case SENTENCE_ZRAM:
    case SENTENCE_ALLOCATIONS:
    case SENTENCE_ECHO:
    case SENTENCE_ASIDE_FIGURES:
    case SENTENCE_ASIDE_TRACE:
        return false;
    default:
        return row->speaker == SENTENCE_KERNEL && row->place <= SENTENCE_RESUMES &&
               row->begins.len >= LOCATE_BEGINS_LEAST;
    }
}

/* " invoked oom-killer: " stands at GATE; the name before it is at most 15 bytes long. */
static bool locate_trigger(str text, size_t from, size_t gate, struct located *located) {
    const struct sentence *row = sentence_of(SENTENCE_TRIGGER);
    const str behind = str_from(text, gate);
    if (!str_starts(behind, row->begins) || !str_starts(str_from(behind, row->begins.len), STR(": ")))
        return false;
    const size_t least = gate - from > LIMIT_COMM ? gate - LIMIT_COMM : from;
    size_t at = gate;
    while (at > least && !memchr(" \t\"'>|`]},", text.data[at - 1], sizeof " \t\"'>|`]}," - 1))
        at--;
    if (at == gate)
        return false;
    *located = (struct located){.at = at, .least = least, .end = locate_behind(text, gate, row->ends, SENTENCE_ENDS)};
    return true;
}

/* The last of ENDS that stands behind FROM: its last place there. */
static size_t locate_last_end(str text, size_t from, const char *const ends[2]) {
    for (size_t i = 0; i < 2 && ends[i]; i++) {
        const str last = str_from_cstr(ends[i]);
        const size_t found = str_find_last(str_from(text, from), last);
        if (found != STR_NONE)
            return str_ends(last, STR("pid:")) ? locate_behind_value(text, from + found + last.len)
                                               : from + found + last.len;
    }
    return STR_NONE;
}

/* "Killed process 12 (x) ...", "mem avail:   22 of 1900 MiB ( 1.16%), swap free: ..": one of the row's signs. */
static bool locate_sign(const struct sentence *row, str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    for (size_t i = 0; i < SENTENCE_SIGNS && row->signs[i].begins; i++) {
        const struct sentence_sign *sign = &row->signs[i];
        if (*sign->begins != *rest.data)
            continue;
        const size_t behind = sentence_sign_len(rest, sign->begins);
        if (behind == STR_NONE || (sign->holds && !str_has(rest, str_from_cstr(sign->holds))))
            continue;
        const size_t end = *sign->ends ? locate_last_end(text, at, sign->ends)
                                       : locate_behind(text, at + behind, row->ends, SENTENCE_ENDS);
        return locate_set(located, at, end, (int)(row - sentences));
    }
    return false;
}

/* "Mem-Info:", "memory: usage 262144kB, limit 262144kB, failcnt 41": a row that begins at AT. */
static bool locate_begins(const struct sentence *row, str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    if (row->begins.data[0] != *rest.data || !locate_is_sure(row) || !str_starts(rest, row->begins))
        return false;
    size_t end = locate_behind(text, at + row->begins.len, row->ends, SENTENCE_ENDS);
    if (end == STR_NONE && !row->pattern)
        end = at + row->begins.len;
    return locate_set(located, at, end, (int)(row - sentences));
}

static bool locate_row(str text, size_t at, struct located *located) {
    for (const struct sentence *row = sentences; row < sentences + sentence_count; row++)
        if (locate_sign(row, text, at, located) || locate_begins(row, text, at, located)) {
            located->is_user = row->speaker != SENTENCE_KERNEL;
            return true;
        }
    return false;
}

/* "oom-kill:constraint=CONSTRAINT_NONE,...,uid=0" */
static bool locate_summary(str text, size_t at, struct located *located) {
    size_t behind;
    if (!oom_summary_find_end(str_from(text, at), &behind))
        return false;
    return locate_set(located, at, behind == STR_NONE ? STR_NONE : locate_behind_value(text, at + behind),
                      LOCATE_SUMMARY);
}

/* "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name" */
static bool locate_header(str text, size_t at, struct located *located) {
    const size_t len = task_table_header_len(str_from(text, at));
    return len > 0 && locate_set(located, at, at + len, LOCATE_HEADER);
}

/* "active_anon:200 inactive_anon:..", "Node 0 DMA free:..", "Node 0 Normal: 1*4kB ..", "Node 0 active_anon:.." */
static bool locate_memory(str text, size_t at, struct located *located) {
    const str rest = str_from(text, at);
    struct zones_place place;
    if (mem_info_begin_figures(rest))
        return locate_set(located, at, STR_NONE, LOCATE_COUNTERS);
    return *rest.data == 'N' && zones_look(rest, &place) && place.node != ABSENT && str_has(rest, STR("kB")) &&
           locate_set(located, at, STR_NONE, LOCATE_NODE);
}

/* "61078 total pagecache pages", "403778 pages RAM" */
static bool locate_totals(str text, size_t at, struct located *located) {
    const size_t len = mem_info_total_len(str_from(text, at));
    return len > 0 && locate_set(located, at, at + len, LOCATE_TOTALS);
}

/* A sentence that begins with a word. */
static bool locate_words(str text, size_t at, struct located *located) {
    return locate_summary(text, at, located) || locate_memory(text, at, located) || locate_row(text, at, located);
}

enum { LOCATE_FIRSTS = UCHAR_MAX + 1 };

static void locate_add_firsts(bool firsts[LOCATE_FIRSTS], const struct sentence *row) {
    if (locate_is_sure(row))
        firsts[(unsigned char)row->begins.data[0]] = true;
    for (size_t i = 0; i < SENTENCE_SIGNS && row->signs[i].begins; i++)
        firsts[(unsigned char)*row->signs[i].begins] = true;
}

/* The bytes that such a sentence may begin with. Made once a text: the walk over all rows at each of its words took a
 * third of the time of a log whose format is learnt. */
static void locate_set_firsts(bool firsts[LOCATE_FIRSTS]) {
    static const char of_scanners[] = "oaN"; /* of the summary, the counters and a node */
    for (size_t i = 0; i < sizeof of_scanners - 1; i++)
        firsts[(unsigned char)of_scanners[i]] = true;
    for (size_t i = 0; i < sentence_count; i++)
        locate_add_firsts(firsts, &sentences[i]);
}

/* FIRSTS may be NULL: every word is looked at. */
static bool locate_at(str text, size_t from, size_t at, const bool *firsts, struct located *located) {
    const char byte = text.data[at];
    if (byte == ' ')
        return at > from && locate_trigger(text, from, at, located);
    if (!locate_is_border(text, at))
        return false;
    if (byte == '[')
        return locate_header(text, at, located);
    if (byte >= '0' && byte <= '9')
        return locate_totals(text, at, located);
    return locate_is_word(byte) && (!firsts || firsts[(unsigned char)byte]) && locate_words(text, at, located);
}

bool locate_start(str text, struct located *ret_located) {
    text = str_first(text, LIMIT_LINE);
    if (text.len == 0)
        return false;
    if (locate_at(text, 0, 0, NULL, ret_located))
        return true;
    for (size_t gate = 1; gate <= LIMIT_COMM && gate < text.len; gate++)
        if (text.data[gate] == ' ' && locate_trigger(text, 0, gate, ret_located))
            return true;
    return false;
}

bool locate_sentence(str text, size_t from, struct located *ret_located) {
    bool firsts[LOCATE_FIRSTS] = {false};
    text = str_first(text, LIMIT_LINE);
    locate_set_firsts(firsts);
    for (size_t at = from; at < text.len; at++)
        if (locate_at(text, from, at, firsts, ret_located))
            return true;
    return false;
}

/* --- the whole text --- */

/* The scanners of what is no sentence. */
static struct extent (*const scanners_of_lists[])(str text) = {
    task_table_header_extent, call_trace_extent,        oom_summary_extent, zones_extent,
    mem_info_totals_extent,   mem_info_counters_extent, tables_slab_extent, tables_allocation_extent,
};

static struct extent scanners_row_extent(const struct scanners *scanners, str text) {
    if (!scanners->columns || !scanners->columns->count)
        return (struct extent){EXTENT_NONE, 0};
    return task_table_row_extent(scanners->columns, text);
}

static enum sentence_speaker scanners_speaker(const struct scanners *scanners) {
    return scanners->is_user ? SENTENCE_USER : SENTENCE_KERNEL;
}

bool scanners_begin_line(const struct scanners *scanners, str text) {
    text = str_trim_start(text);
    return scanners_row_extent(scanners, text).end != EXTENT_NONE || zones_begin(text) ||
           mem_info_totals_extent(text).end != EXTENT_NONE || task_table_header_extent(text).end != EXTENT_NONE ||
           (text.len && *text.data == 'o' && oom_summary_end(text) != EXTENT_NONE) ||
           matcher_begins_line(scanners->matcher, text, scanners_speaker(scanners));
}

/* "0 pages" + "HighMem/MovableOnly", "3.97 MiB      775 mm/slub.c:3280" + "func:alloc_slab_page" */
static bool scanners_complete_row(str text, size_t at) {
    const str held = str_first(text, at);
    return (mem_info_totals_extent(held).end == EXTENT_CUT && mem_info_totals_extent(text).end == EXTENT_WHOLE) ||
           (tables_allocation_extent(held).end != EXTENT_WHOLE && tables_allocation_extent(text).end == EXTENT_WHOLE);
}

/* "workingset_refault_file" + "0", "filp         " + "12KB         16KB", "filp   12KB" + "16KB": a row of a cgroup's
 * statistics or of the table of slab caches. */
static bool scanners_complete_figures(str text, size_t at) {
    struct scan scan = scan_of(text);
    const str name = scan_word(&scan);
    const str behind = str_trim_start(str_from(text, at));
    size_t figures = 0;
    int64_t figure;
    if (!name.len || !behind.len || *behind.data < '0' || *behind.data > '9' || *name.data < 'A')
        return false;
    for (; scan_blanks(&scan) > 0 && scan_i64(&scan, &figure); figures++)
        scan_literal(&scan, STR("KB"));
    return scan_done(&scan) && figures > 0 && (figures == 2) == str_ends(str_trim_end(text), STR("KB"));
}

/* "RIP:" + "0010:__get_user_8+0x1c/0x30" */
static bool scanners_complete_registers(str text, size_t at) {
    enum { SHORT = 8 };
    return at <= SHORT && str_ends(str_trim_end(str_first(text, at)), STR(":")) &&
           call_trace_is_noise(str_trim_start(text));
}

bool scanners_complete(const struct scanners *scanners, str text, size_t at) {
    return scanners_complete_row(text, at) || scanners_complete_figures(text, at) || matcher_tears_mark(text, at) ||
           scanners_complete_registers(text, at) || matcher_completes_title(scanners->matcher, text, at);
}

bool scanners_find_end(const struct scanners *scanners, str text) {
    return oom_summary_end(text) == EXTENT_WHOLE || zones_extent(text).end == EXTENT_WHOLE ||
           matcher_extent(scanners->matcher, text).end == EXTENT_WHOLE;
}

static size_t scanners_more(struct extent held, struct extent both) {
    return both.facts > held.facts ? both.facts - held.facts : 0;
}

/* The same for tables and lists. *RET_IS_KNOWN: HELD is a line of one of them. */
static size_t scanners_gain_of_lists(const struct scanners *scanners, str text, str held, bool *ret_is_known) {
    const struct extent row = scanners_row_extent(scanners, held), counters = mem_info_counters_extent(held);
    *ret_is_known = true;
    if (str_equal(str_trim(held), STR("?"))) /* of an unsure frame: the rest is its name */
        return call_trace_extent(text).end != EXTENT_NONE;
    if (row.end != EXTENT_NONE)
        return scanners_more(row, scanners_row_extent(scanners, text));
    if (counters.end != EXTENT_NONE) /* each of their lines tells more */
        return counters.end == EXTENT_CUT ? scanners_more(counters, mem_info_counters_extent(text)) : 0;
    for (size_t i = 0; i < sizeof scanners_of_lists / sizeof scanners_of_lists[0]; i++) {
        const struct extent extent = scanners_of_lists[i](held);
        if (extent.end != EXTENT_NONE)
            return scanners_more(extent, scanners_of_lists[i](text));
    }
    *ret_is_known = false;
    return 0;
}

/* Whether the first AT bytes of TEXT, which begins as a userspace killer's words do, lack what makes them a sentence.
 */
static bool scanners_lack_rest(const struct scanners *scanners, str text, size_t at) {
    struct match ignored;
    return scanners->is_user && matcher_begins_killer(scanners->matcher, text) &&
           !matcher_find(scanners->matcher, str_first(text, at), SENTENCE_USER, &ignored);
}

size_t scanners_gain(const struct scanners *scanners, str text, size_t at) {
    bool is_known;
    const size_t blanks = text.len - str_trim_start(text).len;
    if (scanners->is_user && blanks < at) { /* as parts of a program's list are indented */
        text = str_from(text, blanks);
        at -= blanks;
    }
    size_t gain = scanners_gain_of_lists(scanners, text, str_first(text, at), &is_known);
    if (gain || is_known)
        return gain;
    gain = matcher_gain(scanners->matcher, text, at, scanners_speaker(scanners));
    return gain ? gain + 1 : scanners_lack_rest(scanners, text, at);
}

size_t scanners_open_name(const struct scanners *scanners, str text) {
    const bool may_be_summary = text.len > 0 && (*text.data == 'o' || *text.data == ','); /* nearly no other line is */
    const size_t len = may_be_summary ? oom_summary_open_name(text) : STR_NONE;
    return len == STR_NONE ? matcher_open_name(scanners->matcher, text) : len;
}

bool scanners_break_name(const struct scanners *scanners, str text, size_t at) {
    return oom_summary_breaks_name(text, at) || matcher_breaks_name(scanners->matcher, text, at);
}

bool scanners_know_row(const struct scanners *scanners, str text) {
    return scanners_row_extent(scanners, text).end == EXTENT_WHOLE;
}

bool scanners_know_part(str text) {
    return task_table_looks_like_row(text) || mem_info_begin_counters(text) || zones_begin(text) ||
           mem_info_totals_extent(text).end == EXTENT_WHOLE;
}

/* Whether the kernel's words that open or tell an event stand in TEXT where a row says them: a name before them, or
 * words that begin with a capital. */
static bool scanners_open_event(const struct sentence *row, str text) {
    if (row->speaker != SENTENCE_KERNEL)
        return false;
    if (row->place == SENTENCE_LAST && row->role == SENTENCE_TRIGGER) {
        const size_t at = str_find(text, row->begins);
        return at > 0 && at <= LIMIT_COMM && str_starts(str_from(text, at + row->begins.len), STR(": "));
    }
    for (size_t i = 0; row->place == SENTENCE_HOLDS && i < SENTENCE_OPENS && row->opens[i]; i++)
        if (str_ends(str_from_cstr(row->opens[i]), STR("#")) && str_has(text, sentence_literal(row->opens[i])))
            return *text.data >= 'A' && *text.data <= 'Z';
    return (row->role == SENTENCE_STATISTICS || (row->place != SENTENCE_HOLDS && *row->opens)) &&
           str_starts(text, row->begins);
}

bool scanners_begin_report(str text) {
    text = str_first(text, 64);
    if (text.len == 0 || oom_summary_end(text) != EXTENT_NONE)
        return text.len && *text.data == 'o';
    for (size_t i = 0; i < sentence_count; i++)
        if (scanners_open_event(&sentences[i], text))
            return true;
    return false;
}

bool scanners_hold_trigger(str text) {
    return str_find_byte(text, 'v') != STR_NONE && /* few lines have one */
           str_has(text, sentence_of(SENTENCE_TRIGGER)->begins);
}

bool scanners_end_in_key(str text) {
    size_t hint = 0;
    const size_t blank = str_find_last_byte(text, ' ');
    const str word = str_from(text, blank == STR_NONE ? 0 : blank + 1);
    return word.len > 0 && field_printed(&field_trigger, word, &hint);
}

/* ",task=java,pid=179,uid=1000" */
static bool scanners_end_in_task(str text) {
    uint64_t ignored;
    const size_t task = str_find(text, STR(",task="));
    if (task == STR_NONE || str_find(str_from(text, task + 1), STR(",task=")) != STR_NONE)
        return false;
    const size_t pid = str_find(str_from(text, task), STR(",pid="));
    struct scan scan = scan_of(str_from(text, task + pid + STR(",pid=").len));
    return pid != STR_NONE && scan_u64(&scan, &ignored) && scan_literal(&scan, STR(",uid=")) &&
           scan_u64(&scan, &ignored) && scan_done(&scan);
}

bool scanners_name_group(str text) {
    static const enum sentence_role roles[] = {SENTENCE_STATISTICS, SENTENCE_GROUP};
    text = str_trim_end(text);
    if (str_starts(text, STR("o")))
        return oom_summary_end(text) == EXTENT_WHOLE && scanners_end_in_task(text);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct sentence *row = sentence_of(roles[i]);
        if (str_starts(text, row->begins))
            return str_has(text, STR(" /")) && str_ends(text, str_from_cstr(row->ends[0]));
    }
    return false;
}

bool scanners_begin_record(str text) {
    return text.len > 0 && *text.data == 'a' && (mem_info_begin_record(text) || tables_begin_statistics(text));
}
