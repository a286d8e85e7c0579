/* What is advised, on hand-built events: what fits the kernel, the distribution and the other figures.
 * SPDX-License-Identifier: MIT */
#include "machine.h"
#include "model/release.h"

/* A process that holds most of RAM, and was killed for it. */
static void machine_leak(struct machine *machine) {
    machine_add_one(machine, "sshd", 10, 8 * MIB);
    machine_kill(machine, machine_add_one(machine, "java", 11, 7 * GIB));
}

/* Half of RAM is in no counter. */
static void set_gap(struct machine *machine) {
    machine->reckoning.ledger.parts.unaccounted_kb = 4 * GIB;
}

static str prevention_of(const struct machine *machine) {
    return answer_to(&machine->diagnosis, "prevention")->statement;
}

/* What would have happened, nobody knows. */
static void no_answer_says_what_would_have_happened(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    judge(machine);
    assert_has(prevention_of(machine), "Probably: a memory limit");
    assert_false(str_has(prevention_of(machine), STR("would have")));
}

static void growth_revises_the_last_question(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine_grew(machine, "java", true);
    judge(machine);
    assert_has(prevention_of(machine), "it grew from one event to another");
    assert_true(advises(machine, "Find out why java grows"));
    assert_false(advises(machine, "Watch whether"));
    machine_grew(machine, "java", false); /* started since: it may have grown to what it needs */
    judge(machine);
    assert_true(advises(machine, "Watch whether java keeps growing"));
}

static void one_that_grew_is_to_blame_among_equals(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 4; i++)
        machine_add_one(machine, i ? "web" : "api", 20 + i, 18 * GIB / 10 - i * MIB);
    machine_kill(machine, 0);
    judge(machine);
    assert_says(machine->diagnosis.findings[0].pattern, "undersized");
    assert_has(prevention_of(machine), "no single process is to blame");
    machine_grew(machine, "web", true);
    judge(machine);
    assert_false(str_has(prevention_of(machine), STR("no single process is to blame")));
    assert_has(prevention_of(machine), "web grew from one event to another");
    assert_true(advises(machine, "Find out why web grows"));
}

/* Parent and fork: 4 GiB in each row, 5 GiB in all. */
static void copies_of_one_process_are_one_data_set(void **state) {
    struct machine *machine = *state;
    for (int i = 0; i < 2; i++)
        machine_add_task(machine, "cache", 20 + i, 4 * GIB);
    machine_add_group(machine, "cache", 0, 2, 8 * GIB);
    machine->groups[0].anon_kb = 8 * GIB;
    machine->tasks[0].rss_anon = GIB;
    machine->tasks[1].rss_anon = GIB / 100 * 96;
    machine->reckoning.ledger.parts.anon_kb = 7 * GIB;
    machine_kill(machine, 0);
    const struct finding *best = judge(machine);
    assert_has(best->statement, "copies (fork) that share pages");
    assert_false(str_has(prevention_of(machine), STR("no single process is to blame")));
    machine->tasks[1].rss_anon = GIB / 100 * 94; /* changed more than a twentieth: no copy of the same data */
    assert_false(str_has(judge(machine)->statement, STR("copies (fork)")));
    machine->tasks[1].rss_anon = GIB;
    machine->tasks[1].total_vm++; /* another address space */
    assert_false(str_has(judge(machine)->statement, STR("copies (fork)")));
}

/* A kubelet does not start with swap; Android has its own; a file that is there is left alone. */
static void a_swap_file_fits_its_machine(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    judge(machine);
    assert_true(advises(machine, "[ ! -e /swapfile ] && dd if=/dev/zero of=/swapfile bs=1M count=2048"));
    machine_add_one(machine, "kubelet", 30, 60 * MIB);
    judge(machine);
    bool told = false;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        told = told || str_has(machine->diagnosis.advice[i].side_effect, STR("failSwapOn"));
    assert_true(told);
    machine->tasks[2].name = machine->groups[2].name = STR("zygote");
    judge(machine);
    assert_false(advises(machine, "swapfile"));
    assert_false(advises(machine, "systemctl"));
}

/* "stress" takes what it is told to: neither a limit nor swap nor a leak to be found. */
static void a_memory_test_is_to_take_less(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "stress-ng-vm", 11, 7 * GIB));
    judge(machine);
    assert_int_equal(machine->diagnosis.advice_count, 1);
    assert_true(advises(machine, "If stress-ng-vm was started on purpose, let it take less"));
    assert_has(answer_to(&machine->diagnosis, "prevention")->statement, "a memory test");
    machine->tasks[0].name = machine->kills[0].name = STR("shop-api");
    judge(machine);
    assert_false(advises(machine, "let it take less"));
    assert_true(advises(machine, "Limit shop-api"));
}

/* Its signatures take what they take: below that it would be killed at each start. */
static void a_virus_scanner_is_not_limited_below_its_data(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "clamd", 11, 7 * GIB));
    judge(machine);
    assert_true(advises(machine, "ConcurrentDatabaseReload no"));
    assert_false(advises(machine, "Limit clamd"));
    assert_false(advises(machine, "stays below"));
}

