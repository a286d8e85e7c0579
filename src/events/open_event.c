/* Events in progress, by host and printk caller.
 * SPDX-License-Identifier: MIT */
#include "events/open_event.h"

#include "kernel/key_values.h"
#include "kernel/sentences.h"
#include "kernel/tables.h"
#include "model/clock.h"
#include "model/victim.h"

#include <stdlib.h>

/* --- the report */

bool open_event_expects(const struct open_event *open, const struct part *part, bool by_name) {
    const str name = open->event->trigger.name;
    return part->owner != PART_OTHERS && (!by_name || !name.len || !part->name.len || str_equal(part->name, name)) &&
           progress_accepts(&open->progress, part);
}

static void open_event_read_part(struct open_event *open, str text) {
    const struct part part = part_of(text);
    if (part.rank != PART_NONE && open_event_expects(open, &part, true))
        progress_advance(&open->progress, &part);
}

/* Reads what was put off. */
static void open_event_catch_up(struct unread *unread) {
    struct open_event *open = unread->of;
    unread->of = NULL;
    for (size_t at = 0, len; open && at < unread->len; at += sizeof len + len) {
        memcpy(&len, unread->bytes + at, sizeof len);
        open_event_read_part(open, str_of(unread->bytes + at + sizeof len, len));
    }
}

void open_event_put_off(struct open_event *open, str text) {
    struct unread *unread = open->unread;
    if (unread->of != open || sizeof text.len + text.len > sizeof unread->bytes - unread->len) {
        open_event_catch_up(unread);
        unread->len = 0;
        if (sizeof text.len + text.len > sizeof unread->bytes) {
            open_event_read_part(open, text);
            return;
        }
        unread->of = open;
    }
    memcpy(unread->bytes + unread->len, &text.len, sizeof text.len);
    memcpy(unread->bytes + unread->len + sizeof text.len, text.data, text.len);
    unread->len += sizeof text.len + text.len;
}

struct progress *open_event_progress(struct open_event *open) {
    if (open->unread->of == open)
        open_event_catch_up(open->unread);
    return &open->progress;
}

bool open_event_read_figures(struct open_event *open, str text, int64_t line) {
    struct event *event = open->event;
    const bool is_zone = *text.data == 'N' && zones_line(&open->zones, event, text, line); /* the longest lines */
    if (!is_zone && !mem_info_totals(event, text, line) && !mem_info_counters(event, text, line) &&
        !zones_line(&open->zones, event, text, line))
        return false;
    builder_cover(&event->memory.lines, line);
    return true;
}

void open_event_turn_to_spare(struct open_event *open) {
    const struct memory memory = open->event->memory;
    const struct zones zones = open->zones;
    open->event->memory = open->spare;
    open->zones = open->spare_zones;
    open->spare = memory;
    open->spare_zones = zones;
}

bool open_event_is_of_cgroup(const struct open_event *open) {
    const struct cgroup *cgroup = &open->event->cgroup;
    return cgroup->memory.line || cgroup->stats_count || cgroup->path_line;
}

void open_event_warn_of_mixture(struct open_event *open, struct span lines) {
    if (!open->is_mixed)
        builder_warn(open->event, lines, "Another memory report was printed at the same time: figures may be mixed.");
    open->is_mixed = true;
}

/* The report whose figures are kept is the event's, and the other way round. */
static void open_event_change_places(struct open_event *open) {
    const struct progress progress = *open_event_progress(open);
    open_event_turn_to_spare(open);
    open->progress = open->spare_progress;
    for (size_t i = 0; i < open->host->other_count; i++)
        if (open->host->others[i].first_line == open->spare_line)
            open->host->others[i].progress = progress;
}

/* The event's figures are printed. Where another report's trace was printed with its own, they may be the other's: it
 * is so if the event has none, which it must have, or if the other's were the last to be printed before the tasks,
 * which follow at once. */
