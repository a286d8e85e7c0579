/* What happened, and the verdict, each in one sentence.
 * SPDX-License-Identifier: MIT */
#include "diagnose/headline.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/killer.h"
#include "diagnose/shortage.h"
#include "model/verdict.h"
#include "model/victim.h"

enum { HEADLINE_BESIDE_PERCENT = 10, HEADLINE_ROOM_PERCENT = 3 }; /* of what the victim held; of the room */

static str headline_host(const struct facts *facts) {
    str host = facts->event->host;
    return host.len ? arena_format(facts->arena, " on host %.*s", STR_ARG(host)) : host;
}

/* "The container fec94f744e10 (containerd, pod 1b2c)", "The pod 1b2c", else "The cgroup PATH". */
static str headline_group(const struct facts *facts) {
    const struct container *box = &facts->reckoning->container;
    str pod = box->pod_uid.len ? arena_format(facts->arena, "pod %.*s", STR_ARG(box->pod_uid)) : STR("");
    if (box->id.len && (pod.len || box->runtime.len))
        return arena_format(facts->arena, "The container %.*s (%.*s%s%.*s)", STR_ARG(str_first(box->id, 12)),
                            STR_ARG(box->runtime), box->runtime.len && pod.len ? ", " : "", STR_ARG(pod));
    if (pod.len)
        return arena_format(facts->arena, "The %.*s", STR_ARG(pod));
    str path = room_cgroup_words(&facts->room);
    return arena_format(facts->arena, "The cgroup %.*s", STR_ARG(path));
}

/* No request failed: the kill was asked for. */
static str headline_asked(const struct facts *facts, str host) {
    if (facts->reckoning->manual)
        return arena_format(facts->arena, "Someone asked the kernel%.*s for an OOM kill (SysRq f)", STR_ARG(host));
    if (facts->reckoning->request == REQUEST_POLICY)
        return arena_format(facts->arena, "A BPF program asked the kernel%.*s for an OOM kill", STR_ARG(host));
    return arena_format(facts->arena, "The kernel's protection of the working set (min_ttl_ms of lru_gen) struck%.*s",
                        STR_ARG(host));
}

/* Whether the nodes that the request was confined to had no room for it. */
static bool headline_is_of_nodes(const struct facts *facts) {
    const enum shortage shortage = facts->reckoning->shortage;
    return shortage_confined(facts) && shortage != SHORTAGE_NONE && shortage != SHORTAGE_FRAGMENTED;
}

/* The whole machine, or the nodes that the request was confined to. */
static str headline_machine(const struct facts *facts, str host) {
    const struct reckoning *r = facts->reckoning;
    if (shortage_has_no_zone(facts))
        return arena_format(facts->arena, "The memory nodes that the request was confined to have no zone for it%.*s",
                            STR_ARG(host));
    if (headline_is_of_nodes(facts))
        return arena_format(facts->arena, "The memory nodes that the request was confined to ran out%.*s",
                            STR_ARG(host));
    if (r->shortage == SHORTAGE_FRAGMENTED)
        return arena_format(facts->arena, "The kernel found no free piece of memory of the size asked for%.*s",
                            STR_ARG(host));
    struct shortage_bound bound = shortage_bound_of(facts);
    if (bound.found)
        return arena_format(facts->arena, "Memory node %lld, to which the request was probably confined, ran out%.*s",
                            (long long)bound.node, STR_ARG(host));
    if (r->shortage == SHORTAGE_NONE || (r->shortage == SHORTAGE_UNKNOWN && r->request == REQUEST_PAGE_FAULT))
        return arena_format(facts->arena, "The kernel declared itself out of memory%.*s", STR_ARG(host));
    int64_t piece_kb;
    if (shortage_may_be_pieces(facts, &piece_kb))
        return arena_format(facts->arena, "The kernel had no memory for a request of %s in one piece%.*s",
                            SIZE(piece_kb), STR_ARG(host));
    return arena_format(facts->arena, "The kernel ran out of memory%s%.*s", facts->room.booting ? " while booting" : "",
                        STR_ARG(host));
}

