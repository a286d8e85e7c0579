/* What helps against one process, or for it.
 * SPDX-License-Identifier: MIT */
#include "diagnose/advice.h"

#include "base/words.h"
#include "diagnose/evidence.h"
#include "diagnose/programs.h"
#include "model/release.h"

int64_t advice_process_cap_kb(const struct facts *facts) {
    const struct holder *holder = &facts->holders.largest;
    int64_t cap = advice_below_kb(amount_less(holder->kb, amount_positive(holder->swap_kb))),
            most = advice_cap_kb(facts);
    return !facts->room.is_known || cap < most ? cap : most;
}

/* How many processes of a pool there are: what is set for one holds for each of them. */
static int64_t advice_workers(const struct facts *facts, str name) {
    const struct reckoning *r = facts->reckoning;
    for (size_t i = 0; i < r->group_count; i++)
        if (str_equal(r->groups[i].name, name))
            return r->groups[i].count;
    return 1;
}

/* "mysqld by innodb_buffer_pool_size and max_connections"; empty where PROGRAM, by HOLDER's name, has none. */
static str advice_own_settings(const struct facts *facts, const struct holder *holder, const struct program *program) {
    if (!program || !program->size)
        return STR("");
    if (holder->pid > 0 && !program->count && advice_workers(facts, holder->name) > 1) /* not all of that name */
        return arena_format(facts->arena, "%.*s (pid %lld) by %s", NAMED(holder->name), (long long)holder->pid,
                            program->size);
    return arena_format(facts->arena, "%.*s by %s", NAMED(holder->name), program->size);
}

/* A program whose size nobody sets, of which several run at a time: fewer of them need less. */
static bool advice_fewer_at_a_time(const struct facts *facts, const struct program *program, struct advice *advice) {
    const struct holder *largest = &facts->holders.largest;
    int64_t running = advice_workers(facts, largest->name);
    if (program->size || !program->count || running < 2 || !facts->holders.table ||
        holders_are_workers(&facts->holders)) /* for whom a number is worked out */
        return false;
    advice->advice = arena_format(facts->arena, "Run fewer processes named %.*s at a time: %s.", NAMED(largest->name),
                                  program->count);
    advice->because = arena_format(facts->arena, "By its name it is %s, and %lld of them were running.", program->what,
                                   (long long)running);
    advice->lines = facts->event->tasks.lines;
    return true;
}

/* Shows the present values, unless they are those of a process that is gone; "" where no command does. */
static str advice_own_command(const struct facts *facts, const struct holder *holder, const struct program *program) {
    const str command = str_from_cstr(program->command);
    const bool looks = str_starts(command, STR("ps "));
    return looks && shell_is_gone(facts, holder) ? STR("") : command;
}

/* What a program lets itself take is set where it is set up, and it is not killed for it. */
bool advice_own_setting(const struct facts *facts, struct advice *advice) {
    const struct holder *largest = &facts->holders.largest, *next = &facts->holders.second;
    const struct program *program = largest->count ? programs_find(largest->name) : NULL;
    advice->code = STR("own-setting");
    if (!program)
        return false;
    if (advice_fewer_at_a_time(facts, program, advice))
        return true;
    bool two = facts->room.is_known && amount_at_least(next->kb, OUTLIER_ROOM_PERCENT, facts->room.reach_kb) &&
               !str_equal(largest->name, next->name);
    const struct program *other = two && next->count ? programs_find(next->name) : NULL;
    str first = advice_own_settings(facts, largest, program);
    str second = other ? advice_own_settings(facts, next, other) : STR("");
    if (!(facts->holders.outlier || holders_nearly_outlier(&facts->holders)) || first.len == 0 || facts->room.tiny ||
        facts->room.only_processes)
        return false;
    int64_t workers = program->count ? advice_workers(facts, largest->name) : 1;
    if (workers > 1 && facts->room.is_known)
        advice->advice = arena_format(facts->arena, "Bound %.*s: it holds for each of the %lld processes, so below %s.",
                                      STR_ARG(first), (long long)workers, SIZE(advice_cap_kb(facts) / workers));
    else if (second.len)
        advice->advice = arena_format(facts->arena, "Bound %.*s, and %.*s, so that both together stay below %s.",
                                      STR_ARG(first), STR_ARG(second), SIZE(advice_cap_kb(facts)));
    else if (program->is_fixed)
        advice->advice = arena_format(facts->arena, "Bound %.*s, or give it more room: it needs what its data take.",
                                      STR_ARG(first));
    else if (!facts->room.is_known) /* what it may have is not in the log */
        advice->advice =
            arena_format(facts->arena, "Bound %.*s, so that it stays below the %s that it had in RAM.", STR_ARG(first),
                         SIZE(amount_less(largest->kb, amount_positive(largest->swap_kb))));
    else
        advice->advice = arena_format(facts->arena, "Bound %.*s, so that it stays below %s.", STR_ARG(first),
                                      SIZE(advice_process_cap_kb(facts)));
    advice->command = advice_own_command(facts, largest, program);
    advice->because =
        second.len ? arena_format(facts->arena, "By their names these are %s and %s: how much they take is set there.",
                                  program->what, other->what)
                   : arena_format(facts->arena, "By its name it is %s: how much it takes is set there.", program->what);
    advice->lines = second.len ? evidence_join(largest->lines, next->lines) : largest->lines;
    return true;
}