/* The machine panicked as it is set to: why memory was out comes first all the same. */
static void panic_on_oom_is_not_the_first_word(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine->event.kill_count = 0;
    machine->event.panic.line = 90;
    machine->event.panic.text = STR("Out of memory: system-wide panic_on_oom is enabled");
    judge(machine);
    assert_true(machine->diagnosis.advice_count > 1);
    assert_false(str_has(machine->diagnosis.advice[0].advice, STR("panic_on_oom")));
    assert_has(machine->diagnosis.advice[1].advice, "vm.panic_on_oom");
}

/* 7 GiB of 8 GiB and 2 GiB of zram: what is swapped out takes RAM still. */
static void limits_reckon_with_swap_in_ram(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    machine_leak(machine);
    r->swap = SWAP_FULL;
    r->swap_total_kb = 2 * GIB;
    r->swap_lines = (struct span){44, 45};
    machine->tasks[1].swapents = 2 * GIB / 4;
    judge(machine);
    assert_false(advises(machine, "swapfile"));
    machine->event.boot_memory.zram_line = 5;
    machine->event.boot_memory.zram_kb = 2 * GIB;
    judge(machine);
    assert_has(answer_to(&machine->diagnosis, "swap")->statement, "2 GiB of zram, and all of it was in use");
    assert_true(advises(machine, "on a disk beside zram"));
    bool told = false;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        told = told || str_has(machine->diagnosis.advice[i].because, STR("since what is swapped out takes RAM too"));
    assert_true(told);
    machine->event.boot_memory.zram_kb = GIB; /* half of it: the other half is on a disk */
    judge(machine);
    assert_false(advises(machine, "zram"));
}

/* Compaction moves pages of processes and files; a zone full of the kernel's own has none to move. */
static void compaction_needs_pages_that_can_be_moved(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    set_zones(machine, 200 * MIB, 0);
    machine->event.memory.zone_count = 1;
    machine->event.trigger.order = 2;
    machine->reckoning.shortage = SHORTAGE_FRAGMENTED;
    struct zone *zone = &machine->zones[0];
    zone->managed_kb = 4 * GIB;
    zone->active_anon_kb = zone->active_file_kb = zone->inactive_file_kb = 0;
    zone->inactive_anon_kb = 4 * GIB / 100 * 5 + MIB;
    assert_says(judge(machine)->pattern, "fragmentation");
    assert_true(advises(machine, "vm.compact_memory=1"));
    zone->inactive_anon_kb = 4 * GIB / 100 * 5 - MIB;
    judge(machine);
    assert_false(advises(machine, "vm.compact_memory"));
    assert_true(advises(machine, "can be moved or given back, and there are hardly any"));
    assert_says(answer_to(&machine->diagnosis, "prevention")->brief, "Perhaps, with less memory of the kernel");
    machine->reckoning.release.number = RELEASE(2, 6, 31); /* moves nothing, and has /proc/pagetypeinfo since 2.6.24 */
    judge(machine);
    assert_true(advises(machine, "can be moved or given back, and there are hardly any"));
    zone->inactive_anon_kb = 4 * GIB / 100 * 5 + MIB;
    judge(machine);
    assert_false(advises(machine, "vm.compact_memory"));
    machine->reckoning.release.number = 0;
    zone->inactive_anon_kb = ABSENT; /* a zone line of 4.7 and before tells it, one that is cut does not */
    judge(machine);
    assert_true(advises(machine, "vm.compact_memory=1"));
}

/* bpftool lists maps since 4.15, BPF maps came with 3.18, io_uring with 5.1. */
static void tools_are_of_the_kernel_that_is_looked_at(void **state) {
    struct machine *machine = *state;
    struct reckoning *r = &machine->reckoning;
    r->ledger.parts.unaccounted_kb = 7 * GIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 100 * MIB));
    r->release.number = RELEASE(4, 15, 0);
    assert_says(judge(machine)->pattern, "unaccounted");
    assert_true(advises(machine, "bpftool map"));
    r->release.number = RELEASE(4, 14, 1000);
    judge(machine);
    assert_false(advises(machine, "bpftool"));
    assert_true(advises(machine, "BPF maps"));
    r->release.number = RELEASE(3, 17, 0);
    judge(machine);
    assert_false(advises(machine, "BPF maps"));
}

/* Few ARM processors of 32 bits can run 64. */
static void only_a_processor_that_can_is_to_run_64_bits(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    set_zones(machine, 30 * MIB, 3 * GIB);
    machine->reckoning.shortage = SHORTAGE_ZONE;
    machine->event.identity.arch = STR("i386");
    assert_says(judge(machine)->pattern, "lowmem");
    assert_true(advises(machine, "Run a 64-bit kernel if its processor can"));
    machine->event.identity.arch = STR("arm");
    judge(machine);
    assert_false(advises(machine, "Run a 64-bit kernel"));
    assert_has(prevention_of(machine), "that goes to HighMem");
}

