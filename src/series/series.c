/* What several events of one input say together: growth, respawn, cascade, storm.
 * SPDX-License-Identifier: MIT */
#include "series/series.h"

#include "base/arena.h"
#include "base/words.h"
#include "model/amount.h"
#include "model/verdict.h"
#include "series/recall.h"

#include <stdlib.h>

enum {
    SERIES_SECOND_US = 1000000,
    SERIES_QUIET_SECONDS = 3600,
    SERIES_GROWTH_PERCENT = 10, /* below, rss moves for no reason */
    SERIES_GROWTH_EVENTS = 3,   /* so many events, or so much time, make a growth of what no process owns */
    SERIES_GROWTH_SECONDS = 60,
    SERIES_PROCESS_PERCENT = 5, /* of the room: a process that matters */
    SERIES_KIND_PERCENT = 20,   /* of the room: a kind of memory that matters */
    SERIES_CASCADE_KILLS = 3,
    SERIES_CASCADE_PERCENT = 5, /* of the room: what all kills together gave back, if they did not help */
    SERIES_REFILL_PERCENT = 80, /* of a cgroup's limit: what a kill gave back on average, if it emptied the group */
    SERIES_OUTLOOK_DAYS = 30,   /* nobody's growth keeps its pace for longer */
    SERIES_STATEMENTS = 64,
    SERIES_HISTORY = 5
};

struct series {
    struct recall recall;
    struct arena arena; /* of the statements */
    struct evidence_list statements;
};

/* The event being added. */
struct series_now {
    const struct event *event;
    const struct recall_stream *stream;
    const struct recall_event *kept;
    struct diagnosis *diagnosis;
};

static void series_tell(const struct series_now *now, const struct recall_moment *earlier, str statement) {
    struct diagnosis *diagnosis = now->diagnosis;
    if (!diagnosis->history || diagnosis->history_count == SERIES_HISTORY || statement.len == 0)
        return;
    diagnosis->history[diagnosis->history_count++] = (struct history){statement, earlier->number};
}

/* "1.7 seconds" where the stamps are that fine and it matters, else "40 seconds" */
static str series_span(struct arena *arena, int64_t us) {
    int64_t tenths = (us + SERIES_SECOND_US / 20) / (SERIES_SECOND_US / 10);
    if (tenths < 100 && tenths % 10)
        return arena_format(arena, "%lld.%lld seconds", (long long)(tenths / 10), (long long)(tenths % 10));
    return arena_format(arena, "%s", DURATION((us + SERIES_SECOND_US / 2) / SERIES_SECOND_US));
}

static int64_t series_a_minute(int64_t kb, int64_t us) {
    double a_minute = (double)kb * 60 * SERIES_SECOND_US / (double)us;
    return a_minute < (double)(INT64_MAX / 2) ? (int64_t)a_minute : INT64_MAX / 2;
}

/* " in 40 seconds, about 5 MiB a minute"; empty where the log has no times. */
static str series_rate(struct arena *arena, int64_t kb, int64_t us) {
    if (us == ABSENT || us < SERIES_SECOND_US)
        return STR("");
    str span = series_span(arena, us);
    return arena_format(arena, " in %.*s, about %s a minute", STR_ARG(span), SIZE(series_a_minute(kb, us)));
}

/* ". At that pace the 2 GiB that this kill gives back last about 40 minutes": when the next kill is due. */
static str series_outlook(struct arena *arena, int64_t freed_kb, int64_t grown_kb, int64_t us) {
    if (us == ABSENT || us <= 0 || freed_kb <= 0 || grown_kb <= 0)
        return STR("");
    double left = (double)freed_kb / (double)grown_kb * (double)us / SERIES_SECOND_US;
    if (left < 1 || left > SERIES_OUTLOOK_DAYS * 86400.0)
        return STR("");
    return arena_format(
        arena, ". At that pace the %s that the last kill gave back are gone after %s: expect the next OOM then",
        SIZE(freed_kb), DURATION((int64_t)(left + 0.5)));
}

/* "5 minutes", or "less than a second" */
static const char *series_duration(char room[WORDS_ROOM], int64_t seconds) {
    return seconds == 0 ? "less than a second" : words_duration(room, seconds);
}