bool advice_is_memory_test(const struct facts *facts) {
    const struct holders *holders = &facts->holders;
    return !facts->room.tiny && holders->group.count > 0 && programs_is_load(holders->group.name) &&
           amount_at_least(holders->group.kb, OUTLIER_PROCESSES_PERCENT, holders->processes_kb);
}

bool advice_memory_test(const struct facts *facts, struct advice *advice) {
    advice->code = STR("memory-test");
    advice->advice = arena_format(facts->arena,
                                  "If %.*s was started on purpose, let it take less: it takes as much memory as it is "
                                  "told to, and nothing else needs to be changed.",
                                  NAMED(facts->holders.group.name));
    advice->because = STR("By its name it is a memory test.");
    advice->lines = facts->holders.group.lines;
    return true;
}

/* One that earlier events show smaller: whether it is a leak, its own program tells. */
bool advice_find_grown(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-leak");
    if (!facts->growth)
        return false;
    advice->advice =
        arena_format(facts->arena, "Find out why %.*s grows; if it is a leak, fix it, or restart it in time.",
                     NAMED(facts->growth->process));
    advice->command = STR("ps -eo pid,etime,rss,args --sort=-rss | head");
    advice->because = facts->growth->statement;
    advice->lines = facts->growth->lines;
    return true;
}

bool advice_find_leak(const struct facts *facts, struct advice *advice) {
    advice->code = STR("find-leak");
    const struct holder *holder = &facts->holders.largest;
    if (facts->growth && str_equal(facts->growth->process, holder->name))
        return advice_find_grown(facts, advice);
    bool partial = facts->holders.table && !facts->holders.whole && facts->room.only_processes;
    if (holder->count == 0 || partial) /* it need not be the largest */
        return false;
    advice->advice =
        arena_format(facts->arena, "Watch whether %.*s keeps growing; if it does, fix the leak, or restart it in time.",
                     NAMED(holder->name));
    str name = shell_process(facts, holder->name);
    if (name.len && !shell_is_gone(facts, holder))
        advice->command = arena_format(facts->arena, "ps -o pid,etime,rss,args --sort=-rss -C %.*s", STR_ARG(name));
    else
        advice->command = STR("ps -eo pid,etime,rss,args --sort=-rss | head");
    advice->because =
        STR("Size alone is no leak; growth without end is, and then any limit only sets the time of the next kill.");
    advice->lines = holder->lines;
    return true;
}

/* By the pid that the report names, if that is still the same program. */
static str advice_open_command(const struct facts *facts, const struct holder *holder) {
    str name = shell_process(facts, holder->name);
    if (!name.len || holder->pid <= 0 || shell_is_gone(facts, holder) ||
        release_is_before(facts->reckoning->release, RELEASE(2, 6, 36))) /* oom_adj, on another scale */
        return STR("");
    return arena_format(facts->arena, "grep -qxF %.*s /proc/%lld/comm && echo 0 > /proc/%lld/oom_score_adj",
                        STR_ARG(name), (long long)holder->pid, (long long)holder->pid);
}

bool advice_audit_protection(const struct facts *facts, struct advice *advice) {
    advice->code = STR("audit-protection");
    const struct holder *shielded = &facts->holders.shielded;
    if (shielded->count == 0 || !amount_at_least(facts->holders.shielded_kb, PROTECTED_PERCENT, facts->room.reach_kb))
        return false;
    const bool old = release_is_before(facts->reckoning->release, RELEASE(2, 6, 36));
    str list = old ? STR("grep -lx -- -17 /proc/[0-9]*/oom_adj") : STR("grep -lx -- -1000 /proc/[0-9]*/oom_score_adj");
    str open = advice_open_command(facts, shielded);
    advice->advice = arena_format(facts->arena,
                                  "Audit OOM protection: take it from %.*s (pid %lld), now and in its unit "
                                  "(OOMScoreAdjust=), and do not protect everything.",
                                  NAMED(shielded->name), (long long)shielded->pid);
    advice->command = open.len ? arena_format(facts->arena, "%.*s; %.*s", STR_ARG(open), STR_ARG(list)) : list;
    advice->side_effect =
        arena_format(facts->arena, "Then %.*s may be the one that is killed next time.", NAMED(shielded->name));
    advice->because =
        arena_format(facts->arena, "Shielded processes hold %s, so the kernel could only kill what does not help.",
                     SIZE(facts->holders.shielded_kb));
    advice->lines = shielded->lines;
    return true;
}
