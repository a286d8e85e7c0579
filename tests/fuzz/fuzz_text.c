/* Holds the small scanners and writers of text to their promises: times, cgroup paths, terminal, Markdown, HTML.
 * SPDX-License-Identifier: MIT */
#include "promise.h"

#include "base/arena.h"
#include "log/time.h"
#include "model/container.h"
#include "report/escape.h"
#include "report/html_page.h"
#include "report/markdown_text.h"

#include <stdbool.h>
#include <string.h>

/* --- times */

static void hold_stamp(const struct oomwhy_time *stamp) {
    HOLD(stamp->month >= 0 && stamp->month <= 12);
    if (stamp->month == 0)
        return;
    HOLD(stamp->day >= 1 && stamp->day <= 31 && stamp->hour >= 0 && stamp->hour <= 24);
    HOLD(stamp->minute >= 0 && stamp->minute <= 59 && stamp->second >= 0 && stamp->second <= 60);
    HOLD(stamp->nanosecond >= 0 && stamp->nanosecond <= 999999999 && stamp->digits >= 0 && stamp->digits <= 9);
    HOLD(stamp->year >= 0 && stamp->offset_min > -100 * 60 && stamp->offset_min < 100 * 60);
}

/* A time that is not read moves nothing; one that is read moves on. */
static void hold_scan(bool is_read, const struct scan *scan, str text) {
    HOLD(scan->end == text.data + text.len && scan->at >= text.data && scan->at <= scan->end);
    HOLD(is_read == (scan->at > text.data));
}

static void hold_times(str text) {
    static bool (*const scanners[])(struct scan *, struct oomwhy_time *) = {time_scan_iso, time_scan_syslog,
                                                                            time_scan_ctime};
    for (size_t i = 0; i < sizeof scanners / sizeof *scanners; i++) {
        struct oomwhy_time stamp = {0};
        struct scan scan = scan_of(text);
        const bool is_read = scanners[i](&scan, &stamp);
        hold_scan(is_read, &scan, text);
        hold_stamp(&stamp);
    }
}

static void hold_clocks(str text) {
    struct oomwhy_time stamp = {0};
    int64_t us = 0;
    struct scan scan = scan_of(text);
    hold_scan(time_scan_uptime(&scan, &us), &scan, text);
    scan = scan_of(text);
    hold_scan(time_scan_printk(&scan, &us), &scan, text);
    scan = scan_of(text);
    hold_scan(time_scan_clock(&scan, &stamp), &scan, text);
    HOLD(us >= 0);
    const int32_t month = time_month(text);
    HOLD(month >= 0 && month <= 12);
    const size_t at = time_find_printk(text);
    HOLD(at == STR_NONE || (at < text.len && text.data[at] == '['));
    time_is_weekday(text);
    int64_t epoch_us = 0;
    memcpy(&epoch_us, text.data, text.len < sizeof epoch_us ? text.len : sizeof epoch_us);
    time_of_epoch_us(epoch_us);
}

/* --- cgroup paths */

static void hold_views(const struct container *found) {
    const str *views[] = {&found->runtime, &found->id, &found->pod_uid, &found->qos, &found->unit, &found->slice};
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        for (size_t at = 0; at < views[i]->len; at++)
            sum += (unsigned char)views[i]->data[at];
    HOLD(sum != 1);
}

static void hold_container(str path) {
    struct arena arena = ARENA_INIT;
    const struct container found = container_of(&arena, path);
    hold_views(&found);
    HOLD(!arena.failed);
    arena_reset(&arena);
}

/* --- writers */

struct written {
    struct output output;
    struct out out;
};

static struct written written;

static void begin_writing(void) {
    written.output.len = 0;
    out_open(&written.out, output_write, &written.output);
}

/* What was written: one line of printable text. */
static str end_writing(void) {
    HOLD(out_flush(&written.out) == 0);
    hold_printable(&written.output);
    const str text = str_of(written.output.bytes, written.output.len);
    HOLD(text.len == 0 || str_find_byte(text, '\n') == STR_NONE);
    return text;
}

static void hold_terminal(str text) {
    size_t columns = 0;
    begin_writing();
    escape_out(&written.out, text);
    const str shown = end_writing();
    HOLD(escape_clean(shown, &columns) == shown.len);
    HOLD(columns == escape_columns(text));
    HOLD(!escape_is_plain(text) || str_equal(text, shown));
}

/* Pipes outside of code spans would end a cell; in them too, but for their backslash. */
static void hold_cell(str shown) {
    for (size_t at = 0; at < shown.len; at++)
        HOLD(shown.data[at] != '|' || (at > 0 && shown.data[at - 1] == '\\'));
}

static void hold_code(str text, bool in_table) {
    begin_writing();
    markdown_code(&written.out, text, in_table);
    const str shown = end_writing();
    size_t ticks = 0;
    while (ticks < shown.len && shown.data[ticks] == '`')
        ticks++;
    HOLD(text.len == 0 ? shown.len == 0 : ticks > 0 && shown.len > 2 * ticks);
    if (text.len == 0)
        return;
    const str inner = str_first(str_from(shown, ticks), shown.len - 2 * ticks);
    HOLD(markdown_ticks(inner) != ticks && markdown_ticks(shown) == ticks);
    if (in_table)
        hold_cell(shown);
}

static void hold_markdown_words(str text) {
    begin_writing();
    markdown_words(&written.out, text, true);
    hold_cell(end_writing());
}

static void hold_html_text(str text) {
    begin_writing();
    html_text(&written.out, text);
    const str shown = end_writing();
    for (size_t at = 0; at < shown.len; at++) {
        HOLD(memchr("<>\"'", shown.data[at], 4) == NULL);
        HOLD(shown.data[at] != '&' || str_find_byte(str_first(str_from(shown, at), 8), ';') != STR_NONE);
    }
}

/* Links of the program's own make marks, the log's text none: as many '<' as '>', in turn. */
static void hold_html_line(str text) {
    static struct html_terms terms;
    static bool has_terms;
    if (!has_terms)
        html_terms_open(&terms);
    has_terms = true;
    begin_writing();
    html_line(&written.out, text, &terms);
    const str shown = end_writing();
    bool is_open = false;
    for (size_t at = 0; at < shown.len; at++) {
        HOLD(shown.data[at] != (is_open ? '<' : '>'));
        is_open = shown.data[at] == '<' || (is_open && shown.data[at] != '>');
    }
    HOLD(!is_open);
}

static void hold_all(str text) {
    hold_times(text);
    hold_clocks(text);
    hold_container(text);
    hold_terminal(text);
    hold_code(text, false);
    hold_code(text, true);
    hold_markdown_words(text);
    hold_html_text(text);
    hold_html_line(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    /* Memory of its own, without a NUL behind it, so that a byte read too far is found. */
    char *copy = malloc(size > 0 ? size : 1);
    HOLD(copy != NULL);
    if (size > 0)
        memcpy(copy, data, size);
    hold_all(str_of(copy, size));
    free(copy);
    return 0;
}
