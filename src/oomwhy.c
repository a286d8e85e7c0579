/* The flow: blocks to the reader, messages to the parser, events to the judgement, findings to the writer.
 * SPDX-License-Identifier: MIT */
#include <oomwhy/oomwhy.h>

#include "base/arena.h"
#include "diagnose/diagnose.h"
#include "events/daemons.h"
#include "events/parser.h"
#include "model/builder.h"
#include "model/clock.h"
#include "model/filter.h"
#include "model/limits.h"
#include "model/reckon.h"
#include "read/blocks.h"
#include "read/expected.h"
#include "read/follow.h"
#include "read/machine.h"
#include "read/rotation.h"
#include "read/source.h"
#include "report/delivery.h"
#include "report/escape.h"
#include "report/explain.h"
#include "report/report.h"
#include "report/task_sort.h"
#include "series/series.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct oomwhy {
    struct oomwhy_options options;
    struct filter filter;
    char *counted; /* the file of the events that the filter counted, or NULL */
    char *boot, *temporary_folder;
    struct expected *expected; /* NULL: packed files are unpacked when they are read */
    struct machines machines;
    enum oomwhy_status status; /* sticky: memory and output */
    struct blocks blocks;
    struct reader *reader;
    struct parser *parser;
    struct arena_budget events; /* of all that are in progress or wait */
    struct opener *opener;
    struct series *series;
    struct delivery delivery;
    struct turned turned;
    char *input;            /* the input in progress, or NULL */
    const char *path;       /* the name of what is being read, of which INPUT may be a part; or NULL */
    const char *machine;    /* whose it is, where the caller, a folder or an archive says so; or NULL */
    char found[256];        /* that, where a folder does */
    int64_t clock_start_us; /* of that machine; 0: unknown */
    uint64_t journal_us;    /* the newest time of a record of this machine's journal that was read; 0: none was */
    int64_t reach_us;       /* how far back this input goes, since 1970; 0: unknown */
    int64_t event_count, found_count;
    int64_t kernel_count; /* events of the kernel's OOM killer, wanted or not */
    int64_t ticked_us;    /* when what is complete was told last, by the caller's clock */
};

static enum oomwhy_status fail(struct oomwhy *handle, enum oomwhy_status status) {
    if (handle->status == OOMWHY_OK)
        handle->status = status;
    return handle->status;
}

static void warn_of(struct oomwhy *handle, const char *file, const char *sentence) {
    if (handle->options.warn)
        handle->options.warn(handle->options.context, file, sentence);
}

static void warn(struct oomwhy *handle, const char *sentence) {
    warn_of(handle, handle->input, sentence);
}

/* "skipped 5 events without ...": ONE and MANY are the words for one event and for several. Says nothing if COUNT is 0.
 * FILE is NULL for the input in progress. */
static void warn_count(struct oomwhy *handle, const char *file, const char *verb, int64_t count, const char *one,
                       const char *many) {
    char sentence[256];
    if (count == 0)
        return;
    snprintf(sentence, sizeof sentence, "%s %" PRId64 " %s", verb, count, count == 1 ? one : many);
    warn_of(handle, file ? file : handle->input, sentence);
}

/* Warns of the events that were skipped by their time: they may be complete long after their file was read. */
static void warn_of_times(struct oomwhy *handle) {
    struct filter *filter = &handle->filter;
    warn_count(handle, handle->counted, "skipped", filter->undated, "event without a wall-clock time",
               "events without a wall-clock time");
    warn_count(handle, handle->counted, "compared", filter->yearless,
               "event without a year by month, day and time only", "events without a year by month, day and time only");
    filter->undated = filter->yearless = 0;
    free(handle->counted);
    handle->counted = NULL;
}

/* EVENT is filtered next: what was counted for another file is reported first. */
static void count_for(struct oomwhy *handle, const struct event *event) {
    const str file = event->source_count > 0 ? event->sources[0].file : STR("");
    if (handle->counted && str_equal(str_from_cstr(handle->counted), file))
        return;
    warn_of_times(handle);
    handle->counted = strndup(file.data ? file.data : "", file.len); /* NULL: the input in progress */
}