static bool series_grew(int64_t from_kb, int64_t to_kb) {
    return from_kb > 0 && to_kb > from_kb && to_kb - from_kb >= amount_percent(from_kb, SERIES_GROWTH_PERCENT);
}

/* Large enough that its growth is a part of the story. */
static bool series_matters(const struct recall_process *process, const struct recall_event *event) {
    return process->kb >= amount_percent(event->room_kb, SERIES_PROCESS_PERCENT);
}

static const struct recall_process *series_find(const struct recall_event *event, const struct recall_process *as) {
    for (size_t i = 0; i < event->largest_count; i++)
        if (event->largest[i].pid == as->pid && str_equal(recall_name(&event->largest[i].name), recall_name(&as->name)))
            return &event->largest[i];
    return NULL;
}

/* PROCESS as it was in the earliest event that is remembered, at least LEAST places back, of the boot of NOW; NULL if
 * it was in none. Most events are of other processes: times are compared only where it is found. */
static const struct recall_process *series_earliest(const struct recall_stream *stream,
                                                    const struct recall_process *process,
                                                    const struct recall_moment *now, int64_t least,
                                                    const struct recall_event **ret_then) {
    for (int64_t back = RECALL_EVENTS; back >= least; back--) {
        const struct recall_event *then = recall_back(stream, back);
        const struct recall_process *before = then ? series_find(then, process) : NULL;
        if (!before || !recall_is_same_boot(&then->moment, now))
            continue;
        *ret_then = then;
        return before;
    }
    return NULL;
}

/* "One report shows size, not growth": here there are two. */
static void series_drop_doubt(struct finding *finding) {
    struct evidence_list *against = &finding->against;
    size_t at = finding->growth_unseen;
    if (at == 0 || at > against->count)
        return;
    memmove(&against->items[at - 1], &against->items[at], (against->count - at) * sizeof *against->items);
    against->count--;
    finding->growth_unseen = 0;
}

/* A leak that was seen to grow is more than a size. Whether it is SURE to be one is another question. */
static void series_raise_leak(const struct series_now *now, const struct recall_process *process, str statement,
                              bool sure) {
    struct finding *best = now->diagnosis->finding_count ? &now->diagnosis->findings[0] : NULL;
    if (!best || !str_equal(best->pattern, STR("memory-leak")) ||
        !str_equal(best->consumer, recall_name(&process->name)))
        return;
    struct evidence_list *list = &best->evidence;
    struct evidence *added = ARENA_PUSH(now->event->arena, list->items, list->count, list->room);
    if (!added)
        return;
    *added = (struct evidence){statement, now->event->tasks.lines.first ? now->event->tasks.lines : now->event->lines};
    list->count++;
    series_drop_doubt(best);
    if (sure && best->confidence < CONFIDENCE_HIGH)
        best->confidence++;
    now->diagnosis->verdict = verdict_of(now->event->arena, best);
}

/* "One report does not show whether these processes were still growing": here one was, the largest that did. */
static void series_answer_doubt(const struct series_now *now, str statement) {
    struct finding *best = now->diagnosis->finding_count ? &now->diagnosis->findings[0] : NULL;
    if (!best || best->growth_unseen == 0 || best->growth_unseen > best->against.count ||
        str_equal(best->pattern, STR("memory-leak")))
        return;
    best->against.items[best->growth_unseen - 1].statement = statement;
    best->growth_unseen = 0;
}

/* The same process, larger than in an earlier report: the earliest that is remembered counts. */
static void series_tell_growth(const struct series_now *now) {
    for (size_t i = 0; i < now->kept->largest_count && i < 2; i++) {
        const struct recall_process *process = &now->kept->largest[i];
        const struct recall_event *then = NULL;
        const struct recall_process *before = series_earliest(now->stream, process, &now->kept->moment, 1, &then);
        if (!before || !series_grew(before->kb, process->kb) || !series_matters(process, now->kept))
            continue;
        struct arena *arena = now->event->arena;
        int64_t us = recall_us(&then->moment, &now->kept->moment), grown = process->kb - before->kb;
        str next = process->killed ? STR("") : series_outlook(arena, now->kept->freed_kb, grown, us);
        str rate = series_rate(arena, grown, us);
        str statement = arena_format(arena, "%.*s (pid %lld) grew from %s to %s since event %lld%.*s%.*s.",
                                     STR_ARG(recall_name(&process->name)), (long long)process->pid, SIZE(before->kb),
                                     SIZE(process->kb), (long long)then->moment.number, STR_ARG(rate), STR_ARG(next));
        series_tell(now, &then->moment, statement);
        series_raise_leak(now, process, statement, true);
        series_answer_doubt(now, statement);
    }
}

