/* What is remembered of earlier events.
 * SPDX-License-Identifier: MIT */
#include "series/recall.h"

#include "model/amount.h"
#include "model/clock.h"
#include "model/readback.h"
#include "model/victim.h"

enum { RECALL_SECOND_US = 1000000 };

static void recall_name_set(struct recall_name *name, str from) {
    from = str_first(from, RECALL_NAME);
    name->len = (unsigned char)from.len;
    if (from.len)
        memcpy(name->bytes, from.data, from.len);
}

static void recall_label_set(struct recall_label *label, str from) {
    const str cut = STR("...");
    bool fits = from.len <= RECALL_LABEL;
    size_t start = fits ? 0 : cut.len;
    if (!fits) {
        memcpy(label->bytes, cut.data, cut.len);
        from = str_from(from, from.len - (RECALL_LABEL - cut.len));
        size_t slash = str_find_byte(from, '/');
        if (slash != STR_NONE && slash < from.len / 2) /* whole elements of a path read better */
            from = str_from(from, slash);
    }
    label->len = (unsigned char)(start + from.len);
    if (from.len)
        memcpy(label->bytes + start, from.data, from.len);
}

/* Another kernel, or an uptime that began anew. */
static bool recall_is_restart(const struct recall_moment *earlier, const struct recall_moment *later) {
    if (earlier->release && later->release && earlier->release != later->release)
        return true;
    return amount_known(earlier->uptime_us) && amount_known(later->uptime_us) &&
           later->uptime_us < earlier->uptime_us - RECALL_BACK_US;
}

static void recall_moment_set(struct recall_moment *moment, const struct recall_stream *stream,
                              const struct event *event) {
    str release = event->identity.release;
    const struct recall_event *last = recall_back(stream, 1);
    *moment = (struct recall_moment){.number = event->number,
                                     .uptime_us = event->uptime_us,
                                     .time = event->time,
                                     .release = release.len ? str_hash(release) : 0,
                                     .boot = last ? last->moment.boot : 0,
                                     .lines = event->lines,
                                     .blank = !event->memory.lines.first && !event->cgroup.memory.line &&
                                              !event->tasks.count};
    moment->boot += last && recall_is_restart(&last->moment, moment);
}

static int64_t recall_task_kb(const struct task *task, int64_t page_kb) {
    int64_t pages = amount_known(task->rss_anon) ? task->rss_anon : task->rss;
    return amount_plus(amount_kb(pages, page_kb), amount_kb(amount_positive(task->swapents), page_kb));
}

static bool recall_is_killed(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < RECALL_KILLS; i++)
        if (event->kills[i].pid == pid)
            return !victim_is_only_announced(&event->kills[i]);
    return false;
}

/* The rows that hold most, the largest first. */
struct recall_rows {
    size_t row[RECALL_PROCESSES];
    int64_t kb[RECALL_PROCESSES];
    size_t count;
};

/* Keeps ROW, which is among the largest: there is room, or it holds more than the last. */
static void recall_rank(struct recall_rows *rows, size_t row, int64_t kb) {
    size_t at = rows->count;
    while (at > 0 && rows->kb[at - 1] < kb)
        at--;
    if (rows->count < RECALL_PROCESSES)
        rows->count++;
    for (size_t i = rows->count - 1; i > at; i--) {
        rows->row[i] = rows->row[i - 1];
        rows->kb[i] = rows->kb[i - 1];
    }
    rows->row[at] = row;
    rows->kb[at] = kb;
}

static void recall_set_processes(struct recall_event *kept, const struct event *event, int64_t page_kb) {
    const struct tasks *tasks = &event->tasks;
    struct recall_rows rows = {.count = 0};
    int64_t newest_pid = ABSENT;
    for (size_t i = 0; i < tasks->count; i++) {
        int64_t kb = recall_task_kb(&tasks->items[i], page_kb);
        newest_pid = amount_most(newest_pid, tasks->items[i].pid);
        if (rows.count < RECALL_PROCESSES || kb > rows.kb[RECALL_PROCESSES - 1])
            recall_rank(&rows, i, kb);
    }
    kept->newest_pid = !tasks->cut && tasks->header.len > 0 ? newest_pid : ABSENT;
    kept->largest_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct task *task = &tasks->items[rows.row[i]];
        kept->largest[i] =
            (struct recall_process){.pid = task->pid, .kb = rows.kb[i], .killed = recall_is_killed(event, task->pid)};
        recall_name_set(&kept->largest[i].name, task->name);
    }
}

