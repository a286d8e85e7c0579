/* Identifies an event.
 * SPDX-License-Identifier: MIT */
#include "events/fingerprint.h"

#include "model/clock.h"

#include <stdlib.h>

enum {
    FINGERPRINT_TASKS = 64,      /* that are compared */
    FINGERPRINT_FIRST_TASKS = 3, /* of two reports that may be cut */
    FINGERPRINT_ZONES = 16,
    FINGERPRINT_SECONDS = 5,            /* between the times that two transports write for one line */
    FINGERPRINT_ZONE_SECONDS = 30 * 60, /* time zones differ by multiples of it */
    FINGERPRINT_ZONES_APART = 26 * 60 * 60 + FINGERPRINT_SECONDS /* the most: -12:00 and +14:00 */
};

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

static uint64_t fingerprint_exact(const struct event *event) {
    if (event->kill_count && event->kill_uptime_us != ABSENT)
        return fingerprint_number(fingerprint_kill(&event->kills[0]), event->kill_uptime_us) | 1;
    if (!event->kill_count && event->kill_uptime_us != ABSENT)
        return fingerprint_number(3, event->kill_uptime_us) | 1;
    return 0;
}

static uint64_t fingerprint_trigger(const struct event *event) {
    if (event->uptime_us == ABSENT || !event->trigger.lines.first)
        return 0;
    uint64_t hash = fingerprint_number(2, event->uptime_us);
    hash = fingerprint_text(hash, event->trigger.name);
    return fingerprint_number(hash, event->trigger.gfp_mask) | 1;
}

/* Where the log ends before the kill: the last row and its time, or the figures'. */
static uint64_t fingerprint_last_line(const struct event *event) {
    const size_t count = event->tasks.count;
    if (event->last_uptime_us == ABSENT || event->kill_count || event->kill_uptime_us != ABSENT ||
        !event->memory.lines.first)
        return 0;
    const struct task *last = count > 0 ? &event->tasks.items[count - 1] : NULL;
    uint64_t hash = fingerprint_number(7, event->last_uptime_us);
    hash = fingerprint_number(hash, last ? last->pid : event->memory.counters.free.value);
    return fingerprint_number(hash, last ? last->rss : ABSENT) | 1;
}

static uint64_t fingerprint_tasks(uint64_t hash, const struct event *event, size_t most) {
    for (size_t i = 0; i < event->tasks.count && i < most; i++) {
        hash = fingerprint_number(hash, event->tasks.items[i].pid);
        hash = fingerprint_number(hash, event->tasks.items[i].rss);
    }
    return hash;
}

/* Without a kill the figures have to do: nothing but a clock tells two reports with the same ones apart. */
static bool fingerprint_has_content(const struct event *event) {
    const bool has_counters = event->memory.counters.lines.first > 0;
    if (!event->kill_count)
        return has_counters && event->memory.zone_count > 0 && event->uptime_us == ABSENT;
    return event->kills[0].total_vm_kb != ABSENT || event->tasks.count || has_counters;
}

static uint64_t fingerprint_content(const struct event *event) {
    if (!fingerprint_has_content(event))
        return 0;
    uint64_t hash = event->kill_count ? fingerprint_kill(&event->kills[0]) : 8;
    hash = fingerprint_text(hash, event->trigger.name);
    hash = fingerprint_number(hash, event->memory.counters.free.value);
    hash = fingerprint_number(hash, event->cgroup.memory.failcnt);
    hash = fingerprint_number(hash, event->identity.pid);
    for (size_t i = 0; i < event->memory.zone_count && i < FINGERPRINT_ZONES; i++)
        hash = fingerprint_number(hash, event->memory.zones[i].free_kb);
    hash = fingerprint_number(hash, (int64_t)event->tasks.count);
    return fingerprint_tasks(hash, event, FINGERPRINT_TASKS) | 1;
}

