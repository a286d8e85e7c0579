/* Could it have been prevented? One table of advice, the cheapest and safest first.
 * SPDX-License-Identifier: MIT
 *
 * A rule belongs to the patterns that it helps against and may still refuse: advice that the log speaks against is not
 * given. Commands are meant to be pasted, so a name from the log enters one only if no shell can read it otherwise. */
#include "diagnose/prevention.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/pattern.h"
#include "diagnose/thresholds.h"
#include "model/container.h"
#include "model/kernel.h"

enum { PREVENTION_MOST = 6, FIRST_LOGIN_UID = 1000 };

/* One bit a pattern. */
enum prevention_bit {
#define PATTERN(name) PREVENTION_BIT_##name,
#include "diagnose/patterns.def"
#undef PATTERN
};
#define AGAINST(name) (1u << PREVENTION_BIT_##name)

static unsigned prevention_patterns(str name) {
    unsigned bits = 0;
#define PATTERN(word)                                                                                                  \
    if (str_equal(name, str_from_cstr(pattern_##word.name)))                                                           \
        bits |= AGAINST(word);
#include "diagnose/patterns.def"
#undef PATTERN
    return bits;
}

static bool prevention_is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("._@:+/-\\", byte) != NULL);
}

/* TEXT as one word of a shell command, or PLACEHOLDER where a shell could read something else into it. */
static str prevention_word(const struct scene *scene, str text, const char *placeholder) {
    bool quoted = false;
    if (text.len == 0 || text.data[0] == '-')
        return str_from_cstr(placeholder);
    for (size_t i = 0; i < text.len; i++) {
        if (!prevention_is_plain(text.data[i]))
            return str_from_cstr(placeholder);
        quoted |= text.data[i] == '\\';
    }
    return quoted ? evidence_format(scene->arena, "'%.*s'", STR_ARG(text)) : text;
}

/* Scopes are left out: who starts a session, a tab or a virtual machine sets its limits, and it ends with them. */
static bool prevention_is_unit(str name) {
    static const str endings[] = {STR_INIT(".service"), STR_INIT(".slice"), STR_INIT(".socket"), STR_INIT(".mount")};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends(name, endings[i]))
            return true;
    return false;
}

/* A service that its administrator wrote: not one of systemd-run, nor all that a user runs. */
static bool prevention_is_service(str name) {
    return str_ends(name, STR(".service")) && !str_starts(name, STR("run-")) && !str_starts(name, STR("user@"));
}

/* A group of a container or a pod is its engine's to change: what is set behind its back does not last. */
static bool prevention_is_managed(const struct oomwhy_container *box) {
    return box->id.len > 0 || box->pod_uid.len > 0;
}

/* The systemd unit to limit, as a shell word: the group whose limit was hit if it is one, on a machine the victim's.
 * "" where there is none. */
static str prevention_unit(const struct scene *scene) {
    const struct oomwhy_container *box = &scene->reckoning->container;
    str path = scene->cgroup_path;
    size_t slash = str_find_last_byte(path, '/');
    str unit = scene->cgroup ? (slash == STR_NONE ? path : str_from(path, slash + 1)) : box->unit;
    return prevention_is_unit(unit) && !prevention_is_managed(box) ? prevention_word(scene, unit, "") : STR("");
}

/* "systemctl set-property UNIT PROPERTY"; units below user@1000.service are known to that user's manager only. */
static str prevention_set_property(const struct scene *scene, str unit, str property) {
    str path = scene->cgroup ? scene->cgroup_path : scene->event->summary.task_memcg;
    size_t at = str_find(path, STR("/user@"));
    bool own = at != STR_NONE && str_find_byte(str_from(path, at + 1), '/') != STR_NONE;
    return evidence_format(scene->arena, "systemctl %sset-property %.*s %.*s", own ? "--user " : "", STR_ARG(unit),
                           STR_ARG(property));
}

/* A file of the group whose limit was hit, where it is mounted by default; "" where its path is no plain word. */
static str prevention_group_file(const struct scene *scene, const char *v2, const char *v1) {
    str path = scene->cgroup_path;
    int version = scene->reckoning->cgroup.version;
    const char *name = version == 2 ? v2 : version == 1 ? v1 : NULL;
    bool usable = path.len > 1 && path.data[0] == '/' && !str_has(path, STR("/..")) && !str_has(path, STR("//")) &&
                  !str_ends(path, STR(".scope"));
    str word = usable && name ? prevention_word(scene, path, "") : STR("");
    if (word.len == 0)
        return word;
    return evidence_format(scene->arena, "/sys/fs/cgroup%s%.*s/%s", version == 1 ? "/memory" : "", STR_ARG(word), name);
}

/* "MemoryMax=512M", for systemd on that kernel. */
static str prevention_memory_max(const struct scene *scene, int64_t kb) {
    bool old = kernel_before(scene->reckoning->kernel, KERNEL_VERSION(4, 5, 0)); /* before cgroup v2 */
    return evidence_format(scene->arena, "%s=%s", old ? "MemoryLimit" : "MemoryMax", ARGUMENT(kb));
}

/* What ARGUMENT shows exactly, so that text and command name one number. */
static int64_t prevention_floor_kb(int64_t kb) {
    enum { GRAIN_KB = 1024, COARSE_GRAINS = 10 * 1024 };
    int64_t grains = kb / GRAIN_KB;
    if (grains >= COARSE_GRAINS)
        grains = grains / 1024 * 1024;
    return grains > 0 ? grains * GRAIN_KB : kb;
}

/* What a cap should leave to the rest of the machine: a quarter. */
static int64_t prevention_cap_kb(const struct scene *scene) {
    return prevention_floor_kb(tally_percent(scene->room_kb, 100 - HEADROOM_PERCENT));
}

static int64_t prevention_headroom_kb(int64_t kb) {
    return prevention_floor_kb(tally_percent(kb, 100 + HEADROOM_PERCENT));
}

/* A container's id as its engine takes it, as a shell word; "" where there is none. */
static str prevention_container_id(const struct scene *scene) {
    return prevention_word(scene, str_first(scene->reckoning->container.id, 12), "");
}

