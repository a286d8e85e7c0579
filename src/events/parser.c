/* Turns messages into events. A message is recognised by its text, not by its neighbours.
 * SPDX-License-Identifier: MIT */
#include "events/parser.h"

#include "base/ascii.h"
#include "events/apply.h"
#include "events/daemons.h"
#include "events/fingerprint.h"
#include "events/other_report.h"
#include "events/unwrap.h"
#include "kernel/call_trace.h"
#include "kernel/part.h"
#include "kernel/scanners.h"
#include "log/prefix.h"
#include "model/clock.h"

#include <stdlib.h>

/* --- the kernel's words, for the log stage in front of the parser --- */

static size_t parser_find_opener(const void *opener, str text, int64_t *ret_newlines) {
    return opener_find(opener, text, ret_newlines);
}

static int parser_find_place(const void *opener, str text) {
    return part_place(opener_places(opener), text);
}

/* Other lines of a stack dump are no marks. */
static bool parser_is_trace_mark(str text) {
    return str_starts(text, STR("<")) && call_trace_is_noise(text);
}

/* "Node 0 DMA free:15360kB", "61078 total pagecache pages", "[  140]   106   140    56481": not sure, but cheap. */
static bool parser_may_be_figures(str text) {
    enum { KEY_MOST = 24 };
    static const char openings[] = "[0123456789";
    return memchr(openings, *text.data, sizeof openings - 1) || str_has(text, STR("kB")) ||
           str_has(text, STR(" pages")) || str_find_byte(str_first(text, KEY_MOST), ':') != STR_NONE;
}

struct grammar parser_grammar(const struct opener *opener) {
    return (struct grammar){
        .find_opener = parser_find_opener,
        .opener = opener,
        .is_trace_mark = parser_is_trace_mark,
        .may_be_figures = parser_may_be_figures,
        .begins_report = scanners_begin_report,
        .begins_record = scanners_begin_record,
        .holds_path = scanners_name_group,
        .ends_in_key = scanners_end_in_key,
        .find_sentence = locate_sentence,
        .start_sentence = locate_start,
        .find_place = parser_find_place,
        .victim_of_line = part_named_pid,
        .place_first = PART_PLACE_FIRST,
        .place_late = PART_PLACE_LATE,
    };
}

struct parser {
    parser_input_sink *begin_input; /* or NULL */
    void *context;
    struct matcher *matcher;
    struct open_events *all;
    struct queue *queue;
    struct pending *pendings[PENDINGS];
    struct unwrap unwrap;
    struct entry entry;       /* the message that is read */
    struct scanners scanners; /* without what is known of the held message */
    struct message_copy last; /* without its text: a message without a prefix inherits its host and caller */
    struct input input;
    int64_t now_us;  /* the reader's clock; 0: none */
    int64_t held_us; /* when the held message came */
    bool failed;     /* memory was short, or the sink stopped */
};

/* --- one message */

static bool parser_is_other_boot(const struct journal_id *a, const struct journal_id *b) {
    const bool are_known = (a->high | a->low) && (b->high | b->low);
    return are_known && (a->high != b->high || a->low != b->low);
}

/* The new boot of a journal's record, or a wall clock that is more than ten minutes off, end the event. A program may
 * write late, or by a clock of its own: only its later times count. */
static void parser_check_wall(struct entry *entry) {
    const bool is_user = entry->message->origin == MESSAGE_ORIGIN_USER;
    if (!entry->open)
        return;
    if (parser_is_other_boot(&entry->message->boot_id, &entry->open->event->boot_id)) {
        open_events_end_host(entry->all, entry->host);
        host_reboot(entry->host);
        entry->open = NULL;
    } else if (open_event_is_apart(entry->open, &entry->message->time) &&
               !(is_user && clock_apart(&entry->message->time, &entry->open->last_time) < 0)) {
        entry_end(entry);
    }
}

/* Whether the message bears a clock that the event, several lines long, does not, and lacks its own: another log
 * begins. The first lines of an excerpt may have lost theirs. */
static bool parser_is_of_other_clock(const struct entry *entry) {
    enum { LINES_LEAST = 8 };
    const struct message *message = entry->message;
    const struct open_event *open = entry->open;
    const bool has_uptime = message->uptime_us != ABSENT, has_time = message->time.month != 0;
    const bool had_uptime = open->event->last_uptime_us != ABSENT, had_time = open->last_time.month != 0;
    return has_uptime + has_time > 0 && !(has_uptime && had_uptime) && !(has_time && had_time) && !message->continues &&
           message->prefix == MESSAGE_PREFIX_KNOWN &&
           (had_uptime || had_time || llabs(message->line - open->event->lines.first) >= LINES_LEAST);
}

