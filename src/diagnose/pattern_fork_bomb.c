/* A great many like processes, each small.
 * SPDX-License-Identifier: MIT */
#include "diagnose/pattern.h"

static void fork_bomb_add_evidence(const struct facts *facts, struct finding *finding) {
    const struct holder *group = &facts->holders.group;
    int64_t rows = (int64_t)facts->reckoning->process_count;
    pattern_for(facts, finding, group->lines, "%lld of %lld processes are named %.*s; on average each holds %s%s.",
                (long long)group->count, (long long)rows, NAMED(group->name), group->bounded ? "at most " : "",
                SIZE(group->kb / group->count));
    str name = pattern_name(facts, &facts->holders.largest);
    pattern_for(facts, finding, facts->holders.largest.lines, "The largest process, %.*s, holds only %s.",
                STR_ARG(name), SIZE(facts->holders.largest.kb));
    const struct part *stacks = &facts->room.parts[PART_KERNEL_STACK];
    if (facts->holders.threads > 0)
        pattern_for(facts, finding, stacks->lines, "Kernel stacks take %s: about %lld threads.", SIZE(stacks->kb),
                    (long long)facts->holders.threads);
    const struct part *tables = &facts->room.parts[PART_PAGETABLES];
    if (amount_at_least(tables->kb, PAGETABLES_MENTION_PERCENT, facts->room.kb))
        pattern_for(facts, finding, tables->lines, "Page tables take %s, %s of %s.", SIZE(tables->kb),
                    PERCENT(tables->kb, facts->room.kb), facts->room.name);
}

/* All that is left of the report is its end. */
static bool fork_bomb_judge_tail(const struct facts *facts, struct finding *finding) {
    const struct holder *group = &facts->holders.group;
    finding->confidence = CONFIDENCE_LOW;
    finding->weight = group->kb;
    finding->consumer = group->name;
    pattern_state(
        facts, finding,
        "The log shows only the end of the report: %lld small processes, all named %.*s, and one of that name "
        "was the best that the kernel found to kill. It looks like a fork bomb.",
        (long long)group->count, NAMED(group->name));
    pattern_for(facts, finding, group->lines, "All %lld processes in what is left of the task table are named %.*s.",
                (long long)group->count, NAMED(group->name));
    pattern_add_bound(facts, finding, "not one large process filled the memory");
    pattern_against(facts, finding, facts->event->lines,
                    "The memory figures and most of the task table are lost: memory of the kernel itself, or of a "
                    "shielded process, is not excluded.");
    return true;
}

static bool fork_bomb_judge(const struct facts *facts, struct finding *finding) {
    if (facts->holders.fork_bomb_tail)
        return fork_bomb_judge_tail(facts, finding);
    if (!facts->holders.fork_bomb)
        return false;
    const struct holder *group = &facts->holders.group;
    int64_t kernel_kb =
        amount_sum(room_part_kb(&facts->room, PART_KERNEL_STACK), room_part_kb(&facts->room, PART_PAGETABLES));
    finding->confidence = !facts->holders.whole  ? CONFIDENCE_LOW
                          : facts->room.is_known ? CONFIDENCE_HIGH
                                                 : CONFIDENCE_MEDIUM;
    /* Each task also costs kernel objects: what processes hold and what the kernel keeps about them count as one. */
    finding->weight =
        amount_sum(amount_sum(facts->holders.processes_kb, kernel_kb), room_part_kb(&facts->room, PART_SLAB));
    finding->consumer = group->name;
    if (facts->holders.threaded)
        pattern_state(facts, finding,
                      "About %lld threads in %lld processes exhausted %s: threads are started without end.",
                      (long long)facts->holders.threads, (long long)facts->reckoning->process_count, facts->room.name);
    else
        pattern_state(facts, finding, "%lld processes named %.*s, each small, together exhausted %s: a fork bomb.",
                      (long long)group->count, NAMED(group->name), facts->room.name);
    fork_bomb_add_evidence(facts, finding);
    pattern_against(
        facts, finding, group->lines,
        "A server that is meant to start that many workers would look alike, but with older, scattered pids.");
    if (!facts->holders.threaded)
        pattern_brief(facts, finding, "%lld processes named %.*s: something starts processes without end.",
                      (long long)group->count, NAMED(group->name));
    return true;
}

/* Fewer than there were, but room for what is no bomb: threads count too. */
static int64_t fork_bomb_most_tasks(int64_t count) {
    enum { USUAL = 1000 };
    int64_t most = amount_percent(count, 75);
    return count / 2 >= USUAL ? count / 2 : most > USUAL ? USUAL : most;
}

/* What a reboot takes back where a whole user is meant. */
static str fork_bomb_command(const struct facts *facts, int64_t most) {
    const struct tasks *tasks = &facts->event->tasks;
    str unit = shell_unit(facts), id = shell_container_id(facts);
    int64_t uid = facts->holders.group.row < tasks->count ? tasks->items[facts->holders.group.row].uid : ABSENT;
    if (id.len && str_equal(facts->reckoning->container.runtime, STR("docker")))
        return arena_format(facts->arena, "docker update --pids-limit %lld %.*s", (long long)most, STR_ARG(id));
    if (unit.len)
        return shell_set_property(facts, unit, arena_format(facts->arena, "TasksMax=%lld", (long long)most));
    if (uid >= FIRST_LOGIN_UID)
        return arena_format(facts->arena, "systemctl set-property --runtime user-%lld.slice TasksMax=%lld",
                            (long long)uid, (long long)most);
    return STR("");
}

static bool fork_bomb_advise(const struct facts *facts, struct advice *advice) {
    advice->code = STR("limit-tasks");
    const struct holder *group = &facts->holders.group;
    int64_t count =
        facts->holders.threaded && facts->holders.threads > group->count ? facts->holders.threads : group->count;
    advice->command = fork_bomb_command(facts, fork_bomb_most_tasks(count));
    advice->advice = STR("Limit how many processes and threads a user, service or container may start (ulimit -u, "
                         "TasksMax=, --pids-limit).");
    if (count > group->count)
        advice->because = arena_format(facts->arena, "%lld threads were alive.", (long long)count);
    else
        advice->because =
            arena_format(facts->arena, "%lld processes named %.*s were alive.", (long long)count, NAMED(group->name));
    advice->side_effect = STR("Whatever needs more cannot start it (EAGAIN).");
    advice->lines = group->lines;
    return true;
}

static str fork_bomb_prevention(const struct facts *facts) {
    (void)facts;
    return STR("Probably: a limit on the number of processes stops such a growth before memory is gone.");
}

static str fork_bomb_prevented(const struct facts *facts) {
    (void)facts;
    return STR("Yes, by a limit on processes");
}

const struct pattern pattern_fork_bomb = {
    .name = "fork-bomb",
    .family = PATTERN_HOLDER,
    .part = PART_COUNT,
    .judge = fork_bomb_judge,
    .consumer = consumer_largest,
    .prevention = fork_bomb_prevention,
    .prevented = fork_bomb_prevented,
    .advice = {{ADVICE_CAUSE, fork_bomb_advise}},
};
