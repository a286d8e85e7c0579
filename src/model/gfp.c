/* What an allocation mask allows: the kernel's flags by release, as names.
 * SPDX-License-Identifier: MIT */
#include "model/gfp.h"

#include "base/arena.h"
#include "base/scan.h"
#include "model/amount.h"
#include "model/release.h"

#define V(major, minor) RELEASE(major, minor, 0)
#define V26(patch) RELEASE(2, 6, patch)
#define EVER RELEASE(1023, 0, 0)

/* A bit's meaning in the releases from SINCE up to, not including, BEFORE. */
struct gfp_bit {
    uint32_t bit;
    enum gfp_flag flag;
    int32_t since, before;
    str name;
};

static const struct gfp_bit gfp_bits[] = {
    {0x1, GFP_DMA, 0, EVER, STR_INIT("__GFP_DMA")},
    {0x2, GFP_HIGHMEM, 0, EVER, STR_INIT("__GFP_HIGHMEM")},
    {0x4, GFP_DMA32, V26(15), EVER, STR_INIT("__GFP_DMA32")},
    {0x8, GFP_MOVABLE, V26(31), EVER, STR_INIT("__GFP_MOVABLE")},
    {0x10, GFP_WAIT, 0, V(4, 4), STR_INIT("__GFP_WAIT")},
    {0x10, GFP_RECLAIMABLE, V(4, 4), EVER, STR_INIT("__GFP_RECLAIMABLE")},
    {0x20, GFP_HIGH, 0, EVER, STR_INIT("__GFP_HIGH")},
    {0x40, GFP_IO, 0, EVER, STR_INIT("__GFP_IO")},
    {0x80, GFP_FS, 0, EVER, STR_INIT("__GFP_FS")},
    {0x100, GFP_COLD, 0, V(4, 15), STR_INIT("__GFP_COLD")},
    {0x100, GFP_WRITE, V(4, 17), V(5, 1), STR_INIT("__GFP_WRITE")},
    {0x100, GFP_ZERO, V(5, 1), EVER, STR_INIT("__GFP_ZERO")},
    {0x200, GFP_NOWARN, 0, V(5, 1), STR_INIT("__GFP_NOWARN")},
    {0x200, GFP_ATOMIC, V(5, 1), V(6, 3), STR_INIT("__GFP_ATOMIC")},
    {0x400, GFP_RETRY, 0, V(4, 13), STR_INIT("__GFP_REPEAT")},
    {0x400, GFP_RETRY, V(4, 13), V(5, 1), STR_INIT("__GFP_RETRY_MAYFAIL")},
    {0x400, GFP_DIRECT_RECLAIM, V(5, 1), EVER, STR_INIT("__GFP_DIRECT_RECLAIM")},
    {0x800, GFP_NOFAIL, 0, V(5, 1), STR_INIT("__GFP_NOFAIL")},
    {0x800, GFP_KSWAPD_RECLAIM, V(5, 1), EVER, STR_INIT("__GFP_KSWAPD_RECLAIM")},
    {0x1000, GFP_NORETRY, 0, V(5, 1), STR_INIT("__GFP_NORETRY")},
    {0x1000, GFP_WRITE, V(5, 1), EVER, STR_INIT("__GFP_WRITE")},
    {0x2000, GFP_NO_GROW, 0, V26(22), STR_INIT("__GFP_NO_GROW")},
    {0x2000, GFP_MEMALLOC, V(3, 6), V(5, 1), STR_INIT("__GFP_MEMALLOC")},
    {0x2000, GFP_NOWARN, V(5, 1), EVER, STR_INIT("__GFP_NOWARN")},
    {0x4000, GFP_COMP, 0, V(5, 1), STR_INIT("__GFP_COMP")},
    {0x4000, GFP_RETRY, V(5, 1), EVER, STR_INIT("__GFP_RETRY_MAYFAIL")},
    {0x8000, GFP_ZERO, 0, V(5, 1), STR_INIT("__GFP_ZERO")},
    {0x8000, GFP_NOFAIL, V(5, 1), EVER, STR_INIT("__GFP_NOFAIL")},
    {0x10000, GFP_NOMEMALLOC, 0, V(5, 1), STR_INIT("__GFP_NOMEMALLOC")},
    {0x10000, GFP_NORETRY, V(5, 1), EVER, STR_INIT("__GFP_NORETRY")},
    {0x20000, GFP_NORECLAIM, V26(13), V26(15), STR_INIT("__GFP_NORECLAIM")},
    {0x20000, GFP_HARDWALL, V26(15), V(5, 1), STR_INIT("__GFP_HARDWALL")},
    {0x20000, GFP_MEMALLOC, V(5, 1), EVER, STR_INIT("__GFP_MEMALLOC")},
    {0x40000, GFP_HARDWALL, V26(14), V26(15), STR_INIT("__GFP_HARDWALL")},
    {0x40000, GFP_THISNODE, V26(19), V(5, 1), STR_INIT("__GFP_THISNODE")},
    {0x40000, GFP_COMP, V(5, 1), EVER, STR_INIT("__GFP_COMP")},
    {0x80000, GFP_MOVABLE, V26(23), V26(24), STR_INIT("__GFP_MOVABLE")},
    {0x80000, GFP_RECLAIMABLE, V26(24), V(4, 4), STR_INIT("__GFP_RECLAIMABLE")},
    {0x80000, GFP_ATOMIC, V(4, 4), V(5, 1), STR_INIT("__GFP_ATOMIC")},
    {0x80000, GFP_NOMEMALLOC, V(5, 1), EVER, STR_INIT("__GFP_NOMEMALLOC")},
    {0x100000, GFP_MOVABLE, V26(24), V26(31), STR_INIT("__GFP_MOVABLE")},
    {0x100000, GFP_KMEMCG, V(3, 8), V(3, 16), STR_INIT("__GFP_KMEMCG")},
    {0x100000, GFP_NOACCOUNT, V(4, 1), V(4, 5), STR_INIT("__GFP_NOACCOUNT")},
    {0x100000, GFP_ACCOUNT, V(4, 5), V(5, 1), STR_INIT("__GFP_ACCOUNT")},
    {0x100000, GFP_HARDWALL, V(5, 1), EVER, STR_INIT("__GFP_HARDWALL")},
    {0x200000, GFP_NOTRACK, V26(31), V(4, 14), STR_INIT("__GFP_NOTRACK")},
    {0x200000, GFP_DIRECT_RECLAIM, V(4, 17), V(5, 1), STR_INIT("__GFP_DIRECT_RECLAIM")},
    {0x200000, GFP_THISNODE, V(5, 1), EVER, STR_INIT("__GFP_THISNODE")},
    {0x400000, GFP_NO_KSWAPD, V26(38), V(4, 4), STR_INIT("__GFP_NO_KSWAPD")},
    {0x400000, GFP_DIRECT_RECLAIM, V(4, 4), V(4, 17), STR_INIT("__GFP_DIRECT_RECLAIM")},
    {0x400000, GFP_KSWAPD_RECLAIM, V(4, 17), V(5, 1), STR_INIT("__GFP_KSWAPD_RECLAIM")},
    {0x400000, GFP_ACCOUNT, V(5, 1), EVER, STR_INIT("__GFP_ACCOUNT")},
    {0x800000, GFP_OTHER_NODE, V26(39), V(4, 10), STR_INIT("__GFP_OTHER_NODE")},
    {0x800000, GFP_WRITE, V(4, 10), V(4, 17), STR_INIT("__GFP_WRITE")},
    {0x800000, GFP_NOLOCKDEP, V(4, 17), V(5, 13), STR_INIT("__GFP_NOLOCKDEP")},
    {0x800000, GFP_ZEROTAGS, V(5, 13), EVER, STR_INIT("__GFP_ZEROTAGS")},
    {0x1000000, GFP_WRITE, V(3, 3), V(4, 10), STR_INIT("__GFP_WRITE")},
    {0x1000000, GFP_KSWAPD_RECLAIM, V(4, 10), V(4, 17), STR_INIT("__GFP_KSWAPD_RECLAIM")},
    {0x1000000, GFP_SKIP_KASAN_POISON, V(5, 13), V(5, 18), STR_INIT("__GFP_SKIP_KASAN_POISON")},
    {0x2000000, GFP_KSWAPD_RECLAIM, V(4, 4), V(4, 10), STR_INIT("__GFP_KSWAPD_RECLAIM")},
    {0x2000000, GFP_NOLOCKDEP, V(4, 12), V(4, 17), STR_INIT("__GFP_NOLOCKDEP")},
    {0x2000000, GFP_NOLOCKDEP, V(5, 13), V(5, 18), STR_INIT("__GFP_NOLOCKDEP")},
    /* Names whose bit depends on the configuration: known by name only. */
    {0, GFP_SKIP_ZERO, 0, 0, STR_INIT("__GFP_SKIP_ZERO")},
    {0, GFP_SKIP_KASAN, 0, 0, STR_INIT("__GFP_SKIP_KASAN")},
    {0, GFP_SKIP_KASAN_UNPOISON, 0, 0, STR_INIT("__GFP_SKIP_KASAN_UNPOISON")},
    {0, GFP_NO_OBJ_EXT, 0, 0, STR_INIT("__GFP_NO_OBJ_EXT")},
};

