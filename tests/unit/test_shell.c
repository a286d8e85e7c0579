/* Words of a log in commands, where a limit is set, and what the names of slab caches mean.
 * SPDX-License-Identifier: MIT */
#include "machine.h"

#include "diagnose/shell.h"
#include "diagnose/slabs.h"
#include "model/release.h"

#include <stddef.h>
#include <string.h>

static struct facts facts;

static const struct facts *facts_of(struct machine *machine) {
    facts_set(&facts, &machine->event, &machine->reckoning);
    return &facts;
}

/* Nothing that a shell could read as anything but a word; what has a backslash is quoted, an option is no word. */
static void words_of_commands(void **state) {
    const struct facts *f = facts_of(*state);
    static const char *const words[][3] = {
        {"java", "java", "java"},
        {"a.b_c@d:e+f/g-h", "a.b_c@d:e+f/g-h", "a.b_c@d:e+f/g-h"},
        {"a\\x2db", "'a\\x2db'", ""},
        {"-rf", "", ""},
        {"", "", ""},
        {"a b", "", ""},
        {"a;b", "", ""},
        {"a'b", "", ""},
        {"$(a)", "", ""},
        {"a*", "", ""},
        {"\xc3\xa4", "", ""},
        {"a\nb", "", ""},
        {"a&b", "", ""},
        {"~", "", ""},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_says(shell_word(f, str_from_cstr(words[i][0])), words[i][1]);
        assert_says(shell_process(f, str_from_cstr(words[i][0])), words[i][2]);
    }
    assert_says(shell_word(f, str_of("a\0b", 3)), "");
}

/* Whole MiB, from 10 GiB on whole GiB; less than 1 MiB stays. */
static void sizes_are_rounded_down(void **state) {
    (void)state;
    static const int64_t sizes_kb[][2] = {{1023, 1023},         {1024, 1024},         {1025, 1024},
                                          {2047, 1024},         {10484736, 10484736}, {10485759, 10484736},
                                          {10485760, 10485760}, {11534335, 10485760}, {11534336, 11534336}};
    for (size_t i = 0; i < sizeof sizes_kb / sizeof *sizes_kb; i++)
        assert_int_equal(shell_floor_kb(sizes_kb[i][0]), sizes_kb[i][1]);
}

