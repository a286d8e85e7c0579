/* Userspace killers: what is said of each figure that they print, and of those that they do not.
 * SPDX-License-Identifier: MIT */
#include "machine.h"

static struct killer_figures *figures;

/* A daemon that killed pid 733; it printed no figures. */
static void set_daemon(struct machine *machine, enum killer killer) {
    machine->event.killer = killer;
    machine->reckoning.scope = SCOPE_UNKNOWN;
    machine->reckoning.swap = SWAP_UNKNOWN;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    machine->kills[0] = (struct kill){.line = 100, .pid = 733, .name = STR("worker"), .rss_kb = 0};
    machine->event.kill_count = 1;
    figures = &machine->event.figures;
    *figures = (struct killer_figures){.lines = {98, 99},
                                       .pressure = ABSENT,
                                       .pressure_limit = ABSENT,
                                       .full = ABSENT,
                                       .thrashing = ABSENT,
                                       .mem_free = ABSENT,
                                       .mem_free_kb = ABSENT,
                                       .mem_used_kb = ABSENT,
                                       .mem_total_kb = ABSENT,
                                       .swap_free = ABSENT,
                                       .swap_free_kb = ABSENT,
                                       .swap_used_kb = ABSENT,
                                       .swap_total_kb = ABSENT,
                                       .mem_limit = ABSENT,
                                       .swap_limit = ABSENT,
                                       .used_limit = ABSENT,
                                       .considered = ABSENT};
}

static void assert_headline(struct machine *machine, const char *words) {
    judge(machine);
    assert_has(machine->diagnosis.headline, words);
}

static void assert_statement(struct machine *machine, const char *words) {
    assert_has(judge(machine)->statement, words);
}

static void assert_answer(struct machine *machine, const char *key, const char *word, const char *statement,
                          const char *brief) {
    judge(machine);
    const struct answer *answer = answer_to(&machine->diagnosis, key);
    assert_says(answer->answer, word);
    assert_has(answer->statement, statement);
    assert_has(answer->brief, brief);
}

static void how_it_ended(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_EARLYOOM);
    assert_headline(machine, "earlyoom, not the kernel, ended process 733 (worker).");
    machine->kills[0].rss_kb = 1200 * MIB;
    assert_headline(machine, "earlyoom, not the kernel, ended process 733 (worker), which held 1.2 GiB.");
    machine->kills[0].is_told_to_end = true;
    assert_headline(machine,
                    "earlyoom, not the kernel, told process 733 (worker), which held 1.2 GiB, to end (SIGTERM).");
    machine->kills[0].outcome = OUTCOME_SURVIVED;
    assert_headline(machine, "earlyoom sent SIGTERM to process 733 (worker), which held 1.2 GiB, but it did not end");
    machine->kills[0].is_told_to_end = false;
    machine->kills[0].rss_kb = 0;
    assert_headline(machine, "earlyoom sent SIGKILL to process 733 (worker), but it did not end");
    machine->kills[0].pid = ABSENT;
    machine->kills[0].outcome = OUTCOME_UNKNOWN;
    assert_headline(machine, "earlyoom, not the kernel, ended worker.");
    machine->kills[0].name = STR("");
    assert_headline(machine, "earlyoom, not the kernel, ended a process.");
    machine->event.kill_count = 0;
    assert_headline(machine, "earlyoom acted, not the kernel.");
}

static void who_only_tells(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD);
    assert_headline(machine, "systemd says that an OOM killer struck process 733 (worker)");
    assert_statement(machine, "Only systemd tells of this kill");
    assert_answer(machine, "consumer", "", "There is no kernel report to judge by.", "The log does not show it");
    machine->event.killer = KILLER_KUBELET;
    assert_headline(machine, "kubelet says that the kernel's OOM killer killed process 733 (worker)");
    assert_statement(machine, "Only kubelet tells of this kill");
    assert_answer(machine, "scope", "unknown", "kubelet calls it a system OOM", "The log does not show it");
    assert_answer(machine, "swap", "unknown", "There is no kernel report to judge by.", "The log does not show it");
    assert_answer(machine, "thrashing", "unknown", "There is no kernel report", "The log does not show it");
}

