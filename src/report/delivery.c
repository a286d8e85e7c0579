/* The report on its way out.
 * SPDX-License-Identifier: MIT */
#include "report/delivery.h"

#include "base/arena.h"
#include "model/builder.h"
#include "model/clock.h"
#include "model/limits.h"

#include <stdlib.h>

/* --- the draft */

/* False at the bound; also where memory is short, with *RET_SHORT set. */
static bool draft_reserve(struct draft *draft, size_t len, bool *ret_short) {
    if (len > LIMIT_HELD_BYTES - draft->len)
        return false;
    if (draft->len + len <= draft->room)
        return true;
    size_t room = draft->room ? 2 * draft->room : OUT_ROOM;
    while (room < draft->len + len)
        room *= 2;
    char *bytes = realloc(draft->bytes, room);
    *ret_short |= !bytes;
    if (!bytes)
        return false;
    draft->bytes = bytes;
    draft->room = room;
    return true;
}

/* Hands on what is held, and holds nothing any more. 0, or the write function's error. */
static int delivery_release_draft(struct delivery *delivery) {
    struct draft *draft = &delivery->draft;
    const int error = draft->len > 0 ? delivery->write(delivery->context, draft->bytes, draft->len) : 0;
    free(draft->bytes);
    *draft = (struct draft){.is_over = true};
    delivery->options.is_held = false;
    return error;
}

/* An out_write. Where there is no room to hold more it goes out. */
static int delivery_take_bytes(void *context, const char *bytes, size_t len) {
    struct delivery *delivery = context;
    struct draft *draft = &delivery->draft;
    if (!draft->is_over && draft_reserve(draft, len, &delivery->is_short)) {
        memcpy(draft->bytes + draft->len, bytes, len);
        draft->len += len;
        return 0;
    }
    const int error = draft->is_over ? 0 : delivery_release_draft(delivery);
    return error ? error : delivery->write(delivery->context, bytes, len);
}

/* --- events that wait */