#define B GFP_BIT
#define GFP_SET_RECLAIM (B(GFP_WAIT) | B(GFP_DIRECT_RECLAIM) | B(GFP_KSWAPD_RECLAIM))
#define GFP_SET_KERNEL (GFP_SET_RECLAIM | B(GFP_IO) | B(GFP_FS))
#define GFP_SET_USER (GFP_SET_KERNEL | B(GFP_HARDWALL))
#define GFP_SET_MOVABLE (GFP_SET_USER | B(GFP_HIGHMEM) | B(GFP_MOVABLE))
#define GFP_SET_THP (GFP_SET_MOVABLE | B(GFP_COMP) | B(GFP_NOMEMALLOC) | B(GFP_NOWARN))

/* A compound: its flags, those that a release lacks left out; NEEDS must be there. In the order of the kernel's own
 * table (include/trace/events/mmflags.h). Since 5.13 and before 5.18 GFP_HIGHUSER_MOVABLE held a KASAN flag. */
struct gfp_compound {
    str name;
    gfp_set set, needs;
    int32_t since, before;
};

static const struct gfp_compound gfp_compounds[] = {
    {STR_INIT("GFP_TRANSHUGE"), GFP_SET_THP | B(GFP_NORETRY) | B(GFP_NO_KSWAPD), B(GFP_MOVABLE), V26(38), V(4, 4)},
    {STR_INIT("GFP_TRANSHUGE"), (GFP_SET_THP | B(GFP_NORETRY)) & ~B(GFP_KSWAPD_RECLAIM), B(GFP_MOVABLE), V(4, 4),
     V(4, 8)},
    {STR_INIT("GFP_TRANSHUGE"), (GFP_SET_THP | B(GFP_SKIP_KASAN_POISON)) & ~B(GFP_KSWAPD_RECLAIM), B(GFP_MOVABLE),
     V(4, 8), EVER},
    {STR_INIT("GFP_TRANSHUGE_LIGHT"), (GFP_SET_THP | B(GFP_SKIP_KASAN_POISON)) & ~GFP_SET_RECLAIM, B(GFP_MOVABLE),
     V(4, 8), EVER},
    {STR_INIT("GFP_HIGHUSER_MOVABLE"), GFP_SET_MOVABLE | B(GFP_SKIP_KASAN_POISON), B(GFP_MOVABLE), 0, EVER},
    {STR_INIT("GFP_HIGHUSER"), GFP_SET_USER | B(GFP_HIGHMEM), B(GFP_HIGHMEM), 0, EVER},
    {STR_INIT("GFP_USER"), GFP_SET_USER, B(GFP_HARDWALL), 0, EVER},
    {STR_INIT("GFP_TEMPORARY"), GFP_SET_KERNEL | B(GFP_RECLAIMABLE), B(GFP_RECLAIMABLE), 0, V(4, 14)},
    {STR_INIT("GFP_KERNEL_ACCOUNT"), GFP_SET_KERNEL | B(GFP_ACCOUNT), B(GFP_ACCOUNT), 0, EVER},
    {STR_INIT("GFP_KERNEL"), GFP_SET_KERNEL, B(GFP_FS), 0, EVER},
    {STR_INIT("GFP_NOFS"), GFP_SET_RECLAIM | B(GFP_IO), B(GFP_IO), 0, EVER},
    {STR_INIT("GFP_ATOMIC"), B(GFP_HIGH) | B(GFP_ATOMIC) | B(GFP_KSWAPD_RECLAIM), B(GFP_HIGH), 0, EVER},
    {STR_INIT("GFP_NOIO"), GFP_SET_RECLAIM, 0, 0, EVER},
    {STR_INIT("GFP_NOWAIT"), B(GFP_KSWAPD_RECLAIM), B(GFP_KSWAPD_RECLAIM), 0, EVER},
    {STR_INIT("GFP_DMA"), B(GFP_DMA), B(GFP_DMA), 0, EVER},
    {STR_INIT("GFP_DMA32"), B(GFP_DMA32), B(GFP_DMA32), 0, EVER},
};