/* --- events on their way out */

/* Makes an error of the output the handle's status. */
static void note_output(struct oomwhy *handle) {
    const int error = handle->delivery.out.error;
    if (error != 0)
        fail(handle, error == OOMWHY_ERROR_CLOSED ? OOMWHY_ERROR_CLOSED : OOMWHY_ERROR_OUTPUT);
    if (handle->delivery.is_short)
        fail(handle, OOMWHY_ERROR_MEMORY);
}

static void write_due(struct oomwhy *handle, bool end) {
    delivery_write_due(&handle->delivery, end);
    note_output(handle);
}

/* Nothing comes for a while. */
static void write_paused(struct oomwhy *handle) {
    if (handle->status != OOMWHY_OK)
        return;
    delivery_pause(&handle->delivery);
    note_output(handle);
}

/* --- events on their way in */

static bool explain_event(struct judged *judged) {
    return diagnose_explain(judged->judgement, &judged->diagnosis);
}

static struct judged *judge(struct oomwhy *handle, struct event *event) {
    struct judged *judged = arena_alloc(event->arena, sizeof *judged);
    if (!judged || !reckon(event, handle->options.page_size, &judged->reckoning) ||
        !diagnose(event, &judged->reckoning, series_compare(handle->series, event, &judged->reckoning),
                  &judged->diagnosis, &judged->judgement) ||
        !series_add(handle->series, event, &judged->diagnosis) || event->arena->failed)
        return NULL;
    judged->event = event;
    return judged;
}

/* Without numbers every event is compared: which ones are the first and the last is known at the end. */
static bool is_compared(const struct oomwhy *handle, const struct event *event) {
    const struct oomwhy_options *options = &handle->options;
    return options->compare_before == 0 || event->number == options->compare_before ||
           event->number == options->compare_after;
}

/* Judges EVENT and queues it for output. False: the caller frees it, because it is not wanted or memory is short. */
static bool keep_event(struct oomwhy *handle, struct event *event) {
    filter_note(&handle->filter, event);
    count_for(handle, event);
    if (!filter_check_place(&handle->filter, event))
        return false;
    const bool is_wanted = filter_takes_itself(&handle->filter, event) && is_compared(handle, event);
    handle->found_count += event->killer == KILLER_KERNEL && is_wanted;
    if (!handle->delivery.writer)
        return false;
    struct judged *judged = judge(handle, event);
    if (!judged)
        fail(handle, OOMWHY_ERROR_MEMORY);
    if (!judged || !is_wanted)
        return false;
    delivery_add(&handle->delivery, judged);
    return true;
}

static void tell(struct oomwhy *handle, struct event *event) {
    if (!keep_event(handle, event))
        event_free(event);
    write_due(handle, false);
}

/* Numbers the events in the order of their input, and reports them from the oldest on. */
static void tell_turned(struct oomwhy *handle) {
    struct turned *turned = &handle->turned;
    for (size_t i = 0; i < turned->count; i++)
        turned->events[i]->number = ++handle->event_count;
    while (turned->count > 0)
        tell(handle, turned->events[--turned->count]);
    turned->bytes = 0;
}

static void take_input(void *context, int64_t line_base) {
    struct oomwhy *handle = context;
    machines_note(&handle->machines, line_base, handle->machine, handle->clock_start_us);
}

static bool take_event(void *context, struct event *event) {
    struct oomwhy *handle = context;
    machines_name(&handle->machines, event);
    handle->kernel_count += event->killer == KILLER_KERNEL;
    if (!turned_may_hold(&handle->turned, event))
        tell_turned(handle);
    if (event->is_newest_first) {
        turned_hold(&handle->turned, event);
    } else {
        event->number = ++handle->event_count;
        tell(handle, event);
    }
    return handle->status == OOMWHY_OK;
}

/* --- bytes on their way in */

static bool take_block(void *context, str block) {
    struct oomwhy *handle = context;
    return reader_block(handle->reader, block);
}

