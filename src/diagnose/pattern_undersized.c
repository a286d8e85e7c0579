/* Several processes of reasonable size, no outlier: the workload needs more than there is.
 * SPDX-License-Identifier: MIT */
#include "diagnose/kinds.h"
#include "diagnose/pattern.h"
#include "diagnose/programs.h"
#include "model/release.h"

static enum confidence undersized_confidence(const struct facts *facts) {
    if (!facts->holders.whole)
        return CONFIDENCE_LOW;
    bool most = amount_at_least(facts->holders.processes_kb, UNDERSIZED_SURE_PERCENT, facts->room.reach_kb);
    const struct kind *rival = kinds_largest(&facts->room, PART_COUNT);
    bool alone = !rival || !amount_at_least(kinds_kb(&facts->room, rival), SLAB_MENTION_PERCENT, facts->room.kb);
    const struct holder *group = &facts->holders.group;
    bool tiny = group->count > 1 && group->kb / group->count <= FORK_BOMB_MEMBER_KB; /* and more of them may be lost */
    if (most && alone && !tiny && holders_are_workers(&facts->holders) && facts->room.is_known &&
        !facts->room.is_cgroup)
        return CONFIDENCE_HIGH;
    return most ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

/* Those of one name, and of one user. */
static void undersized_add_together(const struct facts *facts, struct finding *finding) {
    const struct holder *group = &facts->holders.group, *user = &facts->holders.user;
    str size = group->count > 1 ? holder_size(&facts->room, group) : STR(""), leader = holders_leader(&facts->holders);
    if (group->count > 1)
        pattern_for(facts, finding, group->lines, "%lld processes named %.*s hold %.*s together%.*s.",
                    (long long)group->count, NAMED(group->name), STR_ARG(size), STR_ARG(leader));
    if (user->count == 0)
        return;
    size = holder_size(&facts->room, user);
    pattern_for(facts, finding, user->lines, "%lld processes of uid %lld hold %.*s together, %s of it swapped out.",
                (long long)user->count, (long long)facts->holders.user_uid, STR_ARG(size), SIZE(user->swap_kb));
}

static void undersized_add_evidence(const struct facts *facts, struct finding *finding) {
    const struct part *anon = &facts->room.parts[PART_ANON];
    const str together = room_share(&facts->room, anon->kb);
    if (anon->kb != ABSENT)
        pattern_for(facts, finding, anon->lines, "All processes together hold %s of %s%s in RAM%.*s.", SIZE(anon->kb),
                    facts->room.anonymous, room_unlocked(&facts->room), STR_ARG(together));
    if (!facts->holders.table)
        return;
    undersized_add_together(facts, finding);
    str name = pattern_name(facts, &facts->holders.largest), size = holder_size(&facts->room, &facts->holders.largest);
    const str share = room_share_with_swap(&facts->room, facts->holders.largest.kb);
    pattern_for(facts, finding, facts->holders.largest.lines, "The largest process, %.*s, holds %.*s: %.*s.",
                STR_ARG(name), STR_ARG(size), STR_ARG(share));
    name = pattern_name(facts, &facts->holders.second);
    size = holder_size(&facts->room, &facts->holders.second);
    pattern_for(facts, finding, facts->holders.second.lines, "The next, %.*s, holds %.*s.", STR_ARG(name),
                STR_ARG(size));
}

static void undersized_add_against(const struct facts *facts, struct finding *finding) {
    if (!facts->holders.table) {
        pattern_against(facts, finding, room_lines(&facts->room),
                        "There is no task table: a single large process cannot be excluded.");
    } else {
        pattern_against(facts, finding, facts->event->tasks.lines,
                        "One report does not show whether these processes were still growing.");
        finding->growth_unseen = finding->against.count;
    }
    if (programs_is_load(facts->holders.group.name))
        pattern_against(facts, finding, facts->holders.group.lines,
                        "By its name, %.*s is a memory test, which takes as much as it is told to.",
                        NAMED(facts->holders.group.name));
    if (facts->holders.rss_approximate)
        pattern_against(facts, finding, facts->event->tasks.lines,
                        "This kernel's rss figures are approximate (6.2 to 6.19).");
}

/* So little RAM that the kernel and its first programs do not fit. */
static bool undersized_judge_tiny(const struct facts *facts, struct finding *finding) {
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = facts->room.kb;
    if (facts->room.booting)
        pattern_state(facts, finding,
                      "The kernel ran out while booting, before the first program: it got %s of RAM to boot with, too "
                      "little for itself and its drivers.",
                      SIZE(facts->room.kb));
    else
        pattern_state(facts, finding,
                      "The kernel had only %s of RAM to give: too little for itself and its first programs.",
                      SIZE(facts->room.kb));
    pattern_for(facts, finding, facts->room.lines, "Usable RAM is %s.", SIZE(facts->room.kb));
    if (facts->room.booting && facts->event->trigger.lines.first)
        pattern_for(facts, finding, facts->event->trigger.lines,
                    "The request came from the kernel's own start, and there is no process yet.");
    else if (facts->room.booting)
        pattern_for(facts, finding, facts->event->lines, "There is no process yet: the task table is empty.");
    if (facts->room.booting)
        pattern_brief(facts, finding, "%s of RAM was too little to boot with.", SIZE(facts->room.kb));
    return true;
}

/* A limit that not even a container's first process fits into. */
static bool undersized_judge_tiny_limit(const struct facts *facts, struct finding *finding) {
    finding->confidence = CONFIDENCE_MEDIUM;
    finding->weight = facts->room.kb;
    const int64_t limit_kb = facts->reckoning->cgroup.limit_kb;
    pattern_state(facts, finding, "The limit is %s: too little to start %s program in it.", SIZE(limit_kb),
                  limit_kb == 0 ? "any" : "almost any");
    pattern_for(facts, finding, facts->room.lines, "The limit is %s.", SIZE(limit_kb));
    return true;
}

static void undersized_state_two(const struct facts *facts, struct finding *finding) {
    str first = holder_size(&facts->room, &facts->holders.largest),
        second = holder_size(&facts->room, &facts->holders.second);
    pattern_state(
        facts, finding,
        "Two large programs share %s: %.*s with %.*s and %.*s with %.*s. Together they may be more than it has "
        "room for.",
        facts->room.name, NAMED(facts->holders.largest.name), STR_ARG(first), NAMED(facts->holders.second.name),
        STR_ARG(second));
}

static void undersized_state_user(const struct facts *facts, struct finding *finding) {
    pattern_state(facts, finding,
                  "Processes hold %s and no program stands out, but %s%s of it belongs to the %lld processes of uid "
                  "%lld: that user's work needs more than %s has room for.",
                  SIZE(holders_together_kb(&facts->holders)), facts->holders.user.bounded ? "up to " : "",
                  SIZE(facts->holders.user.kb), (long long)facts->holders.user.count,
                  (long long)facts->holders.user_uid, facts->room.name);
}

/* Shared pages, counted in each of them, may make a group's bound larger than all. */
static str undersized_share_of_group(const struct facts *facts) {
    const int64_t kb = facts->holders.group.kb, together_kb = holders_together_kb(&facts->holders);
    if (kb > together_kb)
        return STR("most");
    return arena_format(facts->arena, "%s%s", facts->holders.group.bounded ? "up to " : "", PERCENT(kb, together_kb));
}

static void undersized_state_group(const struct facts *facts, struct finding *finding) {
    str leader = holders_leader(&facts->holders), share = undersized_share_of_group(facts);
    pattern_state(
        facts, finding,
        "Processes hold %s, %.*s of it the %lld processes named %.*s%.*s: the workload needs more than %s has "
        "room for.",
        SIZE(holders_together_kb(&facts->holders)), STR_ARG(share), (long long)facts->holders.group.count,
        NAMED(facts->holders.group.name), STR_ARG(leader), facts->room.name);
}

/* Forked copies: their rows name the same pages. */
static void undersized_state_family(const struct facts *facts, struct finding *finding) {
    pattern_state(facts, finding,
                  "Processes hold %s, most of it the data of %.*s: its %lld processes are copies (fork) that share "
                  "pages, with up to %s in each row and at most %s together. %s has no room for the copies.",
                  SIZE(holders_together_kb(&facts->holders)), NAMED(facts->holders.group.name),
                  (long long)facts->holders.group.count, SIZE(facts->holders.largest.kb), SIZE(facts->holders.group.kb),
                  TITLE(facts->room.name));
}

static void undersized_state_unlisted(const struct facts *facts, struct finding *finding) {
    if (facts->room.swap_used_kb)
        pattern_state(
            facts, finding,
            "Processes hold %s in RAM, and another %s of theirs, or of shared memory, is swapped out: too many "
            "processes for %s, or one that grew. The log does not list them%s.",
            SIZE(room_part_kb(&facts->room, PART_ANON)), SIZE(facts->room.swap_used_kb), facts->room.name,
            facts->holders.table ? " all" : "");
    else
        pattern_state(facts, finding,
                      "Processes hold %s, but the log does not list them%s: too many for %s, or one that grew.",
                      SIZE(holders_together_kb(&facts->holders)), facts->holders.table ? " all" : "", facts->room.name);
}

static void undersized_state(const struct facts *facts, struct finding *finding) {
    const struct holder *group = &facts->holders.group;
    if (facts->holders.outlier)
        undersized_state_two(facts, finding);
    else if (!facts->holders.whole)
        undersized_state_unlisted(facts, finding);
    else if (facts->holders.family)
        undersized_state_family(facts, finding);
    else if (holders_are_workers(&facts->holders))
        pattern_state(facts, finding, "%lld processes named %.*s of like size need more than %s has room for.",
                      (long long)group->count, NAMED(group->name), facts->room.name);
    else if (facts->holders.user.count)
        undersized_state_user(facts, finding);
    else if (group->count > 1 && amount_at_least(group->kb, UNDERSIZED_PERCENT, facts->holders.processes_kb))
        undersized_state_group(facts, finding);
    else
        pattern_state(facts, finding,
                      "Processes hold %s and none stands out: the workload needs more than %s has room for.",
                      SIZE(holders_together_kb(&facts->holders)), facts->room.name);
}

static bool undersized_judge(const struct facts *facts, struct finding *finding) {
    bool several = !facts->holders.table || facts->reckoning->process_count > 1;
    if (!facts->holders.table && room_anon_may_be_files(&facts->room))
        return false;
    if (facts->room.tiny && facts->room.is_cgroup)
        return undersized_judge_tiny_limit(facts, finding);
    if (facts->room.tiny)
        return undersized_judge_tiny(facts, finding);
    bool two =
        facts->holders.outlier && amount_at_least(facts->holders.second.kb, OUTLIER_ROOM_PERCENT, facts->room.reach_kb);
    bool meant = programs_is_load(facts->holders.largest.name) && holders_nearly_outlier(&facts->holders);
    if ((facts->holders.outlier && !two) || meant || facts->room.unlimited || facts->holders.fork_bomb ||
        facts->room.only_processes || facts->holders.unlisted || !several ||
        !amount_at_least(facts->holders.processes_kb, UNDERSIZED_PERCENT, facts->room.reach_kb))
        return false;
    finding->confidence = two ? CONFIDENCE_LOW : undersized_confidence(facts);
    finding->weight = facts->holders.processes_kb;
    if (facts->holders.whole)
        finding->consumer = facts->holders.group.name;
    undersized_state(facts, finding);
    if (two)
        pattern_brief(facts, finding, "two large programs share %s: too much together, or one of them grew.",
                      facts->room.name);
    else
        pattern_brief(facts, finding, "the processes together need more than %s has room for.", facts->room.name);
    undersized_add_evidence(facts, finding);
    undersized_add_against(facts, finding);
    return true;
}

/* A login user's slice, for the sake of the others: alone on the machine, his processes would only be killed earlier.
 */
static bool undersized_advise_user(const struct facts *facts, struct advice *advice) {
    advice->code = STR("limit-user");
    enum { OTHERS_PERCENT = 10 };
    const struct holder *user = &facts->holders.user;
    bool has_others = amount_at_least(amount_less(facts->holders.processes_kb, user->kb), OTHERS_PERCENT,
                                      facts->holders.processes_kb);
    if (facts->room.is_cgroup || user->count == 0 || facts->holders.user_uid < FIRST_LOGIN_UID ||
        !facts->room.is_known || !has_others)
        return false;
    int64_t cap = advice_cap_kb(facts), held = advice_below_kb(user->anon_kb), swap = advice_below_kb(user->swap_kb);
    cap = held < cap ? held : cap; /* above what it held in RAM a limit would not have been reached */
    bool swaps = user->swap_kb > 0 && !release_is_before(facts->reckoning->release, RELEASE(4, 5, 0));
    str maximum = shell_memory_max(facts, cap);
    if (swaps)
        maximum = arena_format(facts->arena, "%.*s MemorySwapMax=%s", STR_ARG(maximum), ARGUMENT(swap));
    advice->advice = arena_format(facts->arena, "Limit what the user with uid %lld may take to %s%s%s%s.",
                                  (long long)facts->holders.user_uid, SIZE(cap), swaps ? " and " : "",
                                  swaps ? SIZE(swap) : "", swaps ? " of swap" : "");
    if (shell_has_systemd(facts))
        advice->command = arena_format(facts->arena, "systemctl set-property user-%lld.slice %.*s",
                                       (long long)facts->holders.user_uid, STR_ARG(maximum));
    advice->because = arena_format(facts->arena, "The %lld processes of that user held %s%s together.",
                                   (long long)facts->holders.user.count, facts->holders.user.bounded ? "at most " : "",
                                   SIZE(facts->holders.user.kb));
    advice->side_effect = STR("At that size the kernel kills one of its processes.");
    advice->lines = facts->holders.user.lines;
    return true;
}

/* Nobody sets how many processes a browser has, but each is a tab or an extension. */
static bool undersized_advise_tabs(const struct facts *facts, struct advice *advice) {
    advice->code = STR("close-tabs");
    const struct holder *group = &facts->holders.group;
    if (group->count < 2 || !programs_is_browser(group->name))
        return false;
    advice->advice = arena_format(facts->arena,
                                  "Close tabs and extensions of the browser (its processes are named %.*s), or let it "
                                  "unload those that are not in use.",
                                  NAMED(group->name));
    advice->because = arena_format(facts->arena, "The %lld hold %s each on average.", (long long)group->count,
                                   SIZE(group->kb / group->count));
    advice->lines = group->lines;
    return true;
}

/* As many workers as leave a quarter of the room beside what else is in it. */
static bool undersized_advise_workers(const struct facts *facts, struct advice *advice) {
    advice->code = STR("fewer-workers");
    const struct holder *group = &facts->holders.group;
    if (!holders_are_workers(&facts->holders) || !facts->room.is_known || programs_is_browser(group->name))
        return false;
    int64_t free_kb = amount_sum(room_part_kb(&facts->room, PART_FREE), room_part_kb(&facts->room, PART_FILE));
    int64_t others_kb = amount_less(amount_less(facts->room.kb, free_kb), group->anon_kb);
    int64_t mean_kb = group->kb / group->count;
    int64_t room_kb = facts->room.kb / (100 + HEADROOM_PERCENT) * 100;
    int64_t count = mean_kb > 0 ? amount_less(room_kb, others_kb) / mean_kb : 0;
    if (count < 2 || count >= group->count) /* one alone is no pool any more */
        return false;
    const struct program *program = programs_find(group->name);
    bool known = program && program->count;
    advice->advice = arena_format(facts->arena, "Start no more than %lld processes named %.*s (%s).", (long long)count,
                                  NAMED(group->name), known ? program->count : "a setting of that service");
    if (known && program->command)
        advice->command = str_from_cstr(program->command);
    advice->because = arena_format(
        facts->arena, "The %lld hold %s each on average, and everything else %s: %lld would leave a fifth of %s free.",
        (long long)group->count, SIZE(mean_kb), SIZE(others_kb), (long long)count, facts->room.name);
    advice->side_effect = STR("Requests beyond that number wait.");
    advice->lines = group->lines;
    return true;
}

/* What the load took. How much of what sleeps in swap it needs at a time, no report shows. */
static str undersized_need(const struct facts *facts) {
    int64_t file = room_part_kb(&facts->room, PART_FILE), anon = room_part_kb(&facts->room, PART_ANON);
    if (room_anon_may_be_files(&facts->room)) /* up to 2.6.27 it is not told apart */
        return arena_format(facts->arena, "Processes and the page cache of their files hold %s in RAM.", SIZE(anon));
    if (facts->room.parts[PART_FILE].kb == ABSENT)
        return arena_format(facts->arena, "Processes hold %s in RAM.", SIZE(anon));
    if (!facts->room.swap_used_kb)
        return arena_format(facts->arena, "Processes hold %s, and only %s of page cache was left for their files.",
                            SIZE(holders_together_kb(&facts->holders)), SIZE(file));
    return arena_format(facts->arena,
                        "Processes hold %s in RAM, only %s of page cache was left for their files, and %s more is "
                        "swapped out%s.",
                        SIZE(anon), SIZE(file), SIZE(facts->room.swap_used_kb),
                        room_swaps_to_ram(&facts->room) ? ", where it takes RAM too, compressed" : "");
}

static bool undersized_advise_ram(const struct facts *facts, struct advice *advice) {
    advice->code = STR("more-ram");
    if (facts->room.is_cgroup || !facts->room.is_known || facts->room.booting)
        return false;
    int64_t mine = amount_sum(room_part_kb(&facts->room, PART_ANON),
                              amount_sum(room_part_kb(&facts->room, PART_FREE), room_part_kb(&facts->room, PART_FILE)));
    int64_t wanted = advice_headroom_kb(amount_sum(facts->holders.processes_kb, amount_less(facts->room.kb, mine)));
    if (wanted <= facts->room.kb)
        return false;
    if (facts->room.swap_used_kb)
        advice->advice = STR("If this load is meant to run here, give it more RAM, start fewer of these processes, or "
                             "spread them over machines.");
    else
        advice->advice = arena_format(facts->arena,
                                      "If this load is meant to run here, plan for about %s of RAM, start fewer of "
                                      "these processes, or spread them over machines.",
                                      SIZE(wanted));
    advice->because = undersized_need(facts);
    advice->lines = facts->room.parts[PART_ANON].lines;
    return true;
}

/* systemd-oomd needs the pressure figures of 4.20. */
static bool undersized_advise_killer(const struct facts *facts, struct advice *advice) {
    advice->code = STR("userspace-killer");
    enum { LEAST_KB = 1024 * 1024 };
    bool old = release_is_before(facts->reckoning->release, RELEASE(4, 20, 0)) || !shell_has_systemd(facts);
    if (facts->room.is_cgroup || !facts->room.is_known || facts->room.kb < LEAST_KB || old)
        return false;
    advice->advice =
        STR("Let a userspace killer act on memory pressure before the machine stalls: earlyoom, or "
            "systemd-oomd, which needs pressure figures (/proc/pressure) and ManagedOOMMemoryPressure=kill "
            "in the units that it may end.");
    advice->because =
        STR("The kernel kills only when nothing can be reclaimed any more; by then the machine hardly responds.");
    advice->side_effect = STR("It ends processes while the kernel would still have let them live.");
    advice->lines = facts->room.parts[PART_FILE].lines;
    return true;
}

/* Growth and shared copies speak against "no single process is to blame". */
static str undersized_prevention(const struct facts *facts) {
    if (facts->room.booting)
        return STR("Probably: with more memory to boot with, or with fewer drivers.");
    if (facts->room.tiny)
        return facts->room.is_cgroup ? STR("Only with a higher limit.") : STR("Only with more RAM.");
    if (advice_is_memory_test(facts))
        return STR("Yes: by their name it is a memory test, which takes as much as it is told to.");
    if (room_is_shrunken(&facts->room))
        return room_shrunken_prevention(&facts->room, "less work");
    if (facts->growth)
        return arena_format(facts->arena,
                            "Perhaps: %.*s grew from one event to another. If that is a leak, by mending it; else only "
                            "with %s or less work.",
                            NAMED(facts->growth->process), facts->room.is_cgroup ? "a higher limit" : "more room");
    if (facts->holders.family)
        return STR("Perhaps: with room for the pages that a copy of a process (fork) changes, or with less data in the "
                   "process that is copied.");
    if (facts->holders.whole && (facts->holders.outlier || holders_nearly_outlier(&facts->holders))) {
        str name = pattern_name(facts, &facts->holders.largest);
        return arena_format(facts->arena, "Perhaps: with %s or less work, or with %.*s, the largest, needing less.",
                            facts->room.is_cgroup ? "a higher limit" : "more room", STR_ARG(name));
    }
    return facts->room.is_cgroup
               ? STR("Only with a higher limit or fewer processes in the group: no single one is to blame.")
               : STR("Only with more RAM or less work: no single process is to blame.");
}

static str undersized_prevented(const struct facts *facts) {
    if (facts->room.booting)
        return STR("Probably, by more memory to boot with");
    if (facts->room.tiny)
        return facts->room.is_cgroup ? STR("Only by a higher limit") : STR("Only by more RAM");
    if (advice_is_memory_test(facts))
        return STR("Yes, by a smaller memory test");
    if (room_is_shrunken(&facts->room))
        return room_shrunken_prevented(&facts->room);
    if (facts->growth)
        return STR("Perhaps: mend the process that grew");
    if (facts->holders.family)
        return STR("Perhaps, with room for forked copies");
    return facts->room.is_cgroup ? STR("With a higher limit or fewer processes")
                                 : STR("Only with more RAM or fewer programs");
}

const struct pattern pattern_undersized = {
    .name = "undersized",
    .family = PATTERN_HOLDER,
    .part = PART_ANON,
    .judge = undersized_judge,
    .consumer = consumer_largest,
    .prevention = undersized_prevention,
    .prevented = undersized_prevented,
    .advice = {{ADVICE_DECISION, advice_audit_protection},
               {ADVICE_ROOM, advice_reserved},
               {ADVICE_ROOM, advice_find_grown},
               {ADVICE_ROOM, advice_own_setting},
               {ADVICE_ROOM, undersized_advise_user},
               {ADVICE_ROOM, advice_limit_pod},
               {ADVICE_ROOM, undersized_advise_tabs},
               {ADVICE_ROOM, undersized_advise_workers},
               {ADVICE_ROOM, advice_throttle},
               {ADVICE_ROOM, advice_raise_limit},
               {ADVICE_ROOM, advice_add_swap},
               {ADVICE_ROOM, advice_use_swap},
               {ADVICE_ROOM, undersized_advise_ram},
               {ADVICE_ROOM, advice_min_free},
               {ADVICE_ROOM, undersized_advise_killer}},
};