/* Two reports of one moment differ by what is being taken down. */
static bool series_lasts(int64_t events, int64_t us) {
    return events >= SERIES_GROWTH_EVENTS || (us != ABSENT && us / SERIES_SECOND_US >= SERIES_GROWTH_SECONDS);
}

/* A victim that is being taken down is in no counter for a while. */
static bool series_is_blurred(const struct recall_event *event, enum recall_kind kind) {
    return kind == RECALL_UNACCOUNTED && event->unsettled;
}

static void series_tell_kind_grew(const struct series_now *now, enum recall_kind kind, int64_t was, int64_t us) {
    const struct recall_moment *then = &now->stream->first.moment;
    struct arena *arena = now->event->arena;
    int64_t is = now->kept->kinds_kb[kind];
    str rate = series_rate(arena, is - was, us), outlook = series_outlook(arena, now->kept->freed_kb, is - was, us);
    series_tell(now, then,
                arena_format(arena, "%s grew from %s to %s since event %lld%.*s%.*s.", TITLE(recall_kind_name(kind)),
                             SIZE(was), SIZE(is), (long long)then->number, STR_ARG(rate), STR_ARG(outlook)));
}

/* Memory that no kill gives back, and that grows or stays. */
static void series_tell_kind(const struct series_now *now, enum recall_kind kind) {
    const struct recall_event *then = &now->stream->first, *event = now->kept;
    int64_t was = then->kinds_kb[kind], is = event->kinds_kb[kind];
    int64_t us = recall_us(&then->moment, &event->moment);
    bool grew = series_grew(was, is);
    if (grew && series_lasts(now->stream->count + 1, us))
        series_tell_kind_grew(now, kind, was, us);
    if (!grew && was > 0 && now->stream->kills > 0 && now->stream->freed_kb >= 0 && is >= amount_percent(was, 95))
        series_tell(now, &then->moment,
                    arena_format(now->event->arena, "%s since event %lld freed about %s, but none of the %s of %s.",
                                 COUNT(now->stream->kills, "kill", "kills"), (long long)then->moment.number,
                                 SIZE(now->stream->freed_kb), SIZE(is), recall_kind_name(kind)));
}

/* Large enough to be told of at all: most events have no such kind. */
static bool series_kind_matters(const struct recall_event *event, enum recall_kind kind) {
    int64_t is = event->kinds_kb[kind];
    return is != 0 && is >= amount_percent(event->room_kb, SERIES_KIND_PERCENT) && !series_is_blurred(event, kind);
}

static void series_tell_kinds(const struct series_now *now) {
    for (enum recall_kind kind = 0; now->stream->count > 0 && kind < RECALL_KINDS; kind++)
        if (series_kind_matters(now->kept, kind) && recall_is_same_boot(&now->stream->first.moment, &now->kept->moment))
            series_tell_kind(now, kind);
}

/* Kills in a row that gave back next to nothing: what fills the room is not theirs. */
static bool series_is_cascade(int64_t kills, int64_t freed_kb, int64_t room_kb) {
    return kills >= SERIES_CASCADE_KILLS && freed_kb >= 0 && room_kb > 0 &&
           freed_kb < amount_percent(room_kb, SERIES_CASCADE_PERCENT);
}

static void series_tell_cascade(const struct series_now *now) {
    const struct recall_stream *stream = now->stream;
    int64_t kills = stream->kills + (int64_t)now->event->kill_count;
    int64_t freed_kb = amount_both(stream->freed_kb, now->kept->freed_kb);
    if (stream->count == 0 || !series_is_cascade(kills, freed_kb, now->kept->room_kb))
        return;
    series_tell(now, &stream->first.moment,
                arena_format(now->event->arena,
                             "All %lld kills since event %lld gave back only %s together: killing does not help "
                             "here.",
                             (long long)kills, (long long)stream->first.moment.number, SIZE(freed_kb)));
}