static bool open_input_stages(struct oomwhy *handle) {
    handle->opener = opener_new();
    handle->parser = parser_new(take_event, take_input, handle);
    handle->events.most = LIMIT_EVENTS_BYTES;
    if (handle->parser)
        parser_share(handle->parser, &handle->events);
    handle->reader = handle->parser && handle->opener ? parser_reader(handle->parser, handle->opener) : NULL;
    blocks_open(&handle->blocks, take_block, handle);
    if (!handle->opener || !handle->parser || !handle->reader)
        return false;
    if (handle->delivery.writer && (handle->delivery.writer->wants_lines || handle->options.lines))
        parser_keep_lines(handle->parser);
    return true;
}

/* Ends a step: writes what is complete. Unless GOING, a stage stopped: because of an error of the output, which is then
 * known already, or because memory is short. */
static enum oomwhy_status check(struct oomwhy *handle, bool going) {
    if (handle->delivery.out.len > 0)
        out_flush(&handle->delivery.out);
    note_output(handle);
    return going ? handle->status : fail(handle, OOMWHY_ERROR_MEMORY);
}

static bool take_bytes(void *context, const char *bytes, size_t len) {
    return oomwhy_feed(context, bytes, len) == OOMWHY_OK;
}

static bool take_idle(void *context) {
    return oomwhy_idle(context) == OOMWHY_OK;
}

static bool take_tick(void *context) {
    struct oomwhy *handle = context;
    return oomwhy_tick(handle, handle->options.clock(handle->options.context)) == OOMWHY_OK;
}

static bool has_work(void *context) {
    const struct oomwhy *handle = context;
    return reader_has_work(handle->reader) || parser_has_work(handle->parser);
}

static bool goes_on(void *context, int64_t done, int64_t of) {
    const struct oomwhy *handle = context;
    return handle->options.go_on(handle->options.context, done, of);
}

static int copy_file(void *context, int fd) {
    const struct oomwhy *handle = context;
    return handle->options.copy(handle->options.context, fd);
}

static int held_file(void *context, const char *path) {
    const struct oomwhy *handle = context;
    return handle->options.open(handle->options.context, path);
}

/* Reports what was counted, at the end of each input and at the very end. */
static void warn_at_end(struct oomwhy *handle) {
    char *file = NULL;
    int64_t count;
    warn_count(handle, NULL, "cut", handle->blocks.cut_lines, "line longer than 1 MiB", "lines longer than 1 MiB");
    handle->blocks.cut_lines = 0;
    warn_of_times(handle);
    while ((count = parser_take_duplicates(handle->parser, &file)) > 0) {
        warn_count(handle, file, "skipped", count, "duplicate of an event already reported",
                   "duplicates of events already reported");
        free(file);
    }
}

/* A dump of memory that the OOM killer did not print is no event. Where no event is found, a warning says that there
 * was such a dump. */
static void warn_of_dumps(struct oomwhy *handle) {
    const struct dump *dumps;
    const size_t count = parser_dumps(handle->parser, &dumps);
    char sentence[256];
    for (size_t i = 0; handle->options.warn && handle->kernel_count == 0 && i < count; i++) {
        snprintf(sentence, sizeof sentence,
                 "the kernel printed its memory in lines %" PRId64 "-%" PRId64
                 ", without a word of the OOM killer: this is no OOM event",
                 dumps[i].lines.first - dumps[i].line_base, dumps[i].lines.last - dumps[i].line_base);
        handle->options.warn(handle->options.context, dumps[i].file, sentence);
    }
}

static const struct writer *choose_writer(const struct oomwhy_options *options) {
    return report_writer(str_from_cstr(options->format ? options->format : "text"));
}

/* The column's name in the library's own memory, as the caller's options are only copied. */
static str sort_of(const struct oomwhy_options *options) {
    const char *known;
    for (size_t i = 0; options->sort && (known = oomwhy_sort_column(i)); i++)
        if (strcmp(known, options->sort) == 0)
            return str_from_cstr(known);
    return STR("");
}

