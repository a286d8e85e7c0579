/* The masks that kernels of each time print most, against the kernel's own definitions (include/linux/gfp.h).
 * SPDX-License-Identifier: MIT */
#include "model/gfp.h"

#include "blank_event.h"
#include "model/release.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define V(major, minor, patch) RELEASE(major, minor, patch)

static void join(str list[], size_t count, uint64_t rest, char *ret_text, size_t room) {
    size_t len = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(ret_text + len, room - len, "%s%.*s", i ? "|" : "", STR_ARG(list[i]));
    if (rest)
        snprintf(ret_text + len, room - len, "%s0x%llx", count ? "|" : "", (unsigned long long)rest);
}

static void expect(uint64_t mask, int32_t version, const char *names) {
    struct gfp_names found;
    char text[512];
    gfp_names_of(mask, version, &found);
    join(found.names, found.count, found.rest, text, sizeof text);
    assert_string_equal(text, names);
}

static void compounds_by_era(void **state) {
    (void)state;
    static const struct {
        int32_t version;
        uint64_t kernel, user, highuser, movable, atomic, nofs, noio, account;
    } eras[] = {
        {V(2, 6, 14), 0xd0, 0x400d0, 0x400d2, 0, 0x20, 0x50, 0x10, 0},
        {V(2, 6, 18), 0xd0, 0x200d0, 0x200d2, 0, 0x20, 0x50, 0x10, 0},
        {V(2, 6, 23), 0xd0, 0x200d0, 0x200d2, 0xa00d2, 0x20, 0x50, 0x10, 0},
        {V(2, 6, 26), 0xd0, 0x200d0, 0x200d2, 0x1200d2, 0x20, 0x50, 0x10, 0},
        {V(2, 6, 32), 0xd0, 0x200d0, 0x200d2, 0x200da, 0x20, 0x50, 0x10, 0},
        {V(4, 3, 0), 0xd0, 0x200d0, 0x200d2, 0x200da, 0x20, 0x50, 0x10, 0},
        {V(4, 9, 0), 0x24000c0, 0x24200c0, 0x24200c2, 0x24200ca, 0x2080020, 0x2400040, 0x2400000, 0x25000c0},
        {V(4, 15, 0), 0x14000c0, 0x14200c0, 0x14200c2, 0x14200ca, 0x1080020, 0x1400040, 0x1400000, 0x15000c0},
        {V(4, 18, 0), 0x6000c0, 0x6200c0, 0x6200c2, 0x6200ca, 0x480020, 0x600040, 0x600000, 0x7000c0},
        {V(5, 10, 0), 0xcc0, 0x100cc0, 0x100cc2, 0x100cca, 0xa20, 0xc40, 0xc00, 0x400cc0},
        {V(5, 15, 0), 0xcc0, 0x100cc0, 0x100cc2, 0x1100cca, 0xa20, 0xc40, 0xc00, 0x400cc0},
        {V(6, 1, 0), 0xcc0, 0x100cc0, 0x100cc2, 0x100cca, 0xa20, 0xc40, 0xc00, 0x400cc0},
        {V(7, 2, 0), 0xcc0, 0x100cc0, 0x100cc2, 0x100cca, 0x820, 0xc40, 0xc00, 0x400cc0},
    };
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        expect(eras[i].kernel, eras[i].version, "GFP_KERNEL");
        expect(eras[i].user, eras[i].version, "GFP_USER");
        expect(eras[i].highuser, eras[i].version, "GFP_HIGHUSER");
        expect(eras[i].atomic, eras[i].version, "GFP_ATOMIC");
        expect(eras[i].nofs, eras[i].version, "GFP_NOFS");
        expect(eras[i].noio, eras[i].version, "GFP_NOIO");
        if (eras[i].movable)
            expect(eras[i].movable, eras[i].version, "GFP_HIGHUSER_MOVABLE");
        if (eras[i].account)
            expect(eras[i].account, eras[i].version, "GFP_KERNEL_ACCOUNT");
    }
}