/* The unit, the properties and the files of a group. */
static void names_of_groups(void **state) {
    static const struct {
        const char *path, *unit, *file_v2, *file_v1, *property;
    } groups[] = {
        {"/system.slice/app.service", "app.service", "/sys/fs/cgroup/system.slice/app.service/memory.high",
         "/sys/fs/cgroup/memory/system.slice/app.service/limit", "systemctl set-property u P=1"},
        {"/user.slice", "user.slice", "/sys/fs/cgroup/user.slice/memory.high", "/sys/fs/cgroup/memory/user.slice/limit",
         "systemctl set-property u P=1"},
        {"/system.slice/a.socket", "a.socket", "/sys/fs/cgroup/system.slice/a.socket/memory.high",
         "/sys/fs/cgroup/memory/system.slice/a.socket/limit", "systemctl set-property u P=1"},
        {"/system.slice/a.mount", "a.mount", "/sys/fs/cgroup/system.slice/a.mount/memory.high",
         "/sys/fs/cgroup/memory/system.slice/a.mount/limit", "systemctl set-property u P=1"},
        {"/system.slice/a.scope", "", "", "", "systemctl set-property u P=1"},
        {"/system.slice/run-u7.service", "", "", "", "systemctl set-property u P=1"},
        {"/shop/db", "", "/sys/fs/cgroup/shop/db/memory.high", "/sys/fs/cgroup/memory/shop/db/limit",
         "systemctl set-property u P=1"},
        {"/user.slice/user@1000.service/app.service", "app.service",
         "/sys/fs/cgroup/user.slice/user@1000.service/app.service/memory.high",
         "/sys/fs/cgroup/memory/user.slice/user@1000.service/app.service/limit", "systemctl --user set-property u P=1"},
        {"/user.slice/user@1000.service", "user@1000.service",
         "/sys/fs/cgroup/user.slice/user@1000.service/memory.high",
         "/sys/fs/cgroup/memory/user.slice/user@1000.service/limit", "systemctl set-property u P=1"},
        {"/", "", "", "", "systemctl set-property u P=1"},
        {"/a//b", "", "", "", "systemctl set-property u P=1"},
        {"/a/../b", "", "", "", "systemctl set-property u P=1"},
        {"a/b", "", "", "", "systemctl set-property u P=1"},
        {"app.service", "app.service", "", "", "systemctl set-property u P=1"},
        {"/a b.service", "", "", "", "systemctl set-property u P=1"},
        {"/a\\x2db", "", "/sys/fs/cgroup'/a\\x2db'/memory.high", "/sys/fs/cgroup/memory'/a\\x2db'/limit",
         "systemctl set-property u P=1"},
    };
    struct machine *machine = *state;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        set_cgroup(machine);
        machine->event.cgroup.path = str_from_cstr(groups[i].path);
        const struct facts *f = facts_of(machine);
        assert_says(shell_unit(f), groups[i].unit);
        assert_says(shell_group_file(f, "memory.high", "limit"), groups[i].file_v2);
        assert_says(shell_group_file(f, NULL, "limit"), "");
        assert_says(shell_set_property(f, STR("u"), STR("P=1")), groups[i].property);
        machine->reckoning.cgroup.version = 1;
        f = facts_of(machine);
        assert_says(shell_group_file(f, "memory.high", "limit"), groups[i].file_v1);
        assert_says(shell_group_file(f, "memory.high", NULL), "");
        machine->reckoning.cgroup.version = 0;
        assert_says(shell_group_file(facts_of(machine), "memory.high", "limit"), "");
    }
}

/* What a container's engine or the kubelet sets is not set behind their backs. */
static void units_of_containers(void **state) {
    struct machine *machine = *state;
    set_cgroup(machine);
    machine->reckoning.container.id = STR("3a166877f910b1e4c0aa");
    assert_says(shell_unit(facts_of(machine)), "");
    assert_says(shell_container_id(facts_of(machine)), "3a166877f910");
    assert_true(shell_is_managed(&machine->reckoning.container));
    machine->reckoning.container.id = STR("");
    machine->reckoning.container.pod_uid = STR("7d0a");
    assert_says(shell_unit(facts_of(machine)), "");
    assert_true(shell_is_managed(&machine->reckoning.container));
    machine->reckoning.container.pod_uid = STR("");
    assert_says(shell_unit(facts_of(machine)), "app.service");
    assert_false(shell_is_managed(&machine->reckoning.container));
    machine->reckoning.scope = SCOPE_SYSTEM; /* the victim's unit */
    machine->reckoning.container.unit = STR("other.service");
    assert_says(shell_unit(facts_of(machine)), "other.service");
    machine->reckoning.release.number = RELEASE(4, 4, 302);
    assert_says(shell_memory_max(facts_of(machine), 2048), "MemoryLimit=2M");
    machine->reckoning.release.number = RELEASE(4, 5, 0);
    assert_says(shell_memory_max(facts_of(machine), 2048), "MemoryMax=2M");
}

struct sign {
    const char *name;
    bool is_there;
};

