/* What all events so far say together, for the end of the report.
 * SPDX-License-Identifier: MIT */
#include "series/overview.h"

#include "base/words.h"
#include "model/amount.h"
#include "series/growth.h"

enum {
    OVERVIEW_MOST = 64,          /* statements */
    OVERVIEW_STEADY_KILLS = 3,   /* two of them show no pace */
    OVERVIEW_STEADY_TIMES = 2,   /* the longest interval, of the shortest: one may expect the next */
    OVERVIEW_REFILL_PERCENT = 80 /* of a cgroup's limit: what a kill gave back on average, if it emptied the group */
};

/* Where the statements go. */
struct overview {
    const struct recall *recall;
    struct arena *arena;
    struct evidence_list *list;
};

static void overview_state(struct overview *overview, struct span lines, str statement) {
    struct evidence_list *list = overview->list;
    if (list->count == OVERVIEW_MOST || statement.len == 0)
        return;
    struct evidence *added = ARENA_PUSH(overview->arena, list->items, list->count, list->room);
    if (!added)
        return;
    list->count++;
    bool known = lines.first > 0 && lines.last >= lines.first;
    *added = (struct evidence){statement, known ? lines : (struct span){0, 0}, STR("overview")};
}

/* Other machines that no host names are in the input: of another file, or of the same. */
static bool overview_has_others(const struct overview *overview, const struct recall_stream *stream, bool same_file) {
    for (size_t i = 0; i < RECALL_STREAMS; i++) {
        const struct recall_stream *other = &overview->recall->streams[i];
        if (other->used && other != stream && other->is_unnamed &&
            str_equal(recall_label(&other->file), recall_label(&stream->file)) == same_file &&
            (!same_file || other->place == stream->place))
            return true;
    }
    return false;
}

/* "This machine", or what tells it from others. */
static str overview_unnamed(struct overview *overview, const struct recall_stream *stream) {
    str file = recall_label(&stream->file);
    bool several = overview_has_others(overview, stream, true);
    if (overview_has_others(overview, stream, false) && file.len)
        return arena_format(overview->arena, "%s %.*s", several ? "A machine of" : "The machine of", STR_ARG(file));
    return several ? arena_format(overview->arena, "The machine with %s of RAM", SIZE(stream->ram_kb))
                   : STR("This machine");
}

/* "Host web1, cgroup /x", "Cgroup /x", "This machine". */
static str overview_place(struct overview *overview, const struct recall_stream *stream) {
    str host = recall_label(&stream->host), cgroup = recall_label(&stream->cgroup);
    if (cgroup.len)
        return arena_format(overview->arena, "%s%.*s%s %.*s", host.len ? "Host " : "", STR_ARG(host),
                            host.len ? ", cgroup" : "Cgroup", STR_ARG(cgroup));
    return host.len ? arena_format(overview->arena, "Host %.*s", STR_ARG(host)) : overview_unnamed(overview, stream);
}

/* A kind of memory that grew from the first event to the last. */
static void overview_state_kind(struct overview *overview, const struct recall_stream *stream,
                                const struct recall_event *last, enum recall_kind kind) {
    const struct recall_moment *from = &stream->first.moment, *to = &last->moment;
    int64_t was = stream->first.kinds_kb[kind], is = last->kinds_kb[kind], us = recall_us(from, to);
    if (!growth_is_seen(was, is) || !growth_kind_matters(last, kind) || !recall_is_same_boot(from, to) ||
        !growth_lasts(stream->count, us))
        return;
    str place = overview_place(overview, stream), rate = growth_rate(overview->arena, is - was, us);
    str outlook = growth_kind_has_pace(stream, last, kind)
                      ? growth_outlook(overview->arena, last->freed_kb, is - was, us)
                      : STR("");
    overview_state(overview, (struct span){from->lines.first, to->lines.last},
                   arena_format(overview->arena,
                                "%.*s: %s grew from %s in event %lld to %s in event %lld%.*s, whatever was killed%.*s.",
                                STR_ARG(place), recall_kind_name(kind), SIZE(was), (long long)from->number, SIZE(is),
                                (long long)to->number, STR_ARG(rate), STR_ARG(outlook)));
}

/* ". Event 5 killed it" */
static str overview_killed(struct arena *arena, const struct recall_event *event) {
    return arena_format(arena, ". Event %lld killed it", (long long)event->moment.number);
}