static void figures_of_memory(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_EARLYOOM);
    assert_statement(machine, "this log has none of the figures that it judged by.");
    figures->rules = (struct cited_text){STR("low"), 97};
    assert_statement(machine, "it gives a reason, but no figures of memory.");
    figures->mem_line = 98;
    figures->mem_free_kb = 22 * MIB;
    assert_statement(machine, "not by the kernel's: 22 MiB of memory was available.");
    figures->mem_free = 116;
    assert_statement(machine, "not by the kernel's: 22 MiB of memory (1.16 %) was available.");
    figures->mem_total_kb = 2000 * MIB;
    assert_statement(machine, "not by the kernel's: 22 MiB of 2 GiB of memory (1.16 %) was available.");
    figures->swap_total_kb = 0;
    assert_statement(machine, "(1.16 %) was available, and there was no swap.");
    figures->mem_limit = 1000;
    assert_statement(machine, "there was no swap; it acts at or below 10 % of memory.");
    figures->swap_limit = 1505;
    assert_statement(machine, "; it acts at or below 10 % of memory and 15.05 % of swap.");
    figures->used_limit = 9000;
    assert_statement(machine, "; it acts where more than 90 % of both is in use.");
}

static void figures_of_swap(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_EARLYOOM);
    figures->swap_line = 99;
    figures->swap_free_kb = 131 * MIB;
    assert_statement(machine, "not by the kernel's: 131 MiB of swap was free.");
    assert_answer(machine, "swap", "unknown", "Yes: 131 MiB of swap was free.", "Yes: 131 MiB still free");
    figures->swap_free = 1281;
    assert_statement(machine, "not by the kernel's: 131 MiB of swap (12.81 %) was free.");
    figures->swap_total_kb = GIB;
    assert_statement(machine, "not by the kernel's: 131 MiB of 1 GiB of swap (12.81 %) was free.");
    assert_answer(machine, "swap", "unknown", "Yes: 131 MiB of 1 GiB of swap", "Yes: 131 MiB of 1 GiB still free");
    figures->swap_used_kb = 893 * MIB;
    assert_answer(machine, "swap", "unknown", "Yes, but 893 MiB of 1 GiB was in use (87.19 %).",
                  "Yes, but 893 MiB of 1 GiB in use");
    figures->swap_total_kb = 0;
    assert_answer(machine, "swap", "unknown", "No: none is configured.", "No: none is configured");
}

/* Its limits are all that it printed: what it found was no more. */
static void limits_alone_are_bounds(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_EARLYOOM);
    figures->mem_limit = 1000;
    figures->swap_limit = 2000;
    assert_statement(machine, "no more than 10 % of memory was available, and no more than 20 % of swap free (its "
                              "limits).");
    assert_answer(machine, "swap", "unknown", "If there was any, no more than 20 % of it was free: by earlyoom's",
                  "At most 20 % of it was free");
    figures->swap_limit = ABSENT;
    assert_statement(machine, "this log has none of the figures that it judged by.");
    assert_answer(machine, "swap", "unknown", "earlyoom prints no figures of swap here.", "The log does not show it");
}

static void pressure_is_judged(void **state) {
    static const struct {
        int64_t pressure, limit, seconds;
        const char *word, *statement, *brief;
    } cases[] = {
        {7642, 6000, 30, "yes", "Yes: 76.42 % of the time went into waiting for memory, for more than 30 s", "Yes: 76"},
        {6000, 6000, 10, "yes", "for more than 10 s", "Yes: 60 % of the time lost"},
        {6000, 6000, 9, "likely", "60 % of the time went into waiting for memory.", "Likely: 60 %"},
        {5999, 6000, 30, "likely", "59.99 % of the time went into waiting", "Likely: 59.99 %"},
        {500, 500, 30, "yes", "Yes: 5 % of the time", "Yes: 5 %"},
        {499, 100, 30, "no", "Only 4.99 % of the time went into waiting for memory.", "No"},
        {4000, ABSENT, 0, "likely", "40 % of the time", "Likely: 40 %"},
        {3999, ABSENT, 0, "unknown", "39.99 % of the time went into waiting for memory: much, but no proof", "The log"},
        {ABSENT, ABSENT, 0, "unknown", "prints nothing here of tasks that waited.", "The log does not show it"},
    };
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        figures->pressure = cases[i].pressure;
        figures->pressure_limit = cases[i].limit;
        figures->pressure_s = cases[i].seconds;
        assert_answer(machine, "thrashing", cases[i].word, cases[i].statement, cases[i].brief);
    }
    figures->full = 4500; /* of the machine */
    figures->full_line = 97;
    assert_answer(machine, "thrashing", "likely", "45 % of the time went into waiting", "Likely: 45 %");
    figures->thrashing = 12000;
    assert_answer(machine, "thrashing", "yes", "within a moment 120 % of the page cache was read back.", "Yes");
}