static bool prevention_lacks(const struct scene *scene, unsigned part) {
    const enum oomwhy_killer killer = scene->event->killer;
    return (killer == OOMWHY_KILLER_KERNEL || killer == OOMWHY_KILLER_SYSTEMD) &&
           (scene->reckoning->missing & part) != 0;
}

/* ---- what the next log should show ---- */

/* The report is there and has no table. Where more is missing, it is the log that lost it. */
static bool prevention_lacks_table(const struct scene *scene) {
    unsigned others = OOMWHY_MISSING_TRIGGER | OOMWHY_MISSING_MEMORY | OOMWHY_MISSING_KILL;
    return prevention_lacks(scene, OOMWHY_MISSING_TASKS) && !prevention_lacks(scene, others);
}

static bool prevention_dump_tasks(const struct scene *scene, struct oomwhy_advice *advice) {
    if (!prevention_lacks_table(scene))
        return false;
    bool old = kernel_before(scene->reckoning->kernel, KERNEL_VERSION(2, 6, 36));
    advice->advice = STR("Let the next report list the processes, also after a reboot.");
    advice->command =
        STR("sysctl -w vm.oom_dump_tasks=1 && echo vm.oom_dump_tasks=1 > /etc/sysctl.d/90-oom-dump-tasks.conf");
    advice->because =
        old ? STR("This report has no task table, so it cannot say which process held the memory: up to 2.6.35 it is "
                  "off by default.")
            : STR("This report has no task table, so it cannot say which process held the memory: it was cut out of "
                  "this log, or vm.oom_dump_tasks is 0.");
    advice->lines = scene->event->lines;
    return true;
}

/* "journalctl ... --since '2024-05-01 10:12' --until '2024-05-01 10:22'": the journal five minutes around the event. */
static str prevention_journal(const struct scene *scene) {
    enum { AROUND_MINUTES = 5, DAY_MINUTES = 24 * 60 };
    const struct oomwhy_stamp *at = &scene->event->time;
    if (at->month <= 0 || at->year <= 0)
        return STR("journalctl _TRANSPORT=kernel -g 'invoked oom-killer|Killed process'");
    int minute = at->hour * 60 + at->minute;
    int since = minute < AROUND_MINUTES ? 0 : minute - AROUND_MINUTES;
    int until = minute + AROUND_MINUTES < DAY_MINUTES ? minute + AROUND_MINUTES : DAY_MINUTES - 1;
    const char *zone = at->has_offset && at->offset_min == 0 ? " UTC" : "";
    str day = evidence_format(scene->arena, "%04d-%02d-%02d", (int)at->year, (int)at->month, (int)at->day);
    return evidence_format(scene->arena,
                           "journalctl _TRANSPORT=kernel --since '%.*s %02d:%02d%s' --until '%.*s %02d:%02d%s'",
                           STR_ARG(day), since / 60, since % 60, zone, STR_ARG(day), until / 60, until % 60, zone);
}

static bool prevention_whole_report(const struct scene *scene, struct oomwhy_advice *advice) {
    unsigned parts = OOMWHY_MISSING_TRIGGER | OOMWHY_MISSING_MEMORY | OOMWHY_MISSING_TASKS;
    if (!prevention_lacks(scene, parts) || prevention_lacks_table(scene))
        return false;
    advice->advice =
        STR("Get the whole report: the journal or /var/log/kern.log of that time may have what is missing here.");
    if (!kernel_before(scene->reckoning->kernel, KERNEL_VERSION(3, 0, 0))) /* before, there is no journal */
        advice->command = prevention_journal(scene);
    advice->because = STR("Without the missing parts the log does not show where the memory went.");
    advice->lines = scene->event->lines;
    return true;
}

static bool prevention_keep_log(const struct scene *scene, struct oomwhy_advice *advice) {
    if (!prevention_lacks(scene, OOMWHY_MISSING_TRIGGER | OOMWHY_MISSING_MEMORY))
        return false;
    advice->advice = STR(
        "Keep kernel messages on disk, and boot with log_buf_len=16M so that a long report fits the kernel's buffer.");
    if (!kernel_before(scene->reckoning->kernel, KERNEL_VERSION(3, 0, 0)))
        advice->command = STR("mkdir -p /var/log/journal && systemctl restart systemd-journald && journalctl --flush");
    advice->because =
        STR("Parts of the report are not in this log: the buffer was overwritten, or the lines were filtered or cut.");
    advice->lines = scene->event->lines;
    return true;
}

/* ---- limits ---- */

/* Four fifths of KB: reached before the machine is. */
static int64_t prevention_below_kb(int64_t kb) {
    enum { CAP_PERCENT = 80 };
    return prevention_floor_kb(tally_percent(kb, CAP_PERCENT));
}

/* The service of the largest process, if that is the victim: only of the victim does the log name the unit. */
static str prevention_holder_unit(const struct scene *scene) {
    const struct oomwhy_event *event = scene->event;
    bool victim = event->kill_count && event->kills[0].pid == scene->largest.pid;
    str unit = prevention_unit(scene);
    return victim && prevention_is_service(scene->reckoning->container.unit) ? unit : STR("");
}

/* Both bounds lie below what the process held: it reaches them before the machine is exhausted. */
static bool prevention_cap_process(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct holder *holder = &scene->largest;
    if (scene->cgroup || holder->count == 0 || !scene->room_known)
        return false;
    bool swaps = scene->reckoning->swap > OOMWHY_SWAP_NONE;
    int64_t swapped = holder->swap_kb > 0 ? holder->swap_kb : 0, swap = prevention_below_kb(swapped);
    int64_t cap = prevention_below_kb(tally_less(holder->kb, swapped)), most = prevention_cap_kb(scene);
    cap = cap < most ? cap : most;
    str unit = prevention_holder_unit(scene), maximum = prevention_memory_max(scene, cap);
    if (swaps)
        maximum = evidence_format(scene->arena, "%.*s MemorySwapMax=%s", STR_ARG(maximum), ARGUMENT(swap));
    str size = swaps ? evidence_format(scene->arena, "%s and %s of swap", SIZE(cap), SIZE(swap))
                     : evidence_format(scene->arena, "%s", SIZE(cap));
    bool before_systemd = kernel_before(scene->reckoning->kernel, KERNEL_VERSION(3, 10, 0));
    if (unit.len)
        advice->command = prevention_set_property(scene, unit, maximum);
    str where = unit.len ? STR("")
                : before_systemd
                    ? STR(" (ulimit -v in the script that starts it)")
                    : evidence_format(scene->arena, " (%.*s in the unit that starts it, or with systemd-run -p)",
                                      STR_ARG(maximum));
    advice->advice = evidence_format(scene->arena,
                                     "Limit %.*s to %.*s%.*s, so that it is stopped before it takes the machine along.",
                                     STR_ARG(unit.len ? unit : holder->name), STR_ARG(size), STR_ARG(where));
    advice->because = evidence_format(scene->arena, "It held %s; with the limit %s stay for everything else.",
                                      SIZE(holder->kb), SIZE(tally_less(scene->room_kb, cap)));
    advice->lines = holder->lines;
    return true;
}