/* A process that lived from an earlier event to the last one, and grew. */
static void overview_state_growth(struct overview *overview, const struct recall_stream *stream,
                                  const struct recall_event *last) {
    const struct recall_process *process = &last->largest[0];
    const struct recall_event *then = NULL;
    const struct recall_process *before =
        last->largest_count ? growth_earliest(stream, process, &last->moment, 2, &then) : NULL;
    if (!before || !growth_is_seen(before->kb, process->kb) || !growth_matters(process, last))
        return;
    int64_t us = recall_us(&then->moment, &last->moment), grown = process->kb - before->kb;
    str place = overview_place(overview, stream), rate = growth_rate(overview->arena, grown, us);
    str next = process->killed ? overview_killed(overview->arena, last) : STR("");
    if (!process->killed && growth_has_pace(stream, process, &last->moment))
        next = growth_outlook(overview->arena, last->freed_kb, grown, us);
    overview_state(overview, (struct span){then->moment.lines.first, last->moment.lines.last},
                   arena_format(overview->arena,
                                "%.*s: %.*s (pid %lld) grew from %s in event %lld to %s in event %lld%.*s%.*s.",
                                STR_ARG(place), NAMED(recall_name(&process->name)), (long long)process->pid,
                                SIZE(before->kb), (long long)then->moment.number, SIZE(process->kb),
                                (long long)last->moment.number, STR_ARG(rate), STR_ARG(next)));
}

/* ", one every 8 seconds on average" of events that are one storm. */
static str overview_spacing(struct overview *overview, const struct recall_stream *stream, int64_t seconds) {
    if (stream->worst.count != stream->count || seconds < stream->count) /* several a second */
        return STR("");
    return arena_format(overview->arena, ", one every %s on average",
                        DURATION((seconds + (stream->count - 1) / 2) / (stream->count - 1)));
}

/* A storm among events that are not all of it, and kills that emptied a cgroup which then filled up again. */
static void overview_state_storm(struct overview *overview, const struct recall_stream *stream, struct span lines) {
    const struct recall_event *last = recall_back(stream, 1);
    str place = overview_place(overview, stream);
    if (stream->worst.count > 0 && stream->worst.count < stream->count)
        overview_state(
            overview, lines,
            arena_format(overview->arena,
                         "%.*s: the longest storm is %lld events, each within a minute of the one before, from "
                         "event %lld on.",
                         STR_ARG(place), (long long)stream->worst.count, (long long)stream->worst.first.number));
    if (stream->cgroup.len && stream->count >= RECALL_STORM_EVENTS && stream->freed_kb > 0 && last->room_kb > 0 &&
        stream->freed_kb / stream->count >= amount_percent(last->room_kb, OVERVIEW_REFILL_PERCENT))
        overview_state(
            overview, lines,
            arena_format(overview->arena,
                         "%.*s: each kill emptied it (%s of its limit of %s on average), and it filled up again: "
                         "what is started in it anew needs more than the limit, or leaks.",
                         STR_ARG(place), SIZE(stream->freed_kb / stream->count), SIZE(last->room_kb)));
}

static void overview_state_stream(struct overview *overview, const struct recall_stream *stream) {
    const struct recall_event *last = recall_back(stream, 1);
    if (stream->used == 0 || stream->count < 2 || !last)
        return;
    const struct recall_moment *from = &stream->first.moment, *to = &last->moment;
    struct span lines = {from->lines.first, to->lines.last};
    int64_t seconds = recall_seconds(from, to);
    str place = overview_place(overview, stream);
    str spacing = overview_spacing(overview, stream, seconds);
    char room[WORDS_ROOM];
    str span = seconds == ABSENT ? STR("") : arena_format(overview->arena, " in %s", recall_duration(room, seconds));
    const bool none = stream->kills == 0;
    overview_state(overview, lines,
                   arena_format(overview->arena, "%.*s: %lld events (%lld to %lld)%s%s%.*s%.*s%s.", STR_ARG(place),
                                (long long)stream->count, (long long)from->number, (long long)to->number,
                                none ? "" : " with ", none ? "" : COUNT(stream->kills, "kill", "kills"), STR_ARG(span),
                                STR_ARG(spacing), none ? "; no kill is in the log" : ""));
    overview_state_storm(overview, stream, lines);
    if (stream->suppressed > 0)
        overview_state(overview, lines,
                       arena_format(overview->arena,
                                    "%.*s: the kernel left out %s before these events (\"callbacks suppressed\"): of "
                                    "those kills the log can only have the kill lines.",
                                    STR_ARG(place), COUNT(stream->suppressed, "further report", "further reports")));
    if (recall_is_cascade(stream->kills, stream->freed_kb, last->room_kb))
        overview_state(
            overview, lines,
            arena_format(overview->arena,
                         "%.*s: its %lld kills gave back only %s together: what fills the memory is not theirs.",
                         STR_ARG(place), (long long)stream->kills, SIZE(stream->freed_kb)));
    for (enum recall_kind kind = 0; kind < RECALL_KINDS; kind++)
        overview_state_kind(overview, stream, last, kind);
    overview_state_growth(overview, stream, last);
    if (stream->quiet_s >= RECALL_QUIET_SECONDS)
        overview_state(overview, (struct span){stream->quiet_from.lines.first, stream->quiet_to.lines.last},
                       arena_format(overview->arena, "%.*s: quiet for %s between events %lld and %lld.", STR_ARG(place),
                                    DURATION(stream->quiet_s), (long long)stream->quiet_from.number,
                                    (long long)stream->quiet_to.number));
}