/* The head of the report: 0 if it is not there. */
static uint64_t fingerprint_head(const struct event *event) {
    const bool is_there = event->trigger.lines.first && event->tasks.count && !event->tasks.cut;
    return is_there ? fingerprint_tasks(4, event, FINGERPRINT_FIRST_TASKS) | 1 : 0;
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

/* What a userspace killer printed of its kill. */
static uint64_t fingerprint_killer_figures(const struct event *event) {
    const struct killer_figures *figures = &event->figures;
    const struct kill *kill = &event->kills[0];
    const int64_t values[] = {kill->rss_kb,          kill->score,           figures->mem_free_kb,
                              figures->swap_free_kb, figures->swap_used_kb, figures->pressure};
    uint64_t hash = fingerprint_text(fingerprint_kill(kill), event->reason.text);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        hash = fingerprint_number(hash, values[i]);
    return hash;
}

/* Figures tell two kills apart, as a clock does. */
static bool fingerprint_has_killer_figures(const struct event *event) {
    const struct killer_figures *figures = &event->figures;
    return event->kills[0].rss_kb > 0 || figures->mem_line || figures->swap_line || figures->pressure_line;
}

static struct fingerprint_time fingerprint_pack(const struct oomwhy_time *time) {
    return (struct fingerprint_time){.year = time->year,
                                     .offset_min = (int16_t)time->offset_min,
                                     .month = (int8_t)time->month,
                                     .day = (int8_t)time->day,
                                     .hour = (int8_t)time->hour,
                                     .minute = (int8_t)time->minute,
                                     .second = (int8_t)time->second,
                                     .has_offset = time->has_offset};
}

static int64_t fingerprint_distance(const struct fingerprint_time *a, const struct fingerprint_time *b) {
    const struct oomwhy_time times[] = {{.year = a->year,
                                         .month = a->month,
                                         .day = a->day,
                                         .hour = a->hour,
                                         .minute = a->minute,
                                         .second = a->second,
                                         .offset_min = a->offset_min,
                                         .has_offset = a->has_offset},
                                        {.year = b->year,
                                         .month = b->month,
                                         .day = b->day,
                                         .hour = b->hour,
                                         .minute = b->minute,
                                         .second = b->second,
                                         .offset_min = b->offset_min,
                                         .has_offset = b->has_offset}};
    return clock_distance(&times[0], &times[1]);
}

/* Of a userspace killer: nothing where neither clock nor figures distinguish two kills. Without figures two kills in
 * one input may be reported in the same words, as a unit's are. */
static struct fingerprint fingerprint_of_daemon(const struct event *event) {
    struct fingerprint print = {.host = fingerprint_host(event->host), .time = fingerprint_pack(&event->time)};
    if (!event->kill_count || !event->source_count)
        return print;
    const bool has_figures = fingerprint_has_killer_figures(event);
    if (!event->time.month && !has_figures)
        return print;
    print.keys[FINGERPRINT_CONTENT] = fingerprint_killer_figures(event) | 1;
    print.line_base = has_figures ? -1 : event->sources[0].line_base;
    return print;
}

struct fingerprint fingerprint_of(const struct event *event) {
    if (event->killer != KILLER_KERNEL)
        return fingerprint_of_daemon(event);
    return (struct fingerprint){.keys = {[FINGERPRINT_EXACT] = fingerprint_exact(event),
                                         [FINGERPRINT_TRIGGER] = fingerprint_trigger(event),
                                         [FINGERPRINT_LAST_LINE] = fingerprint_last_line(event),
                                         [FINGERPRINT_CONTENT] = fingerprint_content(event),
                                         [FINGERPRINT_KILL] = fingerprint_first_kill(event)},
                                .head = fingerprint_head(event),
                                .host = fingerprint_host(event->host),
                                .is_whole = fingerprint_is_of_whole(event),
                                .has_figures = event->kill_count && event->kills[0].total_vm_kb != ABSENT,
                                .time = fingerprint_pack(&event->time),
                                .line_base = -1};
}

uint64_t fingerprint_of_victim(str host, int64_t pid) {
    return fingerprint_number(fingerprint_text(4, host), pid) | 1;
}

/* Whether A and B can be one time, whatever their time zones. */
static bool fingerprint_is_near(const struct fingerprint_time *a, const struct fingerprint_time *b) {
    if (!a->month || !b->month)
        return true;
    const int apart_s = abs((a->minute - b->minute) * 60 + a->second - b->second) % FINGERPRINT_ZONE_SECONDS;
    if (fingerprint_distance(a, b) > FINGERPRINT_ZONES_APART)
        return false;
    return apart_s <= FINGERPRINT_SECONDS || apart_s >= FINGERPRINT_ZONE_SECONDS - FINGERPRINT_SECONDS;
}

/* The same, where the report is too short to distinguish it from another half an hour later: where both times have a
 * zone, or both have none, they must agree. */
static bool fingerprint_is_same_time(const struct fingerprint_time *a, const struct fingerprint_time *b) {
    if (!a->month || !b->month)
        return true;
    return fingerprint_is_near(a, b) &&
           (a->has_offset != b->has_offset || fingerprint_distance(a, b) <= FINGERPRINT_SECONDS);
}

/* Where both have the kernel's clock it decides, that of the opening line if one lacks the kill's line; else everything
 * that was printed must be the same, and the wall clocks must be close, whatever their zones. */
bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b) {
    const uint64_t *const keys = a->keys, *const others = b->keys;
    if (a->line_base >= 0 && a->line_base == b->line_base)
        return false;
    if (!fingerprint_may_be_same(a, b))
        return false;
    if (a->head && b->head && a->head != b->head)
        return false;
    const bool is_exact = keys[FINGERPRINT_EXACT] == others[FINGERPRINT_EXACT];
    if (keys[FINGERPRINT_EXACT] && others[FINGERPRINT_EXACT] && (is_exact || a->has_figures == b->has_figures))
        return is_exact;
    if (keys[FINGERPRINT_TRIGGER] && others[FINGERPRINT_TRIGGER])
        return keys[FINGERPRINT_TRIGGER] == others[FINGERPRINT_TRIGGER];
    if (keys[FINGERPRINT_LAST_LINE] && keys[FINGERPRINT_LAST_LINE] == others[FINGERPRINT_LAST_LINE])
        return true;
    const bool are_whole = a->is_whole && b->is_whole;
    /* Of an incomplete report only the kill can be compared; but a victim that does not exit is killed again, with the
     * same figures. */
    if (!are_whole && keys[FINGERPRINT_KILL] && keys[FINGERPRINT_KILL] == others[FINGERPRINT_KILL])
        return fingerprint_is_same_time(&a->time, &b->time);
    if (!keys[FINGERPRINT_CONTENT] || keys[FINGERPRINT_CONTENT] != others[FINGERPRINT_CONTENT])
        return false;
    return are_whole ? fingerprint_is_near(&a->time, &b->time) : fingerprint_is_same_time(&a->time, &b->time);
}