static bool prevention_find_leak(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct holder *holder = &scene->largest;
    if (holder->count == 0)
        return false;
    advice->advice = evidence_format(
        scene->arena, "Watch whether %.*s keeps growing; if it does, fix the leak, or restart it in time.",
        NAMED(holder->name));
    str name = prevention_word(scene, holder->name, "");
    if (name.len)
        advice->command = evidence_format(scene->arena, "ps -o pid,etime,rss,args --sort=-rss -C %.*s", STR_ARG(name));
    else
        advice->command = STR("ps -eo pid,etime,rss,args --sort=-rss | head");
    advice->because =
        STR("Size alone is no leak; growth without end is, and then any limit only sets the time of the next kill.");
    advice->lines = holder->lines;
    return true;
}

/* Fewer than there were, but room for what is no bomb: threads count too. */
static int64_t prevention_most_tasks(int64_t count) {
    enum { USUAL = 1000 };
    int64_t most = tally_percent(count, 75);
    return count / 2 >= USUAL ? count / 2 : most > USUAL ? USUAL : most;
}

/* What a reboot takes back where a whole user is meant. */
static str prevention_limit_tasks_command(const struct scene *scene, int64_t most) {
    const struct oomwhy_tasks *tasks = &scene->event->tasks;
    str unit = prevention_unit(scene), id = prevention_container_id(scene);
    int64_t uid = scene->crowd.row < tasks->count ? tasks->items[scene->crowd.row].uid : OOMWHY_ABSENT;
    if (id.len && str_equal(scene->reckoning->container.runtime, STR("docker")))
        return evidence_format(scene->arena, "docker update --pids-limit %lld %.*s", (long long)most, STR_ARG(id));
    if (unit.len)
        return prevention_set_property(scene, unit, evidence_format(scene->arena, "TasksMax=%lld", (long long)most));
    if (uid >= FIRST_LOGIN_UID)
        return evidence_format(scene->arena, "systemctl set-property --runtime user-%lld.slice TasksMax=%lld",
                               (long long)uid, (long long)most);
    return STR("");
}

static bool prevention_limit_tasks(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct holder *crowd = &scene->crowd;
    int64_t count = scene->threaded && scene->threads > crowd->count ? scene->threads : crowd->count;
    advice->command = prevention_limit_tasks_command(scene, prevention_most_tasks(count));
    advice->advice = STR("Limit how many processes and threads a user, service or container may start (ulimit -u, "
                         "TasksMax=, --pids-limit).");
    if (count > crowd->count)
        advice->because = evidence_format(scene->arena, "%lld threads were alive.", (long long)count);
    else
        advice->because = evidence_format(scene->arena, "%lld processes named %.*s were alive.", (long long)count,
                                          NAMED(crowd->name));
    advice->lines = crowd->lines;
    return true;
}

/* "cpuset=3a166877f910...": the group of the task that asked is named by a container's id. */
static bool prevention_is_contained(const struct scene *scene) {
    enum { ID_HEX = 64 };
    str cpuset = scene->event->summary.cpuset.len ? scene->event->summary.cpuset : scene->event->trigger.cpuset;
    for (size_t i = 0; i < cpuset.len; i++)
        if (strchr("0123456789abcdef", cpuset.data[i]) == NULL || cpuset.data[i] == '\0')
            return false;
    return cpuset.len == ID_HEX;
}

/* A request from a container that is full of processes, on a machine that is not full. */
static bool prevention_limit_container(const struct scene *scene, struct oomwhy_advice *advice) {
    enum { MANY = 50 };
    const struct holder *crowd = &scene->crowd;
    if (scene->cgroup || crowd->count < MANY || !str_equal(crowd->name, scene->event->trigger.name) ||
        !prevention_is_contained(scene))
        return false;
    advice->advice = evidence_format(
        scene->arena, "If %.*s starts processes without end, limit their number in its container (--pids-limit).",
        NAMED(crowd->name));
    advice->because = evidence_format(
        scene->arena, "%lld processes named %.*s were alive, and one of them, in a container, called the OOM killer.",
        (long long)crowd->count, NAMED(crowd->name));
    advice->lines = crowd->lines;
    return true;
}

/* Names the pod with that uid; "" where it has none that a shell may see. */
static str prevention_find_pod(const struct scene *scene, str uid) {
    uid = prevention_word(scene, uid, "");
    if (uid.len == 0 || uid.data[0] == '\'')
        return STR("");
    return evidence_format(scene->arena,
                           "kubectl get pods -A -o jsonpath='{range .items[?(@.metadata.uid==\"%.*s\")]}"
                           "{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}'",
                           STR_ARG(uid));
}

/* Where the limit is set: by the container's engine, by systemd, or in the group's own file. */
static str prevention_limit_command(const struct scene *scene, int64_t kb) {
    const struct oomwhy_container *box = &scene->reckoning->container;
    bool engine = str_equal(box->runtime, STR("docker")) || str_equal(box->runtime, STR("podman"));
    str unit = prevention_unit(scene), id = prevention_container_id(scene);
    if (box->pod_uid.len)
        return prevention_find_pod(scene, box->pod_uid);
    if (engine && id.len)
        return evidence_format(scene->arena, "%.*s update --memory %s --memory-swap %s %.*s", STR_ARG(box->runtime),
                               ARGUMENT(kb), ARGUMENT(kb), STR_ARG(id));
    if (unit.len)
        return prevention_set_property(scene, unit, prevention_memory_max(scene, kb));
    str file = prevention_group_file(scene, "memory.max", "memory.limit_in_bytes");
    return file.len ? evidence_format(scene->arena, "echo %s > %.*s", ARGUMENT(kb), STR_ARG(file)) : file;
}

