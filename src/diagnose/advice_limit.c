/* Limits that would have held: of a process, a group, a user, a number of tasks; and who is spared.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/holders.h"
#include "diagnose/programs.h"
#include "model/container.h"
#include "model/release.h"

/* Four fifths of KB: reached before the machine is. */
static int64_t advice_below_kb(int64_t kb) {
    enum { CAP_PERCENT = 80 };
    return shell_floor_kb(amount_percent(kb, CAP_PERCENT));
}

/* A service that its administrator wrote: not one of systemd-run, nor all that a user runs. */
static bool advice_is_service(str name) {
    return str_ends(name, STR(".service")) && !str_starts(name, STR("run-")) && !str_starts(name, STR("user@"));
}

/* The service of the largest process, if that is the victim: only of the victim does the log name the unit. */
static str advice_holder_unit(const struct scene *scene) {
    const struct event *event = scene->event;
    bool victim = event->kill_count && event->kills[0].pid == scene->largest.pid;
    str unit = shell_unit(scene);
    return victim && advice_is_service(scene->reckoning->container.unit) ? unit : STR("");
}

/* Fewer than there were, but room for what is no bomb: threads count too. */
static int64_t advice_most_tasks(int64_t count) {
    enum { USUAL = 1000 };
    int64_t most = amount_percent(count, 75);
    return count / 2 >= USUAL ? count / 2 : most > USUAL ? USUAL : most;
}

/* What a reboot takes back where a whole user is meant. */
static str advice_limit_tasks_command(const struct scene *scene, int64_t most) {
    const struct tasks *tasks = &scene->event->tasks;
    str unit = shell_unit(scene), id = shell_container_id(scene);
    int64_t uid = scene->crowd.row < tasks->count ? tasks->items[scene->crowd.row].uid : ABSENT;
    if (id.len && str_equal(scene->reckoning->container.runtime, STR("docker")))
        return arena_format(scene->arena, "docker update --pids-limit %lld %.*s", (long long)most, STR_ARG(id));
    if (unit.len)
        return shell_set_property(scene, unit, arena_format(scene->arena, "TasksMax=%lld", (long long)most));
    if (uid >= FIRST_LOGIN_UID)
        return arena_format(scene->arena, "systemctl set-property --runtime user-%lld.slice TasksMax=%lld",
                            (long long)uid, (long long)most);
    return STR("");
}

/* "cpuset=3a166877f910...": the group of the task that asked is named by a container's id. */
static bool advice_is_contained(const struct scene *scene) {
    enum { ID_HEX = 64 };
    str cpuset = scene->event->summary.cpuset.len ? scene->event->summary.cpuset : scene->event->trigger.cpuset;
    for (size_t i = 0; i < cpuset.len; i++)
        if (strchr("0123456789abcdef", cpuset.data[i]) == NULL || cpuset.data[i] == '\0')
            return false;
    return cpuset.len == ID_HEX;
}

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

/* What the largest process may take in RAM: below what it held, so that it stops before the machine is exhausted. */
static int64_t advice_process_cap_kb(const struct scene *scene) {
    const struct holder *holder = &scene->largest;
    int64_t cap = advice_below_kb(amount_less(holder->kb, amount_positive(holder->swap_kb))),
            most = advice_cap_kb(scene);
    return !scene->room_known || cap < most ? cap : most;
}

/* "mysqld by innodb_buffer_pool_size and max_connections"; empty where its name does not tell. */
static str advice_own_settings(const struct scene *scene, const struct holder *holder) {
    const struct program *program = holder->count ? programs_find(holder->name) : NULL;
    return program && program->size ? arena_format(scene->arena, "%.*s by %s", NAMED(holder->name), program->size)
                                    : STR("");
}

/* What a program lets itself take is set where it is set up, and it is not killed for it. */
bool advice_own_setting(const struct scene *scene, struct advice *advice) {
    const struct program *program = programs_find(scene->largest.name);
    bool two = scene->room_known && amount_at_least(scene->second.kb, OUTLIER_ROOM_PERCENT, scene->reach_kb) &&
               !str_equal(scene->largest.name, scene->second.name);
    str first = advice_own_settings(scene, &scene->largest);
    str second = two ? advice_own_settings(scene, &scene->second) : STR("");
    if (!(scene->outlier || holders_nearly_outlier(scene)) || first.len == 0 || scene->tiny || scene->only_processes)
        return false;
    if (second.len)
        advice->advice = arena_format(scene->arena, "Bound %.*s, and %.*s, so that both together stay below %s.",
                                      STR_ARG(first), STR_ARG(second), SIZE(advice_cap_kb(scene)));
    else
        advice->advice = arena_format(scene->arena, "Bound %.*s, so that it stays below %s.", STR_ARG(first),
                                      SIZE(advice_process_cap_kb(scene)));
    if (program->command)
        advice->command = str_from_cstr(program->command);
    advice->because =
        second.len ? arena_format(scene->arena, "By their names these are %s and %s: how much they take is set there.",
                                  program->what, programs_find(scene->second.name)->what)
                   : arena_format(scene->arena, "By its name it is %s: how much it takes is set there.", program->what);
    advice->lines = second.len ? evidence_join(scene->largest.lines, scene->second.lines) : scene->largest.lines;
    return true;
}

