/* Limits of cgroups: of a pod, of a service, of a container.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "model/container.h"

/* Names the pod with that uid; "" where it has none that a shell may see. */
static str advice_find_pod(const struct scene *scene, str uid) {
    uid = shell_word(scene, uid);
    if (uid.len == 0 || uid.data[0] == '\'')
        return STR("");
    return arena_format(scene->arena,
                        "kubectl get pods -A -o jsonpath='{range .items[?(@.metadata.uid==\"%.*s\")]}"
                        "{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}'",
                        STR_ARG(uid));
}

/* Where the limit is set: by the container's engine, by systemd, or in the group's own file. */
static str advice_limit_command(const struct scene *scene, int64_t kb) {
    const struct container *box = &scene->reckoning->container;
    bool engine = str_equal(box->runtime, STR("docker")) || str_equal(box->runtime, STR("podman"));
    str unit = shell_unit(scene), id = shell_container_id(scene);
    if (box->pod_uid.len)
        return advice_find_pod(scene, box->pod_uid);
    if (engine && id.len)
        return arena_format(scene->arena, "%.*s update --memory %s --memory-swap %s %.*s", STR_ARG(box->runtime),
                            ARGUMENT(kb), ARGUMENT(kb), STR_ARG(id));
    if (unit.len)
        return shell_set_property(scene, unit, shell_memory_max(scene, kb));
    str file = shell_group_file(scene, "memory.max", "memory.limit_in_bytes");
    return file.len ? arena_format(scene->arena, "echo %s > %.*s", ARGUMENT(kb), STR_ARG(file)) : file;
}

/* "/kubepods.slice": the kubelet sets its limit, from what the node leaves to pods. */
static bool advice_is_all_pods(const struct scene *scene) {
    size_t slash = str_find_last_byte(scene->cgroup_path, '/');
    str name = slash == STR_NONE ? scene->cgroup_path : str_from(scene->cgroup_path, slash + 1);
    return scene->cgroup && str_starts(name, STR("kubepods")) && scene->reckoning->container.pod_uid.len == 0;
}

bool advice_limit_pod(const struct scene *scene, struct advice *advice) {
    const struct event *event = scene->event;
    if (!advice_is_all_pods(scene) || !scene->largest.count)
        return false;
    str path = event->cgroup.task_path.len ? event->cgroup.task_path : event->summary.task_memcg;
    struct container box = container_of(scene->arena, path);
    advice->advice =
        arena_format(scene->arena,
                     "Give the pod of %.*s a resources.limits.memory, so that it meets its own limit and not the one "
                     "that all pods of the node share.",
                     NAMED(scene->largest.name));
    advice->command = advice_find_pod(scene, box.pod_uid);
    advice->because =
        STR("The limit that was reached is the node's for all pods: the kubelet sets it, and sets it back.");
    advice->lines = scene->room_lines;
    return true;
}

bool advice_throttle(const struct scene *scene, struct advice *advice) {
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    enum { WORTH_KB = 16 * 1024 }; /* below, a tenth of the limit is no more than a few batches of charges */
    if (!scene->cgroup || cgroup->version != 2 || cgroup->limit_kb < WORTH_KB || advice_is_all_pods(scene) ||
        shell_is_managed(&scene->reckoning->container))
        return false;
    str unit = shell_unit(scene), file = shell_group_file(scene, "memory.high", NULL);
    if (!unit.len && !file.len)
        return false;
    int64_t high = shell_floor_kb(amount_percent(cgroup->limit_kb, 90));
    advice->advice = arena_format(scene->arena, "Slow the group down before the limit: memory.high at %s.", SIZE(high));
    if (unit.len)
        advice->command = shell_set_property(scene, unit, arena_format(scene->arena, "MemoryHigh=%s", ARGUMENT(high)));
    else
        advice->command = arena_format(scene->arena, "echo %s > %.*s", ARGUMENT(high), STR_ARG(file));
    advice->because =
        STR("At memory.high the kernel reclaims and throttles instead of killing, and growth can be noticed.");
    advice->lines = scene->room_lines;
    return true;
}

/* A cgroup's limit: what would have been enough for what it held. */
bool advice_raise_limit(const struct scene *scene, struct advice *advice) {
    const struct container *box = &scene->reckoning->container;
    const struct cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    if (!scene->cgroup || cgroup->limit_kb == ABSENT || advice_is_all_pods(scene))
        return false;
    int64_t held_kb = scene_hit_the_sum(scene) ? cgroup->usage_kb : cgroup->limit_kb;
    int64_t wanted = advice_headroom_kb(amount_sum(held_kb, scene->swap_used_kb));
    if (box->pod_uid.len)
        advice->advice = arena_format(
            scene->arena, "If this is its normal need, raise resources.limits.memory of this pod's container to %si.",
            ARGUMENT(wanted));
    else
        advice->advice = arena_format(scene->arena,
                                      "If this is its normal need, raise the limit to %s; the machine needs no more "
                                      "RAM for it if it has that much free.",
                                      SIZE(wanted));
    advice->command = advice_limit_command(scene, wanted);
    advice->lines = scene->room_lines;
    if (scene->swap_used_kb > 0) {
        const struct cgroup *printed = &scene->event->cgroup;
        advice->because = arena_format(scene->arena, "It held %s and %s of swap; this is a quarter more than both.",
                                       SIZE(held_kb), SIZE(scene->swap_used_kb));
        advice->lines =
            evidence_join(advice->lines, evidence_line(printed->swap.line ? printed->swap.line : printed->memsw.line));
    } else
        advice->because = arena_format(scene->arena, "The limit is %s and was reached; this is a quarter more.",
                                       SIZE(cgroup->limit_kb));
    return true;
}