/* Spellings that kernels printed and that no table above gives. */
static const struct gfp_compound gfp_spellings[] = {
    {STR_INIT("__GFP_RECLAIM"), B(GFP_DIRECT_RECLAIM) | B(GFP_KSWAPD_RECLAIM), 0, 0, EVER},
    {STR_INIT("GFP_THISNODE"), B(GFP_THISNODE), 0, 0, EVER},
};

/* Where the bits were numbered again; the last element is open. */
static const struct {
    int32_t since;
    str name;
} gfp_eras[] = {
    {0, STR_INIT("up to 2.6.13")},           {V26(14), STR_INIT("2.6.14")},
    {V26(15), STR_INIT("2.6.15 to 2.6.22")}, {V26(23), STR_INIT("2.6.23")},
    {V26(24), STR_INIT("2.6.24 to 2.6.30")}, {V26(31), STR_INIT("2.6.31 to 4.3")},
    {V(4, 4), STR_INIT("4.4 to 4.9")},       {V(4, 10), STR_INIT("4.10 to 4.16")},
    {V(4, 17), STR_INIT("4.17 to 5.0")},     {V(5, 1), STR_INIT("5.1 and later")},
};

enum {
    GFP_BIT_COUNT = sizeof gfp_bits / sizeof *gfp_bits,
    GFP_COMPOUND_COUNT = sizeof gfp_compounds / sizeof *gfp_compounds,
    GFP_SPELLING_COUNT = sizeof gfp_spellings / sizeof *gfp_spellings,
    GFP_ERA_COUNT = sizeof gfp_eras / sizeof *gfp_eras
};

