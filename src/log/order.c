/* Input whose newest lines come first.
 * SPDX-License-Identifier: MIT */
#include "log/order.h"

#include "base/ascii.h"
#include "base/scan.h"
#include "model/clock.h"
#include "model/limits.h"

/* --- crash dumps --- */

enum { PSTORE_REASON = 16 };

static bool pstore_is_same_dump(const struct pstore_part *a, const struct pstore_part *b) {
    return a->dump == b->dump && str_equal(a->reason, b->reason);
}

/* Another boot may count its dumps from the start. */
static bool pstore_has(const struct pstore *parts, const struct pstore_part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (pstore_is_same_dump(&parts->items[i], part) && parts->items[i].number == part->number)
            return true;
    return false;
}

static size_t pstore_order_of(struct pstore *parts, const struct pstore_part *part) {
    for (size_t i = 0; i < parts->count; i++)
        if (pstore_is_same_dump(&parts->items[i], part))
            return parts->items[i].order;
    return parts->dumps++;
}

/* The number of INPUT among those known, or PSTORE_INPUTS. */
static size_t pstore_input_of(struct pstore *parts, const struct pstore_input *input) {
    const size_t count = parts->input_count;
    if (count && parts->inputs[count - 1].line_base == input->line_base)
        return count - 1;
    if (count == PSTORE_INPUTS)
        return PSTORE_INPUTS;
    parts->inputs[count] = (struct pstore_input){arena_copy(&parts->arena, input->name), input->line_base};
    return parts->input_count++;
}

static bool pstore_open(struct pstore *parts, const struct pstore_part *header, int64_t line,
                        const struct pstore_input *input) {
    if (pstore_has(parts, header))
        return false;
    const size_t from = parts->count < PSTORE_PARTS ? pstore_input_of(parts, input) : PSTORE_INPUTS;
    parts->is_full = from == PSTORE_INPUTS;
    if (parts->is_full)
        return false;
    struct pstore_part part = *header;
    part.order = pstore_order_of(parts, header);
    part.reason = arena_copy(&parts->arena, header->reason);
    part.from = parts->text.len;
    part.len = 0;
    part.line = line;
    part.input = from;
    parts->items[parts->count++] = part;
    return true;
}

/* "Panic#2 Part3" */
static bool pstore_read_header(str line, struct pstore_part *ret_part) {
    struct pstore_part part = {0};
    struct scan scan = scan_of(str_trim_end(line));
    if (!scan_until(&scan, '#', &part.reason) || part.reason.len == 0 || part.reason.len > PSTORE_REASON ||
        str_find_byte(part.reason, ' ') != STR_NONE || !scan_byte(&scan, '#') || !scan_u64(&scan, &part.dump) ||
        !scan_literal(&scan, STR(" Part")) || !scan_u64(&scan, &part.number) || !scan_done(&scan))
        return false;
    *ret_part = part;
    return true;
}

bool pstore_scan_header(str line, struct pstore_part *ret_part) {
    return line.len <= PSTORE_HEADER && str_find_byte(str_first(line, PSTORE_REASON + 1), '#') != STR_NONE &&
           pstore_read_header(line, ret_part);
}

/* Whether a line may be one of a part's: nearly none is. */
static bool pstore_is_likely(const struct pstore *parts, str raw) {
    struct pstore_part ignored;
    return parts->count > 0 || (raw.len > 0 && ascii_is_upper(*raw.data) && pstore_scan_header(raw, &ignored));
}

/* Whether a line that is no header goes on with what is held. */
static bool pstore_goes_on(const struct pstore *parts, str raw) {
    return parts->count > 0 && (!parts->has_levels || raw.len == 0 || *raw.data == '<' || *raw.data == '\r');
}

/* False if there is no room for the line, or no memory. */
static bool pstore_hold(struct pstore *parts, str raw) {
    struct pstore_part *part = &parts->items[parts->count - 1];
    parts->has_levels = parts->has_levels || str_starts(raw, STR("<"));
    if (!buffer_add(&parts->text, raw) || !buffer_add(&parts->text, STR("\n")))
        return false;
    part->len = parts->text.len - part->from;
    return true;
}

