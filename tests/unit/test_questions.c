/* Questions 3 and 4, swap and thrashing: each answer on a machine or cgroup that has just the figures it needs.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

static const struct answer *asked(struct machine *machine, const char *key) {
    judge(machine);
    return answer_to(&machine->diagnosis, key);
}

static void assert_answer(struct machine *machine, const char *key, const char *word, const char *statement) {
    const struct answer *answer = asked(machine, key);
    assert_says(answer->answer, word);
    assert_has(answer->statement, statement);
}

static void assert_cites(struct machine *machine, const char *key, const char *words, int64_t first, int64_t last) {
    const struct answer *answer = asked(machine, key);
    for (size_t i = 0; i < answer->evidence.count; i++)
        if (str_has(answer->evidence.items[i].statement, str_from_cstr(words))) {
            assert_int_equal(answer->evidence.items[i].lines.first, first);
            assert_int_equal(answer->evidence.items[i].lines.last, last);
            return;
        }
    for (size_t i = 0; i < answer->evidence.count; i++)
        print_error("%.*s\n", STR_ARG(answer->evidence.items[i].statement));
    fail_msg("%s does not cite \"%s\"", key, words);
}

/* --- swap of a machine */

static void set_swap(struct machine *machine, enum swap_state swap, int64_t total_kb, int64_t free_kb) {
    machine->reckoning.swap = swap;
    machine->reckoning.swap_total_kb = total_kb;
    machine->reckoning.swap_free_kb = free_kb;
    machine->reckoning.swap_lines = (struct span){44, 45};
}

static void a_machine_without_swap(void **state) {
    struct machine *machine = *state;
    assert_answer(machine, "swap", "none", "No: none is configured.");
    assert_says(asked(machine, "swap")->brief, "No: none is configured");
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB; /* more than processes hold */
    assert_answer(machine, "swap", "none", "the kernel's own objects (slab) hold 4 GiB, and such memory is never");
    assert_cites(machine, "swap", "Slab: 4 GiB.", 20, 40);
    machine_kill(machine, machine_add_one(machine, "java", 11, 4 * GIB + 1024));
    assert_says(asked(machine, "swap")->statement, "No: none is configured.");
    machine->reckoning.ledger.parts.anon_kb = 4 * GIB;
    assert_has(asked(machine, "swap")->statement, "the kernel's own objects (slab) hold 4 GiB");
    machine->reckoning.ledger.parts.anon_kb += 4;
    assert_says(asked(machine, "swap")->statement, "No: none is configured.");
}

/* A quarter of 8 GiB is 2 GiB. */
static void a_quarter_of_ram_is_worth_a_word(void **state) {
    struct machine *machine = *state;
    machine->reckoning.ledger.parts.hugetlb_kb = 2 * GIB;
    assert_has(asked(machine, "swap")->statement, "the pool of huge pages (hugetlb) holds 2 GiB");
    machine->reckoning.ledger.parts.hugetlb_kb = 2 * GIB - 1;
    assert_says(asked(machine, "swap")->statement, "No: none is configured.");
}

static void a_machine_whose_swap_is_full(void **state) {
    struct machine *machine = *state;
    set_swap(machine, SWAP_FULL, 2 * GIB, 12);
    assert_answer(machine, "swap", "full", "Yes, 2 GiB, and all of it was in use.");
    assert_says(asked(machine, "swap")->brief, "Yes, 2 GiB, all of it in use");
    assert_cites(machine, "swap", "Swap: 2 GiB in all, 12 KiB free.", 44, 45);
    machine->event.boot_memory.zram_line = 3;
    machine->event.boot_memory.zram_kb = 2 * GIB;
    assert_answer(machine, "swap", "full", "Yes, 2 GiB of zram, and all of it was in use: what is swapped out there");
    assert_cites(machine, "swap", "2 GiB of swap is zram", 3, 3);
}

