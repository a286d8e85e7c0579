/* Complete events that wait for earlier ones, for late lines, and for duplicates.
 * SPDX-License-Identifier: MIT */
#include "events/queue.h"

#include "base/index.h"
#include "events/fingerprint.h"
#include "model/builder.h"
#include "model/victim.h"

#include <stdlib.h>

struct queue_place {
    struct event *event;
    struct fingerprint print;
    size_t bytes; /* that the event keeps */
};

enum {
    QUEUE_SLACK = 256, /* events that leave at the front before the others are moved there */
    QUEUE_FILES = 16   /* whose duplicates are counted each; those of further ones count for the last */
};

struct queue {
    queue_sink *sink;
    void *context;
    bool is_stopped; /* the sink said so */
    struct queue_place room[LIMIT_BLOCKED_EVENTS + QUEUE_SLACK];
    struct queue_place *places; /* in `room`, by first line */
    size_t count, bytes;
    struct {
        char *file; /* owned */
        int64_t count;
    } duplicates[QUEUE_FILES]; /* of events handed out */
    size_t duplicate_files;
    struct fingerprint prints[LIMIT_FINGERPRINTS]; /* of the first events that were handed out */
    size_t print_count;
    struct index prints_by_key;
    struct arena arenas[2];          /* of that index: by turns, so that it leaves nothing behind where it grows */
    unsigned turn;                   /* which of them holds it */
    bool forgets;                    /* there are more of them: duplicates of the others are no longer known */
    uint64_t victims[LIMIT_VICTIMS]; /* fingerprints of the victims of events handed out, by themselves */
    bool is_stream;                  /* events leave before their late lines can have come */
    struct event *sent[LIMIT_SENT];  /* what is remembered of the last ones that did, or NULL */
    size_t sent_count;               /* so far */
};

struct queue *queue_new(queue_sink *sink, void *context) {
    struct queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->sink = sink;
    queue->context = context;
    queue->places = queue->room;
    return queue;
}

void queue_free(struct queue *queue) {
    if (!queue)
        return;
    for (size_t i = 0; i < queue->count; i++)
        event_free(queue->places[i].event);
    for (size_t i = 0; i < LIMIT_SENT; i++)
        event_free(queue->sent[i]);
    for (size_t i = 0; i < queue->duplicate_files; i++)
        free(queue->duplicates[i].file);
    arena_reset(&queue->arenas[0]);
    arena_reset(&queue->arenas[1]);
    free(queue);
}

/* --- copies of events handed out */

static struct cited_text queue_copy_cited(struct event *copy, struct cited_text cited) {
    return (struct cited_text){arena_copy(copy->arena, cited.text), cited.line};
}

static void queue_copy_kills(struct event *copy, const struct event *event) {
    for (size_t i = 0; i < event->kill_count && i < LIMIT_KILLS_ASKED; i++) {
        struct kill *kill = BUILDER_PUSH(copy, copy->kills, copy->kill_count, LIMIT_KILLS, event->lines.last);
        if (!kill)
            return;
        *kill = event->kills[i];
        kill->name = arena_copy(copy->arena, kill->name);
        kill->message = arena_copy(copy->arena, kill->message);
        copy->kill_count++;
    }
}

static void queue_copy_notes(struct event *copy, const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++) {
        const struct note *note = &event->notes[i];
        if (note->kind == NOTE_UNIT)
            builder_note(copy, note->kind, note->line, note->value, note->text);
    }
}

static void queue_copy_cgroups(struct event *copy, const struct event *event) {
    struct arena *arena = copy->arena;
    copy->cgroup.path = arena_copy(arena, event->cgroup.path);
    copy->cgroup.path_line = event->cgroup.path_line;
    copy->cgroup.task_path = arena_copy(arena, event->cgroup.task_path);
    copy->oom_group = queue_copy_cited(copy, event->oom_group);
    copy->summary.pid = event->summary.pid;
    copy->summary.oom_memcg = arena_copy(arena, event->summary.oom_memcg);
    copy->summary.task_memcg = arena_copy(arena, event->summary.task_memcg);
}

/* An event of its own with what late lines are compared with: who was killed, when, by whom, in which cgroup, and what
 * was noted about it. NULL when memory is short. Goes to event_free. */
