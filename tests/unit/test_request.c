/* What an allocation was for, and who asked, by the traces of real reports.
 * SPDX-License-Identifier: MIT */
#include "model/request.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void fill_frames(struct blank *blank, const char *const functions[]) {
    for (size_t i = 0; functions[i]; i++)
        blank_frame(blank, functions[i]);
}

static void expect_trace(enum request request, const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    fill_frames(&blank, functions);
    request_fill(&blank.event, 0, &blank.reckoning);
    assert_int_equal(blank.reckoning.request, request);
    blank_close(&blank);
}

#define TRACE(request, ...) expect_trace(REQUEST_##request, (const char *const[]){__VA_ARGS__, NULL})

static void traces(void **state) {
    (void)state;
    TRACE(ANONYMOUS_FAULT, "__alloc_pages_slowpath", "alloc_pages_vma", "do_anonymous_page", "handle_mm_fault");
    TRACE(ANONYMOUS_FAULT, "__alloc_pages_slowpath", "handle_pte_fault", "do_user_addr_fault", "exc_page_fault");
    TRACE(ANONYMOUS_FAULT, "try_charge_memcg", "__mem_cgroup_charge", "__handle_mm_fault", "handle_mm_fault");
    TRACE(FILE_FAULT, "__page_cache_alloc", "__do_page_cache_readahead", "filemap_fault", "__do_fault",
          "handle_mm_fault");
    TRACE(FILE_FAULT, "__alloc_pages", "folio_alloc", "__filemap_get_folio", "filemap_fault", "ext4_filemap_fault",
          "__do_fault");
    TRACE(SHMEM, "__alloc_pages", "shmem_get_folio_gfp", "shmem_write_begin", "generic_perform_write", "vfs_write");
    TRACE(FORK, "new_slab", "___slab_alloc", "kmem_cache_alloc", "dup_mmap", "copy_process", "kernel_clone");
    TRACE(FORK, "__alloc_pages", "__vmalloc_node_range", "copy_process", "kernel_clone");
    TRACE(SLAB, "allocate_slab", "___slab_alloc.constprop.0", "__kmalloc_node", "load_msg", "do_msgsnd");
    TRACE(NETWORK, "alloc_slab_page", "new_slab", "__alloc_skb", "alloc_skb_with_frags", "tcp_sendmsg");
    TRACE(PAGE_TABLE, "__alloc_pages", "pte_alloc_one", "__pte_alloc", "__handle_mm_fault");
    TRACE(PAGE_TABLE, "__alloc_pages_nodemask", "__get_free_pages", "get_pgd_slow", "mm_init");
    TRACE(FILESYSTEM, "__alloc_pages", "pagecache_get_page", "grab_cache_page_write_begin", "ext4_da_write_begin");
    TRACE(PIPE, "__alloc_pages", "pipe_write", "vfs_write");
    TRACE(PIPE, "allocate_slab", "___slab_alloc", "kmem_cache_alloc", "alloc_empty_file", "create_pipe_files");
    TRACE(PAGE_FAULT, "mem_cgroup_out_of_memory", "mem_cgroup_oom_synchronize", "pagefault_out_of_memory");
    TRACE(PAGE_FAULT, "out_of_memory", "pagefault_out_of_memory", "mm_fault_error", "do_user_addr_fault");
    TRACE(LIMIT, "out_of_memory", "mem_cgroup_out_of_memory", "memory_max_write", "kernfs_fop_write_iter");
    TRACE(SYSRQ, "out_of_memory", "moom_callback", "process_one_work");
    TRACE(SYSRQ, "out_of_memory", "moom_callback.isra.0", "process_one_work");
    TRACE(UNKNOWN, "dump_stack", "dump_header");
    TRACE(DRIVER, "__alloc_pages", "alloc_pages", "nv_alloc_system_pages [nvidia]", "nv_alloc_pages [nvidia]");
    TRACE(DRIVER, "__alloc_pages", "__get_free_pages", "rx_refill [e1000e]");
    TRACE(KERNEL_OTHER, "__alloc_pages", "a_function_of_tomorrow", "process_one_work");
}