static void a_machine_with_swap_left(void **state) {
    struct machine *machine = *state;
    set_swap(machine, SWAP_PARTLY_USED, 2 * GIB, GIB);
    assert_answer(machine, "swap", "partly-used", "Yes: 1 GiB of 2 GiB was still free, so look for what kept it from");
    assert_says(asked(machine, "swap")->brief, "Yes: 1 GiB of 2 GiB still free");
    machine->reckoning.manual = true;
    assert_answer(machine, "swap", "partly-used", "Yes: 1 GiB of 2 GiB was still free.");
    machine->reckoning.manual = false;
    machine->reckoning.shortage = SHORTAGE_NONE;
    assert_answer(machine, "swap", "partly-used", "Yes: 1 GiB of 2 GiB was still free, as was memory.");
    machine->reckoning.shortage = SHORTAGE_EXHAUSTED;
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    assert_answer(machine, "swap", "partly-used", "but not for what filled RAM: the kernel's own objects (slab) hold");
    assert_says(asked(machine, "swap")->brief, "Yes: 1 GiB of 2 GiB still free, of little use");
}

static void a_machine_that_switches_swap_off(void **state) {
    struct machine *machine = *state;
    set_swap(machine, SWAP_NONE, 0, 0);
    machine->reckoning.swapoff = true;
    machine->event.trigger.trace_lines = (struct span){4, 9};
    assert_answer(machine, "swap", "none", "It was being switched off: swapoff was reading swapped pages back");
    assert_says(asked(machine, "swap")->brief, "It was being switched off");
    assert_cites(machine, "swap", "swapoff was running.", 4, 9);
    machine->event.trigger.trace_lines = (struct span){0, 0};
    assert_cites(machine, "swap", "swapoff was running.", 1, 100);
}

/* "Free swap: 1843200kB" without a total. */
static void a_machine_whose_swap_is_not_all_shown(void **state) {
    struct machine *machine = *state;
    set_swap(machine, SWAP_UNKNOWN, ABSENT, 1843200);
    assert_answer(machine, "swap", "unknown", "Yes: 1.8 GiB of swap was still free; how much there was in all");
    assert_says(asked(machine, "swap")->brief, "Yes: 1.8 GiB still free");
    assert_cites(machine, "swap", "Swap: 1.8 GiB free.", 44, 45);
    set_swap(machine, SWAP_UNKNOWN, ABSENT, ABSENT);
    assert_answer(machine, "swap", "unknown", "The log does not show it.");
    assert_says(asked(machine, "swap")->brief, "The log does not show it");
    set_swap(machine, SWAP_UNKNOWN, ABSENT, 0);
    assert_answer(machine, "swap", "unknown", "The log does not show it.");
}

/* --- swap of a cgroup */

static void a_cgroup_without_swap(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    assert_answer(machine, "swap", "unknown", "The log does not show it: a report on a cgroup prints no totals");
    assert_says(asked(machine, "swap")->brief, "The log does not show it");
    machine->reckoning.swap = SWAP_NONE;
    machine->reckoning.cgroup.swap_usage_kb = machine->reckoning.cgroup.swap_limit_kb = 0;
    machine->event.cgroup.swap = (struct usage){8, 0, 0, 0};
    assert_answer(machine, "swap", "none", "No: this cgroup may use none (its swap limit is 0).");
    assert_says(asked(machine, "swap")->brief, "No: this cgroup may use none");
    assert_cites(machine, "swap", "The cgroup's own line on swap: 0 KiB of swap in use, limit 0 KiB.", 8, 8);
}

static void a_cgroup_with_swap(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.swap = SWAP_FULL;
    machine->reckoning.cgroup.swap_usage_kb = machine->reckoning.cgroup.swap_limit_kb = 256 * MIB;
    machine->event.cgroup.swap = (struct usage){8, 256 * MIB, 256 * MIB, 3};
    assert_answer(machine, "swap", "full", "Yes, but the cgroup had used up the 256 MiB it may have.");
    assert_says(asked(machine, "swap")->brief, "Yes, but all that it may use was used");
    machine->reckoning.swap = SWAP_UNKNOWN;
    machine->reckoning.cgroup.swap_limit_kb = ABSENT;
    assert_answer(machine, "swap", "unknown", "The cgroup had 256 MiB swapped out; how much the machine has left");
    assert_says(asked(machine, "swap")->brief, "256 MiB was in use; the rest not shown");
    assert_cites(machine, "swap", "on swap: 256 MiB of swap in use, without a limit.", 8, 8);
    machine->event.cgroup.swap.line = 0; /* version 1: memory+swap, less memory */
    machine->event.cgroup.memsw = (struct usage){7, 768 * MIB, ABSENT, 0};
    assert_cites(machine, "swap", "The cgroup's own lines on memory and memory+swap: 256 MiB of swap in use", 6, 7);
}

