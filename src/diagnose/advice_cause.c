/* What helps where memory was not short everywhere, or where someone or something else decided.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/lead.h"
#include "diagnose/shortage.h"
#include "model/release.h"

/* No program ran yet: nothing but the kernel and its drivers, and what they were given. */
bool advice_boot(const struct scene *scene, struct advice *advice) {
    if (!scene->booting)
        return false;
    advice->advice = STR("Give the kernel more to boot with: crashkernel= if it was the crash kernel (kdump), else the "
                         "memory of the virtual machine; or load fewer drivers in it.");
    advice->command = STR("grep -o 'crashkernel=[^ ]*' /proc/cmdline; cat /sys/kernel/kexec_crash_size");
    advice->because = scene->room_kb > 0
                          ? arena_format(scene->arena, "It had %s and used them up before the first program ran.",
                                         SIZE(scene->room_kb))
                          : STR("It used up what it had before the first program ran.");
    advice->lines = scene->room_lines;
    return true;
}

/* "Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled" */
bool advice_panic(const struct scene *scene, struct advice *advice) {
    if (!scene_panics_by_order(scene))
        return false;
    advice->advice = STR("If the machine should lose one process rather than all, switch vm.panic_on_oom off, here and "
                         "where it is set (/etc/sysctl.conf, /etc/sysctl.d).");
    advice->command = STR("sysctl -w vm.panic_on_oom=0; grep -rs panic_on_oom /etc/sysctl.conf /etc/sysctl.d "
                          "/usr/lib/sysctl.d");
    advice->because = STR("The kernel panicked because it is told to, not because nothing could be killed.");
    advice->lines = evidence_line(scene->event->panic.line);
    return true;
}

/* "Out of memory (oom_kill_allocating_task): Killed process ..." */
bool advice_allocating_task(const struct scene *scene, struct advice *advice) {
    const struct event *event = scene->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    if (!kill || !str_has(kill->message, STR("oom_kill_allocating_task")) || scene->largest.count == 0 ||
        scene->largest.pid == kill->pid)
        return false;
    advice->advice = STR("Switch vm.oom_kill_allocating_task off: it kills who asks for memory, not who holds it.");
    advice->command = STR("sysctl -w vm.oom_kill_allocating_task=0");
    advice->because = arena_format(scene->arena, "%.*s was killed, while %.*s holds %s.", NAMED(kill->name),
                                   NAMED(scene->largest.name), SIZE(scene->largest.kb));
    advice->lines = evidence_line(kill->line);
    return true;
}

/* What userspace killers write of their own. */
bool advice_daemon(const struct scene *scene, struct advice *advice) {
    static const struct {
        const char *name, *command;
    } daemons[] = {
        [KILLER_SYSTEMD_OOMD] = {"systemd-oomd", "journalctl -u systemd-oomd; oomctl"},
        [KILLER_EARLYOOM] = {"earlyoom", "journalctl -u earlyoom"},
        [KILLER_NOHANG] = {"nohang", "journalctl -u nohang -u nohang-desktop"},
        [KILLER_OOMD] = {"oomd", "journalctl -u oomd"},
        [KILLER_LMKD] = {"lmkd", "logcat -s lowmemorykiller"},
    };
    enum killer killer = scene->event->killer;
    if ((size_t)killer >= sizeof daemons / sizeof *daemons || !daemons[killer].name)
        return false;
    advice->advice = arena_format(scene->arena,
                                  "Read what %s wrote of its thresholds, and raise them, or what the victim may take, "
                                  "if it acts too early.",
                                  daemons[killer].name);
    advice->command = str_from_cstr(daemons[killer].command);
    advice->because = arena_format(scene->arena, "%s acts by its own settings, before the kernel is out of memory.",
                                   daemons[killer].name);
    return true;
}

