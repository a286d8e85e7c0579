/* Whose request is named beside slab and unaccounted memory, and whose is not.
 * SPDX-License-Identifier: MIT */
#include "diagnose/lead.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool fits(enum room_part part, const char *const functions[]) {
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "broker", 0, 0);
    for (size_t i = 0; functions[i]; i++)
        blank_frame(&blank, functions[i]);
    bool known = blank_reckon(&blank);
    struct facts facts = {.event = &blank.event, .reckoning = &blank.reckoning, .arena = &blank.arena};
    bool fits = lead_fits(&facts, part);
    blank_close(&blank);
    assert_true(known);
    return fits;
}

#define FITS(part, ...) fits(PART_##part, (const char *const[]){__VA_ARGS__, NULL})

/* Messages are slab, rings are pages in no counter, network buffers are both. */
static void where_it_is_counted(void **state) {
    (void)state;
    assert_true(FITS(SLAB, "new_slab", "__kmalloc", "load_msg", "do_msgsnd"));
    assert_false(FITS(UNACCOUNTED, "new_slab", "__kmalloc", "load_msg", "do_msgsnd"));
    assert_true(FITS(UNACCOUNTED, "__alloc_pages", "get_zeroed_page", "rb_alloc", "perf_mmap"));
    assert_false(FITS(SLAB, "__alloc_pages", "get_zeroed_page", "rb_alloc", "perf_mmap"));
    assert_true(FITS(SLAB, "new_slab", "__alloc_skb", "unix_stream_sendmsg"));
    assert_true(FITS(UNACCOUNTED, "new_slab", "__alloc_skb", "unix_stream_sendmsg"));
}

/* Of a function that no table names, the allocator tells; pages of files and page tables have counters of their own. */
static void unnamed_makers(void **state) {
    (void)state;
    assert_true(FITS(UNACCOUNTED, "__alloc_pages", "nv_new [a_driver]"));
    assert_false(FITS(SLAB, "__alloc_pages", "nv_new [a_driver]"));
    assert_true(FITS(SLAB, "new_slab", "kmem_cache_alloc", "xfs_inode_alloc [xfs]"));
    assert_false(FITS(UNACCOUNTED, "new_slab", "kmem_cache_alloc", "xfs_inode_alloc [xfs]"));
    assert_false(FITS(UNACCOUNTED, "__alloc_pages", "pagecache_get_page", "ext4_da_write_begin"));
    assert_false(FITS(UNACCOUNTED, "__alloc_pages", "pte_alloc_one", "remap_a_device"));
}

static void bystanders(void **state) {
    (void)state;
    assert_false(FITS(SLAB, "__alloc_pages", "filemap_fault", "__do_fault", "handle_mm_fault"));
    assert_false(FITS(UNACCOUNTED, "__alloc_pages", "do_anonymous_page", "handle_mm_fault", "tcp_sendmsg"));
    assert_false(FITS(SLAB, "new_slab", "__kmalloc_node", "kvmalloc_node", "seq_read_iter"));
    assert_false(FITS(SLAB, "allocate_slab", "kmem_cache_alloc_noprof", "getname_flags.part.0", "do_sys_openat2"));
    assert_false(FITS(SLAB, "out_of_memory", "balance_pgdat", "kswapd"));
    assert_false(FITS(SLAB, NULL));
}

static struct lead_cache cache_in(const char *text, struct blank *blank) {
    struct note note = {.kind = NOTE_SLAB_CACHE, .line = 2, .text = str_from_cstr(text)};
    blank->event.notes = &note;
    blank->event.note_count = 1;
    struct facts facts = {.event = &blank->event, .reckoning = &blank->reckoning, .arena = &blank->arena};
    struct lead_cache found = lead_cache_of(&facts);
    blank->event.note_count = 0;
    return found;
}

/* The name of a cgroup may hold anything but a slash. */
static void caches_of_a_cgroup(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    struct lead_cache found = cache_in("cache: anon_vma_chain(632851:2b75bb60139b), object size: 64, order: 0", &blank);
    assert_true(str_equal(found.cache, STR("anon_vma_chain")));
    assert_true(str_equal(found.group, STR("2b75bb60139b")));
    assert_int_equal(found.line, 2);
    found = cache_in("cache: kmalloc-64(7:user@1000.service:a(b)), object size: 64, order: 0", &blank);
    assert_true(str_equal(found.group, STR("user@1000.service:a(b)")));
    assert_int_equal(cache_in("cache: kmalloc-64, object size: 64, order: 0", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: kmalloc-64(7:), object size: 64, order: 0", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: , object size: 64, order: 0", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: (:), object size: 64", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: kmalloc-64(7:cut", &blank).group.len, 0);
    assert_int_equal(cache_in(", object size: 64, cache: kmalloc-64(7:a)", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: kmalloc-64(7:a)", &blank).group.len, 0);
    assert_int_equal(cache_in("kmalloc-64(7:a), object size: 64", &blank).group.len, 0);
    assert_int_equal(cache_in("cache: kmalloc:64(7), object size: 64", &blank).group.len, 0);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_it_is_counted),
        cmocka_unit_test(unnamed_makers),
        cmocka_unit_test(bystanders),
        cmocka_unit_test(caches_of_a_cgroup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
