/* Complete events wait here: for earlier ones, for late lines, and for their doubles.
 * SPDX-License-Identifier: MIT */
#include "events/queue.h"

#include "model/builder.h"
#include "model/clock.h"

#include <stdlib.h>

/* What tells an event again when it comes by another way. */
struct fingerprint {
    uint64_t exact;   /* with the kernel's clock; 0: none */
    uint64_t content; /* without; 0: too little was said */
    uint64_t kill;    /* of the first kill's line alone; 0: it lacks its figures */
    bool is_whole;    /* the report is there, not only a part of it */
    uint64_t host;    /* the first label of its name: one transport writes "red", another "red.example.com"; 0: none */
    int64_t second;   /* of the half hour, by the wall clock; -1 unknown */
    struct oomwhy_time time;
    int64_t line_base; /* of its input, for userspace killers, whose words are often the same; -1: the kernel's */
};

struct queue_entry {
    struct event *event;
    struct fingerprint print;
    size_t weight;
};

/* Places that are left behind before the entries move up: not each time that the first one goes. */
enum { QUEUE_SLACK = 256 };

struct queue {
    queue_sink *sink;
    void *context;
    bool stopped;
    struct queue_entry places[LIMIT_BLOCKED + 1 + QUEUE_SLACK];
    struct queue_entry *entries; /* within the places; by first line */
    size_t count, weight;
    int64_t again;                           /* events told again after they had been handed out */
    struct fingerprint prints[LIMIT_PRINTS]; /* of events handed out, by their key */
};

struct queue *queue_new(queue_sink *sink, void *context) {
    struct queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->sink = sink;
    queue->context = context;
    queue->entries = queue->places;
    return queue;
}

void queue_free(struct queue *queue) {
    if (!queue)
        return;
    for (size_t i = 0; i < queue->count; i++)
        event_free(queue->entries[i].event);
    free(queue);
}

static uint64_t fingerprint_mix(uint64_t hash, uint64_t value) {
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xff51afd7ed558ccdu;
}

static uint64_t fingerprint_number(uint64_t hash, int64_t value) {
    return fingerprint_mix(hash, (uint64_t)value);
}

static uint64_t fingerprint_text(uint64_t hash, str text) {
    return fingerprint_mix(hash, str_hash(text));
}

static uint64_t fingerprint_kill(const struct kill *kill) {
    uint64_t hash = fingerprint_text(1, kill->name);
    hash = fingerprint_number(hash, kill->pid);
    hash = fingerprint_number(hash, kill->total_vm_kb);
    return fingerprint_number(hash, kill->anon_rss_kb);
}

static uint64_t fingerprint_exact(const struct event *event, int64_t kill_uptime_us) {
    if (event->kill_count && kill_uptime_us != ABSENT)
        return fingerprint_number(fingerprint_kill(&event->kills[0]), kill_uptime_us) | 1;
    if (!event->kill_count && kill_uptime_us != ABSENT)
        return fingerprint_number(3, kill_uptime_us) | 1;
    if (event->uptime_us == ABSENT || event->kill_count || !event->trigger.lines.first)
        return 0;
    uint64_t hash = fingerprint_number(2, event->uptime_us);
    hash = fingerprint_text(hash, event->trigger.name);
    return fingerprint_number(hash, event->trigger.gfp_mask) | 1;
}

static uint64_t fingerprint_content(const struct event *event) {
    bool is_enough = event->kill_count && (event->kills[0].total_vm_kb != ABSENT || event->tasks.count ||
                                           event->memory.counters.lines.first);
    if (!is_enough)
        return 0;
    uint64_t hash = fingerprint_kill(&event->kills[0]);
    hash = fingerprint_text(hash, event->trigger.name);
    hash = fingerprint_number(hash, event->memory.counters.free.value);
    hash = fingerprint_number(hash, event->cgroup.memory.failcnt);
    hash = fingerprint_number(hash, (int64_t)event->tasks.count);
    for (size_t i = 0; i < event->tasks.count && i < 64; i++)
        hash = fingerprint_number(hash, event->tasks.items[i].rss);
    return hash | 1;
}

static uint64_t fingerprint_first_kill(const struct event *event) {
    const bool has_figures =
        event->kill_count && event->kills[0].total_vm_kb != ABSENT && event->kills[0].anon_rss_kb != ABSENT;
    return has_figures ? fingerprint_mix(fingerprint_kill(&event->kills[0]), 3) | 1 : 0;
}

static bool fingerprint_is_of_whole(const struct event *event) {
    return event->trigger.lines.first && event->tasks.count && !event->tasks.cut;
}

static uint64_t fingerprint_host(str host) {
    size_t dot = str_find_byte(host, '.');
    return host.len ? str_hash(str_first(host, dot == STR_NONE ? host.len : dot)) | 1 : 0;
}

