/* What the scanners together know of a text.
 * SPDX-License-Identifier: MIT */
#include "kernel/grammar.h"

#include "kernel/call_trace.h"
#include "kernel/counters.h"
#include "kernel/oom_summary.h"
#include "kernel/tables.h"
#include "kernel/totals.h"
#include "kernel/zones.h"

/* The scanners of what is no sentence. */
static struct extent (*const grammar_scanners[])(str text) = {
    task_table_header_extent, call_trace_extent,        oom_summary_extent, zones_extent, totals_extent,
    counters_extent,          tables_allocation_extent,
};

static struct extent grammar_row_extent(const struct grammar *grammar, str text) {
    if (!grammar->columns || !grammar->columns->count)
        return (struct extent){EXTENT_NONE, 0};
    return task_table_row_extent(grammar->columns, text);
}

bool grammar_begins_line(const struct grammar *grammar, str text) {
    text = str_trim_start(text);
    return grammar_row_extent(grammar, text).end != EXTENT_NONE || zones_begin(text) ||
           totals_extent(text).end != EXTENT_NONE || task_table_header_extent(text).end != EXTENT_NONE ||
           (str_starts(text, STR("oom-kill")) && oom_summary_extent(text).end != EXTENT_NONE) ||
           matcher_begins_line(grammar->matcher, text);
}

bool grammar_is_whole(const struct grammar *grammar, str text) {
    return oom_summary_extent(text).end == EXTENT_WHOLE || zones_extent(text).end == EXTENT_WHOLE ||
           matcher_extent(grammar->matcher, text).end == EXTENT_WHOLE;
}

static size_t grammar_more(struct extent held, struct extent both) {
    return both.facts > held.facts ? both.facts - held.facts : 0;
}

/* Of what a scanner knows; *RET_IS_KNOWN: one knows what is held. */
static size_t grammar_scanned_gain(const struct grammar *grammar, str text, str held, bool *ret_is_known) {
    const struct extent row = grammar_row_extent(grammar, held), counters = counters_extent(held);
    *ret_is_known = true;
    if (row.end != EXTENT_NONE)
        return grammar_more(row, grammar_row_extent(grammar, text));
    if (counters.end != EXTENT_NONE) /* each of their lines tells more */
        return counters.end == EXTENT_CUT ? grammar_more(counters, counters_extent(text)) : 0;
    for (size_t i = 0; i < sizeof grammar_scanners / sizeof grammar_scanners[0]; i++) {
        const struct extent extent = grammar_scanners[i](held);
        if (extent.end != EXTENT_NONE)
            return grammar_more(extent, grammar_scanners[i](text));
    }
    *ret_is_known = false;
    return 0;
}

size_t grammar_gain(const struct grammar *grammar, str text, size_t at) {
    bool is_known;
    const size_t gain = grammar_scanned_gain(grammar, text, str_first(text, at), &is_known);
    return gain || is_known ? gain : matcher_gain(grammar->matcher, text, at);
}

size_t grammar_open_name(str text) {
    const size_t len = oom_summary_open_name(text);
    return len == STR_NONE ? matcher_open_name(text) : len;
}

bool grammar_breaks_name(const struct grammar *grammar, str text, size_t at) {
    return oom_summary_breaks_name(text, at) || matcher_breaks_name(grammar->matcher, text, at);
}

bool grammar_is_row(const struct grammar *grammar, str text) {
    return grammar_row_extent(grammar, text).end == EXTENT_WHOLE;
}

bool grammar_is_part(str text) {
    return task_table_looks_like_row(text) || counters_begin(text) || zones_begin(text) ||
           totals_extent(text).end == EXTENT_WHOLE;
}
