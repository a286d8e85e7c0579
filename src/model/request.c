/* What the trigger wanted the memory for, and who in the kernel asked.
 * SPDX-License-Identifier: MIT */
#include "model/request.h"

#include "model/amount.h"

/* What a function tells; see functions.def. */
enum request_role {
    ROLE_OTHER, /* not in the table: it may be who asked */
    ROLE_PASSES,
    ROLE_PAGES,
    ROLE_CHARGE,
    ROLE_PART,
    ROLE_SHOWS,
    ROLE_FAULT,
    ROLE_LOST,
    ROLE_KSWAPD,
    ROLE_SYSRQ,
    ROLE_MAKES,
    ROLE_HINTS,
    ROLE_BEYOND
};

struct request_function {
    str name;
    enum request_role role;
    enum request request;
    enum maker_kind kind;
};

/* What a kind says of the request; REQUEST_UNKNOWN: no more than the allocator. */
static const enum request request_kinds[] = {
    [MAKER_UNNAMED] = REQUEST_UNKNOWN,
#define KIND(name, request, kept, what, check) [MAKER_##name] = REQUEST_##request,
#include "model/makers.def"
#undef KIND
};

static const struct request_function request_functions[] = {
#define PASSES(name) {STR_INIT(name), ROLE_PASSES, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define PAGES(name) {STR_INIT(name), ROLE_PAGES, REQUEST_KERNEL_OTHER, MAKER_UNNAMED},
#define CHARGE(name) {STR_INIT(name), ROLE_CHARGE, REQUEST_UNKNOWN, MAKER_UNNAMED},
#define PART(name, request) {STR_INIT(name), ROLE_PART, REQUEST_##request, MAKER_UNNAMED},
#define SHOWS(name, request) {STR_INIT(name), ROLE_SHOWS, REQUEST_##request, MAKER_UNNAMED},
#define FAULT(name) {STR_INIT(name), ROLE_FAULT, REQUEST_ANONYMOUS_FAULT, MAKER_UNNAMED},
#define LOST(name) {STR_INIT(name), ROLE_LOST, REQUEST_PAGE_FAULT, MAKER_UNNAMED},
#define KSWAPD(name) {STR_INIT(name), ROLE_KSWAPD, REQUEST_KSWAPD, MAKER_UNNAMED},
#define SYSRQ(name) {STR_INIT(name), ROLE_SYSRQ, REQUEST_SYSRQ, MAKER_UNNAMED},
#define MAKES(name, kind) {STR_INIT(name), ROLE_MAKES, REQUEST_UNKNOWN, MAKER_##kind},
#define HINTS(name, kind) {STR_INIT(name), ROLE_HINTS, REQUEST_UNKNOWN, MAKER_##kind},
#define BEYOND(name, kind) {STR_INIT(name), ROLE_BEYOND, REQUEST_UNKNOWN, MAKER_##kind},
#include "model/functions.def"
};

/* Every name has at least so many bytes. */
enum { REQUEST_HEAD = 4, REQUEST_COUNT = sizeof request_functions / sizeof *request_functions };

/* A module whose functions no table lists. */
struct request_module {
    str name; /* beginning of its name */
    enum request request;
    enum maker_kind kind;
};