static void whose_pressure_it_is(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    figures->pressure = 7642;
    assert_statement(machine, "tasks were held up waiting for memory 76.42 % of the time.");
    figures->pressure_limit = 6000;
    assert_statement(machine, "76.42 % of the time, above the limit of 60 %.");
    figures->pressure_s = 30;
    figures->group = STR("/system.slice");
    figures->pressure_line = 99;
    assert_statement(machine, "tasks in /system.slice were held up waiting for memory 76.42 % of the time, above the "
                              "limit of 60 %, for more than 30 seconds.");
    machine->reckoning.scope = SCOPE_CGROUP;
    assert_answer(machine, "scope", "cgroup", "Cgroup: memory was short in /system.slice", "Cgroup: /system.slice");
    machine->reckoning.scope = SCOPE_SYSTEM;
    assert_answer(machine, "scope", "system", "systemd-oomd judged by the whole machine.", "System-wide");
    machine->event.killer = KILLER_EARLYOOM;
    assert_answer(machine, "scope", "system", "earlyoom watches the memory of the whole machine.", "System-wide");
    machine->reckoning.scope = SCOPE_UNKNOWN;
    assert_answer(machine, "scope", "unknown", "The log does not show what earlyoom judged by.", "The log does not");
    machine->event.killer = KILLER_OOMD;
    figures->group = STR("");
    assert_statement(machine, "tasks in the killed cgroup were held up");
}

/* More than half of what there was: none of the others can have held as much. */
static void a_victim_that_held_most(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_EARLYOOM);
    figures->mem_total_kb = 2 * GIB;
    machine->kills[0].rss_kb = GIB + 4;
    assert_answer(machine, "consumer", "worker", "worker (pid 733), with 1 GiB of 2 GiB.", "worker: 1 GiB of 2 GiB");
    machine->kills[0].rss_kb = GIB;
    assert_answer(machine, "consumer", "", "The log shows only the victim's share: worker held 1 GiB", "The log shows");
    machine->kills[0].rss_kb = 0;
    assert_answer(machine, "consumer", "", "earlyoom prints no list of what uses memory here.", "The log does not");
}

static void candidates_are_listed(void **state) {
    static struct candidate listed[3];
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    machine->kills[0] = (struct kill){.line = 100, .pid = ABSENT, .name = STR("/system.slice/web.service")};
    listed[0] = (struct candidate){.line = 95, .path = STR("/a/small.service"), .memory_kb = GIB, .swap_kb = 3 * MIB};
    listed[1] = (struct candidate){.line = 96, .path = STR("/a/big.service"), .memory_kb = 4 * GIB, .swap_kb = MIB};
    listed[2] = (struct candidate){.line = 97, .path = STR("/a/none.service"), .memory_kb = ABSENT, .swap_kb = ABSENT};
    figures->candidates = listed;
    figures->candidate_count = 1;
    assert_answer(machine, "consumer", "", "/a/small.service used 1 GiB, the only one that it listed.",
                  "small.service: 1 GiB, of those listed");
    figures->considered = 1;
    assert_answer(machine, "consumer", "", "/a/small.service used 1 GiB, the only one that it listed.", "small");
    figures->considered = 2;
    assert_answer(machine, "consumer", "", "the only one that it listed of 2 that it considered.", "small.service");
    figures->candidate_count = 3;
    figures->considered = 37;
    assert_answer(machine, "consumer", "",
                  "/a/big.service used 4 GiB, the most of the 3 cgroups that it listed, of 37 that it considered.",
                  "big.service: 4 GiB, of those listed");
    figures->considered = 3;
    assert_answer(machine, "consumer", "", "used 4 GiB, the most of the 3 cgroups that it listed.", "big.service");
    assert_answer(machine, "swap", "unknown", "Yes: /a/small.service had 3 MiB in it", "Yes: at least 3 MiB in use");
    assert_true(advises(machine, "systemctl set-property big.service MemoryHigh=3276M"));
    const size_t count = machine->diagnosis.findings[0].evidence.count;
    figures->is_cut = true; /* it listed more than are kept */
    const struct evidence_list *said = &judge(machine)->evidence;
    bool is_doubted = false;
    for (size_t i = 0; i < said->count; i++)
        is_doubted |= str_has(said->items[i].statement, STR("another may have used more"));
    assert_true(is_doubted && said->count == count + 1);
    listed[0].memory_kb = listed[1].memory_kb = ABSENT;
    assert_answer(machine, "consumer", "", "/a/small.service used 3 MiB of swap, the most of the 3 cgroups",
                  "small.service: 3 MiB of swap, as listed");
    assert_false(advises(machine, "MemoryHigh="));
}