static void recall_set_kinds(struct recall_event *kept, const struct reckoning *reckoning) {
    const struct ledger_parts *parts = &reckoning->ledger.parts;
    const struct cgroup_ledger *cgroup = &reckoning->cgroup;
    bool group = reckoning->scope == SCOPE_CGROUP;
    kept->kinds_kb[RECALL_SLAB] =
        amount_positive(group ? cgroup->slab_kb : amount_plus(parts->slab_unreclaimable_kb, parts->slab_kb));
    kept->kinds_kb[RECALL_SHMEM] = amount_positive(group ? cgroup->shmem_kb : parts->shmem_kb);
    kept->kinds_kb[RECALL_PAGETABLES] = amount_positive(group ? cgroup->pagetables_kb : parts->pagetables_kb);
    kept->kinds_kb[RECALL_UNACCOUNTED] = amount_positive(group ? cgroup->unaccounted_kb : parts->unaccounted_kb);
    kept->room_kb = amount_positive(group ? cgroup->limit_kb : reckoning->ledger.managed_kb);
}

const char *recall_kind_name(enum recall_kind kind) {
    static const char *const names[] = {"slab", "shared memory", "page tables", "unaccounted memory"};
    return names[kind];
}

/* "oom_kill_process: 4 callbacks suppressed": ten reports in five seconds are printed, then only kill lines. */
static void recall_set_suppressed(struct recall_event *kept, const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_SUPPRESSED && event->notes[i].value > 0)
            kept->suppressed = amount_positive(amount_plus(kept->suppressed, event->notes[i].value));
}

static bool recall_follows_kill(const struct recall_stream *stream, const struct recall_moment *now) {
    const struct recall_event *last = recall_back(stream, 1);
    int64_t seconds = last ? recall_seconds(&last->moment, now) : ABSENT;
    return last && last->kills > 0 && (seconds == ABSENT || seconds < RECALL_SETTLE_SECONDS);
}

static void recall_set_readback(struct recall_event *kept, const struct event *event,
                                const struct reckoning *reckoning) {
    struct readback readback =
        reckoning->scope == SCOPE_CGROUP ? readback_of_cgroup(event, reckoning->page_kb) : readback_of_machine(event);
    kept->refaults_kb = readback.refaults_kb;
    kept->swap_faults = readback.swap_faults;
    kept->swap_hits = readback.swap_hits;
    kept->page_kb = reckoning->page_kb;
}

void recall_event_set(struct recall_event *kept, const struct recall_stream *stream, const struct event *event,
                      const struct reckoning *reckoning) {
    *kept = (struct recall_event){.kills = (int64_t)event->kill_count};
    recall_moment_set(&kept->moment, stream, event);
    recall_set_processes(kept, event, reckoning->page_kb);
    recall_set_kinds(kept, reckoning);
    recall_set_suppressed(kept, event);
    recall_set_readback(kept, event, reckoning);
    kept->unsettled = recall_follows_kill(stream, &kept->moment);
    for (size_t i = 0; i < event->kill_count; i++)
        kept->freed_kb = amount_both(kept->freed_kb, event->kills[i].anon_rss_kb);
    kept->trigger_pid = event->identity.line ? event->identity.pid : ABSENT;
    kept->victim_pid = event->kill_count && !victim_is_only_announced(&event->kills[0]) ? event->kills[0].pid : ABSENT;
}

bool recall_is_extinct(const struct event *event, str name) {
    const struct tasks *tasks = &event->tasks;
    bool seen = false;
    for (size_t i = 0; i < tasks->count; i++) {
        if (!str_equal(tasks->items[i].name, name))
            continue;
        if (!recall_is_killed(event, tasks->items[i].tgid) && !recall_is_killed(event, tasks->items[i].pid))
            return false;
        seen = true;
    }
    return seen && !tasks->cut && !tasks->rest.rows && tasks->header.len > 0;
}