static bool options_are_valid(const struct oomwhy_options *options) {
    const int64_t page = options->page_size;
    bool page_is_valid = page == 0 || (page >= 1024 && page <= 1024 * 1024 && (page & (page - 1)) == 0);
    const bool jobs_are_valid = options->jobs >= 0 && options->jobs <= OOMWHY_JOBS_MOST;
    return page_is_valid && jobs_are_valid && options->last >= 0 && options->last <= OOMWHY_LAST_MOST &&
           options->width >= 0 && options->compare_before >= 0 && options->compare_after >= 0 &&
           (!options->sort || sort_of(options).len > 0) && (options->write || options->quiet) && choose_writer(options);
}

/* NULL stays NULL. */
static bool copy_option(const char *text, char **ret_copy) {
    *ret_copy = text ? strdup(text) : NULL;
    return *ret_copy || !text;
}

static bool open_delivery(struct oomwhy *handle) {
    const struct oomwhy_options *options = &handle->options;
    struct delivery *delivery = &handle->delivery;
    delivery->options = (struct report_options){
        .color = options->color,
        .width = options->width ? options->width : 80,
        .unicode = options->unicode,
        .all_tasks = options->all_tasks,
        .brief = options->brief,
        .full = options->full,
        .lines = options->lines,
        .now = options->now,
        .sort = sort_of(options),
    };
    delivery->explain = explain_event;
    delivery->filter = &handle->filter;
    delivery->latest = options->last;
    delivery->is_pair_turned = options->compare_before > options->compare_after;
    return delivery_open(delivery, options->quiet ? NULL : choose_writer(options), options->write, options->context);
}

static bool open_stages(struct oomwhy *handle) {
    const struct oomwhy_options *options = &handle->options;
    if (!filter_open(&handle->filter, options) || !copy_option(options->boot, &handle->boot) ||
        !copy_option(options->temporary_folder, &handle->temporary_folder))
        return false;
    if (options->jobs > 1 && !(handle->expected = expected_new(options->jobs)))
        return false;
    handle->series = series_new();
    return handle->series && open_delivery(handle) && open_input_stages(handle);
}

const char *oomwhy_format(size_t index) {
    const struct writer *writer;
    for (size_t i = 0; (writer = report_writer_at(i)); i++)
        if (writer->is_format && index-- == 0)
            return writer->name;
    return NULL;
}

const char *oomwhy_sort_column(size_t index) {
    return task_sort_column(index);
}

enum oomwhy_status oomwhy_open(const struct oomwhy_options *options, struct oomwhy **ret_handle) {
    if (!options_are_valid(options))
        return OOMWHY_ERROR_ARGUMENT;
    struct oomwhy *handle = calloc(1, sizeof *handle);
    if (!handle)
        return OOMWHY_ERROR_MEMORY;
    handle->options = *options;
    if (!open_stages(handle)) {
        oomwhy_close(handle);
        return OOMWHY_ERROR_MEMORY;
    }
    *ret_handle = handle;
    return OOMWHY_OK;
}

static enum oomwhy_status begin(struct oomwhy *handle, const char *name, const char *member, bool counts_records) {
    if (handle->status != OOMWHY_OK)
        return handle->status;
    const size_t room = strlen(name) + (member ? strlen(member) + 1 : 0) + 1;
    free(handle->input);
    handle->input = malloc(room);
    if (handle->input)
        snprintf(handle->input, room, "%s%s%s", name, member ? ":" : "", member ? member : "");
    if (handle->input)
        parser_begin_file(handle->parser, str_from_cstr(handle->input));
    return check(handle, handle->input && reader_begin(handle->reader, str_from_cstr(handle->input), counts_records));
}

enum oomwhy_status oomwhy_begin(struct oomwhy *handle, const char *name) {
    handle->machine = NULL;
    return begin(handle, name, NULL, false);
}

enum oomwhy_status oomwhy_feed(struct oomwhy *handle, const char *bytes, size_t len) {
    if (handle->status != OOMWHY_OK)
        return handle->status;
    return check(handle, blocks_feed(&handle->blocks, str_of(bytes, len)));
}