static bool gfp_valid(int32_t since, int32_t before, int32_t version) {
    return version >= since && version < before;
}

/* The bits that stand for SET in VERSION. */
static uint64_t gfp_mask_of(gfp_set set, int32_t version) {
    uint64_t mask = 0;
    for (size_t i = 0; i < GFP_BIT_COUNT; i++)
        if (set & GFP_BIT(gfp_bits[i].flag) && gfp_valid(gfp_bits[i].since, gfp_bits[i].before, version))
            mask |= gfp_bits[i].bit;
    return mask;
}

static void gfp_name(struct gfp_names *names, str name) {
    if (names->count < GFP_NAMES_MOST)
        names->names[names->count++] = name;
}

static void gfp_take_compounds(struct gfp_names *names, int32_t version) {
    for (size_t i = 0; i < GFP_COMPOUND_COUNT; i++) {
        const struct gfp_compound *compound = &gfp_compounds[i];
        uint64_t mask = gfp_mask_of(compound->set, version);
        bool possible = gfp_valid(compound->since, compound->before, version) &&
                        (!compound->needs || gfp_mask_of(compound->needs, version));
        if (!possible || !mask || (names->rest & mask) != mask)
            continue;
        gfp_name(names, compound->name);
        names->rest &= ~mask;
    }
}

