/* What is remembered of earlier events.
 * SPDX-License-Identifier: MIT */
#include "series/recall.h"

#include "base/ascii.h"
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

/* Another kernel, or an uptime that began again. */
static bool recall_is_restart(const struct recall_moment *earlier, const struct recall_moment *later) {
    if (earlier->release && later->release && earlier->release != later->release)
        return true;
    return amount_known(earlier->uptime_us) && amount_known(later->uptime_us) &&
           later->uptime_us < earlier->uptime_us - RECALL_BACK_US;
}

/* Lines count over all inputs: those of the first are as its file has them. */
static struct span recall_lines(const struct event *event) {
    return event->source_count == 0 || event->sources[event->source_count - 1].line_base == 0 ? event->lines
                                                                                              : (struct span){0, 0};
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
                                     .lines = recall_lines(event),
                                     .blank = !event->memory.lines.first && !event->cgroup.memory.line &&
                                              !event->tasks.header.len};
    moment->boot += last && recall_is_restart(&last->moment, moment);
}

static int64_t recall_task_kb(const struct task *task, int64_t page_kb) {
    int64_t pages = amount_known(task->rss_anon) ? task->rss_anon : task->rss;
    return amount_plus(amount_kb(pages, page_kb), amount_kb(amount_positive(task->swapents), page_kb));
}

