/* One message on its way into an event.
 * SPDX-License-Identifier: MIT */
#include "events/entry.h"

#include "kernel/oom_summary.h"

struct span entry_span(const struct entry *entry) {
    return (struct span){entry->line, entry->line};
}

/* The event goes on in another input. Nearly no line asks: inlined, it and line_warn_end would cost each of them. */
__attribute__((noinline)) static void entry_source(struct entry *entry) {
    struct assembly *assembly = entry->assembly;
    struct event *event = entry->open->event;
    entry->open->source = assembly->source_serial;
    for (size_t i = 0; i < event->source_count; i++)
        if (event->sources[i].line_base == assembly->line_base)
            return;
    struct event_source *source = BUILDER_PUSH(event, event->sources, event->source_count, LIMIT_SOURCES, entry->line);
    if (!source)
        return;
    /* The parts of a dump may come the other way round. */
    while (source > event->sources && source[-1].line_base > assembly->line_base) {
        source[0] = source[-1];
        source--;
    }
    *source = (struct event_source){arena_copy(event->arena, str_of(assembly->source, assembly->source_len)),
                                    assembly->line_base};
    event->source_count++;
}

/* Whether the text ends with what the kernel says last: of a kill "file-rss:0kB" until 4.4, "shmem-rss:0kB" until 5.3
 * and of a reaped victim, "oom_score_adj:0" since; of a summary ",uid=0"; of a group "set". */
static bool entry_is_whole(const struct entry *entry) {
    const size_t blank = str_find_last_byte(entry->text, ' ');
    const str word = blank == STR_NONE ? entry->text : str_from(entry->text, blank + 1);
    if (str_starts(word, STR("file-rss:")) || str_starts(word, STR("shmem-rss:")))
        return str_ends(word, STR("kB"));
    if (str_starts(word, STR("oom_score_adj:")) && word.len > sizeof "oom_score_adj:" - 1)
        return true;
    return oom_summary_peek(entry->text) == OOM_SUMMARY_WHOLE || str_ends(entry->text, STR("memory.oom.group set")) ||
           str_equal(word, STR("yes")) || str_equal(word, STR("no"));
}

/* Whether the text opens or ends an event and wants more: other lines show themselves that they are cut, or may end
 * anywhere. */
static bool entry_wants_more(const struct entry *entry) {
    const size_t comma = str_find_last(entry->text, STR(", "));
    const str last = comma == STR_NONE ? STR("") : str_from(entry->text, comma + 2);
    if (str_has(entry->text, STR(" invoked oom-killer")))
        return !str_starts(last, STR("oom")) && !str_starts(last, STR("order="));
    return str_has(entry->text, STR("illed process ")) && !entry_is_whole(entry);
}

bool entry_may_be_cut(const struct entry *entry) {
    return (entry->message->at_limit || entry->last_line == entry->assembly->unended_line) && !entry_is_whole(entry);
}

/* Says what may be missing at the end of the line. */
__attribute__((noinline)) static void entry_warn_end(const struct entry *entry) {
    struct event *event = entry->open->event;
    if (entry->message->cut)
        builder_warn(event, entry_span(entry), "A line is too long: its end is not looked at.");
    if (entry->message->at_limit && entry_wants_more(entry))
        builder_warn(event, entry_span(entry),
                     "The line is as long as its transport lets a line be, and its end is missing.");
    else if (entry->last_line == entry->assembly->unended_line && !entry_is_whole(entry))
        builder_warn(event, entry_span(entry), "No line end follows: the line may be cut.");
}

bool entry_claim(struct entry *entry) {
    struct open_event *open = entry->open;
    const struct message *message = entry->message;
    if (open->unfinished_line)
        open_event_settle(open);
    open_event_touch(entry->assembly->all, open, message);
    if (entry->pieces > 1) {
        builder_cover(&open->event->lines, entry->last_line);
        open->own_lines += entry->pieces - 1;
    }
    if (open->source != entry->assembly->source_serial)
        entry_source(entry);
    if (message->cut || message->at_limit || entry->last_line == entry->assembly->unended_line)
        entry_warn_end(entry);
    if (open->event->arena->failed)
        entry->assembly->failed = true;
    return true;
}

bool entry_need_host(struct entry *entry) {
    if (!entry->host)
        entry->host = open_event_host_made(entry->assembly->all, entry->message->host);
    if (!entry->host)
        entry->assembly->failed = true;
    return entry->host != NULL;
}

bool entry_begin(struct entry *entry) {
    if (!entry_need_host(entry))
        return false;
    entry->open = open_event_begin(entry->assembly->all, entry->host, entry->message);
    if (!entry->open) {
        entry->assembly->failed = true;
        return false;
    }
    entry->host->aside = 0;
    return entry_claim(entry);
}

void entry_end(struct entry *entry) {
    if (entry->open)
        open_event_end(entry->assembly->all, entry->open);
    entry->open = NULL;
}

bool entry_need_report(struct entry *entry, enum stage stage) {
    if (entry->open && !entry->open->is_over && entry->open->stage <= stage)
        return entry_claim(entry);
    entry_end(entry);
    return entry_begin(entry);
}

void entry_reach(struct entry *entry, enum stage stage) {
    if (entry->open->stage < stage)
        entry->open->stage = stage;
}

void entry_certain(struct entry *entry) {
    entry->open->is_certain = true;
    entry->host->aside = 0;
}

bool entry_is_aside(const struct entry *entry) {
    return entry->host && entry->host->aside > 0 &&
           (!entry->open || entry->open->is_over || entry->open->stage >= STAGE_MEMORY);
}

void entry_doubt(struct entry *entry) {
    struct open_event *open = entry->open;
    if (!open || !open->unfinished_line || !open->is_unfinished_in_task)
        return;
    open->unfinished_line = 0;
    builder_warn(
        open->event, entry_span(entry),
        "the line before breaks off in the name of a process: it is cut, or the name holds a line break and this "
        "line is part of it");
}
