/* What earlier events of the same stream add to one event.
 * SPDX-License-Identifier: MIT */
#include "series/history.h"

#include "base/words.h"
#include "model/amount.h"
#include "model/codes.h"
#include "model/verdict.h"
#include "model/victim.h"
#include "series/growth.h"

enum {
    HISTORY_MOST = 5,
    HISTORY_STAYS_PERCENT = 95, /* of what a kind of memory was: it is still there */
    HISTORY_CHARGE_SECONDS = 10,
    HISTORY_FREED_PERCENT = 5 /* of page tables: the kills gave back some */
};

/* The event being told of. */
struct history_now {
    const struct event *event;
    const struct recall_stream *stream;
    const struct recall_event *kept;
    struct diagnosis *diagnosis;
};

/* LINES show this event's part of it; what the earlier one adds stands in its own report. */
static void history_tell_as(str code, const struct history_now *now, int64_t earlier, struct span lines,
                            str statement) {
    struct diagnosis *diagnosis = now->diagnosis;
    if (!diagnosis->history || diagnosis->history_count == HISTORY_MOST || statement.len == 0)
        return;
    diagnosis->history[diagnosis->history_count++] =
        (struct history){code, statement, earlier,
                         lines.first ? lines : (struct span){now->event->lines.first, now->event->lines.first}};
}

/* By the code of the function that calls it. */
#define history_tell(...) history_tell_as(code_of(__func__), __VA_ARGS__)

static void history_tell_kind_grew(const struct history_now *now, enum recall_kind kind, int64_t was, int64_t us) {
    const struct recall_moment *then = &now->stream->first.moment;
    struct arena *arena = now->event->arena;
    int64_t is = now->kept->kinds_kb[kind];
    str rate = growth_rate(arena, is - was, us), outlook = STR("");
    if (growth_kind_has_pace(now->stream, now->kept, kind))
        outlook = growth_outlook(arena, now->kept->freed_kb, is - was, us);
    history_tell(now, then->number, now->kept->memory_lines,
                 arena_format(arena, "%s grew from %s to %s since event %lld%.*s%.*s.", TITLE(recall_kind_name(kind)),
                              SIZE(was), SIZE(is), (long long)then->number, STR_ARG(rate), STR_ARG(outlook)));
}

/* Page tables do go with their process: where they are as large as before, others have taken their place. */
static void history_tell_kind_stayed(const struct history_now *now, enum recall_kind kind) {
    const struct recall_stream *stream = now->stream;
    const char *kills = COUNT(stream->kills, "kill", "kills"), *name = recall_kind_name(kind);
    int64_t is = now->kept->kinds_kb[kind], first = stream->first.moment.number;
    bool replaced = kind == RECALL_PAGETABLES && stream->freed_tables_kb >= amount_percent(is, HISTORY_FREED_PERCENT);
    if (replaced)
        history_tell(now, first, now->kept->memory_lines,
                     arena_format(now->event->arena,
                                  "%s since event %lld can have given back %s of page tables, yet they hold "
                                  "%s.",
                                  kills, (long long)first, SIZE(stream->freed_tables_kb), SIZE(is)));
    else
        history_tell(now, first, now->kept->memory_lines,
                     arena_format(now->event->arena,
                                  "%s since event %lld can have given back about %s; %s did not shrink by it: %s.",
                                  kills, (long long)first, SIZE(stream->freed_kb), name, SIZE(is)));
}

/* Memory that no kill gives back, and that grows or stays. */
static void history_tell_kind(const struct history_now *now, enum recall_kind kind) {
    const struct recall_event *then = &now->stream->first, *event = now->kept;
    int64_t was = then->kinds_kb[kind], is = event->kinds_kb[kind];
    int64_t us = recall_us(&then->moment, &event->moment);
    bool grew = growth_is_seen(was, is);
    if (grew && growth_lasts(now->stream->count + 1, us))
        history_tell_kind_grew(now, kind, was, us);
    if (!grew && was > 0 && now->stream->kills > 0 && now->stream->freed_kb >= 0 &&
        is >= amount_percent(was, HISTORY_STAYS_PERCENT))
        history_tell_kind_stayed(now, kind);
}

static void history_tell_kinds(const struct history_now *now) {
    for (enum recall_kind kind = 0; now->stream->count > 0 && kind < RECALL_KINDS; kind++)
        if (growth_kind_matters(now->kept, kind) && recall_is_same_boot(&now->stream->first.moment, &now->kept->moment))
            history_tell_kind(now, kind);
}

static void history_tell_cascade(const struct history_now *now) {
    const struct recall_stream *stream = now->stream;
    int64_t kills = stream->kills + (int64_t)now->event->kill_count;
    int64_t freed_kb = amount_both(stream->freed_kb, now->kept->freed_kb);
    if (stream->count == 0 || !recall_is_cascade(kills, freed_kb, now->kept->room_kb))
        return;
    history_tell(now, stream->first.moment.number, now->event->lines,
                 arena_format(now->event->arena,
                              "All %lld kills since event %lld gave back only %s together: what fills "
                              "the memory is not theirs.",
                              (long long)kills, (long long)stream->first.moment.number, SIZE(freed_kb)));
}