struct recall_stream *recall_stream_of(struct recall *recall, const struct event *event,
                                       const struct reckoning *reckoning) {
    str cgroup = reckoning->scope == SCOPE_CGROUP
                     ? (event->cgroup.path.len ? event->cgroup.path : event->summary.oom_memcg)
                     : STR("");
    uint64_t key = str_hash(event->host) * 31 + str_hash(cgroup);
    struct recall_stream *oldest = &recall->streams[0];
    for (size_t i = 0; i < RECALL_STREAMS; i++) {
        struct recall_stream *stream = &recall->streams[i];
        if (stream->used && stream->key == key)
            return stream;
        if (stream->used < oldest->used)
            oldest = stream;
    }
    memset(oldest, 0, sizeof *oldest);
    oldest->key = key;
    recall_label_set(&oldest->host, event->host);
    recall_label_set(&oldest->cgroup, cgroup);
    return oldest;
}

static uint64_t recall_service_key(const struct recall_stream *stream, str name) {
    return stream->key * 31 + str_hash(name);
}

const struct recall_service *recall_find_service(const struct recall *recall, const struct recall_stream *stream,
                                                 str name) {
    uint64_t key = recall_service_key(stream, name);
    for (size_t i = 0; i < RECALL_SERVICES; i++)
        if (recall->services[i].used && recall->services[i].key == key)
            return &recall->services[i];
    return NULL;
}

struct recall_service *recall_service_of(struct recall *recall, const struct recall_stream *stream, str name) {
    uint64_t key = recall_service_key(stream, name);
    struct recall_service *oldest = &recall->services[0];
    for (size_t i = 0; i < RECALL_SERVICES; i++) {
        struct recall_service *service = &recall->services[i];
        if (service->used && service->key == key)
            return service;
        if (service->used < oldest->used)
            oldest = service;
    }
    *oldest = (struct recall_service){.key = key, .host = stream->host};
    recall_name_set(&oldest->name, name);
    return oldest;
}

const struct recall_event *recall_back(const struct recall_stream *stream, int64_t back) {
    if (back < 1 || back > stream->count || back > RECALL_EVENTS)
        return NULL;
    return &stream->latest[(stream->count - back) % RECALL_EVENTS];
}

static void recall_keep_pause(struct recall_stream *stream, const struct recall_moment *now) {
    const struct recall_event *last = recall_back(stream, 1);
    int64_t pause = last ? recall_seconds(&last->moment, now) : ABSENT;
    if (pause == ABSENT || pause <= stream->quiet_s)
        return;
    stream->quiet_s = pause;
    stream->quiet_from = last->moment;
    stream->quiet_to = *now;
}

struct recall_storm recall_storm_of(const struct recall_stream *stream, const struct recall_moment *now) {
    const struct recall_event *last = recall_back(stream, 1);
    int64_t pause = last ? recall_seconds(&last->moment, now) : ABSENT;
    if (pause == ABSENT || pause > RECALL_STORM_SECONDS)
        return (struct recall_storm){1, *now};
    return (struct recall_storm){stream->storm.count + 1, stream->storm.first};
}

void recall_keep_verdict(struct recall_stream *stream, const struct recall_event *kept, const struct finding *finding) {
    if (finding->is_undecided)
        return;
    stream->verdict.moment = kept->moment;
    stream->verdict.confidence = finding->confidence;
    recall_name_set(&stream->verdict.pattern, finding->pattern);
}

void recall_keep_event(struct recall_stream *stream, const struct recall_event *kept, int64_t kills) {
    recall_keep_pause(stream, &kept->moment);
    stream->storm = recall_storm_of(stream, &kept->moment);
    if (stream->storm.count >= RECALL_STORM_EVENTS && stream->storm.count > stream->worst.count)
        stream->worst = stream->storm;
    if (stream->count == 0)
        stream->first = *kept;
    if (stream->shown.number == 0 && !kept->moment.blank)
        stream->shown = kept->moment;
    stream->latest[stream->count % RECALL_EVENTS] = *kept;
    stream->count++;
    stream->kills += kills;
    stream->freed_kb = amount_both(stream->freed_kb, kept->freed_kb);
    stream->suppressed = amount_positive(amount_plus(stream->suppressed, kept->suppressed));
}