void gfp_names_of(uint64_t mask, int32_t version, struct gfp_names *ret_names) {
    *ret_names = (struct gfp_names){.rest = mask};
    for (size_t i = 0; i < GFP_BIT_COUNT; i++)
        if (mask & gfp_bits[i].bit && gfp_valid(gfp_bits[i].since, gfp_bits[i].before, version))
            ret_names->set |= GFP_BIT(gfp_bits[i].flag);
    gfp_take_compounds(ret_names, version);
    for (size_t i = 0; i < GFP_BIT_COUNT; i++) {
        if (!(ret_names->rest & gfp_bits[i].bit) || !gfp_valid(gfp_bits[i].since, gfp_bits[i].before, version))
            continue;
        gfp_name(ret_names, gfp_bits[i].name);
        ret_names->rest &= ~(uint64_t)gfp_bits[i].bit;
    }
}

str gfp_era(int32_t version) {
    size_t era = 0;
    while (era + 1 < GFP_ERA_COUNT && gfp_eras[era + 1].since <= version)
        era++;
    return gfp_eras[era].name;
}

static gfp_set gfp_set_in(const struct gfp_compound *list, size_t count, str name) {
    gfp_set set = 0;
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].name, name))
            set |= list[i].set;
    return set;
}

gfp_set gfp_set_of(str name) {
    gfp_set set =
        gfp_set_in(gfp_compounds, GFP_COMPOUND_COUNT, name) | gfp_set_in(gfp_spellings, GFP_SPELLING_COUNT, name);
    for (size_t i = 0; i < GFP_BIT_COUNT; i++)
        if (str_equal(gfp_bits[i].name, name))
            set |= GFP_BIT(gfp_bits[i].flag);
    return set;
}

str gfp_name_at(size_t index) {
    if (index < GFP_BIT_COUNT)
        return gfp_bits[index].name;
    index -= GFP_BIT_COUNT;
    if (index < GFP_COMPOUND_COUNT)
        return gfp_compounds[index].name;
    index -= GFP_COMPOUND_COUNT;
    return index < GFP_SPELLING_COUNT ? gfp_spellings[index].name : STR("");
}

/* Masks of kernels that printed names but lost them here: each era has its own pair of reclaim bits. */
static int32_t gfp_version_of_mask(uint64_t mask) {
    static const struct {
        uint64_t reclaim;
        int32_t version;
    } signs[] = {
        {0x2400000, V(4, 5)},
        {0x1400000, V(4, 10)},
        {0x600000, V(4, 18)},
        {0xc00, V(5, 10)},
    };
    for (size_t i = 0; !(mask & 0x10) && i < sizeof signs / sizeof *signs; i++)
        if ((mask & signs[i].reclaim) == signs[i].reclaim)
            return signs[i].version;
    return 0;
}

static bool gfp_printed(struct figure counter) {
    return amount_known(counter.value);
}

/* Which table a bare number needs where no release is printed: by its own bits, else by what the kernels of a time
 * printed beside it. */
static int32_t gfp_version_of_shape(const struct event *event, uint64_t mask) {
    const struct counters *counters = &event->memory.counters;
    int32_t version = gfp_version_of_mask(mask);
    if (version)
        return version;
    if (amount_known(event->trigger.oom_score_adj))
        return V26(36); /* which printed it first */
    if (!gfp_printed(counters->active) && !gfp_printed(counters->active_anon) && !event->trigger.name.len)
        return V26(12);                /* "oom-killer: gfp_mask=0xd0" without a name */
    if (gfp_printed(counters->active)) /* Active: and inactive: in one, up to 2.6.27 */
        return mask & 0x100000 ? V26(24) : mask & 0x80000 ? V26(23) : V26(18);
    if (gfp_printed(counters->active_anon) && !gfp_printed(counters->slab_reclaimable))
        return mask & 0x8 ? V26(31) : V26(28); /* the lists were split in 2.6.28, slab in 2.6.31 */
    return V26(32);
}

