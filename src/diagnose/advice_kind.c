/* What helps against memory that is no process's: slab, shared memory, page tables, huge pages and their like.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/holders.h"
#include "diagnose/lead.h"
#include "diagnose/shortage.h"
#include "diagnose/slabs.h"

/* A container has tmpfs mounts of its own. */
static str advice_shmem_command(const struct scene *scene) {
    str runtime = scene->cgroup ? scene->reckoning->container.runtime : STR(""), id = shell_container_id(scene);
    if (id.len && (str_equal(runtime, STR("docker")) || str_equal(runtime, STR("podman"))))
        return arena_format(scene->arena, "%.*s exec %.*s df -h", STR_ARG(runtime), STR_ARG(id));
    if (id.len && (str_equal(runtime, STR("containerd")) || str_equal(runtime, STR("cri-o"))))
        return arena_format(scene->arena, "crictl exec %.*s df -h", STR_ARG(id));
    return STR("df -h -t tmpfs; ipcs -m; du -xsh /dev/shm /tmp /run; lsof +L1");
}

/* A page of 4 kB costs 8 bytes of page table, a 512th. Tables far beyond that map next to nothing. */
static bool advice_is_sparse(const struct scene *scene) {
    enum { SPARSE_TIMES = 64 };
    int64_t held = amount_sum(scene->reckoning->rss_sum_kb, scene->reckoning->swap_sum_kb);
    return scene->table && amount_product(scene_kb(scene, PART_PAGETABLES), SPARSE_TIMES) > held;
}

/* The largest cache of those that show by their name whose they are. */
static const struct slab *advice_telling_cache(const struct scene *scene) {
    const struct slab *slab = slabs_next(scene, NULL);
    for (int i = 0; slab && i < 8; i++, slab = slabs_next(scene, slab))
        if (slabs_command(scene, slab).len)
            break;
    return slab && amount_at_least(slab->total_kb, SLAB_MENTION_PERCENT, scene_slab_kb(scene)) ? slab : NULL;
}

/* Who has most of the shared memory mapped: then it is a segment of that service, not files in tmpfs. KB of the holder
 * is what is mapped. */
static const struct holder *advice_segment_owner(const struct scene *scene, struct holder *owner) {
    const struct event *event = scene->event;
    const struct kill *kill = event->kill_count ? &event->kills[0] : NULL;
    for (size_t row = 0; row < event->tasks.count; row++) {
        int64_t kb = amount_product(event->tasks.items[row].rss_shmem, scene->reckoning->page_kb);
        if (kb <= owner->kb)
            continue;
        *owner = holders_of_row(scene, row);
        owner->kb = kb;
    }
    if (kill && kill->shmem_rss_kb > owner->kb)
        *owner = (struct holder){.name = kill->name, .kb = kill->shmem_rss_kb, .lines = evidence_line(kill->line)};
    return amount_at_least(owner->kb, SHMEM_ONE_MAPPING_PERCENT, scene_shmem_kb(scene)) ? owner : NULL;
}

/* Half of what was locked: a figure to begin with. */
static int64_t advice_locked_kb(const struct scene *scene) {
    return shell_floor_kb(scene_kb(scene, PART_UNEVICTABLE) / 2);
}

/* The kernel begins at 10 % of RAM by default: a hundredth, within bounds that suit slow and fast storage. */
static int64_t advice_background_kb(const struct scene *scene) {
    enum { LEAST_KB = 16 * 1024, MOST_KB = 256 * 1024 };
    int64_t kb = shell_floor_kb(amount_percent(scene->room_kb, 1));
    return kb < LEAST_KB ? LEAST_KB : kb > MOST_KB ? MOST_KB : kb;
}

/* Where one zone was short, what is hardly any of it is no matter. */
static bool advice_is_beside_zone(const struct scene *scene, int64_t kb, int64_t percent) {
    int64_t zone_kb = shortage_of(scene, true).managed_kb;
    return scene->reckoning->shortage == SHORTAGE_ZONE && zone_kb > 0 && !amount_at_least(kb, percent, zone_kb);
}