/* "/kubepods.slice": the kubelet sets its limit, from what the node leaves to pods. */
static bool prevention_is_all_pods(const struct scene *scene) {
    size_t slash = str_find_last_byte(scene->cgroup_path, '/');
    str name = slash == STR_NONE ? scene->cgroup_path : str_from(scene->cgroup_path, slash + 1);
    return scene->cgroup && str_starts(name, STR("kubepods")) && scene->reckoning->container.pod_uid.len == 0;
}

/* A cgroup's limit: what would have been enough for what it held. */
static bool prevention_raise_limit(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_container *box = &scene->reckoning->container;
    const struct oomwhy_cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    if (!scene->cgroup || cgroup->limit_kb == OOMWHY_ABSENT || prevention_is_all_pods(scene))
        return false;
    int64_t wanted = prevention_headroom_kb(tally_sum(cgroup->limit_kb, scene->swap_used_kb));
    if (box->pod_uid.len)
        advice->advice = evidence_format(
            scene->arena, "If this is its normal need, raise resources.limits.memory of this pod's container to %si.",
            ARGUMENT(wanted));
    else
        advice->advice = evidence_format(scene->arena,
                                         "If this is its normal need, raise the limit to %s; the machine needs no more "
                                         "RAM for it if it has that much free.",
                                         SIZE(wanted));
    advice->command = prevention_limit_command(scene, wanted);
    advice->lines = scene->room_lines;
    if (scene->swap_used_kb > 0) {
        const struct oomwhy_cgroup *printed = &scene->event->cgroup;
        advice->because = evidence_format(scene->arena, "It held %s and %s of swap; this is a quarter more than both.",
                                          SIZE(cgroup->limit_kb), SIZE(scene->swap_used_kb));
        advice->lines =
            evidence_join(advice->lines, evidence_line(printed->swap.line ? printed->swap.line : printed->memsw.line));
    } else
        advice->because = evidence_format(scene->arena, "The limit is %s and was reached; this is a quarter more.",
                                          SIZE(cgroup->limit_kb));
    return true;
}

static bool prevention_limit_pod(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_event *event = scene->event;
    str path = event->cgroup.task_path.len ? event->cgroup.task_path : event->summary.task_memcg;
    struct oomwhy_container box = container_of(scene->arena, path);
    if (!prevention_is_all_pods(scene) || !scene->largest.count)
        return false;
    advice->advice = evidence_format(
        scene->arena,
        "Give the pod of %.*s a resources.limits.memory, so that it meets its own limit and not the one "
        "that all pods of the node share.",
        NAMED(scene->largest.name));
    advice->command = prevention_find_pod(scene, box.pod_uid);
    advice->because =
        STR("The limit that was reached is the node's for all pods: the kubelet sets it, and sets it back.");
    advice->lines = scene->room_lines;
    return true;
}

static bool prevention_throttle(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_cgroup_ledger *cgroup = &scene->reckoning->cgroup;
    str unit = prevention_unit(scene), file = prevention_group_file(scene, "memory.high", NULL);
    enum { WORTH_KB = 16 * 1024 }; /* below, a tenth of the limit is no more than a few batches of charges */
    if (!scene->cgroup || cgroup->version != 2 || cgroup->limit_kb < WORTH_KB || !(unit.len || file.len) ||
        prevention_is_all_pods(scene) || prevention_is_managed(&scene->reckoning->container))
        return false;
    int64_t high = prevention_floor_kb(tally_percent(cgroup->limit_kb, 90));
    advice->advice =
        evidence_format(scene->arena, "Slow the group down before the limit: memory.high at %s.", SIZE(high));
    if (unit.len)
        advice->command =
            prevention_set_property(scene, unit, evidence_format(scene->arena, "MemoryHigh=%s", ARGUMENT(high)));
    else
        advice->command = evidence_format(scene->arena, "echo %s > %.*s", ARGUMENT(high), STR_ARG(file));
    advice->because =
        STR("At memory.high the kernel reclaims and throttles instead of killing, and growth can be noticed.");
    advice->lines = scene->room_lines;
    return true;
}

/* A login user's slice. */
static bool prevention_cap_user(const struct scene *scene, struct oomwhy_advice *advice) {
    if (scene->cgroup || scene->user.count == 0 || scene->user_uid < FIRST_LOGIN_UID || !scene->room_known)
        return false;
    int64_t cap = prevention_cap_kb(scene);
    advice->advice = evidence_format(scene->arena, "Limit what the user with uid %lld may take to %s.",
                                     (long long)scene->user_uid, SIZE(cap));
    if (!kernel_before(scene->reckoning->kernel, KERNEL_VERSION(3, 10, 0))) /* before systemd */
        advice->command = evidence_format(scene->arena, "systemctl set-property user-%lld.slice %.*s",
                                          (long long)scene->user_uid, STR_ARG(prevention_memory_max(scene, cap)));
    advice->because = evidence_format(scene->arena, "The %lld processes of that user held %s together.",
                                      (long long)scene->user.count, SIZE(scene->user.kb));
    advice->lines = scene->user.lines;
    return true;
}

/* ---- protection ---- */

static bool prevention_audit_protection(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct holder *shielded = &scene->shielded;
    if (shielded->count == 0 || !tally_at_least(scene->shielded_kb, PROTECTED_PERCENT, scene->reach_kb))
        return false;
    str name = prevention_word(scene, shielded->name, "");
    str list = STR("grep -lx -- -1000 /proc/[0-9]*/oom_score_adj");
    advice->advice = evidence_format(scene->arena,
                                     "Audit OOM protection: take it from %.*s, now and in its unit (OOMScoreAdjust=), "
                                     "and do not protect everything.",
                                     NAMED(shielded->name));
    advice->command = name.len ? evidence_format(scene->arena, "choom -n 0 -p \"$(pgrep -o -x %.*s)\"; %.*s",
                                                 STR_ARG(name), STR_ARG(list))
                               : list;
    advice->because =
        evidence_format(scene->arena, "Shielded processes hold %s, so the kernel could only kill what does not help.",
                        SIZE(scene->shielded_kb));
    advice->lines = shielded->lines;
    return true;
}

