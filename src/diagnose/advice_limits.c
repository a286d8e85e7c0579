/* Limits of cgroups: of a pod, of a service, of a container.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "model/container.h"

/* Names the pod with that uid; "" where it has none that a shell may see. */
static str advice_find_pod(const struct facts *facts, str uid) {
    uid = shell_word(facts, uid);
    if (uid.len == 0 || uid.data[0] == '\'')
        return STR("");
    return arena_format(facts->arena,
                        "kubectl get pods -A -o jsonpath='{range .items[?(@.metadata.uid==\"%.*s\")]}"
                        "{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}'",
                        STR_ARG(uid));
}

enum { ADVICE_LIMIT_CHOICE = 1 }; /* memory.high and a higher maximum undo each other */

/* What memory and swap may be together, so that raising the limit on memory takes no swap away; ABSENT where nothing
 * limits it. */
static int64_t advice_memory_and_swap_kb(const struct facts *facts, int64_t kb) {
    int64_t swap_kb = facts->reckoning->cgroup.swap_limit_kb;
    return swap_kb == ABSENT ? ABSENT : amount_sum(kb, swap_kb);
}

static str advice_update(const struct facts *facts, int64_t kb, str id) {
    int64_t sum_kb = advice_memory_and_swap_kb(facts, kb);
    bool printed = facts->event->cgroup.memsw.line > 0 || facts->event->cgroup.swap.line > 0;
    str swap = STR("");
    if (printed)
        swap = arena_format(facts->arena, " --memory-swap %s", sum_kb == ABSENT ? "-1" : ARGUMENT(sum_kb));
    return arena_format(facts->arena, "%.*s update --memory %s%.*s %.*s", STR_ARG(facts->reckoning->container.runtime),
                        ARGUMENT(kb), STR_ARG(swap), STR_ARG(id));
}

/* Version 1 refuses a limit on memory above that on memory and swap (EINVAL): that one is raised first. */
static str advice_write_limit(const struct facts *facts, int64_t kb) {
    str file = shell_group_file(facts, "memory.max", "memory.limit_in_bytes");
    str both = shell_group_file(facts, NULL, "memory.memsw.limit_in_bytes");
    int64_t sum_kb = advice_memory_and_swap_kb(facts, kb);
    if (file.len && both.len && sum_kb != ABSENT)
        return arena_format(facts->arena, "echo %s > %.*s && echo %s > %.*s", ARGUMENT(sum_kb), STR_ARG(both),
                            ARGUMENT(kb), STR_ARG(file));
    return file.len ? arena_format(facts->arena, "echo %s > %.*s", ARGUMENT(kb), STR_ARG(file)) : file;
}

/* Where the limit is set: by the container's engine, by systemd, or in the group's own file. */
static str advice_limit_command(const struct facts *facts, int64_t kb) {
    const struct container *box = &facts->reckoning->container;
    bool engine = str_equal(box->runtime, STR("docker")) || str_equal(box->runtime, STR("podman"));
    str unit = shell_unit(facts), id = shell_container_id(facts);
    if (box->pod_uid.len)
        return advice_find_pod(facts, box->pod_uid);
    if (engine && id.len)
        return advice_update(facts, kb, id);
    if (unit.len)
        return shell_set_property(facts, unit, shell_memory_max(facts, kb));
    return advice_write_limit(facts, kb);
}

/* "/kubepods.slice": the kubelet sets its limit, from what the node leaves to pods. */
bool advice_is_all_pods(const struct facts *facts) {
    size_t slash = str_find_last_byte(facts->room.cgroup_path, '/');
    str name = slash == STR_NONE ? facts->room.cgroup_path : str_from(facts->room.cgroup_path, slash + 1);
    return facts->room.is_cgroup && str_starts(name, STR("kubepods")) && facts->reckoning->container.pod_uid.len == 0;
}

bool advice_limit_pod(const struct facts *facts, struct advice *advice) {
    advice->code = STR("limit-pod");
    const struct event *event = facts->event;
    if (!advice_is_all_pods(facts) || !facts->holders.largest.count)
        return false;
    str path = event->cgroup.task_path.len ? event->cgroup.task_path : event->summary.task_memcg;
    struct container box = container_of(facts->arena, path);
    advice->advice =
        arena_format(facts->arena,
                     "Give the pod of %.*s a resources.limits.memory, so that it meets its own limit and not the one "
                     "that all pods of the node share.",
                     NAMED(facts->holders.largest.name));
    advice->command = advice_find_pod(facts, box.pod_uid);
    advice->because =
        STR("The limit that was reached is the node's for all pods: the kubelet sets it, and sets it back.");
    advice->lines = facts->room.lines;
    return true;
}