static void huge_pages(void **state) {
    (void)state;
    expect(0x4352da, V(2, 6, 38), "GFP_TRANSHUGE");
    expect(0x4352da, V(3, 2, 0), "GFP_TRANSHUGE");
    expect(0x4352ca, V(4, 4, 0), "GFP_TRANSHUGE");
    expect(0x4342ca, V(4, 8, 0), "GFP_TRANSHUGE");
    expect(0x342ca, V(4, 8, 0), "GFP_TRANSHUGE_LIGHT");
    expect(0x4342ca, V(4, 9, 0), "GFP_TRANSHUGE");
    expect(0x342ca, V(4, 15, 0), "GFP_TRANSHUGE_LIGHT");
    expect(0x2342ca, V(4, 18, 0), "GFP_TRANSHUGE");
    expect(0x1c24ca, V(5, 10, 0), "GFP_TRANSHUGE");
    expect(0x1c20ca, V(5, 10, 0), "GFP_TRANSHUGE_LIGHT");
    expect(0x11c24ca, V(5, 15, 0), "GFP_TRANSHUGE");
}

static void usual_masks(void **state) {
    (void)state;
    expect(0x1d2, V(2, 6, 12), "GFP_HIGHUSER|__GFP_COLD");
    expect(0x201d2, V(2, 6, 18), "GFP_HIGHUSER|__GFP_COLD");
    expect(0x280d2, V(2, 6, 18), "GFP_HIGHUSER|__GFP_ZERO");
    expect(0x1201d2, V(2, 6, 26), "GFP_HIGHUSER_MOVABLE|__GFP_COLD");
    expect(0x1280d2, V(2, 6, 26), "GFP_HIGHUSER_MOVABLE|__GFP_ZERO");
    expect(0x201da, V(2, 6, 32), "GFP_HIGHUSER_MOVABLE|__GFP_COLD");
    expect(0x280da, V(3, 10, 0), "GFP_HIGHUSER_MOVABLE|__GFP_ZERO");
    expect(0x84d0, V(2, 6, 32), "GFP_KERNEL|__GFP_REPEAT|__GFP_ZERO");
    expect(0x2084d0, V(3, 2, 0), "GFP_KERNEL|__GFP_REPEAT|__GFP_ZERO|__GFP_NOTRACK");
    expect(0x2040d0, V(3, 2, 0), "GFP_KERNEL|__GFP_COMP|__GFP_NOTRACK");
    expect(0x3000d0, V(3, 10, 0), "GFP_KERNEL|__GFP_KMEMCG|__GFP_NOTRACK");
    expect(0x24201ca, V(4, 4, 0), "GFP_HIGHUSER_MOVABLE|__GFP_COLD");
    expect(0x27080c0, V(4, 5, 0), "GFP_KERNEL_ACCOUNT|__GFP_ZERO|__GFP_NOTRACK");
    expect(0x14280ca, V(4, 10, 0), "GFP_HIGHUSER_MOVABLE|__GFP_ZERO");
    expect(0x7080c0, V(4, 18, 0), "GFP_KERNEL_ACCOUNT|__GFP_ZERO");
    expect(0x100dca, V(5, 4, 0), "GFP_HIGHUSER_MOVABLE|__GFP_ZERO");
    expect(0x101cca, V(5, 4, 0), "GFP_HIGHUSER_MOVABLE|__GFP_WRITE");
    expect(0x140cca, V(6, 1, 0), "GFP_HIGHUSER_MOVABLE|__GFP_COMP");
    expect(0x152c4a, V(6, 1, 0),
           "GFP_NOFS|__GFP_HIGHMEM|__GFP_MOVABLE|__GFP_NOWARN|__GFP_NORETRY|__GFP_COMP|__GFP_HARDWALL");
    expect(0x442dc0, V(5, 10, 0), "GFP_KERNEL_ACCOUNT|__GFP_ZERO|__GFP_NOWARN|__GFP_COMP");
    expect(0xcc4, V(5, 10, 0), "GFP_KERNEL|GFP_DMA32");
}

/* 0x40000 is COMP since 5.1 and THISNODE before. */
static void one_bit_two_meanings(void **state) {
    (void)state;
    expect(0x40cc0, V(5, 10, 0), "GFP_KERNEL|__GFP_COMP");
    expect(0x6400c0, V(4, 18, 0), "GFP_KERNEL|__GFP_THISNODE");
}

