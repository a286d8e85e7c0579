/* A message that is being read into an event.
 * SPDX-License-Identifier: MIT */
#include "events/entry.h"

#include "base/ascii.h"
#include "events/unwrap.h"
#include "kernel/scanners.h"

struct span entry_span(const struct entry *entry) {
    return (struct span){entry->line, entry->line};
}

struct told entry_told(const struct entry *entry, const struct match *match) {
    return (struct told){.killer = (enum killer)match->row->kind,
                         .host = entry->message->host,
                         .name = match_words(match, STR("name")),
                         .text = entry->text,
                         .pid = match_number(match, STR("pid")),
                         .time = entry->message->time,
                         .uptime_us = entry->message->uptime_us,
                         .line = entry->line,
                         .line_base = entry->input->line_base,
                         .boot = entry->host ? entry->host->boots : 0,
                         .is_result = match->row->role == SENTENCE_UNIT_FAILED};
}

static bool entry_is_whole(const struct entry *entry) {
    const struct scanners scanners = {entry->matcher, NULL, false};
    return scanners_find_end(&scanners, entry->text);
}

/* Whether the text is a trigger or a kill without its end. Other sentences show by themselves that they are cut, or may
 * end anywhere. */
static bool entry_lacks_end(const struct entry *entry) {
    struct match match;
    return matcher_find(entry->matcher, entry->text, SENTENCE_KERNEL, &match) &&
           (match.row->role == SENTENCE_TRIGGER || match.row->role == SENTENCE_KILLED) && !entry_is_whole(entry);
}

static bool entry_is_unended(const struct entry *entry) {
    return entry->unwrap->last_line == entry->input->unended_line;
}

/* "oom_score_adj=30" of 300; a lone 0 is whole. */
static bool entry_ends_in_number(const struct entry *entry) {
    const str text = entry->text;
    size_t digits = 0;
    while (digits < text.len && ascii_is_digit(text.data[text.len - 1 - digits]))
        digits++;
    return digits > 1 || (digits == 1 && text.data[text.len - 1] != '0');
}

bool entry_may_be_cut(const struct entry *entry) {
    return (entry->message->at_limit || entry_is_unended(entry)) && !entry_is_whole(entry);
}

/* Warns of what puts no other figure in doubt. */
static void entry_remark(struct event *event, struct span lines, const char *statement) {
    const size_t count = event->warning_count;
    builder_warn(event, lines, "%s", statement);
    if (event->warning_count > count)
        event->warnings[count].is_aside = true;
}

/* Warns of what may be missing at the end of the line. */
static void entry_warn_of_end(const struct entry *entry) {
    struct event *event = entry->open->event;
    if (entry->message->cut)
        builder_warn(event, entry_span(entry), "Line too long: its end was not read.");
    if (entry->message->at_limit && entry_lacks_end(entry))
        builder_warn(event, entry_span(entry), "Line truncated by the log transport.");
    else if (entry_is_unended(entry) && !entry_is_whole(entry))
        builder_warn(event, entry_span(entry), "The input ends without a newline: its last line may be incomplete.");
    else if (entry_is_unended(entry) && entry_ends_in_number(entry))
        entry_remark(event, entry_span(entry),
                     "The input ends without a newline: the last number of it may lack digits.");
}

static void entry_warn_of_beginning(const struct entry *entry) {
    builder_warn(entry->open->event, entry_span(entry),
                 "The input begins within this line: the first word of it may be incomplete.");
}

/* In a function of its own: nearly no line needs its frame. */
static __attribute__((noinline)) void entry_doubt(const struct entry *entry) {
    entry_warn_of_end(entry);
    if (entry->begins_torn)
        entry_warn_of_beginning(entry);
}

/* What distinguishes a line of the kernel from one of "logger -t kernel": the kernel's have no process number, and
 * either all of one log have its clock, or none. NULL: nothing speaks against it. */
const char *entry_find_doubt(const struct entry *entry) {
    const struct message *message = entry->message;
    if (message->is_behind_program)
        return "The report has no prefix, and stands behind a program's line that has one: that program may have "
               "written it.";
    if (!message->program.len || message->continues)
        return NULL;
    if (!str_equal(message->program, STR("kernel")))
        return message->origin == MESSAGE_ORIGIN_UNKNOWN
                   ? "The log names another writer than the kernel here: a program may have written it."
                   : NULL;
    if (message->origin == MESSAGE_ORIGIN_KERNEL && message->facility > 0)
        return "The facility is not the kernel's: klogd of BusyBox writes so, and a program may have written it.";
    if (message->origin == MESSAGE_ORIGIN_UNKNOWN)
        return "The kernel's name bears a process number here, as no line of the kernel does: a program may have "
               "written it.";
    if (message->uptime_us == ABSENT && entry->open->host->has_clock)
        return open_event_clockless;
    return NULL;
}

/* Notes that a program may have written the line. */
static __attribute__((noinline)) void entry_note_doubt(const struct entry *entry) {
    struct open_event *open = entry->open;
    const char *doubt = entry_find_doubt(entry);
    if (doubt && !open->doubt)
        open->doubt = doubt;
    if (doubt && doubt == open->doubt)
        builder_cover(&open->doubted, entry->line);
    else if (!doubt && entry->message->uptime_us == ABSENT && !entry->message->continues)
        builder_cover(&open->clockless, entry->line);
}

/* Whether it has the kernel's name, but not all that the kernel's lines have. */
static bool entry_is_doubtful(const struct message *message) {
    const bool is_plain =
        message->origin == MESSAGE_ORIGIN_KERNEL && message->facility <= 0 && message->uptime_us != ABSENT;
    return message->is_behind_program || (message->program.len && !is_plain);
}

bool entry_claim(struct entry *entry) {
    const struct message *message = entry->message;
    open_event_claim(entry->all, entry->open, message, entry->input, entry->unwrap->pieces, entry->unwrap->last_line);
    if (message->cut || message->at_limit || entry_is_unended(entry) || entry->begins_torn)
        entry_doubt(entry);
    if (entry_is_doubtful(message) && !entry->is_duplicate)
        entry_note_doubt(entry);
    entry->is_claimed = true;
    entry->open->host->speaker = 0;
    entry->failed |= entry->open->event->arena->failed;
    return true;
}

bool entry_need_host(struct entry *entry) {
    if (entry->host)
        host_touch(&entry->all->hosts, entry->host);
    else
        entry->host = open_events_add_host(entry->all, entry->message->host);
    entry->failed |= !entry->host;
    return entry->host != NULL;
}

bool entry_begin(struct entry *entry) {
    if (!entry_need_host(entry))
        return false;
    if (!entry->host->events) { /* else it is recorded already */
        host_forget_recent(entry->host);
        host_record(entry->host, entry->message, entry->text);
    }
    entry->open = open_event_begin(entry->all, entry->host, entry->message);
    entry->failed |= !entry->open;
    if (!entry->open)
        return false;
    const struct part part = part_of(entry->message->text);
    if (part.rank != PART_NONE)
        progress_advance(open_event_progress(entry->open), &part);
    return entry_claim(entry);
}

void entry_end(struct entry *entry) {
    if (entry->open)
        open_event_end(entry->all, entry->open);
    entry->open = NULL;
}

void entry_withdraw(struct entry *entry) {
    entry_end(entry);
    entry->open = open_event_of(entry->host, entry->message->caller);
    entry->is_claimed = false;
}

bool entry_need_report(struct entry *entry, enum stage stage) {
    if (entry_has_report(entry) && entry->open->stage <= stage)
        return entry_claim(entry);
    entry_end(entry);
    return entry_begin(entry);
}