/* Lines of the event lack the kernel's clock, which this one of the same log bears. */
static void parser_doubt_clockless(const struct entry *entry) {
    struct open_event *open = entry->open;
    const struct message *message = entry->message;
    if (!open->clockless.first || message->uptime_us == ABSENT || !message->program.len ||
        message->origin != MESSAGE_ORIGIN_KERNEL || open->line_base != entry->input->line_base)
        return;
    if (!open->doubt)
        open->doubt = open_event_clockless;
    if (open->doubt == open_event_clockless) {
        builder_cover(&open->doubted, open->clockless.first);
        builder_cover(&open->doubted, open->clockless.last);
    }
    open->clockless = (struct span){0};
}

/* A clock that goes back is a reboot; a long pause ends the event. Where the kernel's clock is missing, the wall clock
 * decides. */
static void parser_check_clock(struct entry *entry) {
    const int64_t uptime_us = entry->message->uptime_us;
    if (!entry->open)
        return;
    parser_doubt_clockless(entry);
    if (uptime_us == ABSENT || entry->open->event->last_uptime_us == ABSENT) {
        if (parser_is_of_other_clock(entry))
            entry_end(entry);
        else
            parser_check_wall(entry);
        return;
    }
    const int64_t passed_us = uptime_us - entry->open->event->last_uptime_us;
    const bool is_step = uptime_us >= LIMIT_STEP_US && passed_us >= -LIMIT_STEP_US;
    if (passed_us < -LIMIT_JITTER_US && !is_step) {
        open_events_end_host(entry->all, entry->host);
        entry->open = NULL;
    } else if (passed_us > (entry_has_report(entry) ? LIMIT_SILENT_US : LIMIT_LATE_US)) {
        entry_end(entry);
    }
}

/* Whether another file tells the event from its first line on again, or may: the parts of a log that was cut may
 * overlap. */
static bool parser_tells_anew(const struct entry *entry) {
    const int64_t uptime_us = entry->message->uptime_us;
    return entry->open->line_base != entry->input->line_base &&
           (uptime_us == ABSENT || host_uptime(entry->host, uptime_us) <= entry->open->event->uptime_us);
}

/* Whether the entry's message is the host's last one again, or one of the event that is in progress: some of its lines
 * were pasted twice. What another file tells again is no part of it. */
static bool parser_is_duplicate(struct entry *entry) {
    if (!entry->open || entry->open->state == OPEN_OVER || parser_tells_anew(entry))
        host_forget_recent(entry->host);
    return host_record(entry->host, entry->message, entry->text) || host_is_again(entry->host);
}

/* Claims a duplicate while an event is in progress: it adds nothing. A report never has two equal lines in a row. */
static bool parser_take_duplicate(struct entry *entry) {
    if (!entry->host || !entry->host->events || !parser_is_duplicate(entry) || !entry->open)
        return false;
    const size_t speaker = entry->host->speaker; /* it may have been another report's */
    entry->is_duplicate = true;
    entry_claim(entry);
    entry->host->speaker = speaker;
    return true;
}

static enum sentence_speaker parser_speaker(const struct message *message) {
    static const enum sentence_speaker speakers[] = {[MESSAGE_ORIGIN_UNKNOWN] = SENTENCE_ANYBODY,
                                                     [MESSAGE_ORIGIN_KERNEL] = SENTENCE_KERNEL,
                                                     [MESSAGE_ORIGIN_USER] = SENTENCE_USER};
    return speakers[message->origin];
}

/* Whether the message has what no line of the report in progress has that began as the kernel's: a process number
 * behind the kernel's name, or another facility. */
static bool parser_is_strange(const struct entry *entry) {
    const struct message *message = entry->message;
    if (!entry_has_report(entry))
        return false;
    return (entry->open->is_of_tag && message->origin == MESSAGE_ORIGIN_UNKNOWN &&
            str_equal(message->program, STR("kernel"))) ||
           (entry->open->is_of_facility && message->facility > 0);
}

static bool parser_is_of_program(const struct sentence *row) {
    return row->role >= SENTENCE_USER_STATUS && row->role <= SENTENCE_UNIT_EXITED;
}