/* In a storm most events are kill lines alone: the report that explains them stands before them. */
static void series_tell_verdict(const struct series_now *now) {
    const struct recall_verdict *verdict = &now->stream->verdict;
    const struct finding *best = now->diagnosis->finding_count ? &now->diagnosis->findings[0] : NULL;
    struct recall_storm storm = recall_storm_of(now->stream, &now->kept->moment);
    if (!best || !str_equal(best->pattern, STR("insufficient-data")) || storm.count < 2 ||
        verdict->moment.number < storm.first.number || verdict->moment.number == 0)
        return;
    series_tell(now, &verdict->moment,
                arena_format(now->event->arena,
                             "The latest event before it with enough to tell is event %lld: %.*s (%.*s confidence).",
                             (long long)verdict->moment.number, STR_ARG(recall_name(&verdict->pattern)),
                             STR_ARG(verdict_confidence(verdict->confidence))));
}

/* Reports that nobody will find. */
static void series_tell_suppressed(const struct series_now *now) {
    const struct recall_event *kept = now->kept;
    if (kept->suppressed > 0)
        series_tell(now, &kept->moment,
                    arena_format(now->event->arena,
                                 "Before this event the kernel left out %s (\"callbacks suppressed\"): of those kills "
                                 "the log can only have the kill lines.",
                                 COUNT(kept->suppressed, "report", "reports")));
}

/* A process that was born after the last kill of its name has grown to its size since: without end, or to what it
 * needs, this does not tell. */
static void series_raise_reborn(const struct series_now *now, const struct recall_service *service,
                                const struct kill *kill) {
    struct recall_process process = {.pid = kill->pid, .name = service->name};
    struct arena *arena = now->event->arena;
    int64_t us = recall_us(&service->last, &now->kept->moment);
    if (kill->anon_rss_kb <= 0)
        return;
    str span = us == ABSENT ? STR("") : arena_format(arena, " in no more than %s", DURATION(us / SERIES_SECOND_US + 1));
    series_raise_leak(
        now, &process,
        arena_format(arena, "Event %lld left no process named %.*s: this one was started since and grew to %s%.*s.",
                     (long long)service->last.number, STR_ARG(kill->name), SIZE(kill->anon_rss_kb), STR_ARG(span)),
        false);
}

/* A name that was killed before. If its process was born since, something starts it again. */
static void series_tell_respawn(const struct series_now *now, const struct recall_service *service,
                                const struct kill *kill) {
    if (service->count == 0 || service->last_pid == kill->pid)
        return;
    struct arena *arena = now->event->arena;
    int64_t seconds = recall_seconds(&service->last, &now->kept->moment);
    char room[WORDS_ROOM];
    bool timed = seconds != ABSENT;
    bool again = recall_is_respawn(service, &now->kept->moment, kill->pid);
    if (again)
        series_raise_reborn(now, service, kill);
    series_tell(
        now, &service->last,
        arena_format(arena,
                     "%s%.*s was killed before, as pid %lld in event %lld%s%s%s%s: kill number %lld of that name.",
                     again ? "" : "Another process named ", STR_ARG(kill->name), (long long)service->last_pid,
                     (long long)service->last.number, timed ? ", " : "", timed ? series_duration(room, seconds) : "",
                     timed ? " earlier" : "", again ? ", and was started again" : "", (long long)service->count + 1));
}

static void series_tell_kills(struct series *series, const struct series_now *now) {
    const struct event *event = now->event;
    for (size_t i = 0; i < event->kill_count && i < RECALL_PROCESSES; i++) {
        const struct kill *kill = &event->kills[i];
        struct recall_service *service = recall_service_of(&series->recall, now->stream, kill->name);
        bool again = service->count > 0 && service->last.number == event->number;
        if (!again) /* a group's members may share a name: once an event */
            series_tell_respawn(now, service, kill);
        service->used = series->recall.events;
        int64_t kb = kill->anon_rss_kb > 0 ? kill->anon_rss_kb : 0;
        if (!again)
            recall_keep_kill(service, now->kept, kill->pid, kb, recall_is_extinct(event, kill->name));
    }
}