/* Pages of a process: the innermost function tells, and what lies beyond the fault handler is whoever touched it. */
static void faults(void **state) {
    (void)state;
    TRACE(SWAP_IN, "__alloc_pages_nodemask", "alloc_pages_vma", "read_swap_cache_async", "swapin_readahead",
          "handle_mm_fault");
    TRACE(SWAP_IN, "__alloc_pages", "__folio_alloc", "vma_alloc_folio", "do_swap_page", "__handle_mm_fault");
    TRACE(SWAP_IN, "__alloc_pages", "swap_cluster_readahead", "shmem_swapin", "shmem_fault", "__do_fault");
    TRACE(COPY_ON_WRITE, "__alloc_pages", "vma_alloc_folio", "wp_page_copy", "do_wp_page", "__handle_mm_fault");
    TRACE(COPY_ON_WRITE, "__alloc_pages", "vma_alloc_folio", "do_cow_fault", "do_fault", "__handle_mm_fault");
    TRACE(GUEST_FAULT, "__alloc_pages", "do_anonymous_page", "handle_mm_fault", "__get_user_pages", "hva_to_pfn [kvm]",
          "kvm_tdp_page_fault [kvm]");
    TRACE(GUEST_FAULT, "__alloc_pages", "handle_mm_fault", "faultin_page", "user_mem_abort", "kvm_handle_guest_abort");
    TRACE(SWAP_IN, "__alloc_pages", "do_swap_page", "handle_mm_fault", "hva_to_pfn [kvm]");
    TRACE(SLAB, "new_slab", "kmem_cache_alloc", "kvm_mmu_topup_memory_cache [kvm]", "kvm_tdp_page_fault [kvm]");
    TRACE(ANONYMOUS_FAULT, "__alloc_pages", "handle_mm_fault", "do_user_addr_fault", "asm_exc_page_fault", "copyin",
          "tcp_sendmsg_locked", "tcp_sendmsg");
    TRACE(DRIVER, "__alloc_pages", "ttm_pool_alloc [ttm]", "amdgpu_gem_fault [amdgpu]", "__do_fault",
          "handle_mm_fault");
}

/* kswapd asks for a kill of its own (lru_gen_age_node); an allocation within it would be another matter. */
static void kswapd(void **state) {
    (void)state;
    TRACE(KSWAPD, "out_of_memory", "lru_gen_age_node", "balance_pgdat", "kswapd", "kthread");
    TRACE(KSWAPD, "out_of_memory", "balance_pgdat", "kswapd", "kthread");
    TRACE(SLAB, "out_of_memory", "__alloc_pages", "new_slab", "kmem_cache_alloc", "add_to_swap", "balance_pgdat");
}

/* Functions are looked up by halves: the first and the last of the table, those that share their first letters, those
 * that begin as a name and are another, and names too short to be any. */
static void functions(void **state) {
    (void)state;
    assert_true(request_is_in_order());
    TRACE(SLAB, "___kmalloc_large_node_noprof");
    TRACE(SLAB, "___slab_alloc");
    TRACE(FILESYSTEM, "xfs_trans_alloc");
    TRACE(FILESYSTEM, "__alloc_pages", "xfs_buf_alloc_pages");
    TRACE(FILESYSTEM, "nfs_readahead");
    TRACE(FILESYSTEM, "nfs4_proc_open");
    TRACE(UNKNOWN, "nfs");
    TRACE(UNKNOWN, "do_fork_idle");
    TRACE(UNKNOWN, "zzz", "___", "x", "~~~~~", "!!!!!");
    TRACE(UNKNOWN, "");
}

