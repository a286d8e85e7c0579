/* What the trigger wanted the memory for.
 * SPDX-License-Identifier: MIT */
#include "model/request.h"

/* How much a function's name tells. A function nearer to the allocator wins over those farther out, but for two
 * exceptions: a slab or page-table page is part of something larger where that is a fork or a packet, and a bare fault
 * handler counts only where nothing else is known: fault paths that end elsewhere than in anonymous memory always show
 * their own function, being called through a pointer. */
enum request_weight { REQUEST_BARE, REQUEST_PART, REQUEST_WHOLE, REQUEST_OUTER };

struct request_function {
    str name; /* "*" at the end: any function that begins so */
    enum request request;
    enum request_weight weight;
};

#define WHOLE(name, request)                                                                                           \
    { STR_INIT(name), REQUEST_##request, REQUEST_WHOLE }
#define PART(name, request)                                                                                            \
    { STR_INIT(name), REQUEST_##request, REQUEST_PART }
#define OUTER(name, request)                                                                                           \
    { STR_INIT(name), REQUEST_##request, REQUEST_OUTER }
#define BARE(name, request)                                                                                            \
    { STR_INIT(name), REQUEST_##request, REQUEST_BARE }

/* In the order of their bytes: looked up by halves. No name that ends in "*" begins another. */
static const struct request_function request_functions[] = {
    PART("___kmalloc_large_node*", SLAB),
    PART("___slab_alloc", SLAB),
    BARE("__alloc_frozen_pages*", KERNEL_OTHER),
    BARE("__alloc_pages*", KERNEL_OTHER),
    OUTER("__alloc_skb", NETWORK),
    WHOLE("__bread*", FILESYSTEM),
    WHOLE("__do_fault", KERNEL_OTHER),
    WHOLE("__do_huge_pmd_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("__getblk*", FILESYSTEM),
    BARE("__handle_mm_fault", ANONYMOUS_FAULT),
    PART("__kmalloc*", SLAB),
    PART("__kmem_cache_alloc*", SLAB),
    OUTER("__napi_alloc_skb", NETWORK),
    OUTER("__netdev_alloc_skb", NETWORK),
    PART("__p4d_alloc", PAGE_TABLE),
    PART("__pmd_alloc", PAGE_TABLE),
    PART("__pte_alloc*", PAGE_TABLE),
    PART("__pud_alloc", PAGE_TABLE),
    WHOLE("__shmem_*", SHMEM),
    OUTER("__skb_*", NETWORK),
    PART("__slab_alloc", SLAB),
    OUTER("_do_fork", FORK),
    WHOLE("alloc_anon_folio", ANONYMOUS_FAULT),
    OUTER("alloc_skb*", NETWORK),
    PART("alloc_slab_page", SLAB),
    PART("allocate_slab", SLAB),
    WHOLE("block_write_begin", FILESYSTEM),
    WHOLE("btrfs_*", FILESYSTEM),
    PART("cache_alloc_refill", SLAB),
    PART("cache_grow*", SLAB),
    WHOLE("cifs_*", FILESYSTEM),
    OUTER("copy_page_range", FORK),
    OUTER("copy_process", FORK),
    WHOLE("do_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("do_cow_fault", ANONYMOUS_FAULT),
    OUTER("do_fork", FORK),
    WHOLE("do_generic_file_read", FILESYSTEM),
    WHOLE("do_huge_pmd_anonymous_page", ANONYMOUS_FAULT),
    WHOLE("do_linear_fault", FILE_FAULT),
    PART("do_pte_alloc*", PAGE_TABLE),
    WHOLE("do_read_cache_*", FILESYSTEM),
    WHOLE("do_read_fault", FILE_FAULT),
    WHOLE("do_shared_fault", FILE_FAULT),
    WHOLE("do_swap_page", ANONYMOUS_FAULT),
    WHOLE("do_wp_page", ANONYMOUS_FAULT),
    OUTER("dup_mm", FORK),
    OUTER("dup_mmap", FORK),
    OUTER("dup_task_struct", FORK),
    WHOLE("ext2_*", FILESYSTEM),
    WHOLE("ext3_*", FILESYSTEM),
    WHOLE("ext4_*", FILESYSTEM),
    WHOLE("f2fs_*", FILESYSTEM),
    PART("fallback_alloc", SLAB),
    WHOLE("filemap_fault", FILE_FAULT),
    WHOLE("filemap_nopage", FILE_FAULT),
    WHOLE("filemap_page_mkwrite", FILE_FAULT),
    WHOLE("filemap_read", FILESYSTEM),
    WHOLE("fuse_*", FILESYSTEM),
    WHOLE("generic_file_aio_read", FILESYSTEM),
    WHOLE("generic_file_buffered_read", FILESYSTEM),
    WHOLE("generic_file_buffered_write", FILESYSTEM),
    WHOLE("generic_file_read_iter", FILESYSTEM),
    WHOLE("generic_perform_write", FILESYSTEM),
    WHOLE("grab_cache_page_*", FILESYSTEM),
    BARE("handle_mm_fault", ANONYMOUS_FAULT),
    BARE("handle_pte_fault", ANONYMOUS_FAULT),
    WHOLE("iomap_*", FILESYSTEM),
    WHOLE("jbd2_*", FILESYSTEM),
    OUTER("kernel_clone", FORK),
    PART("kmalloc_*", SLAB),
    PART("kmem_cache_alloc*", SLAB),
    PART("kmem_getpages", SLAB),
    WHOLE("memory_max_write", LIMIT),
    OUTER("napi_alloc_skb", NETWORK),
    PART("new_slab", SLAB),
    WHOLE("nfs4_*", FILESYSTEM),
    WHOLE("nfs_*", FILESYSTEM),
    WHOLE("nfsd*", FILESYSTEM),
    OUTER("page_pool_*", NETWORK),
    BARE("pagefault_out_of_memory", PAGE_FAULT),
    PART("pgd_alloc", PAGE_TABLE),
    PART("pmd_alloc_one", PAGE_TABLE),
    PART("pte_alloc_one*", PAGE_TABLE),
    WHOLE("read_swap_cache_async", ANONYMOUS_FAULT),
    WHOLE("shmem_*", SHMEM),
    OUTER("sk_page_frag_refill", NETWORK),
    OUTER("sk_prot_alloc", NETWORK),
    OUTER("sk_stream_alloc_skb", NETWORK),
    OUTER("skb_*", NETWORK),
    OUTER("sock_alloc*", NETWORK),
    WHOLE("swapin_readahead", ANONYMOUS_FAULT),
    OUTER("tcp_*", NETWORK),
    OUTER("udp_*", NETWORK),
    WHOLE("wp_page_copy", ANONYMOUS_FAULT),
    WHOLE("xfs_*", FILESYSTEM),
};

/* Every name has at least so many bytes. */
enum { REQUEST_HEAD = 4, REQUEST_COUNT = sizeof request_functions / sizeof *request_functions };

/* The first bytes as a number that is larger where the text comes later. */
static uint32_t request_head(str text) {
    const unsigned char *byte = (const unsigned char *)text.data;
    return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

static bool request_is(str function, str name) {
    if (name.data[name.len - 1] == '*')
        return str_starts(function, str_first(name, name.len - 1));
    return str_equal(function, name);
}

/* Without what compilers append: "alloc_skb_with_frags.isra.0". */
static str request_plain(str function) {
    size_t dot = str_find_byte(function, '.');
    return dot == STR_NONE ? function : str_first(function, dot);
}

/* The first row whose head is not less than HEAD. */
static size_t request_at(uint32_t head) {
    size_t low = 0, high = REQUEST_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (request_head(request_functions[middle].name) < head)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct request_function *request_look_up(str function) {
    if (function.len < REQUEST_HEAD)
        return NULL;
    uint32_t head = request_head(function);
    for (size_t i = request_at(head); i < REQUEST_COUNT && request_head(request_functions[i].name) == head; i++)
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
    return best && best->weight == REQUEST_BARE && best->request == REQUEST_KERNEL_OTHER &&
           found->weight == REQUEST_BARE && found->request == REQUEST_ANONYMOUS_FAULT;
}

/* Nothing farther out weighs more. */
static bool request_is_final(const struct request_function *best) {
    return best && best->weight != REQUEST_PART && best->weight != REQUEST_BARE;
}

static enum request request_of_trace(const struct frame_list *trace) {
    const str sysrq = STR("moom_callback");
    const struct request_function *best = NULL;
    for (size_t i = 0; i < trace->count; i++) {
        str function = trace->items[i].text;
        if (str_starts(function, sysrq) && str_equal(request_plain(function), sysrq))
            return REQUEST_SYSRQ;
        const struct request_function *found = request_is_final(best) ? NULL : request_look_up(request_plain(function));
        if (found && (request_outweighs(found, best) || request_explains(found, best)))
            best = found;
    }
    return best ? best->request : REQUEST_UNKNOWN;
}

static bool request_has(gfp_set flags, gfp_set wanted) {
    return (flags & wanted) == wanted;
}

/* Masks that only one caller uses. */
static enum request request_of_flags(gfp_set flags) {
    if (request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_WRITE)))
        return REQUEST_FILESYSTEM;
    if (request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_ZERO) | GFP_BIT(GFP_HARDWALL)))
        return REQUEST_ANONYMOUS_FAULT;
    if (request_has(flags, GFP_BIT(GFP_WAIT) | GFP_BIT(GFP_RETRY) | GFP_BIT(GFP_ZERO)))
        return REQUEST_PAGE_TABLE;
    return REQUEST_UNKNOWN;
}

enum request request_of(const struct trigger *trigger, gfp_set flags, bool manual) {
    if (manual)
        return REQUEST_SYSRQ;
    if (trigger->call_trace.count)
        return request_of_trace(&trigger->call_trace);
    return request_of_flags(flags);
}

bool request_is_in_order(void) {
    for (size_t i = 1; i < REQUEST_COUNT; i++)
        if (str_compare(request_functions[i - 1].name, request_functions[i].name) >= 0)
            return false;
    return true;
}