/* "The kernel ran out of memory on host X" */
static str headline_opening(const struct facts *facts) {
    str host = headline_host(facts), path = room_cgroup_words(&facts->room);
    const struct reckoning *r = facts->reckoning;
    if (r->manual || r->request == REQUEST_KSWAPD || (r->request == REQUEST_POLICY && !facts->room.is_cgroup))
        return headline_asked(facts, host);
    if (path.len && room_hit_the_sum(&facts->room)) {
        str group = headline_group(facts);
        return arena_format(facts->arena, "%.*s%.*s reached its limit of %s on memory and swap together",
                            STR_ARG(group), STR_ARG(host), SIZE(facts->event->cgroup.memsw.limit_kb));
    }
    if (path.len && room_was_below_limit(&facts->room))
        return arena_format(facts->arena,
                            "The OOM killer struck in the cgroup %.*s%.*s, which used %s of its limit of %s",
                            STR_ARG(path), STR_ARG(host), SIZE(r->cgroup.usage_kb), SIZE(r->cgroup.limit_kb));
    if (facts->room.is_cgroup && path.len && r->cgroup.limit_kb != ABSENT) {
        str group = headline_group(facts);
        const char *how = r->request == REQUEST_LIMIT ? "used more than the memory limit that was set for it,"
                                                      : "reached its memory limit of";
        return arena_format(facts->arena, "%.*s%.*s %s %s", STR_ARG(group), STR_ARG(host), how,
                            SIZE(r->cgroup.limit_kb));
    }
    if (facts->room.unlimited)
        return arena_format(facts->arena,
                            "An OOM kill was asked for in %s%.*s, which has no memory limit of its own,%.*s%s",
                            path.len ? "the cgroup " : "a cgroup", STR_ARG(path), STR_ARG(host), host.len ? "," : "");
    if (facts->room.is_cgroup) {
        str group = path.len ? headline_group(facts) : STR("A cgroup");
        return arena_format(facts->arena, "%.*s%.*s reached its memory limit", STR_ARG(group), STR_ARG(host));
    }
    if (r->scope != SCOPE_UNKNOWN)
        return headline_machine(facts, host);
    return arena_format(facts->arena, "The OOM killer struck%.*s", STR_ARG(host));
}

/* The victim as the table shows it; count 0 where it does not. */
static struct holder headline_row(const struct facts *facts, const struct kill *kill) {
    const struct tasks *tasks = &facts->event->tasks;
    size_t row = facts->reckoning->victim_row;
    return row < tasks->count && victim_is_of(kill, tasks->items[row].pid) ? holder_of_row(&facts->room, row)
                                                                           : (struct holder){0};
}

/* A part of what the victim held that is no rss, where it counts beside that. */
static bool headline_counts(const struct facts *facts, int64_t kb, int64_t rss_kb) {
    return facts->room.is_known && amount_at_least(kb, HEADLINE_BESIDE_PERCENT, amount_sum(rss_kb, kb)) &&
           amount_at_least(kb, HEADLINE_ROOM_PERCENT, facts->room.kb);
}

/* "", " and 3 GiB of swap", ", 3 GiB of swap and 148 MiB of page tables". */
static str headline_beside(const struct facts *facts, const struct kill *kill, int64_t rss_kb) {
    struct holder row = headline_row(facts, kill);
    int64_t swap_kb = row.count ? row.swap_kb : amount_positive(kill->swap_kb);
    int64_t tables_kb = row.count ? row.pagetables_kb : amount_positive(kill->pgtables_kb);
    bool swap = headline_counts(facts, swap_kb, rss_kb), tables = headline_counts(facts, tables_kb, rss_kb);
    if (swap && tables)
        return arena_format(facts->arena, ", %s of swap and %s of page tables", SIZE(swap_kb), SIZE(tables_kb));
    if (swap || tables)
        return arena_format(facts->arena, " and %s of %s", SIZE(swap ? swap_kb : tables_kb),
                            swap ? "swap" : "page tables");
    return STR("");
}

/* ", which held 7.3 GiB of 7.8 GiB RAM" */
static str headline_held(const struct facts *facts, const struct kill *kill) {
    enum { HEADLINE_SHARED_PERCENT = 80 };
    int64_t kb = kill->anon_rss_kb;
    if (kb == ABSENT)
        return STR("");
    kb = amount_sum(kb, amount_sum(kill->file_rss_kb, kill->shmem_rss_kb));
    str beside = headline_beside(facts, kill, kb);
    if (facts->room.is_known && facts->room.is_cgroup &&
        kb > facts->room.kb) /* with pages that are charged to other groups */
        return arena_format(facts->arena, ", which held %s of private memory%s%.*s", SIZE(kill->anon_rss_kb),
                            beside.len ? " in RAM" : "", STR_ARG(beside));
    if (facts->room.is_known && !facts->room.is_cgroup &&
        kb > facts->room.kb) /* a page that is mapped twice counts so */
        return arena_format(facts->arena, ", which held %s of private memory and maps pages that count several times",
                            SIZE(kill->anon_rss_kb));
    if (amount_at_least(kill->shmem_rss_kb, HEADLINE_SHARED_PERCENT, kb))
        return arena_format(facts->arena, ", which held %s of its own%.*s%s and mapped %s of shared memory",
                            SIZE(amount_less(kb, kill->shmem_rss_kb)), STR_ARG(beside), beside.len ? "," : "",
                            SIZE(kill->shmem_rss_kb));
    if (!facts->room.is_known || facts->room.is_cgroup)
        return arena_format(facts->arena, ", which held %s%s%.*s", SIZE(kb), beside.len ? " in RAM" : "",
                            STR_ARG(beside));
    return arena_format(facts->arena, ", which held %s of %s RAM%.*s", SIZE(kb), SIZE(facts->room.kb), STR_ARG(beside));
}

