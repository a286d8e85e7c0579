/* Settings of the kernel that decided, or that keep memory from everybody.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/lead.h"

/* No program ran yet: nothing but the kernel and its drivers, and what they were given. */
bool advice_boot(const struct facts *facts, struct advice *advice) {
    advice->code = STR("boot-memory");
    if (!facts->room.booting)
        return false;
    advice->advice = STR("Give the kernel more to boot with: crashkernel= if it was the crash kernel (kdump), else the "
                         "memory of the virtual machine; or load fewer drivers in it.");
    advice->command = STR("grep -o 'crashkernel=[^ ]*' /proc/cmdline; cat /sys/kernel/kexec_crash_size");
    advice->because = facts->room.kb > 0
                          ? arena_format(facts->arena, "It had %s and used them up before the first program ran.",
                                         SIZE(facts->room.kb))
                          : STR("It used up what it had before the first program ran.");
    advice->lines = facts->room.lines;
    return true;
}

/* "Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled" */
bool advice_panic(const struct facts *facts, struct advice *advice) {
    advice->code = STR("panic-on-oom");
    if (!room_panics_by_order(&facts->room))
        return false;
    advice->advice = STR("If the machine should lose one process rather than all, switch vm.panic_on_oom off, here and "
                         "where it is set (/etc/sysctl.conf, /etc/sysctl.d).");
    advice->command = STR("sysctl -w vm.panic_on_oom=0; grep -rs panic_on_oom /etc/sysctl.conf /etc/sysctl.d "
                          "/usr/lib/sysctl.d");
    advice->because = STR("The kernel panicked because it is told to, not because nothing could be killed.");
    advice->side_effect =
        STR("A cluster that relies on the reboot gets a machine that goes on without the killed process.");
    advice->lines = evidence_line(facts->event->panic.line);
    return true;
}

/* "Out of memory (oom_kill_allocating_task): Killed process ..." */
bool advice_allocating_task(const struct facts *facts, struct advice *advice) {
    advice->code = STR("allocating-task");
    const struct event *event = facts->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    if (!kill || !str_has(kill->message, STR("oom_kill_allocating_task")) || facts->holders.largest.count == 0 ||
        facts->holders.largest.pid == kill->pid)
        return false;
    advice->advice = STR("Switch vm.oom_kill_allocating_task off: it kills who asks for memory, not who holds it.");
    advice->command = STR("sysctl -w vm.oom_kill_allocating_task=0");
    advice->because = arena_format(facts->arena, "%.*s was killed, while %.*s holds %s.", NAMED(kill->name),
                                   NAMED(facts->holders.largest.name), SIZE(facts->holders.largest.kb));
    advice->lines = evidence_line(kill->line);
    return true;
}

bool advice_min_ttl(const struct facts *facts, struct advice *advice) {
    advice->code = STR("min-ttl");
    if (facts->reckoning->request != REQUEST_KSWAPD)
        return false;
    advice->advice = STR("Read min_ttl_ms of lru_gen, and lower it where it was set too high: 0, the default, never "
                         "kills, but lets the machine thrash instead.");
    advice->command = STR("cat /sys/kernel/mm/lru_gen/min_ttl_ms; grep -rs min_ttl_ms /etc /usr/lib/tmpfiles.d");
    advice->because = STR("kswapd asked for this kill to keep what was used within that time in memory; it never does "
                          "so where min_ttl_ms is 0.");
    advice->lines = facts->event->trigger.trace_lines;
    return true;
}

/* Version 1 only: the limit went with 5.16, the caches of their own with 5.9. */
bool advice_kmem_limit(const struct facts *facts, struct advice *advice) {
    advice->code = STR("kmem-limit");
    struct lead_cache failed = lead_cache_of(facts);
    str group = shell_word(facts, failed.group);
    if (!group.len)
        return false;
    advice->advice =
        arena_format(facts->arena,
                     "Look at the limit on kernel memory of the cgroup \"%.*s\" (9223372036854771712 is none), "
                     "and raise or remove it.",
                     STR_ARG(failed.group));
    advice->command = arena_format(facts->arena,
                                   "find /sys/fs/cgroup/memory -path \"*/\"%.*s\"*/memory.kmem.*\" "
                                   "-exec grep -H . {} + 2>/dev/null",
                                   STR_ARG(group));
    advice->because = arena_format(facts->arena, "An allocation in its slab cache %.*s failed beside this kill.",
                                   STR_ARG(failed.cache));
    advice->lines = evidence_line(failed.line);
    return true;
}

static int64_t advice_root(int64_t value) {
    int64_t root = 0;
    for (int64_t bit = (int64_t)1 << 30; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= value)
            root += bit;
    return root;
}

/* init_per_zone_wmark_min (mm/page_alloc.c): 4 * sqrt(low memory in kB). */
bool advice_min_free(const struct facts *facts, struct advice *advice) {
    advice->code = STR("raise-min-free");
    int64_t now = facts->reckoning->min_total_kb, usual = advice_root(amount_product(facts->room.kb, 16));
    bool low = amount_at_least(usual, 125, now), fragmented = facts->reckoning->shortage == SHORTAGE_FRAGMENTED;
    int64_t most = facts->room.kb / 1000 * MIN_FREE_CAP_PERMILLE;
    int64_t wanted = low ? usual : amount_product(now, 2);
    if (now == ABSENT || now <= 0 || !facts->room.is_known || facts->room.is_cgroup ||
        facts->reckoning->ledger.filtered || !(low || fragmented) || wanted > most)
        return false;
    advice->advice = STR("Raise vm.min_free_kbytes, so that the kernel starts to reclaim earlier.");
    advice->command = arena_format(facts->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)wanted);
    advice->because =
        arena_format(facts->arena, "The watermarks show a value of about %lld kB; for %s of RAM %lld kB is usual.",
                     (long long)now, SIZE(facts->room.kb), (long long)usual);
    advice->side_effect = STR("Programs have that much less to use.");
    advice->lines = facts->event->memory.lines;
    return true;
}

/* A value so high that memory below it is as good as gone. */
bool advice_lower_min_free(const struct facts *facts, struct advice *advice) {
    advice->code = STR("lower-min-free");
    int64_t now = facts->reckoning->min_total_kb;
    if (facts->room.is_cgroup || !facts->room.is_known || !amount_at_least(now, MIN_FREE_HIGH_PERCENT, facts->room.kb))
        return false;
    int64_t usual = advice_root(amount_product(facts->room.kb, 16));
    advice->advice = STR("Lower vm.min_free_kbytes: it keeps memory from everybody.");
    advice->command = arena_format(facts->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)usual);
    advice->because = arena_format(facts->arena, "The watermarks keep %s, %s of RAM, free; %lld kB is usual.",
                                   SIZE(now), PERCENT(now, facts->room.kb), (long long)usual);
    advice->side_effect = STR("Requests that cannot wait (network, storage) fail earlier.");
    advice->lines = facts->event->memory.lines;
    return true;
}