/* sec_pagetables: KVM's and the IOMMU's, which no process's VmPTE shows. */
static void page_tables_of_guests_are_no_processes(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    machine->reckoning.ledger.parts.pagetables_kb = 4 * GIB;
    machine->event.memory.counters.sec_pagetables = (struct figure){GIB / 2 - 1, 24};
    assert_says(judge(machine)->pattern, "page-tables");
    assert_true(advises(machine, "VmPTE"));
    machine->event.memory.counters.sec_pagetables = (struct figure){GIB / 2, 24}; /* pages: 2 GiB, half of it */
    assert_has(judge(machine)->statement, "guests' and devices' memory");
    assert_false(advises(machine, "VmPTE"));
}

/* A cgroup prints them in bytes: half of 400 MiB. */
static void page_tables_of_guests_in_a_cgroup(void **state) {
    static struct named value[] = {{STR_INIT("sec_pagetables"), (200 * MIB - 4) * 1024, 12}};
    static struct cgroup_stats stats[1];
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.pagetables_kb = 400 * MIB;
    machine->reckoning.cgroup.anon_kb = 50 * MIB;
    machine_kill(machine, machine_add_one(machine, "qemu", 11, 40 * MIB));
    assert_says(judge(machine)->pattern, "page-tables");
    assert_true(advises(machine, "VmPTE"));
    stats[0].values = (struct named_list){value, 1};
    machine->event.cgroup.stats = stats;
    machine->event.cgroup.stats_count = 1;
    judge(machine);
    assert_true(advises(machine, "VmPTE"));
    value[0].value = 200 * MIB * 1024;
    assert_has(judge(machine)->statement, "guests' and devices' memory");
    assert_false(advises(machine, "VmPTE"));
}

/* A quarter of RAM is worth naming; the buffers can be swapped out. */
static void graphics_drivers_that_hold_most_are_named(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "Xorg", 11, 100 * MIB));
    machine->event.memory.node_count = 0;
    machine->reckoning.ledger.parts.gpu_kb = 2 * GIB;
    assert_has(judge(machine)->statement, "Graphics drivers hold 2 GiB");
    assert_has(answer_to(&machine->diagnosis, "consumer")->statement, "graphics drivers hold 2 GiB, 25 % of RAM");
    assert_int_equal(answer_to(&machine->diagnosis, "consumer")->answer.len, 0);
    assert_says(answer_to(&machine->diagnosis, "swap")->statement, "No: none is configured.");
    assert_true(advises(machine, "drm-"));
    machine->reckoning.ledger.parts.gpu_kb = 2 * GIB - MIB;
    assert_false(str_has(judge(machine)->statement, STR("Graphics drivers")));
}

/* Five minutes before and after, within the day. */
static void the_journal_is_asked_around_the_event(void **state) {
    static const struct {
        int hour, minute;
        const char *since, *until;
    } times[] = {{10, 17, "--since '2024-05-01 10:12'", "--until '2024-05-01 10:22'"},
                 {0, 4, "--since '2024-05-01 00:00'", "--until '2024-05-01 00:09'"},
                 {0, 6, "--since '2024-05-01 00:01'", "--until '2024-05-01 00:11'"},
                 {23, 54, "--since '2024-05-01 23:49'", "--until '2024-05-01 23:59'"},
                 {23, 55, "--since '2024-05-01 23:50'", "--until '2024-05-01 23:59'"},
                 {23, 58, "--since '2024-05-01 23:53'", "--until '2024-05-01 23:59'"}};
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TRIGGER | MISSING_MEMORY | MISSING_TASKS;
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        machine->event.time =
            (struct oomwhy_time){.year = 2024, .month = 5, .day = 1, .hour = times[i].hour, .minute = times[i].minute};
        judge(machine);
        assert_true(advises(machine, times[i].since) && advises(machine, times[i].until));
    }
    machine->event.time.has_offset = true; /* UTC */
    judge(machine);
    assert_true(advises(machine, "--since '2024-05-01 23:53 UTC' --until '2024-05-01 23:59 UTC'"));
    machine->event.time.offset_min = 60;
    judge(machine);
    assert_true(advises(machine, "--since '2024-05-01 23:53' --until '2024-05-01 23:59'"));
    machine->event.time.year = 0; /* "May  1 23:58:00" */
    judge(machine);
    assert_false(advises(machine, "--since"));
}