/* ", started again each time, every 10 minutes on average: ..." for a service that comes back. */
static str overview_pace(struct overview *overview, const struct recall_service *service) {
    int64_t us = recall_us(&service->first, &service->last);
    if (service->respawns == 0)
        return service->repeats == service->count - 1 ? STR(", for it had not ended yet") : STR("");
    bool several = service->count > 2;
    str again =
        service->respawns == service->count - 1 ? STR(", started again each time") : STR(", started again in between");
    if (us == ABSENT || us < GROWTH_SECOND_US || service->respawns < service->count - 1)
        return again;
    int64_t life_us = us / (service->count - 1);
    str life = growth_span(overview->arena, life_us);
    str rate = life_us > 0 ? arena_format(overview->arena, ", which takes a growth of at least %s a minute",
                                          SIZE(growth_a_minute(service->least_kb, life_us)))
                           : STR("");
    bool steady = service->count >= OVERVIEW_STEADY_KILLS && service->shortest_us > 0 &&
                  service->longest_us / OVERVIEW_STEADY_TIMES <= service->shortest_us;
    return arena_format(overview->arena, "%.*s and killed %s%.*s%s%.*s%s", STR_ARG(again), several ? "every " : "",
                        STR_ARG(life), several ? " on average" : " later", STR_ARG(rate),
                        steady ? ": if it goes on like that, expect the next about as long after the last" : "");
}

/* ", with 1 GiB to 2 GiB of private memory", ", with about 1 GiB ..."; "" where a kill line does not tell (up
 * to 2.6.27, or damaged). */
static str overview_sizes(struct overview *overview, const struct recall_service *service) {
    if (service->least_kb <= 0)
        return STR("");
    if (growth_is_seen(service->least_kb, service->most_kb))
        return arena_format(overview->arena, ", with %s to %s of private memory", SIZE(service->least_kb),
                            SIZE(service->most_kb));
    return arena_format(overview->arena, ", with about %s of private memory", SIZE(service->most_kb));
}

/* "mysqld was killed 4 times", "3 different processes named agent were killed", "web (pid 900) was chosen 2 times" */
static str overview_who(struct overview *overview, const struct recall_service *service, str name) {
    const int64_t processes = service->count - service->repeats;
    if (service->respawns > 0)
        return arena_format(overview->arena, "%.*s was killed %lld times", NAMED(name), (long long)service->count);
    if (processes == 1)
        return arena_format(overview->arena, "%.*s (pid %lld) was chosen %lld times", NAMED(name),
                            (long long)service->last_pid, (long long)service->count);
    return arena_format(overview->arena, "%lld different processes named %.*s were killed", (long long)processes,
                        NAMED(name));
}

static void overview_state_service(struct overview *overview, const struct recall_service *service) {
    if (service->used == 0 || service->count < 2)
        return;
    str host = recall_label(&service->host), pace = overview_pace(overview, service);
    str sizes = overview_sizes(overview, service);
    str name = recall_name(&service->name);
    str who = overview_who(overview, service, name);
    overview_state(overview, (struct span){service->first.lines.first, service->last.lines.last},
                   arena_format(overview->arena, "%.*s%s%.*s (events %lld to %lld)%.*s%.*s.", STR_ARG(who),
                                host.len ? " on " : "", STR_ARG(host), (long long)service->first.number,
                                (long long)service->last.number, STR_ARG(sizes), STR_ARG(pace)));
}

struct evidence_list overview_of(const struct recall *recall, struct arena *arena) {
    struct evidence_list list = {0};
    struct overview overview = {recall, arena, &list};
    for (size_t i = 0; i < RECALL_STREAMS; i++)
        overview_state_stream(&overview, &recall->streams[i]);
    for (size_t i = 0; i < RECALL_SERVICES; i++)
        overview_state_service(&overview, &recall->services[i]);
    return list;
}
