/* Separates the lines of other memory reports from the event's. Where the log names each line's printk caller, that
 * decides; else the order of a report's parts, the process that its head names, and who spoke last.
 * SPDX-License-Identifier: MIT */
#include "events/other_report.h"

#include "kernel/part.h"

#include <stdlib.h>

/* --- the host's list */

static uint64_t other_caller(const struct message *message) {
    return message->caller.len ? str_hash(message->caller) | 1 : 0;
}

static str other_name(const struct other_report *other) {
    return str_of(other->name, other->name_len);
}

static void other_drop(struct host *host, size_t at) {
    host->other_count--;
    memmove(host->others + at, host->others + at + 1, (host->other_count - at) * sizeof *host->others);
    if (host->speaker == at + 1)
        host->speaker = 0;
    else if (host->speaker > at + 1)
        host->speaker--;
}

/* Whether, by the kernel's clock or the number of lines since, nothing more of OTHER will come. */
static bool other_is_stale(const struct other_report *other, const struct message *message) {
    const bool has_clocks = other->last_uptime_us != ABSENT && message->uptime_us != ABSENT;
    return other->lines_left <= 0 || (has_clocks && message->uptime_us - other->last_uptime_us > LIMIT_OTHER_REPORT_US);
}

static void other_drop_stale(struct host *host, const struct message *message) {
    for (size_t i = host->other_count; i-- > 0;)
        if (other_is_stale(&host->others[i], message))
            other_drop(host, i);
}

/* Whether NEXT, a new report, shows that OTHER is over: a processor prints one at a time. */
static bool other_is_over(const struct other_report *other, const struct other_report *next) {
    if (progress_is_complete(&other->progress))
        return true;
    if (other->caller && next->caller)
        return other->caller == next->caller;
    return other->name_len && other->progress.rank == PART_NONE && str_equal(other_name(other), other_name(next));
}

static void other_make_room(struct host *host, const struct other_report *next) {
    for (size_t i = host->other_count; i-- > 0;)
        if (other_is_over(&host->others[i], next))
            other_drop(host, i);
    if (host->other_count == LIMIT_OTHER_REPORTS)
        other_drop(host, 0);
}

/* When memory is short it is not kept. */
static void other_add(struct host *host, const struct other_report *other) {
    if (!host->others)
        host->others = calloc(LIMIT_OTHER_REPORTS, sizeof *host->others);
    if (!host->others)
        return;
    other_make_room(host, other);
    host->others[host->other_count++] = *other;
    host->speaker = host->other_count;
}

static struct other_report other_made(const struct message *message, str name) {
    struct other_report other = {.caller = other_caller(message),
                                 .first_line = message->line,
                                 .lines_left = LIMIT_OTHER_REPORT_LINES,
                                 .last_uptime_us = message->uptime_us};
    name = str_first(str_trim(name), sizeof other.name);
    other.name_len = (unsigned char)name.len;
    if (name.len)
        memcpy(other.name, name.data, name.len);
    return other;
}

void other_report_begin(struct entry *entry, enum sentence_role role, str name) {
    struct other_report other = other_made(entry->message, name);
    if (role == SENTENCE_ASIDE_FIGURES) /* they follow at once */
        other.progress = (struct progress){.rank = PART_FRAME, .at = PART_FRAME_CLOSES, .is_traceless = true};
    other.has_figures = role != SENTENCE_ASIDE_TRACE;
    if (entry_need_host(entry))
        other_add(entry->host, &other);
}

void other_report_adopt(struct host *host, struct open_event *open) {
    const struct message message = {.line = open->event->lines.first, .uptime_us = open->event->last_uptime_us};
    struct other_report other = other_made(&message, STR(""));
    other.caller = open->event->caller.len ? str_hash(open->event->caller) | 1 : 0;
    other.progress = *open_event_progress(open);
    other.has_figures = true;
    if (other.progress.rank >= PART_MEM_INFO && !progress_is_complete(&other.progress))
        other_add(host, &other);
}

/* --- whose line it is */

/* A line, and the reports that it can belong to. */
struct other_choice {
    const struct entry *entry;
    const struct part *part;
    bool by_name;                         /* a process that both name must be the same */
    size_t best;                          /* 0: the event; else a report's place in the list, from 1 on */
    const struct progress *best_progress; /* NULL: none can take it */
    bool is_even;                         /* the event and another could take it, and the order does not tell */
};

static bool other_has_name(const struct other_choice *choice, str name) {
    const str other = choice->part->name;
    return !choice->by_name || !name.len || !other.len || str_equal(other, name);
}