/* 20 % more than the limit, or 10 % more than was seen; never above 90 %. */
static void a_limit_on_pressure_may_be_raised(void **state) {
    static const struct {
        int64_t pressure, limit;
        const char *command;
    } limits[] = {{6500, 6000, "ManagedOOMMemoryPressureLimit=80%"},
                  {7642, 6000, "ManagedOOMMemoryPressureLimit=86%"},
                  {8500, 8000, "ManagedOOMMemoryPressureLimit=90%"}};
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    figures->group = STR("/system.slice");
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        figures->pressure = limits[i].pressure;
        figures->pressure_limit = limits[i].limit;
        judge(machine);
        assert_true(advises(machine, limits[i].command));
        assert_true(advises(machine, "systemctl set-property system.slice"));
    }
    figures->group = STR("/user.slice/user-1000.slice/user@1000.service/app.slice"); /* not the system manager's */
    judge(machine);
    assert_false(advises(machine, "ManagedOOMMemoryPressureLimit="
                                  "9"));
    assert_true(advises(machine, "oomctl"));
    figures->pressure_limit = ABSENT;
    judge(machine);
    assert_true(advises(machine, "Read what systemd-oomd watches and its limits"));
}

static void swap_may_be_used_further(void **state) {
    struct machine *machine = *state;
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    figures->used_limit = 9000;
    figures->swap_line = 99;
    judge(machine);
    assert_true(advises(machine, "SwapUsedLimit=95%%"));
    figures->used_limit = 9100;
    judge(machine);
    assert_false(advises(machine, "SwapUsedLimit="));
    figures->used_limit = 9000;
    machine->event.killer = KILLER_EARLYOOM;
    judge(machine);
    assert_false(advises(machine, "SwapUsedLimit="));
}

static void each_has_its_settings(void **state) {
    static const struct {
        enum killer killer;
        const char *command;
    } settings[] = {{KILLER_EARLYOOM, "grep EARLYOOM_ARGS /etc/default/earlyoom"},
                    {KILLER_NOHANG, "/etc/nohang/nohang"},
                    {KILLER_OOMD, "journalctl -u oomd"},
                    {KILLER_LMKD, "getprop | grep ro.lmk"},
                    {KILLER_TALOS, "talosctl get oomactions"},
                    {KILLER_SYSTEMD_OOMD, "systemd-analyze cat-config systemd/oomd.conf"}};
    struct machine *machine = *state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        set_daemon(machine, settings[i].killer);
        judge(machine);
        assert_true(advises(machine, settings[i].command));
        assert_int_equal(advises(machine, "must not be the one that dies"), settings[i].killer == KILLER_EARLYOOM);
    }
    set_daemon(machine, KILLER_EARLYOOM);
    machine->kills[0].outcome = OUTCOME_SURVIVED;
    judge(machine);
    assert_true(advises(machine, "Raise the second values of earlyoom's -m and -s"));
    set_daemon(machine, KILLER_SYSTEMD_OOMD);
    machine->kills[0].name = STR("/system.slice/web.service");
    judge(machine);
    assert_true(advises(machine, "systemctl set-property web.service ManagedOOMPreference=avoid"));
    machine->kills[0].name = STR("/user.slice/user@1000.service/web.service");
    judge(machine);
    assert_false(advises(machine, "ManagedOOMPreference"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(how_it_ended),
        ON_A_MACHINE(who_only_tells),
        ON_A_MACHINE(figures_of_memory),
        ON_A_MACHINE(figures_of_swap),
        ON_A_MACHINE(limits_alone_are_bounds),
        ON_A_MACHINE(pressure_is_judged),
        ON_A_MACHINE(whose_pressure_it_is),
        ON_A_MACHINE(a_victim_that_held_most),
        ON_A_MACHINE(candidates_are_listed),
        ON_A_MACHINE(a_limit_on_pressure_may_be_raised),
        ON_A_MACHINE(swap_may_be_used_further),
        ON_A_MACHINE(each_has_its_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
