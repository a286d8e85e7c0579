/* One message on its way into an event.
 * SPDX-License-Identifier: MIT */
#include "events/entry.h"

#include "kernel/grammar.h"

struct span line_span(const struct line *line) {
    return (struct span){line->at, line->at};
}

/* The event goes on in another input. Nearly no line asks: inlined, it and line_warn_end would cost each of them. */
__attribute__((noinline)) static void line_source(struct line *line) {
    struct assembly *assembly = line->assembly;
    struct event *event = line->progress->event;
    line->progress->source = assembly->source_serial;
    for (size_t i = 0; i < event->source_count; i++)
        if (event->sources[i].line_base == assembly->line_base)
            return;
    struct event_source *source = BUILDER_PUSH(event, event->sources, event->source_count, LIMIT_SOURCES, line->at);
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

static bool line_is_whole(const struct line *line) {
    const struct grammar grammar = {line->assembly->matcher, NULL};
    return grammar_is_whole(&grammar, line->text);
}

/* Whether the text opens or ends an event and wants more: other lines show themselves that they are cut, or may end
 * anywhere. */
static bool line_wants_more(const struct line *line) {
    struct match match;
    if (!matcher_find(line->assembly->matcher, line->text, SENTENCE_KERNEL, &match))
        return false;
    return (match.row->role == SENTENCE_TRIGGER || match.row->role == SENTENCE_KILLED) && !line_is_whole(line);
}

bool line_may_be_cut(const struct line *line) {
    return (line->message->at_limit || line->last == line->assembly->unended_line) && !line_is_whole(line);
}

/* Says what may be missing at the end of the line. */
__attribute__((noinline)) static void line_warn_end(const struct line *line) {
    struct event *event = line->progress->event;
    if (line->message->cut)
        builder_warn(event, line_span(line), "A line is too long: its end is not looked at.");
    if (line->message->at_limit && line_wants_more(line))
        builder_warn(event, line_span(line),
                     "The line is as long as its transport lets a line be, and its end is missing.");
    else if (line->last == line->assembly->unended_line && !line_is_whole(line))
        builder_warn(event, line_span(line), "No line end follows: the line may be cut.");
}

bool line_is_own(struct line *line) {
    struct open_event *progress = line->progress;
    const struct message *message = line->message;
    if (progress->unfinished_line)
        open_event_settle(progress);
    open_event_touch(line->assembly->all, progress, message);
    if (line->pieces > 1) {
        builder_cover(&progress->event->lines, line->last);
        progress->own_lines += line->pieces - 1;
    }
    if (progress->source != line->assembly->source_serial)
        line_source(line);
    if (message->cut || message->at_limit || line->last == line->assembly->unended_line)
        line_warn_end(line);
    if (progress->event->arena->failed)
        line->assembly->failed = true;
    return true;
}

bool line_need_host(struct line *line) {
    if (!line->host)
        line->host = open_event_host_made(line->assembly->all, line->message->host);
    if (!line->host)
        line->assembly->failed = true;
    return line->host != NULL;
}

bool line_begin(struct line *line) {
    if (!line_need_host(line))
        return false;
    line->progress = open_event_begin(line->assembly->all, line->host, line->message);
    if (!line->progress) {
        line->assembly->failed = true;
        return false;
    }
    line->host->aside = 0;
    return line_is_own(line);
}

void line_end(struct line *line) {
    if (line->progress)
        open_event_end(line->assembly->all, line->progress);
    line->progress = NULL;
}

bool line_need_report(struct line *line, enum stage stage) {
    if (line->progress && !line->progress->is_over && line->progress->stage <= stage)
        return line_is_own(line);
    line_end(line);
    return line_begin(line);
}

void line_reach(struct line *line, enum stage stage) {
    if (line->progress->stage < stage)
        line->progress->stage = stage;
}

void line_certain(struct line *line) {
    line->progress->is_certain = true;
    line->host->aside = 0;
}

bool line_is_aside(const struct line *line) {
    return line->host && line->host->aside > 0 &&
           (!line->progress || line->progress->is_over || line->progress->stage >= STAGE_MEMORY);
}

void line_doubt(struct line *line) {
    struct open_event *progress = line->progress;
    if (!progress || !progress->unfinished_line || !progress->is_unfinished_in_task)
        return;
    progress->unfinished_line = 0;
    builder_warn(
        progress->event, line_span(line),
        "the line before breaks off in the name of a process: it is cut, or the name holds a line break and this "
        "line is part of it");
}