static bool other_may_take(const struct other_choice *choice, const struct other_report *other) {
    const uint64_t caller = other_caller(choice->entry->message);
    return (!caller || !other->caller || caller == other->caller) &&
           (choice->part->owner != PART_KILLERS || !other->has_figures) &&
           (other->has_figures || choice->part->rank < PART_MEM_INFO) && other_has_name(choice, other_name(other)) &&
           progress_accepts(&other->progress, choice->part);
}

static bool other_event_may_take(const struct other_choice *choice) {
    const struct open_event *open = choice->entry->open;
    if (choice->part->rank == PART_MEM_INFO && choice->entry->host->other_count && open &&
        open_event_is_of_cgroup(open))
        return false;
    return entry_has_report(choice->entry) && open->stage <= STAGE_MEMORY &&
           open_event_expects(open, choice->part, choice->by_name);
}

/* How far a trace has come, an enum part_frame. */
static int other_trace_of(const struct progress *progress) {
    return progress->rank == PART_FRAME ? (int)progress->at : PART_FRAME_INNER;
}

/* After the last frame come registers, then the mark that closes the trace. */
static int other_order_of_frame(const struct part *part, const struct progress *progress, const struct progress *best) {
    const int trace = other_trace_of(progress), other = other_trace_of(best);
    if (part->at == PART_FRAME_CLOSES)
        return trace - other;
    if (part->is_noise)
        return (trace == PART_FRAME_LAST) - (other == PART_FRAME_LAST);
    return (other >= PART_FRAME_LAST) - (trace >= PART_FRAME_LAST);
}

/* A figure that other lines tell, too, is much nearer to those of one report. */
static int other_order_of_figure(const struct part *part, const struct progress *progress,
                                 const struct progress *best) {
    enum { MUCH = 4 };
    const int64_t distance = progress_distance(progress, part), other = progress_distance(best, part);
    if (distance == ABSENT || other == ABSENT)
        return 0;
    return distance < other / MUCH ? 1 : other < distance / MUCH ? -1 : 0;
}

/* Above 0 where the part is PROGRESS's rather than that of the best so far, below it where it is not. In a head and a
 * trace only the order of lines tells: the report that printed the last line continues. Of two that can print a line of
 * the figures it is the one for which it is the next; else the one that has come further, since the other must first
 * print what lies between. */
static int other_order(const struct other_choice *choice, const struct progress *progress) {
    const struct progress *best = choice->best_progress;
    const struct part *part = choice->part;
    const int by_figure = other_order_of_figure(part, progress, best);
    if (by_figure != 0)
        return by_figure;
    const bool has_nodes = progress->first_node || best->first_node;
    const bool is_next = progress_is_next(progress, part, has_nodes);
    if (is_next != progress_is_next(best, part, has_nodes))
        return is_next ? 1 : -1;
    if (part->rank == PART_FRAME)
        return other_order_of_frame(part, progress, best);
    if (part->rank < PART_FRAME || part->at == PART_FOLLOWS)
        return 0;
    return progress->rank == best->rank || !is_next || part->rank == PART_MEM_INFO ? progress_compare(progress, best)
                                                                                   : 0;
}

/* Whether it matters whose PART is: what ends a trace decides whose figures follow it. */
static bool other_matters(const struct part *part) {
    if (part->rank == PART_FRAME)
        return part->at == PART_FRAME_LAST || part->at == PART_FRAME_CLOSES;
    return part->rank >= PART_MEM_INFO && part->at != PART_FOLLOWS;
}

/* Where the order does not tell, the one that spoke last goes on. */
static void other_consider(struct other_choice *choice, size_t at, const struct progress *progress) {
    const struct host *host = choice->entry->host;
    if (!choice->best_progress) {
        choice->best = at;
        choice->best_progress = progress;
        return;
    }
    const int order = other_order(choice, progress);
    const bool has_speaker = host->speaker == at || host->speaker == choice->best;
    choice->is_even |= order == 0 && other_matters(choice->part);
    if (order == 0 && has_speaker ? host->speaker == at : order > 0) {
        choice->best = at;
        choice->best_progress = progress;
    }
}

static void other_choose(struct other_choice *choice) {
    const struct host *host = choice->entry->host;
    choice->best_progress = NULL;
    if (other_event_may_take(choice))
        other_consider(choice, 0, &choice->entry->open->progress);
    for (size_t i = host->other_count; i-- > 0;)
        if (other_may_take(choice, &host->others[i]))
            other_consider(choice, i + 1, &host->others[i].progress);
}

/* --- a report whose head was not seen */

/* Whether the event printed its last line just now. */
static bool other_is_soon(const struct entry *entry) {
    const int64_t last_us = entry->open->event->last_uptime_us, now_us = entry->message->uptime_us;
    return last_us != ABSENT && now_us != ABSENT && llabs(now_us - last_us) <= LIMIT_JITTER_US;
}

