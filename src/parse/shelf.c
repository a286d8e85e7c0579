/* Complete events wait here: for earlier ones, for late lines, and for their doubles.
 * SPDX-License-Identifier: MIT */
#include "parse/shelf.h"

#include "model/clock.h"
#include "parse/draft.h"

#include <stdlib.h>

/* What tells an event again when it comes by another way. */
struct print {
    uint64_t exact;   /* with the kernel's clock; 0: none */
    uint64_t content; /* without; 0: too little was said */
    uint64_t kill;    /* of the first kill's line alone; 0: it lacks its figures */
    bool is_whole;    /* the report is there, not only a part of it */
    uint64_t host;    /* the first label of its name: one carrier writes "red", another "red.example.com"; 0: none */
    int64_t second;   /* of the half hour, by the wall clock; -1 unknown */
    struct oomwhy_stamp time;
    int64_t line_base; /* of its input, for userspace killers, whose words are often the same; -1: the kernel's */
};

struct shelf_entry {
    struct oomwhy_event *event;
    struct print print;
    size_t weight;
};

/* Places that are left behind before the entries move up: not each time that the first one goes. */
enum { SHELF_SLACK = 256 };

struct shelf {
    parse_sink *sink;
    void *context;
    bool stopped;
    struct shelf_entry places[BOUND_BLOCKED + 1 + SHELF_SLACK];
    struct shelf_entry *entries; /* within the places; by first line */
    size_t count, weight;
    int64_t again;                     /* events told again after they had been handed out */
    struct print prints[BOUND_PRINTS]; /* of events handed out, by their key */
};

struct shelf *shelf_new(parse_sink *sink, void *context) {
    struct shelf *shelf = calloc(1, sizeof *shelf);
    if (!shelf)
        return NULL;
    shelf->sink = sink;
    shelf->context = context;
    shelf->entries = shelf->places;
    return shelf;
}

void shelf_free(struct shelf *shelf) {
    if (!shelf)
        return;
    for (size_t i = 0; i < shelf->count; i++)
        event_free(shelf->entries[i].event);
    free(shelf);
}

static uint64_t print_mix(uint64_t hash, uint64_t value) {
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xff51afd7ed558ccdu;
}

static uint64_t print_number(uint64_t hash, int64_t value) {
    return print_mix(hash, (uint64_t)value);
}

static uint64_t print_text(uint64_t hash, str text) {
    return print_mix(hash, str_hash(text));
}

static uint64_t print_kill(const struct oomwhy_kill *kill) {
    uint64_t hash = print_text(1, kill->name);
    hash = print_number(hash, kill->pid);
    hash = print_number(hash, kill->total_vm_kb);
    return print_number(hash, kill->anon_rss_kb);
}

static uint64_t print_exact(const struct oomwhy_event *event, int64_t kill_uptime_us) {
    if (event->kill_count && kill_uptime_us != OOMWHY_ABSENT)
        return print_number(print_kill(&event->kills[0]), kill_uptime_us) | 1;
    if (!event->kill_count && kill_uptime_us != OOMWHY_ABSENT)
        return print_number(3, kill_uptime_us) | 1;
    if (event->uptime_us == OOMWHY_ABSENT || event->kill_count || !event->trigger.lines.first)
        return 0;
    uint64_t hash = print_number(2, event->uptime_us);
    hash = print_text(hash, event->trigger.name);
    return print_number(hash, event->trigger.gfp_mask) | 1;
}

static uint64_t print_content(const struct oomwhy_event *event) {
    bool is_enough = event->kill_count && (event->kills[0].total_vm_kb != OOMWHY_ABSENT || event->tasks.count ||
                                           event->memory.counters.lines.first);
    if (!is_enough)
        return 0;
    uint64_t hash = print_kill(&event->kills[0]);
    hash = print_text(hash, event->trigger.name);
    hash = print_number(hash, event->memory.counters.free.value);
    hash = print_number(hash, event->cgroup.memory.failcnt);
    hash = print_number(hash, (int64_t)event->tasks.count);
    for (size_t i = 0; i < event->tasks.count && i < 64; i++)
        hash = print_number(hash, event->tasks.items[i].rss);
    return hash | 1;
}

static uint64_t print_first_kill(const struct oomwhy_event *event) {
    const bool has_figures = event->kill_count && event->kills[0].total_vm_kb != OOMWHY_ABSENT &&
                             event->kills[0].anon_rss_kb != OOMWHY_ABSENT;
    return has_figures ? print_mix(print_kill(&event->kills[0]), 3) | 1 : 0;
}

static bool print_is_of_whole(const struct oomwhy_event *event) {
    return event->trigger.lines.first && event->tasks.count && !event->tasks.cut;
}

static uint64_t print_host(str host) {
    size_t dot = str_find_byte(host, '.');
    return host.len ? str_hash(str_first(host, dot == STR_NONE ? host.len : dot)) | 1 : 0;
}

static int64_t print_second(const struct oomwhy_stamp *time) {
    return time->month ? (time->minute % 30) * 60 + time->second : -1;
}