enum oomwhy_status oomwhy_idle(struct oomwhy *handle) {
    if (handle->status != OOMWHY_OK)
        return handle->status;
    check(handle, reader_idle(handle->reader) && parser_idle(handle->parser));
    write_paused(handle);
    return handle->status;
}

enum oomwhy_status oomwhy_end(struct oomwhy *handle) {
    if (handle->status != OOMWHY_OK)
        return handle->status;
    check(handle, blocks_end(&handle->blocks) && reader_end(handle->reader));
    warn_at_end(handle);
    return handle->status;
}

/* Events that are complete while their stream continues are not held back for an overview. */
enum oomwhy_status oomwhy_tick(struct oomwhy *handle, int64_t now_us) {
    const int64_t before = handle->event_count;
    if (handle->status != OOMWHY_OK)
        return handle->status;
    parser_set_clock(handle->parser, now_us);
    if (now_us - handle->ticked_us < LIMIT_TICK_US)
        return OOMWHY_OK;
    handle->ticked_us = now_us;
    check(handle, reader_tick(handle->reader, now_us) && parser_tick(handle->parser));
    if (handle->event_count > before)
        write_paused(handle);
    return handle->status;
}

/* The log goes on in another file. */
static bool take_next_file(void *context, const char *path) {
    struct oomwhy *handle = context;
    return oomwhy_end(handle) == OOMWHY_OK && begin(handle, path, NULL, false) == OOMWHY_OK;
}

static bool take_part(void *context, const struct content_input *input) {
    struct oomwhy *handle = context;
    const char *machine = handle->machine;
    if (oomwhy_end(handle) != OOMWHY_OK)
        return false;
    handle->machine = input->host ? input->host : machine;
    const bool going = begin(handle, handle->path, input->member, input->has_records) == OOMWHY_OK;
    handle->machine = machine;
    return going;
}

static void take_complaint(void *context, const char *sentence) {
    warn(context, sentence);
}

static void take_reach(void *context, enum content_clock clock, int64_t us) {
    struct oomwhy *handle = context;
    if (clock == CONTENT_SINCE_1970)
        handle->reach_us = us;
    else if (handle->clock_start_us > 0)
        handle->reach_us = handle->clock_start_us + us;
}

static bool take_kind(void *context, enum content_kind kind) {
    static const enum oomwhy_content contents[] = {[CONTENT_TEXT] = OOMWHY_CONTENT_TEXT,
                                                   [CONTENT_PACKED] = OOMWHY_CONTENT_PACKED,
                                                   [CONTENT_ARCHIVE] = OOMWHY_CONTENT_ARCHIVE,
                                                   [CONTENT_JOURNAL] = OOMWHY_CONTENT_JOURNAL};
    struct oomwhy *handle = context;
    if (!handle->options.content || handle->options.content(handle->options.context, contents[kind]))
        return true;
    fail(handle, OOMWHY_ERROR_MEMORY);
    return false;
}

static enum source_end read_file(struct oomwhy *handle, const char *path, const struct content_options *options,
                                 const struct source_sink *sink, const char **ret_sentence) {
    return handle->expected ? expected_read(handle->expected, path, options, sink, ret_sentence)
                            : source_read(path, options, sink, ret_sentence);
}

static enum source_end follow(struct oomwhy *handle, const struct oomwhy_input *input,
                              const struct content_options *options, const struct source_sink *sink,
                              const char **ret_sentence) {
    if (input->is_own_journal || input->with_journal)
        return source_follow_machine(input->is_own_journal ? NULL : input->path, options, sink, handle->journal_us,
                                     ret_sentence);
    return follow_read(input->path, options, sink, ret_sentence);
}