/* --- thrashing */

static void set_cache(struct machine *machine, int64_t kb) {
    machine->reckoning.ledger.parts.file_kb = kb;
    machine->reckoning.ledger.parts.lru_kb = kb;
}

/* 1 % of 8 GiB is 83887 kB. */
static void a_page_cache_that_is_gone(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    set_cache(machine, 20 * MIB);
    assert_answer(machine, "thrashing", "likely", "Memory was in the state that thrashing leaves behind.");
    assert_says(asked(machine, "thrashing")->brief, "Likely: almost no page cache was left");
    assert_cites(machine, "thrashing", "Page cache of files: 20 MiB, 0.2 % of RAM.", 20, 40);
    machine->reckoning.request = REQUEST_FILE_FAULT;
    machine->event.trigger.trace_lines = (struct span){4, 9};
    assert_cites(machine, "thrashing", "to read back a page of a file that a program needed.", 4, 9);
    machine->reckoning.request = REQUEST_SWAP_IN;
    assert_cites(machine, "thrashing", "to read a page back from swap", 4, 9);
    set_cache(machine, 5 * 85 * MIB); /* 5.2 % */
    assert_answer(machine, "thrashing", "no", "There was still page cache to work with.");
}

/* Swap is full and half of what is swapped out is in RAM, too: two signs beside 200 MiB of cache. */
static void two_signs_beside_some_cache(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    set_cache(machine, 200 * MIB);
    assert_answer(machine, "thrashing", "unknown", "but nothing shows that it was being read back.");
    set_swap(machine, SWAP_FULL, 2 * GIB, 0);
    assert_answer(machine, "thrashing", "unknown", "but nothing shows that it was being read back.");
    assert_cites(machine, "thrashing", "Swap was full.", 44, 45);
    machine->reckoning.ledger.within.swap_cache_kb = GIB;
    assert_answer(machine, "thrashing", "likely", "Memory was in the state that thrashing leaves behind.");
    assert_says(asked(machine, "thrashing")->brief, "Likely, by the signs below");
    assert_cites(machine, "thrashing", "1 GiB of the swapped-out memory was in RAM too", 44, 45);
    machine->reckoning.ledger.within.swap_cache_kb = 0;
    machine->event.memory.node_count = 1;
    machine->event.memory.nodes = &(struct node){.line = 28, .all_unreclaimable = 1};
    assert_answer(machine, "thrashing", "likely", "Memory was in the state that thrashing leaves behind.");
    assert_cites(machine, "thrashing", "The kernel had given up reclaiming (all_unreclaimable).", 28, 28);
    machine->event.memory.totals.swapcache_find_total = (struct figure){0, 46}; /* "find 0/0" */
    machine->event.memory.totals.swapcache_find_success = (struct figure){0, 46};
    assert_answer(machine, "thrashing", "unknown", "but nothing shows that it was being read back.");
    assert_cites(machine, "thrashing", "Nothing was ever read back from swap (find 0/0).", 46, 46);
}

/* A page of a program is being read while half of what is swapped out is on its way. */
static void caught_in_the_act(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    set_cache(machine, 20 * MIB);
    set_swap(machine, SWAP_FULL, 2 * GIB, 0);
    machine->reckoning.request = REQUEST_FILE_FAULT;
    machine->reckoning.ledger.within.swap_cache_kb = GIB;
    machine->event.memory.totals.swapcache_find_total = (struct figure){700000, 46};
    machine->event.memory.totals.swapcache_find_success = (struct figure){300000, 46};
    assert_answer(machine, "thrashing", "yes", "and pages of programs were being read back while swap was too.");
    machine->reckoning.ledger.within.swap_cache_kb = 600 * MIB;
    assert_answer(machine, "thrashing", "likely", "one report does not show.");
    machine->reckoning.ledger.within.swap_cache_kb = GIB;
    machine->event.memory.totals.swapcache_find_total.value = 1;
    machine->event.memory.totals.swapcache_find_success.value = 0;
    assert_answer(machine, "thrashing", "yes", "and pages of programs were being read back while swap was too.");
    machine->event.memory.totals.swapcache_find_total.value = 0; /* nothing was read back yet */
    assert_answer(machine, "thrashing", "likely", "one report does not show.");
    machine->event.memory.totals.swapcache_find_total.value = 1;
    machine->reckoning.request = REQUEST_SWAP_IN;
    assert_answer(machine, "thrashing", "likely", "one report does not show.");
}

