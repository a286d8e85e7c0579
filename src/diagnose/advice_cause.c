/* What helps where memory was not short everywhere, or where someone or something else decided.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "diagnose/evidence.h"

bool advice_compact(const struct scene *scene, struct oomwhy_advice *advice) {
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

bool advice_lowmem(const struct scene *scene, struct oomwhy_advice *advice) {
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

bool advice_numa(const struct scene *scene, struct oomwhy_advice *advice) {
    str unit = shell_unit(scene);
    bool cpuset = scene->reckoning->scope == OOMWHY_SCOPE_CPUSET;
    advice->advice = cpuset ? STR("Let the task use more nodes: widen cpuset.mems.")
                            : STR("Let the task use more nodes: prefer or interleave instead of binding.");
    if (cpuset && unit.len)
        advice->command = shell_set_property(scene, unit, STR("AllowedMemoryNodes="));
    else if (!cpuset)
        advice->command = evidence_format(scene->arena, "numactl --interleave=all -- %.*s",
                                          STR_ARG(shell_word(scene, scene->largest.name, "COMMAND")));
    advice->because =
        STR("The nodes it is confined to were exhausted while others had room; more RAM elsewhere would not help.");
    advice->lines = scene->reckoning->scope_lines;
    return true;
}

bool advice_sysrq(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Find out who sent SysRq f; if nobody should, disable it.");
    advice->command = STR("sysctl kernel.sysrq");
    advice->because = STR("The kill was asked for by hand; no capacity was short.");
    advice->lines = scene->event->trigger.lines;
    return true;
}

bool advice_not_exhausted(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Look for a cgroup at its limit at that time, and for an update of the kernel.");
    advice->command =
        STR("grep -rE '^(max |oom_kill )?[1-9]' --include=memory.events --include=memory.failcnt /sys/fs/cgroup");
    advice->because = STR("The machine had memory for this request; the cause lies outside what this report shows.");
    advice->lines = scene->event->lines;
    return true;
}