/* Reads what INPUT names. */
static enum oomwhy_status read_by(struct oomwhy *handle, const struct oomwhy_input *input, bool is_followed) {
    const struct oomwhy_options *wanted = &handle->options;
    const struct source_sink sink = {.content = {take_bytes, take_part, take_complaint, take_kind, take_reach,
                                                 wanted->copy ? copy_file : NULL, handle},
                                     .idle = take_idle,
                                     .tick = wanted->clock ? take_tick : NULL,
                                     .has_work = has_work,
                                     .go_on = wanted->go_on ? goes_on : NULL,
                                     .open = wanted->open ? held_file : NULL,
                                     .again = take_next_file,
                                     .is_followed = is_followed};
    const struct content_options options = {.identifiers = daemons_programs,
                                            .boot = handle->boot,
                                            .temporary_folder = handle->temporary_folder,
                                            .folder = input->folder};
    const char *sentence = NULL;
    if (wanted->clock)
        parser_set_clock(handle->parser, wanted->clock(wanted->context));
    const enum source_end end = is_followed ? follow(handle, input, &options, &sink, &sentence)
                                : input->is_own_journal
                                    ? source_read_journal(&options, &sink, &handle->journal_us, &sentence)
                                    : read_file(handle, input->path, &options, &sink, &sentence);
    if (end == SOURCE_OUT_OF_MEMORY)
        return fail(handle, OOMWHY_ERROR_MEMORY);
    const enum oomwhy_status status = oomwhy_end(handle);
    if (sentence && handle->options.warn)
        handle->options.warn(handle->options.context, input->path, sentence);
    if (status != OOMWHY_OK)
        return status;
    return end == SOURCE_TROUBLE ? OOMWHY_ERROR_INPUT : end == SOURCE_EMPTY ? OOMWHY_ERROR_EMPTY : OOMWHY_OK;
}

/* The machine whose log INPUT is, as its caller or its folders tell, or NULL. */
static const char *tell_machine(struct oomwhy *handle, const struct oomwhy_input *input) {
    if (input->host || !input->folder)
        return input->host;
    char room[MACHINE_ROOM];
    const str host = machine_find(str_from_cstr(input->path), str_from_cstr(input->folder), room);
    if (host.len == 0 || host.len >= sizeof handle->found)
        return NULL;
    memcpy(handle->found, host.data, host.len);
    handle->found[host.len] = '\0';
    return handle->found;
}

static enum oomwhy_status read_input(struct oomwhy *handle, const struct oomwhy_input *input, bool is_followed) {
    handle->path = input->name ? input->name : input->path;
    handle->machine = tell_machine(handle, input);
    handle->clock_start_us = input->clock_start_us;
    handle->reach_us = 0;
    enum oomwhy_status status = begin(handle, handle->path, NULL, false);
    if (status == OOMWHY_OK)
        status = read_by(handle, input, is_followed);
    handle->path = handle->machine = NULL;
    handle->clock_start_us = 0;
    return status;
}

enum oomwhy_status oomwhy_read_input(struct oomwhy *handle, const struct oomwhy_input *input) {
    return read_input(handle, input, false);
}

enum oomwhy_status oomwhy_read(struct oomwhy *handle, const char *path) {
    return read_input(handle, &(struct oomwhy_input){.path = path}, false);
}

enum oomwhy_status oomwhy_sort_rotated(char **paths, size_t count) {
    return rotation_sort(paths, count) ? OOMWHY_OK : OOMWHY_ERROR_MEMORY;
}

bool oomwhy_is_rotated(const char *a, const char *b) {
    return rotation_are_siblings(a, b);
}

int64_t oomwhy_reach_us(const struct oomwhy *handle) {
    return handle->reach_us;
}

enum oomwhy_status oomwhy_expect(struct oomwhy *handle, const char *path) {
    if (handle->status != OOMWHY_OK || !handle->expected)
        return handle->status;
    return expected_add(handle->expected, path) ? OOMWHY_OK : fail(handle, OOMWHY_ERROR_MEMORY);
}

enum oomwhy_status oomwhy_follow_input(struct oomwhy *handle, const struct oomwhy_input *input) {
    return read_input(handle, input, true);
}

enum oomwhy_status oomwhy_follow(struct oomwhy *handle, const char *path) {
    return read_input(handle, &(struct oomwhy_input){.path = path}, true);
}