static void requests_that_stalled(void **state) {
    static struct note notes[] = {
        {NOTE_ALLOCATION_FAILURE, 101, 0, STR_INIT("sshd: page allocation failure: order:0")},
        {NOTE_ALLOCATION_STALL, 102, 12, STR_INIT("sshd: page allocation stall for 12 secs: order:0")},
        {NOTE_ALLOCATION_STALL, 105, 41, STR_INIT("cron: page allocation stall for 41 secs: order:0")}};
    struct machine *machine = *state;
    machine->event.notes = notes;
    machine->event.note_count = 2;
    assert_answer(machine, "thrashing", "yes", "Requests for memory stalled for seconds");
    assert_cites(machine, "thrashing",
                 "1 page allocation stall stands near the kill: requests for memory waited for up to 12 s", 102, 102);
    machine->event.note_count = 3;
    assert_cites(machine, "thrashing",
                 "2 page allocation stalls stand near the kill: requests for memory waited for up to 41 s", 102, 105);
    machine->event.note_count = 1;
    assert_false(str_equal(asked(machine, "thrashing")->answer, STR("yes")));
}

/* 8 GiB within an hour fill RAM anew. */
static void what_was_read_back_since_an_earlier_event(void **state) {
    struct machine *machine = *state;
    machine->grown.reading = (struct reading){.event = 1, .us = 3599000000, .kb = 8 * GIB, .swap_faults = 70000};
    assert_answer(machine, "thrashing", "yes",
                  "8 GiB was read back since event 1, beside 8 GiB of RAM: it was thrashing");
    assert_has(asked(machine, "thrashing")->evidence.items[0].statement,
               "70000 faults hit swapped-out pages; 8 GiB had to be read from swap.");
    machine->grown.reading.us = 3600000000;
    assert_answer(machine, "thrashing", "likely", "whether that was at once or little by little is not shown.");
    machine->grown.reading.us = ABSENT;
    assert_answer(machine, "thrashing", "likely", "whether that was at once or little by little is not shown.");
    machine->grown.reading.swap_faults = ABSENT;
    assert_has(asked(machine, "thrashing")->evidence.items[0].statement,
               "Since event 1, 8 GiB that had been dropped or swapped out was read back.");
    set_cache(machine, GIB);
    machine->grown.reading.event = 0;
    assert_answer(machine, "thrashing", "no", "There was still page cache to work with.");
}

/* 10 % of 8 GiB is 838861 kB. */
static void free_memory_beside_little_cache(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    set_cache(machine, 20 * MIB);
    machine->reckoning.ledger.parts.free_kb = 838861;
    assert_answer(machine, "thrashing", "unknown", "whether the part that ran out read pages back is not shown.");
    assert_cites(machine, "thrashing", "Free memory: 819 MiB.", 20, 40);
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    assert_answer(machine, "thrashing", "unknown", "Memory was free, though in small pieces");
    machine->reckoning.manual = true;
    machine->reckoning.shortage = SHORTAGE_EXHAUSTED;
    assert_answer(machine, "thrashing", "no", "Memory was free: nothing had to be dropped.");
    machine->reckoning.manual = false;
    machine->reckoning.shortage = SHORTAGE_NONE;
    assert_answer(machine, "thrashing", "no", "Memory was not short by the report's own figures.");
}