static void series_tell_pace(const struct series_now *now) {
    const struct recall_event *last = recall_back(now->stream, 1);
    struct recall_storm storm = recall_storm_of(now->stream, &now->kept->moment);
    struct arena *arena = now->event->arena;
    if (!last)
        return;
    int64_t seconds = recall_seconds(&last->moment, &now->kept->moment);
    char room[WORDS_ROOM];
    if (storm.count >= RECALL_STORM_EVENTS)
        series_tell(now, &storm.first,
                    arena_format(arena,
                                 "Number %lld of a storm (each event within a minute of the one before) that began "
                                 "with event %lld, %s earlier%s.",
                                 (long long)storm.count, (long long)storm.first.number,
                                 series_duration(room, recall_seconds(&storm.first, &now->kept->moment)),
                                 storm.first.blank ? "" : ": that one shows the state before the killing began"));
    else if (seconds != ABSENT && seconds >= SERIES_QUIET_SECONDS)
        series_tell(
            now, &last->moment,
            arena_format(arena, "Quiet for %s since event %lld.", DURATION(seconds), (long long)last->moment.number));
}

static void series_state(struct series *series, struct span lines, str statement) {
    struct evidence_list *list = &series->statements;
    if (list->count == SERIES_STATEMENTS || statement.len == 0)
        return;
    struct evidence *added = ARENA_PUSH(&series->arena, list->items, list->count, list->room);
    if (!added)
        return;
    list->count++;
    *added = (struct evidence){statement, lines};
}

/* "Host web1, cgroup /x", "Cgroup /x", "This machine". */
static str series_place(struct series *series, const struct recall_stream *stream) {
    str host = recall_label(&stream->host), cgroup = recall_label(&stream->cgroup);
    if (cgroup.len)
        return arena_format(&series->arena, "%s%.*s%s %.*s", host.len ? "Host " : "", STR_ARG(host),
                            host.len ? ", cgroup" : "Cgroup", STR_ARG(cgroup));
    return host.len ? arena_format(&series->arena, "Host %.*s", STR_ARG(host)) : STR("This machine");
}

/* A kind of memory that grew from the first event to the last. */
static void series_state_kind(struct series *series, const struct recall_stream *stream,
                              const struct recall_event *last, enum recall_kind kind) {
    const struct recall_moment *from = &stream->first.moment, *to = &last->moment;
    int64_t was = stream->first.kinds_kb[kind], is = last->kinds_kb[kind], us = recall_us(from, to);
    if (!series_grew(was, is) || !series_kind_matters(last, kind) || !recall_is_same_boot(from, to) ||
        !series_lasts(stream->count, us))
        return;
    str place = series_place(series, stream), rate = series_rate(&series->arena, is - was, us);
    str outlook = series_outlook(&series->arena, last->freed_kb, is - was, us);
    series_state(series, (struct span){from->lines.first, to->lines.last},
                 arena_format(&series->arena,
                              "%.*s: %s grew from %s in event %lld to %s in event %lld%.*s, whatever was killed%.*s.",
                              STR_ARG(place), recall_kind_name(kind), SIZE(was), (long long)from->number, SIZE(is),
                              (long long)to->number, STR_ARG(rate), STR_ARG(outlook)));
}

/* ". Event 5 killed it" */
static str series_killed(struct arena *arena, const struct recall_event *event) {
    return arena_format(arena, ". Event %lld killed it", (long long)event->moment.number);
}

/* A process that lived from an earlier event to the last one, and grew. */
static void series_state_growth(struct series *series, const struct recall_stream *stream,
                                const struct recall_event *last) {
    const struct recall_process *process = &last->largest[0];
    const struct recall_event *then = NULL;
    const struct recall_process *before =
        last->largest_count ? series_earliest(stream, process, &last->moment, 2, &then) : NULL;
    if (!before || !series_grew(before->kb, process->kb) || !series_matters(process, last))
        return;
    int64_t us = recall_us(&then->moment, &last->moment), grown = process->kb - before->kb;
    str place = series_place(series, stream), rate = series_rate(&series->arena, grown, us);
    str next = process->killed ? series_killed(&series->arena, last)
                               : series_outlook(&series->arena, last->freed_kb, grown, us);
    series_state(series, (struct span){then->moment.lines.first, last->moment.lines.last},
                 arena_format(&series->arena,
                              "%.*s: %.*s (pid %lld) grew from %s in event %lld to %s in event %lld%.*s%.*s.",
                              STR_ARG(place), STR_ARG(recall_name(&process->name)), (long long)process->pid,
                              SIZE(before->kb), (long long)then->moment.number, SIZE(process->kb),
                              (long long)last->moment.number, STR_ARG(rate), STR_ARG(next)));
}

