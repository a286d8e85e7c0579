/* Input whose newest lines come first.
 * SPDX-License-Identifier: MIT
 *
 * journalctl -r, dmesg | tac, and what log viewers and clouds show or export. Such input is recognised by its messages:
 * times that fall from line to line, and a report whose parts come in reverse. One falling time is a reboot,
 * or a clock that was set. Until the order of an input is known its messages are held; a log with the oldest lines
 * first shows that by its next time, or its next part. Of an input that is turned one report is held at a time, with
 * the lines that were printed before it. */
#include "log/order.h"

#include "base/ascii.h"
#include "model/clock.h"
#include "model/limits.h"

enum {
    ORDER_SEEN_MOST = 8,  /* more rises and falls are not remembered */
    ORDER_FALLS_LEAST = 2 /* that show that an input is turned */
};

struct order_held {
    struct order_held *next, *before; /* next: the one that came after it */
    struct message message;           /* its texts are in the arena */
    int place;                        /* in its report; 0: none */
};

/* --- the order of the input */

static void order_count(int *up, int *down) {
    if (*up < ORDER_SEEN_MOST)
        ++*up;
    else if (*down > 0)
        --*down;
}

static int order_sign(int64_t difference) {
    return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Lines of a report mostly have one time. */
static bool order_is_same_time(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    return a->second == b->second && a->minute == b->minute && a->hour == b->hour && a->day == b->day &&
           a->month == b->month && a->year == b->year && a->nanosecond == b->nanosecond &&
           a->has_offset == b->has_offset && a->offset_min == b->offset_min;
}

static struct order_stamp order_stamp_of(const struct message *message) {
    return (struct order_stamp){message->time, message->uptime_us, str_hash(message->host)};
}

/* The number of a host's name: mostly that of the message before. */
static uint64_t order_hash(struct order *order, str name) {
    if (order->last_name_len == name.len && str_same(order->last_name, name.data, name.len))
        return order->last_hash;
    const uint64_t hash = str_hash(name);
    if (name.len <= sizeof order->last_name) {
        order->last_name_len = name.len;
        str_put_name(order->last_name, name);
        order->last_hash = hash;
    }
    return hash;
}

static bool order_is_stamped(const struct order_stamp *stamp) {
    return stamp->uptime_us != ABSENT || clock_is_known(&stamp->time);
}

/* 1 if A is later than B, -1 if earlier, 0 where nothing tells. The wall clock goes on over a reboot. */
static int order_compare(const struct order_stamp *a, const struct order_stamp *b) {
    int sign = 0;
    if (clock_is_known(&a->time) && clock_is_known(&b->time) && !order_is_same_time(&a->time, &b->time)) {
        sign = order_sign(clock_apart(&a->time, &b->time));
        if (sign == 0 && a->time.digits == b->time.digits)
            sign = order_sign(a->time.nanosecond - b->time.nanosecond);
    }
    if (sign == 0 && a->uptime_us != ABSENT && b->uptime_us != ABSENT)
        sign = order_sign(a->uptime_us - b->uptime_us);
    return sign;
}

/* Several hosts may have several clocks, and several reports at a time. */
static struct order_host *order_host_of(struct order *order, uint64_t name) {
    for (size_t i = 0; i < order->host_count && i < ORDER_HOSTS; i++)
        if (order->hosts[i].name == name)
            return &order->hosts[i];
    struct order_host *host = &order->hosts[order->host_count++ % ORDER_HOSTS];
    *host = (struct order_host){.name = name, .last = {.uptime_us = ABSENT}, .part = {.uptime_us = ABSENT}};
    return host;
}

/* Programs write late, or by a clock of their own: their times are compared with each other. */
static void order_weigh_time(struct order *order, const struct message *message) {
    if (message->continues)
        return;
    const struct order_stamp stamp = {message->time, message->uptime_us, order_hash(order, message->host)};
    const uint64_t clock = stamp.host + (message->origin == MESSAGE_ORIGIN_USER);
    if (!order_is_stamped(&stamp))
        return;
    struct order_host *host = order_host_of(order, clock);
    const int sign = order_compare(&stamp, &host->last);
    if (sign > 0)
        order_count(&order->rises, &order->falls);
    else if (sign < 0)
        order_count(&order->falls, &order->rises);
    host->last = stamp;
}

/* Whether so much time lies between A and the older B that they are not of one report. */
static bool order_is_apart(const struct order_stamp *a, const struct order_stamp *b, int64_t most_s) {
    if (clock_is_known(&a->time) && clock_is_known(&b->time))
        return clock_distance(&a->time, &b->time) > most_s;
    return a->uptime_us != ABSENT && b->uptime_us != ABSENT && a->uptime_us - b->uptime_us > most_s * 1000000;
}

/* From the end of one report to the head of another the parts tell nothing, but their times may: no reboot lies
 * between a report's two ends. */
static int order_compare_ends(const struct order_stamp *part, const struct order_stamp *stamp) {
    return order_is_apart(part, stamp, LIMIT_SILENT_US / 1000000) ? 0 : order_compare(stamp, part);
}

static int order_compare_places(const struct order *order, const struct order_host *host,
                                const struct order_stamp *stamp, int place) {
    const struct grammar *grammar = order->grammar;
    if (host->place == 0)
        return 0;
    if ((place == grammar->place_first && host->place >= grammar->place_late) ||
        (place >= grammar->place_late && host->place == grammar->place_first))
        return order_compare_ends(&host->part, stamp);
    return order_sign(place - host->place);
}

static void order_weigh_place(struct order *order, const struct message *message, int place) {
    const struct order_stamp stamp = order_stamp_of(message);
    struct order_host *host = order_host_of(order, stamp.host);
    const int sign = order_compare_places(order, host, &stamp, place);
    if (sign > 0)
        order_count(&order->place_rises, &order->place_falls);
    else if (sign < 0)
        order_count(&order->place_falls, &order->place_rises);
    host->place = order->last_place = place;
    host->part = stamp;
}

/* "file 0", " active_file:6 inactive_file:3": a further line of a record. The rest of a line that a mailer broke tells
 * nothing. */
static bool order_is_row(str text) {
    size_t at = 0;
    text = str_trim_start(text);
    while (at < text.len && (ascii_is_lower(text.data[at]) || text.data[at] == '_'))
        at++;
    if (at == 0 || at == text.len || (text.data[at] != ':' && text.data[at] != ' '))
        return false;
    const size_t digits = ++at;
    while (at < text.len && ascii_is_digit(text.data[at]))
        at++;
    return at > digits && (at == text.len || text.data[at] == ' ');
}

/* The further lines of a record, which have no prefix, follow its first one, or were turned with it. */
static void order_weigh_record(struct order *order, const struct message *message) {
    const bool begins = order->grammar->begins_record(str_trim_start(message->text));
    if (message->continues && order->last_begins_record)
        order_count(&order->record_rises, &order->record_falls);
    else if (begins && !message->continues && order->last_continues)
        order_count(&order->record_falls, &order->record_rises);
    order->last_begins_record = begins && !message->continues;
    order->last_continues = message->continues && order_is_row(message->text);
}

static int order_rise(const struct order *order) {
    return order->rises - order->falls + order->place_rises - order->place_falls;
}

/* --- what is held */

static str order_copy(struct order *order, str text) {
    order->bytes += text.len;
    return arena_copy(&order->arena, text);
}

/* Names are mostly those of the message before. */
static str order_copy_name(struct order *order, str name, str before) {
    return str_equal(name, before) ? before : order_copy(order, name);
}

static bool order_hold(struct order *order, const struct message *message, int place) {
    struct order_held *held = arena_alloc(&order->arena, sizeof *held);
    if (!held)
        return false;
    const struct message nothing = message_nothing();
    const struct message *before = order->oldest ? &order->oldest->message : &nothing;
    *held = (struct order_held){.before = order->oldest, .message = *message, .place = place};
    held->message.text = order_copy(order, message->text);
    held->message.host = order_copy_name(order, message->host, before->host);
    held->message.program = order_copy_name(order, message->program, before->program);
    held->message.caller = order_copy_name(order, message->caller, before->caller);
    *(order->oldest ? &order->oldest->next : &order->newest) = held;
    order->oldest = held;
    order->count++;
    order->bytes += sizeof *held;
    order->has_part |= place > 0;
    return !order->arena.failed;
}

static void order_forget(struct order *order) {
    arena_reset(&order->arena);
    order->newest = order->oldest = NULL;
    order->count = order->bytes = order->open_count = order->before_count = 0;
    order->has_head = order->has_part = false;
}

/* Hands on what is held as the input has it. */
static bool order_release(struct order *order) {
    bool is_going = true;
    for (const struct order_held *at = order->newest; at && is_going; at = at->next)
        is_going = order->sink.message(order->sink.context, &at->message);
    order_forget(order);
    return is_going;
}

/* --- turning */

/* Whether HELD goes on in the one that came after it: a record of several lines, as it was written. */
static bool order_goes_on(const struct order *order, const struct order_held *held) {
    const struct order_held *next = held->next;
    const bool are_lines_turned = order->record_falls > order->record_rises;
    return next && next->message.continues && (next->message.line == held->message.line || !are_lines_turned);
}

/* The line whose prefix HELD has: where lines are turned a record's further lines precede its first. */
static const struct message *order_head(const struct order *order, const struct order_held *held) {
    if (!held->message.continues || order->record_falls <= order->record_rises)
        return NULL;
    for (int tried = 0; held && tried < LIMIT_JOINS; held = held->next, tried++)
        if (!held->message.continues)
            return &held->message;
    return NULL;
}

static bool order_emit(struct order *order, const struct order_held *held) {
    struct message message = held->message;
    const struct message *head = order_head(order, held);
    if (head) {
        message = *head;
        message.text = held->message.text;
        message.line = held->message.line;
        message.continues = true;
    }
    message.is_turned = true;
    return order->sink.message(order->sink.context, &message);
}

/* Hands on from HELD back to NEWEST. */
static bool order_emit_turned(struct order *order, const struct order_held *held) {
    const struct order_held *record;
    for (const struct order_held *end = held; end; end = record->before) {
        for (record = end; record->before && order_goes_on(order, record->before);)
            record = record->before;
        for (const struct order_held *at = record;; at = at->next) {
            if (!order_emit(order, at))
                return false;
            if (at == end)
                break;
        }
    }
    return order->sink.pause(order->sink.context);
}

static bool order_turn(struct order *order) {
    const bool is_going = order_emit_turned(order, order->oldest);
    order_forget(order);
    return is_going;
}

/* --- one report at a time */

/* The first message after the report's head that belongs to what was printed before it, or NULL. */
static const struct order_held *order_find_rest(const struct order *order) {
    enum { SAME_S = 2 };
    const struct order_held *head = order->oldest;
    for (size_t behind = order->before_count; behind > 0 && head->before; behind--)
        head = head->before;
    const struct order_stamp stamp = order_stamp_of(&head->message);
    for (const struct order_held *at = head->next; at; at = at->next) {
        const struct order_stamp other = order_stamp_of(&at->message);
        if (!at->message.continues && order_is_apart(&stamp, &other, SAME_S))
            return at;
    }
    return NULL;
}

/* Forgets all but the messages from FIRST on. */
static bool order_keep_from(struct order *order, const struct order_held *first) {
    struct arena held = order->arena;
    bool is_going = true;
    order->arena = (struct arena)ARENA_INIT;
    order_forget(order);
    for (; first && is_going; first = first->next)
        is_going = order_hold(order, &first->message, first->place);
    arena_reset(&held);
    return is_going;
}

/* The report that is held is whole. */
static bool order_turn_report(struct order *order) {
    const struct order_held *rest = order_find_rest(order);
    const struct order_held *last = rest ? rest->before : order->oldest;
    return order_emit_turned(order, last) && order_keep_from(order, rest);
}

static size_t order_find_open(const struct order *order, uint64_t host) {
    for (size_t i = 0; i < order->open_count; i++)
        if (order->open_hosts[i] == host)
            return i;
    return order->open_count;
}

/* Notes that MESSAGE, held last, ends or begins a report. */
static void order_note_part(struct order *order, const struct message *message, int place) {
    const uint64_t host = str_hash(message->host);
    const size_t at = order_find_open(order, host);
    if (place == order->grammar->place_first) {
        if (at < order->open_count)
            order->open_hosts[at] = order->open_hosts[--order->open_count];
        order->has_head = true;
        order->before_count = 0;
    } else if (at == order->open_count && order->open_count < ORDER_HOSTS &&
               (!order->has_head || place >= order->grammar->place_late)) {
        order->open_hosts[order->open_count++] = host;
    }
    order->part = order_stamp_of(message);
}

/* Whether the report that is held ends before MESSAGE. */
static bool order_is_next(const struct order *order, const struct message *message, int place) {
    return order->has_head && order->open_count == 0 && !message->continues && place >= order->grammar->place_late;
}

static bool order_take_turned(struct order *order, const struct message *message, int place) {
    const struct order_stamp stamp = order_stamp_of(message);
    if (order->has_part && order->part.host == stamp.host &&
        order_is_apart(&order->part, &stamp, LIMIT_SILENT_US / 1000000) && !order_turn(order))
        return false;
    if (order_is_next(order, message, place) && !order_turn_report(order))
        return false;
    if (!order_hold(order, message, place))
        return false;
    if (place > 0)
        order_note_part(order, message, place);
    order->before_count += order->has_head && place != order->grammar->place_first;
    const bool is_done = order->has_head && order->open_count == 0 && order->before_count >= LIMIT_BEFORE_LINES;
    const bool is_idle = !order->has_part && order->count >= 2 * LIMIT_BEFORE_LINES;
    if (is_done || is_idle)
        return order_turn(order);
    if (order->count < LIMIT_TURNED_LINES && order->bytes < LIMIT_TURNED_BYTES)
        return true;
    order->sink.warn(order->sink.context,
                     "A report that stands newest first is too long to be turned round as a whole: "
                     "its parts are read one by one.");
    return order_turn(order);
}

/* --- the decision */

/* The newest lines come first: what is held is taken again. */
static bool order_begin_turned(struct order *order) {
    struct arena held = order->arena;
    const struct order_held *at = order->newest;
    bool is_going = true;
    order->arena = (struct arena)ARENA_INIT;
    order_forget(order);
    order->is_turned = true;
    for (; at && is_going; at = at->next)
        is_going = order_take_turned(order, &at->message, at->place);
    arena_reset(&held);
    return is_going;
}

/* The oldest lines are taken to come first. */
static void order_forget_falls(struct order *order) {
    order->rises += order->rises == 0;
    order->falls = order->place_falls = 0;
}

static bool order_take_undecided(struct order *order, const struct message *message, int place) {
    if (!order_hold(order, message, place))
        return false;
    if (order_rise(order) <= -ORDER_FALLS_LEAST)
        return order_begin_turned(order);
    if (order_rise(order) <= 0 && order->count < LIMIT_UNDECIDED_LINES && order->bytes < LIMIT_TURNED_BYTES)
        return true;
    order_forget_falls(order);
    return order_release(order);
}

bool order_take(struct order *order, const struct message *message) {
    order_weigh_time(order, message);
    if (!order->is_turned && order->count == 0 && order_rise(order) > 0) /* mostly */
        return order->sink.message(order->sink.context, message);
    const int place = order->grammar->find_place(message->text);
    order_weigh_record(order, message);
    if (place > 0 && !message->continues)
        order_weigh_place(order, message, place);
    if (!order->is_turned)
        return order_take_undecided(order, message, place);
    if (order_rise(order) <= 0)
        return order_take_turned(order, message, place);
    const bool is_going = order_turn(order);
    order->is_turned = false;
    return is_going && order->sink.message(order->sink.context, message);
}

static bool order_holds_end(const struct order *order) {
    for (const struct order_held *at = order->newest; at; at = at->next)
        if (at->place >= order->grammar->place_late)
            return true;
    return false;
}

/* What is held of an undecided input is turned if the end of a report precedes its head, however few the parts
 * are. */
static bool order_settle(struct order *order) {
    if (order->is_turned || order->count == 0)
        return true;
    if (order_rise(order) < 0 && order->place_falls > order->place_rises &&
        order->last_place == order->grammar->place_first && order_holds_end(order))
        return order_begin_turned(order);
    return order_release(order);
}

bool order_idle(struct order *order) {
    return order_settle(order);
}

bool order_end(struct order *order) {
    return order_settle(order) && (order->count == 0 || order_turn(order));
}

bool order_needs_every_line(const struct order *order) {
    return order->count > 0 && (!order->is_turned || order->has_part);
}

bool order_holds(const struct order *order) {
    return order->count > 0 && !order->is_turned;
}

void order_reset(struct order *order) {
    order_forget(order);
}

void order_begin(struct order *order, const struct order_sink *sink, const struct grammar *grammar) {
    order_reset(order);
    *order = (struct order){.sink = *sink, .grammar = grammar, .last_hash = str_hash(STR(""))};
}