static uint64_t fingerprint_figures(uint64_t hash, const int64_t *figures, size_t count) {
    for (size_t i = 0; i < count; i++)
        hash = fingerprint_number(hash, figures[i]);
    return hash;
}

static uint64_t fingerprint_victim_figures(uint64_t hash, const struct kill *kill) {
    const int64_t figures[] = {kill->pid, kill->total_vm_kb, kill->anon_rss_kb, kill->file_rss_kb};
    return fingerprint_figures(hash, figures, sizeof figures / sizeof *figures);
}

/* The units of a service manager say the same at each kill. */
static uint64_t fingerprint_id_of_daemon(const struct event *event) {
    if (event->killer == KILLER_SYSTEMD || !event->reason.text.len)
        return 0;
    return fingerprint_text(fingerprint_number(5, event->kill_count ? event->kills[0].pid : ABSENT),
                            event->reason.text) |
           1;
}

uint64_t fingerprint_id(const struct event *event) {
    const struct counters *counters = &event->memory.counters;
    const bool has_victim = event->kill_count && event->kills[0].total_vm_kb != ABSENT;
    const bool has_figures = counters->free.line || event->cgroup.memory.line;
    if (event->killer != KILLER_KERNEL)
        return fingerprint_id_of_daemon(event);
    const int64_t figures[] = {
        event->trigger.gfp_mask,       event->trigger.order,         event->identity.pid,
        counters->free.value,          counters->active_anon.value,  counters->slab_unreclaimable.value,
        event->cgroup.memory.usage_kb, event->cgroup.memory.failcnt,
    };
    uint64_t hash = fingerprint_figures(6, figures, sizeof figures / sizeof *figures);
    if (event->kill_count)
        hash = fingerprint_victim_figures(hash, &event->kills[0]);
    if (has_victim || has_figures)
        return hash | 1;
    return event->uptime_us == ABSENT ? 0 : fingerprint_number(hash, event->uptime_us) | 1;
}