static bool other_lost_lines(const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_LOST_LINES)
            return true;
    return false;
}

/* Another process's head within a report of the OOM killer. */
static bool other_begins_unseen(const struct entry *entry, const struct part *part) {
    const struct open_event *open = entry->open;
    const str name = entry_has_report(entry) ? open->event->trigger.name : STR("");
    return name.len && part->rank == PART_IDENTITY && part->name.len && !str_equal(part->name, name) &&
           open->progress.rank >= PART_IDENTITY && other_is_soon(entry) && !other_lost_lines(open->event);
}

/* --- what is taken */

static void other_note_dump(const struct entry *entry, const struct part *part) {
    if (part->rank >= PART_MEM_INFO)
        open_events_note_dump(entry->all, entry->input->name, entry->input->line_base, entry_span(entry));
}

/* The figures of a report whose trace may have been taken for the event's, or that are printed before the event's own,
 * are kept as long as the event may be the one that printed them. */
static void other_read_figures(const struct entry *entry, const struct other_report *other, const struct part *part) {
    struct open_event *open = entry_has_report(entry) ? entry->open : NULL;
    if (!open || open->stage > STAGE_MEMORY || part->rank < PART_MEM_INFO ||
        (!open->is_unsure && open->progress.rank >= PART_MEM_INFO))
        return;
    if (!open->spare_line)
        open->spare_line = other->first_line;
    if (open->spare_line != other->first_line)
        return;
    const size_t warning_count = open->event->warning_count;
    open_event_turn_to_spare(open);
    open_event_read_figures(open, entry->text, entry->line);
    open_event_turn_to_spare(open);
    open->event->warning_count = warning_count;
    open->spare_progress = other->progress;
}

static void other_take(struct entry *entry, struct other_report *other, const struct part *part) {
    progress_advance(&other->progress, part);
    other->lines_left = LIMIT_OTHER_REPORT_LINES;
    if (entry->message->uptime_us != ABSENT)
        other->last_uptime_us = entry->message->uptime_us;
    entry->host->speaker = (size_t)(other - entry->host->others) + 1;
    other_note_dump(entry, part);
    other_read_figures(entry, other, part);
}

static void other_warn_of_mixture(const struct other_choice *choice) {
    const struct entry *entry = choice->entry;
    if (!choice->is_even || choice->part->rank < PART_MEM_INFO || !entry_has_report(entry) ||
        entry->host->others[entry->host->other_count - 1].first_line < entry->open->event->lines.first)
        return;
    open_event_warn_of_mixture(entry->open, entry_span(entry));
}

/* None can take the line: it is of the one that spoke last, if that is another report. */
static bool other_take_odd(struct entry *entry, const struct part *part) {
    struct host *host = entry->host;
    if (other_begins_unseen(entry, part)) {
        other_report_begin(entry, SENTENCE_ASIDE, part->name);
        if (host->speaker > 0)
            other_take(entry, &host->others[host->speaker - 1], part);
        return host->speaker > 0;
    }
    return host->speaker > 0 && (entry_has_report(entry) || part->rank <= PART_FRAME ||
                                 !progress_is_complete(&host->others[host->speaker - 1].progress));
}

static bool other_take_part(struct entry *entry, const struct part *part) {
    struct other_choice choice = {.entry = entry, .part = part, .by_name = true};
    other_choose(&choice);
    if (!choice.best_progress && part->name.len && entry->host->other_count) {
        choice.by_name = false;
        other_choose(&choice);
    }
    if (!choice.best_progress)
        return other_take_odd(entry, part);
    if (choice.is_even && part->rank <= PART_MEM_INFO && entry_has_report(entry))
        entry->open->is_unsure = true;
    other_warn_of_mixture(&choice);
    if (choice.best > 0)
        other_take(entry, &entry->host->others[choice.best - 1], part);
    else
        progress_advance(&entry->open->progress, part);
    return choice.best > 0;
}

/* No other report is known, and only a head can show one: any other line waits until its part is asked for. */
static bool other_put_off(const struct entry *entry) {
    if (entry->host->other_count > 0 || part_begins_identity(entry->text))
        return false;
    if (entry->open->stage <= STAGE_MEMORY)
        open_event_put_off(entry->open, entry->message->text);
    return true;
}

bool other_report_take(struct entry *entry) {
    struct host *host = entry->host;
    if (other_put_off(entry))
        return false;
    if (entry->open)
        open_event_progress(entry->open); /* what follows compares it with others' */
    other_drop_stale(host, entry->message);
    for (size_t i = 0; i < host->other_count && !entry_has_report(entry); i++)
        host->others[i].lines_left--;
    const struct part part = part_of(entry->message->text);
    return part.rank != PART_NONE && other_take_part(entry, &part);
}