static struct event *queue_copy(const struct event *event) {
    struct event *copy = builder_new();
    if (!copy)
        return NULL;
    copy->killer = event->killer;
    copy->lines = event->lines;
    copy->host = arena_copy(copy->arena, event->host);
    copy->boot_id = event->boot_id;
    copy->boot = event->boot;
    copy->is_newest_first = event->is_newest_first;
    copy->time = event->time;
    copy->uptime_us = event->uptime_us;
    copy->last_uptime_us = event->last_uptime_us;
    copy->kill_uptime_us = event->kill_uptime_us;
    copy->reason = queue_copy_cited(copy, event->reason);
    queue_copy_cgroups(copy, event);
    queue_copy_kills(copy, event);
    queue_copy_notes(copy, event);
    copy->own.is_cut = true; /* its lines are not kept any more */
    if (!copy->arena->failed)
        return copy;
    event_free(copy);
    return NULL;
}

/* --- places */

static void queue_insert(struct queue *queue, struct event *event, const struct fingerprint *print) {
    size_t at = queue->count++;
    for (; at > 0 && queue->places[at - 1].event->lines.first > event->lines.first; at--)
        queue->places[at] = queue->places[at - 1];
    queue->places[at] = (struct queue_place){event, *print, event->arena->own.used};
    queue->bytes += queue->places[at].bytes;
}

/* The place AT is free: the others close up. */
static void queue_close_gap(struct queue *queue, size_t at) {
    if (at > 0) {
        memmove(queue->places + at, queue->places + at + 1, (queue->count - at) * sizeof *queue->places);
    } else if (queue->places < queue->room + QUEUE_SLACK) {
        queue->places++;
    } else {
        memmove(queue->room, queue->places + 1, queue->count * sizeof *queue->places);
        queue->places = queue->room;
    }
}

static struct queue_place queue_remove(struct queue *queue, size_t at) {
    const struct queue_place place = queue->places[at];
    queue->count--;
    queue->bytes -= place.bytes;
    queue_close_gap(queue, at);
    return place;
}

/* --- fingerprints of events handed out */

static uint32_t queue_hash(uint64_t key) {
    return index_hash((int64_t)key, STR(""));
}

/* Of one key no more are filed than are asked for: each further one would lengthen the search. */
static bool queue_has_enough(const struct queue *queue, uint32_t hash) {
    struct index_walk walk = index_seek(&queue->prints_by_key, hash);
    int found = 0;
    for (size_t at; found < LIMIT_FINGERPRINTS_ASKED && index_next(&walk, &at); found++)
        ;
    return found == LIMIT_FINGERPRINTS_ASKED;
}

static void queue_file(struct queue *queue, uint64_t key, size_t print) {
    const size_t room = queue->prints_by_key.room;
    const unsigned next = queue->turn ^ 1;
    if (queue_has_enough(queue, queue_hash(key)))
        return;
    if (!index_add(&queue->prints_by_key, &queue->arenas[next], queue_hash(key), print) ||
        queue->prints_by_key.room == room)
        return;
    arena_reset(&queue->arenas[queue->turn]);
    queue->turn = next;
}

/* The oldest stay. When memory is short it is not filed, and duplicates of it are not found. */
static void queue_remember(struct queue *queue, const struct fingerprint *print) {
    queue->forgets |= queue->print_count == LIMIT_FINGERPRINTS;
    if (queue->forgets)
        return;
    queue->prints[queue->print_count] = *print;
    for (size_t i = 0; i < FINGERPRINT_KEYS; i++)
        if (print->keys[i])
            queue_file(queue, print->keys[i], queue->print_count);
    queue->print_count++;
}

static void queue_remember_victims(struct queue *queue, const struct event *event) {
    for (size_t i = 0; i < event->kill_count; i++) {
        const uint64_t victim = fingerprint_of_victim(event->host, event->kills[i].pid);
        queue->victims[victim % LIMIT_VICTIMS] = victim;
    }
}

/* An event that was handed out before its kill was printed is handed out again with it. */
static bool queue_adds_kill(const struct fingerprint *print, const struct fingerprint *old) {
    return print->keys[FINGERPRINT_EXACT] && !old->keys[FINGERPRINT_EXACT] && old->keys[FINGERPRINT_TRIGGER];
}

/* Many events may have one key: a victim that does not exit is killed again and again. */
static bool queue_has_print(const struct queue *queue, uint64_t key, const struct fingerprint *print) {
    struct index_walk walk = index_seek(&queue->prints_by_key, queue_hash(key));
    size_t at;
    for (int tried = 0; tried < LIMIT_FINGERPRINTS_ASKED && index_next(&walk, &at); tried++)
        if (fingerprint_is_same(&queue->prints[at], print) && !queue_adds_kill(print, &queue->prints[at]))
            return true;
    return false;
}

