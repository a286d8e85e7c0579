/* Puts together lines that were torn, where that is certain: by what carried them, or by a line break in a name.
 * SPDX-License-Identifier: MIT */
#include "events/unwrap.h"

#include "events/unwrap_line.h"
#include "events/unwrap_name.h"
#include "kernel/oom_summary.h"
#include "model/limits.h"

#include <stdlib.h>

void unwrap_free(struct unwrap *unwrap) {
    free(unwrap->bytes);
    *unwrap = (struct unwrap){0};
}

void unwrap_begin(struct unwrap *unwrap) {
    unwrap->is_flowed = unwrap->is_wrapped = unwrap->is_ragged = false;
    unwrap->broken_at = unwrap->row_torn_at = unwrap->longest = 0;
    unwrap->hangs = false;
}

/* Broken at a width, blanks kept, as a terminal breaks: mailers break at blanks, so nowhere in particular. */
static bool unwrap_is_flowed(const struct unwrap *unwrap) {
    return unwrap->is_flowed && !unwrap->is_ragged &&
           (unwrap->pieces > 1 || !unwrap->broken_at || unwrap->held.text.len == unwrap->broken_at);
}

/* A line without a prefix of its own. */
static bool unwrap_is_bare(const struct message *message) {
    return message->continues || message_is_bare(message);
}

/* Whether TEXT says what a line of its own says. */
static bool unwrap_is_sentence(str text) {
    static const str begins[] = {
        STR_INIT("oom-kill:constraint="),
        STR_INIT("Out of memory"),
        STR_INIT("Memory cgroup"),
        STR_INIT("Killed process"),
        STR_INIT("Tasks "),
        STR_INIT("Task in "),
        STR_INIT("Mem-Info"),
        STR_INIT("Node "),
        STR_INIT("lowmem_"),
        STR_INIT("CPU: "),
        STR_INIT("Call "),
        STR_INIT("Hardware name"),
        STR_INIT("oom_reaper"),
        STR_INIT("Kernel "),
        STR_INIT("Unreclaim"),
        STR_INIT("Free swap"),
        STR_INIT("Total swap"),
        STR_INIT("Swap "),
        STR_INIT("DMA"),
        STR_INIT("Normal"),
        STR_INIT("HighMem"),
        STR_INIT("Movable "),
        STR_INIT("memory: "),
        STR_INIT("memory+swap: "),
        STR_INIT("kmem: "),
        STR_INIT("[ pid ]"),
        STR_INIT("Workqueue: "),
    };
    text = str_trim_start(text);
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        if (str_starts(text, begins[i]))
            return true;
    return false;
}

/* A line that no mailer broke: the next word had room on it. */
static bool unwrap_breaks_early(const struct unwrap *unwrap, str next) {
    const size_t word = str_find_byte(next, ' ');
    return !unwrap->is_wrapped && unwrap->held.text.len + 1 + (word == STR_NONE ? next.len : word) <= unwrap->longest;
}

/* Whether a line without a prefix can be a further line of the held one's record. */
static bool unwrap_is_of_record(const struct unwrap *unwrap, const struct message *message) {
    if (message->continues)
        return message->is_same_record || (unwrap->hangs && !unwrap->is_wrapped);
    return unwrap_breaks_early(unwrap, message->text);
}

/* Whether MESSAGE can be of the held one's record: consoles and syslog write a prefix before each of its lines. Up
 * to 3.4 each line got a time of its own. */
static bool unwrap_is_twin(const struct unwrap *unwrap, const struct message *message, int64_t most_us) {
    const struct message *held = &unwrap->held;
    return message->uptime_us != ABSENT && held->uptime_us != ABSENT && message->uptime_us >= held->uptime_us &&
           message->uptime_us - held->uptime_us <= most_us && message->level == held->level &&
           str_equal(message->caller, held->caller) && str_equal(message->host, held->host);
}

/* A clock that counts in ticks of a millisecond or more tells many lines the same time. */
static bool unwrap_is_fine_time(const struct message *message) {
    return message->uptime_us % 1000 != 0;
}

/* The next line of a record whose name holds a line break, where each line has its prefix. */
static enum unwrap_join unwrap_decide_twin(const struct unwrap *unwrap, const struct message *message,
                                           const struct task_table *columns) {
    enum { PRINTING_US = 1000 };
    const str held = unwrap->held.text, next = message->text;
    if (!unwrap_is_twin(unwrap, message, PRINTING_US))
        return UNWRAP_APART;
    const bool is_same_time = unwrap_is_twin(unwrap, message, 0);
    if (unwrap_name_is_closed(held, next, is_same_time))
        return UNWRAP_BREAK;
    if (!is_same_time || !unwrap_is_fine_time(message) || unwrap_is_sentence(next))
        return UNWRAP_APART;
    return unwrap_name_opens_trigger(held, next) || unwrap_name_ends_row(held, next, columns) ? UNWRAP_BREAK
                                                                                              : UNWRAP_APART;
}

bool unwrap_may_go_on(const struct unwrap *unwrap, const struct message *message) {
    return unwrap->holds && (unwrap_is_bare(message) || unwrap_name_may_break(unwrap->held.text, message->text));
}

/* How MESSAGE goes on with a held sentence that lacks its end. */
static enum unwrap_join unwrap_how(const struct unwrap *unwrap, const struct message *message) {
    const str held = unwrap->held.text, next = message->text;
    const bool is_in_name = unwrap_name_open(held) != STR_NONE;
    const bool is_in_path = held.data[0] == 'o' && oom_summary_peek(held) != OOM_SUMMARY_NONE && !is_in_name;
    if (held.data[held.len - 1] == ' ' || next.data[0] == ' ' || unwrap_is_flowed(unwrap) || next.data[0] == ':' ||
        is_in_path || (!is_in_name && unwrap_line_is_torn_word(held, next)))
        return UNWRAP_GLUE;
    return is_in_name && unwrap_is_of_record(unwrap, message) ? UNWRAP_BREAK : UNWRAP_BLANK;
}