/* "earlyoom[300]: mem avail: ..": a program's tag where no transport precedes it. */
static bool parser_find_behind_tag(struct parser *parser, struct entry *entry, struct match *match) {
    struct scan scan = scan_of(entry->text);
    struct syslog_tag tag;
    if (entry->message->origin != MESSAGE_ORIGIN_UNKNOWN || entry->program.len || !syslog_scan_tag(&scan, &tag) ||
        tag.is_kernel)
        return false;
    const str text = str_trim_start(scan_rest(&scan));
    if (!matcher_find(parser->matcher, text, SENTENCE_USER, match) || !parser_is_of_program(match->row))
        return false;
    entry->text = text;
    entry->program = tag.program;
    return true;
}

/* A line that no scanner of a report took. */
static __attribute__((noinline)) void parser_apply_sentence(struct parser *parser, struct entry *entry,
                                                            enum sentence_speaker speaker) {
    struct match match;
    if (!matcher_find(parser->matcher, entry->text, speaker, &match) &&
        !parser_find_behind_tag(parser, entry, &match)) {
        if (speaker != SENTENCE_USER)
            apply_guess(entry);
        return;
    }
    if (match.row->role == SENTENCE_TRIGGER)
        unwrap_begin_report(&parser->unwrap);
    apply(entry, &match);
}

/* Whose words the entry's are; the time may end the report that they are strange to. */
static enum sentence_speaker parser_judge_speaker(struct entry *entry) {
    const enum sentence_speaker speaker = parser_speaker(entry->message);
    if (speaker != SENTENCE_USER && !parser_is_strange(entry))
        return speaker;
    parser_check_wall(entry);
    return parser_is_strange(entry) ? SENTENCE_USER : speaker;
}

/* What a message can be, in the order in which it is tried. */
static void parser_apply(struct parser *parser, struct entry *entry) {
    const enum sentence_speaker speaker = parser_judge_speaker(entry);
    if (speaker != SENTENCE_USER) {
        if (parser_take_duplicate(entry))
            return;
        parser_check_clock(entry);
        if ((other_report_is_expected(entry) && other_report_take(entry)) || apply_report_line(entry))
            return;
    }
    parser_apply_sentence(parser, entry, speaker);
}

/* Finds the host and the event that the entry may belong to. */
static void parser_find(struct parser *parser, struct entry *entry) {
    entry->host = host_find(&parser->all->hosts, entry->message->host);
    entry->open = NULL;
    if (!entry->host || !entry->host->events) {
        struct host *other = open_events_other_form(parser->all, entry->message, parser->input.line_base);
        entry->host = other ? other : entry->host;
    }
    if (!entry->host)
        return;
    entry->open = open_event_of(entry->host, entry->message->caller);
    time_note_year(&entry->host->clue, entry->message);
}

/* A busy program's lines, however many, do not end a report: their clock does. */
static bool parser_is_timed_chatter(const struct entry *entry) {
    return entry->message->origin == MESSAGE_ORIGIN_USER && clock_is_known(&entry->message->time) &&
           clock_is_known(&entry->open->last_time) && entry->open->state != OPEN_OVER;
}

static void parser_take(struct parser *parser, struct entry *entry) {
    parser_apply(parser, entry);
    if (entry->open && !entry->is_claimed && !parser_is_timed_chatter(entry))
        open_event_pass(parser->all, entry->open);
}

static str parser_behind_number(str text) {
    size_t at = 0;
    while (at < text.len && ascii_is_digit(text.data[at]))
        at++;
    return str_trim_start(str_from(text, at));
}

/* An event ended: what the queue holds may be due. */
static void parser_hand_out(struct parser *parser) {
    parser->failed |=
        matcher_failed(parser->matcher) || !queue_release(parser->queue, open_events_first_line(parser->all));
}

static bool parser_read(struct parser *parser, const struct message *message) {
    struct entry *entry = &parser->entry;
    entry->message = message;
    entry->text = str_trim_start(message->text);
    entry->program = message->program;
    entry->line = message->line;
    entry->is_claimed = entry->is_duplicate = false;
    if (entry->begins_torn) /* "300 total pagecache pages" may be 90300 */
        entry->text = parser_behind_number(entry->text);
    open_events_set_clock(parser->all, parser->held_us);
    parser_find(parser, entry);
    if (entry->text.len)
        parser_take(parser, entry);
    else if (entry->open)
        open_event_pass_blank(entry->open);
    open_events_expire(parser->all, message->line);
    if (open_events_take_end(parser->all))
        parser_hand_out(parser);
    parser->failed |= entry->failed;
    return !parser->failed;
}