/* The report is there but for its table: from 2.6.25 on there could be one, from 2.6.36 on by default. */
static void a_table_is_asked_for_where_there_could_be_one(void **state) {
    struct machine *machine = *state;
    machine->reckoning.missing = MISSING_TASKS;
    machine->reckoning.release.number = RELEASE(2, 6, 24);
    judge(machine);
    assert_false(advises(machine, "oom_dump_tasks"));
    machine->reckoning.release.number = RELEASE(2, 6, 25);
    judge(machine);
    assert_true(advises(machine, "echo vm.oom_dump_tasks=1 >> /etc/sysctl.conf"));
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    judge(machine);
    assert_true(advises(machine, "> /etc/sysctl.d/90-oom-dump-tasks.conf"));
    assert_false(advises(machine, "Get the whole report"));
    machine->event.no_killable.line = 98; /* the table is empty, not missing */
    judge(machine);
    assert_false(advises(machine, "oom_dump_tasks"));
    machine->event.no_killable.line = 0;
    machine->reckoning.missing = MISSING_TASKS | MISSING_KILL;
    judge(machine);
    assert_false(advises(machine, "oom_dump_tasks"));
    assert_true(advises(machine, "Get the whole report"));
}

#define ID64 "3a166877f910b1e4c0aa9d2f55e8b7c63a166877f910b1e4c0aa9d2f55e8b7c6"

/* Fifty like processes of a container's cpuset, on a machine that has memory. */
static void a_container_may_be_limited_in_processes(void **state) {
    struct machine *machine = *state;
    set_zones(machine, 900 * MIB, 0);
    machine->reckoning.shortage = SHORTAGE_NONE;
    for (int i = 0; i < 50; i++)
        machine_add_task(machine, "php", 20 + i, 8 * MIB);
    machine_add_group(machine, "php", 0, 50, 400 * MIB);
    machine->event.trigger.name = STR("php");
    machine->event.trigger.cpuset = STR(ID64);
    judge(machine);
    assert_says(machine->diagnosis.findings[0].pattern, "not-exhausted");
    assert_true(advises(machine, "If php starts processes without end, limit their number in its container"));
    machine->groups[0].count = 49;
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
    machine->groups[0].count = 50;
    machine->event.trigger.cpuset = STR("/"); /* no container */
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
    machine->event.summary.cpuset = STR(ID64); /* the kernel's last word */
    judge(machine);
    assert_true(advises(machine, "--pids-limit"));
    machine->event.summary.cpuset = STR("z" ID64);
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
    char first[sizeof ID64] = ID64; /* as long, and no number from its first sign on */
    first[0] = 'z';
    machine->event.summary.cpuset = str_from_cstr(first);
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
    machine->event.summary.cpuset = STR("php-workers-of-the-shop--and-nothing-else-that-runs-beside-them-");
    assert_int_equal(machine->event.summary.cpuset.len, sizeof ID64 - 1);
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
    machine->event.summary.cpuset = STR(ID64);
    machine->event.trigger.name = STR("cron");
    judge(machine);
    assert_false(advises(machine, "--pids-limit"));
}

static void the_setting_that_kills_who_asks(void **state) {
    struct machine *machine = *state;
    machine_add_one(machine, "java", 11, 6 * GIB);
    machine_kill(machine, machine_add_one(machine, "sshd", 12, 8 * MIB));
    machine->kills[0].message = STR("Out of memory (oom_kill_allocating_task): Killed process 12");
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.oom_kill_allocating_task=0"));
    machine->kills[0].pid = 11; /* who asked held most, too */
    judge(machine);
    assert_false(advises(machine, "vm.oom_kill_allocating_task=0"));
    machine->kills[0].pid = 12;
    machine->kills[0].message = STR("Out of memory");
    judge(machine);
    assert_false(advises(machine, "vm.oom_kill_allocating_task=0"));
}

/* oom_score_adj is of 2.6.36; before there was oom_adj, on another scale. */
static void a_shield_is_taken_off_by_its_pid(void **state) {
    struct machine *machine = *state;
    size_t row = machine_add_one(machine, "oracle", 9, 4 * GIB);
    machine->tasks[row].oom_score_adj = -1000;
    machine->states[row].killable = TRI_NO;
    machine_kill(machine, machine_add_one(machine, "java", 11, GIB));
    machine->reckoning.release.number = RELEASE(2, 6, 35);
    judge(machine);
    assert_true(advises(machine, "grep -lx -- -17 /proc/[0-9]*/oom_adj"));
    assert_false(advises(machine, "oom_score_adj"));
    machine->reckoning.release.number = RELEASE(2, 6, 36);
    judge(machine);
    assert_true(advises(machine, "grep -qxF oracle /proc/9/comm && echo 0 > /proc/9/oom_score_adj"));
}

static bool gives(const struct machine *machine, const char *code) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, str_from_cstr(code)))
            return true;
    return false;
}

/* A cgroup has a limit already. */
static void a_process_is_limited_on_a_machine_only(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    judge(machine);
    assert_true(gives(machine, "limit-process"));
    set_cgroup(machine);
    machine->reckoning.missing = 0;
    machine->reckoning.cgroup.limit_kb = machine->reckoning.cgroup.usage_kb = 8 * GIB;
    machine->reckoning.cgroup.anon_kb = 7 * GIB;
    machine->event.cgroup.memory = (struct usage){6, 8 * GIB, 8 * GIB, 10};
    judge(machine);
    assert_true(finds(machine, "memory-leak"));
    assert_false(gives(machine, "limit-process"));
}

