/* Whole logs of machines whose end was staged: what the arithmetic must make of them.
 * SPDX-License-Identifier: MIT */
#include "model/reckon.h"
#include "parse.h"

#include "base/str.h"
#include "model/builder.h"
#include "model/refill.h"

#include "blank_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The first event of each log, by how its machine was set up. */
struct expected {
    const char *log;
    int64_t page_kb;
    enum scope scope;
    enum swap_state swap;
    enum shortage shortage;
    int64_t managed_kb; /* "pages RAM" less "pages reserved"; 0: not in the log */
};

#define SYSTEM SCOPE_SYSTEM
#define CGROUP SCOPE_CGROUP

static const struct expected logs[] = {
    {"5.10-amd64--fork-bomb", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, (65403 - 12643) * 4},
    {"5.10-i386--leak-noswap", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"5.10-armhf--leak-noswap", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"5.10-amd64--memcgv1-hog", 4, CGROUP, SWAP_UNKNOWN, SHORTAGE_UNKNOWN, 0},
    {"6.1-i386--slab-msgq", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"6.1-amd64--undersized-noswap", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, (65403 - 14105) * 4},
    {"6.12-amd64--numa-cpuset", 4, SCOPE_CPUSET, SWAP_NONE, SHORTAGE_NODE, (98171 - 15994) * 4},
    {"6.12-amd64--protected-hog", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"6.12-amd64--sysrq-f", 4, SYSTEM, SWAP_NONE, SHORTAGE_NONE, 0},
    {"6.12-arm64_16k--leak-noswap", 16, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"6.12-ppc64le_64k--leak-noswap", 64, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"6.12-s390x--tmpfs-shm", 4, SYSTEM, SWAP_NONE, SHORTAGE_EXHAUSTED, 0},
    {"7.2-amd64--memcg-hog", 4, CGROUP, SWAP_UNKNOWN, SHORTAGE_UNKNOWN, 0},
    {"mysqld-2.6.32-syslog", 4, SYSTEM, SWAP_FULL, SHORTAGE_EXHAUSTED, (507232 - 9901) * 4},
};

struct run {
    const struct expected *expected;
    size_t events;
};

/* True of every event of every log here: none was damaged, and the kernel chose by its own rule. */
static void check_any(const struct reckoning *reckoning) {
    const struct ledger *ledger = &reckoning->ledger;
    assert_int_not_equal(reckoning->explained, TRI_NO);
    assert_false(ledger->inconsistent);
    if (ledger->parts.unaccounted_kb == ABSENT)
        return;
    assert_int_equal(blank_sum_kb(&ledger->parts), ledger->managed_kb);
    assert_true(ledger->parts.unaccounted_kb >= -ledger->tolerance_kb);
    assert_true(ledger->parts.anon_kb >= 0 && ledger->parts.unevictable_kb >= 0);
}

static void check_first(const struct expected *expected, const struct reckoning *reckoning) {
    assert_int_equal(reckoning->page_kb, expected->page_kb);
    assert_true(reckoning->page_known);
    assert_int_equal(reckoning->scope, expected->scope);
    assert_int_equal(reckoning->swap, expected->swap);
    assert_int_equal(reckoning->shortage, expected->shortage);
    if (expected->managed_kb)
        assert_int_equal(reckoning->ledger.managed_kb, expected->managed_kb);
    if (expected->scope == CGROUP)
        assert_true(reckoning->cgroup.at_limit && reckoning->cgroup.usage_kb > 0);
}

static bool take(void *context, struct event *event) {
    struct run *run = context;
    struct reckoning reckoning;
    if (!event->killer) {
        assert_true(reckon(event, 0, &reckoning));
        check_any(&reckoning);
        if (run->events++ == 0)
            check_first(run->expected, &reckoning);
    }
    event_free(event);
    return true;
}