bool advice_slab(const struct scene *scene, struct advice *advice) {
    if (advice_is_beside_zone(scene, scene_slab_kb(scene), SLAB_MENTION_PERCENT))
        return false;
    const struct slab *cache = advice_telling_cache(scene);
    str group = shell_group_file(scene, "memory.stat", NULL);
    str owners = cache ? slabs_command(scene, cache) : STR("");
    str lead = lead_advice(scene, PART_SLAB), check = lead_check(scene, PART_SLAB);
    if (cache)
        advice->advice = arena_format(scene->arena, "Find out who makes the objects of the slab cache %.*s (%s).%.*s",
                                      STR_ARG(cache->name), slabs_meaning(scene, cache), STR_ARG(lead));
    else
        advice->advice = arena_format(scene->arena,
                                      "Find out which kernel objects grow and who makes them (dentry, inode and NFS "
                                      "caches, files, sockets, messages).%.*s",
                                      STR_ARG(lead));
    if (check.len && !str_equal(check, owners))
        owners = arena_format(scene->arena, "%.*s%s%.*s", STR_ARG(check), owners.len ? "; " : "", STR_ARG(owners));
    if (group.len)
        group = arena_format(scene->arena, "grep -E '^(kernel|slab|sock|percpu|vmalloc)' %.*s; ", STR_ARG(group));
    advice->command = arena_format(scene->arena, "%.*sslabtop -o -s c | head -n 20%s%.*s", STR_ARG(group),
                                   owners.len ? "; " : "", STR_ARG(owners));
    advice->because =
        arena_format(scene->arena, "Slab holds %s; killing processes frees only the objects that end with them.",
                     SIZE(scene_slab_kb(scene)));
    advice->lines = scene->parts[PART_SLAB].lines;
    return true;
}

bool advice_shmem(const struct scene *scene, struct advice *advice) {
    const struct holder *owner = advice_segment_owner(scene, &(struct holder){0});
    advice->lines = owner ? owner->lines : scene->parts[PART_SHMEM].lines;
    if (owner) {
        advice->advice = arena_format(scene->arena,
                                      "Make the shared segment of %.*s smaller: its size is a setting of that "
                                      "service (a database's shared buffers, for example).",
                                      NAMED(owner->name));
        advice->command = STR("ipcs -m -p; df -h /dev/shm");
        advice->because = arena_format(scene->arena, "It has %s of %s of shared memory mapped: a segment, not files.",
                                       SIZE(owner->kb), SIZE(scene_shmem_kb(scene)));
        return true;
    }
    advice->advice = STR("Look for large files in tmpfs, deleted ones that are still open among them (lsof +L1), and "
                         "for shared-memory segments without users (nattch 0), and remove them.");
    advice->command = advice_shmem_command(scene);
    advice->because =
        arena_format(scene->arena, "Shared memory holds %s; it stays until the file or segment is removed.",
                     SIZE(scene_shmem_kb(scene)));
    return true;
}

bool advice_cap_tmpfs(const struct scene *scene, struct advice *advice) {
    const struct container *box = &scene->reckoning->container;
    int64_t cap = shell_floor_kb(amount_percent(scene->room_kb, HEADROOM_PERCENT));
    if (!scene->room_known || (scene->cgroup && !shell_is_managed(box)) ||
        advice_segment_owner(scene, &(struct holder){0}))
        return false;
    if (box->pod_uid.len && scene->cgroup)
        advice->advice = arena_format(scene->arena,
                                      "Bound the pod's emptyDir volumes of medium Memory: sizeLimit: %si, for "
                                      "example.",
                                      ARGUMENT(cap));
    else if (scene->cgroup)
        advice->advice = arena_format(scene->arena,
                                      "Bound the container's tmpfs when it is started: --shm-size %s, or --tmpfs "
                                      "/PATH:size=%s.",
                                      ARGUMENT(cap), ARGUMENT(cap));
    else
        advice->advice = arena_format(
            scene->arena, "Bound the tmpfs that grew: size= in its mount unit or in /etc/fstab, for example size=%s.",
            ARGUMENT(cap));
    advice->because = scene->cgroup ? STR("What is written to a tmpfs counts against the container's limit.")
                                    : STR("A tmpfs without size= may take half of RAM, and several of them all of it.");
    advice->lines = scene->parts[PART_SHMEM].lines;
    return true;
}