static bool recall_is_killed(const struct event *event, int64_t pid) {
    for (size_t i = 0; i < event->kill_count && i < RECALL_KILLS; i++)
        if (victim_is_of(&event->kills[i], pid))
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
        kept->largest[i] = (struct recall_process){
            .pid = task->pid, .kb = rows.kb[i], .line = task->line, .killed = recall_is_killed(event, task->pid)};
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

/* What a victim had swapped out, by its kill line, else by its row; 0 where neither tells. */
static int64_t recall_kill_swap_kb(const struct event *event, const struct reckoning *reckoning, size_t kill) {
    int64_t pid = event->kills[kill].pid, kb = event->kills[kill].swap_kb;
    for (size_t i = 0; kb == ABSENT && kill < RECALL_KILLS && i < event->tasks.count; i++)
        if (event->tasks.items[i].tgid == pid || event->tasks.items[i].pid == pid)
            kb = amount_kb(amount_positive(event->tasks.items[i].swapents), reckoning->page_kb);
    return amount_positive(kb);
}

/* Copies of one process count the pages that they share in each: never more than there is. */
static void recall_set_freed(struct recall_event *kept, const struct event *event, const struct reckoning *reckoning) {
    for (size_t i = 0; i < event->kill_count; i++) {
        const struct kill *kill = &event->kills[i];
        int64_t tables_kb = amount_positive(kill->pgtables_kb);
        int64_t kb = amount_plus(amount_plus(kill->anon_rss_kb, recall_kill_swap_kb(event, reckoning, i)), tables_kb);
        kept->freed_kb = amount_both(kept->freed_kb, kill->anon_rss_kb == ABSENT ? ABSENT : kb);
        kept->freed_tables_kb = amount_positive(amount_plus(kept->freed_tables_kb, tables_kb));
    }
    int64_t most_kb = amount_plus(kept->room_kb, amount_positive(reckoning->swap_total_kb));
    if (kept->room_kb > 0 && kept->freed_kb > most_kb && most_kb > 0)
        kept->freed_kb = most_kb;
}

void recall_event_set(struct recall_event *kept, const struct recall_stream *stream, const struct event *event,
                      const struct reckoning *reckoning) {
    *kept = (struct recall_event){.kills = (int64_t)event->kill_count};
    recall_moment_set(&kept->moment, stream, event);
    recall_set_processes(kept, event, reckoning->page_kb);
    recall_set_kinds(kept, reckoning);
    recall_set_suppressed(kept, event);
    recall_set_readback(kept, event, reckoning);
    kept->is_lost_fault = reckoning->scope == SCOPE_SYSTEM && reckoning->request == REQUEST_PAGE_FAULT;
    kept->unsettled = recall_follows_kill(stream, &kept->moment);
    recall_set_freed(kept, event, reckoning);
    kept->memory_lines = reckoning->scope == SCOPE_CGROUP && event->cgroup.lines.first ? event->cgroup.lines
                         : event->memory.lines.first                                   ? event->memory.lines
                                                                                       : event->lines;
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

/* "console.log", "console.log.1" and "console.log-20240501.gz" are one log. */
static str recall_log_name(str file) {
    static const str endings[] = {STR_INIT(".gz"), STR_INIT(".xz"), STR_INIT(".bz2"), STR_INIT(".zst"),
                                  STR_INIT(".lz4")};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends(file, endings[i]))
            file = str_first(file, file.len - endings[i].len);
    size_t end = file.len;
    while (end > 0 && ascii_is_digit(file.data[end - 1]))
        end--;
    bool numbered = end > 1 && end < file.len && (file.data[end - 1] == '.' || file.data[end - 1] == '-');
    return numbered ? str_first(file, end - 1) : file;
}

static str recall_cgroup(const struct event *event, const struct reckoning *reckoning) {
    if (reckoning->scope != SCOPE_CGROUP)
        return STR("");
    return event->cgroup.path.len ? event->cgroup.path : event->summary.oom_memcg;
}

static str recall_file(const struct event *event) {
    return event->source_count > 0 ? recall_log_name(event->sources[0].file) : STR("");
}

/* Logs without a host are of one machine only as far as they are one file. */
static uint64_t recall_place(const struct event *event, str cgroup) {
    uint64_t machine = event->host.len ? str_hash(event->host) : str_hash(recall_file(event)) * 17;
    return machine * 31 + str_hash(cgroup);
}

/* Another kernel on other RAM, in a log that names no host. */
static bool recall_is_other_machine(const struct recall_stream *stream, uint64_t release, int64_t ram_kb) {
    enum { RAM_PERCENT = 95 };
    return stream->is_unnamed && stream->release && release && stream->release != release && stream->ram_kb > 0 &&
           ram_kb > 0 &&
           !(amount_at_least(stream->ram_kb, RAM_PERCENT, ram_kb) &&
             amount_at_least(ram_kb, RAM_PERCENT, stream->ram_kb));
}

/* The machine of EVENT, as far as it tells. */
static void recall_set_machine(struct recall_stream *stream, uint64_t release, int64_t ram_kb) {
    stream->release = release ? release : stream->release;
    stream->ram_kb = ram_kb > 0 ? ram_kb : stream->ram_kb;
}

static struct recall_stream *recall_take(struct recall_stream *stream, const struct event *event, str cgroup,
                                         uint64_t release) {
    *stream = (struct recall_stream){.place = recall_place(event, cgroup), .is_unnamed = event->host.len == 0};
    stream->key = stream->place + (stream->is_unnamed ? release : 0);
    recall_label_set(&stream->host, event->host);
    recall_label_set(&stream->cgroup, cgroup);
    recall_label_set(&stream->file, recall_file(event));
    return stream;
}

struct recall_stream *recall_stream_of(struct recall *recall, const struct event *event,
                                       const struct reckoning *reckoning) {
    str cgroup = recall_cgroup(event, reckoning);
    uint64_t place = recall_place(event, cgroup);
    uint64_t release = event->identity.release.len ? str_hash(event->identity.release) : 0;
    int64_t ram_kb = amount_positive(reckoning->ledger.managed_kb);
    struct recall_stream *oldest = &recall->streams[0], *found = NULL;
    for (size_t i = 0; i < RECALL_STREAMS && oldest->used; i++) { /* behind an unused one there are no others */
        struct recall_stream *stream = &recall->streams[i];
        bool same = stream->used && stream->place == place && !recall_is_other_machine(stream, release, ram_kb);
        if (same && (!found || stream->used > found->used))
            found = stream;
        if (stream->used < oldest->used)
            oldest = stream;
    }
    if (!found)
        found = recall_take(oldest, event, cgroup, release);
    recall_set_machine(found, release, ram_kb);
    return found;
}

static uint64_t recall_service_key(const struct recall_stream *stream, str name) {
    return stream->key * 31 + str_hash(name);
}

const struct recall_service *recall_find_service(const struct recall *recall, const struct recall_stream *stream,
                                                 str name) {
    uint64_t key = recall_service_key(stream, name);
    for (size_t i = 0; i < RECALL_SERVICES && recall->services[i].used; i++)
        if (recall->services[i].key == key)
            return &recall->services[i];
    return NULL;
}

struct recall_service *recall_service_of(struct recall *recall, const struct recall_stream *stream, str name) {
    uint64_t key = recall_service_key(stream, name);
    struct recall_service *oldest = &recall->services[0];
    for (size_t i = 0; i < RECALL_SERVICES && oldest->used; i++) {
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

bool recall_is_same_machine(const struct recall_stream *a, const struct recall_stream *b) {
    bool named = a->host.len > 0 || b->host.len > 0;
    return a->used && b->used && str_equal(recall_label(&a->host), recall_label(&b->host)) &&
           (named || str_equal(recall_label(&a->file), recall_label(&b->file)));
}

const struct recall_event *recall_killed(const struct recall_stream *stream, str name, int64_t pid) {
    const struct recall_event *last = recall_back(stream, 1);
    for (size_t i = 0; last && i < last->largest_count; i++)
        if (last->largest[i].killed && last->largest[i].pid == pid &&
            str_equal(recall_name(&last->largest[i].name), name))
            return last;
    return NULL;
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
    stream->latest[stream->count % RECALL_EVENTS] = *kept;
    stream->count++;
    stream->kills += kills;
    stream->freed_kb = amount_both(stream->freed_kb, kept->freed_kb);
    stream->freed_tables_kb = amount_positive(amount_plus(stream->freed_tables_kb, kept->freed_tables_kb));
    stream->suppressed = amount_positive(amount_plus(stream->suppressed, kept->suppressed));
}

static bool recall_are_dated(const struct recall_moment *a, const struct recall_moment *b) {
    return clock_is_known(&a->time) && clock_is_known(&b->time);
}

/* Uptime and wall clock go on alike within one boot, but for a clock that is set. */
/* A container's log of dmesg: all lines bear the time at which they were collected, the kernel's own clock tells more.
 */
static bool recall_is_collected(int64_t apart_s, int64_t up_s) {
    enum { COLLECTED_SECONDS = 5 };
    return apart_s >= 0 && apart_s <= COLLECTED_SECONDS && up_s > apart_s + 1;
}

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
    return recall_is_collected(apart, up) || (apart >= up - slack && apart <= up + slack);
}

bool recall_is_respawn(const struct recall_service *service, const struct recall_moment *now, int64_t pid) {
    return service->count > 0 && service->extinct && amount_known(service->newest_pid) && pid > service->newest_pid &&
           recall_is_same_boot(&service->last, now);
}

/* Process PID was killed last, and so shortly before NOW that it has not ended: pids are not given again that soon. */
static bool recall_is_again(const struct recall_service *service, const struct recall_moment *now, int64_t pid) {
    enum { ENDING_SECONDS = 120 };
    const int64_t us = service->count > 0 ? recall_us(&service->last, now) : ABSENT;
    return pid == service->last_pid && us != ABSENT && us < ENDING_SECONDS * RECALL_SECOND_US &&
           recall_is_same_boot(&service->last, now);
}

void recall_keep_kill(struct recall_service *service, const struct recall_event *kept, int64_t pid, int64_t kb,
                      bool extinct) {
    int64_t us = service->count > 0 ? recall_us(&service->last, &kept->moment) : 0;
    if (service->count == 1 || us == ABSENT || us < service->shortest_us)
        service->shortest_us = us;
    service->longest_us = us == ABSENT || service->longest_us == ABSENT ? ABSENT : amount_most(service->longest_us, us);
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
    service->repeats += recall_is_again(service, &kept->moment, pid);
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
    if (both && recall_is_collected(apart, up / RECALL_SECOND_US))
        return up;
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
