/* The log stage in front of a parser.
 * SPDX-License-Identifier: MIT */
#include "events/intake.h"

#include "kernel/call_trace.h"
#include "kernel/locate.h"
#include "kernel/part.h"
#include "kernel/scanners.h"

static size_t intake_find_opener(const void *opener, str text, int64_t *ret_newlines) {
    return opener_find(opener, text, ret_newlines);
}

/* Other lines of a stack dump are no marks. */
static bool intake_is_trace_mark(str text) {
    return str_starts(text, STR("<")) && call_trace_is_noise(text);
}

/* "Node 0 DMA free:15360kB", "61078 total pagecache pages", "[  140]   106   140    56481": not sure, but cheap. */
static bool intake_may_be_figures(str text) {
    enum { KEY_MOST = 24 };
    static const char openings[] = "[0123456789";
    return memchr(openings, *text.data, sizeof openings - 1) || str_has(text, STR("kB")) ||
           str_has(text, STR(" pages")) || str_find_byte(str_first(text, KEY_MOST), ':') != STR_NONE;
}

struct grammar intake_grammar(const struct opener *opener) {
    return (struct grammar){
        .find_opener = intake_find_opener,
        .opener = opener,
        .is_trace_mark = intake_is_trace_mark,
        .may_be_figures = intake_may_be_figures,
        .begins_report = scanners_begin_report,
        .begins_record = scanners_begin_record,
        .holds_path = scanners_name_group,
        .ends_in_key = scanners_end_in_key,
        .find_sentence = locate_sentence,
        .start_sentence = locate_start,
        .find_place = part_place,
        .victim_of_line = part_named_pid,
        .place_first = PART_PLACE_FIRST,
        .place_late = PART_PLACE_LATE,
    };
}

static bool intake_take_message(void *context, const struct message *message) {
    const struct intake *intake = context;
    return parser_message(intake->parser, message);
}

static bool intake_begin_input(void *context, str name, int64_t line_base) {
    const struct intake *intake = context;
    if (intake->begin_input)
        intake->begin_input(intake->context, line_base);
    return parser_input(intake->parser, name, line_base);
}

static bool intake_take_pause(void *context) {
    const struct intake *intake = context;
    return parser_pause(intake->parser);
}

static void intake_take_unended(void *context, int64_t line) {
    const struct intake *intake = context;
    parser_unended(intake->parser, line);
}

static void intake_take_warning(void *context, const char *sentence) {
    const struct intake *intake = context;
    parser_doubt(intake->parser, sentence);
}

static bool intake_is_busy(const void *context) {
    const struct intake *intake = context;
    return parser_is_busy(intake->parser);
}

struct reader *intake_new(struct intake *intake, const struct opener *opener) {
    const struct grammar grammar = intake_grammar(opener);
    const struct reader_sink sink = {.message = intake_take_message,
                                     .begin_input = intake_begin_input,
                                     .pause = intake_take_pause,
                                     .unended = intake_take_unended,
                                     .warn = intake_take_warning,
                                     .is_busy = intake_is_busy,
                                     .context = intake};
    return reader_new(&sink, &grammar);
}
