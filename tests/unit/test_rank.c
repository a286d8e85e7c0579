/* What is held against a finding, how much of its confidence that takes, and in which order findings stand.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

/* java holds 6 of 8 GiB: a leak, beyond doubt. */
static void set_java(struct machine *machine) {
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    machine->reckoning.ledger.parts.free_kb = 60 * MIB;
}

static bool is_against(const struct finding *finding, const char *words) {
    for (size_t i = 0; i < finding->against.count; i++)
        if (str_has(finding->against.items[i].statement, str_from_cstr(words)))
            return true;
    return false;
}

/* The leak with CONFIDENCE, and WORDS held against it or not. */
static void assert_leak(struct machine *machine, enum confidence confidence, const char *words, bool is_said) {
    const struct finding *finding = judge(machine);
    assert_says(finding->pattern, "memory-leak");
    if (is_against(finding, words) != is_said || finding->confidence != confidence)
        fail_msg("%d, \"%s\" is%s said", (int)finding->confidence, words, is_said ? " not" : "");
}

static void a_leak_beyond_doubt(void **state) {
    struct machine *machine = *state;
    set_java(machine);
    assert_leak(machine, CONFIDENCE_HIGH, "watermarks", false);
}

/* A tenth of RAM, 838860 kB, is kept from everybody. */
static void watermarks_that_keep_much(void **state) {
    struct machine *machine = *state;
    const char *words = "The watermarks keep";
    set_java(machine);
    machine->reckoning.min_total_kb = 838859;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    machine->reckoning.min_total_kb = 838860;
    assert_leak(machine, CONFIDENCE_HIGH, words, true);
    machine->reckoning.ledger.filtered = true; /* of other nodes nothing is known */
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    machine->reckoning.ledger.filtered = false;
    machine->reckoning.min_total_kb = 6 * GIB; /* as much as java: no more than that takes a level */
    assert_leak(machine, CONFIDENCE_HIGH, words, true);
    machine->reckoning.min_total_kb = 6 * GIB + 1;
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    machine->reckoning.ledger.managed_kb = ABSENT;
    assert_false(is_against(judge(machine), words));
}

/* Of what the kernel had at boot a tenth is gone; half of it takes a level. */
static void memory_that_went_away(void **state) {
    struct machine *machine = *state;
    struct boot *boot = &machine->event.boot_memory;
    const char *words = "At boot the kernel had";
    set_java(machine);
    boot->line = 2;
    boot->memory_available_kb = 9320675; /* of 9320676, 932067 are a tenth, and 932068 are gone */
    assert_leak(machine, CONFIDENCE_HIGH, words, true);
    boot->memory_available_kb = 9320674;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    boot->memory_available_kb = 2 * ROOM_KB - 2;
    assert_leak(machine, CONFIDENCE_HIGH, words, true);
    boot->memory_available_kb = 2 * ROOM_KB - 1; /* half of it, rounded down */
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    machine->reckoning.ledger.filtered = true;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    machine->reckoning.ledger.filtered = false;
    boot->line = 0;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    boot->line = 2;
    machine->reckoning.ledger.managed_kb = ABSENT;
    assert_false(is_against(judge(machine), words));
}

static void kswapd_and_swapoff(void **state) {
    struct machine *machine = *state;
    set_java(machine);
    machine->reckoning.request = REQUEST_KSWAPD;
    assert_leak(machine, CONFIDENCE_MEDIUM, "to protect the working set", true);
    machine->reckoning.request = REQUEST_UNKNOWN;
    assert_leak(machine, CONFIDENCE_HIGH, "to protect the working set", false);
    machine->reckoning.swapoff = true;
    assert_leak(machine, CONFIDENCE_MEDIUM, "swapoff was running", true);
}

/* 5 % of RAM, 419430 kB, on the lists of CPUs. */
static void pages_on_the_lists_of_cpus(void **state) {
    struct machine *machine = *state;
    set_java(machine);
    machine->reckoning.ledger.parts.free_pcp_kb = 419429;
    assert_leak(machine, CONFIDENCE_HIGH, "on the lists of single CPUs", false);
    machine->reckoning.ledger.parts.free_pcp_kb = 419430;
    assert_leak(machine, CONFIDENCE_MEDIUM, "on the lists of single CPUs", true);
}