static void expect_maker(const char *function, enum maker_kind kind, bool slab, const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    fill_frames(&blank, functions);
    request_fill(&blank.event, 0, &blank.reckoning);
    const struct maker *maker = &blank.reckoning.maker;
    assert_true(str_equal(maker->function, str_from_cstr(function)));
    assert_int_equal(maker->kind, kind);
    assert_int_equal(maker->slab, slab);
    for (size_t i = 0; functions[i]; i++)
        if (maker->function.len && str_starts(str_from_cstr(functions[i]), maker->function))
            assert_true(maker->line <= (int64_t)i + 2);
    blank_close(&blank);
}

#define MAKER(function, kind, slab, ...)                                                                               \
    expect_maker(function, MAKER_##kind, slab, (const char *const[]){__VA_ARGS__, NULL})

/* The innermost function that makes something is named; else the innermost that is no allocator and no helper. */
static void makers(void **state) {
    (void)state;
    MAKER("packet_set_ring", PACKET_RING, false, "__alloc_frozen_pages_noprof", "__vmalloc_node_noprof",
          "packet_set_ring", "packet_setsockopt", "do_sock_setsockopt");
    MAKER("packet_set_ring", PACKET_RING, false, "__alloc_pages", "__get_free_pages", "alloc_pg_vec",
          "packet_set_ring");
    MAKER("rb_alloc", PERF, false, "__alloc_pages", "get_zeroed_page", "rb_alloc", "perf_mmap", "mmap_region");
    MAKER("rb_allocate_cpu_buffer", FTRACE, false, "__alloc_pages", "rb_allocate_cpu_buffer", "__ring_buffer_alloc");
    MAKER("do_msgsnd", SYSV_MESSAGE, true, "new_slab", "__kmalloc_node_noprof", "load_msg", "do_msgsnd", "ksys_msgsnd");
    MAKER("do_mq_timedsend", MQUEUE, true, "new_slab", "__kmalloc", "load_msg", "do_mq_timedsend");
    MAKER("load_msg", MESSAGE, true, "new_slab", "__kmalloc", "load_msg");
    MAKER("unix_stream_sendmsg", UNIX_SOCKET, true, "allocate_slab", "kmalloc_reserve", "__alloc_skb",
          "sock_alloc_send_pskb", "unix_stream_sendmsg", "__sys_sendto");
    MAKER("anon_pipe_write", PIPE_DATA, false, "__alloc_frozen_pages_noprof", "alloc_pages_mpol", "anon_pipe_write");
    MAKER("pipe_resize_ring", PIPE_TABLE, true, "allocate_slab", "__kmalloc_noprof", "pipe_resize_ring", "pipe_fcntl");
    MAKER("nv_alloc_system_pages", NVIDIA, false, "__alloc_pages", "nv_alloc_system_pages [nvidia]");
    MAKER("rx_refill", SKB, true, "new_slab", "__kmalloc_node_track_caller", "__alloc_skb", "__netdev_alloc_skb",
          "rx_refill [e1000e]", "napi_poll");
    MAKER("a_function_of_tomorrow", UNNAMED, false, "__alloc_pages", "vzalloc", "a_function_of_tomorrow", "do_fcntl");
    MAKER("xfs_inode_alloc", UNNAMED, true, "new_slab", "kmem_cache_alloc", "xfs_inode_alloc [xfs]", "nfsd_create");
    MAKER("populate_vma_page_range", POPULATE, false, "__alloc_pages", "do_anonymous_page", "handle_mm_fault",
          "populate_vma_page_range", "__mm_populate");
    MAKER("try_to_unuse", SWAPOFF, false, "__alloc_pages", "swap_cluster_readahead", "swapin_readahead", "try_to_unuse",
          "__do_sys_swapoff");
    MAKER("", UNNAMED, false, "__alloc_pages", "do_anonymous_page", "handle_mm_fault", "tcp_sendmsg");
    MAKER("", UNNAMED, false, "__alloc_pages", "__get_free_pages", "do_syscall_64");
    MAKER("", UNNAMED, false, "out_of_memory", "bpf_prog_3018b0cf55d2c6bb_handle", "process_one_work");
    MAKER("", UNNAMED, false, "mem_cgroup_out_of_memory", "pagefault_out_of_memory", "tcp_sendmsg");
}

static enum request by_flags(const char *names, const char *release, const char *arch, const char *const functions[]) {
    struct blank blank;
    gfp_set set = 0;
    blank_open(&blank);
    blank.event.trigger.order = 0;
    blank.event.identity.arch = str_from_cstr(arch);
    blank.reckoning.release = release_of(str_from_cstr(release));
    blank.reckoning.manual = false;
    fill_frames(&blank, functions);
    for (str rest = str_from_cstr(names); rest.len;) {
        size_t bar = str_find_byte(rest, '|');
        set |= gfp_set_of(bar == STR_NONE ? rest : str_first(rest, bar));
        rest = bar == STR_NONE ? STR("") : str_from(rest, bar + 1);
    }
    request_fill(&blank.event, set, &blank.reckoning);
    enum request request = blank.reckoning.request;
    blank_close(&blank);
    return request;
}

#define FLAGS(request, names, release, arch, ...)                                                                      \
    assert_int_equal(by_flags(names, release, arch, (const char *const[]){__VA_ARGS__, NULL}), REQUEST_##request)

/* Without a trace, or where it ends at the allocator, the mask says whether user space was to have the page. */
static void masks(void **state) {
    (void)state;
    FLAGS(USER_ZEROED, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", "6.12.0", "x86_64", NULL);
    FLAGS(FILESYSTEM, "GFP_HIGHUSER_MOVABLE|__GFP_WRITE", "6.12.0", "x86_64", NULL);
    FLAGS(USER, "GFP_HIGHUSER_MOVABLE", "6.12.0", "x86_64", NULL);
    FLAGS(UNKNOWN, "GFP_KERNEL", "6.12.0", "x86_64", NULL);
    FLAGS(USER_ZEROED, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", "6.12.0", "x86_64", "__alloc_pages_slowpath");
    FLAGS(USER, "GFP_HIGHUSER_MOVABLE", "6.12.0", "x86_64", "__alloc_pages_slowpath");
    FLAGS(KERNEL_OTHER, "GFP_KERNEL", "6.12.0", "x86_64", "__alloc_pages_slowpath");
    FLAGS(UNKNOWN, "GFP_USER", "6.12.0", "x86_64", "__alloc_pages_slowpath");
    FLAGS(UNKNOWN, "GFP_USER|__GFP_MOVABLE", "6.12.0", "x86_64", NULL); /* of a block device's cache */
    FLAGS(USER_ZEROED, "GFP_HIGHUSER|__GFP_ZERO", "2.6.18", "x86_64", "__alloc_pages");
    FLAGS(UNKNOWN, "GFP_HIGHUSER|__GFP_ZERO", "5.15.0", "arm64", "__alloc_pages");
    FLAGS(PAGE_TABLE, "GFP_KERNEL|__GFP_REPEAT|__GFP_ZERO", "3.10.0", "x86_64", NULL); /* PGALLOC_GFP */
    FLAGS(PIPE, "GFP_HIGHUSER", "6.12.0", "x86_64", "__alloc_pages", "pipe_write");
}

/* x86 and its like ask for zeroes in a fault of new memory; a copy of the page of zeroes is new memory too. */
static void masks_of_faults(void **state) {
    (void)state;
    FLAGS(ANONYMOUS_FAULT, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", "6.1.0", "x86_64", "__alloc_pages", "handle_mm_fault");
    FLAGS(USER, "GFP_HIGHUSER_MOVABLE", "6.1.0", "x86_64", "__alloc_pages", "handle_mm_fault");
    FLAGS(ANONYMOUS_FAULT, "GFP_HIGHUSER_MOVABLE", "6.1.0", "riscv64", "__alloc_pages", "handle_mm_fault");
    FLAGS(ANONYMOUS_FAULT, "GFP_KERNEL", "6.1.0", "x86_64", "try_charge_memcg", "charge_memcg", "handle_mm_fault");
    FLAGS(ANONYMOUS_FAULT, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", "6.1.0", "x86_64", "__alloc_pages", "wp_page_copy");
    FLAGS(COPY_ON_WRITE, "GFP_HIGHUSER_MOVABLE", "6.1.0", "x86_64", "__alloc_pages", "wp_page_copy");
}

/* "gfp_mask=0x0(), order=0, oom_score_adj=ADJ" with such a trace. */
static enum request of_empty_mask(int64_t adj, const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    blank.event.trigger.lines = (struct span){1, 1};
    blank.event.trigger.name = STR("app");
    blank.event.trigger.gfp_mask = 0;
    blank.event.trigger.order = 0;
    blank.event.trigger.oom_score_adj = adj;
    fill_frames(&blank, functions);
    request_fill(&blank.event, 0, &blank.reckoning);
    enum request request = blank.reckoning.request;
    blank_close(&blank);
    return request;
}

#define EMPTY(request, adj, ...)                                                                                       \
    assert_int_equal(of_empty_mask(adj, (const char *const[]){__VA_ARGS__, NULL}), REQUEST_##request)

/* A worker of the kernel has no page fault that could fail; a BPF program asks without a mask too. */
static void empty_masks(void **state) {
    (void)state;
    EMPTY(PAGE_FAULT, 0, NULL);
    EMPTY(PAGE_FAULT, 0, "dump_stack", "dump_header");
    EMPTY(UNKNOWN, 0, "dump_header", "out_of_memory", "process_one_work", "worker_thread", "kthread");
    EMPTY(POLICY, 0, "out_of_memory", "bpf_out_of_memory", "bpf_prog_301_handle_psi_event", "process_one_work",
          "worker_thread", "kthread");
}

/* Two CPUs print at once: a worker's trace stands below the line of a process with oom_score_adj 1000. */
static void a_workers_trace_is_not_a_processes(void **state) {
    (void)state;
    EMPTY(FILESYSTEM, 0, "__alloc_pages", "ext4_mb_load_buddy_gfp", "ext4_writepages", "wb_workfn", "kthread");
    EMPTY(UNKNOWN, 1000, "pagecache_get_page", "ext4_mb_load_buddy_gfp", "ext4_writepages", "wb_workfn", "kthread");
    EMPTY(FILESYSTEM, 1000, "dump_header", "__alloc_pages", "ext4_mb_load_buddy_gfp", "ext4_writepages", "kthread");
}

static enum request_path path(const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    fill_frames(&blank, functions);
    enum request_path path = request_path_of(&blank.event.trigger.call_trace);
    blank_close(&blank);
    return path;
}

#define PATH(name, ...) assert_int_equal(path((const char *const[]){__VA_ARGS__, NULL}), REQUEST_PATH_##name)

static void paths(void **state) {
    (void)state;
    PATH(CGROUP, "out_of_memory", "mem_cgroup_out_of_memory", "try_charge", "mem_cgroup_charge", "handle_mm_fault");
    PATH(CGROUP, "mem_cgroup_out_of_memory", "mem_cgroup_oom_synchronize", "pagefault_out_of_memory");
    PATH(MACHINE, "out_of_memory", "pagefault_out_of_memory", "mm_fault_error");
    PATH(MACHINE, "out_of_memory", "__alloc_pages_slowpath", "__alloc_pages", "mem_cgroup_css_alloc");
    PATH(MACHINE, "out_of_memory", "lru_gen_age_node", "balance_pgdat", "kswapd");
    PATH(MACHINE, "out_of_memory", "moom_callback", "process_one_work");
    PATH(UNKNOWN, "dump_stack", "dump_header", "oom_kill_process");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_masks),     cmocka_unit_test(a_workers_trace_is_not_a_processes),
        cmocka_unit_test(traces),          cmocka_unit_test(faults),
        cmocka_unit_test(kswapd),          cmocka_unit_test(functions),
        cmocka_unit_test(makers),          cmocka_unit_test(masks),
        cmocka_unit_test(masks_of_faults), cmocka_unit_test(paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
