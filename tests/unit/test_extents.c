/* How much of a line a text is: each line of the kernel's figures and tables in every cut.
 * SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "followed.h"

#include "kernel/key_values.h"
#include "kernel/mem_info.h"
#include "kernel/tables.h"

static const char *const names_of_ends[] = {"none", "cut", "open", "whole"};

typedef struct extent extent_of(str text);

static void assert_extent(extent_of *of, str text, enum extent_end end, size_t facts) {
    char own[512];
    const struct extent extent = of(text);
    snprintf(own, sizeof own, "%.*s", STR_ARG(text));
    for (size_t i = 0; i < FOLLOWERS; i++) {
        const struct extent other = of(followed(own, i));
        if (other.end != extent.end || other.facts != extent.facts)
            fail_msg("'%c' behind \"%s\" is read", followers[i], own);
    }
    if (extent.end != end || extent.facts != facts)
        fail_msg("\"%.*s\": %s with %zu facts, not %s with %zu", STR_ARG(text), names_of_ends[extent.end], extent.facts,
                 names_of_ends[end], facts);
}

struct cuts {
    extent_of *of;
    const char *line;
    size_t none;         /* so many bytes may be anything */
    size_t word, behind; /* a word that stands there is none before it is whole */
    size_t whole;        /* so many bytes are the whole line */
    size_t cut_facts;    /* of the line without its last byte */
    size_t facts;        /* of the line */
    enum extent_end end; /* of the line */
};

/* A line that is cut is none, then cut, and whole only with its last word; what is told of it never shrinks. */
static void each_cut_of_a_line(void **state) {
    (void)state;
    static const struct cuts lines[] = {
        {zones_extent, "Node 0 DMA32 free:5568kB min:5612kB all_unreclaimable? yes", 5, 14, 17, 58, 2, 3, EXTENT_WHOLE},
        {zones_extent, "Node 3 active_anon:576kB mapped:8kB all_unreclaimable? no", 5, 8, 18, 57, 2, 3, EXTENT_WHOLE},
        {zones_extent, "Node 0 DMA: 12*4kB (UME) 0*8kB = 48kB", 5, 13, 17, 37, 2, 3, EXTENT_WHOLE},
        {zones_extent, "Node 0 hugepages_total=1 hugepages_free=2 hugepages_size=2048kB", 5, 8, 22, 63, 2, 3,
         EXTENT_WHOLE},
        {tables_allocation_extent, " 1300234      317 mm/slub.c:2345 func:slab_page", 27, 27, 27, 39, 1, 1,
         EXTENT_WHOLE},
        {mem_info_totals_extent, "61078 total pagecache pages", 6, 6, 6, 27, 0, 1, EXTENT_WHOLE},
        {mem_info_totals_extent, "Free swap  = 41kB", 8, 8, 8, 17, 0, 1, EXTENT_WHOLE},
        {mem_info_totals_extent, "Total swap = 41kB", 9, 9, 9, 17, 0, 1, EXTENT_WHOLE},
        {mem_info_totals_extent, "Swap cache stats: add 6, delete 5, find 37/3", 16, 16, 16, 44, 3, 4, EXTENT_WHOLE},
        {mem_info_totals_extent, "Swap cache: add 6, delete 5, find 37/3", 10, 10, 10, 38, 3, 4, EXTENT_WHOLE},
        {oom_summary_extent,
         "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=x,"
         "pid=1,uid=0",
         19, 19, 19, 118, 8, 9, EXTENT_WHOLE},
        {oom_summary_extent, "oom-kill:,cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=x,pid=1,uid=0", 9, 9, 9,
         79, 7, 8, EXTENT_WHOLE},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct cuts *line = &lines[i];
        const str whole = str_from_cstr(line->line);
        size_t facts = 0;
        for (size_t len = 0; len < whole.len; len++) {
            const struct extent extent = line->of(str_first(whole, len));
            const bool is_none = len <= line->none || (len >= line->word && len < line->behind);
            if ((extent.end == EXTENT_NONE) != is_none || (extent.end == EXTENT_WHOLE) != (len >= line->whole))
                fail_msg("\"%.*s\" is %s", (int)len, whole.data, names_of_ends[extent.end]);
            if (extent.facts < facts)
                fail_msg("\"%.*s\" tells %zu facts", (int)len, whole.data, extent.facts);
            facts = extent.facts;
        }
        if (facts != line->cut_facts && line->whole == whole.len)
            fail_msg("\"%s\" tells %zu facts without its last byte", line->line, facts);
        assert_extent(line->of, whole, line->end, line->facts);
    }
}