/* The release in which a bit changed its meaning, and the one before it: git log -p include/linux/gfp.h. */
static void a_bit_changes_with_its_release(void **state) {
    (void)state;
    static const struct {
        uint64_t bit;
        int32_t last;
        const char *before;
        int32_t first;
        const char *since;
    } changes[] = {
        {0x4, V(2, 6, 14), "0x4", V(2, 6, 15), "GFP_DMA32"},
        {0x8, V(2, 6, 30), "0x8", V(2, 6, 31), "__GFP_MOVABLE"},
        {0x10, V(4, 3, 6), "GFP_NOIO", V(4, 4, 0), "__GFP_RECLAIMABLE"},
        {0x100, V(4, 14, 300), "__GFP_COLD", V(4, 17, 0), "__GFP_WRITE"},
        {0x100, V(5, 0, 21), "__GFP_WRITE", V(5, 1, 0), "__GFP_ZERO"},
        {0x200, V(5, 0, 21), "__GFP_NOWARN", V(5, 1, 0), "__GFP_ATOMIC"},
        {0x400, V(4, 12, 14), "__GFP_REPEAT", V(4, 13, 0), "__GFP_RETRY_MAYFAIL"},
        {0x400, V(5, 0, 21), "__GFP_RETRY_MAYFAIL", V(5, 1, 0), "__GFP_DIRECT_RECLAIM"},
        {0x800, V(5, 0, 21), "__GFP_NOFAIL", V(5, 1, 0), "GFP_NOWAIT"},
        {0x1000, V(5, 0, 21), "__GFP_NORETRY", V(5, 1, 0), "__GFP_WRITE"},
        {0x2000, V(2, 6, 21), "__GFP_NO_GROW", V(2, 6, 22), "0x2000"},
        {0x2000, V(3, 5, 7), "0x2000", V(3, 6, 0), "__GFP_MEMALLOC"},
        {0x2000, V(5, 0, 21), "__GFP_MEMALLOC", V(5, 1, 0), "__GFP_NOWARN"},
        {0x4000, V(5, 0, 21), "__GFP_COMP", V(5, 1, 0), "__GFP_RETRY_MAYFAIL"},
        {0x8000, V(5, 0, 21), "__GFP_ZERO", V(5, 1, 0), "__GFP_NOFAIL"},
        {0x10000, V(5, 0, 21), "__GFP_NOMEMALLOC", V(5, 1, 0), "__GFP_NORETRY"},
        {0x20000, V(2, 6, 14), "__GFP_NORECLAIM", V(2, 6, 15), "__GFP_HARDWALL"},
        {0x20000, V(5, 0, 21), "__GFP_HARDWALL", V(5, 1, 0), "__GFP_MEMALLOC"},
        {0x40000, V(2, 6, 13), "0x40000", V(2, 6, 14), "__GFP_HARDWALL"},
        {0x40000, V(2, 6, 18), "0x40000", V(2, 6, 19), "__GFP_THISNODE"},
        {0x40000, V(5, 0, 21), "__GFP_THISNODE", V(5, 1, 0), "__GFP_COMP"},
        {0x80000, V(2, 6, 22), "0x80000", V(2, 6, 23), "__GFP_MOVABLE"},
        {0x80000, V(2, 6, 23), "__GFP_MOVABLE", V(2, 6, 24), "__GFP_RECLAIMABLE"},
        {0x80000, V(4, 3, 6), "__GFP_RECLAIMABLE", V(4, 4, 0), "__GFP_ATOMIC"},
        {0x80000, V(5, 0, 21), "__GFP_ATOMIC", V(5, 1, 0), "__GFP_NOMEMALLOC"},
        {0x100000, V(2, 6, 23), "0x100000", V(2, 6, 24), "__GFP_MOVABLE"},
        {0x100000, V(2, 6, 30), "__GFP_MOVABLE", V(2, 6, 31), "0x100000"},
        {0x100000, V(3, 7, 10), "0x100000", V(3, 8, 0), "__GFP_KMEMCG"},
        {0x100000, V(4, 4, 0), "__GFP_NOACCOUNT", V(4, 5, 0), "__GFP_ACCOUNT"},
        {0x100000, V(5, 0, 21), "__GFP_ACCOUNT", V(5, 1, 0), "__GFP_HARDWALL"},
        {0x200000, V(2, 6, 30), "0x200000", V(2, 6, 31), "__GFP_NOTRACK"},
        {0x200000, V(4, 16, 0), "0x200000", V(4, 17, 0), "__GFP_DIRECT_RECLAIM"},
        {0x200000, V(5, 0, 21), "__GFP_DIRECT_RECLAIM", V(5, 1, 0), "__GFP_THISNODE"},
        {0x400000, V(2, 6, 37), "0x400000", V(2, 6, 38), "__GFP_NO_KSWAPD"},
        {0x400000, V(4, 3, 6), "__GFP_NO_KSWAPD", V(4, 4, 0), "__GFP_DIRECT_RECLAIM"},
        {0x400000, V(4, 16, 0), "__GFP_DIRECT_RECLAIM", V(4, 17, 0), "GFP_NOWAIT"},
        {0x400000, V(5, 0, 21), "GFP_NOWAIT", V(5, 1, 0), "__GFP_ACCOUNT"},
        {0x800000, V(2, 6, 38), "0x800000", V(2, 6, 39), "__GFP_OTHER_NODE"},
        {0x800000, V(4, 9, 337), "__GFP_OTHER_NODE", V(4, 10, 0), "__GFP_WRITE"},
        {0x800000, V(4, 16, 0), "__GFP_WRITE", V(4, 17, 0), "__GFP_NOLOCKDEP"},
        {0x800000, V(5, 12, 0), "__GFP_NOLOCKDEP", V(5, 13, 0), "__GFP_ZEROTAGS"},
        {0x1000000, V(3, 2, 0), "0x1000000", V(3, 3, 0), "__GFP_WRITE"},
        {0x1000000, V(4, 9, 337), "__GFP_WRITE", V(4, 10, 0), "GFP_NOWAIT"},
        {0x1000000, V(4, 16, 0), "GFP_NOWAIT", V(4, 17, 0), "0x1000000"},
        {0x1000000, V(5, 12, 0), "0x1000000", V(5, 13, 0), "__GFP_SKIP_KASAN_POISON"},
        {0x1000000, V(5, 17, 0), "__GFP_SKIP_KASAN_POISON", V(5, 18, 0), "0x1000000"},
        {0x2000000, V(4, 3, 6), "0x2000000", V(4, 4, 0), "GFP_NOWAIT"},
        {0x2000000, V(4, 11, 0), "0x2000000", V(4, 12, 0), "__GFP_NOLOCKDEP"},
        {0x2000000, V(4, 16, 0), "__GFP_NOLOCKDEP", V(4, 17, 0), "0x2000000"},
        {0x2000000, V(5, 12, 0), "0x2000000", V(5, 13, 0), "__GFP_NOLOCKDEP"},
        {0x2000000, V(5, 17, 0), "__GFP_NOLOCKDEP", V(5, 18, 0), "0x2000000"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        expect(changes[i].bit, changes[i].last, changes[i].before);
        expect(changes[i].bit, changes[i].first, changes[i].since);
    }
}

static void unknown_bits_stay_hex(void **state) {
    (void)state;
    expect(0x4100cca, V(6, 12, 0), "GFP_HIGHUSER_MOVABLE|0x4000000");
    expect(0x80000000000000d0, V(3, 2, 0), "GFP_KERNEL|0x8000000000000000");
}

static void eras(void **state) {
    (void)state;
    static const struct {
        int32_t version;
        const char *name;
    } expected[] = {
        {V(2, 6, 13), "up to 2.6.13"},     {V(2, 6, 14), "2.6.14"},        {V(2, 6, 15), "2.6.15 to 2.6.22"},
        {V(2, 6, 22), "2.6.15 to 2.6.22"}, {V(2, 6, 23), "2.6.23"},        {V(2, 6, 24), "2.6.24 to 2.6.30"},
        {V(2, 6, 30), "2.6.24 to 2.6.30"}, {V(2, 6, 31), "2.6.31 to 4.3"}, {V(4, 3, 5), "2.6.31 to 4.3"},
        {V(4, 4, 0), "4.4 to 4.9"},        {V(4, 9, 337), "4.4 to 4.9"},   {V(4, 10, 0), "4.10 to 4.16"},
        {V(4, 16, 0), "4.10 to 4.16"},     {V(4, 17, 0), "4.17 to 5.0"},   {V(5, 0, 21), "4.17 to 5.0"},
        {V(5, 1, 0), "5.1 and later"},     {V(6, 1, 0), "5.1 and later"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        str era = gfp_era(expected[i].version);
        assert_true(str_equal(era, str_from_cstr(expected[i].name)));
    }
}

static void expect_event(struct blank *blank, const char *names, bool assumed) {
    char text[512];
    gfp_set flags;
    assert_true(gfp_fill(&blank->event, &blank->reckoning, &flags));
    join(blank->reckoning.gfp_flags, blank->reckoning.gfp_flag_count, 0, text, sizeof text);
    assert_string_equal(text, names);
    assert_int_equal(blank->reckoning.gfp_assumed, assumed);
}

static void printed_names_are_kept(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank); /* the lists are split, slab is lost: 2.6.28, but for "oom_score_adj=0" */
    blank_trigger(&blank, "squid", 0x42d0, 3);
    blank_counter(&blank, "active_anon", 1000);
    blank.event.trigger.oom_score_adj = ABSENT;
    expect_event(&blank, "GFP_KERNEL|__GFP_NOWARN|__GFP_COMP", true);
    assert_true(str_equal(blank.reckoning.gfp_era, STR("2.6.24 to 2.6.30")));
    blank.event.trigger.oom_score_adj = 0;
    expect_event(&blank, "GFP_KERNEL|__GFP_NOWARN|__GFP_COMP", true);
    assert_true(str_equal(blank.reckoning.gfp_era, STR("2.6.31 to 4.3")));
    blank_close(&blank);

    blank_open(&blank);
    blank_trigger(&blank, "sshd", 0x140cca, 0);
    blank.event.trigger.gfp_text = STR("GFP_HIGHUSER_MOVABLE|__GFP_COMP|0x8000000");
    expect_event(&blank, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|0x8000000", false);
    assert_true(blank.reckoning.gfp_movable && blank.reckoning.gfp_highmem && blank.reckoning.gfp_fs);
    assert_true(blank.reckoning.gfp_known);
    assert_int_equal(blank.reckoning.gfp_era.len, 0);
    blank_close(&blank);
}

/* From the first to the last. */
static void every_name_is_known(void **state) {
    (void)state;
    size_t i = 0;
    bool has_compound = false, has_spelling = false;
    for (str name; (name = gfp_name_at(i)).len; i++) {
        if (!gfp_set_of(name))
            fail_msg("%.*s", STR_ARG(name));
        has_compound |= str_equal(name, STR("GFP_TRANSHUGE"));
        has_spelling |= str_equal(name, STR("__GFP_RECLAIM"));
    }
    assert_true(i > 40 && has_compound && has_spelling);
    assert_true(gfp_set_of(STR("__GFP_DMA")) && !gfp_set_of(STR("__GFP_NONE")));
}

static void a_number_needs_its_release(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "mysqld", 0x201da, 0);
    blank.reckoning.release = release_of(STR("2.6.32-22-server"));
    expect_event(&blank, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", false);
    assert_true(str_equal(blank.reckoning.gfp_era, STR("2.6.31 to 4.3")));
    blank_close(&blank);
}

/* No release: the counters beside it are those of 2.6.25, whose MOVABLE is 0x100000. */
static void shape_tells_the_era(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_trigger(&blank, "mysqld", 0x1201d2, 0);
    blank_counter(&blank, "Active", 1000);
    expect_event(&blank, "GFP_HIGHUSER_MOVABLE|__GFP_COLD", true);
    assert_true(str_equal(blank.reckoning.gfp_era, STR("2.6.24 to 2.6.30")));
    blank_close(&blank);

    blank_open(&blank);
    blank_trigger(&blank, "sshd", 0x140cca, 0);
    expect_event(&blank, "GFP_HIGHUSER_MOVABLE|__GFP_COMP", true);
    blank_close(&blank);
}

/* Each flag of the mask alone is what the request may do. */
static void flags_are_facts(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool movable, highmem, dma, dma32, fs, io, nofail, account;
    } masks[] = {{"GFP_KERNEL", .fs = true, .io = true},
                 {"GFP_NOFS", .io = true},
                 {"GFP_NOIO", .io = false},
                 {"GFP_KERNEL_ACCOUNT", .fs = true, .io = true, .account = true},
                 {"GFP_HIGHUSER", .fs = true, .io = true, .highmem = true},
                 {"GFP_HIGHUSER_MOVABLE", .fs = true, .io = true, .highmem = true, .movable = true},
                 {"GFP_NOWAIT|GFP_DMA", .dma = true},
                 {"GFP_NOWAIT|GFP_DMA32", .dma32 = true},
                 {"GFP_NOFS|__GFP_NOFAIL", .io = true, .nofail = true},
                 {"GFP_KERNEL|__GFP_KMEMCG", .fs = true, .io = true, .account = true}};
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct blank blank;
        gfp_set set;
        blank_open(&blank);
        blank_trigger(&blank, "a", 1, 0);
        blank.event.trigger.gfp_text = str_from_cstr(masks[i].text);
        assert_true(gfp_fill(&blank.event, &blank.reckoning, &set));
        const struct reckoning *r = &blank.reckoning;
        if (r->gfp_movable != masks[i].movable || r->gfp_highmem != masks[i].highmem || r->gfp_dma != masks[i].dma ||
            r->gfp_dma32 != masks[i].dma32 || r->gfp_fs != masks[i].fs || r->gfp_io != masks[i].io ||
            r->gfp_nofail != masks[i].nofail || r->gfp_account != masks[i].account)
            fail_msg("%s", masks[i].text);
        blank_close(&blank);
    }
}