enum unwrap_join unwrap_decide(const struct unwrap *unwrap, const struct message *message,
                               const struct task_table *columns) {
    const str held = unwrap->held.text, next = message->text;
    if (!unwrap->holds || !held.len || !str_trim(next).len || unwrap->pieces >= LIMIT_JOINS ||
        held.len + next.len > LIMIT_LINE)
        return UNWRAP_APART;
    if (!unwrap_is_bare(message))
        return unwrap_decide_twin(unwrap, message, columns);
    if (unwrap_is_sentence(next))
        return UNWRAP_APART;
    if (unwrap_line_goes_on(held, next, columns, unwrap_is_flowed(unwrap) ? unwrap->row_torn_at : 0))
        return unwrap_how(unwrap, message);
    if (unwrap_is_of_record(unwrap, message) &&
        (unwrap_name_ends_row(held, next, columns) || (message->continues && unwrap_name_opens_trigger(held, next))))
        return UNWRAP_BREAK;
    return UNWRAP_APART;
}

/* Host, program, caller and text stand in the bytes one after another. */
static void unwrap_view(struct unwrap *unwrap) {
    struct message *held = &unwrap->held;
    const char *const bytes = unwrap->bytes;
    held->host.data = bytes;
    held->program.data = held->host.data + held->host.len;
    held->caller.data = held->program.data + held->program.len;
    const char *const text = held->caller.data + held->caller.len;
    unwrap->text_at = (size_t)(text - bytes);
    held->text.data = text;
}

static bool unwrap_widen(struct unwrap *unwrap, size_t size) {
    size_t room = unwrap->room ? unwrap->room : 512;
    while (room < size)
        room *= 2;
    char *bytes = realloc(unwrap->bytes, room);
    if (!bytes)
        return false;
    unwrap->bytes = bytes;
    unwrap->room = room;
    unwrap_view(unwrap);
    return true;
}

/* Room for SIZE bytes. */
static bool unwrap_reserve(struct unwrap *unwrap, size_t size) {
    return size <= unwrap->room || unwrap_widen(unwrap, size);
}

static void unwrap_learn(struct unwrap *unwrap, enum unwrap_join join, str next) {
    str held = unwrap->held.text;
    bool is_blank = held.data[held.len - 1] == ' ';
    if (join == UNWRAP_GLUE && is_blank)
        unwrap->is_flowed = true;
    else if (join == UNWRAP_GLUE && unwrap->is_flowed && held.data[0] == '[')
        unwrap->row_torn_at = held.len;
    if (join == UNWRAP_BREAK)
        return;
    unwrap->is_wrapped = true;
    if (unwrap->pieces > 1 || is_blank || next.data[0] == ' ')
        return;
    unwrap->is_ragged |= unwrap->broken_at && unwrap->broken_at != held.len;
    unwrap->broken_at = held.len;
}

static void unwrap_add(struct unwrap *unwrap, str text) {
    if (text.len)
        memcpy(unwrap->bytes + unwrap->len, text.data, text.len);
    unwrap->len += text.len;
}

/* More of the held text. */
static void unwrap_add_text(struct unwrap *unwrap, str text) {
    unwrap_add(unwrap, text);
    unwrap->held.text.len = unwrap->len - unwrap->text_at;
}

bool unwrap_append(struct unwrap *unwrap, enum unwrap_join join, const struct message *message) {
    str text = message->text;
    unwrap_learn(unwrap, join, text);
    if (join != UNWRAP_BREAK && unwrap->len > unwrap->text_at + 1 && unwrap->bytes[unwrap->len - 1] == '\\')
        unwrap->len--; /* an editor's sign that the line goes on */
    bool gap = join == UNWRAP_BLANK || join == UNWRAP_BREAK;
    if (!unwrap_reserve(unwrap, unwrap->len + text.len + 1))
        return false;
    if (gap)
        unwrap->bytes[unwrap->len++] = join == UNWRAP_BREAK ? '\n' : ' ';
    unwrap_add_text(unwrap, text);
    unwrap->pieces++;
    unwrap->last_line = message->line;
    return true;
}

/* " active_file:37 inactive_file:12 isolated_file:0", of the record that begins with "active_anon:" */
static bool unwrap_is_further(str text) {
    return str_starts(text, STR(" active_file:")) || str_starts(text, STR(" unevictable:")) ||
           str_starts(text, STR(" inactive_file:"));
}

bool unwrap_hold(struct unwrap *unwrap, const struct message *message) {
    const str text = str_first(message->text, LIMIT_LINE);
    if (!unwrap_reserve(unwrap, message->host.len + message->program.len + message->caller.len + text.len + 1))
        return false;
    unwrap->holds = true;
    unwrap->held = *message;
    unwrap->held.cut = message->cut || text.len < message->text.len;
    unwrap->len = 0;
    unwrap_add(unwrap, message->host);
    unwrap_add(unwrap, message->program);
    unwrap_add(unwrap, message->caller);
    unwrap_view(unwrap);
    unwrap_add_text(unwrap, text);
    unwrap->hangs |= message->continues && unwrap_is_further(message->text);
    unwrap->last_line = message->line;
    unwrap->longest = text.len > unwrap->longest ? text.len : unwrap->longest;
    unwrap->pieces = 1;
    return true;
}

const struct message *unwrap_release(struct unwrap *unwrap) {
    unwrap->holds = false;
    return &unwrap->held;
}