bool advice_compact(const struct scene *scene, struct advice *advice) {
    const struct release release = scene->reckoning->release;
    if (release_is_before(release, RELEASE(2, 6, 35))) /* knows no compaction */
        return false;
    bool old = release_is_before(release, RELEASE(5, 9, 0));
    advice->advice = STR("Have memory compacted before large pieces are asked for.");
    advice->command = old ? STR("sysctl -w vm.compact_memory=1")
                          : STR("sysctl -w vm.compact_memory=1 vm.compaction_proactiveness=40");
    advice->because =
        arena_format(scene->arena, "The request was of order %lld and found free memory only in smaller pieces.",
                     (long long)scene->event->trigger.order);
    advice->lines = scene->event->trigger.lines;
    return true;
}

/* A 32-bit kernel has zones that it can't use for itself by nature, any other has only ZONE_MOVABLE. */
static const char *advice_lowmem_room(const struct scene *scene) {
    const struct event *event = scene->event;
    const struct reckoning *r = scene->reckoning;
    bool narrow = str_equal(event->identity.arch, STR("i386")) || str_equal(event->identity.arch, STR("arm"));
    for (size_t i = 0; i < event->memory.zone_count; i++) /* only 32 bits need such a zone */
        narrow = narrow || str_equal(event->memory.zones[i].name, STR("HighMem"));
    if (narrow)
        return "Run a 64-bit kernel: a 32-bit one can use only the low zone for its own objects, however much RAM "
               "there is.";
    if (r->gfp_dma || r->gfp_dma32)
        return "Find the driver that asks for memory of the exhausted zone (GFP_DMA, GFP_DMA32), and give it fewer "
               "buffers.";
    if (r->shortage == SHORTAGE_CMA)
        return "Reserve a smaller CMA area (cma= on the kernel's command line): what is free in it serves no kernel "
               "object.";
    return "Keep less RAM for ZONE_MOVABLE (movablecore=, kernelcore=, movable_node, or memory plugged in as movable): "
           "the kernel cannot use it for its own objects.";
}

bool advice_lowmem(const struct scene *scene, struct advice *advice) {
    advice->advice = str_from_cstr(advice_lowmem_room(scene));
    advice->because = STR("One zone was exhausted while others had room.");
    advice->lines = scene->event->memory.lines;
    return true;
}

/* Nothing printed says that the task was confined. */
static void advice_doubt_numa(const struct scene *scene, struct advice *advice, int64_t node) {
    advice->advice = arena_format(scene->arena,
                                  "See whether the task is bound to node %lld; if it is, let it use more nodes: "
                                  "numactl --preferred or --interleave=all instead of --membind.",
                                  (long long)node);
    advice->because = arena_format(
        scene->arena, "Node %lld was below its watermarks while others had room: probably the task was confined to it.",
        (long long)node);
}

bool advice_numa(const struct scene *scene, struct advice *advice) {
    struct shortage_bound bound = shortage_bound_of(scene);
    const struct event *event = scene->event;
    bool asked = event->kill_count && event->kills[0].pid == event->identity.pid; /* the unit is the victim's */
    str unit = asked ? shell_unit(scene) : STR(""), name = shell_process(scene, scene->largest.name);
    bool cpuset = scene->reckoning->scope == SCOPE_CPUSET;
    advice->advice = cpuset ? STR("Let the task use more nodes: widen cpuset.mems (AllowedMemoryNodes= of a unit).")
                            : STR("Let the task use more nodes: start it with numactl --preferred or --interleave=all "
                                  "instead of --membind.");
    if (cpuset && unit.len)
        advice->command = shell_set_property(scene, unit, STR("AllowedMemoryNodes="));
    else if (cpuset)
        advice->command = STR("grep -r . --include=cpuset.mems /sys/fs/cgroup; numactl --hardware");
    else if (name.len)
        advice->command = arena_format(scene->arena,
                                       "numactl --hardware; grep -l bind /proc/[0-9]*/numa_maps; "
                                       "numastat -p %.*s",
                                       STR_ARG(name));
    advice->because =
        shortage_has_elsewhere(scene)
            ? STR("The nodes it is confined to were exhausted while others had room; more RAM elsewhere would not "
                  "help.")
            : STR("The nodes it is confined to were exhausted; whether others had room, the report does not show.");
    advice->lines = bound.found ? bound.lines : scene->reckoning->scope_lines;
    if (bound.found)
        advice_doubt_numa(scene, advice, bound.node);
    return true;
}