void open_event_settle_figures(struct open_event *open) {
    const bool is_unsure = open->is_unsure;
    const bool has_any = open_event_progress(open)->rank >= PART_MEM_INFO;
    if (!is_unsure && has_any)
        return;
    open->is_unsure = false;
    if (!open_event_is_of_cgroup(open) && progress_is_complete(&open->spare_progress) &&
        (!has_any ||
         (progress_is_complete(&open->progress) && open->spare.lines.last > open->event->memory.lines.last)))
        open_event_change_places(open);
    if (!is_unsure && open->progress.rank >= PART_MEM_INFO)
        open_event_warn_of_mixture(open, open->event->memory.lines);
}

void open_event_forget_figures(struct open_event *open) {
    if (!open->is_unsure || !open->event->memory.lines.first)
        return;
    builder_forget_memory(open->event);
    open->zones = (struct zones)ZONES_INIT;
    *open_event_progress(open) = (struct progress){.rank = PART_FRAME, .at = PART_FRAME_CLOSES};
    open->stage = STAGE_HEADER;
}

/* --- all of them */

struct open_events *open_events_new(open_event_sink *sink, void *context) {
    struct open_events *all = calloc(1, sizeof *all);
    if (!all)
        return NULL;
    all->sink = sink;
    all->context = context;
    return all;
}

void open_events_share(struct open_events *all, struct arena_budget *budget) {
    all->budget = budget;
}

void open_events_keep_lines(struct open_events *all) {
    all->keeps_lines = true;
}

/* --- the lists */

static void open_event_unlink(struct open_events *all, struct open_event *open) {
    *(open->older ? &open->older->newer : &all->oldest) = open->newer;
    *(open->newer ? &open->newer->older : &all->newest) = open->older;
}

static void open_event_link(struct open_events *all, struct open_event *open) {
    open->older = all->newest;
    open->newer = NULL;
    *(all->newest ? &all->newest->newer : &all->oldest) = open;
    all->newest = open;
}

/* Adds a new event: the latest of all, the first of its host. */
static void open_event_add(struct open_events *all, struct open_event *open) {
    open->earlier = all->latest;
    *(all->latest ? &all->latest->later : &all->earliest) = open;
    all->latest = open;
    open->next = open->host->events;
    open->host->events = open;
    open_event_link(all, open);
}

static void open_event_free(struct open_events *all, struct open_event *open) {
    struct open_event **of_host = &open->host->events;
    while (*of_host != open)
        of_host = &(*of_host)->next;
    *of_host = open->next;
    *(open->earlier ? &open->earlier->later : &all->earliest) = open->later;
    *(open->later ? &open->later->earlier : &all->latest) = open->earlier;
    open_event_unlink(all, open);
    if (all->unread.of == open)
        all->unread.of = NULL;
    free(open);
    all->has_ended = true;
}

void open_events_free(struct open_events *all) {
    if (!all)
        return;
    while (all->oldest) {
        event_free(all->oldest->event);
        open_event_free(all, all->oldest);
    }
    while (all->hosts.oldest)
        host_free(&all->hosts, all->hosts.oldest);
    free(all);
}

/* --- dumps of memory that are no event's */

/* Whether LINES go on with the last dump: a mixture of reports may lie between. */
static bool open_events_dump_goes_on(const struct open_events *all, int64_t line_base, struct span lines) {
    enum { NEAR = 64 };
    const struct dump *last = all->dump_count ? &all->dumps[all->dump_count - 1] : NULL;
    return last && last->line_base == line_base && lines.first >= last->lines.first &&
           lines.first - last->lines.last <= NEAR;
}

void open_events_note_dump(struct open_events *all, str file, int64_t line_base, struct span lines) {
    if (!lines.first)
        return;
    if (open_events_dump_goes_on(all, line_base, lines)) {
        builder_cover(&all->dumps[all->dump_count - 1].lines, lines.last);
        return;
    }
    if (all->dump_count == LIMIT_DUMPS)
        return;
    struct dump *dump = &all->dumps[all->dump_count++];
    file = str_first(file, LIMIT_DUMP_FILE);
    *dump = (struct dump){.line_base = line_base, .lines = lines};
    if (file.len)
        memcpy(dump->file, file.data, file.len);
}

