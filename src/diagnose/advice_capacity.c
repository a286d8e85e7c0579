/* More room: swap, and RAM that is not to be had.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"

bool advice_add_swap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("add-swap");
    enum { LEAST_KB = 512 * 1024, MOST_KB = 4 * 1024 * 1024 };
    if (facts->room.is_cgroup || facts->reckoning->swap != SWAP_NONE || !facts->room.is_known || facts->room.tiny)
        return false;
    int64_t size = shell_floor_kb(amount_percent(facts->room.kb, HEADROOM_PERCENT));
    size = size < LEAST_KB ? LEAST_KB : size > MOST_KB ? MOST_KB : size;
    advice->advice = facts->holders.outlier
                         ? STR("Add some swap, to gain time: the machine slows down before it kills.")
                         : STR("Add some swap for emergency breathing room (and to /etc/fstab, to keep it).");
    advice->command = arena_format(
        facts->arena, "fallocate -l %s /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile",
        ARGUMENT(size));
    advice->because = facts->holders.outlier
                          ? STR("No swap is configured. It cures no leak, which fills that too.")
                          : STR("No swap is configured, so memory that nobody touches had nowhere to go.");
    advice->side_effect = STR("What is swapped out stands on the disk, and reading it back is slow.");
    advice->lines = facts->reckoning->swap_lines;
    return true;
}

bool advice_use_swap(const struct facts *facts, struct advice *advice) {
    advice->code = STR("use-swap");
    const struct reckoning *r = facts->reckoning;
    bool idle = r->swap == SWAP_UNUSED ||
                (r->swap == SWAP_PARTLY_USED && amount_at_least(r->swap_free_kb, 20, r->swap_total_kb));
    if (facts->room.is_cgroup || !idle || !amount_at_least(room_part_kb(&facts->room, PART_ANON), 50, facts->room.kb))
        return false;
    advice->advice =
        STR("Find out why swap stayed free: swappiness 0, a memory.swap.max of a cgroup, or storage too slow.");
    advice->command = STR("sysctl vm.swappiness; grep -rvx max --include=memory.swap.max /sys/fs/cgroup");
    advice->because = arena_format(facts->arena, "%s of swap were free while %s filled RAM.", SIZE(r->swap_free_kb),
                                   facts->room.anonymous);
    advice->lines = r->swap_lines;
    return true;
}

bool advice_reserved(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-reserved");
    const struct ledger *ledger = &facts->reckoning->ledger;
    if (!room_is_shrunken(&facts->room) || facts->room.booting)
        return false;
    advice->advice =
        STR("Find out what took the reserved memory: a hypervisor's balloon, crashkernel=, a debug kernel.");
    advice->command = STR("dmesg | grep -iE 'balloon|crashkernel|Memory:'");
    advice->because = arena_format(facts->arena, "%s of %s RAM was not the kernel's to give.",
                                   SIZE(ledger->reserved_kb), SIZE(ledger->total_kb));
    advice->lines = facts->room.lines;
    return true;
}