/* RHEL 7.9 is 3.10.0-1160. */
static void a_vendors_bit_is_known_by_its_build(void **state) {
    (void)state;
    static const char *const kernels[][2] = {{"3.10.0-1160.el7.x86_64", "GFP_KERNEL|__GFP_ACCOUNT"},
                                             {"3.10.0-1160.119.1.el7.x86_64", "GFP_KERNEL|__GFP_ACCOUNT"},
                                             {"3.10.0-1159.el7.x86_64", "GFP_KERNEL|__GFP_KMEMCG"},
                                             {"3.10.0-4-amd64", "GFP_KERNEL|__GFP_KMEMCG"}};
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        struct blank blank;
        blank_open(&blank);
        blank_trigger(&blank, "a", 0x1000d0, 0);
        blank.event.identity.release = str_from_cstr(kernels[i][0]);
        blank.reckoning.release = release_of(blank.event.identity.release);
        expect_event(&blank, kernels[i][1], false);
        blank_close(&blank);
    }
}

/* The era of MASK where no release is printed, beside the counters COUNTER and OTHER. */
static void expect_era(uint64_t mask, const char *name, const char *counter, const char *other, const char *era) {
    struct blank blank;
    gfp_set flags;
    blank_open(&blank);
    blank_trigger(&blank, name, (int64_t)mask, 0);
    if (counter)
        blank_counter(&blank, counter, 1000);
    if (other)
        blank_counter(&blank, other, 1000);
    assert_true(gfp_fill(&blank.event, &blank.reckoning, &flags));
    assert_true(str_equal(blank.reckoning.gfp_era, str_from_cstr(era)));
    blank_close(&blank);
}