/* Below 16 MiB a tenth of the limit is a few batches of charges. */
static void a_small_group_is_not_slowed_down(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.missing = 0;
    machine->reckoning.cgroup.file_kb = 8 * MIB;
    machine->reckoning.cgroup.anon_kb = 8 * MIB;
    machine_kill(machine, machine_add_one(machine, "java", 11, 8 * MIB));
    for (int64_t limit_kb = 16 * MIB - 4; limit_kb <= 16 * MIB; limit_kb += 4) {
        machine->reckoning.cgroup.limit_kb = machine->reckoning.cgroup.usage_kb = limit_kb;
        machine->event.cgroup.memory = (struct usage){6, limit_kb, limit_kb, 10};
        judge(machine);
        assert_int_equal(advises(machine, "MemoryHigh="), limit_kb == 16 * MIB);
    }
}

/* What a command needs came with a release: the first that has it, and the last without. */
static void commands_fit_their_release(void **state) {
    static const struct {
        void (*set)(struct machine *);
        int32_t last, first;
        const char *before, *since; /* words of the command; NULL: none of it */
    } commands[] = {
        {machine_leak, RELEASE(4, 4, 302), RELEASE(4, 5, 0), "MemoryLimit=", "MemoryMax="},
        {set_gap, RELEASE(4, 14, 0), RELEASE(4, 15, 0), NULL, "bpftool map"},
        {set_gap, RELEASE(3, 17, 0), RELEASE(3, 18, 0), NULL, "BPF maps"},
        {set_gap, RELEASE(3, 10, 0), RELEASE(3, 11, 0), NULL, "zram, zswap"},
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        void *fresh;
        assert_int_equal(machine_set_up(&fresh), 0);
        struct machine *machine = fresh;
        commands[i].set(machine);
        machine->reckoning.release.number = commands[i].last;
        judge(machine);
        if (advises(machine, commands[i].since) || (commands[i].before && !advises(machine, commands[i].before)))
            fail_msg("before %s", commands[i].since);
        machine->reckoning.release.number = commands[i].first;
        judge(machine);
        if (!advises(machine, commands[i].since) || (commands[i].before && advises(machine, commands[i].before)))
            fail_msg("since %s", commands[i].since);
        machine_tear_down(&fresh);
    }
    (void)state;
}

/* "/kubepods.slice" is all pods'; its usage stands on line 5, the victim's group on line 8. */
static void a_pod_gets_a_limit_of_its_own(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine_kill(machine, machine_add_one(machine, "java", 11, 480 * MIB));
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine->reckoning.container = (struct container){.slice = STR("kubepods.slice")};
    machine->event.cgroup.path = STR("/kubepods.slice");
    machine->event.cgroup.lines = (struct span){5, 8};
    judge(machine);
    const struct advice *found = NULL;
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, STR("limit-pod")))
            found = &machine->diagnosis.advice[i];
    assert_non_null(found);
    assert_has(found->advice, "Give the pod of java a resources.limits.memory");
    assert_int_equal(found->lines.first, 6); /* its usage and limit */
}

/* Slab of a group whose folder lasts: its own statistics are asked for first. */
static void a_groups_own_statistics_are_read_first(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.cgroup.slab_kb = machine->reckoning.cgroup.slab_unreclaimable_kb = 400 * MIB;
    machine->reckoning.container.unit = STR("");
    machine->event.cgroup.path = STR("/shop/db");
    judge(machine);
    assert_says(machine->diagnosis.findings[0].pattern, "slab-leak");
    assert_true(advises(machine, "grep -E '^(kernel|slab|sock|percpu|vmalloc)' /sys/fs/cgroup/shop/db/memory.stat; "
                                 "slabtop -o -s c | head -n 20"));
}

/* Of 8 GiB four fifths are 6.4 GiB. What else is there is what neither the workers hold nor is free. */
static void so_many_workers_leave_room(void **state) {
    static const struct {
        int64_t count, mean_kb, free_kb;
        const char *advice;                                                              /* NULL: none */
    } pools[] = {{4, 2 * GIB, 0, "Start no more than 3 processes named web"},            /* 6.4 / 2 */
                 {3, 1434 * MIB, 250 * MIB, "Start no more than 2 processes named web"}, /* 2.84 / 1.4 */
                 {3, 1434 * MIB, 0, NULL}, /* 2.6 / 1.4: one alone is no pool any more */
                 {5, GIB, 3 * GIB, NULL},  /* 6.4 / 1: more than there are */
                 {5, GIB, GIB, "Start no more than 4 processes named web"}};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        void *fresh;
        assert_int_equal(machine_set_up(&fresh), 0);
        struct machine *machine = fresh;
        machine->reckoning.ledger.parts =
            (struct ledger_parts){.free_kb = pools[i].free_kb, .slab_kb = ABSENT, .lru_kb = ABSENT};
        for (int64_t row = 0; row < pools[i].count; row++)
            machine_add_task(machine, "web", 20 + row, pools[i].mean_kb);
        machine_add_group(machine, "web", 0, pools[i].count, pools[i].count * pools[i].mean_kb);
        machine->groups[0].anon_kb = pools[i].count * pools[i].mean_kb;
        machine_kill(machine, 0);
        judge(machine);
        if (pools[i].advice ? !advises(machine, pools[i].advice) : advises(machine, "Start no more than"))
            fail_msg("pool %zu", i);
        machine_tear_down(&fresh);
    }
    (void)state;
}

