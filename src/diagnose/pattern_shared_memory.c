/* Files in tmpfs or shared-memory segments hold the memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"

/* The row that has most of it mapped, where the table tells. */
static const struct task *shared_memory_mapper(const struct tasks *tasks) {
    const struct task *most = NULL;
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->items[i].rss_shmem > (most ? most->rss_shmem : 0))
            most = &tasks->items[i];
    return most;
}

static void shared_memory_add_mapped(const struct facts *facts, struct finding *finding) {
    const struct event *event = facts->event;
    const struct task *mapper = shared_memory_mapper(&event->tasks);
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    int64_t all = room_part_kb(&facts->room, PART_SHMEM);
    int64_t mapped = mapper ? amount_product(mapper->rss_shmem, facts->reckoning->page_kb) : 0;
    if (mapped > all)
        pattern_for(facts, finding, evidence_line(mapper->line),
                    "%.*s maps it, some pages several times over: its row counts %s.", NAMED(mapper->name),
                    SIZE(mapped));
    else if (amount_at_least(mapped, SHMEM_ONE_MAPPING_PERCENT, all))
        pattern_for(facts, finding, evidence_line(mapper->line),
                    "%.*s has %s of it mapped: a segment of that service, or files of tmpfs that it maps.",
                    NAMED(mapper->name), SIZE(mapped));
    else if (mapper)
        pattern_for(facts, finding, evidence_line(mapper->line),
                    "No process has more than %s of it mapped (%.*s): the rest may be files in tmpfs or segments that "
                    "nobody uses, and killing processes does not free those.",
                    SIZE(mapped), NAMED(mapper->name));
    else if (kill && kill->shmem_rss_kb != ABSENT)
        pattern_for(facts, finding, evidence_line(kill->line),
                    "The victim had %s of it mapped; who maps the rest, if anybody, is not shown.",
                    SIZE(amount_positive(kill->shmem_rss_kb)));
}

/* What is in RAM is weighed against RAM, what is swapped out as well against RAM and swap: the larger share tells. */
static bool shared_memory_weigh(const struct facts *facts, struct finding *finding) {
    int64_t kb = room_shmem_kb(&facts->room), ram_kb = room_part_kb(&facts->room, PART_SHMEM);
    struct finding in_ram = *finding, in_all = *finding;
    bool ram = pattern_weigh(facts, &in_ram, ram_kb, SHMEM_MENTION_PERCENT, SHMEM_CAUSE_PERCENT);
    bool all = pattern_weigh_of(facts, &in_all, kb, facts->room.reach_kb, SHMEM_MENTION_PERCENT, SHMEM_CAUSE_PERCENT);
    if (!ram && !all)
        return false;
    *finding = all && (!ram || in_all.confidence > in_ram.confidence) ? in_all : in_ram;
    finding->weight = kb;
    return true;
}

static bool shared_memory_judge(const struct facts *facts, struct finding *finding) {
    const struct part *shmem = &facts->room.parts[PART_SHMEM];
    int64_t kb = room_shmem_kb(&facts->room);
    if (!shared_memory_weigh(facts, finding))
        return false;
    finding->consumer = kinds_name(PART_SHMEM);
    pattern_state(facts, finding, "Shared memory (tmpfs files or shared segments) holds %s, %s of %s%s.", SIZE(kb),
                  PERCENT(kb, facts->room.reach_kb), facts->room.name,
                  facts->room.swap_used_kb ? " plus the swap in use" : "");
    pattern_for(facts, finding, shmem->lines, "Shared memory in RAM: %s, %s of %s.", SIZE(amount_positive(shmem->kb)),
                PERCENT(amount_positive(shmem->kb), facts->room.kb), facts->room.name);
    if (facts->room.swap_shmem_kb)
        pattern_for(facts, finding, facts->reckoning->swap_lines, "Swap in use that no process owns: %s.",
                    SIZE(facts->room.swap_shmem_kb));
    shared_memory_add_mapped(facts, finding);
    pattern_add_processes(facts, finding);
    str amount = pattern_amount(facts, kb);
    if (facts->room.swap_shmem_kb) /* the whole that it is a part of holds swap too */
        amount = arena_format(facts->arena, "%s, %s of %s", SIZE(kb), PERCENT(kb, facts->room.reach_kb),
                              facts->room.is_cgroup ? "memory and swap" : "RAM and swap");
    pattern_brief(facts, finding, "tmpfs files or shared memory hold %.*s; a kill need not give these back.",
                  STR_ARG(amount));
    return true;
}