/* --- lines that go on */

static bool parser_flush(struct parser *parser) {
    return !parser->unwrap.holds || parser_read(parser, unwrap_release(&parser->unwrap));
}

/* The columns of the task table that the held message may be a row of. */
static const struct task_table *parser_columns(const struct parser *parser) {
    const struct host *host = parser->unwrap.holds ? host_find(&parser->all->hosts, parser->unwrap.held.host) : NULL;
    return host && host->events ? &host->events->columns : NULL;
}

/* Whether a program wrote the held message. */
static bool parser_holds_program(const struct parser *parser) {
    const struct message *held = &parser->unwrap.held;
    return parser->unwrap.holds &&
           (held->origin == MESSAGE_ORIGIN_USER ||
            (held->origin == MESSAGE_ORIGIN_UNKNOWN && matcher_begins_killer(parser->matcher, held->text)));
}

/* Appends MESSAGE, which may go on, to the held one if it is the rest of it; else false. */
static __attribute__((noinline)) bool parser_join(struct parser *parser, const struct message *message) {
    struct scanners scanners = parser->scanners;
    enum unwrap_join join;
    scanners.columns = parser_columns(parser);
    scanners.is_user = parser_holds_program(parser);
    parser->failed |= !unwrap_decide(&parser->unwrap, message, &scanners, &join);
    if (join == UNWRAP_APART)
        return false;
    parser->failed |= !unwrap_append(&parser->unwrap, join, message);
    return true;
}

/* Holds MESSAGE with the host and the caller that it inherits, or passes on to those that follow. */
static __attribute__((noinline)) bool parser_hold_with_stream(struct parser *parser, const struct message *message) {
    if (!message_is_bare(message))
        message_copy(&parser->last, message);
    struct message held = *message;
    held.host = parser->last.message.host;
    held.caller = parser->last.message.caller;
    return unwrap_hold(&parser->unwrap, &held);
}

static bool parser_hold(struct parser *parser, const struct message *message) {
    const struct message *last = &parser->last.message;
    if (message->begins_log)
        parser->last.message = message_nothing();
    return str_equal_names(message->host, last->host) && str_equal_names(message->caller, last->caller) /* mostly */
               ? unwrap_hold(&parser->unwrap, message)
               : parser_hold_with_stream(parser, message);
}

/* Whether the held message is the input's first line, without the prefix that NEXT has. */
static bool parser_holds_torn(const struct parser *parser, const struct message *next) {
    const struct message *held = &parser->unwrap.held;
    return parser->unwrap.holds && held->line == parser->input.line_base + 1 && message_is_bare(held) &&
           next->line == held->line + 1 && !message_is_bare(next);
}

/* A message is held until the next one shows whether it goes on. */
static bool parser_take_message(void *context, const struct message *message) {
    struct parser *parser = context;
    if (unwrap_may_go_on(&parser->unwrap, message, &parser->scanners) && parser_join(parser, message))
        return !parser->failed;
    parser->entry.begins_torn = parser_holds_torn(parser, message);
    if (!parser_flush(parser))
        return false;
    parser->entry.begins_torn = false;
    parser->held_us = parser->now_us;
    parser->failed |= !parser_hold(parser, message);
    return !parser->failed;
}

/* --- inputs and ends */

static bool parser_take_input(void *context, str name, int64_t line_base) {
    struct parser *parser = context;
    if (parser->begin_input)
        parser->begin_input(parser->context, line_base);
    if (!input_begin(&parser->input, name, line_base))
        return false;
    parser->last.message = message_nothing();
    return true;
}

void parser_begin_file(struct parser *parser, str name) {
    if (parser->input.name.len > 0 && !input_is_of_same_log(parser->input.name, name))
        open_events_forget_host(parser->all, STR(""));
}

void parser_share(struct parser *parser, struct arena_budget *budget) {
    open_events_share(parser->all, budget);
}

void parser_keep_lines(struct parser *parser) {
    open_events_keep_lines(parser->all);
}

/* LINE, the next one, is the last of its input and has no newline: it may be incomplete. */
static void parser_take_unended(void *context, int64_t line) {
    struct parser *parser = context;
    parser->input.unended_line = line;
}