/* One zone of 8 GiB whose min is so many kB. 4 * sqrt(8388608) are 11585; half of that is 5792.5. */
static void set_min_free(struct machine *machine, int64_t min_kb) {
    machine->event.memory.zone_count = 1;
    machine->reckoning.zones = machine->zone_states;
    machine->zones[0] = (struct zone){.line = 30,
                                      .name = STR("Normal"),
                                      .free_kb = 1000,
                                      .min_kb = min_kb,
                                      .low_kb = min_kb + min_kb / 4,
                                      .high_kb = min_kb + min_kb / 2,
                                      .managed_kb = ROOM_KB,
                                      .present_kb = ROOM_KB,
                                      .inactive_anon_kb = 5,
                                      .boost_kb = 0};
    machine->zone_states[0] = (struct zone_state){.eligible = TRI_YES, .margin_kb = 1000 - min_kb};
    machine->reckoning.release.number = RELEASE(5, 10, 0);
}

/* Half of the kernel's default is low. */
static void a_lowered_min_free_is_raised(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    set_min_free(machine, 5740);
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.min_free_kbytes=11585"));
    set_min_free(machine, 5800);
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
    set_min_free(machine, 1000);
    machine->zones[0].name = STR("Movable"); /* small by design */
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
    set_min_free(machine, 1000);
    machine->zones[0].managed_kb = ROOM_KB / 2; /* not all zones are shown */
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
    set_min_free(machine, 1000);
    machine->zones[0].inactive_anon_kb = ABSENT; /* up to 2.6.27 the default was another */
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
}

/* A request that may not wait failed: twice what there is, up to a hundredth of RAM, 83880 kB. */
static void a_failed_atomic_request_asks_for_more(void **state) {
    static const struct {
        const char *text;
        bool is_atomic;
    } failures[] = {{"swapper/0: page allocation failure: order:0, mode:0x480020(GFP_ATOMIC), nodemask=(null)", true},
                    {"swapper/0: page allocation failure: order:0, mode:0x20", true},
                    {"swapper/0: page allocation failure. order:0, mode:0x4020", true},
                    {"swapper/0: page allocation failure: order:0, mode:0x204020", false},
                    {"swapper/0: page allocation failure: order:2, mode:0x480020(GFP_ATOMIC)", false},
                    {"java: page allocation failure: order:0, mode:0xcc0(GFP_KERNEL)", false}};
    static struct note note;
    struct machine *machine = *state;
    machine_leak(machine);
    machine->event.notes = &note;
    machine->event.note_count = 1;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        note = (struct note){NOTE_ALLOCATION_FAILURE, 101, 0, str_from_cstr(failures[i].text)};
        set_min_free(machine, 12000);
        judge(machine);
        assert_int_equal(advises(machine, "sysctl -w vm.min_free_kbytes=24000"), failures[i].is_atomic);
    }
    note.text = str_from_cstr(failures[0].text);
    set_min_free(machine, 41940);
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.min_free_kbytes=83880"));
    set_min_free(machine, 41941);
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
    note.kind = NOTE_ALLOCATION_STALL;
    set_min_free(machine, 12000);
    judge(machine);
    assert_false(advises(machine, "vm.min_free_kbytes="));
}

static void a_panic_by_order_can_be_switched_off(void **state) {
    struct machine *machine = *state;
    machine->event.panic = (struct cited_text){STR("Out of memory: system-wide panic_on_oom is enabled"), 99};
    judge(machine);
    assert_true(advises(machine, "sysctl -w vm.panic_on_oom=0; grep -rs panic_on_oom"));
    machine->event.panic.text = STR("System is deadlocked on memory");
    judge(machine);
    assert_false(advises(machine, "vm.panic_on_oom=0"));
}

/* A machine of 8 GiB without swap is advised a quarter of it, at most 4 GiB and at least 512 MiB. */
static void some_swap_is_added(void **state) {
    static const struct {
        int64_t room_kb;
        const char *command;
    } rooms[] = {{8 * GIB, "count=2048 "}, {16 * GIB, "count=4096 "}, {32 * GIB, "count=4096 "}, {GIB, "count=512 "}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        void *fresh;
        assert_int_equal(machine_set_up(&fresh), 0);
        struct machine *machine = fresh;
        machine->reckoning.ledger.managed_kb = rooms[i].room_kb;
        machine_kill(machine, machine_add_one(machine, "java", 11, rooms[i].room_kb * 9 / 10));
        judge(machine);
        if (!advises(machine, rooms[i].command))
            fail_msg("%lld", (long long)rooms[i].room_kb);
        machine->reckoning.swap = SWAP_FULL;
        judge(machine);
        assert_false(advises(machine, "mkswap"));
        machine_tear_down(&fresh);
    }
    (void)state;
}

