/* More room: swap, and RAM that is not to be had.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "model/release.h"

/* A kubelet of Kubernetes refuses to start on a machine with swap, unless it is told otherwise. */
static bool advice_has_kubelet(const struct facts *facts) {
    for (size_t i = 0; i < facts->event->tasks.count; i++)
        if (str_equal(facts->event->tasks.items[i].name, STR("kubelet")))
            return true;
    return str_has(facts->event->summary.task_memcg, STR("kubepods"));
}

/* A swap file has a lower priority than zram of its own accord: it takes what zram has no room for. */
static void advice_beside_zram(const struct facts *facts, struct advice *advice) {
    advice->advice = STR("Add some swap on a disk beside zram, for what zram has no room for.");
    advice->because = STR("All of swap is zram and in use: what is swapped out there takes RAM still.");
    advice->lines = evidence_line(facts->event->boot_memory.zram_line);
}

/* It was used since boot. */
static bool advice_swap_was_on(const struct facts *facts) {
    return facts->reckoning->swap == SWAP_NONE && facts->event->memory.totals.swapcache_add.value > 0;
}

static void advice_switch_on_swap(const struct facts *facts, struct advice *advice) {
    advice->advice = STR("Switch swap on again, if it was not switched off on purpose.");
    advice->command = STR("swapon -a && swapon -s");
    advice->because = STR("There was swap since boot, and none at the kill.");
    advice->lines =
        evidence_join(facts->reckoning->swap_lines, evidence_line(facts->event->memory.totals.swapcache_add.line));
}

bool advice_add_swap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("add-swap");
    enum { LEAST_KB = 512 * 1024, MOST_KB = 4 * 1024 * 1024 };
    bool zram = facts->reckoning->swap == SWAP_FULL && room_swaps_to_zram(&facts->room);
    if (facts->room.is_cgroup || (facts->reckoning->swap != SWAP_NONE && !zram) || !facts->room.is_known ||
        facts->room.tiny || facts->room.booting || facts->userland.is_android)
        return false;
    int64_t size = shell_floor_kb(amount_percent(facts->room.kb, HEADROOM_PERCENT));
    size = size < LEAST_KB ? LEAST_KB : size > MOST_KB ? MOST_KB : size;
    advice->advice = facts->holders.outlier
                         ? STR("Add some swap, to gain time: the machine slows down before it kills.")
                         : STR("Add some swap for emergency breathing room (and to /etc/fstab, to keep it).");
    advice->command = arena_format(facts->arena,
                                   "[ ! -e /swapfile ] && dd if=/dev/zero of=/swapfile bs=1M count=%lld && chmod 600 "
                                   "/swapfile && mkswap /swapfile && swapon /swapfile",
                                   (long long)(size / 1024));
    advice->because = facts->holders.outlier
                          ? STR("No swap is configured. It cures no leak, which fills that too.")
                          : STR("No swap is configured, so memory that nobody touches had nowhere to go.");
    advice->side_effect =
        advice_has_kubelet(facts)
            ? STR("A kubelet does not start with swap unless failSwapOn is false; what is swapped out stands on the "
                  "disk.")
            : arena_format(facts->arena,
                           "It takes %s of the disk of /; what is swapped out is kept there, and reading it back is "
                           "slow.",
                           SIZE(size));
    advice->lines = facts->reckoning->swap_lines;
    if (zram)
        advice_beside_zram(facts, advice);
    if (advice_swap_was_on(facts))
        advice_switch_on_swap(facts, advice);
    return true;
}

bool advice_use_swap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("use-swap");
    const struct reckoning *r = facts->reckoning;
    bool idle = r->swap == SWAP_UNUSED ||
                (r->swap == SWAP_PARTLY_USED && amount_at_least(r->swap_free_kb, 20, r->swap_total_kb));
    if (facts->room.is_cgroup || !idle || !amount_at_least(room_part_kb(&facts->room, PART_ANON), 50, facts->room.kb))
        return false;
    bool v2 = !release_is_before(r->release, RELEASE(4, 5, 0)) && facts->reckoning->cgroup.version != 1;
    advice->advice = v2 ? STR("Find out why swap stayed free: swappiness 0, a memory.swap.max of a cgroup, or storage "
                              "too slow.")
                        : STR("Find out why swap stayed free: swappiness 0, or storage too slow.");
    advice->command = v2 ? STR("sysctl vm.swappiness; grep -rvx max --include=memory.swap.max /sys/fs/cgroup")
                         : STR("sysctl vm.swappiness");
    advice->because =
        arena_format(facts->arena, "%s of swap was free while %s took %s of RAM.", SIZE(r->swap_free_kb),
                     facts->room.anonymous, PERCENT(room_part_kb(&facts->room, PART_ANON), facts->room.kb));
    advice->lines = r->swap_lines;
    return true;
}

bool advice_balloon(const struct facts *facts, int64_t of_kb, struct advice *advice) {
    const int64_t balloon_kb = facts->reckoning->ledger.within.balloon_kb;
    if (facts->room.is_cgroup || !amount_at_least(balloon_kb, 50, of_kb))
        return false;
    advice->advice = arena_format(facts->arena,
                                  "Have the hypervisor give back the %s that its balloon took, or bound what it may "
                                  "take: that is set on the host.",
                                  SIZE(balloon_kb));
    advice->because = STR("The kernel prints what the balloon holds: nothing on this machine uses it.");
    advice->side_effect = STR("The host has that much less for its other machines.");
    advice->lines = room_balloon_lines(&facts->room);
    return true;
}

bool advice_reserved(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-reserved");
    const struct ledger *ledger = &facts->reckoning->ledger;
    if (!room_is_shrunken(&facts->room) || facts->room.booting)
        return false;
    if (advice_balloon(facts, ledger->reserved_kb, advice))
        return true;
    advice->advice =
        STR("Find out what took the reserved memory: a hypervisor's balloon, crashkernel=, a debug kernel.");
    advice->command = STR("dmesg | grep -iE 'balloon|crashkernel|Memory:'");
    advice->because = arena_format(facts->arena, "%s of %s RAM could not be allocated.", SIZE(ledger->reserved_kb),
                                   SIZE(ledger->total_kb));
    advice->lines = facts->room.lines;
    return true;
}
