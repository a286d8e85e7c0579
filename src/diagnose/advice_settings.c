/* Settings of the kernel that decided, or that keep memory from everybody.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/lead.h"
#include "model/badness.h"
#include "model/release.h"
#include "model/watermarks.h"

/* No program ran yet: nothing but the kernel and its drivers, and what they were given. */
bool advice_boot(const struct facts *facts, struct advice *advice) {
    advice->code = STR("boot-memory");
    if (!facts->room.booting)
        return false;
    advice->advice = STR("Give the kernel more to boot with: crashkernel= if it was the crash kernel (kdump), else the "
                         "memory of the virtual machine; or load fewer drivers in it.");
    if (facts->reckoning->maker.kind == MAKER_INITRAMFS)
        advice->advice = STR("Give the kernel more to boot with: crashkernel= if it was the crash kernel (kdump), else "
                             "the memory of the machine; or make its initramfs smaller, which it was unpacking.");
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
    if (!kill || !badness_kills_allocating(event) || facts->holders.largest.count == 0 ||
        facts->holders.largest.pid == kill->pid)
        return false;
    advice->advice = STR("Switch vm.oom_kill_allocating_task off: it kills who asks for memory, not who holds it.");
    advice->command = STR("sysctl -w vm.oom_kill_allocating_task=0");
    advice->because = arena_format(facts->arena, "%.*s was killed, while %.*s holds %s.", NAMED(kill->name),
                                   NAMED(facts->holders.largest.name), SIZE(facts->holders.largest.kb));
    advice->lines = evidence_line(kill->line);
    return true;
}

bool advice_keep_swap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("keep-swap-on");
    if (!facts->reckoning->swapoff || facts->room.is_cgroup)
        return false;
    advice->advice = STR("Leave swap on, or free as much RAM first as is swapped out: compare SwapTotal less SwapFree "
                         "with MemAvailable before swapoff.");
    advice->command = STR("grep -E 'Swap(Total|Free)|MemAvailable' /proc/meminfo");
    advice->because = STR("swapoff reads everything back into RAM, and here it did not fit.");
    advice->lines = facts->event->trigger.lines.first ? facts->event->trigger.lines : facts->event->lines;
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

/* Zones whose marks vm.min_free_kbytes sets: those of HighMem and Movable are small by design. */
struct advice_low_zones {
    bool whole;  /* all zones of the machine are in the log */
    bool is_old; /* printed before 2.6.28: the first kernels of 2.6 had a quarter of that value */
    int64_t managed_kb, min_kb;
    struct span lines;
};

static struct advice_low_zones advice_low_zones(const struct facts *facts) {
    enum { WHOLE_PERCENT = 95 };
    const struct memory *memory = &facts->event->memory;
    struct advice_low_zones low = {.whole = memory->zone_count > 0};
    int64_t all_kb = 0;
    for (size_t i = 0; i < memory->zone_count; i++) {
        const struct zone *zone = &memory->zones[i];
        int64_t size_kb = zone->managed_kb != ABSENT ? zone->managed_kb : zone->present_kb;
        low.whole = low.whole && zone->line > 0 && zone->min_kb != ABSENT && size_kb != ABSENT;
        low.is_old = low.is_old || zone->inactive_anon_kb == ABSENT;
        all_kb = amount_sum(all_kb, size_kb);
        if (size_kb <= 0 || str_equal(zone->name, STR("HighMem")) || str_equal(zone->name, STR("Movable")) ||
            str_equal(zone->name, STR("Device")))
            continue;
        low.managed_kb = amount_sum(low.managed_kb, size_kb);
        low.min_kb = amount_sum(low.min_kb, watermarks_steady_min_kb(zone));
        low.lines = evidence_join(low.lines, evidence_line(zone->line));
    }
    low.whole = low.whole && !facts->reckoning->ledger.filtered &&
                amount_at_least(all_kb, WHOLE_PERCENT, facts->reckoning->ledger.managed_kb);
    return low;
}

/* "page allocation failure: order:0, mode:0x20(GFP_ATOMIC)"; up to 4.5 the mask has no names: __GFP_HIGH, and in the
 * network's paths __GFP_COMP with it. */
static bool advice_is_atomic(str text) {
    size_t at = str_find(text, STR("mode:0x"));
    str mode = at == STR_NONE ? STR("") : str_from(text, at + 7);
    bool named = str_has(text, STR("GFP_ATOMIC"));
    return str_has(text, STR("order:0")) && (named || str_equal(mode, STR("20")) || str_equal(mode, STR("4020")));
}

/* A request that may not wait found no reserve. */
static int64_t advice_atomic_failure_line(const struct event *event) {
    for (size_t i = 0; i < event->note_count; i++)
        if (event->notes[i].kind == NOTE_ALLOCATION_FAILURE && advice_is_atomic(event->notes[i].text))
            return event->notes[i].line;
    return 0;
}

/* init_per_zone_wmark_min (mm/page_alloc.c): 4 * sqrt(low memory in kB), 128 to 65536 (since 5.9: 262144); unchanged
 * machines show 0.95 to 1.0 of it. */
bool advice_min_free(const struct facts *facts, struct advice *advice) {
    advice->code = STR("raise-min-free");
    enum { LEAST_KB = 128, MOST_KB = 65536, MOST_NOW_KB = 262144 };
    if (facts->room.is_cgroup || !facts->room.is_known)
        return false;
    const struct advice_low_zones zones = advice_low_zones(facts);
    int64_t usual = advice_root(amount_product(zones.managed_kb, 16));
    int64_t most_kb = release_is_since(facts->reckoning->release, RELEASE(5, 9, 0)) ? MOST_NOW_KB : MOST_KB;
    usual = usual < LEAST_KB ? LEAST_KB : usual > most_kb ? most_kb : usual;
    int64_t failed = advice_atomic_failure_line(facts->event);
    bool low =
        zones.whole && !zones.is_old && zones.min_kb > 0 && !amount_at_least(zones.min_kb, MIN_FREE_LOW_PERCENT, usual);
    int64_t wanted = low ? usual : amount_product(zones.min_kb, 2);
    int64_t most = low ? INT64_MAX : facts->room.kb / 1000 * MIN_FREE_CAP_PERMILLE;
    if (!zones.whole || zones.min_kb <= 0 || !(low || failed > 0) || wanted > most)
        return false;
    advice->advice = STR("Raise vm.min_free_kbytes, so that the kernel starts to reclaim earlier.");
    advice->command = arena_format(facts->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)wanted);
    advice->because = arena_format(facts->arena,
                                   "The watermarks show a value of about %lld kB; for %s of low memory %lld kB is the "
                                   "kernel's default%s.",
                                   (long long)zones.min_kb, SIZE(zones.managed_kb), (long long)usual,
                                   failed > 0 ? ", and a request that may not wait failed near the kill" : "");
    advice->side_effect = STR("Programs have that much less to use.");
    advice->lines = failed > 0 ? evidence_join(zones.lines, evidence_line(failed)) : zones.lines;
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
