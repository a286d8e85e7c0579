/* What the trigger wanted the memory for.
 * SPDX-License-Identifier: MIT */
#include "model/request.h"

#include "model/amount.h"

/* How much a function's name tells. A function nearer to the allocator wins over those farther out, but for two
 * exceptions: a slab or page-table page is part of something larger where that is a fork or a packet, and a bare fault
 * handler counts only where nothing else is known: fault paths that end elsewhere than in anonymous memory always show
 * their own function, being called through a pointer. */
enum request_weight { REQUEST_BARE, REQUEST_PART, REQUEST_WHOLE, REQUEST_OUTER };

struct request_function {
    str name; /* "*" at the end: any function that begins so */
    enum oomwhy_request request;
    enum request_weight weight;
};

#define WHOLE(name, request)                                                                                           \
    { STR_INIT(name), OOMWHY_REQUEST_##request, REQUEST_WHOLE }
#define PART(name, request)                                                                                            \
    { STR_INIT(name), OOMWHY_REQUEST_##request, REQUEST_PART }
#define OUTER(name, request)                                                                                           \
    { STR_INIT(name), OOMWHY_REQUEST_##request, REQUEST_OUTER }
#define BARE(name, request)                                                                                            \
    { STR_INIT(name), OOMWHY_REQUEST_##request, REQUEST_BARE }

static const struct request_function request_functions[] = {
    WHOLE("do_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("do_huge_pmd_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("__do_huge_pmd_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("alloc_anon_folio", ANONYMOUS_FAULT),
    WHOLE("do_wp_page", ANONYMOUS_FAULT),
    WHOLE("wp_page_copy", ANONYMOUS_FAULT),
    WHOLE("do_cow_fault", ANONYMOUS_FAULT),
    WHOLE("do_swap_page", ANONYMOUS_FAULT),
    WHOLE("swapin_readahead", ANONYMOUS_FAULT),
    WHOLE("read_swap_cache_async", ANONYMOUS_FAULT),
    WHOLE("shmem_*", SHMEM),
    WHOLE("__shmem_*", SHMEM),
    WHOLE("filemap_fault", FILE_FAULT),
    WHOLE("filemap_nopage", FILE_FAULT),
    WHOLE("do_read_fault", FILE_FAULT),
    WHOLE("do_linear_fault", FILE_FAULT),
    WHOLE("do_shared_fault", FILE_FAULT),
    WHOLE("filemap_page_mkwrite", FILE_FAULT),
    OUTER("copy_process", FORK),
    OUTER("dup_task_struct", FORK),
    OUTER("dup_mm", FORK),
    OUTER("dup_mmap", FORK),
    OUTER("copy_page_range", FORK),
    OUTER("do_fork", FORK),
    OUTER("_do_fork", FORK),
    OUTER("kernel_clone", FORK),
    OUTER("alloc_skb*", NETWORK),
    OUTER("__alloc_skb", NETWORK),
    OUTER("skb_*", NETWORK),
    OUTER("__skb_*", NETWORK),
    OUTER("__netdev_alloc_skb", NETWORK),
    OUTER("__napi_alloc_skb", NETWORK),
    OUTER("napi_alloc_skb", NETWORK),
    OUTER("sock_alloc*", NETWORK),
    OUTER("sk_page_frag_refill", NETWORK),
    OUTER("sk_stream_alloc_skb", NETWORK),
    OUTER("sk_prot_alloc", NETWORK),
    OUTER("tcp_*", NETWORK),
    OUTER("udp_*", NETWORK),
    OUTER("page_pool_*", NETWORK),
    PART("pte_alloc_one*", PAGE_TABLE),
    PART("__pte_alloc*", PAGE_TABLE),
    PART("__pmd_alloc", PAGE_TABLE),
    PART("pmd_alloc_one", PAGE_TABLE),
    PART("__pud_alloc", PAGE_TABLE),
    PART("__p4d_alloc", PAGE_TABLE),
    PART("pgd_alloc", PAGE_TABLE),
    PART("do_pte_alloc*", PAGE_TABLE),
    PART("alloc_slab_page", SLAB),
    PART("allocate_slab", SLAB),
    PART("new_slab", SLAB),
    PART("___slab_alloc", SLAB),
    PART("__slab_alloc", SLAB),
    PART("cache_alloc_refill", SLAB),
    PART("cache_grow*", SLAB),
    PART("kmem_getpages", SLAB),
    PART("fallback_alloc", SLAB),
    PART("kmem_cache_alloc*", SLAB),
    PART("__kmem_cache_alloc*", SLAB),
    PART("kmalloc_*", SLAB),
    PART("___kmalloc_large_node*", SLAB),
    PART("__kmalloc*", SLAB),
    WHOLE("filemap_read", FILESYSTEM),
    WHOLE("generic_file_buffered_read", FILESYSTEM),
    WHOLE("generic_file_read_iter", FILESYSTEM),
    WHOLE("generic_file_aio_read", FILESYSTEM),
    WHOLE("do_generic_file_read", FILESYSTEM),
    WHOLE("generic_perform_write", FILESYSTEM),
    WHOLE("generic_file_buffered_write", FILESYSTEM),
    WHOLE("grab_cache_page_*", FILESYSTEM),
    WHOLE("block_write_begin", FILESYSTEM),
    WHOLE("__getblk*", FILESYSTEM),
    WHOLE("__bread*", FILESYSTEM),
    WHOLE("do_read_cache_*", FILESYSTEM),
    WHOLE("iomap_*", FILESYSTEM),
    WHOLE("ext2_*", FILESYSTEM),
    WHOLE("ext3_*", FILESYSTEM),
    WHOLE("ext4_*", FILESYSTEM),
    WHOLE("xfs_*", FILESYSTEM),
    WHOLE("btrfs_*", FILESYSTEM),
    WHOLE("f2fs_*", FILESYSTEM),
    WHOLE("fuse_*", FILESYSTEM),
    WHOLE("nfs_*", FILESYSTEM),
    WHOLE("nfs4_*", FILESYSTEM),
    WHOLE("nfsd*", FILESYSTEM),
    WHOLE("cifs_*", FILESYSTEM),
    WHOLE("jbd2_*", FILESYSTEM),
    WHOLE("__do_fault", KERNEL_OTHER),
    BARE("handle_pte_fault", ANONYMOUS_FAULT),
    BARE("__handle_mm_fault", ANONYMOUS_FAULT),
    BARE("handle_mm_fault", ANONYMOUS_FAULT),
    BARE("__alloc_pages*", KERNEL_OTHER),
    BARE("__alloc_frozen_pages*", KERNEL_OTHER),
};

static bool request_is(str function, str name) {
    if (function.data[0] != name.data[0])
        return false;
    if (name.data[name.len - 1] == '*')
        return str_starts(function, str_first(name, name.len - 1));
    return str_equal(function, name);
}

/* Without what compilers append: "alloc_skb_with_frags.isra.0". */
static str request_plain(str function) {
    size_t dot = str_find_byte(function, '.');
    return dot == STR_NONE ? function : str_first(function, dot);
}

static const struct request_function *request_look_up(str function) {
    for (size_t i = 0; function.len && i < sizeof request_functions / sizeof *request_functions; i++)
        if (request_is(function, request_functions[i].name))
            return &request_functions[i];
    return NULL;
}

static bool request_outweighs(const struct request_function *found, const struct request_function *best) {
    if (!best)
        return true;
    if (best->weight == REQUEST_PART)
        return found->weight == REQUEST_OUTER;
    return best->weight == REQUEST_BARE && found->weight > best->weight;
}

/* A bare fault handler farther out makes an unnamed page allocation a fault. */
static bool request_explains(const struct request_function *found, const struct request_function *best) {
    return best && best->weight == REQUEST_BARE && best->request == OOMWHY_REQUEST_KERNEL_OTHER &&
           found->weight == REQUEST_BARE && found->request == OOMWHY_REQUEST_ANONYMOUS_FAULT;
}

/* Nothing farther out weighs more. */
static bool request_is_final(const struct request_function *best) {
    return best && best->weight != REQUEST_PART && best->weight != REQUEST_BARE;
}

static enum oomwhy_request request_of_trace(const struct oomwhy_text_list *trace) {
    const struct request_function *best = NULL;
    for (size_t i = 0; i < trace->count; i++) {
        str function = request_plain(trace->items[i].text);
        if (str_equal(function, STR("moom_callback")))
            return OOMWHY_REQUEST_SYSRQ;
        const struct request_function *found = request_is_final(best) ? NULL : request_look_up(function);
        if (found && (request_outweighs(found, best) || request_explains(found, best)))
            best = found;
    }
    return best ? best->request : OOMWHY_REQUEST_UNKNOWN;
}

static bool request_has(gfp_set flags, gfp_set wanted) {
    return (flags & wanted) == wanted;
}

/* Masks that only one caller uses. */
static enum oomwhy_request request_of_flags(gfp_set flags) {
    if (request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_WRITE)))
        return OOMWHY_REQUEST_FILESYSTEM;
    if (request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_ZERO) | GFP_BIT(GFP_HARDWALL)))
        return OOMWHY_REQUEST_ANONYMOUS_FAULT;
    if (request_has(flags, GFP_BIT(GFP_WAIT) | GFP_BIT(GFP_RETRY) | GFP_BIT(GFP_ZERO)))
        return OOMWHY_REQUEST_PAGE_TABLE;
    return OOMWHY_REQUEST_UNKNOWN;
}

enum oomwhy_request request_of(const struct oomwhy_trigger *trigger, gfp_set flags, bool manual) {
    if (manual)
        return OOMWHY_REQUEST_SYSRQ;
    if (trigger->call_trace.count)
        return request_of_trace(&trigger->call_trace);
    return request_of_flags(flags);
}