static int64_t fingerprint_second(const struct oomwhy_time *time) {
    return time->month ? (time->minute % 30) * 60 + time->second : -1;
}

/* What a userspace killer did, or nothing where no clock tells one from another. */
static struct fingerprint fingerprint_of_daemon(const struct event *event) {
    struct fingerprint print = {.host = fingerprint_host(event->host), .second = -1, .time = event->time};
    if (!event->time.month || !event->kill_count || !event->source_count)
        return print;
    print.content = fingerprint_text(fingerprint_kill(&event->kills[0]), event->reason.text) | 1;
    print.second = fingerprint_second(&event->time);
    print.line_base = event->sources[0].line_base;
    return print;
}

static struct fingerprint fingerprint_of(const struct event *event, int64_t kill_uptime_us) {
    if (event->killer != KILLER_KERNEL)
        return fingerprint_of_daemon(event);
    return (struct fingerprint){.exact = fingerprint_exact(event, kill_uptime_us),
                                .content = fingerprint_content(event),
                                .kill = fingerprint_first_kill(event),
                                .is_whole = fingerprint_is_of_whole(event),
                                .host = fingerprint_host(event->host),
                                .second = fingerprint_second(&event->time),
                                .time = event->time,
                                .line_base = -1};
}

/* Two times of the half hour that can be one, whatever the zones they are told in. */
static bool fingerprint_is_same_second(const struct fingerprint *a, const struct fingerprint *b) {
    if (a->second < 0 || b->second < 0)
        return true;
    int64_t apart = llabs(a->second - b->second);
    return apart <= 5 || apart >= 1795;
}

/* The same, for what says too little to be told from its like half an hour later: of two times that both name their
 * zone, or both do not, all must agree. */
static bool fingerprint_is_same_time(const struct fingerprint *a, const struct fingerprint *b) {
    if (!fingerprint_is_same_second(a, b))
        return false;
    return a->second < 0 || b->second < 0 || a->time.has_offset != b->time.has_offset ||
           llabs(clock_apart(&a->time, &b->time)) <= 5;
}

/* Where both carriers tell the kernel's clock it decides; else everything that was said must be the same, and the
 * wall clocks, whatever their zones, must not be far apart. */
static bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b) {
    if (a->host && b->host && a->host != b->host)
        return false;
    if (a->exact && b->exact)
        return a->exact == b->exact;
    const bool are_whole = a->is_whole && b->is_whole;
    /* Of a report that is not whole only the kill can be compared. A stuck victim is killed again, its figures the
     * same. */
    if (!are_whole && a->kill && a->kill == b->kill)
        return fingerprint_is_same_time(a, b);
    if (!a->content || a->content != b->content || (a->line_base >= 0 && a->line_base == b->line_base))
        return false;
    return are_whole ? fingerprint_is_same_second(a, b) : fingerprint_is_same_time(a, b);
}

static struct fingerprint *queue_slot(struct queue *queue, uint64_t key) {
    return &queue->prints[key % LIMIT_PRINTS];
}

static bool queue_is_gone(struct queue *queue, const struct fingerprint *print) {
    const uint64_t keys[] = {print->exact, print->content, print->kill};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i] && fingerprint_is_same(queue_slot(queue, keys[i]), print))
            return true;
    return false;
}

static void queue_add_place(struct event *event, struct event_place place) {
    struct event_place *also = NULL;
    if (event->also_count < LIMIT_ALSO)
        also = BUILDER_PUSH(event, event->also, event->also_count, LIMIT_ALSO, event->lines.first);
    if (!also)
        return;
    place.file = arena_copy(event->arena, place.file);
    *also = place;
    event->also_count++;
}

/* AGAIN is EVENT, told another time: its places, and what stood near it, go over. */
static void queue_record_also(struct event *event, const struct event *again) {
    if (!again->source_count)
        return;
    const struct event_source *source = &again->sources[0];
    queue_add_place(event, (struct event_place){source->file, again->lines.first - source->line_base,
                                                again->lines.last - source->line_base});
    for (size_t i = 0; i < again->also_count; i++)
        queue_add_place(event, again->also[i]);
}

/* How many parts of a report an event has. */
static int queue_parts(const struct event *event) {
    return (event->trigger.lines.first > 0) + (event->trigger.trace_lines.first > 0) +
           (event->memory.counters.lines.first > 0) + (event->memory.zone_count > 0) + (event->cgroup.memory.line > 0) +
           (event->cgroup.stats_count > 0) + (event->tasks.count > 0) + (event->tasks.count > 0 && !event->tasks.cut) +
           (event->summary.line > 0) + (event->kill_count > 0);
}

/* About the bytes that an event keeps. */
static size_t queue_weigh(const struct event *event) {
    return 16 * 1024 + 2 * sizeof *event->tasks.items * event->tasks.count +
           2 * sizeof *event->memory.zones * event->memory.zone_count +
           2 * sizeof *event->memory.slabs * event->memory.slab_count;
}