size_t open_events_dumps(const struct open_events *all, const struct dump **ret_dumps) {
    *ret_dumps = all->dumps;
    return all->dump_count;
}

/* EVENT was only guessed: its figures are a dump of memory. */
static void open_event_drop(struct open_events *all, struct event *event) {
    if (event->source_count)
        open_events_note_dump(all, event->sources[0].file, event->sources[0].line_base, event->memory.lines);
    event_free(event);
}

/* --- ends */

/* Nothing completes the summary: its last name may be cut, and is left out. */
static void open_event_settle(struct open_event *open) {
    const struct span lines = {open->unfinished_line, open->unfinished_line};
    const bool is_in_value = open->unfinished > UNFINISHED_BETWEEN_VALUES;
    const str name = is_in_value ? oom_summary_forget_last(open->event) : STR("");
    open->unfinished = UNFINISHED_NOT;
    if (name.len)
        builder_warn(open->event, lines, "Line cut or wrapped: the name that begins with \"%.*s\" is left out.",
                     STR_ARG(str_first(name, LIMIT_QUOTE)));
    else
        builder_warn(open->event, lines, "Line cut or wrapped: its end is missing.");
}

/* Names the victim by what was printed, if there was no kill line. */
static void open_event_settle_victim(const struct open_event *open) {
    struct event *event = open->event;
    victim_add_named(event);
    victim_find_processes(event);
    if (event->kill_count && event->kill_uptime_us == ABSENT)
        event->kill_uptime_us = open->named_uptime_us;
}

void open_event_keep_caller(struct open_event *open) {
    struct event *event = open->event;
    struct frame_list *trace = &event->trigger.call_trace;
    struct frame *frame =
        open->caller.text.len ? BUILDER_NEXT(event, trace->items, trace->count, LIMIT_FRAMES, open->caller.line) : NULL;
    if (!frame)
        return;
    *frame = open->caller;
    trace->count++;
}

/* "oom-killer: gfp_mask=0xd0, order=0" and "Out of Memory: Killed process": kernels up to 2.6.17, whose clock may count
 * jiffies. Where no boot line shows that, a late time may be any. */
static bool open_event_has_doubtful_clock(const struct open_event *open) {
    const int64_t earliest_start_us = 4294667296000;
    const struct event *event = open->event;
    const bool is_old = (event->trigger.lines.first && !event->trigger.name.len) ||
                        (event->kill_count && str_equal(event->kills[0].message, STR(SENTENCE_OLD_MESSAGE)));
    return is_old && !open->host->clock_start_us && event->uptime_us >= earliest_start_us;
}

/* A single line after an unknown prefix that no other line has may have been written by anybody. */
static void open_event_doubt_prefix(struct open_event *open) {
    if (open->once_line > 0 && open->learnt_lines == 1 && !open->has_known_line)
        builder_warn(open->event, (struct span){open->once_line, open->once_line},
                     "Only this line tells of it, behind words of no known log format: a program may have written it.");
}

const char open_event_clockless[] =
    "A line here lacks the kernel's clock, which others bear: a program may have written it, or it is the rest of a "
    "torn line.";

static void open_event_doubt_kill(struct open_event *open) {
    builder_warn(open->event, open->doubted, "%s", open->doubt);
}

/* One torn line casts no doubt on what the others say. */
static void open_event_doubt_lines(struct open_event *open) {
    const size_t count = open->event->warning_count;
    builder_warn(open->event, open->doubted, "%s", open->doubt);
    if (open->event->warning_count > count)
        open->event->warnings[count].is_aside = open->doubt == open_event_clockless;
}