/* Android has processes, groups and releases of its own. */
static void signs_of_android(void **state) {
    static const struct sign names[] = {{"zygote", true},         {"zygote64", true},       {"system_server", true},
                                        {"surfaceflinger", true}, {"servicemanager", true}, {"hwservicemanage", true},
                                        {"healthd", true},        {"lmkd", true},           {"installd", true},
                                        {"vold", true},           {"ueventd", true},        {"android.bg", true},
                                        {"zygotes", false},       {"java", false}};
    static const struct sign releases[] = {
        {"4.19.110-android12", true}, {"4.14.117-perf+", true}, {"6.1.0-13-amd64", false}};
    static const struct sign cpusets[] = {{"foreground", true},        {"background", true}, {"top-app", true},
                                          {"system-background", true}, {"restricted", true}, {"/", false}};
    struct machine *machine = *state;
    struct event *event = &machine->event;
    assert_false(facts_of(machine)->userland.is_android);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const str name = str_from_cstr(names[i].name);
        event->trigger.name = name;
        assert_int_equal(facts_of(machine)->userland.is_android, names[i].is_there);
        event->trigger.name = STR("mysqld");
        machine->kills[0] = (struct kill){.name = name};
        event->kill_count = 1;
        assert_int_equal(facts_of(machine)->userland.is_android, names[i].is_there);
        event->kill_count = 0;
        machine->groups[0].name = name;
        machine->reckoning.group_count = 1;
        assert_int_equal(facts_of(machine)->userland.is_android, names[i].is_there);
        machine->reckoning.group_count = 0;
    }
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++) {
        event->identity.release = str_from_cstr(releases[i].name);
        assert_int_equal(facts_of(machine)->userland.is_android, releases[i].is_there);
    }
    for (size_t i = 0; i < sizeof cpusets / sizeof *cpusets; i++) {
        event->trigger.cpuset = str_from_cstr(cpusets[i].name);
        assert_int_equal(facts_of(machine)->userland.is_android, cpusets[i].is_there);
        event->trigger.cpuset = STR("");
        event->summary.cpuset = str_from_cstr(cpusets[i].name);
        assert_int_equal(facts_of(machine)->userland.is_android, cpusets[i].is_there);
        event->summary.cpuset = STR("");
    }
    event->summary.task_memcg = STR("/apps/uid_10123/pid_4242");
    assert_true(facts_of(machine)->userland.is_android);
    event->summary.task_memcg = STR("/apps");
    event->killer = KILLER_LMKD;
    assert_true(facts_of(machine)->userland.is_android);
}

/* 3.10 and later, unless another init, Android, or an older kernel's words show. */
static void signs_of_systemd(void **state) {
    struct machine *machine = *state;
    struct event *event = &machine->event;
    event->trigger.oom_adj = ABSENT;
    machine->reckoning.release.number = RELEASE(3, 9, 0);
    assert_false(shell_has_systemd(facts_of(machine)));
    machine->reckoning.release.number = RELEASE(3, 10, 0);
    assert_true(shell_has_systemd(facts_of(machine)));
    static const char *const inits[] = {"procd", "ubusd", "netifd", "rc.sysinit", "upstart-udev-br"};
    machine->reckoning.group_count = 2;
    for (size_t i = 0; i < sizeof inits / sizeof *inits; i++) {
        machine->groups[0].name = str_from_cstr(inits[i]);
        machine->groups[1].name = STR("sshd");
        assert_false(shell_has_systemd(facts_of(machine)));
        machine->groups[1].name = STR("systemd-journal");
        assert_true(shell_has_systemd(facts_of(machine)));
    }
    machine->reckoning.group_count = 0;
    event->intent.text = STR("Out of memory: kill process 31337 (db) score 1 or a child");
    assert_false(shell_has_systemd(facts_of(machine)));
    event->intent.text = STR("Out of memory: Kill process 31337 (db) score 1 or sacrifice child");
    assert_true(shell_has_systemd(facts_of(machine)));
    event->trigger.oom_adj = 0;
    event->trigger.oom_score_adj = ABSENT;
    assert_false(shell_has_systemd(facts_of(machine)));
    event->trigger.oom_score_adj = 0; /* RHEL 6 prints both, and others */
    assert_true(shell_has_systemd(facts_of(machine)));
    machine->reckoning.ledger.parts.lru_kb = 5;
    assert_false(shell_has_systemd(facts_of(machine)));
    assert_true(shell_words_are_very_old(facts_of(machine)));
    machine->reckoning.ledger.parts.lru_kb = ABSENT;
    assert_false(shell_words_are_very_old(facts_of(machine)));
    machine->kills[0] = (struct kill){.message = STR("Out of Memory")};
    event->kill_count = 1;
    assert_true(shell_words_are_very_old(facts_of(machine)));
    machine->kills[0].message = STR("Out of memory");
    assert_false(shell_words_are_very_old(facts_of(machine)));
}

