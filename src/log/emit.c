/* What becomes of a line that is clean: its prefixes are taken off, it is split where it holds several messages, its
 * escapes are undone, and the messages are handed on in order.
 * SPDX-License-Identifier: MIT */
#include "log/emit.h"

#include "log/time.h"

/* --- a message --- */

bool emit_each_line(struct emit *emit, struct message message, str text, bool spans_lines) {
    for (;;) {
        const size_t end = str_find_byte(text, '\n');
        message.text = str_first(text, end);
        if (message.text.len > 0 && message.text.data[message.text.len - 1] == '\r')
            message.text.len--;
        if (!order_take(&emit->order, &message))
            return false;
        if (end == STR_NONE)
            return true;
        text = str_from(text, end + 1);
        message.continues = message.is_same_record = true;
        message.line += spans_lines;
    }
}

bool emit_text(struct emit *emit, struct message *message, enum escapes escapes, str text) {
    message->text = text;
    if (!unescape_text(&emit->unescape, escapes, &text))
        return false;
    if (text.data != message->text.data) /* nothing else can hold a line break */
        return emit_each_line(emit, *message, text, false);
    return order_take(&emit->order, message);
}

/* --- a line with prefixes --- */

/* logd's tag belongs to the text. */
static bool emit_add_lead(struct emit *emit, str lead, str *text) {
    struct buffer *led = &emit->led;
    buffer_clear(led);
    if (!buffer_add(led, lead) || !buffer_add(led, text->len > 0 ? STR(": ") : STR(":")) || !buffer_add(led, *text))
        return false;
    *text = buffer_text(led);
    return true;
}

void emit_note_prefix(struct emit *emit, const struct prefix_found *found, size_t width) {
    emit->bare.escapes = found->escapes;
    emit->bare.width = width;
    emit->bare.is_behind_program = false;
}

/* Takes the prefixes off *TEXT; false if there are none. */
static bool emit_strip(struct emit *emit, str *text, int64_t number, struct prefix_found *ret_found) {
    const char *from = text->data;
    if (!prefix_strip(&emit->prefixes, text, ret_found))
        return false;
    ret_found->message.line = number;
    emit_note_prefix(emit, ret_found, (size_t)(text->data - from));
    return true;
}

/* The message of a line, or the first of several. */
static bool emit_first(struct emit *emit, struct prefix_found *found, str text, const struct message *outer) {
    if (outer)
        message_fill_from(&found->message, outer);
    if (found->lead.len > 0 && !emit_add_lead(emit, found->lead, &text))
        return false;
    if (!found->message.continues)
        message_copy(&emit->bare.before, &found->message);
    emit->bare.len = text.len;
    return emit_text(emit, &found->message, found->escapes, text);
}

/* Takes the first of several messages off *TEXT, and the prefixes of the next one. */
static bool emit_next(struct emit *emit, struct prefix_found *found, str *text, const struct message *outer) {
    size_t end, next;
    if (!split_find(&emit->split, *text, &end, &next))
        return false;
    const int64_t number = found->message.line;
    emit->is_going = emit_first(emit, found, str_first(*text, end), outer);
    const char *const text_end = text->data + text->len;
    *text = str_from(*text, next);
    found->lead = str_of(NULL, 0);
    struct prefix_found behind;
    if (emit_strip(emit, text, number, &behind)) {
        behind.message.prefix = found->message.prefix;
        *found = behind;
    }
    if (text->data + text->len != text_end)
        split_begin_line(&emit->split);
    return emit->is_going;
}

bool emit_prefixed(struct emit *emit, struct prefix_found *found, str text, const struct message *outer) {
    emit->is_going = true;
    split_begin_line(&emit->split);
    while (found->message.origin != MESSAGE_ORIGIN_USER && split_may_find(&emit->split, text) &&
           emit_next(emit, found, &text, outer))
        ;
    return emit->is_going && emit_first(emit, found, text, outer);
}

/* --- a line without --- */

/* A new boot or file: nothing goes on, the prefixes are learnt again. */
static bool emit_separator(struct emit *emit, str line, int64_t number) {
    struct message message = message_nothing();
    message.line = number;
    message_copy(&emit->bare.before, &message);
    prefix_begin(&emit->prefixes, emit->grammar->begins_report);
    return emit_text(emit, &message, ESCAPES_NONE, line);
}

bool emit_opens_event(const struct emit *emit, str line) {
    int64_t newlines;
    return emit->grammar->find_opener(emit->grammar->opener, line, &newlines) != STR_NONE;
}

/* A report without a prefix behind lines that have one: another log begins. A short line may hold the beginning of the
 * name that a line break tears, or a prefix alone that a mailer has broken off. */
static bool emit_begins_bare_log(const struct emit *emit, str line) {
    enum { NAME_MOST = 16 };
    return emit->bare.len > NAME_MOST && emit->grammar->begins_report(str_trim_start(line));
}

/* What is known of LINE. What opens an event is no further line of the record before it: that one's time may be of
 * another event. */
static struct message emit_bare_message(struct emit *emit, str line, const struct message *outer) {
    struct message message = bare_message(&emit->bare, line, outer);
    if (!message.continues || message.is_same_record || !emit_opens_event(emit, line))
        return message;
    if (emit_begins_bare_log(emit, line)) {
        bare_end_prefixes(&emit->bare);
        message = bare_message(&emit->bare, line, outer);
        message.begins_log = true;
        return message;
    }
    message_forget_time(&message);
    message_forget_time(&emit->bare.before.message); /* nor is it the time of what follows */
    return message;
}

static bool emit_bare(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found = prefix_nothing(&emit->prefixes);
    found.message = emit_bare_message(emit, line, outer);
    found.message.line = number;
    found.message.line_len = outer ? 0 : line.len;
    found.escapes = emit->bare.escapes;
    if (number == emit->first_line)
        line = bare_cut_torn_prefix(line);
    line = bare_cut_indent(&emit->bare, line);
    const bool is_going = emit_prefixed(emit, &found, line, NULL);
    if (line.len == 0) /* no name goes on behind it */
        emit->bare.len = SIZE_MAX;
    return is_going;
}

bool emit_unprefixed(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found;
    if (bare_is_separator(line))
        return emit_separator(emit, line, number);
    if (bare_is_empty(&emit->bare, line))
        return true;
    const size_t stamp = time_find_printk(line);
    if (stamp == STR_NONE || stamp == 0)
        return emit_bare(emit, line, number, outer);
    str text = str_from(line, stamp);
    return emit_bare(emit, str_first(line, stamp), number, outer) &&
           (!emit_strip(emit, &text, number, &found) || emit_prefixed(emit, &found, text, outer));
}

bool emit_line(struct emit *emit, str line, int64_t number, const struct message *outer) {
    struct prefix_found found;
    str text = line;
    return emit_strip(emit, &text, number, &found) ? emit_prefixed(emit, &found, text, outer)
                                                   : emit_unprefixed(emit, line, number, outer);
}

void emit_begin(struct emit *emit, const struct grammar *grammar, struct arena *arena, const struct order_sink *sink) {
    emit->grammar = grammar;
    prefix_begin(&emit->prefixes, grammar->begins_report);
    bare_begin(&emit->bare);
    split_begin(&emit->split, grammar);
    emit->unescape = (struct unescape){.begins_record = grammar->begins_record, .room = {.arena = arena}};
    emit->led = (struct buffer){.arena = arena};
    order_begin(&emit->order, sink, grammar);
}