/* ---- kinds of memory ---- */

static bool prevention_slab(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Find out which kernel objects grow and who makes them (dentry, inode and NFS caches, files, "
                         "sockets, messages).");
    advice->command = STR("slabtop -o -s c | head -n 20");
    advice->because =
        evidence_format(scene->arena, "Slab holds %s; killing processes frees only the objects that end with them.",
                        SIZE(scene_slab_kb(scene)));
    advice->lines = scene->parts[PART_SLAB].lines;
    return true;
}

/* A container has tmpfs mounts of its own. */
static str prevention_shmem_command(const struct scene *scene) {
    str runtime = scene->reckoning->container.runtime, id = prevention_container_id(scene);
    if (id.len && (str_equal(runtime, STR("docker")) || str_equal(runtime, STR("podman"))))
        return evidence_format(scene->arena, "%.*s exec %.*s df -h", STR_ARG(runtime), STR_ARG(id));
    if (id.len && (str_equal(runtime, STR("containerd")) || str_equal(runtime, STR("cri-o"))))
        return evidence_format(scene->arena, "crictl exec %.*s df -h", STR_ARG(id));
    return STR("df -h -t tmpfs; ipcs -m; du -xsh /dev/shm /tmp /run; lsof +L1");
}

static bool prevention_shmem(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Look for large files in tmpfs, deleted ones that are still open among them (lsof +L1), and "
                         "for shared-memory segments without users (nattch 0), and remove them.");
    advice->command = prevention_shmem_command(scene);
    advice->because =
        evidence_format(scene->arena, "Shared memory holds %s; it stays until the file or segment is removed.",
                        SIZE(scene_shmem_kb(scene)));
    advice->lines = scene->parts[PART_SHMEM].lines;
    return true;
}

static bool prevention_cap_tmpfs(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t cap = prevention_floor_kb(tally_percent(scene->room_kb, HEADROOM_PERCENT));
    advice->advice = evidence_format(
        scene->arena, "Bound the tmpfs that grew: size= in its mount unit or in /etc/fstab, for example size=%s.",
        ARGUMENT(cap));
    advice->because = STR("A tmpfs without size= may take half of RAM, and several of them all of it.");
    advice->lines = scene->parts[PART_SHMEM].lines;
    return !scene->cgroup && scene->room_known;
}

/* A page of 4 kB costs 8 bytes of page table, a 512th. Tables far beyond that map next to nothing. */
static bool prevention_is_sparse(const struct scene *scene) {
    enum { SPARSE_TIMES = 64 };
    int64_t held = tally_sum(scene->reckoning->rss_sum_kb, scene->reckoning->swap_sum_kb);
    return scene->table && tally_times(scene_kb(scene, PART_PAGETABLES), SPARSE_TIMES) > held;
}

static bool prevention_page_tables(const struct scene *scene, struct oomwhy_advice *advice) {
    const char *size = SIZE(scene_kb(scene, PART_PAGETABLES));
    if (prevention_is_sparse(scene)) {
        advice->advice = STR("Map and touch less address space, and unmap what was used: freeing the pages alone keeps "
                             "their tables.");
        advice->because = evidence_format(
            scene->arena, "Page tables hold %s, far more than what they map: the pages lie scattered or are gone.",
            size);
    } else {
        advice->advice = STR("Map large regions with huge pages, or fewer of them in fewer processes.");
        advice->because = evidence_format(
            scene->arena, "Page tables hold %s; for regions in huge pages they would be a fraction.", size);
    }
    advice->command = STR("grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n -r | head");
    advice->lines = scene->parts[PART_PAGETABLES].lines;
    return true;
}

/* The pool of the default size, cut down to what is in use. */
static bool prevention_hugetlb(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_memory *memory = &scene->event->memory;
    const struct oomwhy_hugepages *most = NULL;
    int64_t used = 0, idle_kb = 0;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (!most || tally_times(memory->hugepages[i].free, memory->hugepages[i].size_kb) > idle_kb) {
            most = &memory->hugepages[i];
            idle_kb = tally_times(most->free, most->size_kb);
        }
    if (!most || idle_kb == 0)
        return false;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].size_kb == most->size_kb)
            used = tally_sum(used, tally_less(memory->hugepages[i].total, memory->hugepages[i].free));
    str pool = evidence_format(scene->arena, "/sys/kernel/mm/hugepages/hugepages-%lldkB", (long long)most->size_kb);
    advice->advice = STR("Shrink the pool of huge pages to what is used, unless the free ones are promised to somebody "
                         "(resv_hugepages is not 0).");
    advice->command = evidence_format(scene->arena, "grep -x 0 %.*s/resv_hugepages && echo %lld > %.*s/nr_hugepages",
                                      STR_ARG(pool), (long long)used, STR_ARG(pool));
    advice->because = evidence_format(
        scene->arena, "%s of it was idle; make it last with vm.nr_hugepages in /etc/sysctl.d.", SIZE(idle_kb));
    advice->lines = evidence_line(most->line);
    return true;
}