bool advice_sysrq(const struct scene *scene, struct advice *advice) {
    advice->advice = STR("Find out who sent SysRq f; if nobody should, leave 64 out of kernel.sysrq (1 allows all).");
    advice->command = STR("sysctl kernel.sysrq");
    advice->because = STR("The kill was asked for by hand; no capacity was short.");
    advice->lines = scene->event->trigger.lines;
    return true;
}

/* A cgroup's report shows the group, not the machine. */
static void advice_not_exhausted_cgroup(const struct scene *scene, struct advice *advice) {
    advice->because = STR("By these figures the cgroup was below its limit; the cause lies outside what this report "
                          "shows.");
    if (!scene->unlimited)
        return;
    advice->advice = STR("Find out what asked for the kill: a policy (a BPF program, for example), or a limit of this "
                         "cgroup that was lifted since.");
    advice->command = STR("bpftool prog show; grep -rvxE 'max|9223372036854771712' --include=memory.max "
                          "--include=memory.limit_in_bytes /sys/fs/cgroup");
    advice->because = STR("The cgroup has no limit of its own, and the log does not show who asked.");
}

bool advice_min_ttl(const struct scene *scene, struct advice *advice) {
    if (scene->reckoning->request != REQUEST_KSWAPD)
        return false;
    advice->advice = STR("Read min_ttl_ms of lru_gen, and lower it where it was set too high: 0, the default, never "
                         "kills, but lets the machine thrash instead.");
    advice->command = STR("cat /sys/kernel/mm/lru_gen/min_ttl_ms; grep -rs min_ttl_ms /etc /usr/lib/tmpfiles.d");
    advice->because = STR("kswapd asked for this kill to keep what was used within that time in memory; it never does "
                          "so where min_ttl_ms is 0.");
    advice->lines = scene->event->trigger.trace_lines;
    return true;
}

/* Version 1 only: the limit went with 5.16, the caches of their own with 5.9. */
bool advice_slab_limit(const struct scene *scene, struct advice *advice) {
    struct lead_cache failed = lead_cache_of(scene);
    str group = shell_word(scene, failed.group);
    if (!group.len)
        return false;
    advice->advice =
        arena_format(scene->arena,
                     "Look at the limit on kernel memory of the cgroup \"%.*s\" (9223372036854771712 is none), "
                     "and raise or remove it.",
                     STR_ARG(failed.group));
    advice->command = arena_format(scene->arena,
                                   "find /sys/fs/cgroup/memory -path \"*/\"%.*s\"*/memory.kmem.*\" "
                                   "-exec grep -H . {} + 2>/dev/null",
                                   STR_ARG(group));
    advice->because = arena_format(scene->arena, "An allocation in its slab cache %.*s failed beside this kill.",
                                   STR_ARG(failed.cache));
    advice->lines = evidence_line(failed.line);
    return true;
}

bool advice_not_exhausted(const struct scene *scene, struct advice *advice) {
    if (scene->reckoning->request == REQUEST_KSWAPD)
        return false;
    advice->advice = STR("Look for a cgroup at its limit at that time, and for an update of the kernel.");
    advice->command =
        STR("grep -rE '^(max |oom_kill )?[1-9]' --include=memory.events --include=memory.failcnt /sys/fs/cgroup");
    advice->because = STR("The machine had memory for this request; the cause lies outside what this report shows.");
    advice->lines = scene->event->lines;
    if (scene->cgroup)
        advice_not_exhausted_cgroup(scene, advice);
    return true;
}