static str read_log(const char *name, char **ret_bytes) {
    char path[512];
    snprintf(path, sizeof path, TESTDATA "/cases/%s.log", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long len = ftell(file);
    rewind(file);
    *ret_bytes = malloc((size_t)len);
    assert_non_null(*ret_bytes);
    assert_int_equal(fread(*ret_bytes, 1, (size_t)len, file), len);
    fclose(file);
    return str_of(*ret_bytes, (size_t)len);
}

/* "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),o", the rest cut off: 5.0 and 5.1 say NONE whatever the reason,
 * later kernels "global_oom" behind it. */
static void a_summary_without_its_end(void **state) {
    (void)state;
    for (int has_end = 0; has_end < 2; has_end++)
        for (int has_frame = 0; has_frame < 2; has_frame++) {
            struct blank blank;
            blank_open(&blank);
            blank_trigger(&blank, "stress", 0x100cca, 0);
            blank_frame(&blank, has_frame ? "mem_cgroup_out_of_memory" : "__alloc_pages_slowpath");
            blank.event.summary.line = 40;
            blank.event.summary.constraint = blank_str("CONSTRAINT_NONE");
            blank.event.summary.global_oom = has_end;
            assert_true(blank_reckon(&blank));
            assert_int_equal(blank.reckoning.scope, has_frame && !has_end ? SCOPE_CGROUP : SCOPE_SYSTEM);
            blank_close(&blank);
        }
}

static void staged_machines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct run run = {&logs[i], 0};
        char *bytes;
        str log = read_log(logs[i].log, &bytes);
        struct parse *parse = parse_new(take, &run);
        assert_true(parse_begin(parse, str_from_cstr(logs[i].log)));
        assert_true(parse_block(parse, log));
        assert_true(parse_end(parse));
        assert_true(parse_finish(parse));
        parse_free(parse);
        free(bytes);
        assert_true(run.events > 0);
    }
}

/* By the words of SysRq, the order that 4.3 gives it, or whose work it was. */
static void asked_for_by_hand(void **state) {
    (void)state;
    for (int sign = 0; sign < 6; sign++) {
        struct blank blank;
        blank_open(&blank);
        blank_trigger(&blank, "kworker/0:2", 0xcc0, sign == 1 ? -1 : 0);
        blank.event.trigger.sysrq_line = sign == 2 ? 1 : 0;
        blank_frame(&blank, "out_of_memory");
        blank_frame(&blank, sign == 3 ? "moom_callback" : "process_one_work");
        blank.event.trigger.workqueue = sign == 4 ? STR("events moom_callback") : STR("events vmstat_update");
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.reckoning.manual, sign >= 1 && sign <= 4);
        blank_close(&blank);
    }
}

/* "pgtables:10301440kB": 5.4.0 to 5.4.12 print bytes there; the table says 10301440 bytes. Ubuntu's 5.4.0-NNN are
 * later ones: 10 GB of address space need 10000000 / 512 = 19531 kB of tables, and 20480 kB are no bytes. */