/* "Swap cache stats: add 1": it was there since boot. */
static void a_report_that_lacks_parts_is_kept_next_time(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "app", 11, 480 * MIB));
    machine->reckoning.missing = MISSING_MEMORY;
    judge(machine);
    assert_true(advises(machine, "log_buf_len=16M") && advises(machine, "journalctl --flush"));
    machine->reckoning.missing = MISSING_TASKS;
    judge(machine);
    assert_false(advises(machine, "log_buf_len=16M"));
}

static void swap_is_switched_on_again(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine->event.memory.totals.swapcache_add = (struct figure){1, 46};
    judge(machine);
    assert_true(advises(machine, "swapon -a && swapon -s"));
    machine->event.memory.totals.swapcache_add.value = 0;
    judge(machine);
    assert_false(advises(machine, "swapon -a"));
    assert_true(advises(machine, "mkswap"));
}

/* A fifth of swap is free while processes hold half of RAM. */
static void idle_swap_is_used(void **state) {
    struct machine *machine = *state;
    machine_leak(machine);
    machine->reckoning.swap = SWAP_PARTLY_USED;
    machine->reckoning.swap_total_kb = 1000000;
    machine->reckoning.swap_free_kb = 200000;
    judge(machine);
    assert_true(gives(machine, "use-swap"));
    machine->reckoning.swap_free_kb = 199999;
    judge(machine);
    assert_false(gives(machine, "use-swap"));
    machine->reckoning.swap = SWAP_UNUSED;
    judge(machine);
    assert_true(gives(machine, "use-swap"));
    machine->reckoning.swap = SWAP_FULL;
    judge(machine);
    assert_false(gives(machine, "use-swap"));
}

static const struct advice *advice_called(const struct machine *machine, const char *code) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, str_from_cstr(code)))
            return &machine->diagnosis.advice[i];
    return NULL;
}

/* A higher limit or a slower group: one of both; where the group would only stall there is no choice. */
static void a_choice_is_of_two(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 400 * MIB));
    for (int cache = 0; cache < 2; cache++) {
        set_cgroup(machine);
        machine->reckoning.cgroup.anon_kb = 400 * MIB;
        machine->reckoning.cgroup.file_kb = cache ? 100 * MIB : 0;
        judge(machine);
        const struct advice *raise = advice_called(machine, "raise-limit"), *slow = advice_called(machine, "throttle");
        assert_non_null(raise);
        assert_int_equal(slow != NULL, cache);
        assert_int_equal(raise->either != 0, cache);
        if (slow)
            assert_int_equal(slow->either, raise->either);
    }
}

/* The two come first where the limit is the cause: no process stands out. */
static void a_choice_may_come_first(void **state) {
    struct machine *machine = *state;
    static const char *const names[] = {"one", "two", "three", "four", "five", "six", "seven", "eight"};
    for (int i = 0; i < 8; i++)
        machine_add_one(machine, names[i], 11 + i, 50 * MIB);
    machine_kill(machine, 0);
    set_cgroup(machine);
    machine->reckoning.cgroup.anon_kb = 400 * MIB;
    machine->reckoning.cgroup.file_kb = 100 * MIB;
    assert_says(judge(machine)->pattern, "undersized");
    assert_int_equal(machine->diagnosis.advice_count, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(machine->diagnosis.advice[i].either, 1);
}

/* What can be swapped out can be reclaimed: all that is private where no bound is printed, else what is left of it. */
static void swap_lets_a_group_go_on(void **state) {
    struct machine *machine = *state;
    static const struct {
        int64_t used_kb, limit_kb;
        bool is_slowed;
    } swaps[] = {{4, ABSENT, true},    {0, ABSENT, false},       {0, 512 * MIB, false},
                 {4, 512 * MIB, true}, {4, 98 * MIB + 4, false}, {4, 98 * MIB + 5, true}};
    machine_kill(machine, machine_add_one(machine, "java", 11, 480 * MIB));
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
        set_cgroup(machine);
        machine->reckoning.cgroup.anon_kb = 480 * MIB;
        machine->reckoning.cgroup.file_kb = machine->reckoning.cgroup.slab_reclaimable_kb = 0;
        machine->reckoning.cgroup.swap_usage_kb = swaps[i].used_kb;
        machine->reckoning.cgroup.swap_limit_kb = swaps[i].limit_kb;
        judge(machine);
        if ((advice_called(machine, "throttle") != NULL) != swaps[i].is_slowed)
            fail_msg("swap %zu", i);
    }
}