/* By its pair of reclaim bits; by what stands beside it, which the kernel's show_free_areas printed from one release
 * on; by the missing name. */
static void a_bare_mask_has_an_era(void **state) {
    (void)state;
    expect_era(0x24200ca, "a", NULL, NULL, "4.4 to 4.9");
    expect_era(0x14200ca, "a", NULL, NULL, "4.10 to 4.16");
    expect_era(0x6200ca, "a", NULL, NULL, "4.17 to 5.0");
    expect_era(0x100cca, "a", NULL, NULL, "5.1 and later");
    expect_era(0x201da, "a", NULL, NULL, "2.6.31 to 4.3");
    expect_era(0xd0, "", NULL, NULL, "up to 2.6.13");
    expect_era(0x201d2, "a", "Active", NULL, "2.6.15 to 2.6.22");
    expect_era(0xa00d2, "a", "Active", NULL, "2.6.23");
    expect_era(0x1200d2, "a", "Active", NULL, "2.6.24 to 2.6.30");
    expect_era(0x1201d2, "a", "Active_anon", NULL, "2.6.24 to 2.6.30");
    expect_era(0x201da, "a", "Active_anon", NULL, "2.6.31 to 4.3");
    expect_era(0x201d2, "a", "active_anon", "slab_reclaimable", "2.6.31 to 4.3");
}

static void no_mask_no_flags(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    expect_event(&blank, "", false);
    assert_false(blank.reckoning.gfp_known);
    blank_trigger(&blank, "a", 0, 0); /* a page-fault OOM */
    expect_event(&blank, "", false);
    assert_false(blank.reckoning.gfp_known);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compounds_by_era),
        cmocka_unit_test(huge_pages),
        cmocka_unit_test(usual_masks),
        cmocka_unit_test(a_bit_changes_with_its_release),
        cmocka_unit_test(one_bit_two_meanings),
        cmocka_unit_test(unknown_bits_stay_hex),
        cmocka_unit_test(eras),
        cmocka_unit_test(printed_names_are_kept),
        cmocka_unit_test(every_name_is_known),
        cmocka_unit_test(a_number_needs_its_release),
        cmocka_unit_test(shape_tells_the_era),
        cmocka_unit_test(flags_are_facts),
        cmocka_unit_test(a_vendors_bit_is_known_by_its_build),
        cmocka_unit_test(a_bare_mask_has_an_era),
        cmocka_unit_test(no_mask_no_flags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