/* Page cache, slab that can be dropped, and private memory where there is swap left for it. */
static int64_t advice_reclaimable_kb(const struct cgroup_ledger *cgroup) {
    int64_t swap_kb = amount_less(cgroup->swap_limit_kb, cgroup->swap_usage_kb);
    bool swaps = amount_positive(cgroup->swap_usage_kb) > 0;
    int64_t kb = amount_sum(amount_positive(cgroup->file_kb), amount_positive(cgroup->slab_reclaimable_kb));
    if (swaps)
        kb = amount_sum(kb, cgroup->swap_limit_kb == ABSENT ? amount_positive(cgroup->anon_kb) : swap_kb);
    return kb;
}

/* Where what can't be reclaimed fills memory.high, its processes sleep at every allocation and never get on. */
static bool advice_would_stall(const struct cgroup_ledger *cgroup, int64_t high_kb) {
    int64_t fixed_kb = amount_less(cgroup->usage_kb, advice_reclaimable_kb(cgroup));
    return amount_at_least(fixed_kb, THROTTLE_FIXED_PERCENT, high_kb);
}

bool advice_throttle(const struct facts *facts, struct advice *advice) {
    advice->code = STR("throttle");
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    enum { WORTH_KB = 16 * 1024 }; /* below, a tenth of the limit is no more than a few batches of charges */
    if (!facts->room.is_cgroup || cgroup->version != 2 || cgroup->limit_kb < WORTH_KB || advice_is_all_pods(facts) ||
        shell_is_managed(&facts->reckoning->container))
        return false;
    str unit = shell_unit(facts), file = shell_group_file(facts, "memory.high", NULL);
    int64_t high = shell_floor_kb(amount_percent(cgroup->limit_kb, 90));
    if ((!unit.len && !file.len) || advice_would_stall(cgroup, high))
        return false;
    advice->either = ADVICE_LIMIT_CHOICE;
    advice->advice = arena_format(facts->arena, "Slow the group down before the limit: memory.high at %s.", SIZE(high));
    if (unit.len)
        advice->command = shell_set_property(facts, unit, arena_format(facts->arena, "MemoryHigh=%s", ARGUMENT(high)));
    else
        advice->command = arena_format(facts->arena, "echo %s > %.*s", ARGUMENT(high), STR_ARG(file));
    advice->because =
        STR("At memory.high the kernel reclaims and throttles instead of killing, and growth can be noticed.");
    advice->side_effect = STR("Processes above it are slowed down, to a standstill if nothing can be reclaimed.");
    advice->lines = facts->room.lines;
    return true;
}

/* A cgroup's limit: what would have been enough for what it held. */
bool advice_raise_limit(const struct facts *facts, struct advice *advice) {
    advice->code = STR("raise-limit");
    enum { USUAL_KB = 32 * 1024 }; /* room for a small service */
    const struct container *box = &facts->reckoning->container;
    const struct cgroup_ledger *cgroup = &facts->reckoning->cgroup;
    if (!facts->room.is_cgroup || cgroup->limit_kb == ABSENT || advice_is_all_pods(facts))
        return false;
    int64_t held_kb = room_hit_the_sum(&facts->room) || cgroup->limit_kb == 0 ? cgroup->usage_kb : cgroup->limit_kb;
    int64_t wanted = advice_headroom_kb(amount_sum(held_kb, facts->room.swap_used_kb));
    if (facts->room.tiny)
        wanted = amount_most(wanted, USUAL_KB);
    if (box->pod_uid.len)
        advice->advice = arena_format(
            facts->arena, "If this is its normal need, raise resources.limits.memory of this pod's container to %si.",
            ARGUMENT(wanted));
    else
        advice->advice = arena_format(facts->arena,
                                      "If this is its normal need, raise the limit to %s; the machine needs no more "
                                      "RAM for it if it has that much free.",
                                      SIZE(wanted));
    advice->command = advice_limit_command(facts, wanted);
    advice->either = ADVICE_LIMIT_CHOICE;
    advice->side_effect = STR("The rest of the machine can count on that much less.");
    advice->lines = facts->room.lines;
    if (facts->room.swap_used_kb > 0) {
        const struct cgroup *printed = &facts->event->cgroup;
        advice->because = arena_format(facts->arena, "It held %s and %s of swap; this is a quarter more than both.",
                                       SIZE(held_kb), SIZE(facts->room.swap_used_kb));
        advice->lines =
            evidence_join(advice->lines, evidence_line(printed->swap.line ? printed->swap.line : printed->memsw.line));
    } else if (facts->room.tiny)
        advice->because = arena_format(facts->arena,
                                       "The limit is %s, which hardly any program can start in (a unit may be missing "
                                       "from the setting); this is room for a small one.",
                                       SIZE(cgroup->limit_kb));
    else
        advice->because = arena_format(facts->arena, "The limit is %s and was reached; this is a quarter more.",
                                       SIZE(cgroup->limit_kb));
    return true;
}
