/* What helps against memory that is no process's: slab, shared memory, page tables, huge pages and their like.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"

/* A container has tmpfs mounts of its own. */
static str advice_shmem_command(const struct scene *scene) {
    str runtime = scene->reckoning->container.runtime, id = shell_container_id(scene);
    if (id.len && (str_equal(runtime, STR("docker")) || str_equal(runtime, STR("podman"))))
        return evidence_format(scene->arena, "%.*s exec %.*s df -h", STR_ARG(runtime), STR_ARG(id));
    if (id.len && (str_equal(runtime, STR("containerd")) || str_equal(runtime, STR("cri-o"))))
        return evidence_format(scene->arena, "crictl exec %.*s df -h", STR_ARG(id));
    return STR("df -h -t tmpfs; ipcs -m; du -xsh /dev/shm /tmp /run; lsof +L1");
}

/* A page of 4 kB costs 8 bytes of page table, a 512th. Tables far beyond that map next to nothing. */
static bool advice_is_sparse(const struct scene *scene) {
    enum { SPARSE_TIMES = 64 };
    int64_t held = tally_sum(scene->reckoning->rss_sum_kb, scene->reckoning->swap_sum_kb);
    return scene->table && tally_times(scene_kb(scene, PART_PAGETABLES), SPARSE_TIMES) > held;
}

bool advice_slab(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Find out which kernel objects grow and who makes them (dentry, inode and NFS caches, files, "
                         "sockets, messages).");
    advice->command = STR("slabtop -o -s c | head -n 20");
    advice->because =
        evidence_format(scene->arena, "Slab holds %s; killing processes frees only the objects that end with them.",
                        SIZE(scene_slab_kb(scene)));
    advice->lines = scene->parts[PART_SLAB].lines;
    return true;
}

bool advice_shmem(const struct scene *scene, struct oomwhy_advice *advice) {
    advice->advice = STR("Look for large files in tmpfs, deleted ones that are still open among them (lsof +L1), and "
                         "for shared-memory segments without users (nattch 0), and remove them.");
    advice->command = advice_shmem_command(scene);
    advice->because =
        evidence_format(scene->arena, "Shared memory holds %s; it stays until the file or segment is removed.",
                        SIZE(scene_shmem_kb(scene)));
    advice->lines = scene->parts[PART_SHMEM].lines;
    return true;
}

bool advice_cap_tmpfs(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t cap = shell_floor_kb(tally_percent(scene->room_kb, HEADROOM_PERCENT));
    advice->advice = evidence_format(
        scene->arena, "Bound the tmpfs that grew: size= in its mount unit or in /etc/fstab, for example size=%s.",
        ARGUMENT(cap));
    advice->because = STR("A tmpfs without size= may take half of RAM, and several of them all of it.");
    advice->lines = scene->parts[PART_SHMEM].lines;
    return !scene->cgroup && scene->room_known;
}

bool advice_page_tables(const struct scene *scene, struct oomwhy_advice *advice) {
    const char *size = SIZE(scene_kb(scene, PART_PAGETABLES));
    if (advice_is_sparse(scene)) {
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
bool advice_hugetlb(const struct scene *scene, struct oomwhy_advice *advice) {
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

bool advice_unevictable(const struct scene *scene, struct oomwhy_advice *advice) {
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

bool advice_dirty(const struct scene *scene, struct oomwhy_advice *advice) {
    int64_t bytes = tally_times(tally_percent(scene->room_kb, 10), 1024);
    advice->advice = STR("Start writing earlier, so that fewer dirty pages wait for the storage.");
    advice->command = evidence_format(scene->arena, "sysctl -w vm.dirty_background_bytes=%lld vm.dirty_bytes=%lld",
                                      (long long)bytes, (long long)tally_times(bytes, 2));
    advice->because = evidence_format(scene->arena, "Page cache held %s that could not be dropped in time.",
                                      SIZE(scene_kb(scene, PART_FILE)));
    advice->lines = scene->parts[PART_FILE].lines;
    return true;
}

bool advice_unaccounted(const struct scene *scene, struct oomwhy_advice *advice) {
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

bool advice_reserved(const struct scene *scene, struct oomwhy_advice *advice) {
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