static bool queue_was_handed_out(const struct queue *queue, const struct fingerprint *print) {
    for (size_t i = 0; i < FINGERPRINT_KEYS; i++)
        if (print->keys[i] && queue_has_print(queue, print->keys[i], print))
            return true;
    return false;
}

bool queue_forgets(const struct queue *queue) {
    return queue->forgets;
}

/* Keeps what late lines are compared with. When memory is short it is not kept: it is not part of an event. */
static void queue_remember_sent(struct queue *queue, const struct event *event) {
    struct event **place = &queue->sent[queue->sent_count++ % LIMIT_SENT];
    event_free(*place);
    *place = queue_copy(event);
}

static bool queue_hand_out_at(struct queue *queue, size_t at) {
    const struct queue_place first = queue_remove(queue, at);
    queue_remember(queue, &first.print);
    queue_remember_victims(queue, first.event);
    if (queue->is_stream)
        queue_remember_sent(queue, first.event);
    if (queue->is_stopped)
        event_free(first.event);
    else
        queue->is_stopped = !queue->sink(queue->context, first.event);
    return !queue->is_stopped;
}

static bool queue_hand_out(struct queue *queue) {
    return queue_hand_out_at(queue, 0);
}

/* --- duplicates */

static void queue_add_also(struct event *event, struct event_place place) {
    if (event->also_count == LIMIT_ALSO)
        return;
    struct event_place *also = BUILDER_PUSH(event, event->also, event->also_count, LIMIT_ALSO, event->lines.first);
    if (!also)
        return;
    place.file = arena_copy(event->arena, place.file);
    *also = place;
    event->also_count++;
}

/* DUPLICATE is of EVENT: adds its places. */
static void queue_copy_places(struct event *event, const struct event *duplicate) {
    if (!duplicate->source_count)
        return;
    const struct event_source *source = &duplicate->sources[0];
    queue_add_also(event, (struct event_place){source->file, duplicate->lines.first - source->line_base,
                                               duplicate->lines.last - source->line_base});
    for (size_t i = 0; i < duplicate->also_count; i++)
        queue_add_also(event, duplicate->also[i]);
}

/* How many parts of a report an event has. */
static int queue_parts(const struct event *event) {
    return (event->trigger.lines.first > 0) + (event->trigger.trace_lines.first > 0) +
           (event->memory.counters.lines.first > 0) + (event->memory.zone_count > 0) + (event->cgroup.path_line > 0) +
           (event->cgroup.memory.line > 0) + (event->cgroup.stats_count > 0) + (event->tasks.count > 0) +
           (event->tasks.count > 0 && !event->tasks.cut) + (event->summary.line > 0) + victim_has_kill_line(event);
}

/* EVENT is a duplicate of the one in PLACE: the more complete one stays there. */
static void queue_merge(struct queue *queue, struct queue_place *place, struct event *event, struct fingerprint print) {
    struct event *first = place->event;
    if (queue_parts(event) <= queue_parts(first)) {
        queue_copy_places(first, event);
        event_free(event);
        return;
    }
    queue_copy_places(event, first);
    for (size_t i = 0; i < first->note_count; i++)
        builder_note(event, first->notes[i].kind, first->notes[i].line, first->notes[i].value, first->notes[i].text);
    for (size_t i = 0; i < FINGERPRINT_CONTENT; i++)
        if (!print.keys[i])
            print.keys[i] = place->print.keys[i];
    queue->bytes -= place->bytes;
    *place = (struct queue_place){event, print, event->arena->own.used};
    queue->bytes += place->bytes;
    event_free(first);
}

static bool queue_is_of_file(const char *name, str file) {
    return name && str_equal(str_from_cstr(name), file);
}

/* When memory is short the count is kept without its file: it is not part of a report. */
static void queue_count_duplicate(struct queue *queue, const struct event *event) {
    const str file = event->source_count > 0 ? event->sources[0].file : STR("");
    size_t at = 0;
    while (at < queue->duplicate_files && !queue_is_of_file(queue->duplicates[at].file, file))
        at++;
    if (at == QUEUE_FILES)
        at--;
    if (at == queue->duplicate_files) {
        char *copy = strndup(file.data ? file.data : "", file.len);
        queue->duplicates[at].file = copy;
        queue->duplicates[at].count = 0;
        queue->duplicate_files++;
    }
    queue->duplicates[at].count++;
}