/* Two tellings of one event: the one that has more of the report stays, in the place of the first. */
static void queue_merge(struct queue *queue, struct queue_entry *entry, struct event *event, struct fingerprint print) {
    struct event *first = entry->event;
    if (queue_parts(event) <= queue_parts(first)) {
        queue_record_also(first, event);
        event_free(event);
        return;
    }
    queue_record_also(event, first);
    for (size_t i = 0; i < first->note_count; i++)
        builder_note(event, first->notes[i].kind, first->notes[i].line, first->notes[i].value, first->notes[i].text);
    print.exact = print.exact ? print.exact : entry->print.exact;
    const size_t weight = queue_weigh(event);
    queue->weight = queue->weight - entry->weight + weight;
    *entry = (struct queue_entry){event, print, weight};
    event_free(first);
}

static bool queue_hand_out(struct queue *queue) {
    struct queue_entry first = *queue->entries++;
    queue->count--;
    queue->weight -= first.weight;
    if (queue->entries == queue->places + QUEUE_SLACK) {
        memmove(queue->places, queue->entries, queue->count * sizeof *queue->entries);
        queue->entries = queue->places;
    }
    const uint64_t keys[] = {first.print.exact, first.print.content, first.print.kill};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i])
            *queue_slot(queue, keys[i]) = first.print;
    if (queue->stopped)
        event_free(first.event);
    else if (!queue->sink(queue->context, first.event))
        queue->stopped = true;
    return !queue->stopped;
}

void queue_put(struct queue *queue, struct event *event, int64_t kill_uptime_us) {
    struct fingerprint print = fingerprint_of(event, kill_uptime_us);
    for (size_t i = queue->count; i-- > 0;)
        if (fingerprint_is_same(&queue->entries[i].print, &print)) {
            queue_merge(queue, &queue->entries[i], event, print);
            return;
        }
    if (queue_is_gone(queue, &print)) {
        queue->again++;
        event_free(event);
        return;
    }
    if (queue->count == LIMIT_BLOCKED)
        queue_hand_out(queue);
    size_t at = queue->count;
    while (at > 0 && queue->entries[at - 1].event->lines.first > event->lines.first)
        at--;
    memmove(queue->entries + at + 1, queue->entries + at, (queue->count - at) * sizeof queue->entries[0]);
    queue->entries[at] = (struct queue_entry){event, print, queue_weigh(event)};
    queue->weight += queue->entries[at].weight;
    queue->count++;
}

int64_t queue_take_again(struct queue *queue) {
    int64_t again = queue->again;
    queue->again = 0;
    return again;
}

bool queue_is_full(const struct queue *queue) {
    return queue->count > LIMIT_QUEUE || (queue->count && queue->weight > LIMIT_QUEUE_WEIGHT);
}

bool queue_release(struct queue *queue, int64_t first_in_progress) {
    while (queue_is_full(queue)) {
        bool blocked = queue->entries[0].event->lines.first > first_in_progress;
        if (blocked && queue->count < LIMIT_BLOCKED && queue->weight < 4 * (size_t)LIMIT_QUEUE_WEIGHT)
            break;
        if (!queue_hand_out(queue))
            return false;
    }
    return !queue->stopped;
}

bool queue_flush(struct queue *queue) {
    while (queue->count)
        queue_hand_out(queue);
    return !queue->stopped;
}

struct kill *queue_victim(struct queue *queue, str host, int64_t pid) {
    for (size_t i = queue->count; i-- > 0;) {
        struct event *event = queue->entries[i].event;
        if (!str_equal(event->host, host))
            continue;
        for (size_t k = 0; k < event->kill_count && k < 64; k++)
            if (event->kills[k].pid == pid && event->kills[k].reaped == REAPED_UNKNOWN)
                return &event->kills[k];
    }
    return NULL;
}

struct event *queue_user_kill(struct queue *queue, str host, enum killer killer, int64_t pid, str name) {
    for (size_t i = queue->count; i-- > 0;) {
        struct event *event = queue->entries[i].event;
        if (event->killer == killer && event->kill_count && event->kills[0].pid == pid &&
            str_equal(event->kills[0].name, name) && str_equal(event->host, host))
            return event;
    }
    return NULL;
}

struct event *queue_find(struct queue *queue, queue_wants *wants, const void *context) {
    for (size_t i = queue->count; i-- > 0;)
        if (wants(queue->entries[i].event, context))
            return queue->entries[i].event;
    return NULL;
}

void queue_drop(struct queue *queue, struct event *event) {
    for (size_t i = 0; i < queue->count; i++) {
        if (queue->entries[i].event != event)
            continue;
        queue->count--;
        queue->weight -= queue->entries[i].weight;
        memmove(queue->entries + i, queue->entries + i + 1, (queue->count - i) * sizeof queue->entries[0]);
        event_free(event);
        return;
    }
}