/* What a userspace killer did, or nothing where no clock tells one from another. */
static struct print print_of_daemon(const struct oomwhy_event *event) {
    struct print print = {.host = print_host(event->host), .second = -1, .time = event->time};
    if (!event->time.month || !event->kill_count || !event->source_count)
        return print;
    print.content = print_text(print_kill(&event->kills[0]), event->reason.text) | 1;
    print.second = print_second(&event->time);
    print.line_base = event->sources[0].line_base;
    return print;
}

static struct print print_of(const struct oomwhy_event *event, int64_t kill_uptime_us) {
    if (event->killer != OOMWHY_KILLER_KERNEL)
        return print_of_daemon(event);
    return (struct print){.exact = print_exact(event, kill_uptime_us),
                          .content = print_content(event),
                          .kill = print_first_kill(event),
                          .is_whole = print_is_of_whole(event),
                          .host = print_host(event->host),
                          .second = print_second(&event->time),
                          .time = event->time,
                          .line_base = -1};
}

/* Two times of the half hour that can be one, whatever the zones they are told in. */
static bool print_is_same_second(const struct print *a, const struct print *b) {
    if (a->second < 0 || b->second < 0)
        return true;
    int64_t apart = llabs(a->second - b->second);
    return apart <= 5 || apart >= 1795;
}

/* The same, for what says too little to be told from its like half an hour later: of two times that both name their
 * zone, or both do not, all must agree. */
static bool print_is_same_time(const struct print *a, const struct print *b) {
    if (!print_is_same_second(a, b))
        return false;
    return a->second < 0 || b->second < 0 || a->time.has_offset != b->time.has_offset ||
           llabs(clock_apart(&a->time, &b->time)) <= 5;
}

/* Where both carriers tell the kernel's clock it decides; else everything that was said must be the same, and the
 * wall clocks, whatever their zones, must not be far apart. */
static bool print_is_same(const struct print *a, const struct print *b) {
    if (a->host && b->host && a->host != b->host)
        return false;
    if (a->exact && b->exact)
        return a->exact == b->exact;
    const bool are_whole = a->is_whole && b->is_whole;
    /* Of a report that is not whole only the kill can be compared. A stuck victim is killed again, its figures the
     * same. */
    if (!are_whole && a->kill && a->kill == b->kill)
        return print_is_same_time(a, b);
    if (!a->content || a->content != b->content || (a->line_base >= 0 && a->line_base == b->line_base))
        return false;
    return are_whole ? print_is_same_second(a, b) : print_is_same_time(a, b);
}

static struct print *shelf_slot(struct shelf *shelf, uint64_t key) {
    return &shelf->prints[key % BOUND_PRINTS];
}

static bool shelf_is_gone(struct shelf *shelf, const struct print *print) {
    const uint64_t keys[] = {print->exact, print->content, print->kill};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i] && print_is_same(shelf_slot(shelf, keys[i]), print))
            return true;
    return false;
}

static void shelf_add_place(struct oomwhy_event *event, struct oomwhy_place place) {
    struct oomwhy_place *also = NULL;
    if (event->also_count < BOUND_ALSO)
        also = DRAFT_PUSH(event, event->also, event->also_count, BOUND_ALSO, event->lines.first);
    if (!also)
        return;
    place.file = arena_copy(event->arena, place.file);
    *also = place;
    event->also_count++;
}

/* AGAIN is EVENT, told another time: its places, and what stood near it, go over. */
static void shelf_record_also(struct oomwhy_event *event, const struct oomwhy_event *again) {
    if (!again->source_count)
        return;
    const struct oomwhy_source *source = &again->sources[0];
    shelf_add_place(event, (struct oomwhy_place){source->file, again->lines.first - source->line_base,
                                                 again->lines.last - source->line_base});
    for (size_t i = 0; i < again->also_count; i++)
        shelf_add_place(event, again->also[i]);
}

/* How many parts of a report an event has. */
static int shelf_parts(const struct oomwhy_event *event) {
    return (event->trigger.lines.first > 0) + (event->trigger.trace_lines.first > 0) +
           (event->memory.counters.lines.first > 0) + (event->memory.zone_count > 0) + (event->cgroup.memory.line > 0) +
           (event->cgroup.stats_count > 0) + (event->tasks.count > 0) + (event->tasks.count > 0 && !event->tasks.cut) +
           (event->summary.line > 0) + (event->kill_count > 0);
}

/* About the bytes that an event keeps. */
static size_t shelf_weigh(const struct oomwhy_event *event) {
    return 16 * 1024 + 2 * sizeof *event->tasks.items * event->tasks.count +
           2 * sizeof *event->memory.zones * event->memory.zone_count +
           2 * sizeof *event->memory.slabs * event->memory.slab_count;
}