/* "121 total pagecache pages" alone. */
static void the_total_of_the_page_cache_is_a_bound(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 6 * GIB));
    machine->reckoning.ledger.parts.file_kb = machine->reckoning.ledger.parts.lru_kb = ABSENT;
    machine->reckoning.ledger.within.pagecache_kb = ABSENT;
    assert_answer(machine, "thrashing", "unknown", "The log does not show how much page cache was left.");
    machine->reckoning.ledger.within.pagecache_kb = 100084;
    assert_answer(machine, "thrashing", "unknown", "The log does not show how much page cache was left.");
    machine->event.memory.totals.pagecache_pages = (struct figure){25021, 43};
    machine->reckoning.ledger.within.swap_cache_kb = 84;
    assert_answer(machine, "thrashing", "unknown", "At most 97.7 MiB of page cache was left");
    assert_cites(machine, "thrashing", "Page cache of files and tmpfs together: 97.7 MiB.", 43, 43);
    machine->reckoning.ledger.within.pagecache_kb = 484; /* next to nothing */
    assert_answer(machine, "thrashing", "likely", "Memory was in the state that thrashing leaves behind.");
    assert_cites(machine, "thrashing", "Page cache of files and tmpfs together: 400 KiB", 43, 43);
    machine->reckoning.ledger.within.swap_cache_kb = ABSENT;
    assert_cites(machine, "thrashing", "Page cache, tmpfs and swap cache together: 484 KiB", 43, 43);
}

/* A quarter of 512 MiB is 128 MiB, 32768 pages. */
static void a_cgroup_that_read_back(void **state) {
    static struct named values[2] = {{STR_INIT("workingset_refault_file"), 32768, 12},
                                     {STR_INIT("workingset_refault_anon"), 0, 11}};
    static struct cgroup_stats stats[1];
    struct machine *machine = *state;
    set_cgroup(machine);
    assert_answer(machine, "thrashing", "unknown", "The log prints no refault figures for this cgroup.");
    stats[0].values = (struct named_list){values, 2};
    machine->event.cgroup.stats = stats;
    machine->event.cgroup.stats_count = 1;
    assert_answer(machine, "thrashing", "likely", "The cgroup has read back 128 MiB since it was made, beside 512 MiB");
    assert_says(asked(machine, "thrashing")->brief, "Likely: much was read back");
    assert_cites(machine, "thrashing", "since the cgroup was made: 128 MiB.", 11, 12);
    values[0].value = 32767;
    assert_answer(machine, "thrashing", "no", "Only 128 MiB of what had been dropped or swapped out was read back");
    stats[0].values.count = 1; /* the other figure is lost */
    assert_answer(machine, "thrashing", "unknown", "Some of the figures on what was read back are not in the log.");
    stats[0].values.count = 2;
    values[0].value = 0;
    assert_answer(machine, "thrashing", "no", "Nothing that had been dropped or swapped out was read back.");
}

/* Half a second after the start, no row and no kill in the log. A program that asked shows that programs ran. */
static void programs_that_may_not_have_run_yet(void **state) {
    static const struct {
        const char *name;
        bool is_program;
    } callers[] = {{"swapper/0", false}, {"kworker/u2:0", false}, {"kthreadd", false}, {"", false}, {"systemd", true}};
    static const char words[] = "Whether a program ran yet that could wait for pages, the log does not show.";
    struct machine *machine = *state;
    machine->event.uptime_us = 500000;
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        machine->event.trigger.name = str_from_cstr(callers[i].name);
        machine->event.identity.pid = 7;
        assert_int_equal(str_equal(asked(machine, "thrashing")->statement, STR(words)), !callers[i].is_program);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_machine_without_swap),
        ON_A_MACHINE(a_quarter_of_ram_is_worth_a_word),
        ON_A_MACHINE(a_machine_whose_swap_is_full),
        ON_A_MACHINE(a_machine_with_swap_left),
        ON_A_MACHINE(a_machine_that_switches_swap_off),
        ON_A_MACHINE(a_machine_whose_swap_is_not_all_shown),
        ON_A_MACHINE(a_cgroup_without_swap),
        ON_A_MACHINE(a_cgroup_with_swap),
        ON_A_MACHINE(a_page_cache_that_is_gone),
        ON_A_MACHINE(two_signs_beside_some_cache),
        ON_A_MACHINE(caught_in_the_act),
        ON_A_MACHINE(requests_that_stalled),
        ON_A_MACHINE(what_was_read_back_since_an_earlier_event),
        ON_A_MACHINE(free_memory_beside_little_cache),
        ON_A_MACHINE(the_total_of_the_page_cache_is_a_bound),
        ON_A_MACHINE(a_cgroup_that_read_back),
        ON_A_MACHINE(programs_that_may_not_have_run_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
