/* Puts together lines that were torn, where that is certain: by what carried them, or by a line break in a name.
 * SPDX-License-Identifier: MIT */
#include "parse/mend.h"

#include "parse/bounds.h"
#include "parse/mend_name.h"
#include "parse/mend_wrap.h"
#include "parse/summary.h"

#include <stdlib.h>

void mend_free(struct mend *mend) {
    free(mend->bytes);
    *mend = (struct mend){0};
}

void mend_begin(struct mend *mend) {
    mend->is_flowed = mend->is_wrapped = mend->is_ragged = false;
    mend->broken_at = mend->row_torn_at = mend->longest = 0;
    mend->hangs = false;
    mend->held.dress = 0;
}

/* Broken at a width, blanks kept, as a terminal breaks: mailers break at blanks, so nowhere in particular. */
static bool mend_is_flowed(const struct mend *mend) {
    return mend->is_flowed && !mend->is_ragged &&
           (mend->pieces > 1 || !mend->broken_at || mend->held.text.len == mend->broken_at);
}

/* A line without a prefix of its own. */
static bool mend_is_bare(const struct message *message) {
    return message->continues || message_is_bare(message);
}

/* Whether TEXT says what a line of its own says. */
static bool mend_is_sentence(str text) {
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
static bool mend_breaks_early(const struct mend *mend, str next) {
    const size_t word = str_find_byte(next, ' ');
    return !mend->is_wrapped && mend->held.text.len + 1 + (word == STR_NONE ? next.len : word) <= mend->longest;
}

/* Whether a line without a prefix can be a further line of the held one's record. */
static bool mend_is_of_record(const struct mend *mend, const struct message *message) {
    if (message->continues)
        return message->is_same_record || (mend->hangs && !mend->is_wrapped);
    return mend_breaks_early(mend, message->text);
}

/* Whether MESSAGE can be of the held one's record: consoles and syslog write a prefix before each of its lines. Up
 * to 3.4 each line got a time of its own. */
static bool mend_is_twin(const struct mend *mend, const struct message *message, int64_t most_us) {
    const struct message *held = &mend->held;
    return message->uptime_us != OOMWHY_ABSENT && held->uptime_us != OOMWHY_ABSENT &&
           message->uptime_us >= held->uptime_us && message->uptime_us - held->uptime_us <= most_us &&
           (message_is_dressed_as(message, held->dress) ||
            (message->level == held->level && str_equal(message->caller, held->caller) &&
             str_equal(message->host, held->host)));
}

/* A clock that counts in ticks of a millisecond or more tells many lines the same time. */
static bool mend_is_fine_time(const struct message *message) {
    return message->uptime_us % 1000 != 0;
}

/* The next line of a record whose name holds a line break, where each line has its prefix. */
static enum mend_join mend_decide_twin(const struct mend *mend, const struct message *message,
                                       const struct columns *columns) {
    enum { PRINTING_US = 1000 };
    const str held = mend->held.text, next = message->text;
    if (!mend_is_twin(mend, message, PRINTING_US))
        return MEND_APART;
    const bool is_same_time = mend_is_twin(mend, message, 0);
    if (mend_name_is_closed(held, next, is_same_time))
        return MEND_BREAK;
    if (!is_same_time || !mend_is_fine_time(message) || mend_is_sentence(next))
        return MEND_APART;
    return mend_name_opens_trigger(held, next) || mend_name_ends_row(held, next, columns) ? MEND_BREAK : MEND_APART;
}

bool mend_may_go_on(const struct mend *mend, const struct message *message) {
    return mend->holds && (mend_is_bare(message) || mend_name_may_break(mend->held.text, message->text));
}

/* How MESSAGE goes on with a held sentence that lacks its end. */
static enum mend_join mend_how(const struct mend *mend, const struct message *message) {
    const str held = mend->held.text, next = message->text;
    const bool is_in_name = mend_name_open(held) != STR_NONE;
    const bool is_in_path = held.data[0] == 'o' && summary_peek(held) != SUMMARY_NONE && !is_in_name;
    if (held.data[held.len - 1] == ' ' || next.data[0] == ' ' || mend_is_flowed(mend) || next.data[0] == ':' ||
        is_in_path || (!is_in_name && mend_wrap_is_torn_word(held, next)))
        return MEND_GLUE;
    return is_in_name && mend_is_of_record(mend, message) ? MEND_BREAK : MEND_BLANK;
}

enum mend_join mend_decide(const struct mend *mend, const struct message *message, const struct columns *columns) {
    const str held = mend->held.text, next = message->text;
    if (!mend->holds || !held.len || !str_trim(next).len || mend->pieces >= BOUND_JOINS ||
        held.len + next.len > BOUND_LINE)
        return MEND_APART;
    if (!mend_is_bare(message))
        return mend_decide_twin(mend, message, columns);
    if (mend_is_sentence(next))
        return MEND_APART;
    if (mend_wrap_goes_on(held, next, columns, mend_is_flowed(mend) ? mend->row_torn_at : 0))
        return mend_how(mend, message);
    if (mend_is_of_record(mend, message) &&
        (mend_name_ends_row(held, next, columns) || (message->continues && mend_name_opens_trigger(held, next))))
        return MEND_BREAK;
    return MEND_APART;
}

/* Host, program, caller and text stand in the bytes one after another. */
static void mend_view(struct mend *mend) {
    struct message *held = &mend->held;
    const char *const bytes =
        mend->bytes ? mend->bytes : ""; /* a line without a host that stays where it is needs none */
    held->host.data = bytes;
    held->program.data = held->host.data + held->host.len;
    held->caller.data = held->program.data + held->program.len;
    const char *const text = held->caller.data + held->caller.len;
    mend->text_at = (size_t)(text - bytes);
    if (!held->stays)
        held->text.data = text;
}

static bool mend_widen(struct mend *mend, size_t size) {
    size_t room = mend->room ? mend->room : 512;
    while (room < size)
        room *= 2;
    char *bytes = realloc(mend->bytes, room);
    if (!bytes)
        return false;
    mend->bytes = bytes;
    mend->room = room;
    mend_view(mend);
    return true;
}

/* Room for SIZE bytes. */
static bool mend_reserve(struct mend *mend, size_t size) {
    return size <= mend->room || mend_widen(mend, size);
}

static void mend_learn(struct mend *mend, enum mend_join join, str next) {
    str held = mend->held.text;
    bool is_blank = held.data[held.len - 1] == ' ';
    if (join == MEND_GLUE && is_blank)
        mend->is_flowed = true;
    else if (join == MEND_GLUE && mend->is_flowed && held.data[0] == '[')
        mend->row_torn_at = held.len;
    if (join == MEND_BREAK)
        return;
    mend->is_wrapped = true;
    if (mend->pieces > 1 || is_blank || next.data[0] == ' ')
        return;
    mend->is_ragged |= mend->broken_at && mend->broken_at != held.len;
    mend->broken_at = held.len;
}

static void mend_add(struct mend *mend, str text) {
    if (text.len)
        memcpy(mend->bytes + mend->len, text.data, text.len);
    mend->len += text.len;
}

/* More of the held text. */
static void mend_add_text(struct mend *mend, str text) {
    mend_add(mend, text);
    mend->held.text.len = mend->len - mend->text_at;
}

/* Makes TEXT, which stands elsewhere, the held one. Inlined it would cost the lines that stay as much as it does. */
__attribute__((noinline)) static bool mend_copy_text(struct mend *mend, str text) {
    mend->held.stays = false;
    mend->held.text.len = 0;
    if (!mend_reserve(mend, mend->text_at + text.len + 1))
        return false;
    mend_view(mend);
    mend->len = mend->text_at;
    mend_add_text(mend, text);
    return true;
}

bool mend_keep(struct mend *mend) {
    return !mend->holds || !mend->held.stays || mend_copy_text(mend, mend->held.text);
}

bool mend_append(struct mend *mend, enum mend_join join, const struct message *message) {
    str text = message->text;
    if (!mend_keep(mend))
        return false;
    mend_learn(mend, join, text);
    if (join != MEND_BREAK && mend->len > mend->text_at + 1 && mend->bytes[mend->len - 1] == '\\')
        mend->len--; /* an editor's sign that the line goes on */
    bool gap = join == MEND_BLANK || join == MEND_BREAK;
    if (!mend_reserve(mend, mend->len + text.len + 1))
        return false;
    if (gap)
        mend->bytes[mend->len++] = join == MEND_BREAK ? '\n' : ' ';
    mend_add_text(mend, text);
    mend->pieces++;
    mend->last_line = message->line;
    return true;
}

/* " active_file:37 inactive_file:12 isolated_file:0", of the record that begins with "active_anon:" */
static bool mend_is_further(str text) {
    return str_starts(text, STR(" active_file:")) || str_starts(text, STR(" unevictable:")) ||
           str_starts(text, STR(" inactive_file:"));
}

bool mend_hold_text(struct mend *mend, const struct message *message) {
    const str text = str_first(message->text, BOUND_LINE);
    mend->holds = true;
    mend->held.text = text;
    mend->held.stays = message->stays;
    mend->held.uptime_us = message->uptime_us;
    mend->held.at_limit = message->at_limit;
    mend->held.cut = message->cut || text.len < message->text.len;
    mend->held.line = mend->last_line = message->line;
    mend->longest = text.len > mend->longest ? text.len : mend->longest;
    mend->pieces = 1;
    return message->stays || mend_copy_text(mend, text);
}

bool mend_hold(struct mend *mend, const struct message *message) {
    if (!mend_reserve(mend, message->host.len + message->program.len + message->caller.len))
        return false;
    mend->held = *message;
    mend->len = 0;
    mend_add(mend, message->host);
    mend_add(mend, message->program);
    mend_add(mend, message->caller);
    mend_view(mend);
    mend->hangs |= message->continues && mend_is_further(message->text);
    return mend_hold_text(mend, message);
}

const struct message *mend_release(struct mend *mend) {
    mend->holds = false;
    return &mend->held;
}