/* The first that fits holds; any other module is a driver. */
static const struct request_module request_modules[] = {
    {STR_INIT("nvidia"), REQUEST_DRIVER, MAKER_NVIDIA},
    {STR_INIT("amdgpu"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("i915"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("xe"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("radeon"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("nouveau"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("drm"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("ttm"), REQUEST_DRIVER, MAKER_GPU},
    {STR_INIT("kvm"), REQUEST_UNKNOWN, MAKER_KVM},
    {STR_INIT("zfs"), REQUEST_FILESYSTEM, MAKER_ZFS},
    {STR_INIT("spl"), REQUEST_FILESYSTEM, MAKER_ZFS},
    {STR_INIT("zram"), REQUEST_DRIVER, MAKER_ZRAM},
    {STR_INIT("vhost"), REQUEST_NETWORK, MAKER_VHOST},
    {STR_INIT("tun"), REQUEST_NETWORK, MAKER_TUN},
    {STR_INIT("tap"), REQUEST_NETWORK, MAKER_TUN},
    {STR_INIT("nf_conntrack"), REQUEST_NETWORK, MAKER_CONNTRACK},
    {STR_INIT("nf_"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("nft_"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("xt_"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("x_tables"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("ip_set"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("ip_tables"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("ip6_tables"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("ebtable"), REQUEST_NETWORK, MAKER_NETFILTER},
    {STR_INIT("nfsd"), REQUEST_FILESYSTEM, MAKER_NFSD},
    {STR_INIT("ext"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("xfs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("btrfs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("nfs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("ceph"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("libceph"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("cifs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("fuse"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("gfs2"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("ocfs2"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("overlay"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("lustre"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("ptlrpc"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("obdclass"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("mmfs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("vxfs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("jbd"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("f2fs"), REQUEST_FILESYSTEM, MAKER_UNNAMED},
    {STR_INIT("sunrpc"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("openvswitch"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("bridge"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("wireguard"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("bonding"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("mac80211"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("cfg80211"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("sctp"), REQUEST_NETWORK, MAKER_SCTP},
    {STR_INIT("tipc"), REQUEST_NETWORK, MAKER_UNNAMED},
    {STR_INIT("rds"), REQUEST_NETWORK, MAKER_UNNAMED},
};

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

/* Without what compilers append ("alloc_skb_with_frags.isra.0"), and allocation profiling (6.10). */
static str request_plain(str function) {
    const str profiled = STR("_noprof");
    size_t dot = str_find_byte(function, '.');
    if (dot != STR_NONE)
        function = str_first(function, dot);
    return str_ends(function, profiled) ? str_first(function, function.len - profiled.len) : function;
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

/* The row with the longest name that fits. */
static const struct request_function *request_look_up(str function) {
    static const struct request_function other = {.role = ROLE_OTHER};
    const struct request_function *found = &other;
    if (function.len < REQUEST_HEAD)
        return found;
    uint32_t head = request_head(function);
    for (size_t i = request_at(head); i < REQUEST_COUNT && request_head(request_functions[i].name) == head; i++)
        if (request_is(function, request_functions[i].name) && request_functions[i].name.len > found->name.len)
            found = &request_functions[i];
    return found;
}

/* What the trace has told so far, from the allocator outwards. */
struct request_walk {
    enum request request;
    bool is_final;  /* nothing farther out says more */
    bool allocated; /* an allocator or a charge was passed */
    bool is_cgroup; /* the mask is that of a charge: not the page's own */
    bool slab;
    bool fault;         /* the page-fault handler was passed */
    bool shown;         /* a function that shows the use was there */
    bool is_closed;     /* nothing farther out is who asked */
    struct maker maker; /* a kind that is known */
    struct maker hint;  /* a kind that is mostly part of another */
    struct maker other; /* the innermost function that is no helper */
    struct maker beyond;
};

static bool request_is_of_user(enum request request) {
    return request == REQUEST_ANONYMOUS_FAULT || request == REQUEST_SWAP_IN || request == REQUEST_COPY_ON_WRITE ||
           request == REQUEST_GUEST_FAULT || request == REQUEST_FILE_FAULT || request == REQUEST_SHMEM ||
           request == REQUEST_USER || request == REQUEST_USER_ZEROED;
}

static void request_settle(struct request_walk *walk, enum request request) {
    if (walk->is_final)
        return;
    walk->request = request;
    walk->is_final = true;
}

static void request_name(struct maker *maker, const struct frame *frame, enum maker_kind kind) {
    if (!maker->function.len)
        *maker = (struct maker){.function = frame->text, .module = frame->module, .line = frame->line, .kind = kind};
}

static const struct request_module *request_module_of(str module) {
    static const struct request_module driver = {.request = REQUEST_DRIVER, .kind = MAKER_UNNAMED};
    for (size_t i = 0; i < sizeof request_modules / sizeof *request_modules; i++)
        if (str_starts(module, request_modules[i].name))
            return &request_modules[i];
    return &driver;
}

static bool request_is_part(const struct request_walk *walk) {
    return walk->request == REQUEST_SLAB || walk->request == REQUEST_PAGE_TABLE;
}

/* What a file system does for a slab or a page table is no page of a file. */
static void request_take_use(struct request_walk *walk, enum request request) {
    if (request != REQUEST_UNKNOWN && !(request == REQUEST_FILESYSTEM && request_is_part(walk)))
        request_settle(walk, request);
}

static bool request_is_asking(const struct request_walk *walk) {
    return walk->allocated && !walk->fault && !walk->is_closed;
}

static void request_take_other(struct request_walk *walk, const struct frame *frame) {
    if (!request_is_asking(walk))
        return;
    request_name(&walk->other, frame, MAKER_UNNAMED);
    if (!frame->module.len)
        return;
    const struct request_module *module = request_module_of(frame->module);
    if (module->kind != MAKER_UNNAMED)
        request_name(&walk->maker, frame, module->kind);
    request_take_use(walk, module->request);
    walk->is_closed = true;
}

static void request_take_maker(struct request_walk *walk, const struct frame *frame,
                               const struct request_function *row) {
    if (!request_is_asking(walk))
        return;
    request_name(row->role == ROLE_MAKES ? &walk->maker : &walk->hint, frame, row->kind);
    request_take_use(walk, request_kinds[row->kind]);
    walk->is_closed = row->role == ROLE_MAKES;
}

static void request_take_fault(struct request_walk *walk) {
    if (!walk->fault && !request_is_part(walk))
        request_settle(walk, REQUEST_ANONYMOUS_FAULT);
    walk->fault = walk->is_final = true;
}

/* A part says less than what it is a part of, but more than the page allocator. */
static void request_take_part(struct request_walk *walk, enum request request) {
    walk->allocated = true;
    walk->slab |= request == REQUEST_SLAB;
    bool is_more = walk->request == REQUEST_UNKNOWN || walk->request == REQUEST_KERNEL_OTHER ||
                   (walk->request == REQUEST_SLAB && request == REQUEST_PAGE_TABLE);
    if (!walk->is_final && is_more)
        walk->request = request;
}

static void request_take_shown(struct request_walk *walk, const struct frame *frame, enum request request) {
    if (request == REQUEST_FILESYSTEM && request_is_asking(walk))
        request_name(&walk->other, frame, MAKER_UNNAMED);
    if (!request_is_part(walk))
        request_settle(walk, request);
    walk->is_closed = walk->shown = true;
}

static void request_take_row(struct request_walk *walk, const struct frame *frame, const struct request_function *row) {
    switch (row->role) {
    case ROLE_PAGES:
    case ROLE_PART:
        request_take_part(walk, row->request);
        break;
    case ROLE_CHARGE:
        walk->is_cgroup |= !walk->allocated;
        walk->allocated = true;
        break;
    case ROLE_SHOWS:
        request_take_shown(walk, frame, row->request);
        break;
    case ROLE_FAULT:
        request_take_fault(walk);
        break;
    case ROLE_MAKES:
    case ROLE_HINTS:
        request_take_maker(walk, frame, row);
        break;
    case ROLE_BEYOND:
        request_name(&walk->beyond, frame, row->kind);
        request_take_other(walk, frame);
        break;
    case ROLE_OTHER:
        request_take_other(walk, frame);
        break;
    default:
        break;
    }
}

/* Where no memory was asked for, or what for is lost. */
static bool request_take_special(struct request_walk *walk, const struct request_function *row) {
    bool sysrq = row->role == ROLE_SYSRQ, kswapd = row->role == ROLE_KSWAPD && !walk->allocated;
    if (sysrq)
        walk->is_final = false;
    if (sysrq || kswapd || row->role == ROLE_LOST)
        request_settle(walk, row->request);
    return sysrq || kswapd;
}

static void request_take(struct request_walk *walk, const struct frame *frame) {
    const struct request_function *row = request_look_up(request_plain(frame->text));
    if (!request_take_special(walk, row))
        request_take_row(walk, frame, row);
}

static bool request_has(gfp_set flags, gfp_set wanted) {
    return (flags & wanted) == wanted;
}

/* GFP_HIGHUSER_MOVABLE (2.6.23); before it GFP_HIGHUSER, which drivers and pipes use too, but they need no zeroes. */
static bool request_is_movable(gfp_set flags, struct release release) {
    if (release_is_before(release, RELEASE(2, 6, 23)))
        return request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_HARDWALL) | GFP_BIT(GFP_ZERO));
    return request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_HARDWALL) | GFP_BIT(GFP_MOVABLE));
}

/* Masks that only one caller uses. GFP_HIGHUSER_MOVABLE alone is a page of a file, a copy, or one from swap. */
static enum request request_of_flags(gfp_set flags, struct release release) {
    if (request_has(flags, GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_WRITE)))
        return REQUEST_FILESYSTEM;
    if (request_is_movable(flags, release))
        return flags & GFP_BIT(GFP_ZERO) ? REQUEST_USER_ZEROED : REQUEST_USER;
    if (request_has(flags, GFP_BIT(GFP_WAIT) | GFP_BIT(GFP_RETRY) | GFP_BIT(GFP_ZERO)))
        return REQUEST_PAGE_TABLE;
    return REQUEST_UNKNOWN;
}

/* Neither for a page that user space is to have, nor of unknown flags. */
static bool request_is_of_kernel(gfp_set flags) {
    return flags && !(flags & (GFP_BIT(GFP_MOVABLE) | GFP_BIT(GFP_HIGHMEM) | GFP_BIT(GFP_HARDWALL)));
}

/* A new page of a process is asked for with __GFP_ZERO on these (alloc_zeroed_user_highpage_movable, asm/page.h of each
 * architecture). */
static bool request_zeroes(str arch) {
    return str_equal(arch, STR("x86_64")) || str_equal(arch, STR("i386")) || str_equal(arch, STR("arm64")) ||
           str_equal(arch, STR("s390x"));
}

/* A write to a page that was only read so far is a copy of the page of zeroes: new memory (wp_page_copy, mm/memory.c).
 * A fault whose function was inlined is one of new memory only if it asks for zeroes. */
static enum request request_of_fault(const struct request_walk *walk, const struct event *event, gfp_set flags) {
    bool movable = flags & GFP_BIT(GFP_MOVABLE), zero = flags & GFP_BIT(GFP_ZERO);
    if (walk->request == REQUEST_COPY_ON_WRITE && movable && zero)
        return REQUEST_ANONYMOUS_FAULT;
    if (walk->request == REQUEST_ANONYMOUS_FAULT && !walk->shown && movable && !zero && event->trigger.order == 0 &&
        request_zeroes(event->identity.arch))
        return REQUEST_USER;
    return walk->request;
}

static struct maker request_maker(const struct request_walk *walk) {
    const struct maker none = {0}, *found = &walk->maker;
    if (request_is_of_user(walk->request))
        return walk->beyond;
    if (!walk->allocated || walk->request == REQUEST_LIMIT || walk->request == REQUEST_SYSRQ ||
        walk->request == REQUEST_PAGE_FAULT)
        return none;
    if (found->function.len)
        return *found;
    if (!walk->hint.function.len || !walk->other.function.len)
        return walk->hint.function.len ? walk->hint : walk->other;
    struct maker maker = walk->other;
    maker.kind = walk->hint.kind;
    return maker;
}

static enum request request_of_walk(struct request_walk *walk, const struct event *event, gfp_set flags,
                                    struct release release) {
    bool named = walk->maker.function.len || walk->hint.function.len;
    walk->request = request_of_fault(walk, event, flags);
    if (walk->beyond.kind == MAKER_GUEST &&
        (walk->request == REQUEST_ANONYMOUS_FAULT || walk->request == REQUEST_COPY_ON_WRITE))
        return REQUEST_GUEST_FAULT;
    bool open = walk->request == REQUEST_KERNEL_OTHER || (walk->request == REQUEST_UNKNOWN && !walk->is_final);
    if (!open || named || walk->is_cgroup)
        return walk->request;
    enum request by_flags = request_of_flags(flags, release);
    if (by_flags != REQUEST_UNKNOWN || walk->request == REQUEST_UNKNOWN)
        return by_flags;
    return request_is_of_kernel(flags) || walk->other.function.len ? REQUEST_KERNEL_OTHER : REQUEST_UNKNOWN;
}

static bool request_has_frame(const struct frame_list *trace, const char *beginning) {
    for (size_t i = 0; i < trace->count; i++)
        if (str_starts(trace->items[i].text, str_from_cstr(beginning)))
            return true;
    return false;
}

/* "gfp_mask=0x0(), order=0": pagefault_out_of_memory (mm/oom_kill.c) has none to show. A thread of the kernel has no
 * page fault that ends there. */
static bool request_is_lost(const struct trigger *trigger) {
    return trigger->lines.first > 0 && trigger->name.len > 0 && trigger->gfp_mask == 0 && trigger->order == 0 &&
           !request_has_frame(&trigger->call_trace, "kthread");
}

/* Frames of a thread of the kernel below the line of a process (only a process has an oom_score_adj other than 0), and
 * none of the OOM killer's: another CPU was printing its own trace. */
static bool request_is_of_other(const struct trigger *trigger) {
    const struct frame_list *trace = &trigger->call_trace;
    return amount_known(trigger->oom_score_adj) && trigger->oom_score_adj != 0 && request_has_frame(trace, "kthread") &&
           !request_has_frame(trace, "dump_header") && !request_has_frame(trace, "out_of_memory");
}

void request_fill(const struct event *event, gfp_set flags, struct reckoning *reckoning) {
    const struct frame_list *trace = &event->trigger.call_trace;
    struct request_walk walk = {.request = REQUEST_UNKNOWN};
    bool is_others = request_is_of_other(&event->trigger);
    for (size_t i = 0; i < trace->count && !is_others; i++)
        request_take(&walk, &trace->items[i]);
    reckoning->request = trace->count && !is_others ? request_of_walk(&walk, event, flags, reckoning->release)
                                                    : request_of_flags(flags, reckoning->release);
    if (reckoning->request == REQUEST_UNKNOWN && request_is_lost(&event->trigger))
        reckoning->request = REQUEST_PAGE_FAULT;
    if (reckoning->manual)
        reckoning->request = REQUEST_SYSRQ;
    walk.request = reckoning->request;
    reckoning->maker = request_maker(&walk);
    reckoning->maker.slab = walk.slab;
}

enum request_path request_path_of(const struct frame_list *trace) {
    for (size_t i = 0; i < trace->count; i++) {
        const struct request_function *row = request_look_up(request_plain(trace->items[i].text));
        if (row->role == ROLE_CHARGE)
            return REQUEST_PATH_CGROUP;
        if (row->role == ROLE_PAGES || row->role == ROLE_LOST || row->role == ROLE_KSWAPD || row->role == ROLE_SYSRQ)
            return REQUEST_PATH_MACHINE;
    }
    return REQUEST_PATH_UNKNOWN;
}

bool request_is_in_order(void) {
    for (size_t i = 1; i < REQUEST_COUNT; i++)
        if (str_compare(request_functions[i - 1].name, request_functions[i].name) >= 0)
            return false;
    return true;
}