static bool open_event_has_doubtful_kill(const struct open_event *open) {
    const struct event *event = open->event;
    return event->kill_count && event->kills[0].line >= open->doubted.first &&
           event->kills[0].line <= open->doubted.last;
}

/* A line that tells of a kill may have been warned of when it was read. */
static void open_event_tell_doubt(struct open_event *open) {
    if (!open->doubt || open->event->killer != KILLER_KERNEL || open->is_kill_doubted)
        return;
    if (open_event_has_doubtful_kill(open))
        open_event_doubt_kill(open);
    else
        open_event_doubt_lines(open);
}

static void open_event_tell_order(struct event *event) {
    const size_t count = event->warning_count;
    builder_warn(event, event->lines, "The log stands newest first: it was read from its end.");
    if (event->warning_count > count)
        event->warnings[count].is_aside = true;
}

void open_event_end(struct open_events *all, struct open_event *open) {
    struct event *event = open->event;
    open_event_doubt_prefix(open);
    open_event_tell_doubt(open);
    if (open_event_has_doubtful_clock(open))
        event->uptime_us = ABSENT;
    if (event->is_newest_first)
        open_event_tell_order(event);
    const bool is_guessed = open->state == OPEN_GUESSED;
    if (open->unfinished)
        open_event_settle(open);
    open_event_settle_victim(open);
    open_event_keep_caller(open);
    if (!event->trigger.call_trace.count)
        event->trigger.call_trace = open->unsure;
    event->skipped_lines = event->lines.last - event->lines.first + 1 - open->own_line_count;
    if (event->skipped_lines < 0)
        event->skipped_lines = 0;
    open_event_free(all, open);
    if (is_guessed)
        open_event_drop(all, event);
    else
        all->sink(all->context, event);
}

void open_events_end_host(struct open_events *all, struct host *host) {
    while (host->events)
        open_event_end(all, host->events);
}

void open_events_forget_host(struct open_events *all, str name) {
    struct host *host = host_find(&all->hosts, name);
    if (!host)
        return;
    open_events_end_host(all, host);
    host_free(&all->hosts, host);
}

void open_events_end(struct open_events *all, bool only_over) {
    for (struct open_event *at = all->oldest, *next; at; at = next) {
        next = at->newer;
        if (!only_over || at->state == OPEN_OVER)
            open_event_end(all, at);
    }
}

static void open_event_warn_unheard(struct open_event *open) {
    const size_t count = open->event->warning_count;
    builder_warn(open->event, (struct span){open->event->lines.last, open->event->lines.last},
                 "No further line of it came for a minute: it is told as it is.");
    if (open->event->warning_count > count)
        open->event->warnings[count].is_aside = true;
}

static bool open_event_is_unheard(const struct open_event *open, int64_t now_us) {
    return now_us - open->event->read_us >= (open->state == OPEN_OVER ? LIMIT_LINGER_US : LIMIT_UNHEARD_US);
}

bool open_events_any_unheard(const struct open_events *all, int64_t now_us) {
    for (const struct open_event *at = all->oldest; at; at = at->newer)
        if (open_event_is_unheard(at, now_us))
            return true;
    return false;
}

void open_events_end_unheard(struct open_events *all, int64_t now_us) {
    for (struct open_event *at = all->oldest, *next; at; at = next) {
        next = at->newer;
        if (!open_event_is_unheard(at, now_us))
            continue;
        if (at->state != OPEN_OVER)
            open_event_warn_unheard(at);
        open_event_end(all, at);
    }
}

/* --- beginnings */

struct host *open_events_add_host(struct open_events *all, str name) {
    struct hosts *hosts = &all->hosts;
    if (hosts->count >= LIMIT_HOSTS) {
        open_events_end_host(all, hosts->oldest);
        host_free(hosts, hosts->oldest);
    }
    return host_add(hosts, name);
}

/* Whether a change to or from summer time may lie between both, in a log without time zones. */
static bool open_event_is_summer_time(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    enum { CHANGE_BEFORE = 5 };
    return !(a->has_offset && b->has_offset) && a->hour < CHANGE_BEFORE && b->hour < CHANGE_BEFORE;
}