static bool prevention_unevictable(const struct scene *scene, struct oomwhy_advice *advice) {
    bool locked = scene->largest.count &&
                  tally_at_least(scene->largest.anon_kb, UNEVICTABLE_LOCKED_PERCENT, scene_kb(scene, PART_UNEVICTABLE));
    if (locked) {
        advice->advice =
            evidence_format(scene->arena, "Limit how much memory %.*s may lock (LimitMEMLOCK=, ulimit -l).",
                            NAMED(scene->largest.name));
        advice->command = STR("grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    } else {
        advice->advice =
            STR("Move files from ramfs to a tmpfs with size=: ramfs knows no limit and cannot be swapped.");
        advice->command = STR("findmnt -t ramfs; grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    }
    advice->because = evidence_format(scene->arena, "%s could be neither dropped nor swapped out.",
                                      SIZE(scene_kb(scene, PART_UNEVICTABLE)));
    advice->lines = scene->parts[PART_UNEVICTABLE].lines;
    return true;
}

static bool prevention_dirty(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t bytes = tally_times(tally_percent(scene->room_kb, 10), 1024);
    advice->advice = STR("Start writing earlier, so that fewer dirty pages wait for the storage.");
    advice->command = evidence_format(scene->arena, "sysctl -w vm.dirty_background_bytes=%lld vm.dirty_bytes=%lld",
                                      (long long)bytes, (long long)tally_times(bytes, 2));
    advice->because = evidence_format(scene->arena, "Page cache held %s that could not be dropped in time.",
                                      SIZE(scene_kb(scene, PART_FILE)));
    advice->lines = scene->parts[PART_FILE].lines;
    return true;
}

static bool prevention_unaccounted(const struct scene *scene, struct oomwhy_advice *advice) {
    if (scene->cgroup)
        advice->advice =
            STR("Look for kernel memory that is charged to the cgroup and that no statistic names: BPF maps, "
                "pipe buffers, netfilter tables, io_uring, vmalloc.");
    else
        advice->advice = STR("Look for the owner outside the counters: vmalloc, drivers, balloon, BPF maps, pipes and "
                             "sockets, zram, zswap, ZFS.");
    advice->command =
        STR("grep -E 'Vmalloc|Percpu|Zswap|MemTotal' /proc/meminfo; sort -k2 -n -r /proc/vmallocinfo | head; lsmod");
    advice->because =
        evidence_format(scene->arena, "%s is in no counter of the report.", SIZE(scene_kb(scene, PART_UNACCOUNTED)));
    advice->lines = scene_lines(scene);
    return true;
}

static bool prevention_reserved(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_ledger *ledger = &scene->reckoning->ledger;
    if (!scene_is_shrunken(scene))
        return false;
    advice->advice =
        STR("Find out what took the reserved memory: a hypervisor's balloon, crashkernel=, a debug kernel.");
    advice->command = STR("dmesg | grep -iE 'balloon|crashkernel|Memory:'");
    advice->because = evidence_format(scene->arena, "%s of %s RAM was not the kernel's to give.",
                                      SIZE(ledger->reserved_kb), SIZE(ledger->total_kb));
    advice->lines = scene->room_lines;
    return true;
}

/* ---- circumstances ---- */

static bool prevention_compact(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_kernel *kernel = &scene->reckoning->kernel;
    bool old = kernel->known && (kernel->major < 5 || (kernel->major == 5 && kernel->minor < 9));
    advice->advice = STR("Have memory compacted before large pieces are asked for.");
    advice->command = old ? STR("sysctl -w vm.compact_memory=1")
                          : STR("sysctl -w vm.compact_memory=1 vm.compaction_proactiveness=40");
    advice->because =
        evidence_format(scene->arena, "The request was of order %lld and found free memory only in smaller pieces.",
                        (long long)scene->event->trigger.order);
    advice->lines = scene->event->trigger.lines;
    return true;
}

static bool prevention_lowmem(const struct scene *scene, struct oomwhy_advice *advice) {
    bool narrow =
        str_equal(scene->event->identity.arch, STR("i386")) || str_equal(scene->event->identity.arch, STR("arm"));
    advice->advice = narrow
                         ? STR("Run a 64-bit kernel: a 32-bit one can use only the low zone for its own objects, "
                               "however much RAM there is.")
                         : STR("Give the exhausted zone less to carry: a smaller CMA area, fewer buffers bound to it.");
    advice->because = STR("One zone was exhausted while others had room.");
    advice->lines = scene->event->memory.lines;
    return true;
}

static bool prevention_numa(const struct scene *scene, struct oomwhy_advice *advice) {
    str unit = prevention_unit(scene);
    bool cpuset = scene->reckoning->scope == OOMWHY_SCOPE_CPUSET;
    advice->advice = cpuset ? STR("Let the task use more nodes: widen cpuset.mems.")
                            : STR("Let the task use more nodes: prefer or interleave instead of binding.");
    if (cpuset && unit.len)
        advice->command = prevention_set_property(scene, unit, STR("AllowedMemoryNodes="));
    else if (!cpuset)
        advice->command = evidence_format(scene->arena, "numactl --interleave=all -- %.*s",
                                          STR_ARG(prevention_word(scene, scene->largest.name, "COMMAND")));
    advice->because =
        STR("The nodes it is confined to were exhausted while others had room; more RAM elsewhere would not help.");
    advice->lines = scene->reckoning->scope_lines;
    return true;
}

static bool prevention_sysrq(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Find out who sent SysRq f; if nobody should, disable it.");
    advice->command = STR("sysctl kernel.sysrq");
    advice->because = STR("The kill was asked for by hand; no capacity was short.");
    advice->lines = scene->event->trigger.lines;
    return true;
}

static bool prevention_not_exhausted(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Look for a cgroup at its limit at that time, and for an update of the kernel.");
    advice->command =
        STR("grep -rE '^(max |oom_kill )?[1-9]' --include=memory.events --include=memory.failcnt /sys/fs/cgroup");
    advice->because = STR("The machine had memory for this request; the cause lies outside what this report shows.");
    advice->lines = scene->event->lines;
    return true;
}

/* ---- room ---- */

static bool prevention_add_swap(const struct scene *scene, struct oomwhy_advice *advice) {
    enum { LEAST_KB = 512 * 1024, MOST_KB = 4 * 1024 * 1024 };
    if (scene->cgroup || scene->reckoning->swap != OOMWHY_SWAP_NONE || !scene->room_known)
        return false;
    int64_t size = tally_percent(scene->room_kb, HEADROOM_PERCENT);
    size = size < LEAST_KB ? LEAST_KB : size > MOST_KB ? MOST_KB : size;
    advice->advice = STR("Add some swap for emergency breathing room.");
    advice->command = evidence_format(
        scene->arena, "fallocate -l %s /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile",
        ARGUMENT(size));
    advice->because = STR("No swap is configured, so private memory that nobody uses had nowhere to go.");
    advice->lines = scene->reckoning->swap_lines;
    return true;
}

static bool prevention_use_swap(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_reckoning *r = scene->reckoning;
    bool idle = r->swap == OOMWHY_SWAP_UNUSED ||
                (r->swap == OOMWHY_SWAP_PARTLY_USED && tally_at_least(r->swap_free_kb, 20, r->swap_total_kb));
    if (scene->cgroup || !idle || !tally_at_least(scene_kb(scene, PART_ANON), 50, scene->room_kb))
        return false;
    advice->advice =
        STR("Find out why swap stayed free: swappiness 0, a memory.swap.max of a cgroup, or storage too slow.");
    advice->command = STR("sysctl vm.swappiness; grep -rvx max --include=memory.swap.max /sys/fs/cgroup");
    advice->because =
        evidence_format(scene->arena, "%s of swap were free while private memory filled RAM.", SIZE(r->swap_free_kb));
    advice->lines = r->swap_lines;
    return true;
}

/* What the load took. How much of what sleeps in swap it needs at a time, no report shows. */
static str prevention_need(const struct scene *scene) {
    int64_t file = scene_kb(scene, PART_FILE), anon = scene_kb(scene, PART_ANON);
    if (!scene->swap_used_kb)
        return evidence_format(scene->arena, "Processes hold %s, and only %s of page cache was left for their files.",
                               SIZE(scene->processes_kb), SIZE(file));
    return evidence_format(scene->arena,
                           "Processes hold %s in RAM, only %s of page cache was left for their files, and %s more is "
                           "swapped out: with that much more RAM none of it would have had to go.",
                           SIZE(anon), SIZE(file), SIZE(scene->swap_used_kb));
}

static bool prevention_add_ram(const struct scene *scene, struct oomwhy_advice *advice) {
    if (scene->cgroup || !scene->room_known)
        return false;
    int64_t mine =
        tally_sum(scene_kb(scene, PART_ANON), tally_sum(scene_kb(scene, PART_FREE), scene_kb(scene, PART_FILE)));
    int64_t wanted = prevention_headroom_kb(tally_sum(scene->processes_kb, tally_less(scene->room_kb, mine)));
    if (wanted <= scene->room_kb)
        return false;
    if (scene->swap_used_kb)
        advice->advice = STR("If this load is meant to run here, give it more RAM, start fewer of these processes, or "
                             "spread them over machines.");
    else
        advice->advice = evidence_format(scene->arena,
                                         "If this load is meant to run here, plan for about %s of RAM, start fewer of "
                                         "these processes, or spread them over machines.",
                                         SIZE(wanted));
    advice->because = prevention_need(scene);
    advice->lines = scene->parts[PART_ANON].lines;
    return true;
}

static int64_t prevention_root(int64_t value) {
    int64_t root = 0;
    for (int64_t bit = (int64_t)1 << 30; bit > 0; bit >>= 1)
        if ((root + bit) <= value / (root + bit))
            root += bit;
    return root;
}

/* init_per_zone_wmark_min (mm/page_alloc.c): 4 * sqrt(low memory in kB). */
static bool prevention_min_free(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t now = scene->reckoning->min_total_kb, usual = prevention_root(tally_times(scene->room_kb, 16));
    bool low = tally_at_least(usual, 125, now), fragmented = scene->reckoning->shortage == OOMWHY_SHORTAGE_FRAGMENTED;
    int64_t most = scene->room_kb / 1000 * MIN_FREE_CAP_PERMILLE;
    int64_t wanted = low ? usual : tally_times(now, 2);
    if (now == OOMWHY_ABSENT || now <= 0 || !scene->room_known || scene->cgroup || scene->reckoning->ledger.filtered ||
        !(low || fragmented) || wanted > most)
        return false;
    advice->advice = STR("Raise vm.min_free_kbytes, so that the kernel starts to reclaim earlier.");
    advice->command = evidence_format(scene->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)wanted);
    advice->because =
        evidence_format(scene->arena, "The watermarks show a value of about %lld kB; for %s of RAM %lld kB is usual.",
                        (long long)now, SIZE(scene->room_kb), (long long)usual);
    advice->lines = scene->event->memory.lines;
    return true;
}

/* A value so high that memory below it is as good as gone. */
static bool prevention_lower_min_free(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t now = scene->reckoning->min_total_kb, usual = prevention_root(tally_times(scene->room_kb, 16));
    if (scene->cgroup || !scene->room_known || !tally_at_least(now, MIN_FREE_HIGH_PERCENT, scene->room_kb))
        return false;
    advice->advice = STR("Lower vm.min_free_kbytes: it keeps memory from everybody.");
    advice->command = evidence_format(scene->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)usual);
    advice->because = evidence_format(scene->arena, "The watermarks keep %s, %s of RAM, free; %lld kB is usual.",
                                      SIZE(now), PERCENT(now, scene->room_kb), (long long)usual);
    advice->lines = scene->event->memory.lines;
    return true;
}

/* systemd-oomd needs the pressure figures of 4.20. */
static bool prevention_early_killer(const struct scene *scene, struct oomwhy_advice *advice) {
    const struct oomwhy_kernel *kernel = &scene->reckoning->kernel;
    enum { LEAST_KB = 1024 * 1024 };
    bool old = kernel->known && (kernel->major < 4 || (kernel->major == 4 && kernel->minor < 20));
    if (scene->cgroup || !scene->room_known || scene->room_kb < LEAST_KB || old)
        return false;
    advice->advice =
        STR("Let a userspace killer act on memory pressure before the machine stalls: earlyoom, or "
            "systemd-oomd, which needs pressure figures (/proc/pressure) and ManagedOOMMemoryPressure=kill "
            "in the units that it may end.");
    advice->because =
        STR("The kernel kills only when nothing can be reclaimed any more; by then the machine hardly responds.");
    advice->lines = scene->parts[PART_FILE].lines;
    return true;
}

/* A rule, and the leading patterns that it helps against. */
struct prevention_rule {
    unsigned patterns;
    bool (*give)(const struct scene *scene, struct oomwhy_advice *advice);
};

#define ANY (~0u)

static const struct prevention_rule prevention_rules[] = {
    {AGAINST(manual), prevention_sysrq},
    {AGAINST(not_exhausted), prevention_not_exhausted},
    {AGAINST(not_exhausted), prevention_limit_container},
    {AGAINST(protected) | AGAINST(memory_leak) | AGAINST(undersized), prevention_audit_protection},
    {ANY & ~(AGAINST(manual) | AGAINST(not_exhausted)), prevention_lower_min_free},
    {AGAINST(fork_bomb), prevention_limit_tasks},
    {AGAINST(slab_leak) | AGAINST(lowmem), prevention_slab},
    {AGAINST(shared_memory), prevention_shmem},
    {AGAINST(shared_memory), prevention_cap_tmpfs},
    {AGAINST(page_tables), prevention_page_tables},
    {AGAINST(hugetlb), prevention_hugetlb},
    {AGAINST(unevictable), prevention_unevictable},
    {AGAINST(page_cache), prevention_dirty},
    {AGAINST(unaccounted), prevention_unaccounted},
    {AGAINST(fragmentation), prevention_compact},
    {AGAINST(numa), prevention_numa},
    {AGAINST(lowmem), prevention_lowmem},
    {AGAINST(insufficient_data), prevention_whole_report},
    {ANY, prevention_dump_tasks},
    {AGAINST(insufficient_data), prevention_keep_log},
    {AGAINST(memory_leak) | AGAINST(undersized) | AGAINST(unaccounted), prevention_reserved},
    {AGAINST(memory_leak), prevention_cap_process},
    {AGAINST(undersized), prevention_cap_user},
    {AGAINST(memory_leak) | AGAINST(undersized), prevention_limit_pod},
    {AGAINST(memory_leak) | AGAINST(protected), prevention_find_leak},
    {AGAINST(memory_leak) | AGAINST(undersized) | AGAINST(page_cache) | AGAINST(shared_memory), prevention_throttle},
    {AGAINST(memory_leak) | AGAINST(undersized) | AGAINST(page_cache), prevention_raise_limit},
    {AGAINST(memory_leak) | AGAINST(undersized) | AGAINST(protected), prevention_add_swap},
    {AGAINST(memory_leak) | AGAINST(undersized), prevention_use_swap},
    {AGAINST(undersized), prevention_add_ram},
    {AGAINST(memory_leak) | AGAINST(undersized) | AGAINST(fragmentation), prevention_min_free},
    {AGAINST(undersized), prevention_early_killer},
};

struct prevention_answer {
    unsigned patterns;
    const char *machine, *cgroup;
};

static const struct prevention_answer prevention_answers[] = {
    {AGAINST(manual), "It was asked for by hand: there is nothing to prevent but the asking.", NULL},
    {AGAINST(not_exhausted), "More memory would not have prevented it: by these figures there was enough.", NULL},
    {AGAINST(protected),
     "Yes: with the largest process open to the OOM killer, or limited, no other would have died for it.", NULL},
    {AGAINST(memory_leak), "Yes: a memory limit on that one process would have kept the rest of the machine out of it.",
     "Only by the process itself needing less, or by a higher limit; if it leaks, a higher limit only delays the next "
     "kill."},
    {AGAINST(fork_bomb), "Yes: a limit on the number of processes would have stopped it.", NULL},
    {AGAINST(undersized), "Only with more room or less work: no single process is to blame.",
     "Only with a higher limit or fewer processes in the group: no single one is to blame."},
    {AGAINST(slab_leak), "Not by more RAM or swap: find what makes these kernel objects.", NULL},
    {AGAINST(shared_memory), "Yes: with bounded tmpfs mounts and segments that are removed after use.", NULL},
    {AGAINST(page_tables), "Yes: with fewer mappings, or with denser ones in huge pages.", NULL},
    {AGAINST(hugetlb), "Yes: with a smaller pool of huge pages.", NULL},
    {AGAINST(unevictable), "Yes: with a limit on locked memory, or tmpfs instead of ramfs.", NULL},
    {AGAINST(page_cache), "Yes: if dirty pages had been written earlier, or had more room.", NULL},
    {AGAINST(unaccounted), "Only by finding the owner of the memory that no counter shows.", NULL},
    {AGAINST(fragmentation), "Perhaps: with memory compacted in time; more RAM only makes it rarer.", NULL},
    {AGAINST(numa), "Yes: the machine had memory on other nodes that the task was not allowed to use.", NULL},
    {AGAINST(lowmem), "Not by more RAM: only the exhausted zone counts.", NULL},
    {AGAINST(insufficient_data), "The log does not show enough to tell; first let the next one show more.", NULL},
};

/* The leading pattern; where it is "not enough to tell", also what comes next. */
static unsigned prevention_leading(const struct oomwhy_diagnosis *diagnosis) {
    unsigned bits = prevention_patterns(diagnosis->findings[0].pattern);
    if (bits & AGAINST(insufficient_data) && diagnosis->finding_count > 1)
        bits |= prevention_patterns(diagnosis->findings[1].pattern);
    return bits;
}

static void prevention_state(const struct scene *scene, struct oomwhy_diagnosis *diagnosis) {
    unsigned leading = prevention_patterns(diagnosis->findings[0].pattern);
    for (size_t i = 0; i < sizeof prevention_answers / sizeof *prevention_answers; i++) {
        const struct prevention_answer *answer = &prevention_answers[i];
        if (answer->patterns & leading)
            diagnosis->prevention_statement =
                str_from_cstr(scene->cgroup && answer->cgroup ? answer->cgroup : answer->machine);
    }
}

void prevention_advise(const struct scene *scene, struct oomwhy_diagnosis *diagnosis) {
    unsigned leading = prevention_leading(diagnosis);
    prevention_state(scene, diagnosis);
    diagnosis->advice = arena_alloc(scene->arena, PREVENTION_MOST * sizeof *diagnosis->advice);
    if (!diagnosis->advice)
        return;
    for (size_t i = 0; i < sizeof prevention_rules / sizeof *prevention_rules; i++) {
        struct oomwhy_advice advice = {0};
        if (diagnosis->advice_count == PREVENTION_MOST || !(prevention_rules[i].patterns & leading) ||
            !prevention_rules[i].give(scene, &advice))
            continue;
        if (advice.lines.first == 0)
            advice.lines = scene->event->lines;
        diagnosis->advice[diagnosis->advice_count++] = advice;
    }
}