static struct judged *delivery_take_first(struct delivery *delivery) {
    struct judged *judged = delivery->first;
    /* There is one, as `count` says. NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
    delivery->first = judged->next;
    if (!delivery->first)
        delivery->last = NULL;
    delivery->count--;
    return judged;
}

void delivery_add(struct delivery *delivery, struct judged *judged) {
    if (delivery->last)
        delivery->last->next = judged;
    else
        delivery->first = judged;
    delivery->last = judged;
    delivery->count++;
}

static void delivery_drop_first(struct delivery *delivery) {
    event_free(delivery_take_first(delivery)->event);
}

/* Of those that wait for the end to be compared, only the first and the latest are needed. */
static void delivery_drop_between(struct delivery *delivery) {
    struct judged *between = delivery->first->next;
    delivery->first->next = between->next;
    delivery->count--;
    event_free(between->event);
}

/* Of the two that wait the one that is nearer to the wanted time stays. */
static void delivery_drop_farther(struct delivery *delivery) {
    struct judged *first = delivery->first;
    if (filter_is_nearer(delivery->filter, first->next->event, first->event)) {
        delivery_drop_first(delivery);
        return;
    }
    struct judged *farther = first->next;
    first->next = NULL;
    delivery->last = first;
    delivery->count--;
    event_free(farther->event);
}

/* --- writing */

static struct report_event delivery_event_of(const struct judged *judged) {
    return (struct report_event){judged->event, &judged->reckoning, &judged->diagnosis};
}

/* False when memory is short. */
static bool delivery_explain(struct delivery *delivery, struct judged *judged) {
    const bool done = delivery->explain(judged);
    delivery->is_short |= !done;
    return done;
}

static void delivery_write_first(struct delivery *delivery) {
    const struct writer *writer = delivery->writer;
    struct judged *judged = delivery_take_first(delivery);
    const struct report_event event = delivery_event_of(judged);
    /* Nothing waits where there is no writer. NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
    const bool is_enough = writer->tells_findings_alone && writer->tells_findings_alone(&delivery->options, &event);
    if (delivery->options.is_held && writer->replaces && writer->replaces(&delivery->options, &event))
        delivery->out.len = delivery->draft.len = 0;
    if (is_enough || delivery_explain(delivery, judged))
        writer->event(&delivery->out, &delivery->options, &event);
    delivery->is_short |= judged->event->arena->failed; /* rows may be missing, or in another order */
    event_free(judged->event);
}

/* Writes the two events that wait, in the order in which the user named them. */
static void delivery_write_pair(struct delivery *delivery) {
    struct judged *first = delivery->first, *last = delivery->last;
    if (delivery->count < 2 || !delivery_explain(delivery, first) || !delivery_explain(delivery, last))
        return;
    const bool is_turned = delivery->is_pair_turned;
    const struct report_event before = delivery_event_of(is_turned ? last : first),
                              after = delivery_event_of(is_turned ? first : last);
    delivery->writer->pair(&delivery->out, &delivery->options, &before, &after);
    delivery->is_short |= after.event->arena->failed;
}

/* For a writer that compares: nothing is due before the END of all inputs. */
static void delivery_write_pair_due(struct delivery *delivery, bool end) {
    if (!end && delivery->count > 2)
        delivery_drop_between(delivery);
    if (!end)
        return;
    delivery_write_pair(delivery);
    while (delivery->first)
        delivery_drop_first(delivery);
}

void delivery_write_due(struct delivery *delivery, bool end) {
    if (delivery->writer && delivery->writer->pair) {
        delivery_write_pair_due(delivery, end);
        return;
    }
    const bool is_one = clock_is_known(&delivery->filter->near);
    if (is_one && delivery->count > 1)
        delivery_drop_farther(delivery);
    while (delivery->latest > 0 && delivery->count > delivery->latest)
        delivery_drop_first(delivery);
    while (delivery->first && (end || (delivery->latest == 0 && !is_one)))
        delivery_write_first(delivery);
}

void delivery_pause(struct delivery *delivery) {
    if (!delivery->writer || delivery->latest > 0 || clock_is_known(&delivery->filter->near))
        return;
    if (delivery->writer->pause)
        delivery->writer->pause(&delivery->out, &delivery->options);
    if (out_flush(&delivery->out) == 0 && delivery->options.is_held && delivery->draft.len > 0)
        delivery->out.error = delivery_release_draft(delivery);
}

/* Begins the report now that all events are known: what stands before them goes out first. */
static void delivery_begin(struct delivery *delivery, const struct evidence_list *series, int64_t count) {
    const struct draft draft = delivery->draft;
    if (!delivery->options.is_held)
        return;
    delivery->draft = (struct draft){.is_over = true};
    delivery->options.is_held = false;
    delivery->writer->begin(&delivery->out, &delivery->options, series, count);
    if (draft.len > 0)
        out_bytes(&delivery->out, draft.bytes, draft.len);
    free(draft.bytes);
}

void delivery_end(struct delivery *delivery, const struct evidence_list *series, int64_t count) {
    const struct writer *writer = delivery->writer;
    delivery->is_short |= !series;
    if (writer->pause)
        writer->pause(&delivery->out, &delivery->options);
    out_flush(&delivery->out);
    delivery_begin(delivery, series, count);
    if (writer->end)
        writer->end(&delivery->out, &delivery->options, series, count);
    out_flush(&delivery->out);
}

bool delivery_open(struct delivery *delivery, const struct writer *writer, out_write *write, void *context) {
    delivery->writer = writer;
    delivery->write = write;
    delivery->context = context;
    delivery->options.is_held = writer && writer->begin;
    delivery->draft.is_over = !delivery->options.is_held;
    out_open(&delivery->out, delivery_take_bytes, delivery);
    if (writer && writer->state_size > 0)
        delivery->options.state = calloc(1, writer->state_size);
    return !writer || writer->state_size == 0 || delivery->options.state;
}

void delivery_close(struct delivery *delivery) {
    while (delivery->first)
        delivery_drop_first(delivery);
    free(delivery->draft.bytes);
    free(delivery->options.state);
}