bool open_event_is_apart(const struct open_event *open, const struct oomwhy_time *time) {
    enum { MOST_S = LIMIT_SILENT_US / 1000000, HOUR_S = 3600 };
    if (!clock_is_known(time) || !clock_is_known(&open->last_time))
        return false;
    const int64_t apart_s = clock_distance(time, &open->last_time);
    return apart_s > MOST_S &&
           !(open_event_is_summer_time(time, &open->last_time) && llabs(apart_s - HOUR_S) <= MOST_S);
}

struct host *open_events_other_form(const struct open_events *all, const struct message *message, int64_t line_base) {
    const struct open_event *open = all->newest;
    if (!open || open->state == OPEN_OVER || open->line_base != line_base || message->uptime_us == ABSENT ||
        open->event->last_uptime_us == ABSENT || (open->host->name.len > 0) == (message->host.len > 0))
        return NULL;
    const int64_t passed_us = message->uptime_us - open->event->last_uptime_us;
    return passed_us >= 0 && passed_us <= LIMIT_JITTER_US ? open->host : NULL;
}

static void open_event_take_remarks(struct host *host, struct event *event) {
    for (size_t i = 0; i < host->remark_count; i++) {
        const struct remark *remark = &host->remarks[i];
        if (event->lines.first - remark->line <= LIMIT_REMARK_LINES)
            builder_note(event, remark->kind, remark->line, remark->value, str_of(remark->text, remark->len));
    }
    host->remark_count = 0;
}

/* Makes room for one more event of HOST: ends the one that was idle for longest, if possible one that is over. */
static void open_event_make_room(struct open_events *all, struct host *host) {
    struct open_event *idle = host->events;
    size_t count = 0;
    for (struct open_event *at = host->events; at; at = at->next, count++) {
        const bool is_over = at->state == OPEN_OVER, idle_is_over = idle->state == OPEN_OVER;
        if (is_over != idle_is_over ? is_over : at->last_line < idle->last_line)
            idle = at;
    }
    if (count < LIMIT_OPEN_EVENTS)
        return;
    if (idle->state != OPEN_OVER)
        builder_warn(idle->event, (struct span){idle->last_line, idle->last_line},
                     "Too many events of this host at the same time: what follows is left out.");
    open_event_end(all, idle);
}

struct open_event *open_event_begin(struct open_events *all, struct host *host, const struct message *message) {
    struct open_event *open = malloc(sizeof *open);
    struct event *event = builder_new();
    if (!open || !event) {
        free(open);
        event_free(event);
        return NULL;
    }
    *open = (struct open_event){.host = host,
                                .event = event,
                                .is_of_tag = message->origin == MESSAGE_ORIGIN_KERNEL && message->program.len,
                                .is_of_facility = message->facility == 0,
                                .zones = ZONES_INIT,
                                .spare_zones = ZONES_INIT,
                                .spare = event->memory,
                                .unread = &all->unread,
                                .last_line = message->line,
                                .named_uptime_us = ABSENT,
                                .line_base = -1};
    open_event_make_room(all, host);
    open_event_add(all, open);
    if (all->budget)
        builder_share(event, all->budget);
    event->host = arena_copy(event->arena, message->host);
    event->caller = arena_copy(event->arena, message->caller);
    event->lines.first = message->line;
    event->boot = host->boots;
    event->boot_memory = host->boot_memory;
    event->is_newest_first = message->is_turned;
    open_event_take_remarks(host, event);
    return open;
}

/* --- own messages */

/* Takes the time of the first message that has one, with the year that other messages gave. */
static void open_event_date(struct open_event *open, const struct message *message) {
    struct event *event = open->event;
    event->time = message->time;
    if (message->time.year)
        return;
    event->time.year = time_year_of(&open->host->clue, message);
    event->year_inferred = event->time.year != 0;
}