enum pstore_step pstore_offer(struct pstore *parts, str raw, int64_t line, const struct pstore_input *input) {
    struct pstore_part header;
    if (!pstore_is_likely(parts, raw))
        return PSTORE_OTHER;
    const bool is_header = pstore_scan_header(raw, &header);
    const bool is_first = line == input->line_base + 1; /* another input does not go on with a part of this one */
    const bool is_wanted = is_header || (!is_first && pstore_goes_on(parts, raw));
    parts->text.arena = &parts->arena;
    parts->is_full = is_wanted && raw.len + 1 > BUFFER_MOST - parts->text.len;
    if (is_wanted && !parts->is_full && (!is_header || pstore_open(parts, &header, line, input)) &&
        pstore_hold(parts, raw))
        return PSTORE_HELD;
    if (parts->arena.failed)
        return PSTORE_STOPPED;
    return parts->count > 0 ? PSTORE_READ : PSTORE_OTHER;
}

bool pstore_is_late(const struct pstore *parts, str raw) {
    struct pstore_part header;
    return parts->split.number > 0 && pstore_scan_header(raw, &header) && header.dump == parts->split.dump &&
           header.number > parts->split.number;
}

static bool pstore_is_after(const struct pstore_part *a, const struct pstore_part *b) {
    return a->order != b->order ? a->order > b->order : a->number < b->number;
}

void pstore_sort(struct pstore *parts) {
    for (size_t i = 1; i < parts->count; i++) {
        const struct pstore_part part = parts->items[i];
        size_t at = i;
        for (; at > 0 && pstore_is_after(&parts->items[at - 1], &part); at--)
            parts->items[at] = parts->items[at - 1];
        parts->items[at] = part;
    }
}

str pstore_text(const struct pstore *parts, const struct pstore_part *part) {
    return str_of(parts->text.data + part->from, part->len);
}

void pstore_reset(struct pstore *parts) {
    const bool is_split = parts->is_full && parts->count > 0;
    const uint64_t dump = parts->items[0].dump, number = parts->items[0].number;
    arena_reset(&parts->arena);
    memset(parts, 0, sizeof *parts);
    if (is_split) {
        parts->split.dump = dump;
        parts->split.number = number;
    }
}

/* --- the order of messages --- */

/* journalctl -r, dmesg | tac, and what log viewers and clouds show or export. Such input is recognised by its messages:
 * times that fall from line to line, and a report whose parts come in reverse. One falling time is a reboot,
 * or a clock that was set. Until the order of an input is known its messages are held; a log with the oldest lines
 * first shows that by its next time, or its next part. Of an input that is turned one report is held at a time, with
 * the lines that were printed before it. Later the order is in doubt again where a line is not as it has it, or much
 * time lies before it, or the end of a report comes alone: several logs may stand one behind the other. */

enum {
    ORDER_SEEN_MOST = 8,    /* more rises and falls are not remembered */
    ORDER_FALLS_LEAST = 2,  /* that show that an input is turned */
    ORDER_AGAINST_LEAST = 3 /* that show that the order of an input has changed */
};