/* In a storm most events are kill lines alone: the report that explains them stands before them. */
static void history_tell_verdict(const struct history_now *now) {
    const struct recall_verdict *verdict = &now->stream->verdict;
    const struct finding *best = now->diagnosis->finding_count ? &now->diagnosis->findings[0] : NULL;
    struct recall_storm storm = recall_storm_of(now->stream, &now->kept->moment);
    if (!best || !best->is_undecided || storm.count < 2 || verdict->moment.number < storm.first.number ||
        verdict->moment.number == 0)
        return;
    history_tell(now, verdict->moment.number, now->event->lines,
                 arena_format(now->event->arena,
                              "The latest event before it with enough to tell is event %lld: %.*s (%.*s confidence).",
                              (long long)verdict->moment.number, STR_ARG(recall_name(&verdict->pattern)),
                              STR_ARG(verdict_confidence(verdict->confidence))));
}

/* Reports that nobody will find. */
static void history_tell_suppressed(const struct history_now *now) {
    const struct recall_event *kept = now->kept;
    if (kept->suppressed > 0)
        history_tell(now, kept->moment.number, now->event->lines,
                     arena_format(now->event->arena,
                                  "Before this event the kernel left out %s (\"callbacks suppressed\"): of those kills "
                                  "the log can only have the kill lines.",
                                  COUNT(kept->suppressed, "report", "reports")));
}

/* A name that was killed before. If its process was born since, something starts it again. */
static void history_tell_respawn(const struct history_now *now, const struct recall_service *service,
                                 const struct kill *kill) {
    const bool has_pids = service->last_pid != ABSENT && kill->pid != ABSENT;
    if (service->count == 0 || !has_pids || service->last_pid == kill->pid)
        return;
    struct arena *arena = now->event->arena;
    int64_t seconds = recall_seconds(&service->last, &now->kept->moment);
    char room[WORDS_ROOM];
    bool timed = seconds != ABSENT;
    bool again = recall_is_respawn(service, &now->kept->moment, kill->pid);
    history_tell(
        now, service->last.number, (struct span){kill->line, kill->line},
        arena_format(arena,
                     "%s%.*s was killed before, as pid %lld in event %lld%s%s%s%s: kill number %lld of that name.",
                     again ? "" : "Another process named ", NAMED(kill->name), (long long)service->last_pid,
                     (long long)service->last.number, timed ? ", " : "", timed ? recall_duration(room, seconds) : "",
                     timed ? " earlier" : "", again ? ", and was started again" : "", (long long)service->count + 1));
}

static void history_tell_kills(struct recall *recall, const struct history_now *now) {
    const struct event *event = now->event;
    for (size_t i = 0; i < event->kill_count && i < RECALL_PROCESSES; i++) {
        const struct kill *kill = &event->kills[i];
        if (victim_is_only_announced(kill))
            continue;
        struct recall_service *service = recall_service_of(recall, now->stream, kill->name);
        bool again = service->count > 0 && service->last.number == event->number;
        if (!again) /* a group's members may share a name: once an event */
            history_tell_respawn(now, service, kill);
        service->used = recall->events;
        int64_t kb = kill->anon_rss_kb > 0 ? kill->anon_rss_kb : 0;
        if (!again)
            recall_keep_kill(service, now->kept, kill->pid, kb, recall_is_extinct(event, kill->name));
    }
}

static void history_tell_pace(const struct history_now *now) {
    const struct recall_event *last = recall_back(now->stream, 1);
    struct recall_storm storm = recall_storm_of(now->stream, &now->kept->moment);
    struct arena *arena = now->event->arena;
    if (!last)
        return;
    int64_t seconds = recall_seconds(&last->moment, &now->kept->moment);
    char room[WORDS_ROOM];
    if (storm.count >= RECALL_STORM_EVENTS)
        history_tell(now, storm.first.number, now->event->lines,
                     arena_format(arena,
                                  "Number %lld of a storm (each event within a minute of the one before) that began "
                                  "with event %lld, %s earlier%s.",
                                  (long long)storm.count, (long long)storm.first.number,
                                  recall_duration(room, recall_seconds(&storm.first, &now->kept->moment)),
                                  storm.first.blank ? "" : ": that one shows the state before the killing began"));
    else if (seconds != ABSENT && seconds >= RECALL_QUIET_SECONDS)
        history_tell(
            now, last->moment.number, now->event->lines,
            arena_format(arena, "Quiet for %s since event %lld.", DURATION(seconds), (long long)last->moment.number));
}

/* "app invoked oom-killer: gfp_mask=0x0()" 20 ms after the kill of app in a cgroup: a page fault that fails because its
 * cgroup is full calls the machine's OOM killer (pagefault_out_of_memory, up to 5.15), which finds memory free. */