/* Two tellings of one event: the one that has more of the report stays, in the place of the first. */
static void shelf_merge(struct shelf *shelf, struct shelf_entry *entry, struct oomwhy_event *event,
                        struct print print) {
    struct oomwhy_event *first = entry->event;
    if (shelf_parts(event) <= shelf_parts(first)) {
        shelf_record_also(first, event);
        event_free(event);
        return;
    }
    shelf_record_also(event, first);
    for (size_t i = 0; i < first->note_count; i++)
        draft_note(event, first->notes[i].kind, first->notes[i].line, first->notes[i].value, first->notes[i].text);
    print.exact = print.exact ? print.exact : entry->print.exact;
    const size_t weight = shelf_weigh(event);
    shelf->weight = shelf->weight - entry->weight + weight;
    *entry = (struct shelf_entry){event, print, weight};
    event_free(first);
}

static bool shelf_hand_out(struct shelf *shelf) {
    struct shelf_entry first = *shelf->entries++;
    shelf->count--;
    shelf->weight -= first.weight;
    if (shelf->entries == shelf->places + SHELF_SLACK) {
        memmove(shelf->places, shelf->entries, shelf->count * sizeof *shelf->entries);
        shelf->entries = shelf->places;
    }
    const uint64_t keys[] = {first.print.exact, first.print.content, first.print.kill};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i])
            *shelf_slot(shelf, keys[i]) = first.print;
    if (shelf->stopped)
        event_free(first.event);
    else if (!shelf->sink(shelf->context, first.event))
        shelf->stopped = true;
    return !shelf->stopped;
}

void shelf_put(struct shelf *shelf, struct oomwhy_event *event, int64_t kill_uptime_us) {
    struct print print = print_of(event, kill_uptime_us);
    for (size_t i = shelf->count; i-- > 0;)
        if (print_is_same(&shelf->entries[i].print, &print)) {
            shelf_merge(shelf, &shelf->entries[i], event, print);
            return;
        }
    if (shelf_is_gone(shelf, &print)) {
        shelf->again++;
        event_free(event);
        return;
    }
    if (shelf->count == BOUND_BLOCKED)
        shelf_hand_out(shelf);
    size_t at = shelf->count;
    while (at > 0 && shelf->entries[at - 1].event->lines.first > event->lines.first)
        at--;
    memmove(shelf->entries + at + 1, shelf->entries + at, (shelf->count - at) * sizeof shelf->entries[0]);
    shelf->entries[at] = (struct shelf_entry){event, print, shelf_weigh(event)};
    shelf->weight += shelf->entries[at].weight;
    shelf->count++;
}

int64_t shelf_take_again(struct shelf *shelf) {
    int64_t again = shelf->again;
    shelf->again = 0;
    return again;
}

bool shelf_is_full(const struct shelf *shelf) {
    return shelf->count > BOUND_SHELF || (shelf->count && shelf->weight > BOUND_SHELF_WEIGHT);
}

bool shelf_release(struct shelf *shelf, int64_t first_in_progress) {
    while (shelf_is_full(shelf)) {
        bool blocked = shelf->entries[0].event->lines.first > first_in_progress;
        if (blocked && shelf->count < BOUND_BLOCKED && shelf->weight < 4 * (size_t)BOUND_SHELF_WEIGHT)
            break;
        if (!shelf_hand_out(shelf))
            return false;
    }
    return !shelf->stopped;
}

bool shelf_flush(struct shelf *shelf) {
    while (shelf->count)
        shelf_hand_out(shelf);
    return !shelf->stopped;
}

struct oomwhy_kill *shelf_victim(struct shelf *shelf, str host, int64_t pid) {
    for (size_t i = shelf->count; i-- > 0;) {
        struct oomwhy_event *event = shelf->entries[i].event;
        if (!str_equal(event->host, host))
            continue;
        for (size_t k = 0; k < event->kill_count && k < 64; k++)
            if (event->kills[k].pid == pid && event->kills[k].reaped == OOMWHY_REAPED_UNKNOWN)
                return &event->kills[k];
    }
    return NULL;
}

struct oomwhy_event *shelf_user_kill(struct shelf *shelf, str host, enum oomwhy_killer killer, int64_t pid, str name) {
    for (size_t i = shelf->count; i-- > 0;) {
        struct oomwhy_event *event = shelf->entries[i].event;
        if (event->killer == killer && event->kill_count && event->kills[0].pid == pid &&
            str_equal(event->kills[0].name, name) && str_equal(event->host, host))
            return event;
    }
    return NULL;
}

struct oomwhy_event *shelf_find(struct shelf *shelf, shelf_wants *wants, const void *context) {
    for (size_t i = shelf->count; i-- > 0;)
        if (wants(shelf->entries[i].event, context))
            return shelf->entries[i].event;
    return NULL;
}

void shelf_drop(struct shelf *shelf, struct oomwhy_event *event) {
    for (size_t i = 0; i < shelf->count; i++) {
        if (shelf->entries[i].event != event)
            continue;
        shelf->count--;
        shelf->weight -= shelf->entries[i].weight;
        memmove(shelf->entries + i, shelf->entries + i + 1, (shelf->count - i) * sizeof shelf->entries[0]);
        event_free(event);
        return;
    }
}
