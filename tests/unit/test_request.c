/* What an allocation was for, by the traces of real reports.
 * SPDX-License-Identifier: MIT */
#include "model/request.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect_trace(enum request request, const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    for (size_t i = 0; functions[i]; i++)
        blank_frame(&blank, functions[i]);
    assert_int_equal(request_of(&blank.event.trigger, 0, false), request);
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
    TRACE(SLAB, "allocate_slab", "___slab_alloc.constprop.0", "__kmalloc_node", "load_msg", "do_msgsnd");
    TRACE(NETWORK, "alloc_slab_page", "new_slab", "__alloc_skb", "alloc_skb_with_frags", "tcp_sendmsg");
    TRACE(PAGE_TABLE, "__alloc_pages", "pte_alloc_one", "__pte_alloc", "__handle_mm_fault");
    TRACE(FILESYSTEM, "__alloc_pages", "pagecache_get_page", "grab_cache_page_write_begin", "ext4_da_write_begin");
    TRACE(KERNEL_OTHER, "__alloc_pages", "pipe_write", "vfs_write");
    TRACE(PAGE_FAULT, "mem_cgroup_out_of_memory", "mem_cgroup_oom_synchronize", "pagefault_out_of_memory");
    TRACE(PAGE_FAULT, "out_of_memory", "pagefault_out_of_memory", "mm_fault_error", "do_user_addr_fault");
    TRACE(LIMIT, "out_of_memory", "mem_cgroup_out_of_memory", "memory_max_write", "kernfs_fop_write_iter");
    TRACE(SYSRQ, "out_of_memory", "moom_callback", "process_one_work");
    TRACE(SYSRQ, "out_of_memory", "moom_callback.isra.0", "process_one_work");
    TRACE(UNKNOWN, "dump_stack", "dump_header");
}

/* Functions are looked up by halves: the first and the last of the table, those that share their first letters, those
 * that begin as a name and are another, and names too short to be any. */
static void functions(void **state) {
    (void)state;
    assert_true(request_is_in_order());
    TRACE(SLAB, "___kmalloc_large_node_noprof");
    TRACE(SLAB, "___slab_alloc");
    TRACE(FILESYSTEM, "xfs_buf_alloc");
    TRACE(FILESYSTEM, "nfs_readahead");
    TRACE(FILESYSTEM, "nfs4_proc_open");
    TRACE(FILESYSTEM, "nfsd_read");
    TRACE(UNKNOWN, "nfs");
    TRACE(UNKNOWN, "do_fork_idle");
    TRACE(UNKNOWN, "zzz", "___", "x", "~~~~~", "!!!!!");
    TRACE(UNKNOWN, "");
}

static void masks(void **state) {
    (void)state;
    struct trigger trigger = {.order = 0};
    gfp_set user = gfp_set_of(STR("GFP_HIGHUSER_MOVABLE"));
    assert_int_equal(request_of(&trigger, user | gfp_set_of(STR("__GFP_ZERO")), false), REQUEST_ANONYMOUS_FAULT);
    assert_int_equal(request_of(&trigger, user | gfp_set_of(STR("__GFP_WRITE")), false), REQUEST_FILESYSTEM);
    assert_int_equal(request_of(&trigger, user, false), REQUEST_UNKNOWN);
    assert_int_equal(request_of(&trigger, gfp_set_of(STR("GFP_KERNEL")), false), REQUEST_UNKNOWN);
    assert_int_equal(request_of(&trigger, gfp_set_of(STR("GFP_KERNEL")), true), REQUEST_SYSRQ);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces),
        cmocka_unit_test(functions),
        cmocka_unit_test(masks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