/* --- slab caches */

static void caches_by_size(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{.name = STR("a"), .total_kb = 20},
                           {.name = STR("b"), .total_kb = 30},
                           {.name = STR("c"), .total_kb = 20},
                           {.name = STR("d"), .total_kb = 5}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 4;
    const struct facts *f = facts_of(machine);
    static const char *const order[] = {"b", "a", "c", "d"};
    const struct slab *slab = NULL;
    for (size_t i = 0; i < 4; i++) {
        slab = slabs_next(f, slab);
        assert_non_null(slab);
        assert_says(slab->name, order[i]);
    }
    assert_null(slabs_next(f, slab));
}

/* Caches of one object size share the name of the first: a thread has 16 kB of objects, a mapping at most 64 links. */
static void names_that_cannot_be_meant(void **state) {
    struct machine *machine = *state;
    struct slab slabs[] = {{.name = STR("anon_vma_chain"), .used_kb = 640, .total_kb = 640},
                           {.name = STR("vm_area_struct"), .used_kb = 10, .total_kb = 10}};
    machine->event.memory.slabs = slabs;
    machine->event.memory.slab_count = 2;
    const struct facts *f = facts_of(machine);
    assert_null(strstr(slabs_meaning(f, &slabs[0]), "far more than its name"));
    slabs[0].used_kb = 703; /* 10.98 times 64 */
    assert_null(strstr(slabs_meaning(f, &slabs[0]), "far more than its name"));
    slabs[0].used_kb = 704; /* 11 */
    assert_non_null(strstr(slabs_meaning(f, &slabs[0]), "far more than its name"));
    assert_says(slabs_command(f, &slabs[0]),
                "find /sys/kernel/slab -lname \"$(readlink /sys/kernel/slab/anon_vma_chain)\"");
    slabs[1].name = STR("dentry");
    assert_null(strstr(slabs_meaning(f, &slabs[0]), "far more than its name"));
    struct slab tasks = {.name = STR("task_struct"), .used_kb = 160, .total_kb = 160};
    machine->reckoning.process_count = 0;
    facts.holders.threads = 10;
    assert_null(strstr(slabs_meaning(&facts, &tasks), "far more than its name"));
    tasks.used_kb = 161;
    assert_non_null(strstr(slabs_meaning(&facts, &tasks), "far more than its name"));
    facts.holders.threads = 0;
    assert_null(strstr(slabs_meaning(&facts, &tasks), "far more than its name"));
}

/* --- limits */

static const struct advice *advice_of(const struct machine *machine, const char *code) {
    for (size_t i = 0; i < machine->diagnosis.advice_count; i++)
        if (str_equal(machine->diagnosis.advice[i].code, str_from_cstr(code)))
            return &machine->diagnosis.advice[i];
    return NULL;
}

/* A group of 512 MiB, all of it java's: 640 MiB are a quarter more, 460 MiB its nine tenths. */
static void limit_set_up(struct machine *machine, const char *path, int version) {
    set_cgroup(machine);
    machine->reckoning.missing = 0;
    machine->reckoning.cgroup.version = version;
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    machine->reckoning.cgroup.file_kb = 0;
    machine->event.cgroup.path = str_from_cstr(path);
    machine->reckoning.container = (struct container){.unit = STR("")};
    machine_kill(machine, machine_add_one(machine, "java", 11, 500 * MIB));
}

static void assert_limit_command(struct machine *machine, const char *want) {
    judge(machine);
    const struct advice *advice = advice_of(machine, "raise-limit");
    assert_non_null(advice);
    assert_says(advice->command, want);
    assert_has(advice->because, "The limit is 512 MiB and was reached; this is a quarter more.");
}

