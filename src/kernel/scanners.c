/* What the scanners together know of a text.
 * SPDX-License-Identifier: MIT */
#include "kernel/scanners.h"

#include "kernel/call_trace.h"
#include "kernel/mem_info.h"
#include "kernel/oom_summary.h"
#include "kernel/tables.h"
#include "kernel/zones.h"

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

bool scanners_begin_killer(str text) {
    static const str words[] = {STR_INIT("mem avail:"),  STR_INIT("low memory! "),
                                STR_INIT("sending SIG"), STR_INIT("Considered "),
                                STR_INIT("Killed /"),    STR_INIT("Marked /"),
                                STR_INIT("oomd kill: "), STR_INIT("[talos] Sending SIGKILL to cgroup ")};
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(text, words[i]))
            return true;
    return false;
}

bool scanners_begin_line(const struct scanners *scanners, str text) {
    text = str_trim_start(text);
    return scanners_row_extent(scanners, text).end != EXTENT_NONE || zones_begin(text) ||
           mem_info_totals_extent(text).end != EXTENT_NONE || task_table_header_extent(text).end != EXTENT_NONE ||
           (str_starts(text, STR("oom-kill")) && oom_summary_end(text) != EXTENT_NONE) ||
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

/* Of what a scanner knows; *RET_IS_KNOWN: one knows what is held. */
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
    return scanners->is_user && scanners_begin_killer(text) &&
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
    const size_t len = oom_summary_open_name(text);
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
    text = str_trim_end(text);
    if (str_starts(text, STR("oom-kill:")))
        return scanners_end_in_task(text);
    if (str_starts(text, STR("Memory cgroup stats for /")))
        return str_ends(text, STR(":"));
    return str_starts(text, STR("Tasks in /")) && str_ends(text, STR(" due to memory.oom.group set"));
}

bool scanners_begin_record(str text) {
    return text.len > 0 && *text.data == 'a' && (mem_info_begin_record(text) || tables_begin_statistics(text));
}