static void page_tables_in_bytes(void **state) {
    (void)state;
    static const struct {
        const char *release;
        int64_t row_bytes, total_vm_kb, printed, kb;
    } cases[] = {
        {"5.4.0-rc4", 10301440, 5000000, 10301440, 10060},
        {"5.4.0-42-generic", 10301440, 5000000, 10060, 10060},
        {"5.4.0-42-generic", 4096 * 1024, 5000000, 4096, 4096},
        {"5.4.0-150-generic", ABSENT, 10000000, 20480, 20480},
        {"5.4.0-150-generic", ABSENT, ABSENT, 10301440, 10301440},
        {"5.4.0-rc4", ABSENT, 5000000, 10301440, 10060},
        {"5.4.0", ABSENT, 0, 8192, 8}, /* more than 4096 kB of slack */
        {"5.4.0", ABSENT, 0, 4096, 4096},
        {"5.4.0", ABSENT, 2097152, 40960, 40}, /* more than 4096 kB, eight times over, and the slack: 36864 kB */
        {"5.4.0", ABSENT, 2097152, 36864, 36864},
        {"5.4.12", ABSENT, ABSENT, 10301440, 10060},
        {"5.4.13", ABSENT, ABSENT, 10301440, 10301440},
        {"5.4.3", ABSENT, ABSENT, 4096, 4},
        {"5.4.3", ABSENT, ABSENT, 4100, 4100},
        {"5.4.0", ABSENT, INT64_MAX, 10301440, 10301440},
        {"5.4.3", ABSENT, ABSENT, 10301440, 10060},
        {"5.4.20", ABSENT, 5000000, 8388608, 8388608},
        {"5.10.0", 10301440, 5000000, 10301440, 10301440},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct blank blank;
        blank_open(&blank);
        blank.event.identity.release = str_from_cstr(cases[i].release);
        blank_task(&blank, 7, "python3", 1000, 0);
        blank.tasks[0].pgtables_bytes = cases[i].row_bytes;
        blank_kill(&blank, 7, "python3", "Out of memory");
        blank.kills[0].total_vm_kb = cases[i].total_vm_kb;
        blank.kills[0].pgtables_kb = cases[i].printed;
        assert_true(blank_reckon(&blank));
        assert_int_equal(blank.kills[0].pgtables_kb, cases[i].kb);
        assert_int_equal(blank.reckoning.pgtables_inferred, cases[i].kb != cases[i].printed);
        blank_close(&blank);
    }
}

/* Counters lost: they come from a zone's line, and nodes have no member for some of them (here: none for slab). */
static void counters_of_nodes_and_zones(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_node(&blank, 0)->active_anon_kb = 4000;
    struct zone *zone = BLANK_ZONE(&blank, 0, "Normal", 400, 40, 50, 60, 40000, 39000);
    zone->slab_unreclaimable_kb = 800;
    blank_totals(&blank, 10000, 250);
    struct memory *memory = &blank.event.memory;
    bool contradicted = false;
    const struct memory *filled = refill_counters(&blank.event, memory, 4, &contradicted);
    assert_non_null(filled);
    assert_ptr_not_equal(filled, memory);
    assert_int_equal(filled->counters.active_anon.value, 1000);
    assert_int_equal(filled->counters.slab_unreclaimable.value, 200);
    assert_int_equal(filled->counters.free.value, 100);
    assert_int_equal(filled->counters.sec_pagetables.value, ABSENT);
    assert_int_equal(filled->counters.active.value, ABSENT);
    assert_false(contradicted);
    blank_close(&blank);
}

/* "active_anon:1000" of a node with 400 MiB: the last two digits are gone. With all of them the two agree. */
static void counters_that_lost_digits(void **state) {
    (void)state;
    struct blank blank;
    blank_open(&blank);
    blank_node(&blank, 0)->active_anon_kb = 400000;
    BLANK_ZONE(&blank, 0, "Normal", 400, 40, 50, 60, 1000000, 990000);
    blank_totals(&blank, 250000, 2500);
    struct memory *memory = &blank.event.memory;
    memory->counters.active_anon = (struct figure){1000, 7};
    memory->counters.lines = (struct span){7, 7};
    bool contradicted = false;
    const struct memory *filled = refill_counters(&blank.event, memory, 4, &contradicted);
    assert_true(contradicted);
    assert_int_equal(filled->counters.active_anon.value, 100000);
    assert_int_equal(blank.event.warnings[0].lines.first, 7);
    memory->counters.active_anon.value = 100100;
    contradicted = false;
    filled = refill_counters(&blank.event, memory, 4, &contradicted);
    assert_false(contradicted);
    assert_int_equal(filled->counters.active_anon.value, 100100);
    blank_close(&blank);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_summary_without_its_end),   cmocka_unit_test(staged_machines),
        cmocka_unit_test(page_tables_in_bytes),        cmocka_unit_test(asked_for_by_hand),
        cmocka_unit_test(counters_of_nodes_and_zones), cmocka_unit_test(counters_that_lost_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