/* kmalloc-64 serves whoever asks for 64 bytes: who did is looked up where it holds half of 4 GiB of slab. */
static void a_cache_of_anybody(void **state) {
    struct machine *machine = *state;
    static struct slab slabs[2] = {{.line = 70, .name = STR_INIT("kmalloc-64")}, {.line = 1, .total_kb = 9 * GIB}};
    machine_kill(machine, machine_add_one(machine, "java", 11, 100 * MIB));
    machine->reckoning.ledger.parts.slab_unreclaimable_kb = 4 * GIB;
    machine->reckoning.ledger.parts.slab_reclaimable_kb = 0;
    machine->reckoning.release.number = RELEASE(6, 1, 0);
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 1;
    for (int is_much = 0; is_much < 2; is_much++) {
        slabs[0].total_kb = 2 * GIB - 1 + is_much;
        assert_says(judge(machine)->pattern, "slab-leak");
        assert_int_equal(advises(machine, "slub_debug=U,kmalloc-64"), is_much);
        assert_int_equal(advises(machine, "/sys/kernel/debug/slab/kmalloc-64/alloc_traces"), is_much);
        assert_int_equal(advises(machine, "Find out which kernel objects grow"), !is_much);
    }
}

/* 3 of 4 GiB of shared memory are mapped by java, and by perl, whose row is cited and not its end, which tells the
 * same. */
static void the_owner_of_a_segment_is_cited_by_its_row(void **state) {
    struct machine *machine = *state;
    machine_kill(machine, machine_add_one(machine, "java", 11, 3 * GIB));
    machine_add_one(machine, "perl", 12, 3 * GIB);
    machine->tasks[0].rss_shmem = machine->tasks[1].rss_shmem = 3 * GIB / 4;
    machine->reckoning.ledger.parts.anon_kb = 8 * MIB;
    machine->reckoning.ledger.parts.shmem_kb = 4 * GIB;
    machine->kills[0].anon_rss_kb = 0;
    machine->kills[0].shmem_rss_kb = 3 * GIB;
    assert_says(judge(machine)->pattern, "shared-memory");
    const struct advice *find = advice_called(machine, "find-shared");
    assert_non_null(find);
    assert_int_equal(find->lines.first, 50);
    assert_int_equal(find->lines.last, 50);
    machine->kills[0].shmem_rss_kb++;
    judge(machine);
    assert_int_equal(advice_called(machine, "find-shared")->lines.first, 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(a_lowered_min_free_is_raised),
        ON_A_MACHINE(a_failed_atomic_request_asks_for_more),
        ON_A_MACHINE(a_panic_by_order_can_be_switched_off),
        ON_A_MACHINE(some_swap_is_added),
        ON_A_MACHINE(idle_swap_is_used),
        ON_A_MACHINE(a_report_that_lacks_parts_is_kept_next_time),
        ON_A_MACHINE(swap_is_switched_on_again),
        ON_A_MACHINE(a_container_may_be_limited_in_processes),
        ON_A_MACHINE(the_setting_that_kills_who_asks),
        ON_A_MACHINE(a_shield_is_taken_off_by_its_pid),
        ON_A_MACHINE(a_process_is_limited_on_a_machine_only),
        ON_A_MACHINE(a_pod_gets_a_limit_of_its_own),
        ON_A_MACHINE(commands_fit_their_release),
        ON_A_MACHINE(a_small_group_is_not_slowed_down),
        ON_A_MACHINE(a_groups_own_statistics_are_read_first),
        ON_A_MACHINE(so_many_workers_leave_room),
        ON_A_MACHINE(the_journal_is_asked_around_the_event),
        ON_A_MACHINE(a_table_is_asked_for_where_there_could_be_one),
        ON_A_MACHINE(no_answer_says_what_would_have_happened),
        ON_A_MACHINE(growth_revises_the_last_question),
        ON_A_MACHINE(one_that_grew_is_to_blame_among_equals),
        ON_A_MACHINE(copies_of_one_process_are_one_data_set),
        ON_A_MACHINE(a_swap_file_fits_its_machine),
        ON_A_MACHINE(a_memory_test_is_to_take_less),
        ON_A_MACHINE(a_virus_scanner_is_not_limited_below_its_data),
        ON_A_MACHINE(panic_on_oom_is_not_the_first_word),
        ON_A_MACHINE(limits_reckon_with_swap_in_ram),
        ON_A_MACHINE(compaction_needs_pages_that_can_be_moved),
        ON_A_MACHINE(tools_are_of_the_kernel_that_is_looked_at),
        ON_A_MACHINE(only_a_processor_that_can_is_to_run_64_bits),
        ON_A_MACHINE(page_tables_of_guests_are_no_processes),
        ON_A_MACHINE(page_tables_of_guests_in_a_cgroup),
        ON_A_MACHINE(graphics_drivers_that_hold_most_are_named),
        ON_A_MACHINE(a_choice_is_of_two),
        ON_A_MACHINE(swap_lets_a_group_go_on),
        ON_A_MACHINE(a_choice_may_come_first),
        ON_A_MACHINE(a_cache_of_anybody),
        ON_A_MACHINE(the_owner_of_a_segment_is_cited_by_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