/* What a journal's records tell besides. */
static void open_event_identify(struct event *event, const struct message *message) {
    if (!(event->boot_id.high | event->boot_id.low))
        event->boot_id = message->boot_id;
    if (!(event->machine_id.high | event->machine_id.low))
        event->machine_id = message->machine_id;
}

/* The event continues in another input. Parts of a crash dump may come in reverse order. */
static void open_event_add_source(struct open_event *open, const struct input *input, int64_t line) {
    struct event *event = open->event;
    open->line_base = input->line_base;
    for (size_t i = 0; i < event->source_count; i++)
        if (event->sources[i].line_base == input->line_base)
            return;
    struct event_source *source = BUILDER_PUSH(event, event->sources, event->source_count, LIMIT_SOURCES, line);
    if (!source)
        return;
    for (; source > event->sources && source[-1].line_base > input->line_base; source--)
        source[0] = source[-1];
    *source = (struct event_source){arena_copy(event->arena, input->name), input->line_base};
    event->source_count++;
}

static void open_event_make_newest(struct open_events *all, struct open_event *open) {
    open_event_unlink(all, open);
    open_event_link(all, open);
}

static void open_event_keep_line(const struct open_events *all, struct event *event, struct span lines, str text) {
    if (all->keeps_lines)
        builder_own_line(event, lines, text);
}

/* MESSAGE stands behind a prefix that was learnt. */
static void open_event_count_learnt(struct open_event *open, const struct message *message) {
    open->learnt_lines++;
    open->event->has_learnt_prefix = true;
    if (message->prefix == MESSAGE_PREFIX_LEARNT_ONCE)
        open->once_line = message->line;
}

/* What few messages need: the first of an event or of an input, what a journal tells, what was put off. In a function
 * of its own, since most messages need no frame for it. */
static __attribute__((noinline)) void open_event_claim_first(struct open_events *all, struct open_event *open,
                                                             const struct message *message, const struct input *input,
                                                             int64_t last_line) {
    struct event *event = open->event;
    if (open->unfinished)
        open_event_settle(open);
    if (event->uptime_us == ABSENT && message->uptime_us != ABSENT)
        event->uptime_us = host_uptime(open->host, message->uptime_us);
    if (!event->host.len && message->host.len)
        event->host = arena_copy(event->arena, message->host);
    if (!event->time.month && message->time.month)
        open_event_date(open, message);
    open_event_identify(event, message);
    if (message->prefix != MESSAGE_PREFIX_KNOWN)
        open_event_count_learnt(open, message);
    if (open->line_base != input->line_base)
        open_event_add_source(open, input, message->line);
    open_event_keep_line(all, event, (struct span){message->line, last_line}, message->text);
    if (all->newest != open)
        open_event_make_newest(all, open);
}

/* Whether MESSAGE tells OPEN what its messages before it told already: its clocks, its host and where they stand. */
static bool open_event_knows(const struct open_events *all, const struct open_event *open,
                             const struct message *message, const struct input *input) {
    const struct event *event = open->event;
    const bool has_ids =
        message->boot_id.high | message->boot_id.low | message->machine_id.high | message->machine_id.low;
    return !open->unfinished && !all->keeps_lines && all->newest == open && open->line_base == input->line_base &&
           (event->uptime_us != ABSENT || message->uptime_us == ABSENT) &&
           (event->time.month || !message->time.month) && (event->host.len || !message->host.len) && !has_ids &&
           message->prefix == MESSAGE_PREFIX_KNOWN;
}

