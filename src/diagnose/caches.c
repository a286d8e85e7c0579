/* What the kernel's slab caches usually hold.
 * SPDX-License-Identifier: MIT */
#include "diagnose/caches.h"

#define CACHES_DESCRIPTORS                                                                                             \
    "for p in /proc/[0-9]*; do echo $(ls $p/fd 2>/dev/null | wc -l) $p $(cat $p/comm); done | sort -n -r | head"
#define CACHES_THREADS "ps -eo nlwp,pid,ppid,stat,comm --sort=-nlwp | head; ps -eo stat,ppid | grep -c ^Z"
#define CACHES_SOCKETS "cat /proc/net/sockstat; ss -a -n -p | sort -k3 -n -r | head"

struct cache {
    str name;
    enum { CACHE_IS, CACHE_STARTS, CACHE_ENDS } how;
    const char *meaning;
};

/* The first that fits holds. */
static const struct cache caches[] = {
    {STR_INIT("dentry"), CACHE_IS, "names of files: many files were touched, or are held open or pinned"},
    {STR_INIT("nfs_inode_cache"), CACHE_IS, "files of NFS mounts"},
    {STR_INIT("sock_inode_cache"), CACHE_IS, "open sockets: perhaps a leak of connections"},
    {STR_INIT("shmem_inode_cache"), CACHE_IS, "files in tmpfs, even empty ones"},
    {STR_INIT("proc_inode_cache"), CACHE_IS, "files of /proc: perhaps monitoring that scans it"},
    {STR_INIT("mqueue_inode_cache"), CACHE_IS, "POSIX message queues"},
    {STR_INIT("inode_cache"), CACHE_IS, "inodes of pipes and other files without a filesystem"},
    {STR_INIT("fuse_inode"), CACHE_IS, "files of FUSE mounts"},
    {STR_INIT("_inode_cache"), CACHE_ENDS, "files of that filesystem"},
    {STR_INIT("_inode"), CACHE_ENDS, "files of that filesystem"},
    {STR_INIT("filp"), CACHE_IS, "open files: perhaps a leak of file descriptors"},
    {STR_INIT("files_cache"), CACHE_IS, "tables of open files, one a process"},
    {STR_INIT("vm_area_struct"), CACHE_IS, "memory mappings: perhaps made again and again (mmap)"},
    {STR_INIT("vma_lock"), CACHE_IS, "memory mappings: perhaps made again and again (mmap)"},
    {STR_INIT("anon_vma"), CACHE_STARTS, "private mappings, multiplied by fork"},
    {STR_INIT("maple_node"), CACHE_IS, "trees of memory mappings"},
    {STR_INIT("mm_struct"), CACHE_IS, "address spaces, one a process"},
    {STR_INIT("task_struct"), CACHE_IS, "threads: too many of them, or zombies"},
    {STR_INIT("signal_cache"), CACHE_IS, "processes: too many of them, or zombies"},
    {STR_INIT("sighand_cache"), CACHE_IS, "processes: too many of them, or zombies"},
    {STR_INIT("pid"), CACHE_STARTS, "processes and threads"},
    {STR_INIT("sigqueue"), CACHE_IS, "signals that wait to be taken: a process blocks them, or timers send too many"},
    {STR_INIT("posix_timers_cache"), CACHE_IS, "POSIX timers (timer_create), perhaps never deleted"},
    {STR_INIT("net_namespace"), CACHE_IS, "network namespaces: perhaps of containers that are not gone"},
    {STR_INIT("io_kiocb"), CACHE_IS, "io_uring requests in flight"},
    {STR_INIT("kioctx"), CACHE_IS, "contexts of asynchronous input/output (io_setup)"},
    {STR_INIT("cred_jar"), CACHE_IS, "credentials of processes and open files"},
    {STR_INIT("key_jar"), CACHE_IS, "keys in kernel keyrings (keyctl)"},
    {STR_INIT("eventpoll_"), CACHE_STARTS, "epoll registrations: perhaps added and never removed"},
    {STR_INIT("eventpoll_epi"), CACHE_IS, "epoll registrations: perhaps added and never removed"},
    {STR_INIT("file_lock_cache"), CACHE_IS, "file locks (flock, fcntl): perhaps taken and never released"},
    {STR_INIT("filelock_cache"), CACHE_IS, "file locks (flock, fcntl): perhaps taken and never released"},
    {STR_INIT("radix_tree_node"), CACHE_IS, "indexes of cached file pages and of kernel tables"},
    {STR_INIT("buffer_head"), CACHE_IS, "buffers of block devices"},
    {STR_INIT("bio"), CACHE_STARTS, "block input/output in flight: perhaps slow or hung storage"},
    {STR_INIT("skbuff_"), CACHE_STARTS, "network packets: perhaps of sockets that nobody reads"},
    {STR_INIT("UDP"), CACHE_STARTS, "UDP sockets"},
    {STR_INIT("TCP"), CACHE_STARTS, "TCP sockets"},
    {STR_INIT("tw_sock_TCP"), CACHE_STARTS, "TCP connections in TIME-WAIT"},
    {STR_INIT("request_sock_TCP"), CACHE_STARTS, "half-open TCP connections"},
    {STR_INIT("UNIX"), CACHE_STARTS, "Unix sockets"},
    {STR_INIT("nf_conntrack"), CACHE_STARTS, "tracked connections of the firewall"},
    {STR_INIT("ip_dst_cache"), CACHE_IS, "routes"},
    {STR_INIT("fib6_nodes"), CACHE_IS, "IPv6 routes"},
    {STR_INIT("neigh"), CACHE_STARTS, "neighbours on the network (ARP)"},
    {STR_INIT("fsnotify_mark"), CACHE_STARTS, "inotify watches"},
    {STR_INIT("inotify_inode_mark"), CACHE_IS, "inotify watches"},
    {STR_INIT("kernfs_node_cache"), CACHE_IS,
     "entries of sysfs and cgroupfs: perhaps of cgroups that are never removed"},
    {STR_INIT("cgroup"), CACHE_STARTS, "cgroups"},
    {STR_INIT("mnt_cache"), CACHE_IS, "mounts"},
    {STR_INIT("kmemleak_object"), CACHE_IS, "a debug kernel's own records (kmemleak)"},
    {STR_INIT("btrfs_"), CACHE_STARTS, "btrfs metadata"},
    {STR_INIT("xfs_"), CACHE_STARTS, "XFS metadata"},
    {STR_INIT("ext4_"), CACHE_STARTS, "ext4 metadata"},
    {STR_INIT("nfsd_"), CACHE_STARTS, "the NFS server"},
    {STR_INIT("Acpi-"), CACHE_STARTS, "ACPI tables"},
    {STR_INIT("msg_msg"), CACHE_STARTS, "System V and POSIX messages, perhaps unread (ipcs -q)"},
    {STR_INIT("memdup_user"), CACHE_STARTS, "copies of data that processes passed to the kernel"},
    {STR_INIT("kmalloc-cg-"), CACHE_STARTS,
     "objects made on behalf of processes (messages, pipes, sockets), charged to their cgroup"},
    {STR_INIT("kmalloc-"), CACHE_STARTS, "objects of any driver or subsystem: the size is all the name tells"},
    {STR_INIT("kmalloc-rnd-"), CACHE_STARTS, "objects of any driver or subsystem: the size is all the name tells"},
    {STR_INIT("size-"), CACHE_STARTS, "objects of any driver or subsystem: the size is all the name tells"},
    {STR_INIT("dma-kmalloc"), CACHE_STARTS, "buffers of old devices"},
};