/* Who asked for single events is not told about all of them. */
static const struct evidence_list *end_statements(struct oomwhy *handle) {
    static const struct evidence_list none;
    const struct filter *filter = &handle->filter;
    const bool is_single =
        handle->options.last || filter->event_count || filter->killed_count || clock_is_known(&filter->near);
    return is_single ? &none : series_statements(handle->series);
}

enum oomwhy_status oomwhy_finish(struct oomwhy *handle) {
    if (handle->status != OOMWHY_OK)
        return handle->status;
    check(handle, reader_idle(handle->reader) && reader_end(handle->reader) && parser_finish(handle->parser));
    if (handle->status == OOMWHY_OK)
        tell_turned(handle);
    warn_at_end(handle);
    warn_of_dumps(handle);
    if (parser_forgets(handle->parser))
        warn(handle, "duplicates of events after the first 16384 are not recognised");
    if (handle->status != OOMWHY_OK || !handle->delivery.writer)
        return handle->status;
    write_due(handle, true);
    delivery_end(&handle->delivery, end_statements(handle), handle->event_count);
    note_output(handle);
    return handle->status;
}

int64_t oomwhy_event_count(const struct oomwhy *handle) {
    return handle->event_count;
}

int64_t oomwhy_found_count(const struct oomwhy *handle) {
    return handle->found_count;
}

static const char *name_at(const struct filter_names *names, size_t index) {
    return index < names->count ? names->items[index] : NULL;
}

const char *oomwhy_host(const struct oomwhy *handle, size_t index) {
    return name_at(&handle->filter.seen, index);
}

const char *oomwhy_killed(const struct oomwhy *handle, size_t index) {
    return name_at(&handle->filter.seen_killed, index);
}

void oomwhy_span(const struct oomwhy *handle, struct oomwhy_time *ret_first, struct oomwhy_time *ret_last) {
    *ret_first = handle->filter.first;
    *ret_last = handle->filter.last;
}

int oomwhy_escape(const char *text, oomwhy_write_function *write, void *context) {
    return escape_hand_on(str_from_cstr(text), write, context);
}

static void explain(struct out *out, const struct oomwhy_options *options, const char *term,
                    enum explain *ret_explain) {
    const int width = options->width ? options->width : 80;
    if (term)
        *ret_explain = explain_term(out, width, options->color, str_from_cstr(term));
    else
        explain_list(out, width, options->color);
}

enum oomwhy_status oomwhy_explain(const struct oomwhy_options *options, const char *term) {
    if (!options->write || options->width < 0)
        return OOMWHY_ERROR_ARGUMENT;
    struct out *out = malloc(sizeof *out);
    if (!out)
        return OOMWHY_ERROR_MEMORY;
    enum explain how = EXPLAIN_FOUND;
    out_open(out, options->write, options->context);
    explain(out, options, term, &how);
    const int error = out_flush(out);
    free(out);
    if (how == EXPLAIN_UNKNOWN)
        return OOMWHY_ERROR_ARGUMENT;
    if (how == EXPLAIN_NEAR && options->warn)
        options->warn(options->context, term, "is spelled like no term; the nearest is explained");
    return error == 0 ? OOMWHY_OK : error == OOMWHY_ERROR_CLOSED ? OOMWHY_ERROR_CLOSED : OOMWHY_ERROR_OUTPUT;
}

void oomwhy_close(struct oomwhy *handle) {
    if (!handle)
        return;
    while (handle->turned.count > 0)
        event_free(handle->turned.events[--handle->turned.count]);
    reader_free(handle->reader);
    parser_free(handle->parser);
    opener_free(handle->opener);
    if (handle->series)
        series_free(handle->series);
    blocks_close(&handle->blocks);
    delivery_close(&handle->delivery);
    free(handle->input);
    filter_close(&handle->filter);
    free(handle->counted);
    free(handle->boot);
    free(handle->temporary_folder);
    expected_free(handle->expected);
    free(handle);
}