bool advice_page_tables(const struct scene *scene, struct advice *advice) {
    const char *size = SIZE(scene_kb(scene, PART_PAGETABLES));
    if (advice_is_sparse(scene)) {
        advice->advice = STR("Map and touch less address space, and unmap what was used: freeing the pages alone keeps "
                             "their tables.");
        advice->because = arena_format(
            scene->arena, "Page tables hold %s, far more than what they map: the pages lie scattered or are gone.",
            size);
    } else {
        advice->advice = STR("Map large regions with huge pages, or fewer of them in fewer processes.");
        advice->because = arena_format(
            scene->arena, "Page tables hold %s; for regions in huge pages they would be a fraction.", size);
    }
    advice->command = STR("grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n -r | head");
    advice->lines = scene->parts[PART_PAGETABLES].lines;
    return true;
}

/* The pool of the default size, cut down to what is in use. */
bool advice_hugetlb(const struct scene *scene, struct advice *advice) {
    const struct memory *memory = &scene->event->memory;
    const struct hugepages *most = NULL;
    int64_t used = 0, idle_kb = 0;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (!most || amount_product(memory->hugepages[i].free, memory->hugepages[i].size_kb) > idle_kb) {
            most = &memory->hugepages[i];
            idle_kb = amount_product(most->free, most->size_kb);
        }
    if (!most || idle_kb == 0)
        return false;
    for (size_t i = 0; i < memory->hugepages_count; i++)
        if (memory->hugepages[i].size_kb == most->size_kb)
            used = amount_sum(used, amount_less(memory->hugepages[i].total, memory->hugepages[i].free));
    str pool = arena_format(scene->arena, "/sys/kernel/mm/hugepages/hugepages-%lldkB", (long long)most->size_kb);
    advice->advice = STR("Shrink the pool of huge pages to what is used, unless the free ones are promised to somebody "
                         "(resv_hugepages is not 0).");
    advice->command = arena_format(scene->arena, "grep -x 0 %.*s/resv_hugepages && echo %lld > %.*s/nr_hugepages",
                                   STR_ARG(pool), (long long)used, STR_ARG(pool));
    advice->because = arena_format(
        scene->arena, "%s of it was idle; make it last with vm.nr_hugepages in /etc/sysctl.d.", SIZE(idle_kb));
    advice->lines = evidence_line(most->line);
    return true;
}

bool advice_unevictable(const struct scene *scene, struct advice *advice) {
    const struct tasks *tasks = &scene->event->tasks;
    const struct holder *holder = &scene->largest;
    bool locked = holder->count &&
                  amount_at_least(holder->anon_kb, UNEVICTABLE_LOCKED_PERCENT, scene_kb(scene, PART_UNEVICTABLE));
    bool root = holder->row < tasks->count && tasks->items[holder->row].uid == 0;
    advice->command = STR("grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    if (locked && root) {
        advice->advice = arena_format(scene->arena,
                                      "Let %.*s lock less (mlockall), or run it as a user of its own with "
                                      "LimitMEMLOCK=%s in its unit: it runs as root, whom no such limit holds.",
                                      NAMED(holder->name), ARGUMENT(advice_locked_kb(scene)));
    } else if (locked) {
        advice->advice =
            arena_format(scene->arena, "Limit how much memory %.*s may lock: LimitMEMLOCK=%s in its unit (ulimit -l).",
                         NAMED(holder->name), ARGUMENT(advice_locked_kb(scene)));
    } else {
        advice->advice =
            STR("Move files from ramfs to a tmpfs with size=: ramfs knows no limit and cannot be swapped.");
        advice->command = STR("findmnt -t ramfs; grep -H VmLck /proc/[0-9]*/status | sort -k2 -n -r | head");
    }
    advice->because = arena_format(scene->arena, "%s could be neither dropped nor swapped out.",
                                   SIZE(scene_kb(scene, PART_UNEVICTABLE)));
    advice->lines = scene->parts[PART_UNEVICTABLE].lines;
    return true;
}