struct sample {
    const char *text;
    enum extent_end end;
    size_t facts;
};

static void assert_samples(extent_of *of, const struct sample *samples, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_extent(of, str_from_cstr(samples[i].text), samples[i].end, samples[i].facts);
}

static void zones_of_all_kinds(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {"", EXTENT_NONE, 0},
        {"lowmem_reserve[]: 0 1938 1938 1938", EXTENT_OPEN, 4},
        {"lowmem_reserve[]:", EXTENT_OPEN, 0},
        {"lowmem_reserve[]: 0 1938 x", EXTENT_NONE, 0},
        {"  protections[]: 0 7", EXTENT_OPEN, 2},
        {"Node 0", EXTENT_CUT, 0},
        {"Node 0 ", EXTENT_CUT, 0},
        {"Node 0 DMA", EXTENT_CUT, 0},
        {"Node 0 DMA:", EXTENT_CUT, 0},
        {"Node 0x DMA:", EXTENT_NONE, 0},
        {"Node x", EXTENT_NONE, 0},
        {"Node0 DMA", EXTENT_NONE, 0},
        {"DMA", EXTENT_NONE, 0},
        {"DMA:", EXTENT_NONE, 0},
        {"DMA: 1*4kB", EXTENT_CUT, 1},
        {"DMA: 1*4kB = 4k", EXTENT_CUT, 1},
        {"DMA: 1*4kB 4kB", EXTENT_CUT, 1},
        {"DMA: 1*4kB 1 * 8 kB = 12 kB", EXTENT_WHOLE, 3}, /* a mailer's blanks */
        {"DMA: 1*4kB (U", EXTENT_CUT, 1},
        {"HighMem: empty", EXTENT_WHOLE, 1},
        {"HighMem: empt", EXTENT_NONE, 0},
        {"dma free:1kB", EXTENT_NONE, 0},
        {"DMA free:1kB", EXTENT_CUT, 1},
        {"DMA free:1", EXTENT_CUT, 0},
        {"DMA Free:1kB", EXTENT_NONE, 0},
        {"DMA per-cpu:", EXTENT_WHOLE, 0},
        {"Node 0 DMA per-cpu:", EXTENT_WHOLE, 0},
        {"Node 0 Free:1kB", EXTENT_NONE, 0},
        {"Node 0 {free:1kB", EXTENT_NONE, 0},
        {"Node 0 `free:1kB", EXTENT_NONE, 0},
        {"Node 0 zone_thing:1kB", EXTENT_NONE, 0},
        {"DMA32 free:1kB free_cma:0kB", EXTENT_CUT, 2}, /* it ends in the last word of no kernel */
        {"Node 0 mapped:8kB gpu_reclaim:4kB", EXTENT_WHOLE, 2},
        {"Node 0 all_unreclaimable? no gpu_reclaim:4kB", EXTENT_WHOLE, 2},
        {"Node 0 mapped:8kB gpu_reclaim:4kB more:5kB", EXTENT_CUT, 2},
    };
    assert_samples(zones_extent, samples, sizeof samples / sizeof *samples);
}

/* Nothing is lost before a node, or before a zone that kernels have. */
static void beginnings_of_zones(void **state) {
    (void)state;
    static const char *const begins[] = {"Node 0 active_anon:576kB", "Node 1 DMA free:1kB", "DMA free:1kB",
                                         "DMA32 free:1kB",           "Normal free:1kB",     "HighMem free:1kB",
                                         "Movable free:1kB",         "Device free:1kB",     "lowmem_reserve[]: 0 1"};
    static const char *const rest[] = {"MA free:1kB",  "MA32 free:1kB", "ormal free:1kB",
                                       "Mem free:1kB", "free:1kB",      ""};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (!zones_begin(str_from_cstr(begins[i])))
            fail_msg("%s", begins[i]);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        if (zones_begin(str_from_cstr(rest[i])))
            fail_msg("%s", rest[i]);
}

struct look {
    const char *text;
    enum zones_kind kind;
    int64_t node;
    const char *zone;
};