/* "process 4242 (shop-db)"; where the line was cut before the pid "the process shop-db". */
static str headline_process(const struct facts *facts, const struct kill *kill) {
    if (kill->pid == ABSENT)
        return arena_format(facts->arena, "the process %.*s", NAMED(kill->name));
    return arena_format(facts->arena, "process %lld (%.*s)", (long long)kill->pid, NAMED(kill->name));
}

/* "killed process 12 (x), which held 7.3 GiB", "killed 3 processes, first 12 (x)", "chose process 12 (x) to kill" */
static str headline_killed(const struct facts *facts, const struct kill *kill) {
    const int64_t kill_lines = victim_kill_lines(facts->event);
    str who = headline_process(facts, kill), held = headline_held(facts, kill);
    if (!victim_is_shown_dead(kill))
        return arena_format(facts->arena, "chose %.*s to kill", STR_ARG(who));
    if (kill_lines > 1)
        return arena_format(facts->arena, "killed %lld processes, first %lld (%.*s)%.*s", (long long)kill_lines,
                            (long long)kill->pid, NAMED(kill->name), STR_ARG(held));
    return arena_format(facts->arena, "killed %.*s%.*s", STR_ARG(who), STR_ARG(held));
}

static str headline_victims(const struct facts *facts) {
    const struct event *event = facts->event;
    if (event->kill_count == 0 && event->no_killable.line > 0)
        return STR("found no process that it may kill");
    if (event->kill_count == 0 && event->panic.line > 0)
        return room_panics_by_order(&facts->room) ? STR("panicked instead of killing a process, as it is set to")
                                                  : STR("panicked: it found no process that it may kill");
    if (facts->room.booting)
        return STR("had no process yet that it could kill");
    if (event->kill_count == 0 && victim_skipped_line(event) > 0)
        return STR("called its OOM killer, but the process that it chose was already exiting");
    if (event->kill_count == 0)
        return STR("called its OOM killer; the log does not name the victim");
    return headline_killed(facts, &event->kills[0]);
}

/* ", though another line names process 125 (sshd)", or nothing. */
static str headline_dispute(const struct facts *facts) {
    const struct oom_summary *summary = &facts->event->summary;
    if (!facts->reckoning->is_victim_disputed)
        return STR("");
    return arena_format(facts->arena, ", though another line names process %lld (%.*s)", (long long)summary->pid,
                        NAMED(summary->task));
}

/* "; its kill line is not in the log", or nothing. */
static str headline_lacking(const struct event *event, bool has_report) {
    if (event->kill_count == 0 || victim_has_kill_line(event))
        return has_report ? STR("") : STR("; the report that says why is not in the log");
    return has_report ? STR("; its kill line is not in the log")
                      : STR("; neither its kill line nor the report that says why is in the log");
}

static str headline_of(const struct facts *facts) {
    const struct event *event = facts->event;
    if (event->killer != KILLER_KERNEL)
        return killer_headline(facts, headline_host(facts));
    str victims = headline_victims(facts);
    unsigned report = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    if ((facts->reckoning->missing & report) == report && event->kill_count && !facts->room.is_cgroup) {
        str host = headline_host(facts), lacking = headline_lacking(event, false);
        return arena_format(facts->arena, "The kernel's OOM killer%.*s %.*s%.*s.", STR_ARG(host), STR_ARG(victims),
                            STR_ARG(lacking));
    }
    bool confined = headline_is_of_nodes(facts) || shortage_bound_of(facts).found;
    const char *who = facts->reckoning->manual ? "it " : facts->room.is_cgroup || confined ? "the kernel " : "";
    str opening = headline_opening(facts), lacking = headline_lacking(event, true);
    bool nameless = event->kill_count == 0 && event->no_killable.line <= 0 && event->panic.line <= 0;
    const bool below = facts->room.is_cgroup && room_was_below_limit(&facts->room);
    if (nameless && (below || facts->reckoning->scope == SCOPE_UNKNOWN) && victim_skipped_line(event) == 0)
        return arena_format(facts->arena, "%.*s; the log does not name the victim.", STR_ARG(opening));
    str dispute = headline_dispute(facts);
    return arena_format(facts->arena, "%.*s%s and %s%.*s%.*s%.*s.", STR_ARG(opening), below ? "," : "", who,
                        STR_ARG(victims), STR_ARG(dispute), STR_ARG(lacking));
}

void headline_set(const struct facts *facts, struct diagnosis *diagnosis) {
    diagnosis->headline = headline_of(facts);
    if (diagnosis->finding_count)
        diagnosis->verdict = verdict_of(facts->arena, &diagnosis->findings[0]);
}