/* The sysctls hold for the whole machine: what one cgroup needs they would take from all. */
bool advice_dirty(const struct scene *scene, struct advice *advice) {
    int64_t background = advice_background_kb(scene), most = amount_product(background, 4);
    const char *held = SIZE(scene_kb(scene, PART_FILE));
    advice->lines = scene->parts[PART_FILE].lines;
    if (!scene_is_dirty(scene)) {
        advice->advice = STR("Find out what kept the page cache from being dropped: memory.min or memory.low of a "
                             "cgroup, locked files, or lru_gen/min_ttl_ms.");
        advice->command = STR("grep -rvx 0 --include=memory.min --include=memory.low /sys/fs/cgroup; cat "
                              "/sys/kernel/mm/lru_gen/min_ttl_ms");
        advice->because = arena_format(scene->arena, "%s of it was there, and most was not dirty.", held);
        return true;
    }
    advice->because = arena_format(scene->arena, "Page cache held %s that was not written in time.", held);
    if (scene->cgroup) {
        advice->advice = STR("Let the program that writes so much flush as it goes (fdatasync, O_DIRECT; dd: "
                             "oflag=direct).");
        return true;
    }
    advice->advice = STR("Start writing earlier, so that fewer dirty pages wait for the storage.");
    advice->command = arena_format(scene->arena, "sysctl -w vm.dirty_background_bytes=%lld vm.dirty_bytes=%lld",
                                   (long long)amount_product(background, 1024), (long long)amount_product(most, 1024));
    return true;
}

bool advice_unaccounted(const struct scene *scene, struct advice *advice) {
    if (scene_kb(scene, PART_UNACCOUNTED) == 0 ||
        advice_is_beside_zone(scene, scene_kb(scene, PART_UNACCOUNTED), UNACCOUNTED_CAUSE_PERCENT))
        return false;
    str group = shell_group_file(scene, "memory.stat", "memory.stat");
    if (scene->cgroup)
        advice->advice =
            STR("Look for kernel memory that is charged to the cgroup and that no statistic names: BPF maps, "
                "pipe buffers, netfilter tables, io_uring, vmalloc.");
    else
        advice->advice = STR("Look for the owner outside the counters: vmalloc, drivers, balloon, BPF maps, pipes and "
                             "sockets, zram, zswap, ZFS.");
    str lead = lead_advice(scene, PART_UNACCOUNTED), check = lead_check(scene, PART_UNACCOUNTED);
    if (lead.len)
        advice->advice = arena_format(scene->arena, "%.*s%.*s", STR_ARG(advice->advice), STR_ARG(lead));
    if (group.len)
        advice->command = arena_format(scene->arena, "cat %.*s; bpftool map", STR_ARG(group));
    else
        advice->command = STR("grep -E 'Vmalloc|Percpu|Zswap|MemTotal' /proc/meminfo; cat /proc/net/sockstat; sort -k2 "
                              "-n -r /proc/vmallocinfo | head; bpftool map; lsmod");
    if (check.len)
        advice->command = arena_format(scene->arena, "%.*s; %.*s", STR_ARG(check), STR_ARG(advice->command));
    advice->because =
        arena_format(scene->arena, "%s is in no counter of the report.", SIZE(scene_kb(scene, PART_UNACCOUNTED)));
    advice->lines = scene_lines(scene);
    return true;
}

bool advice_reserved(const struct scene *scene, struct advice *advice) {
    const struct ledger *ledger = &scene->reckoning->ledger;
    if (!scene_is_shrunken(scene) || scene->booting)
        return false;
    advice->advice =
        STR("Find out what took the reserved memory: a hypervisor's balloon, crashkernel=, a debug kernel.");
    advice->command = STR("dmesg | grep -iE 'balloon|crashkernel|Memory:'");
    advice->because = arena_format(scene->arena, "%s of %s RAM was not the kernel's to give.",
                                   SIZE(ledger->reserved_kb), SIZE(ledger->total_kb));
    advice->lines = scene->room_lines;
    return true;
}