/* Both bounds lie below what the process held: it reaches them before the machine is exhausted. */
bool advice_cap_process(const struct scene *scene, struct advice *advice) {
    const struct holder *holder = &scene->largest;
    if (scene->cgroup || holder->count == 0 || scene->init_alone || scene->only_processes)
        return false;
    bool swaps = scene->reckoning->swap > SWAP_NONE &&
                 !release_is_before(scene->reckoning->release, RELEASE(4, 5, 0)); /* MemorySwapMax= is of cgroup v2 */
    int64_t cap = advice_process_cap_kb(scene), swap = advice_below_kb(amount_positive(holder->swap_kb));
    str unit = advice_holder_unit(scene), maximum = shell_memory_max(scene, cap);
    str name = shell_process(scene, holder->name);
    if (swaps)
        maximum = arena_format(scene->arena, "%.*s MemorySwapMax=%s", STR_ARG(maximum), ARGUMENT(swap));
    str size = swaps ? arena_format(scene->arena, "%s and %s of swap", SIZE(cap), SIZE(swap))
                     : arena_format(scene->arena, "%s", SIZE(cap));
    bool before_systemd = release_is_before(scene->reckoning->release, RELEASE(3, 10, 0));
    if (unit.len)
        advice->command = shell_set_property(scene, unit, maximum);
    else if (name.len && !before_systemd)
        advice->command = arena_format(scene->arena, "ps -o pid,unit,args -C %.*s", STR_ARG(name));
    str where = unit.len         ? STR("")
                : before_systemd ? STR(" (ulimit -v in the script that starts it)")
                                 : arena_format(scene->arena, " (%.*s in the unit that starts it)", STR_ARG(maximum));
    advice->advice =
        arena_format(scene->arena, "Limit %.*s to %.*s%.*s, so that it is stopped before it takes the machine along.",
                     NAMED(unit.len ? unit : holder->name), STR_ARG(size), STR_ARG(where));
    advice->because =
        scene->room_known
            ? arena_format(scene->arena, "It held %s; with the limit %s stay for everything else.", SIZE(holder->kb),
                           SIZE(amount_less(scene->room_kb, cap)))
            : arena_format(scene->arena, "It held %s; how much RAM there is, the log does not show.", SIZE(holder->kb));
    advice->lines = holder->lines;
    return true;
}

bool advice_find_leak(const struct scene *scene, struct advice *advice) {
    const struct holder *holder = &scene->largest;
    if (holder->count == 0)
        return false;
    advice->advice =
        arena_format(scene->arena, "Watch whether %.*s keeps growing; if it does, fix the leak, or restart it in time.",
                     NAMED(holder->name));
    str name = shell_process(scene, holder->name);
    if (name.len)
        advice->command = arena_format(scene->arena, "ps -o pid,etime,rss,args --sort=-rss -C %.*s", STR_ARG(name));
    else
        advice->command = STR("ps -eo pid,etime,rss,args --sort=-rss | head");
    advice->because =
        STR("Size alone is no leak; growth without end is, and then any limit only sets the time of the next kill.");
    advice->lines = holder->lines;
    return true;
}

bool advice_limit_tasks(const struct scene *scene, struct advice *advice) {
    const struct holder *crowd = &scene->crowd;
    int64_t count = scene->threaded && scene->threads > crowd->count ? scene->threads : crowd->count;
    advice->command = advice_limit_tasks_command(scene, advice_most_tasks(count));
    advice->advice = STR("Limit how many processes and threads a user, service or container may start (ulimit -u, "
                         "TasksMax=, --pids-limit).");
    if (count > crowd->count)
        advice->because = arena_format(scene->arena, "%lld threads were alive.", (long long)count);
    else
        advice->because =
            arena_format(scene->arena, "%lld processes named %.*s were alive.", (long long)count, NAMED(crowd->name));
    advice->lines = crowd->lines;
    return true;
}