/* A container has tmpfs mounts of its own. */
static str shared_memory_command(const struct facts *facts) {
    str runtime = facts->room.is_cgroup ? facts->reckoning->container.runtime : STR(""), id = shell_container_id(facts);
    if (id.len && (str_equal(runtime, STR("docker")) || str_equal(runtime, STR("podman"))))
        return arena_format(facts->arena, "%.*s exec %.*s df -h", STR_ARG(runtime), STR_ARG(id));
    if (id.len && (str_equal(runtime, STR("containerd")) || str_equal(runtime, STR("cri-o"))))
        return arena_format(facts->arena, "crictl exec %.*s df -h", STR_ARG(id));
    return STR("df -h -t tmpfs; ipcs -m; du -xsh /dev/shm /tmp /run; lsof +L1");
}

/* Who has most of the shared memory mapped: then it is a segment of that service, not files in tmpfs. KB of the holder
 * is what is mapped. */
static const struct holder *shared_memory_segment_owner(const struct facts *facts, struct holder *owner) {
    const struct event *event = facts->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    for (size_t row = 0; row < event->tasks.count; row++) {
        int64_t kb = amount_product(event->tasks.items[row].rss_shmem, facts->reckoning->page_kb);
        if (kb <= owner->kb)
            continue;
        *owner = holder_of_row(&facts->room, row);
        owner->kb = kb;
    }
    if (kill && kill->shmem_rss_kb > owner->kb)
        *owner = (struct holder){.name = kill->name, .kb = kill->shmem_rss_kb, .lines = evidence_line(kill->line)};
    return amount_at_least(owner->kb, SHMEM_ONE_MAPPING_PERCENT, room_shmem_kb(&facts->room)) ? owner : NULL;
}

static bool shared_memory_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-shared");
    const struct holder *owner = shared_memory_segment_owner(facts, &(struct holder){0});
    advice->lines = owner ? owner->lines : facts->room.parts[PART_SHMEM].lines;
    if (owner) {
        advice->advice = arena_format(facts->arena,
                                      "Make the shared segment of %.*s smaller: its size is a setting of that "
                                      "service (a database's shared buffers, for example).",
                                      NAMED(owner->name));
        advice->command = STR("ipcs -m -p; df -h /dev/shm");
        const int64_t all_kb = room_shmem_kb(&facts->room);
        advice->because =
            owner->kb > all_kb
                ? arena_format(facts->arena, "It maps the %s of shared memory several times over.", SIZE(all_kb))
                : arena_format(facts->arena, "It has %s of %s of shared memory mapped.", SIZE(owner->kb), SIZE(all_kb));
        return true;
    }
    advice->advice = STR("Look for large files in tmpfs, deleted ones that are still open among them (lsof +L1), and "
                         "for shared-memory segments without users (nattch 0), and remove them.");
    advice->command = shared_memory_command(facts);
    advice->because =
        arena_format(facts->arena, "Shared memory holds %s; it stays until the file or segment is removed.",
                     SIZE(room_shmem_kb(&facts->room)));
    return true;
}

static bool shared_memory_advise_cap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("cap-shared");
    const struct container *box = &facts->reckoning->container;
    int64_t cap = shell_floor_kb(amount_percent(facts->room.kb, HEADROOM_PERCENT));
    if (!facts->room.is_known || (facts->room.is_cgroup && !shell_is_managed(box)) ||
        shared_memory_segment_owner(facts, &(struct holder){0}))
        return false;
    if (box->pod_uid.len && facts->room.is_cgroup)
        advice->advice = arena_format(facts->arena,
                                      "Bound the pod's emptyDir volumes of medium Memory: sizeLimit: %si, for "
                                      "example.",
                                      ARGUMENT(cap));
    else if (facts->room.is_cgroup)
        advice->advice = arena_format(facts->arena,
                                      "Bound the container's tmpfs when it is started: --shm-size %s, or --tmpfs "
                                      "/PATH:size=%s.",
                                      ARGUMENT(cap), ARGUMENT(cap));
    else
        advice->advice = arena_format(
            facts->arena, "Bound the tmpfs that grew: size= in its mount unit or in /etc/fstab, for example size=%s.",
            ARGUMENT(cap));
    advice->because = facts->room.is_cgroup
                          ? STR("What is written to a tmpfs counts against the container's limit.")
                          : STR("A tmpfs without size= may take half of RAM, and several of them all of it.");
    advice->lines = facts->room.parts[PART_SHMEM].lines;
    return true;
}

static str shared_memory_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: with bounded tmpfs mounts and segments that are removed after use.");
}

static str shared_memory_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Probably, by size limits on tmpfs");
}

const struct pattern pattern_shared_memory = {
    .name = "shared-memory",
    .family = PATTERN_HOLDER,
    .part = PART_SHMEM,
    .judge = shared_memory_judge,
    .consumer = consumer_largest,
    .prevention = shared_memory_prevention,
    .prevented = shared_memory_prevented,
    .advice = {{ADVICE_CAUSE, shared_memory_advise},
               {ADVICE_CAUSE, shared_memory_advise_cap},
               {ADVICE_ROOM, advice_throttle}},
};