/* ", one every 8 seconds on average" of events that are one storm. */
static str series_spacing(struct series *series, const struct recall_stream *stream, int64_t seconds) {
    if (stream->worst.count != stream->count || seconds <= 0)
        return STR("");
    return arena_format(&series->arena, ", one every %s on average",
                        DURATION((seconds + (stream->count - 1) / 2) / (stream->count - 1)));
}

/* "; event 3 is the one to read first": the first that shows where the memory was. */
static str series_entrance(struct series *series, const struct recall_stream *stream) {
    return stream->shown.number
               ? arena_format(&series->arena, "; event %lld is the one to read first", (long long)stream->shown.number)
               : STR("");
}

/* A storm among events that are not all of it, and kills that emptied a cgroup which then filled up again. */
static void series_state_storm(struct series *series, const struct recall_stream *stream, struct span lines) {
    const struct recall_event *last = recall_back(stream, 1);
    str place = series_place(series, stream);
    if (stream->worst.count > 0 && stream->worst.count < stream->count)
        series_state(
            series, lines,
            arena_format(&series->arena,
                         "%.*s: the longest storm is %lld events, each within a minute of the one before, from "
                         "event %lld on%s.",
                         STR_ARG(place), (long long)stream->worst.count, (long long)stream->worst.first.number,
                         stream->worst.first.blank ? "" : ": read that one first of them"));
    if (stream->cgroup.len && stream->count >= RECALL_STORM_EVENTS && stream->freed_kb > 0 && last->room_kb > 0 &&
        stream->freed_kb / stream->count >= amount_percent(last->room_kb, SERIES_REFILL_PERCENT))
        series_state(
            series, lines,
            arena_format(&series->arena,
                         "%.*s: each kill emptied it (%s of its limit of %s on average), and it filled up again: "
                         "what is started in it anew needs more than the limit, or leaks.",
                         STR_ARG(place), SIZE(stream->freed_kb / stream->count), SIZE(last->room_kb)));
}

static void series_state_stream(struct series *series, const struct recall_stream *stream) {
    const struct recall_event *last = recall_back(stream, 1);
    if (stream->used == 0 || stream->count < 2 || !last)
        return;
    const struct recall_moment *from = &stream->first.moment, *to = &last->moment;
    struct span lines = {from->lines.first, to->lines.last};
    int64_t seconds = recall_seconds(from, to);
    str place = series_place(series, stream), entrance = series_entrance(series, stream);
    str spacing = series_spacing(series, stream, seconds);
    char room[WORDS_ROOM];
    str span = seconds == ABSENT ? STR("") : arena_format(&series->arena, " within %s", series_duration(room, seconds));
    series_state(series, lines,
                 arena_format(&series->arena, "%.*s: %lld events (%lld to %lld) with %s%.*s%.*s%.*s.", STR_ARG(place),
                              (long long)stream->count, (long long)from->number, (long long)to->number,
                              COUNT(stream->kills, "kill", "kills"), STR_ARG(span), STR_ARG(spacing),
                              STR_ARG(entrance)));
    series_state_storm(series, stream, lines);
    if (stream->suppressed > 0)
        series_state(series, lines,
                     arena_format(&series->arena,
                                  "%.*s: the kernel left out %s before these events (\"callbacks suppressed\"): of "
                                  "those kills the log can only have the kill lines.",
                                  STR_ARG(place), COUNT(stream->suppressed, "further report", "further reports")));
    if (series_is_cascade(stream->kills, stream->freed_kb, last->room_kb))
        series_state(series, lines,
                     arena_format(&series->arena,
                                  "%.*s: its %lld kills gave back only %s together: killing does not help here.",
                                  STR_ARG(place), (long long)stream->kills, SIZE(stream->freed_kb)));
    for (enum recall_kind kind = 0; kind < RECALL_KINDS; kind++)
        series_state_kind(series, stream, last, kind);
    series_state_growth(series, stream, last);
    if (stream->quiet_s >= SERIES_QUIET_SECONDS)
        series_state(series, (struct span){stream->quiet_from.lines.first, stream->quiet_to.lines.last},
                     arena_format(&series->arena, "%.*s: quiet for %s between events %lld and %lld.", STR_ARG(place),
                                  DURATION(stream->quiet_s), (long long)stream->quiet_from.number,
                                  (long long)stream->quiet_to.number));
}

