/* More room: swap, RAM, and when the kernel begins to reclaim.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/holders.h"
#include "model/release.h"

/* What the load took. How much of what sleeps in swap it needs at a time, no report shows. */
static str advice_need(const struct scene *scene) {
    int64_t file = scene_kb(scene, PART_FILE), anon = scene_kb(scene, PART_ANON);
    if (scene->parts[PART_FILE].kb == ABSENT) /* up to 2.6.27 it is not told apart */
        return arena_format(scene->arena, "Processes and the page cache of their files hold %s in RAM.", SIZE(anon));
    if (!scene->swap_used_kb)
        return arena_format(scene->arena, "Processes hold %s, and only %s of page cache was left for their files.",
                            SIZE(holders_together_kb(scene)), SIZE(file));
    return arena_format(scene->arena,
                        "Processes hold %s in RAM, only %s of page cache was left for their files, and %s more is "
                        "swapped out: with that much more RAM none of it would have had to go.",
                        SIZE(anon), SIZE(file), SIZE(scene->swap_used_kb));
}

static int64_t advice_root(int64_t value) {
    int64_t root = 0;
    for (int64_t bit = (int64_t)1 << 30; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= value)
            root += bit;
    return root;
}

bool advice_add_swap(const struct scene *scene, struct advice *advice) {
    enum { LEAST_KB = 512 * 1024, MOST_KB = 4 * 1024 * 1024 };
    if (scene->cgroup || scene->reckoning->swap != SWAP_NONE || !scene->room_known || scene->tiny)
        return false;
    int64_t size = shell_floor_kb(amount_percent(scene->room_kb, HEADROOM_PERCENT));
    size = size < LEAST_KB ? LEAST_KB : size > MOST_KB ? MOST_KB : size;
    advice->advice = scene->outlier
                         ? STR("Add some swap, to gain time: the machine slows down before it kills.")
                         : STR("Add some swap for emergency breathing room (and to /etc/fstab, to keep it).");
    advice->command = arena_format(
        scene->arena, "fallocate -l %s /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile",
        ARGUMENT(size));
    advice->because = scene->outlier ? STR("No swap is configured. It cures no leak, which fills that too.")
                                     : STR("No swap is configured, so memory that nobody touches had nowhere to go.");
    advice->lines = scene->reckoning->swap_lines;
    return true;
}

bool advice_use_swap(const struct scene *scene, struct advice *advice) {
    const struct reckoning *r = scene->reckoning;
    bool idle = r->swap == SWAP_UNUSED ||
                (r->swap == SWAP_PARTLY_USED && amount_at_least(r->swap_free_kb, 20, r->swap_total_kb));
    if (scene->cgroup || !idle || !amount_at_least(scene_kb(scene, PART_ANON), 50, scene->room_kb))
        return false;
    advice->advice =
        STR("Find out why swap stayed free: swappiness 0, a memory.swap.max of a cgroup, or storage too slow.");
    advice->command = STR("sysctl vm.swappiness; grep -rvx max --include=memory.swap.max /sys/fs/cgroup");
    advice->because = arena_format(scene->arena, "%s of swap were free while %s filled RAM.", SIZE(r->swap_free_kb),
                                   scene->anonymous);
    advice->lines = r->swap_lines;
    return true;
}

bool advice_add_ram(const struct scene *scene, struct advice *advice) {
    if (scene->cgroup || !scene->room_known || scene->booting)
        return false;
    int64_t mine =
        amount_sum(scene_kb(scene, PART_ANON), amount_sum(scene_kb(scene, PART_FREE), scene_kb(scene, PART_FILE)));
    int64_t wanted = advice_headroom_kb(amount_sum(scene->processes_kb, amount_less(scene->room_kb, mine)));
    if (wanted <= scene->room_kb)
        return false;
    if (scene->swap_used_kb)
        advice->advice = STR("If this load is meant to run here, give it more RAM, start fewer of these processes, or "
                             "spread them over machines.");
    else
        advice->advice = arena_format(scene->arena,
                                      "If this load is meant to run here, plan for about %s of RAM, start fewer of "
                                      "these processes, or spread them over machines.",
                                      SIZE(wanted));
    advice->because = advice_need(scene);
    advice->lines = scene->parts[PART_ANON].lines;
    return true;
}

/* init_per_zone_wmark_min (mm/page_alloc.c): 4 * sqrt(low memory in kB). */
bool advice_min_free(const struct scene *scene, struct advice *advice) {
    int64_t now = scene->reckoning->min_total_kb, usual = advice_root(amount_product(scene->room_kb, 16));
    bool low = amount_at_least(usual, 125, now), fragmented = scene->reckoning->shortage == SHORTAGE_FRAGMENTED;
    int64_t most = scene->room_kb / 1000 * MIN_FREE_CAP_PERMILLE;
    int64_t wanted = low ? usual : amount_product(now, 2);
    if (now == ABSENT || now <= 0 || !scene->room_known || scene->cgroup || scene->reckoning->ledger.filtered ||
        !(low || fragmented) || wanted > most)
        return false;
    advice->advice = STR("Raise vm.min_free_kbytes, so that the kernel starts to reclaim earlier.");
    advice->command = arena_format(scene->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)wanted);
    advice->because =
        arena_format(scene->arena, "The watermarks show a value of about %lld kB; for %s of RAM %lld kB is usual.",
                     (long long)now, SIZE(scene->room_kb), (long long)usual);
    advice->lines = scene->event->memory.lines;
    return true;
}

/* A value so high that memory below it is as good as gone. */
bool advice_lower_min_free(const struct scene *scene, struct advice *advice) {
    int64_t now = scene->reckoning->min_total_kb;
    if (scene->cgroup || !scene->room_known || !amount_at_least(now, MIN_FREE_HIGH_PERCENT, scene->room_kb))
        return false;
    int64_t usual = advice_root(amount_product(scene->room_kb, 16));
    advice->advice = STR("Lower vm.min_free_kbytes: it keeps memory from everybody.");
    advice->command = arena_format(scene->arena, "sysctl -w vm.min_free_kbytes=%lld", (long long)usual);
    advice->because = arena_format(scene->arena, "The watermarks keep %s, %s of RAM, free; %lld kB is usual.",
                                   SIZE(now), PERCENT(now, scene->room_kb), (long long)usual);
    advice->lines = scene->event->memory.lines;
    return true;
}

/* systemd-oomd needs the pressure figures of 4.20. */
bool advice_early_killer(const struct scene *scene, struct advice *advice) {
    enum { LEAST_KB = 1024 * 1024 };
    bool old = release_is_before(scene->reckoning->release, RELEASE(4, 20, 0));
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