void queue_put(struct queue *queue, struct event *event) {
    const struct fingerprint print = fingerprint_of(event);
    for (size_t i = queue->count; i-- > 0;)
        if (fingerprint_may_be_same(&queue->places[i].print, &print) &&
            fingerprint_is_same(&queue->places[i].print, &print)) {
            queue_merge(queue, &queue->places[i], event, print);
            return;
        }
    if (queue_was_handed_out(queue, &print)) {
        queue_count_duplicate(queue, event);
        event_free(event);
        return;
    }
    if (queue->count == LIMIT_BLOCKED_EVENTS)
        queue_hand_out(queue);
    queue_insert(queue, event, &print);
}

int64_t queue_take_duplicates(struct queue *queue, char **ret_file) {
    if (queue->duplicate_files == 0)
        return 0;
    queue->duplicate_files--;
    *ret_file = queue->duplicates[queue->duplicate_files].file;
    return queue->duplicates[queue->duplicate_files].count;
}

bool queue_is_untouched(const struct queue *queue) {
    return queue->count == 0 && queue->print_count == 0;
}

bool queue_had_victim(const struct queue *queue, str host, int64_t pid) {
    const uint64_t victim = fingerprint_of_victim(host, pid);
    return queue->victims[victim % LIMIT_VICTIMS] == victim;
}

/* --- ways out */

static bool queue_is_full(const struct queue *queue) {
    return queue->count > LIMIT_WAITING_EVENTS || (queue->count && queue->bytes > LIMIT_WAITING_BYTES);
}

bool queue_release(struct queue *queue, int64_t first_in_progress) {
    while (queue_is_full(queue)) {
        const bool is_blocked = queue->places[0].event->lines.first > first_in_progress;
        if (is_blocked && queue->count < LIMIT_BLOCKED_EVENTS && queue->bytes < LIMIT_BLOCKED_BYTES)
            break;
        if (!queue_hand_out(queue))
            return false;
    }
    return !queue->is_stopped;
}

bool queue_flush(struct queue *queue) {
    while (queue->count)
        queue_hand_out(queue);
    return !queue->is_stopped;
}

void queue_begin_stream(struct queue *queue) {
    queue->is_stream = true;
}

bool queue_tick(struct queue *queue, int64_t now_us) {
    for (size_t i = 0; i < queue->count;)
        if (now_us - queue->places[i].event->read_us < LIMIT_LINGER_US)
            i++;
        else
            queue_hand_out_at(queue, i);
    return !queue->is_stopped;
}

bool queue_is_empty(const struct queue *queue) {
    return queue->count == 0;
}

/* Among all events, or, if IS_OF, among those of KILLER. */
static struct event *queue_find_among(struct queue *queue, bool is_of, enum killer killer, queue_wants *wants,
                                      const void *context) {
    for (size_t i = queue->count; i-- > 0;)
        if ((!is_of || queue->places[i].event->killer == killer) && wants(queue->places[i].event, context))
            return queue->places[i].event;
    for (size_t i = 0; i < LIMIT_SENT; i++)
        if (queue->sent[i] && (!is_of || queue->sent[i]->killer == killer) && wants(queue->sent[i], context))
            return queue->sent[i];
    return NULL;
}

struct event *queue_find(struct queue *queue, queue_wants *wants, const void *context) {
    return queue_find_among(queue, false, KILLER_KERNEL, wants, context);
}

struct event *queue_find_of(struct queue *queue, enum killer killer, queue_wants *wants, const void *context) {
    return queue_find_among(queue, true, killer, wants, context);
}

void queue_drop(struct queue *queue, struct event *event) {
    for (size_t i = 0; i < queue->count; i++)
        if (queue->places[i].event == event) {
            event_free(queue_remove(queue, i).event);
            return;
        }
    for (size_t i = 0; i < LIMIT_SENT; i++)
        if (queue->sent[i] == event) {
            event_free(event);
            queue->sent[i] = NULL;
            return;
        }
}

/* --- input that stands newest first */

static int64_t turned_input_of(const struct event *event) {
    return event->source_count > 0 ? event->sources[0].line_base : -1;
}

bool turned_may_hold(const struct turned *turned, const struct event *event) {
    return event->is_newest_first && turned->count < LIMIT_TURNED_EVENTS && turned->bytes < LIMIT_TURNED_EVENTS_BYTES &&
           (turned->count == 0 || turned_input_of(turned->events[0]) == turned_input_of(event));
}

void turned_hold(struct turned *turned, struct event *event) {
    size_t at = turned->count++;
    for (; at > 0 && turned->events[at - 1]->lines.first > event->lines.first; at--)
        turned->events[at] = turned->events[at - 1];
    turned->events[at] = event;
    turned->bytes += event->arena->own.used;
}