static void whose_line_a_text_is(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"CPU    1: hi:  186, btch:  31 usd:  60", ZONES_OF_CPU, ABSENT, ""},
        {" cpu 0 hot: low 0, high 0, batch 1 used:0", ZONES_OF_CPU, ABSENT, ""},
        {"lowmem_reserve[]: 0 1", ZONES_OF_RESERVE, ABSENT, ""},
        {"protections[]: 0 1", ZONES_OF_RESERVE, ABSENT, ""},
        {"Node 7 hugepages_total=1", ZONES_OF_POOL, 7, ""},
        {"Node 7 active_anon:1kB", ZONES_OF_NODE, 7, ""},
        {"Node 7 DMA32 free:1kB", ZONES_OF_ZONE, 7, "DMA32"},
        {"Node 7 DMA32 per-cpu:", ZONES_OF_PERCPU, 7, "DMA32"},
        {"Node 7 DMA32: 1*4kB", ZONES_OF_BUDDY, 7, "DMA32"},
        {"Normal: 1*4kB", ZONES_OF_BUDDY, ABSENT, "Normal"},
        {"HighMem: empty", ZONES_OF_BUDDY, ABSENT, "HighMem"},
        {"Normal free:1kB", ZONES_OF_ZONE, ABSENT, "Normal"},
        {" 1*64kB (U) = 64kB", ZONES_OF_TERMS, ABSENT, ""},
    };
    static const char *const others[] = {"",       "CPU 1: usb",    "cpu 1: high", "Node 7 1*4kB",
                                         "Normal", "Normal: ",      "Normal free", "Normal 1 free:1kB",
                                         "1*64",   "Node 7 is down"};
    struct zones_place place;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (!zones_look(str_from_cstr(looks[i].text), &place) || place.kind != looks[i].kind)
            fail_msg("%s", looks[i].text);
        assert_true(place.node == looks[i].node);
        assert_true(str_equal(place.zone, str_from_cstr(looks[i].zone)));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (zones_look(str_from_cstr(others[i]), &place))
            fail_msg("%s", others[i]);
}

static void counters(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {"active_anon:285005 inactive_anon:95530 isolated_anon:6", EXTENT_WHOLE, 3},
        {" free:3338\tslab_reclaimable:3139", EXTENT_WHOLE, 2},
        {"active_anon:1 inacti", EXTENT_CUT, 1},
        {"active_anon:1 inactive_anon:", EXTENT_CUT, 1},
        {"active_anon:1 inactive_anon:x", EXTENT_NONE, 1},
        {"active_anon:1 Inactive", EXTENT_NONE, 1},
        {"active_anon:1kB", EXTENT_NONE, 0},
        {"active_anon:yes", EXTENT_NONE, 0},
        {"active_anon=1", EXTENT_NONE, 0},
        {"active_anon:1;", EXTENT_NONE, 0},
        {"056 slab:219800 mapped:11900", EXTENT_WHOLE, 2}, /* the log begins within a number */
        {"056 219800 mapped:11900", EXTENT_NONE, 0},
        {"056", EXTENT_NONE, 0},
        {"free:1\\x0a slab:2", EXTENT_WHOLE, 2}, /* a line break of a transport */
        {"\\x0a free:1", EXTENT_WHOLE, 1},
        {"free:1\\x0aslab:2\\x0a mapped:3", EXTENT_WHOLE, 3},
        {"free:1 new_one:2", EXTENT_WHOLE, 1}, /* half of the words are known */
        {"free:1 new_one:2 other_one:3", EXTENT_NONE, 1},
        {"usb:1 port:2", EXTENT_NONE, 0},
        {"", EXTENT_NONE, 0},
    };
    assert_samples(mem_info_counters_extent, samples, sizeof samples / sizeof *samples);
    assert_true(mem_info_begin_counters(STR("active_anon:285005 inactive_anon:95530")));
    assert_true(mem_info_begin_counters(STR("056 slab:219800 mapped:11900")));
    assert_false(mem_info_begin_counters(STR("ctive_anon:285005 inactive_anon:95530")));
    assert_false(mem_info_begin_counters(STR("active_anon:285005 inactive_")));
    assert_true(mem_info_begin_record(STR("active_anon:1")));
    assert_false(mem_info_begin_record(STR("active_anon")));
    assert_false(mem_info_begin_record(STR("active_file:1")));
    assert_non_null(mem_info_first_counter(STR("mapped:3 shmem:4")));
    assert_null(mem_info_first_counter(STR("mapped:3kB")));
    assert_null(mem_info_first_counter(STR("usb:3")));
}