static void history_tell_failed_charge(const struct recall *recall, const struct history_now *now) {
    const struct event *event = now->event;
    const struct recall_event *then = NULL;
    const struct recall_stream *group = NULL;
    for (size_t i = 0; now->kept->is_lost_fault && i < RECALL_STREAMS && !then; i++) {
        group = &recall->streams[i];
        bool same = group->cgroup.len && recall_is_same_machine(group, now->stream);
        then = same ? recall_killed(group, event->trigger.name, event->identity.pid) : NULL;
    }
    if (!then || !recall_is_same_boot(&then->moment, &now->kept->moment) ||
        recall_seconds(&then->moment, &now->kept->moment) > HISTORY_CHARGE_SECONDS)
        return;
    str path = recall_label(&group->cgroup);
    history_tell(now, then->moment.number, event->trigger.lines,
                 arena_format(event->arena,
                              "Event %lld killed %.*s (pid %lld) because the cgroup %.*s was full: its page fault most "
                              "likely failed for that, not for lack of memory on the machine.",
                              (long long)then->moment.number, NAMED(event->trigger.name),
                              (long long)event->identity.pid, STR_ARG(path)));
}

/* What grew, the same process: one that was started again is told of as a kill. */
static void history_tell_growth(const struct history_now *now, const struct growth_list *growth) {
    for (size_t i = 0; i < growth->count; i++)
        if (growth->items[i].lasted)
            history_tell(now, growth->items[i].event, growth->items[i].lines, growth->items[i].statement);
}

/* The victim of the event before still has a row, and memory in it. */
static void history_tell_teardown(const struct history_now *now) {
    const struct tasks *tasks = &now->event->tasks;
    const struct recall_event *last = recall_back(now->stream, 1);
    char room[WORDS_ROOM];
    if (!last || last->victim_pid == ABSENT || !recall_is_same_boot(&last->moment, &now->kept->moment))
        return;
    int64_t seconds = recall_seconds(&last->moment, &now->kept->moment);
    for (size_t i = 0; i < tasks->count && seconds != ABSENT && seconds <= RECALL_SETTLE_SECONDS; i++) {
        int64_t kb = amount_product(tasks->items[i].rss, now->kept->page_kb);
        if (tasks->items[i].pid != last->victim_pid || kb <= 0)
            continue;
        history_tell(now, last->moment.number, (struct span){tasks->items[i].line, tasks->items[i].line},
                     arena_format(now->event->arena,
                                  "The victim of event %lld (pid %lld), killed %s earlier, was still being torn down: "
                                  "%s of it had not been given back yet.",
                                  (long long)last->moment.number, (long long)last->victim_pid,
                                  recall_duration(room, seconds), SIZE(kb)));
        return;
    }
}

/* Stands right behind the event before: without stamps, nothing but a few lines lie between them. */
static bool history_follows(const struct history_now *now, const struct recall_event *last) {
    enum { BETWEEN_LINES = 3 };
    const int64_t gap = amount_minus(now->event->lines.first, last->moment.lines.last);
    return now->kept->unsettled &&
           (recall_seconds(&last->moment, &now->kept->moment) != ABSENT || (gap > 0 && gap <= BETWEEN_LINES));
}

/* Memory was free, and the kill before may be why: what its victim held came back while this one was decided. */
static void history_tell_given_back(const struct history_now *now) {
    enum { MATTERS_PERCENT = 5 };
    const struct recall_event *last = recall_back(now->stream, 1);
    const struct diagnosis *diagnosis = now->diagnosis;
    if (!last || last->victim_pid == ABSENT || diagnosis->finding_count == 0 ||
        !str_equal(diagnosis->findings[0].pattern, STR("not-exhausted")) || !history_follows(now, last) ||
        !amount_at_least(last->freed_kb, MATTERS_PERCENT, now->kept->room_kb))
        return;
    history_tell(now, last->moment.number, now->kept->memory_lines,
                 arena_format(now->event->arena,
                              "Event %lld, just before, had killed process %lld, which held %s: if that came back only "
                              "after this kill was decided, it is what is free here.",
                              (long long)last->moment.number, (long long)last->victim_pid, SIZE(last->freed_kb)));
}

void history_tell_event(struct recall *recall, const struct event *event, const struct recall_stream *stream,
                        const struct recall_event *kept, const struct growth_list *growth,
                        struct diagnosis *diagnosis) {
    struct history_now now = {event, stream, kept, diagnosis};
    diagnosis->history = arena_alloc(event->arena, HISTORY_MOST * sizeof *diagnosis->history);
    history_tell_failed_charge(recall, &now);
    history_tell_teardown(&now);
    history_tell_given_back(&now);
    history_tell_pace(&now);
    history_tell_verdict(&now);
    history_tell_suppressed(&now);
    history_tell_growth(&now, growth);
    history_tell_kills(recall, &now);
    size_t told = diagnosis->history_count;
    history_tell_kinds(&now);
    if (diagnosis->history_count == told) /* else it is said already what the kills did not give back */
        history_tell_cascade(&now);
}