static bool recall_are_dated(const struct recall_moment *a, const struct recall_moment *b) {
    return clock_is_known(&a->time) && clock_is_known(&b->time);
}

/* Uptime and wall clock go on alike within one boot, but for a clock that is set. */
bool recall_is_same_boot(const struct recall_moment *earlier, const struct recall_moment *later) {
    enum { RECALL_CLOCK_SECONDS = 120, RECALL_CLOCK_PART = 50 };
    if (earlier->boot != later->boot || recall_is_restart(earlier, later))
        return false;
    if (!amount_known(earlier->uptime_us) || !amount_known(later->uptime_us))
        return true;
    if (later->uptime_us < earlier->uptime_us)
        return false;
    if (!recall_are_dated(earlier, later))
        return true;
    int64_t up = later->uptime_us / 1000000 - earlier->uptime_us / 1000000;
    int64_t apart = clock_apart(&later->time, &earlier->time), slack = RECALL_CLOCK_SECONDS + up / RECALL_CLOCK_PART;
    return apart >= up - slack && apart <= up + slack;
}

bool recall_is_respawn(const struct recall_service *service, const struct recall_moment *now, int64_t pid) {
    return service->count > 0 && service->extinct && amount_known(service->newest_pid) && pid > service->newest_pid &&
           recall_is_same_boot(&service->last, now);
}

void recall_keep_kill(struct recall_service *service, const struct recall_event *kept, int64_t pid, int64_t kb,
                      bool extinct) {
    if (service->count == 0) {
        service->first = kept->moment;
        service->least_kb = kb;
        service->most_kb = kb;
    }
    if (kb < service->least_kb)
        service->least_kb = kb;
    if (kb > service->most_kb)
        service->most_kb = kb;
    service->respawns += recall_is_respawn(service, &kept->moment, pid);
    service->count++;
    service->last = kept->moment;
    service->last_pid = pid;
    service->newest_pid = kept->newest_pid;
    service->extinct = extinct;
}

/* The wall clock runs on while the machine sleeps, the uptime is finer where both tell the same. */
int64_t recall_us(const struct recall_moment *earlier, const struct recall_moment *later) {
    bool both = amount_known(earlier->uptime_us) && amount_known(later->uptime_us) && earlier->boot == later->boot;
    int64_t up = both ? later->uptime_us - earlier->uptime_us : ABSENT;
    if (!recall_are_dated(earlier, later))
        return both && up >= 0 ? up : ABSENT;
    int64_t apart = clock_apart(&later->time, &earlier->time);
    if (apart < 0 || apart > INT64_MAX / RECALL_SECOND_US / 2)
        return ABSENT;
    apart *= RECALL_SECOND_US;
    if (earlier->time.digits > 0 && later->time.digits > 0)
        apart += (later->time.nanosecond - earlier->time.nanosecond) / 1000;
    else if (both && up >= apart - RECALL_SECOND_US && up <= apart + RECALL_SECOND_US)
        apart = up;
    return apart >= 0 ? apart : ABSENT;
}

int64_t recall_seconds(const struct recall_moment *earlier, const struct recall_moment *later) {
    int64_t us = recall_us(earlier, later);
    if (us == ABSENT)
        return us;
    return us < RECALL_SECOND_US ? 0 : (us + RECALL_SECOND_US / 2) / RECALL_SECOND_US;
}

const char *recall_duration(char room[WORDS_ROOM], int64_t seconds) {
    return seconds == 0 ? "less than a second" : words_duration(room, seconds);
}

bool recall_is_cascade(int64_t kills, int64_t freed_kb, int64_t room_kb) {
    enum { LEAST_KILLS = 3, ROOM_PERCENT = 5 };
    return kills >= LEAST_KILLS && freed_kb >= 0 && room_kb > 0 && freed_kb < amount_percent(room_kb, ROOM_PERCENT);
}