static void totals(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {"", EXTENT_NONE, 0},
        {"12 pages reserved", EXTENT_WHOLE, 1},
        {"12 reserved pages", EXTENT_WHOLE, 1},
        {"12 bounce buffer pages", EXTENT_WHOLE, 1},
        {"12 free pages ", EXTENT_WHOLE, 1},
        {"12 free page", EXTENT_NONE, 0},
        {"12 pages hwpoi", EXTENT_CUT, 0},
        {"12", EXTENT_NONE, 0},
        {"12 ", EXTENT_NONE, 0},
        {"12pages RAM", EXTENT_NONE, 0},
        {"pages RAM", EXTENT_NONE, 0},
        {"12 Total swap", EXTENT_NONE, 0},
        {"Free swap", EXTENT_CUT, 0},
        {"Free swap  = 12", EXTENT_CUT, 0},
        {"Free swap  = 12k", EXTENT_CUT, 0},
        {"Free pages: 1kB", EXTENT_NONE, 0},
        {"Total memory = 1kB", EXTENT_NONE, 0},
        {"Swap cache stats: add 6, delete 5, find 37/", EXTENT_CUT, 3},
        {"Swap cache stats:", EXTENT_CUT, 0},
        {"Swap caches", EXTENT_NONE, 0},
        {"Slab 1/2", EXTENT_NONE, 0},
    };
    assert_samples(mem_info_totals_extent, samples, sizeof samples / sizeof *samples);
}

static void slabs_and_allocations(void **state) {
    (void)state;
    static const struct sample slabs[] = {
        {"", EXTENT_NONE, 0},
        {"kmalloc-1k 2420KB 2424KB ", EXTENT_WHOLE, 2},
        {"kmalloc-1k 2420KB", EXTENT_CUT, 1},
        {"kmalloc-1k 2420KB 2424kB", EXTENT_NONE, 0},
        {"kmalloc-1kKB", EXTENT_NONE, 0},
        {"2420KB", EXTENT_NONE, 1},
        {"a b 2420KB", EXTENT_NONE, 1},
        {"a: 2420KB", EXTENT_NONE, 1},
        {"a=2420KB", EXTENT_NONE, 1},
        {"a= 2420KB", EXTENT_NONE, 1},
        {"kmalloc2420KB", EXTENT_NONE, 1}, /* no blank behind the name */
    };
    static const struct sample rows[] = {
        {"", EXTENT_NONE, 0},
        {"    1.24 MiB   317894 mm/slub.c:2345 func:alloc_slab_page", EXTENT_WHOLE, 1},
        {" 4.19 MB  12 mm/slub.c:2345 func:x", EXTENT_NONE, 0},
        {" 512 B  12 mm/slub.c:2345 [xfs] func:x", EXTENT_WHOLE, 1},
        {" 512 B  12 mm/slub.c:2345 func:", EXTENT_CUT, 0},
        {" 512 B  12 mm/slub.c:2345", EXTENT_CUT, 0},
        {" 512 B  12 mm/slub.c func:x", EXTENT_CUT, 0}, /* no line of the source */
        {" 512 B  12 mm/slub.c", EXTENT_NONE, 0},
        {" 512 B", EXTENT_NONE, 0},
        {" -1 12 mm/slub.c:2345 func:x", EXTENT_NONE, 0},
    };
    assert_samples(tables_slab_extent, slabs, sizeof slabs / sizeof *slabs);
    assert_samples(tables_allocation_extent, rows, sizeof rows / sizeof *rows);
}

/* A long summary is printed in pieces, each of which begins with a key. */
static void pieces_of_a_summary(void **state) {
    (void)state;
    static const struct sample samples[] = {
        {",task_memcg=/a", EXTENT_CUT, 1},
        {",task=x,pid=1,uid=0", EXTENT_WHOLE, 4},
        {",cpuset=/a", EXTENT_CUT, 1},
        {",mems_allowed=0", EXTENT_CUT, 1},
        {",oom_memcg=/a", EXTENT_CUT, 1},
        {",global_oom", EXTENT_CUT, 1},
        {",pid=1,uid=0", EXTENT_NONE, 0},
        {",", EXTENT_NONE, 0},
        {"oom-kill:", EXTENT_NONE, 0},
        {"oom-kill:constraint=", EXTENT_CUT, 0},
        {"", EXTENT_NONE, 0},
        {",task=x,pid=1,uid=", EXTENT_CUT, 3},
        {",task=x,uid=0", EXTENT_CUT, 2},
        {"o,task=x,pid=1,uid=0", EXTENT_NONE, 0},
    };
    assert_samples(oom_summary_extent, samples, sizeof samples / sizeof *samples);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cut_of_a_line),
        cmocka_unit_test(zones_of_all_kinds),
        cmocka_unit_test(beginnings_of_zones),
        cmocka_unit_test(whose_line_a_text_is),
        cmocka_unit_test(counters),
        cmocka_unit_test(totals),
        cmocka_unit_test(slabs_and_allocations),
        cmocka_unit_test(pieces_of_a_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