/* "ext4_inode_cache(123:foo.service)" is the copy that a cgroup has of ext4_inode_cache, up to 5.8. */
static str caches_root(str name) {
    size_t open = str_find_byte(name, '(');
    return open == STR_NONE ? name : str_first(name, open);
}

static bool caches_match(const struct cache *cache, str name) {
    switch (cache->how) {
    case CACHE_IS:
        return str_equal(name, cache->name);
    case CACHE_STARTS:
        return str_starts(name, cache->name);
    case CACHE_ENDS:
        break;
    }
    return str_ends(name, cache->name);
}

/* By a word that the names of its caches begin with: where their owners show. */
static const struct {
    str name;
    const char *command;
} caches_owners[] = {
    {STR_INIT("filp"), CACHES_DESCRIPTORS},
    {STR_INIT("sock_inode_cache"), CACHES_DESCRIPTORS},
    {STR_INIT("eventpoll_"), CACHES_DESCRIPTORS},
    {STR_INIT("files_cache"), CACHES_DESCRIPTORS},
    {STR_INIT("inode_cache"), CACHES_DESCRIPTORS},
    {STR_INIT("vm_area_struct"), "wc -l /proc/[0-9]*/maps 2>/dev/null | sort -n -r | head"},
    {STR_INIT("vma_lock"), "wc -l /proc/[0-9]*/maps 2>/dev/null | sort -n -r | head"},
    {STR_INIT("anon_vma"), "wc -l /proc/[0-9]*/maps 2>/dev/null | sort -n -r | head"},
    {STR_INIT("maple_node"), "wc -l /proc/[0-9]*/maps 2>/dev/null | sort -n -r | head"},
    {STR_INIT("task_struct"), CACHES_THREADS},
    {STR_INIT("signal_cache"), CACHES_THREADS},
    {STR_INIT("sighand_cache"), CACHES_THREADS},
    {STR_INIT("mm_struct"), CACHES_THREADS},
    {STR_INIT("pid"), CACHES_THREADS},
    {STR_INIT("skbuff_"), CACHES_SOCKETS},
    {STR_INIT("UDP"), CACHES_SOCKETS},
    {STR_INIT("TCP"), CACHES_SOCKETS},
    {STR_INIT("tw_sock_TCP"), CACHES_SOCKETS},
    {STR_INIT("request_sock_TCP"), CACHES_SOCKETS},
    {STR_INIT("UNIX"), CACHES_SOCKETS},
    {STR_INIT("sigqueue"), "grep -H ^SigQ /proc/[0-9]*/status | sort -t: -k3 -n -r | head"},
    {STR_INIT("posix_timers_cache"), "grep -c ^ID: /proc/[0-9]*/timers 2>/dev/null | sort -t: -k2 -n -r | head"},
    {STR_INIT("net_namespace"), "lsns -t net"},
    {STR_INIT("msg_msg"), "ipcs -q; ls -l /dev/mqueue"},
    {STR_INIT("mqueue_inode_cache"), "ipcs -q; ls -l /dev/mqueue"},
    {STR_INIT("kmalloc-cg-"), "ipcs -q; ls -l /dev/mqueue; cat /proc/net/sockstat"},
    {STR_INIT("file_lock_cache"), "awk '{print $5}' /proc/locks | sort | uniq -c | sort -n -r | head"},
    {STR_INIT("filelock_cache"), "awk '{print $5}' /proc/locks | sort | uniq -c | sort -n -r | head"},
    {STR_INIT("key_jar"), "cat /proc/key-users"},
    {STR_INIT("nf_conntrack"), "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"},
    {STR_INIT("fsnotify_mark"), "grep -c ^inotify /proc/[0-9]*/fdinfo/* 2>/dev/null | sort -t: -k2 -n -r | head"},
    {STR_INIT("inotify_inode_mark"), "grep -c ^inotify /proc/[0-9]*/fdinfo/* 2>/dev/null | sort -t: -k2 -n -r | head"},
    {STR_INIT("kernfs_node_cache"), "find /sys/fs/cgroup -type d | wc -l"},
    {STR_INIT("cgroup"), "find /sys/fs/cgroup -type d | wc -l"},
    {STR_INIT("dentry"), "cat /proc/sys/fs/dentry-state; df -i"},
    {STR_INIT("shmem_inode_cache"), "df -i -t tmpfs"},
    {STR_INIT("mnt_cache"), "wc -l /proc/[0-9]*/mountinfo 2>/dev/null | sort -n -r | head"},
};

const char *caches_meaning(str name) {
    str root = caches_root(name);
    for (size_t i = 0; i < sizeof caches / sizeof *caches; i++)
        if (caches_match(&caches[i], root))
            return caches[i].meaning;
    return "";
}

const char *caches_command(str name) {
    str root = caches_root(name);
    for (size_t i = 0; i < sizeof caches_owners / sizeof *caches_owners; i++)
        if (str_starts(root, caches_owners[i].name))
            return caches_owners[i].command;
    return "";
}

bool caches_is_of_tasks(str name) {
    return strcmp(caches_command(name), CACHES_THREADS) == 0;
}
