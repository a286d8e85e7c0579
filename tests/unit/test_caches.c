/* The meaning of slab caches, by the names that kernels gave them.
 * SPDX-License-Identifier: MIT */
#include "diagnose/caches.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_means(const char *name, const char *words) {
    const char *meaning = caches_meaning(str_from_cstr(name));
    if (!str_has(str_from_cstr(meaning), str_from_cstr(words)))
        fail_msg("%s: \"%s\" lacks \"%s\"", name, meaning, words);
}

static void caches_are_known_by_name_start_and_end(void **state) {
    (void)state;
    assert_means("dentry", "names of files");
    assert_means("nfs_inode_cache", "NFS");
    assert_means("sock_inode_cache", "sockets");
    assert_means("ext4_inode_cache", "files of that filesystem");
    assert_means("xfs_inode", "files of that filesystem");
    assert_means("filp", "file descriptors");
    assert_means("vm_area_struct", "mmap");
    assert_means("task_struct", "threads");
    assert_means("eventpoll_epi", "epoll");
    assert_means("kmalloc-1k", "any driver");
    assert_means("kmalloc-cg-1k", "messages");
    assert_means("msg_msg-8k", "ipcs -q"); /* a bucket of its own since 6.11 */
    assert_means("msg_msg", "messages");
    assert_means("size-2048", "any driver"); /* SLAB, up to 2.6.x */
    assert_means("radix_tree_node", "cached file pages");
    assert_means("anon_vma_chain", "fork");
    assert_means("file_lock_cache", "locks");
    assert_means("sigqueue", "signals");
    assert_means("posix_timers_cache", "timer_create");
}

static void copies_of_a_cgroup_mean_the_same(void **state) {
    (void)state;
    assert_means("dentry(123:foo.service)", "names of files");
    assert_means("kmalloc-64(7:docker)", "any driver");
}

static void unknown_caches_mean_nothing(void **state) {
    (void)state;
    assert_string_equal(caches_meaning(STR("zorbl")), "");
    assert_string_equal(caches_meaning(STR("")), "");
    assert_string_equal(caches_meaning(STR("(")), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caches_are_known_by_name_start_and_end),
        cmocka_unit_test(copies_of_a_cgroup_mean_the_same),
        cmocka_unit_test(unknown_caches_mean_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