static void where_a_limit_is_raised(void **state) {
    struct machine *machine = *state;
    limit_set_up(machine, "/shop/db", 2);
    assert_limit_command(machine, "echo 640M > /sys/fs/cgroup/shop/db/memory.max");
    machine->reckoning.cgroup.version = 1;
    assert_limit_command(machine, "echo 640M > /sys/fs/cgroup/memory/shop/db/memory.limit_in_bytes");
    machine->reckoning.cgroup.swap_limit_kb = 100 * MIB; /* memory and swap together: 740 MiB */
    assert_limit_command(machine,
                         "echo 740M > /sys/fs/cgroup/memory/shop/db/memory.memsw.limit_in_bytes && echo 640M > "
                         "/sys/fs/cgroup/memory/shop/db/memory.limit_in_bytes");
    machine->reckoning.container = (struct container){.runtime = STR("docker"), .id = STR("3a166877f910b1e4")};
    assert_limit_command(machine, "docker update --memory 640M 3a166877f910");
    machine->event.cgroup.memsw.line = 7;
    assert_limit_command(machine, "docker update --memory 640M --memory-swap 740M 3a166877f910");
    machine->event.cgroup.memsw.line = 0;
    machine->event.cgroup.swap.line = 7;
    machine->reckoning.cgroup.swap_limit_kb = ABSENT;
    assert_limit_command(machine, "docker update --memory 640M --memory-swap -1 3a166877f910");
    machine->reckoning.container.runtime = STR("podman");
    assert_limit_command(machine, "podman update --memory 640M --memory-swap -1 3a166877f910");
    machine->reckoning.container.pod_uid = STR("7d0a-11");
    assert_limit_command(
        machine, "kubectl get pods -A -o jsonpath='{range "
                 ".items[?(@.metadata.uid==\"7d0a-11\")]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}'");
    assert_has(advice_of(machine, "raise-limit")->advice,
               "raise resources.limits.memory of this pod's container to 640Mi");
    machine->reckoning.container.pod_uid = STR("7d\\0a");
    assert_limit_command(machine, "");
}

/* memory.high is not set where nothing could be reclaimed: its processes would never get on. */
static void where_a_group_is_slowed_down(void **state) {
    struct machine *machine = *state;
    limit_set_up(machine, "/shop/db", 2);
    machine->reckoning.cgroup.anon_kb = 100 * MIB;
    machine->reckoning.cgroup.file_kb = 400 * MIB;
    judge(machine);
    const struct advice *advice = advice_of(machine, "throttle");
    assert_non_null(advice);
    assert_says(advice->command, "echo 460M > /sys/fs/cgroup/shop/db/memory.high");
    assert_has(advice->advice, "memory.high at 460 MiB");
    machine->event.cgroup.path = STR("/system.slice/app.service");
    judge(machine);
    assert_says(advice_of(machine, "throttle")->command, "systemctl set-property app.service MemoryHigh=460M");
    machine->reckoning.cgroup.file_kb = 0;
    machine->reckoning.cgroup.anon_kb = 500 * MIB;
    judge(machine);
    assert_null(advice_of(machine, "throttle"));
    machine->reckoning.cgroup.slab_reclaimable_kb = 400 * MIB;
    judge(machine);
    assert_non_null(advice_of(machine, "throttle"));
    machine->reckoning.cgroup.version = 1;
    judge(machine);
    assert_null(advice_of(machine, "throttle"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_MACHINE(words_of_commands),       ON_A_MACHINE(sizes_are_rounded_down),
        ON_A_MACHINE(names_of_groups),         ON_A_MACHINE(units_of_containers),
        ON_A_MACHINE(signs_of_android),        ON_A_MACHINE(signs_of_systemd),
        ON_A_MACHINE(caches_by_size),          ON_A_MACHINE(names_that_cannot_be_meant),
        ON_A_MACHINE(where_a_limit_is_raised), ON_A_MACHINE(where_a_group_is_slowed_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