/* A request from a container that is full of processes, on a machine that is not full. */
bool advice_limit_container(const struct scene *scene, struct advice *advice) {
    enum { MANY = 50 };
    const struct holder *crowd = &scene->crowd;
    if (scene->cgroup || crowd->count < MANY || !str_equal(crowd->name, scene->event->trigger.name) ||
        !advice_is_contained(scene))
        return false;
    advice->advice = arena_format(
        scene->arena, "If %.*s starts processes without end, limit their number in its container (--pids-limit).",
        NAMED(crowd->name));
    advice->because = arena_format(
        scene->arena, "%lld processes named %.*s were alive, and one of them, in a container, called the OOM killer.",
        (long long)crowd->count, NAMED(crowd->name));
    advice->lines = crowd->lines;
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

/* As many workers as leave a quarter of the room beside what else is in it. */
bool advice_fewer_workers(const struct scene *scene, struct advice *advice) {
    const struct holder *crowd = &scene->crowd;
    if (!scene_is_workers(scene) || !scene->room_known)
        return false;
    int64_t free_kb = amount_sum(scene_kb(scene, PART_FREE), scene_kb(scene, PART_FILE));
    int64_t others_kb = amount_less(amount_less(scene->room_kb, free_kb), crowd->anon_kb);
    int64_t mean_kb = crowd->kb / crowd->count;
    int64_t room_kb = scene->room_kb / (100 + HEADROOM_PERCENT) * 100;
    int64_t count = mean_kb > 0 ? amount_less(room_kb, others_kb) / mean_kb : 0;
    if (count < 1 || count >= crowd->count)
        return false;
    const struct program *program = programs_find(crowd->name);
    bool known = program && program->count;
    advice->advice = arena_format(scene->arena, "Start no more than %lld processes named %.*s (%s).", (long long)count,
                                  NAMED(crowd->name), known ? program->count : "a setting of that service");
    if (known && program->command)
        advice->command = str_from_cstr(program->command);
    advice->because = arena_format(
        scene->arena, "The %lld hold %s each on average, and everything else %s: %lld would leave a fifth of %s free.",
        (long long)crowd->count, SIZE(mean_kb), SIZE(others_kb), (long long)count, scene->room);
    advice->lines = crowd->lines;
    return true;
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

/* A login user's slice. */
bool advice_cap_user(const struct scene *scene, struct advice *advice) {
    if (scene->cgroup || scene->user.count == 0 || scene->user_uid < FIRST_LOGIN_UID || !scene->room_known)
        return false;
    int64_t cap = advice_cap_kb(scene);
    str maximum = shell_memory_max(scene, cap);
    advice->advice = arena_format(scene->arena, "Limit what the user with uid %lld may take to %s.",
                                  (long long)scene->user_uid, SIZE(cap));
    if (!release_is_before(scene->reckoning->release, RELEASE(3, 10, 0))) /* before systemd */
        advice->command = arena_format(scene->arena, "systemctl set-property user-%lld.slice %.*s",
                                       (long long)scene->user_uid, STR_ARG(maximum));
    advice->because =
        arena_format(scene->arena, "The %lld processes of that user held %s%s together.", (long long)scene->user.count,
                     scene->user.bounded ? "at most " : "", SIZE(scene->user.kb));
    advice->lines = scene->user.lines;
    return true;
}

bool advice_audit_protection(const struct scene *scene, struct advice *advice) {
    const struct holder *shielded = &scene->shielded;
    if (shielded->count == 0 || !amount_at_least(scene->shielded_kb, PROTECTED_PERCENT, scene->reach_kb))
        return false;
    str name = shell_process(scene, shielded->name);
    str list = STR("grep -lx -- -1000 /proc/[0-9]*/oom_score_adj");
    advice->advice = arena_format(scene->arena,
                                  "Audit OOM protection: take it from %.*s, now and in its unit (OOMScoreAdjust=), "
                                  "and do not protect everything.",
                                  NAMED(shielded->name));
    advice->command = name.len ? arena_format(scene->arena, "choom -n 0 -p \"$(pgrep -o -x %.*s)\"; %.*s",
                                              STR_ARG(name), STR_ARG(list))
                               : list;
    advice->because =
        arena_format(scene->arena, "Shielded processes hold %s, so the kernel could only kill what does not help.",
                     SIZE(scene->shielded_kb));
    advice->lines = shielded->lines;
    return true;
}