struct order_held {
    struct order_held *next, *before; /* next: the one that came after it */
    struct message message;           /* its texts are in the arena */
    int place;                        /* in its report; 0: none */
    bool begins_end;                  /* of another report than what came before it, which is no later */
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

static bool order_is_same_time(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    return a->second == b->second && a->minute == b->minute && a->hour == b->hour && a->day == b->day &&
           a->month == b->month && a->year == b->year && a->nanosecond == b->nanosecond &&
           a->has_offset == b->has_offset && a->offset_min == b->offset_min;
}

/* The same, and as many digits, as lines of a report mostly have: the members before the offset are one run of words.
 */
static inline bool order_is_as_written(const struct oomwhy_time *a, const struct oomwhy_time *b) {
    return str_same((const char *)a, (const char *)b, offsetof(struct oomwhy_time, offset_min)) &&
           a->offset_min == b->offset_min && a->has_offset == b->has_offset;
}

static __attribute__((noinline)) uint64_t order_new_hash(struct order *order, str name) {
    const uint64_t hash = str_hash(name);
    if (name.len <= sizeof order->last_name) {
        order->last_name_len = name.len;
        str_put_name(order->last_name, name);
        order->last_hash = hash;
    }
    return hash;
}

/* The number of a host's name: mostly that of the message before. */
static inline uint64_t order_hash(struct order *order, str name) {
    if (order->last_name_len == name.len && str_same(order->last_name, name.data, name.len))
        return order->last_hash;
    return order_new_hash(order, name);
}

static struct order_stamp order_stamp_of(const struct message *message) {
    return (struct order_stamp){message->time, message->uptime_us, str_hash(message->host)};
}

static bool order_is_stamped(const struct order_stamp *stamp) {
    return stamp->uptime_us != ABSENT || clock_is_known(&stamp->time);
}

/* As order_compare, by the kernel's clock alone. */
static int order_compare_uptimes(int64_t a_us, int64_t b_us) {
    return a_us != ABSENT && b_us != ABSENT ? order_sign(a_us - b_us) : 0;
}

/* 1 if A is later than B, -1 if earlier, 0 where nothing tells. The wall clock goes on over a reboot. */
static int order_compare(const struct order_stamp *a, const struct order_stamp *b) {
    int sign = 0;
    if (clock_is_known(&a->time) && clock_is_known(&b->time) && !order_is_same_time(&a->time, &b->time)) {
        sign = order_sign(clock_apart(&a->time, &b->time));
        if (sign == 0 && a->time.digits == b->time.digits)
            sign = order_sign(a->time.nanosecond - b->time.nanosecond);
    }
    return sign ? sign : order_compare_uptimes(a->uptime_us, b->uptime_us);
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

/* Whether so much time lies between A and the older B that they are not of one report. */
static bool order_is_apart(const struct order_stamp *a, const struct order_stamp *b, int64_t most_s) {
    if (clock_is_known(&a->time) && clock_is_known(&b->time))
        return clock_distance(&a->time, &b->time) > most_s;
    return a->uptime_us != ABSENT && b->uptime_us != ABSENT && a->uptime_us - b->uptime_us > most_s * 1000000;
}

/* Whether nothing tells which of them, which have a time, is later. */
static bool order_is_of_other_clock(const struct order_stamp *a, const struct order_stamp *b) {
    const bool have_clock = clock_is_known(&a->time) && clock_is_known(&b->time);
    return order_is_stamped(b) && !have_clock && (a->uptime_us == ABSENT || b->uptime_us == ABSENT);
}

/* How a message stands to the one before. */
struct order_step {
    int place;                 /* in its report; 0: none */
    int time_sign, place_sign; /* 1: later, -1: earlier, 0: nothing tells */
    bool is_end_alone;         /* it ends a report of which nothing came before it */
    bool is_fall;              /* by its time or its place */
    bool is_far;               /* by its time: another log may begin here */
};

/* By a time that the message before did not have; HOST is its own. */
static __attribute__((noinline)) void order_note_other_time(struct order *order, const struct message *message,
                                                            struct order_host *host, struct order_step *step) {
    enum { FAR_S = 5 };
    const struct order_stamp stamp = order_stamp_of(message);
    step->time_sign = order_compare(&stamp, &host->last);
    step->is_far = !order->has_stamp || order_is_of_other_clock(&stamp, &host->last) ||
                   order_is_apart(&host->last, &stamp, FAR_S) || order_is_apart(&stamp, &host->last, FAR_S);
    host->last = stamp;
    order->has_stamp = true;
}

/* How MESSAGE stands to the one before. Programs write late, or by a clock of their own: their times are compared with
 * each other. */
static void order_note_time(struct order *order, const struct message *message, struct order_step *step) {
    const bool has_clock = clock_is_known(&message->time);
    if (message->continues || (!has_clock && message->uptime_us == ABSENT))
        return;
    struct order_host *host =
        order_host_of(order, order_hash(order, message->host) + (message->origin == MESSAGE_ORIGIN_USER));
    if (!has_clock || !order_is_as_written(&message->time, &host->last.time)) {
        order_note_other_time(order, message, host, step);
        return;
    }
    step->time_sign = order_compare_uptimes(message->uptime_us, host->last.uptime_us);
    host->last.uptime_us = message->uptime_us;
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

static bool order_is_end_alone(const struct order *order, const struct order_host *host, int place, int64_t victim) {
    const int late = order->grammar->place_late;
    const bool is_anothers = victim != host->victim && victim >= 0 && host->victim >= 0;
    return place >= late && (host->place == 0 || (host->place >= late && (host->place >= place || is_anothers)));
}

static __attribute__((noinline)) void order_note_place(struct order *order, const struct message *message,
                                                       struct order_step *step) {
    const struct order_stamp stamp = order_stamp_of(message);
    struct order_host *host = order_host_of(order, stamp.host);
    const int64_t victim =
        step->place >= order->grammar->place_late ? order->grammar->victim_of_line(message->text) : -1;
    step->place_sign = order_compare_places(order, host, &stamp, step->place);
    step->is_end_alone = order_is_end_alone(order, host, step->place, victim);
    host->victim = victim;
    host->place = order->last_place = step->place;
    host->part = stamp;
}

/* Rows, frames and most figures begin otherwise; they are many, and none of them ends a report. */
static bool order_may_end(str text) {
    return text.len > 0 && ascii_is_letter(*text.data) && *text.data != 'N';
}

static void order_note(struct order *order, const struct message *message, struct order_step *step) {
    order_note_time(order, message, step);
    if (!order->is_turned && !order->is_in_doubt && !order_may_end(message->text))
        return;
    step->place = order->grammar->find_place(order->grammar->opener, message->text);
    if (step->place > 0 && !message->continues)
        order_note_place(order, message, step);
}

static void order_weigh_sign(int sign, int *rises, int *falls) {
    if (sign > 0)
        order_count(rises, falls);
    else if (sign < 0)
        order_count(falls, rises);
}

static void order_weigh(struct order *order, const struct order_step *step) {
    order_weigh_sign(step->time_sign, &order->rises, &order->falls);
    order_weigh_sign(step->place_sign, &order->place_rises, &order->place_falls);
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

static str order_copy(struct order_list *list, str text) {
    list->bytes += text.len;
    return arena_copy(&list->arena, text);
}

/* Names are mostly those of the message before. */
static str order_copy_name(struct order_list *list, str name, str before) {
    return str_equal(name, before) ? before : order_copy(list, name);
}

static bool order_hold(struct order_list *list, const struct message *message, int place) {
    struct order_held *held = arena_alloc(&list->arena, sizeof *held);
    if (!held)
        return false;
    const struct message nothing = message_nothing();
    const struct message *before = list->oldest ? &list->oldest->message : &nothing;
    *held = (struct order_held){.before = list->oldest, .message = *message, .place = place};
    held->message.text = order_copy(list, message->text);
    held->message.host = order_copy_name(list, message->host, before->host);
    held->message.program = order_copy_name(list, message->program, before->program);
    held->message.caller = order_copy_name(list, message->caller, before->caller);
    *(list->oldest ? &list->oldest->next : &list->newest) = held;
    list->oldest = held;
    list->count++;
    list->bytes += sizeof *held;
    return !list->arena.failed;
}

/* FIRST and what came after it are held by LIST no more; they stay readable until it is forgotten. */
static void order_drop_from(struct order_list *list, const struct order_held *first) {
    for (const struct order_held *at = first; at; at = at->next)
        list->count--;
    list->oldest = first->before;
    *(list->oldest ? &list->oldest->next : &list->newest) = NULL;
}

static void order_forget_list(struct order_list *list) {
    arena_reset(&list->arena);
    *list = (struct order_list){.arena = ARENA_INIT};
}

/* What LIST held, for the caller to forget. */
static struct order_list order_take_list(struct order_list *list) {
    const struct order_list taken = *list;
    *list = (struct order_list){.arena = ARENA_INIT};
    return taken;
}

static void order_forget_report(struct order *order) {
    order_forget_list(&order->report);
    order->open_count = order->before_count = 0;
    order->has_head = order->has_part = false;
    order->spare_head = NULL;
}

/* Hands on what is in doubt as the input has it. */
static bool order_release(struct order *order) {
    bool is_going = true;
    for (const struct order_held *at = order->doubt.newest; at && is_going; at = at->next)
        is_going = order->sink->message(order->sink->context, &at->message);
    order_forget_list(&order->doubt);
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
    return order->sink->message(order->sink->context, &message);
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
    return order->sink->pause(order->sink->context);
}

static bool order_turn(struct order *order) {
    const bool is_going = order_emit_turned(order, order->report.oldest);
    order_forget_report(order);
    return is_going;
}

/* --- one report at a time */

/* The first message after the report's head that belongs to what was printed before it, or NULL. */
static const struct order_held *order_find_rest(const struct order *order) {
    enum { SAME_S = 2 };
    const struct order_held *head = order->report.oldest;
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
    struct order_list held = order_take_list(&order->report);
    bool is_going = true;
    order_forget_report(order);
    for (; first && is_going; first = first->next) {
        order->has_part |= first->place > 0;
        is_going = order_hold(&order->report, &first->message, first->place);
    }
    order_forget_list(&held);
    return is_going;
}

/* The report that is held is whole. */
static bool order_turn_report(struct order *order) {
    const struct order_held *rest = order_find_rest(order);
    const struct order_held *last = rest ? rest->before : order->report.oldest;
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
    const struct order_stamp stamp = order_stamp_of(message);
    const size_t at = order_find_open(order, stamp.host);
    order->has_part = true;
    const bool is_spare = at == order->open_count || order_is_stamped(&order->part) != order_is_stamped(&stamp);
    order->spare_head = place == order->grammar->place_first && is_spare ? order->report.oldest : NULL;
    if (place == order->grammar->place_first) {
        if (at < order->open_count)
            order->open_hosts[at] = order->open_hosts[--order->open_count];
        order->has_head = true;
        order->before_count = 0;
    } else if (at == order->open_count && order->open_count < ORDER_HOSTS &&
               (!order->has_head || place >= order->grammar->place_late)) {
        order->open_hosts[order->open_count++] = stamp.host;
    }
    order->part = stamp;
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
    if (!order_hold(&order->report, message, place))
        return false;
    if (place > 0)
        order_note_part(order, message, place);
    order->before_count += order->has_head && place != order->grammar->place_first;
    const bool is_done = order->has_head && order->open_count == 0 && order->before_count >= LIMIT_BEFORE_LINES;
    const bool is_idle = !order->has_part && order->report.count >= 2 * LIMIT_BEFORE_LINES;
    if (is_done || is_idle)
        return order_turn(order);
    if (order->report.bytes < LIMIT_TURNED_BYTES)
        return true;
    order->sink->warn(order->sink->context,
                      "A report that stands newest first is too long to be turned round as a whole: "
                      "its parts are read one by one.");
    return order_turn(order);
}

/* --- the decision */

/* The order is in doubt from here on, or from the head of a report whose end is not held: only what follows a line
 * shows how it stands. */
static bool order_begin_doubt(struct order *order) {
    order->is_in_doubt = true;
    order->rises = order->falls = order->place_rises = order->place_falls = 0;
    order->settled_record_rises = order->record_rises;
    order->settled_record_falls = order->record_falls;
    order->record_rises = order->record_falls = 0;
    const struct order_held *at = order->is_turned ? order->spare_head : NULL;
    if (at)
        order_drop_from(&order->report, at);
    bool is_going = true;
    for (; at && is_going; at = at->next)
        is_going = order_hold(&order->doubt, &at->message, at->place);
    order->spare_head = NULL;
    return is_going;
}

/* What was in doubt is turned. */
static bool order_turn_doubt(struct order *order) {
    struct order_list held = order_take_list(&order->doubt);
    bool is_going = true;
    for (const struct order_held *at = held.newest; at && is_going; at = at->next)
        is_going = order_take_turned(order, &at->message, at->place);
    order_forget_list(&held);
    return is_going;
}

/* Ends of reports that stand before the one with which the turned lines begin. */
static bool order_release_ends(struct order *order) {
    struct order_held *at = order->doubt.newest;
    for (; order->was_settled && at->next && at->next->begins_end; at = at->next)
        if (!order->sink->message(order->sink->context, &at->message))
            return false;
    at->before = NULL;
    order->doubt.newest = at;
    return true;
}

/* What lines shown to be of another order tell of records holds from here on; what is turned before it goes by what
 * was known. */
static bool order_change(struct order *order) {
    const int rises = order->record_rises, falls = order->record_falls;
    if (!order->is_turned)
        return order_release_ends(order) && order->sink->pause(order->sink->context);
    order->record_rises = order->settled_record_rises;
    order->record_falls = order->settled_record_falls;
    const bool is_going = order_turn(order);
    order->record_rises = rises;
    order->record_falls = falls;
    return is_going;
}

static bool order_end_doubt(struct order *order, bool is_turned) {
    const bool is_changed = is_turned != order->is_turned;
    const bool is_going = !is_changed || order_change(order);
    if (!is_changed && order->record_rises == 0 && order->record_falls == 0) {
        order->record_rises = order->settled_record_rises;
        order->record_falls = order->settled_record_falls;
    }
    order->is_turned = is_turned;
    order->is_in_doubt = false;
    order->was_settled = true;
    return is_going && (is_turned ? order_turn_doubt(order) : order_release(order));
}

/* Whether the next line can show more. */
static bool order_has_room(const struct order *order) {
    return order->doubt.count < LIMIT_UNDECIDED_LINES && order->doubt.bytes + order->report.bytes < LIMIT_TURNED_BYTES;
}

static bool order_take_undecided(struct order *order, const struct message *message, const struct order_step *step) {
    const int least = order->was_settled ? ORDER_AGAINST_LEAST : ORDER_FALLS_LEAST;
    const int known = order->is_turned ? -order_rise(order) : order_rise(order);
    if (!order_hold(&order->doubt, message, step->place))
        return false;
    order->doubt.oldest->begins_end = step->is_end_alone && !step->is_fall;
    if (known <= -least)
        return order_end_doubt(order, !order->is_turned);
    return (known <= 0 && order_has_room(order)) || order_end_doubt(order, order->is_turned);
}

/* Whether STEP is not as the order of the input has it. */
static bool order_is_doubtful(const struct order *order, const struct order_step *step) {
    return step->is_far ||
           (order->is_turned ? step->time_sign > 0 || step->place_sign > 0 : step->time_sign < 0 || step->is_end_alone);
}

static bool order_holds_end(const struct order *order) {
    for (const struct order_held *at = order->doubt.newest; at; at = at->next)
        if (at->place >= order->grammar->place_late)
            return true;
    return false;
}

/* Whether what is in doubt is the whole end of an input that stands the other way round: the end of a report precedes
 * its head, or its head the end, however few the parts are. */
static bool order_is_against(const struct order *order) {
    const int first = order->grammar->place_first, late = order->grammar->place_late;
    if (order->is_turned)
        return order_rise(order) > 0 && order->place_rises > order->place_falls && order->last_place >= late &&
               order->doubt.newest->place == first;
    return order_rise(order) < 0 && order->place_falls > order->place_rises && order->last_place == first &&
           order_holds_end(order);
}

/* What is held shows its order; a line that is far from it may be another log's, which has its own. */
static bool order_part_logs(struct order *order) {
    return order->doubt.count == 0 || !order_is_against(order) || order_end_doubt(order, !order->is_turned);
}

/* Takes MESSAGE where the order of the input is in doubt, or is turned. */
static __attribute__((noinline)) bool order_take_doubtful(struct order *order, const struct message *message,
                                                          struct order_step *step) {
    step->is_fall = step->time_sign < 0 || step->place_sign < 0;
    if (order->is_in_doubt && step->is_far && !order_part_logs(order))
        return false;
    if (!order->is_in_doubt && order_is_doubtful(order, step) && !order_begin_doubt(order))
        return false;
    if ((step->is_end_alone || step->is_far) && order->doubt.count == 0) /* what came before may be another log's */
        step->time_sign = step->place_sign = 0;
    order_weigh_record(order, message);
    if (!order->is_in_doubt)
        return order_take_turned(order, message, step->place);
    order_weigh(order, step);
    return order_take_undecided(order, message, step);
}

bool order_take(struct order *order, const struct message *message) {
    struct order_step step = {0};
    order_note(order, message, &step);
    if (order->is_in_doubt || order->is_turned || order_is_doubtful(order, &step))
        return order_take_doubtful(order, message, &step);
    return order->sink->message(order->sink->context, message);
}

static bool order_settle(struct order *order) {
    return order->doubt.count == 0 || order_end_doubt(order, order->is_turned != order_is_against(order));
}

bool order_idle(struct order *order) {
    return order_settle(order);
}

bool order_end(struct order *order) {
    return order_settle(order) && (order->report.count == 0 || order_turn(order));
}

bool order_needs_every_line(const struct order *order) {
    return order->doubt.count > 0 || order->has_part;
}

bool order_holds(const struct order *order) {
    return order->doubt.count > 0;
}

void order_reset(struct order *order) {
    order_forget_report(order);
    order_forget_list(&order->doubt);
}

void order_begin(struct order *order, const struct message_sink *sink, const struct grammar *grammar) {
    order_reset(order);
    *order = (struct order){.sink = sink, .grammar = grammar, .is_in_doubt = true, .last_hash = str_hash(STR(""))};
}