static int32_t gfp_version(const struct event *event, struct reckoning *reckoning, uint64_t mask) {
    if (!reckoning->release.number) {
        reckoning->gfp_assumed = true;
        return gfp_version_of_shape(event, mask);
    }
    return reckoning->release.number;
}

/* "3.10.0-1160.el7.x86_64": RHEL 7.9 gave 0x100000 the meaning that it has since 4.5. */
static str gfp_vendor_name(const struct event *event, const struct reckoning *reckoning, str name) {
    uint64_t build;
    struct scan scan = scan_of(event->identity.release);
    if (reckoning->release.rhel == 7 && str_equal(name, STR("__GFP_KMEMCG")) && scan_literal(&scan, STR("3.10.0-")) &&
        scan_u64(&scan, &build) && build >= 1160)
        return STR("__GFP_ACCOUNT");
    return name;
}

static bool gfp_decode(const struct event *event, struct reckoning *reckoning, gfp_set *ret_set) {
    struct gfp_names names;
    uint64_t mask = (uint64_t)event->trigger.gfp_mask;
    int32_t version = gfp_version(event, reckoning, mask);
    gfp_names_of(mask, version, &names);
    reckoning->gfp_era = gfp_era(version);
    reckoning->gfp_flags = arena_alloc(event->arena, (names.count + 1) * sizeof(str));
    if (!reckoning->gfp_flags)
        return false;
    for (size_t i = 0; i < names.count; i++)
        reckoning->gfp_flags[i] = gfp_vendor_name(event, reckoning, names.names[i]);
    reckoning->gfp_flag_count = names.count;
    if (names.rest)
        reckoning->gfp_flags[reckoning->gfp_flag_count++] =
            arena_format(event->arena, "0x%llx", (unsigned long long)names.rest);
    *ret_set = names.set;
    return !event->arena->failed;
}

/* "GFP_HIGHUSER_MOVABLE|__GFP_COMP|0x1000000": kept as printed. */
static bool gfp_split(const struct event *event, struct reckoning *reckoning, gfp_set *ret_set) {
    size_t room = 0;
    struct scan scan = scan_of(event->trigger.gfp_text);
    gfp_set set = 0;
    do {
        str name = scan_rest(&scan);
        (void)scan_until(&scan, '|', &name);
        if (name.len) {
            str *place = ARENA_PUSH(event->arena, reckoning->gfp_flags, reckoning->gfp_flag_count, room);
            if (!place)
                return false;
            *place = name;
            reckoning->gfp_flag_count++;
            set |= gfp_set_of(name);
        }
    } while (scan_byte(&scan, '|'));
    *ret_set = set;
    return true;
}

bool gfp_fill(const struct event *event, struct reckoning *reckoning, gfp_set *ret_set) {
    gfp_set set = 0;
    bool done = true;
    int64_t mask = event->trigger.gfp_mask;
    if (event->trigger.gfp_text.len)
        done = gfp_split(event, reckoning, &set);
    else if (amount_known(mask) && mask > 0)
        done = gfp_decode(event, reckoning, &set);
    if (!done)
        return false;
    reckoning->gfp_known = reckoning->gfp_flag_count > 0;
    reckoning->gfp_movable = set & GFP_BIT(GFP_MOVABLE);
    reckoning->gfp_highmem = set & GFP_BIT(GFP_HIGHMEM);
    reckoning->gfp_dma = set & GFP_BIT(GFP_DMA);
    reckoning->gfp_dma32 = set & GFP_BIT(GFP_DMA32);
    reckoning->gfp_fs = set & GFP_BIT(GFP_FS);
    reckoning->gfp_io = set & GFP_BIT(GFP_IO);
    reckoning->gfp_nofail = set & GFP_BIT(GFP_NOFAIL);
    reckoning->gfp_account = set & (GFP_BIT(GFP_ACCOUNT) | GFP_BIT(GFP_KMEMCG));
    *ret_set = set;
    return true;
}