/* ", started again each time, every 10 minutes on average: ..." for a service that comes back. */
static str series_pace(struct series *series, const struct recall_service *service) {
    int64_t us = recall_us(&service->first, &service->last);
    if (service->respawns == 0)
        return STR("");
    str again =
        service->respawns == service->count - 1 ? STR(", started again each time") : STR(", started again in between");
    if (us == ABSENT || us < SERIES_SECOND_US || service->respawns < service->count - 1)
        return again;
    int64_t life_us = us / (service->count - 1);
    str life = series_span(&series->arena, life_us);
    str rate = life_us > 0 ? arena_format(&series->arena, ", which takes a growth of at least %s a minute",
                                          SIZE(series_a_minute(service->least_kb, life_us)))
                           : STR("");
    return arena_format(&series->arena,
                        "%.*s and killed every %.*s on average%.*s: expect the next about as long after the last",
                        STR_ARG(again), STR_ARG(life), STR_ARG(rate));
}

/* ", at 1 GiB to 2 GiB", ", at about 1 GiB"; "" where no kill line tells (up to 2.6.27). */
static str series_sizes(struct series *series, const struct recall_service *service) {
    if (service->most_kb <= 0)
        return STR("");
    if (series_grew(service->least_kb, service->most_kb))
        return arena_format(&series->arena, ", at %s to %s", SIZE(service->least_kb), SIZE(service->most_kb));
    return arena_format(&series->arena, ", at about %s", SIZE(service->most_kb));
}

static void series_state_service(struct series *series, const struct recall_service *service) {
    if (service->used == 0 || service->count < 2)
        return;
    str host = recall_label(&service->host), pace = series_pace(series, service);
    str sizes = series_sizes(series, service);
    str name = recall_name(&service->name);
    str who = service->respawns > 0
                  ? arena_format(&series->arena, "%.*s was killed %lld times", STR_ARG(name), (long long)service->count)
                  : arena_format(&series->arena, "%lld different processes named %.*s were killed",
                                 (long long)service->count, STR_ARG(name));
    series_state(series, (struct span){service->first.lines.first, service->last.lines.last},
                 arena_format(&series->arena, "%.*s%s%.*s (events %lld to %lld)%.*s%.*s.", STR_ARG(who),
                              host.len ? " on " : "", STR_ARG(host), (long long)service->first.number,
                              (long long)service->last.number, STR_ARG(sizes), STR_ARG(pace)));
}

struct series *series_new(void) {
    return calloc(1, sizeof(struct series));
}

void series_free(struct series *series) {
    if (!series)
        return;
    arena_reset(&series->arena);
    free(series);
}

bool series_add(struct series *series, const struct event *event, const struct reckoning *reckoning,
                struct diagnosis *diagnosis) {
    struct recall_event kept;
    struct recall_stream *stream = recall_stream_of(&series->recall, event, reckoning);
    recall_event_set(&kept, stream, event, reckoning);
    struct series_now now = {event, stream, &kept, diagnosis};
    series->recall.events++;
    stream->used = series->recall.events;
    diagnosis->history = arena_alloc(event->arena, SERIES_HISTORY * sizeof *diagnosis->history);
    series_tell_pace(&now);
    series_tell_verdict(&now);
    series_tell_suppressed(&now);
    series_tell_growth(&now);
    series_tell_kills(series, &now);
    size_t told = diagnosis->history_count;
    series_tell_kinds(&now);
    if (diagnosis->history_count == told) /* else it is said already what the kills did not give back */
        series_tell_cascade(&now);
    if (diagnosis->finding_count)
        recall_keep_verdict(stream, &kept, &diagnosis->findings[0]);
    recall_keep_event(stream, &kept, (int64_t)event->kill_count);
    return !event->arena->failed;
}

const struct evidence_list *series_statements(struct series *series) {
    arena_reset(&series->arena);
    series->statements = (struct evidence_list){0};
    for (size_t i = 0; i < RECALL_STREAMS; i++)
        series_state_stream(series, &series->recall.streams[i]);
    for (size_t i = 0; i < RECALL_SERVICES; i++)
        series_state_service(series, &series->recall.services[i]);
    return &series->statements;
}