/* Reserved beyond 64 MiB: 20 % of RAM takes a level, 8 % and 400 MiB are worth a word; half of it may be a balloon. */
static void memory_that_is_reserved(void **state) {
    struct machine *machine = *state;
    struct ledger *ledger = &machine->reckoning.ledger;
    set_java(machine);
    ledger->total_kb = 10000000;
    ledger->reserved_kb = 799999;
    assert_leak(machine, CONFIDENCE_HIGH, "RAM is reserved", false);
    ledger->reserved_kb = 800000;
    assert_leak(machine, CONFIDENCE_HIGH, "RAM is reserved", true);
    ledger->reserved_kb = 2000000 + 65535;
    assert_leak(machine, CONFIDENCE_HIGH, "RAM is reserved", true);
    ledger->reserved_kb = 2000000 + 65536;
    assert_leak(machine, CONFIDENCE_MEDIUM, "RAM is reserved", true);
    ledger->within.balloon_kb = 1032767;
    assert_leak(machine, CONFIDENCE_MEDIUM, "The hypervisor's balloon holds", false);
    ledger->within.balloon_kb = 1032768;
    assert_leak(machine, CONFIDENCE_MEDIUM, "The hypervisor's balloon holds", true);
}

/* What was asked for is lost, and 1 % of RAM, 83886 kB, is free in a zone above its marks. */
static void a_request_that_is_lost(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    const char *words = "the log does not show what was asked for";
    set_java(machine);
    set_zones(machine, 83886, 4);
    machine->zone_states[0].below = BELOW_NONE;
    machine->zone_states[1].below = BELOW_NONE;
    machine->event.trigger.lines = (struct span){0, 0};
    r->shortage = SHORTAGE_UNKNOWN;
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    assert_true(is_against(judge(machine), "Zone Normal had 81.9 MiB free, above its marks"));
    machine->zones[0].free_kb--;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    machine->zones[0].free_kb++;
    machine->zone_states[0].below = BELOW_HIGH;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    machine->zones[1].free_kb = 90000; /* the roomiest counts */
    machine->zone_states[0].below = BELOW_NONE;
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    assert_true(is_against(judge(machine), "Zone HighMem had 87.9 MiB free"));
    r->shortage = SHORTAGE_EXHAUSTED;
    r->ledger.parts.free_kb = 83886 + 90000;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    r->ledger.parts.free_kb = 83886 + 90000 + 419430; /* 5 % of RAM in zones that are not shown */
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    r->ledger.parts.free_kb--;
    assert_leak(machine, CONFIDENCE_HIGH, words, false);
    r->ledger.parts.free_kb++;
    machine->event.trigger.lines = (struct span){1, 1};
    assert_leak(machine, CONFIDENCE_MEDIUM, "the log does not show all that had to stay free", true);
    machine->event.trigger.order = ABSENT;
    assert_leak(machine, CONFIDENCE_MEDIUM, words, true);
    r->shortage = SHORTAGE_RELIEVED;
    assert_false(is_against(judge(machine), words));
    r->shortage = SHORTAGE_UNKNOWN;
    machine->event.memory.zone_count = 0;
    r->ledger.parts.free_kb = ABSENT;
    assert_leak(machine, CONFIDENCE_MEDIUM, "How much was free is not in the log", true);
}

/* Once, however many figures of it grew. */
static void growth_answers_one_doubt(void **state) {
    struct machine *machine = *state;
    static struct growth items[3];
    set_java(machine);
    machine->reckoning.swapoff = true;
    const size_t doubts = judge(machine)->against.count;
    assert_true(doubts > 1);
    for (size_t count = 1; count <= 2; count++) {
        for (size_t i = 0; i < count; i++)
            items[i] = (struct growth){STR("java"), STR("It grew from 1 GiB to 3 GiB since event 1."), 1, {7, 7}, true};
        memset(&items[count], 1, sizeof items[count]);
        machine->grown = (struct growth_list){.items = items, .count = count, .room = 3};
        assert_int_equal(judge(machine)->against.count, doubts - 1);
        assert_true(is_against(judge(machine), "swapoff was running"));
    }
    items[0].process = STR("sh"); /* of another it says nothing */
    machine->grown.count = 1;
    assert_int_equal(judge(machine)->against.count, doubts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_leak_beyond_doubt),        ON_A_MACHINE(watermarks_that_keep_much),
        ON_A_MACHINE(memory_that_went_away),      ON_A_MACHINE(kswapd_and_swapoff),
        ON_A_MACHINE(pages_on_the_lists_of_cpus), ON_A_MACHINE(memory_that_is_reserved),
        ON_A_MACHINE(a_request_that_is_lost),     ON_A_MACHINE(growth_answers_one_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