/* STATEMENT, of static life, becomes a warning of the events in progress and of those to come of this input. */
static void parser_take_doubt(void *context, const char *statement) {
    struct parser *parser = context;
    parser->input.doubt = statement;
}

/* The input ends: no line of the next one goes on with the last line of this one. */
static bool parser_take_pause(void *context) {
    struct parser *parser = context;
    const bool is_going = parser_flush(parser);
    unwrap_begin(&parser->unwrap);
    return is_going;
}

/* Ends all events in progress, or only those that are over, and hands out everything that is complete. */
static bool parser_end(struct parser *parser, bool only_over) {
    if (!parser_flush(parser))
        return false;
    parser->failed |= matcher_failed(parser->matcher);
    open_events_end(parser->all, only_over);
    return queue_flush(parser->queue) && !parser->failed;
}

bool parser_idle(struct parser *parser) {
    queue_begin_stream(parser->queue);
    return parser_end(parser, true);
}

void parser_set_clock(struct parser *parser, int64_t now_us) {
    parser->now_us = now_us;
}

bool parser_tick(struct parser *parser) {
    const int64_t now_us = parser->now_us;
    queue_begin_stream(parser->queue);
    const bool is_due = now_us - parser->held_us >= LIMIT_HOLD_US || open_events_any_unheard(parser->all, now_us);
    if (is_due && !parser_flush(parser)) /* the held line may be one of theirs */
        return false;
    parser->failed |= matcher_failed(parser->matcher);
    open_events_end_unheard(parser->all, now_us);
    return queue_tick(parser->queue, now_us) && !parser->failed;
}

bool parser_has_work(const struct parser *parser) {
    return parser->unwrap.holds || open_events_any(parser->all) || !queue_is_empty(parser->queue);
}

bool parser_finish(struct parser *parser) {
    return parser_end(parser, false);
}

size_t parser_dumps(const struct parser *parser, const struct dump **ret_dumps) {
    return open_events_dumps(parser->all, ret_dumps);
}

int64_t parser_take_duplicates(struct parser *parser, char **ret_file) {
    return queue_take_duplicates(parser->queue, ret_file);
}

bool parser_forgets(const struct parser *parser) {
    return queue_forgets(parser->queue);
}

/* Whether an event is in progress that the next lines may belong to. */
static bool parser_is_busy(const void *context) {
    const struct parser *parser = context;
    return open_events_any(parser->all);
}

struct reader *parser_reader(struct parser *parser, const struct opener *opener) {
    const struct grammar grammar = parser_grammar(opener);
    const struct message_sink sink = {.message = parser_take_message,
                                      .begin_input = parser_take_input,
                                      .pause = parser_take_pause,
                                      .unended = parser_take_unended,
                                      .warn = parser_take_doubt,
                                      .is_busy = parser_is_busy,
                                      .context = parser};
    return reader_new(&sink, &grammar);
}

/* An event has ended. */
static void parser_take_event(void *context, struct event *event) {
    struct parser *parser = context;
    daemons_take_over(parser->queue, event);
    if (parser->input.doubt)
        builder_warn(event, event->lines, "%s", parser->input.doubt);
    parser->failed |= event->arena->failed;
    event->id = fingerprint_id(event);
    queue_put(parser->queue, event);
}

void parser_free(struct parser *parser) {
    if (!parser)
        return;
    unwrap_free(&parser->unwrap);
    matcher_free(parser->matcher);
    open_events_free(parser->all);
    queue_free(parser->queue);
    pendings_free(parser->pendings);
    input_free(&parser->input);
    free(parser);
}

struct parser *parser_new(queue_sink *sink, parser_input_sink *begin_input, void *context) {
    struct parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return NULL;
    parser->begin_input = begin_input;
    parser->context = context;
    parser->matcher = matcher_new();
    parser->queue = queue_new(sink, context);
    parser->all = open_events_new(parser_take_event, parser);
    if (!parser->matcher || !parser->queue || !parser->all) {
        parser_free(parser);
        return NULL;
    }
    parser->scanners.matcher = parser->matcher;
    parser->entry = (struct entry){.matcher = parser->matcher,
                                   .all = parser->all,
                                   .queue = parser->queue,
                                   .pendings = parser->pendings,
                                   .unwrap = &parser->unwrap,
                                   .input = &parser->input};
    return parser;
}