void open_event_claim(struct open_events *all, struct open_event *open, const struct message *message,
                      const struct input *input, int64_t line_count, int64_t last_line) {
    struct event *event = open->event;
    open->before_last.last = event->lines.last;
    open->before_last.own_line_count = open->own_line_count;
    open->before_last.uptime_us = event->last_uptime_us;
    builder_cover(&event->lines, message->line);
    if (last_line != message->line)
        builder_cover(&event->lines, last_line);
    open->own_line_count += line_count + open->blank_lines;
    open->last_line = message->line;
    open->blank_lines = open->foreign_lines = 0;
    open->has_known_line |= message->prefix == MESSAGE_PREFIX_KNOWN;
    event->read_us = all->now_us;
    if (message->uptime_us != ABSENT)
        event->last_uptime_us = message->uptime_us;
    if (message->time.month)
        open->last_time = message->time;
    if (!open_event_knows(all, open, message, input))
        open_event_claim_first(all, open, message, input, last_line);
}

void open_event_give_back(struct open_event *open) {
    open->event->lines.last = open->before_last.last;
    open->own_line_count = open->before_last.own_line_count;
    open->event->last_uptime_us = open->before_last.uptime_us;
}

/* Puts the last one before the one that was kept before it. */
static void open_event_swap_last_lines(struct own_lines *own) {
    if (own->count < 2)
        return;
    struct own_line *last = &own->items[own->count - 1];
    const struct own_line earlier = *last;
    *last = last[-1];
    last[-1] = earlier;
}

void open_event_claim_earlier(const struct open_events *all, struct open_event *open, int64_t line, str text) {
    builder_cover(&open->event->lines, line);
    open->own_line_count++;
    open_event_keep_line(all, open->event, (struct span){line, line}, text);
    open_event_swap_last_lines(&open->event->own);
}

void open_event_claim_later(const struct open_events *all, struct event *event, const struct message *message) {
    builder_cover(&event->lines, message->line);
    open_event_keep_line(all, event, (struct span){message->line, message->line}, message->text);
}

/* --- other messages */

void open_event_pass(struct open_events *all, struct open_event *open) {
    open->foreign_lines++;
    if (open->foreign_lines > (open->state == OPEN_OVER ? LIMIT_LATE_LINES : LIMIT_FOREIGN_LINES))
        open_event_end(all, open);
}

void open_event_pass_blank(struct open_event *open) {
    open->blank_lines++;
}

/* --- progress of the report */

void open_event_conclude(struct open_event *open) {
    open_event_confirm(open);
    open_event_reach(open, SECTION_NONE, STAGE_KILL);
    open->state = OPEN_OVER;
}

void open_event_reopen(struct open_event *open, int64_t uptime_us) {
    open->state = OPEN_CERTAIN;
    open->section = SECTION_NONE;
    open->stage = STAGE_HEADER;
    *open_event_progress(open) = (struct progress){0};
    open->event->uptime_us = host_uptime(open->host, uptime_us);
}

void open_event_begin_group(struct open_event *open, int64_t uptime_us) {
    open_event_conclude(open);
    open->group_uptime_us = uptime_us;
}

void open_event_set_columns(struct open_event *open, const struct task_table *columns) {
    open->columns = *columns;
}

void open_event_set_unfinished(struct open_event *open, enum unfinished unfinished, int64_t line) {
    open->unfinished = unfinished;
    open->unfinished_line = line;
}

void open_event_name_victim(struct open_event *open, int64_t uptime_us) {
    if (open->named_uptime_us == ABSENT)
        open->named_uptime_us = uptime_us;
}

void open_event_doubt_name(struct open_event *open, int64_t line) {
    if (open->unfinished != UNFINISHED_IN_NAME)
        return;
    open->unfinished = UNFINISHED_NOT;
    builder_warn(
        open->event, (struct span){line, line},
        "The line before ends within a process name: it was cut, or the name contains a line break and this line is "
        "part of it.");
}

struct kill *open_event_kill(struct open_event *open, int64_t pid, str name) {
    struct event *event = open->event;
    for (size_t tried = 0; tried < event->kill_count && tried < LIMIT_KILLS_ASKED; tried++) {
        const size_t i = (open->reaped + tried) % event->kill_count;
        if (!victim_is(&event->kills[i], pid, name))
            continue;
        open->reaped = i + 1;
        return &event->kills[i];
    }
    return NULL;
}
